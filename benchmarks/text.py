"""How fast text is read: short sentences a second on one core, and the cold start of Mandarin; prints JSON.

    python benchmarks/text.py

The sentences are made from parts, so that none comes twice; one in five holds a number, one in ten (zh) English words.
Warm-up is 500 other sentences. Rates are per CPU second of this process, the cold start wall seconds of a new one.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable

from unisono.text import front

ZH = (
    "我 你 他们 老师 小王 这位先生 我的朋友 公司的同事 邻居家的孩子 那家银行的行长".split(),
    "昨天 今天早上 下个星期 明年春天 刚才 每个周末 三年以前 吃完饭以后 下雨的时候".split(),
    "在北京 去图书馆 从重庆 跟妈妈一起 坐地铁 在公园里 用手机 慢慢地 很高兴地".split(),
    "买了一本书 看完了那部电影 学会了游泳 打算重新开始 喝了一杯咖啡 觉得有点儿累 还没还钱呢 走得很快".split(),
)
ZH_NUMBERS = "花了{}块钱 走了{}公里 认识了{}个人 等了{}分钟 降价{}%".split()
ZH_ENGLISH = "用Python写代码 看YouTube 发了一封email 开了个party".split()
EN = (
    "The teacher,My friend,A young doctor,The old captain,Our neighbour,Every student,The manager,Her brother".split(
        ","
    ),
    "quickly,never,happily,often,finally,almost,quietly,really".split(","),
    "found the record,read the letter,opened a window,lost his keys,visited the museum,cooked dinner".split(","),
    "in the garden,before breakfast,last winter,near the river,after the meeting,without any help,at the station".split(
        ","
    ),
)
EN_NUMBERS = "with {} friends,for ${},in {} minutes,after {}%,on page {}".split(",")


def main() -> None:
    """Prints sentences a second of both languages and the cold start."""
    dice = random.Random(7)
    figures = {
        "zh sentences/s": _rate(lambda: _mandarin(dice), "zh"),
        "en sentences/s": _rate(lambda: _english(dice), "en"),
        "Mandarin cold start s": _cold("今天天气真不错，我们一起去公园散步吧。"),
        "Mandarin cold start with a number s": _cold("今天花了12.5元。"),
    }
    print(json.dumps(figures, ensure_ascii=False, indent=2))


def _rate(sentence: Callable[[], str], language: str, count: int = 3000) -> int:
    every = list(dict.fromkeys(sentence() for _ in range(2 * count + 1000)))
    warm, measured = every[:500], every[500 : 500 + count]
    for text in warm:
        front.read(text, language)
    start = time.process_time()
    for text in measured:
        front.read(text, language)
    return round(len(measured) / (time.process_time() - start))


def _mandarin(dice: random.Random) -> str:
    last = dice.random()
    end = [dice.choice(ZH[3])]
    if last < 0.2:
        end.append(dice.choice(ZH_NUMBERS).format(dice.randrange(2, 2000)))
    elif last < 0.3:
        end.append(dice.choice(ZH_ENGLISH))
    return "".join(dice.choice(part) for part in ZH[:3]) + "，".join(end) + "。"


def _english(dice: random.Random) -> str:
    end = f", {dice.choice(EN_NUMBERS).format(dice.randrange(2, 2000))}" if dice.random() < 0.2 else ""
    return " ".join(dice.choice(part) for part in EN) + end + "."


def _cold(text: str) -> float:
    reads = f"from unisono.text import front; front.read({text!r}, 'zh')"
    code = f"import time; t = time.perf_counter(); {reads}; print(time.perf_counter() - t)"
    times = (
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout) for _ in range(3)
    )
    return round(min(times), 2)


if __name__ == "__main__":
    main()

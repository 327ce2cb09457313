"""How fast GPT-SoVITS's front end reads: sentences a second on one core, and its cold start; prints JSON.

    python benchmarks/compat.py

The sentences are made from parts, none comes twice; one in five (zh, en) holds a number, one in ten (zh) English words.
Warm-up is 300 others. Rates are per CPU second of this process, cold starts the best of three new ones, wall seconds.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

from unisono.text.compat import segments

PARTS = {
    "zh": (
        "我 你 他们 老师 小王 这位先生 我的朋友 公司的同事 邻居家的孩子 那家银行的行长".split(),
        "昨天 今天早上 下个星期 明年春天 刚才 每个周末 三年以前 吃完饭以后 下雨的时候".split(),
        "在北京 去图书馆 从重庆 跟妈妈一起 坐地铁 在公园里 用手机 慢慢地 很高兴地".split(),
        "买了一本书 看完了那部电影 学会了游泳 打算重新开始 喝了一杯咖啡 觉得有点儿累 还没还钱呢 走得很快".split(),
    ),
    "en": (
        "The teacher,My friend,A young doctor,The old captain,Our neighbour,Every student,The manager".split(","),
        "quickly,never,happily,often,finally,almost,quietly,really".split(","),
        "found the record,read the letter,opened a window,lost his keys,visited the museum,cooked dinner".split(","),
        "in the garden,before breakfast,last winter,near the river,after the meeting,at the station".split(","),
    ),
    "ja": (
        "私は 先生は 友達が 母と 隣の猫が 会社の人が 子供たちは 日本の首相が".split(),
        "昨日 明日の朝 来週の月曜日に 三年前に ゆっくり 静かに 雨の日に".split(),
        "図書館で 公園へ 新幹線で 家の近くの店で 東京から 海の見える町で".split(),
        "本を読みました 映画を見に行きます コーヒーを飲んだ 写真を撮った 泳げるようになった 疲れてしまった".split(),
    ),
}
ENDS = {
    "zh": ("，花了{}块钱", "，走了{}公里", "，降价{}%"),
    "en": (" with {} friends", ", for ${}", " in {} minutes"),
    "ja": ("、{}円で", "、{}時間で"),
}
MIXED = ("，用Python写代码", "，看YouTube", "，发了一封email")
MARKS = {"zh": "。", "en": ".", "ja": "。"}


def main() -> None:
    """Prints sentences a second of each language and the cold starts."""
    figures = {f"{language} sentences/s": _rate(language) for language in PARTS}
    cold = {f"{language} cold start s": _cold(language) for language in PARTS}
    print(json.dumps(figures | cold, ensure_ascii=False, indent=2))


def _rate(language: str, warm: int = 300, count: int = 1500) -> int:
    dice = random.Random(7)
    texts = list(dict.fromkeys(_sentence(dice, language) for _ in range(2 * (warm + count))))[: warm + count]
    for text in texts[:warm]:
        segments(text, language)
    start = time.process_time()
    for text in texts[warm:]:
        segments(text, language)
    return round((len(texts) - warm) / (time.process_time() - start))


def _sentence(dice: random.Random, language: str) -> str:
    between = " " if language == "en" else ""
    text = between.join(dice.choice(part) for part in PARTS[language])
    luck = dice.random()
    if luck < 0.2:
        text += dice.choice(ENDS[language]).format(dice.randrange(2, 2000))
    elif luck < 0.3 and language == "zh":
        text += dice.choice(MIXED)
    return text + MARKS[language]


def _cold(language: str) -> float:
    text = _sentence(random.Random(1), language)
    reads = f"from unisono.text.compat import segments; segments({text!r}, {language!r})"
    code = f"import time; t = time.perf_counter(); {reads}; print(time.perf_counter() - t)"
    runs = (subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True) for _ in range(3))
    return round(min(float(run.stdout.split()[-1]) for run in runs), 2)


if __name__ == "__main__":
    main()

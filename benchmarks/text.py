"""How fast text is read: short sentences a second on one core, and the cold start of Mandarin; prints JSON.

    python benchmarks/text.py [manifest.jsonl …]

Plain sentences are the transcripts of the manifests (lines of JSON with "text" and "language" or "lang"; by default the
shared speech, where it is there), each once. Sentences heavy with figures are made from the templates below, every one
with figures of its own. Warm-up is 200 other sentences. Rates are per CPU second of this process, the cold start wall
seconds of a new one.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from unisono.text import front

SHARED = Path(__file__).resolve().parents[2] / "shared"
MANIFESTS = [SHARED / "speech_pack" / "manifest.jsonl", SHARED / "speech" / "manifest.jsonl"]
WARM = 200
FIGURES = {
    "zh": """
        会议定在{y}年{m}月{d}日{h}:{mm}。
        这件衣服打{n}折后只要¥{k}.{nn}。
        气温从-{n}℃升到{nn}℃。
        今年增长了{n}.{n}%。
        他跑了{n}.{nn}km，用时{nn}分{nn}秒。
        请拨打1{phone}联系我们。
        比赛以{n}:{n}结束。
        一共{big}元，约{n}.{n}亿美元。
        第{nn}届大会有{k}人参加。
        房间有{nn}㎡，月租{k}元。
        {n}/{nn}的学生来自{nn}个省。
        速度是{nn}km/h，误差±{n}%。
        订单号是{k}{k}{k}，共{n}件。
        面积是{nn}×{nn}米。
        {y}-{m}-{d}上线{n}.{n}.{n}版本。
        他用iPhone {nn}拍了{k}张照片。
    """,
    "en": """
        We met on Nov {d}, {y} at {h}:{mm} p.m.
        It costs ${k}.{nn} after a {nn}% discount.
        Call 555-{k} before {h} a.m.
        The score was {n}:{n} after {nn} minutes.
        It rose from -{n} to {nn}°C.
        About {big} people live within {nn} km.
        Add {n}/{nn} of a cup to {k} ml.
        They drove at {nn} km/h for {n}.{n} hours.
        In {y} sales were £{n}.{n} million.
        Chapter {n}, pages {nn}-{k}.
        He came {nn}th of {k} runners.
        Version {n}.{n}.{n} is {nn} MB.
        The room is {nn} m² and costs €{k}/month.
        From {y} to {y} it fell by {n}.{n}%.
        The RTX {k} draws {k} W.
        Flight BA{k} leaves gate {nn} at {h}:{mm}.
    """,
}


def main() -> None:
    """Prints sentences a second of both languages, plain and with figures, and the cold start."""
    manifests = [Path(name) for name in sys.argv[1:]] or [path for path in MANIFESTS if path.exists()]
    figures: dict[str, float] = {}
    for language in ("zh", "en"):
        plain = sorted(set(transcripts(manifests, language)))
        random.Random(7).shuffle(plain)
        if len(plain) > 2 * WARM:
            figures[f"{language} plain, {len(plain) - WARM} transcripts: sentences/s"] = rate(plain, language)
        heavy = list(dict.fromkeys(with_figures(language, 3000 + WARM)))
        figures[f"{language} with figures, {len(heavy) - WARM} sentences: sentences/s"] = rate(heavy, language)
    figures["Mandarin cold start s"] = cold("今天天气真不错，我们一起去公园散步吧。")
    figures["Mandarin cold start with a number s"] = cold("今天花了12.5元。")
    print(json.dumps(figures, ensure_ascii=False, indent=2))


def transcripts(manifests: list[Path], language: str) -> Iterator[str]:
    for manifest in manifests:
        for line in manifest.read_text("utf-8").splitlines():
            entry = json.loads(line)
            if (entry.get("language") or entry.get("lang")) == language and (entry.get("text") or "").strip():
                yield entry["text"]


def with_figures(language: str, count: int) -> Iterator[str]:
    dice = random.Random(7)
    ranges = {
        **{"n": (1, 10), "nn": (11, 99), "k": (1001, 9999), "big": (10_000, 99_999_999), "y": (1990, 2035)},
        **{"m": (1, 12), "d": (1, 28), "h": (1, 12), "mm": (10, 59), "phone": (3_000_000_000, 9_999_999_999)},
    }
    templates = [line.strip() for line in FIGURES[language].strip().splitlines()]
    for at in range(count):
        template = templates[at % len(templates)]
        yield re.sub(r"\{(\w+)\}", lambda name: str(dice.randint(*ranges[name[1]])), template)


def rate(sentences: list[str], language: str) -> int:
    """Sentences a CPU second, after the first `WARM`."""
    for text in sentences[:WARM]:
        front.read(text, language)
    start = time.process_time()
    for text in sentences[WARM:]:
        front.read(text, language)
    return round((len(sentences) - WARM) / (time.process_time() - start))


def cold(text: str) -> float:
    reads = f"from unisono.text import front; front.read({text!r}, 'zh')"
    code = f"import time; t = time.perf_counter(); {reads}; print(time.perf_counter() - t)"
    times = (
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout) for _ in range(5)
    )
    return round(min(times), 2)


if __name__ == "__main__":
    main()

"""Writes the table of docs/text.md: what is read how. `python benchmarks/readings.py`"""

from __future__ import annotations

import re
from pathlib import Path

from unisono.errors import MissingExtra
from unisono.text import front

PAGE = Path(__file__).parents[1] / "docs" / "text.md"
TEXTS = {
    "zh": (
        "2026年11月22日 8:30 12,345,678元 3:2 -12.5 50％ 3～5天 1/2 13812345678 ¥99.9 10km 第3名 "
        "我在银行一个人排队 重庆很重要 他长高了 用iPhone看GitHub 🙂好"
    ).split(" "),
    "en": (
        "Nov 22, 2026|8:30 p.m.|$3.50|12,345,678|3:2|-12.5|50%|3-5 days|1/2|555-1234|10 km|the 3rd|Dr. Smith|"
        "I read it yesterday|to record a record|NASA and the FBI|iPhone|blorptastic"
    ).split("|"),
    "ja": "2026年11月22日 3時半 1,200円 50% 今日は 学校へ行った 東京".split(" "),
    "yue": "2026年 3点半 50% 我哋去边度 香港 食咗饭".split(" "),
    "ko": "2026년 세 시 3시 1,200원 50% 안녕하십니까 같이 독립".split(" "),
}


def main() -> None:
    rows = ["| language | written | said | phones |", "|---|---|---|---|"]
    for language, texts in TEXTS.items():
        for text in texts:
            try:
                words = [word for word in front.read(text, language) if word.phones]
            except MissingExtra as missing:
                raise SystemExit(f"the table needs every language: {missing}") from None
            said = ("" if language in ("zh", "ja", "yue") else " ").join(word.said for word in words)
            rows.append(f"| {language} | {text} | {said} | {' '.join(p for w in words for p in w.phones)} |")
    table = "<!-- readings -->\n\n" + "\n".join(rows) + "\n\n<!-- /readings -->"
    PAGE.write_text(
        re.sub(r"<!-- readings -->.*<!-- /readings -->", table, PAGE.read_text("utf-8"), flags=re.S), "utf-8"
    )


if __name__ == "__main__":
    main()

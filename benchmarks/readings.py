"""Writes the tables of docs/text.md: what is read how. `python benchmarks/readings.py`"""

from __future__ import annotations

import re
from pathlib import Path

from unisono.errors import MissingExtra
from unisono.text import front
from unisono.text.word import Word

PAGE = Path(__file__).parents[1] / "docs" / "text.md"
FIGURES = {
    "dates": {
        "zh": "2026年11月22日|98年|1990年代|2024-25赛季|2000年前",
        "en": "Nov 22, 2026|Nov. 22|2026-11-22|in 2026|2026 people|the 1990s",
        "ja": "2026年11月22日|20日",
        "yue": "2026年11月22日",
        "ko": "2026년 11월 22일",
    },
    "times": {
        "zh": "7:05|2:30|9:00-18:00",
        "en": "7:05|8:30 p.m.|12:00",
        "ja": "7:05",
        "yue": "2:30",
        "ko": "7:05|3시",
    },
    "money": {
        "zh": "$3.50|¥99.9|$1.2亿|100元/月",
        "en": "$3.50|£0.99|¥500|$1.2 million|a $20 bill",
        "ja": "$3.50|1,200円",
        "yue": "$3.50|25蚊",
        "ko": "$3.50|1,200원",
    },
    "numbers": {
        "zh": "12,345,678元|1.2万|-12.5|2个|2号|007",
        "en": "12,345,678|-12.5|0.5|1.5M users",
        "ja": "1億2,345万円",
        "yue": "12,345,678",
        "ko": "12,345,678|20권|3~5개",
    },
    "parts": {"zh": "50％|13‰|1/2|3½", "en": "50%|1/2|3½ cups|24/7", "ja": "50%|3½", "yue": "50%", "ko": "50%|1/2"},
    "ranges and scores": {
        "zh": "3～5天|5kg-10kg|比分3:2|3-2战胜|图3-5",
        "en": "3-5 days|1999-2004|3:2",
        "ja": "3〜5日|3:2で",
        "yue": "3-5日",
        "ko": "3:2",
    },
    "units": {
        "zh": "60km/h|5kg|120㎡|-5℃|16GB",
        "en": "60 km/h|1 kg|20 m²|72°F|5'11\"",
        "ja": "60km/h|25℃",
        "yue": "60km/h",
        "ko": "60km/h",
    },
    "telephones and papers": {
        "zh": "13812345678|拨打110|验证码8862|302室",
        "en": "555-1234|dial 911|room 204",
        "ja": "090-1234-5678",
        "yue": "電話2345 6789",
        "ko": "010-1234-5678",
    },
    "names with figures": {
        "zh": "iPhone15Pro很好|GPT-4o很强|A4纸|3D|5G网络|MH370航班",
        "en": "iPhone15Pro|GPT-4o|COVID-19|RTX 4090|v2.0",
        "ja": "iPhone 15を|3Dと5G",
        "yue": "iPhone 15好靚",
        "ko": "GPT-4를",
    },
    "ordinals, roman numerals": {
        "zh": "第3名|No.1|第Ⅳ章|II型",
        "en": "the 3rd|#1|World War II|Henry VIII|Chapter IV",
        "ja": "第Ⅳ章",
        "yue": "第Ⅳ章",
        "ko": "제Ⅳ장",
    },
    "signs in disguise": {"zh": "①②③|㊗|𠮷野家", "en": "①|Ａ１|ﬁnd", "ja": "㊙|𠮷野家", "yue": "①", "ko": "①"},
    "sums": {
        "zh": "5-3=2|x²+y²=z²|p<0.05|±3%",
        "en": "5-3=2|x² + y² = z²|a < b|~5 minutes",
        "ja": "5+3=8です",
        "yue": "3×4=12",
        "ko": "5+3=8",
    },
    "addresses": {
        "zh": "https://example.com/|邮箱a@qq.com|Node.js很好",
        "en": "https://example.com/|a.b@example.org|Node.js",
        "ja": "https://example.com/を",
        "yue": "https://example.com/",
        "ko": "https://example.com/ 보세요",
    },
    "tags, names": {
        "zh": "<b>重要</b>|#话题#|@小明|C++和C#",
        "en": "<b>bold</b>|A &amp; B|#AI|@john",
        "ja": "@山田さん",
    },
}
WORDS = {
    "zh": "我在银行一个人排队|重庆很重要|他长高了|用iPhone看GitHub|🙂好",
    "en": "Dr. Smith|I read it yesterday|to record a record|NASA and the FBI|iPhone|blorptastic",
    "ja": "今日は|学校へ行った|東京",
    "yue": "我哋去边度|香港|食咗饭",
    "ko": "세 시|안녕하십니까|같이|독립",
}


def main() -> None:
    """Both tables, between their marks on the page."""
    text = PAGE.read_text("utf-8")
    for name, rows in (("figures", _of_figures()), ("readings", _of_words())):
        table = f"<!-- {name} -->\n\n" + "\n".join(rows) + f"\n\n<!-- /{name} -->"
        text = re.sub(rf"<!-- {name} -->.*<!-- /{name} -->", table, text, flags=re.S)
    PAGE.write_text(text, "utf-8")


def _of_figures() -> list[str]:
    rows = ["| | zh | en | ja | yue | ko |", "|---|---|---|---|---|---|"]
    for family, texts in FIGURES.items():
        cells = (
            "<br>".join(f"`{text}` {_said(_words(text, language), language)}" for text in texts[language].split("|"))
            if language in texts
            else ""
            for language in WORDS
        )
        rows.append(f"| {family} | {' | '.join(cells)} |")
    return rows


def _of_words() -> list[str]:
    rows = ["| language | written | said | phones |", "|---|---|---|---|"]
    for language, texts in WORDS.items():
        for text in texts.split("|"):
            words = _words(text, language)
            phones = " ".join(phone for word in words for phone in word.phones)
            rows.append(f"| {language} | {text} | {_said(words, language)} | {phones} |")
    return rows


def _words(text: str, language: str) -> list[Word]:
    try:
        return [word for word in front.read(text, language) if word.phones]
    except MissingExtra as missing:
        raise SystemExit(f"the table needs every language: {missing}") from None


def _said(words: list[Word], language: str) -> str:
    """As it is said, in one string: a space between words of letters."""
    gap = "" if language in ("zh", "ja", "yue") else " "
    return re.sub(r"(?<=[A-Za-z])\t(?=[A-Za-z])", " ", "\t".join(word.said for word in words)).replace("\t", gap)


if __name__ == "__main__":
    main()

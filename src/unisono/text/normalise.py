"""Numbers, dates, money and signs as words: wetext reads, small rules mend what it misreads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from unisono.text import abbreviations
from unisono.text.letters import is_silent

_DIGITS = {
    "zh": "零一二三四五六七八九",
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_POINT = {"zh": "点", "en": " point "}
_WIDE = re.compile(
    r"[０-９Ａ-Ｚａ-ｚ％＋－／＝＃＄＆＠～]"
    r"|(?<=[0-9０-９])[．：](?=[0-9０-９])"
    r"|(?<=[０-９])，(?=[０-９]{3}(?![０-９]))"
)
_LEFT = re.compile(r"\d+(?:\.\d+)?")
_NEEDS_WORDS = {"zh": re.compile(r"\d"), "en": re.compile(r"\d|[$€£¥%&@=+#°℃℉]")}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def normalise(text: str, language: str) -> str:
    """`text` as it is said in `language` ("zh" or "en"): no digit is left. Other languages keep their words.

    >>> normalise("比分3:2", "zh")
    '比分三比二'
    """
    spelled = "zh" if language in ("zh", "yue", "ja") else "en"
    text = _plain(text)
    for pattern, reading in (*_RULES, *_RULES_OF[spelled]):
        text = pattern.sub(reading, text)
    said = "".join(_read(clause, spelled) for clause in _spans(text))
    return " ".join(said.split())


def _plain(text: str) -> str:
    """Half-width digits and signs, fractions and circled numbers as digits, no emoji; Chinese marks as they are."""
    kept = "".join(char for char in text if not is_silent(char))
    kept = _WIDE.sub(lambda wide: chr(ord(wide.group()) - 0xFEE0), unicodedata.normalize("NFC", kept))
    return "".join(char if char.isascii() else _plain_char(char) for char in kept)


@lru_cache(maxsize=8192)
def _plain_char(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if char == "〇" or category[0] not in "NL":
        return char
    if "GREEK" in unicodedata.name(char, "") and "LETTER" in unicodedata.name(char, ""):
        return f" {unicodedata.name(char).split('LETTER ')[1].split(' ')[0].lower()} "
    as_digits = unicodedata.normalize("NFKC", char).replace("\u2044", "/")
    if category in ("No", "Nl") and as_digits == char:
        return f" {int(unicodedata.numeric(char, 0))} "
    return f" {as_digits}" if "/" in as_digits else as_digits


def _spans(text: str) -> list[str]:
    """Clauses: short, so that one odd sign does not keep wetext from reading the rest."""
    whole = [part.group() for part in re.finditer(r"[^，。；！？]*[，。；！？]?", text)]
    return [part for part in whole if part]


def _read(clause: str, language: str) -> str:
    if not _NEEDS_WORDS[language].search(clause):
        return clause
    lead, body, tail = re.fullmatch(r"(\s*)(.*?)(\s*)", clause, re.DOTALL).groups()  # type: ignore[union-attr]
    words = _reader(language)(body)
    if language == "en" and "thousand" not in body:
        words = re.sub(r"(\b[a-z]{1,12} )?\bthousand\b", _counted_thousand, words)
    return lead + _LEFT.sub(lambda number: _spelled(number.group(), language), words) + tail


@lru_cache(maxsize=2)
def _reader(language: str) -> Callable[[str], str]:
    """wetext for a language, or digit by digit where it finds no reading. Offline: its rules are in the wheel."""
    from wetext import Normalizer

    normalizer = Normalizer(lang=language, operator="tn")

    def read(text: str) -> str:
        # It escapes quotes and backslashes in what it gives back, and stumbles over tabs; long input takes it long.
        safe = " ".join(text.replace('"', " ").replace("\\", " ").split())
        try:
            return str(normalizer.normalize(safe)) if len(safe) <= 1000 else safe
        except (AssertionError, RuntimeError, ValueError, IndexError, KeyError):
            return safe

    return read


def _counted_thousand(found: re.Match[str]) -> str:
    """wetext says "thousand two hundred" for 1,200.00."""
    before = (found.group(1) or "").strip()
    counted = before in _NUMBER_WORDS
    return found.group() if counted else f"{found.group(1) or ''}one thousand"


_NUMBER_WORDS = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    """.split()
)


def _spelled(number: str, language: str) -> str:
    """Digit by digit: 3.05 -> 三点零五."""
    parts = [[_DIGITS[language][int(digit)] for digit in part] for part in number.split(".")]
    between = "" if language == "zh" else " "
    said = _POINT[language].join(between.join(part) for part in parts)
    return said if language == "zh" else f" {said} "


def _zh_digits(found: re.Match[str]) -> str:
    return "".join(_DIGITS["zh"][int(c)] if c.isdigit() else "" for c in found.group())


def _en_digits(found: re.Match[str]) -> str:
    return " ".join(_DIGITS["en"][int(c)] for c in found.group() if c.isdigit())


def _dotted(found: re.Match[str], language: str) -> str:
    """A version or an address, digit by digit: 3.0.1."""
    return _POINT[language].join(_spelled(part, language).strip() for part in found.group().split("."))


def _en_day(found: re.Match[str]) -> str:
    day = int(found.group(2))
    suffix = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{found.group(1)} {day}{suffix}"


def _en_decade(found: re.Match[str]) -> str:
    """1990s -> nineteen nineties: wetext reads the s as seconds."""
    century, decade = found.group(1), found.group(2)
    return f"{century} {decade}s"


def _year(digits: str) -> str:
    return _reader("en")(f"in {digits}").removeprefix("in ")


def _no_commas(found: re.Match[str]) -> str:
    return found.group().replace(",", "").replace("，", "")


def _abbreviation(found: re.Match[str]) -> str:
    word = found.group(1)
    short = word.lower()
    follows = found.string[found.end() : found.end() + 8].lstrip()[:1]
    if short not in abbreviations.READINGS or (short in abbreviations.NUMBERED and not follows.isdigit()):
        return found.group()
    last = "." if not follows and short in abbreviations.CAN_END else ""
    return abbreviations.READINGS[short] + last


_RULES: tuple[Rule, ...] = (
    (re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)"), _no_commas),
    (re.compile(r"(?<=[A-Za-z])[-‐–](?=\d)"), " "),  # GPT-4 is no subtraction
    (re.compile(r"[−﹣](?=\d)"), "-"),
    (re.compile(r"(?<=\d)×(?=\d)"), "*"),
    (re.compile(r"(?<=[a-zA-Z])²"), "2"),
)
_RULES_OF: dict[str, tuple[Rule, ...]] = {
    "zh": (
        (re.compile(r"零下\s*-(?=\d)"), "零下"),
        (re.compile(r"(?<=\d)([%℃°]?)\s*[-–—~～]\s*(?=\d+(?:\.\d+)?\s*(?:[%℃°]|[一-鿿]))"), r"\1到"),
        (re.compile(r"\+(?=\d{1,3}[ -]?\d{2,})"), "加"),
        (re.compile(r"(?<![\d.])(?:1[3-9]\d[ -]\d{4}[ -]\d{4})(?!\d)"), _zh_digits),
        (re.compile(r"(?<!\d)\d+(?:\.\d+){2,}(?!\d)"), lambda m: _dotted(m, "zh")),
        (re.compile(r"(?<![\d.])\d{16,}(?!\d)"), _zh_digits),
        (re.compile(r"(\d)\*(?=\d)"), r"\1乘"),
        (re.compile(r"(?<=\d)(?:\s*)%"), "%"),
        (re.compile(r"\$\s+(?=\d)"), "$"),
    ),
    "en": (
        (re.compile(r"\b((?:[A-Za-z]+\.)?[A-Za-z]+)\.(?=\s|$|,)"), _abbreviation),
        (re.compile(r"\b(1[1-9]|20)(\d0)s\b"), _en_decade),
        (re.compile(rf"\b({_MONTHS}) (\d{{1,2}})(?![\d:%]|\.\d|st|nd|rd|th)"), _en_day),
        (re.compile(r"\+?\b\d{1,3}[ -]\(?\d{3}\)?[ -]\d{3}[ -]\d{4}\b|\b\d{3}-\d{4}\b"), _en_digits),
        (re.compile(r"\b\d+(?:\.\d+){2,}\b"), lambda m: _dotted(m, "en")),
        (re.compile(r"(?<![\d.])\d{16,}(?!\d)"), _en_digits),
        (re.compile(r"\b(1\d{3}|20\d\d)\s?[-–]\s?(1\d{3}|20\d\d)\b"), lambda m: f"{_year(m[1])} to {_year(m[2])}"),
        (re.compile(r"#\s?(?=\d)"), "number "),
        (re.compile(r"(?<=\d)\+"), " plus "),
        (re.compile(r"(?<!\S)\+(?=\d)"), "plus "),
        (re.compile(r"\bv(?=\d)"), "version "),
        (re.compile(r"~(?=\d)"), " to "),
        (re.compile(r"(?<=\d)/7\b"), " seven"),
    ),
}

"""English text as GPT-SoVITS writes it before reading: figures, money, clocks and units as words, capitals apart.

The order of the rules is the behaviour (specs/gpt-sovits.md §4.4).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from unisono.text.compat.english_numbers import cardinal, ordinal, year
from unisono.text.compat.marks import collapse

_POWERS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹ˣʸⁿ"
_OPERAND: Final = rf"(?:-?(?<!\d)\d+(?:\.\d+)?[{_POWERS}]*|\.\d+[{_POWERS}]*|[A-Za-z][{_POWERS}]*)"
_SIGNS: Final = {"+": "plus", "-": "minus", "×": "times", "÷": "divided by", "=": "Equals"}
_UNITS: Final = {
    "m": ("meter", "meters"), "km": ("kilometer", "kilometers"), "km/h": ("kilometer per hour", "kilometers per hour"),
    "ft": ("feet", "feet"), "L": ("liter", "liters"), "tbsp": ("tablespoon", "tablespoons"),
    "tsp": ("teaspoon", "teaspoons"), "h": ("hour", "hours"), "min": ("minute", "minutes"), "s": ("second", "seconds"),
    "°C": ("degree celsius", "degrees celsius"), "°F": ("degree fahrenheit", "degrees fahrenheit"),
}  # fmt: skip
_POUNDS: Final = ("pound", "pounds", "penny", "pence")
_DOLLARS: Final = ("dollar", "dollars", "cent", "cents")
_FULL_WIDTH: Final = str.maketrans("。！？", ".!?")

_LISTED: Final = re.compile(r"\b(\d+)\. ", re.ASCII)
_ARITHMETIC: Final = re.compile(rf"({_OPERAND})\s+([+\-×÷=])\s+({_OPERAND})", re.ASCII)
_NEGATIVE: Final = re.compile(r"(?:^|\s+)-(\d+)", re.ASCII)
_GROUPED: Final = re.compile(r"\d[\d,]+\d", re.ASCII)
_CLOCK: Final = re.compile(r"\b([01]?[0-9]|2[0-3]):([0-5][0-9])\b")
_MEASURED: Final = re.compile(rf"\b(\d+(\.\d+)?)({'|'.join(_UNITS)})\b", re.ASCII)
_MONEY: Final = tuple(
    (re.compile(pattern, re.ASCII), names)
    for sign, names in (("£", _POUNDS), (r"\$", _DOLLARS))
    for pattern in (rf"{sign}([\d.,]*\d)", rf"(?<![\d.,])([\d.,]*\d){sign}")
)
_DECIMAL: Final = re.compile(r"(\d+)\.(\s*\d+)", re.ASCII)
_FRACTION: Final = re.compile(r"(\d+)/(\d+)", re.ASCII)
_ORDINAL: Final = re.compile(r"(\d+)(?:st|nd|rd|th)", re.ASCII)
_NUMBER: Final = re.compile(r"\d+", re.ASCII)
_UNREAD: Final = re.compile(r"[^ A-Za-z'.,?!-]")
_CAPITAL: Final = re.compile(r"(?<!^)(?<!\s)([A-Z])")


def normalise(text: str) -> str:
    """Only letters, spaces and ' . , ? ! - are left; figures are words, 'iPhone' is 'i Phone'."""
    text = _NUMBER.sub(_plain, _with_units(_with_signs(text.translate(_FULL_WIDTH))))
    text = "".join(sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn")
    text = _UNREAD.sub("", text.replace("%", " percent"))
    text = re.sub(r"(?i)i\.e\.", "that is", text)
    text = re.sub(r"(?i)e\.g\.", "for example", text)
    return collapse(_CAPITAL.sub(r" \1", text), spaces=True)


def _with_signs(text: str) -> str:
    text = _LISTED.sub(lambda match: ordinal(match[1]) + ", ", text)
    while _ARITHMETIC.search(text):
        text = _ARITHMETIC.sub(lambda match: f"{match[1]} {_SIGNS[match[2]]} {match[3]}", text)
    text = _NEGATIVE.sub(r"negative \1", text)
    return _GROUPED.sub(lambda match: match[0].replace(",", ""), text)


def _with_units(text: str) -> str:
    text = _MEASURED.sub(_measure, _CLOCK.sub(_clock, text))
    for pattern, names in _MONEY:
        text = pattern.sub(lambda match, names=names: _sum(match[1], names), text)  # type: ignore[misc]
    text = _DECIMAL.sub(lambda match: f"{match[1]} point {' '.join(match[2])}", text)
    text = _FRACTION.sub(_fraction, text)
    return _ORDINAL.sub(lambda match: ordinal(match[1]), text)


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    half = "a.m." if hour < 12 else "p.m."
    spoken = cardinal(str(hour - 12 if hour > 12 else hour))
    past = cardinal(str(minute)) if minute else "o'clock"
    return f"{spoken} {past} {half}"


def _measure(match: re.Match[str]) -> str:
    one = int(match[1].replace(".", "")) == 1 and not match[2]
    return f"{match[1]} {_UNITS[match[3]][0 if one else 1]}"


def _sum(figures: str, names: tuple[str, str, str, str]) -> str:
    one, many, part, parts = names
    pieces = figures.replace(",", "").split(".")
    if len(pieces) > 2:
        return f"{figures} {many}"
    whole = int(pieces[0] or 0)
    rest = int(pieces[1].ljust(2, "0")) if len(pieces) == 2 and pieces[1] else 0
    said = [f"{whole} {one if whole == 1 else many}"] if whole else []
    said += [f"{rest} {part if rest == 1 else parts}"] if rest else []
    return " and ".join(said) or f"zero {many}"


def _fraction(match: re.Match[str]) -> str:
    above, below = int(match[1]), int(match[2])
    words = cardinal(match[1], "and")
    if below == 1:
        return words
    if below == 2:
        return words + (" half" if above == 1 else " halves")
    return f"{words} {ordinal(match[2])}{'s' if above > 1 else ''}"


def _plain(match: re.Match[str]) -> str:
    number = int(match[0]) if len(match[0]) < 9 else 0
    return year(number) if 1000 < number < 3000 else cardinal(match[0])

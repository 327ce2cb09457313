"""Numbers as English words: cardinals, ordinals and years, in the wording GPT-SoVITS was trained on."""

from __future__ import annotations

from typing import Final

_SMALL: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_GROUPS: Final = (
    "thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion"
).split()
_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_LONGEST: Final = 36  # digits that still have a name


def cardinal(figures: str, and_word: str = "") -> str:
    """'12345' → twelve thousand, three hundred forty-five; `and_word` stands after a hundred.

    A number too large for a name is read digit by digit.
    """
    figures = figures.lstrip("0") or "0"
    if len(figures) > _LONGEST:
        return " ".join(_SMALL[int(digit)] for digit in figures)
    if figures == "0":
        return "zero"
    groups = [int(group) for group in f"{int(figures):,}".split(",")]
    named = [_named(group, len(groups) - at - 1, and_word) for at, group in enumerate(groups) if group]
    # A last group without hundreds has no comma before it: one thousand five, one thousand and five.
    if len(named) > 1 and 0 < groups[-1] < 100:
        return " ".join(filter(None, (", ".join(named[:-1]), and_word, named[-1])))
    return ", ".join(named)


def ordinal(figures: str) -> str:
    """'23' → twenty-third."""
    words = cardinal(figures, "and")
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:-1] + "ieth" if last.endswith("y") else words + "th"


def year(number: int) -> str:
    """1001 to 2999 as a year: nineteen ninety-nine, nineteen oh five, two thousand five, twenty hundred."""
    if number == 2000:
        return "two thousand"
    if 2000 < number < 2010:
        return "two thousand " + _SMALL[number - 2000]
    century, rest = divmod(number, 100)
    if not rest:
        return _below_thousand(century, "") + " hundred"
    return _below_thousand(century, "") + " " + ("oh " if rest < 10 else "") + _below_thousand(rest, "")


def _below_thousand(number: int, and_word: str) -> str:
    hundreds, rest = divmod(number, 100)
    below = _SMALL[rest] if rest < 20 else _TENS[rest // 10 - 2] + (f"-{_SMALL[rest % 10]}" if rest % 10 else "")
    if not hundreds:
        return below
    return " ".join(filter(None, (_SMALL[hundreds], "hundred", and_word if rest else "", below if rest else "")))


def _named(group: int, thousands: int, and_word: str) -> str:
    return _below_thousand(group, and_word) + (f" {_GROUPS[thousands - 1]}" if thousands else "")

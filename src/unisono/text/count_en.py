"""Numbers in English words."""

from __future__ import annotations

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_GROUPS = tuple((1000**at, name) for at, name in enumerate("_ thousand million billion trillion quadrillion".split()))
_ORDINALS = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"},
    "twelve": "twelfth",
}


def cardinal(number: int) -> str:
    """345678 -> three hundred forty five thousand six hundred and seventy eight; below 10^18."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        high, low = divmod(number, 100)
        return f"{_SMALL[high]} hundred" + (f" and {cardinal(low)}" if low else "")
    size, name = next(group for group in reversed(_GROUPS) if number >= group[0])
    high, low = divmod(number, size)
    between = " and " if 0 < low < 100 else " "
    return f"{cardinal(high).replace(' and ', ' ')} {name}" + (between + cardinal(low) if low else "")


def ordinal(number: int) -> str:
    """21 -> twenty first."""
    head, _, last = cardinal(number).rpartition(" ")
    last = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return f"{head} {last}".strip()


def number(written: str) -> str:
    """1,234.5 -> one thousand two hundred and thirty four point five; 007, and what is too long, digit by digit."""
    whole, _, part = written.replace(",", "").partition(".")
    one_by_one = len(whole) > 15 or (len(whole) > 1 and whole[0] == "0" and not part)
    said = digit_by_digit(whole) if one_by_one else cardinal(int(whole)) if whole else ""
    return f"{said} point {digit_by_digit(part)}".lstrip() if part else said


def digit_by_digit(digits: str) -> str:
    """405 -> four zero five; what is no digit is passed over."""
    return " ".join(_SMALL[int(digit)] for digit in digits if digit.isdigit())


def paired(digits: str) -> str:
    """Years and types, of three or four digits: 1999 -> nineteen ninety nine, 1905 -> nineteen oh five, 404 -> four oh
    four, 2026 -> twenty twenty six, 2004 -> two thousand four, 1900 -> nineteen hundred."""
    high, low = int(digits[:-2]), int(digits[-2:])
    if high % 10 == 0 and low < 10:
        return cardinal(high * 100) + (f" {_SMALL[low]}" if low else "")
    return cardinal(high) + (" hundred" if not low else f" oh {_SMALL[low]}" if low < 10 else f" {cardinal(low)}")

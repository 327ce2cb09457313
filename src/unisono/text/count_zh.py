"""Numbers in Chinese words."""

from __future__ import annotations

import re

_NAMES = "零一二三四五六七八九"
DIGITS = str.maketrans("0123456789", _NAMES)
CALLED = str.maketrans("0123456789", "零幺二三四五六七八九")  # in numbers of telephones and papers one is yāo


def cardinal(digits: str) -> str:
    """12345678 -> 一千二百三十四万五千六百七十八; more than 16 digits one by one."""
    bare = digits.lstrip("0") or "0"
    return _leading(_counted(int(bare))) if len(bare) <= 16 else digits.translate(DIGITS)


def number(written: str) -> str:
    """1,234.50 -> 一千二百三十四点五零; 007 digit by digit."""
    whole, _, part = written.replace(",", "").partition(".")
    if len(whole) > 1 and whole[0] == "0" and not part:
        return whole.translate(DIGITS)
    return cardinal(whole or "0") + ("点" + part.translate(DIGITS) if part else "")


def _counted(number: int) -> str:
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            high, low = divmod(number, size)
            between = "零" if 0 < low < size // 10 else ""
            return f"{_counted(high)}{name}{between}{_counted(low) if low else ''}"
    return _thousands(number) if number else "零"


def _thousands(number: int) -> str:
    """1..9999: 1005 -> 一千零五."""
    said = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            said += _NAMES[digit] + name
        elif said and number % size:
            said = said.removesuffix("零") + "零"
    return said


def _leading(said: str) -> str:
    """十二, not 一十二; 两千, 两万, but 二百."""
    if said.startswith("一十"):
        return said[1:]
    return "两" + said[1:] if re.match("二[千万亿]", said) else said

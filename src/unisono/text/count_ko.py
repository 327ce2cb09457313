"""Numbers in Korean words: Sino-Korean ones, and native ones before what is counted with them."""

from __future__ import annotations

_SINO = ("", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
_NATIVE = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")


def sino(number: int) -> str:
    """1980 -> 천구백팔십; below 10^20."""
    if number == 0:
        return "영"
    said = ""
    for place, name in enumerate(("", "만", "억", "조", "경")):
        group = number // 10_000**place % 10_000
        if group:
            said = ("" if place == 1 and group == 1 else _thousands(group)) + name + said
    return said


def native(number: int) -> str:
    """Before a counter, 1..99: 3 -> 세, 20 -> 스무, 21 -> 스물한."""
    return "스무" if number == 20 else _TENS[number // 10] + _NATIVE[number % 10]


def digit_by_digit(digits: str, zero: str = "공") -> str:
    """010 -> 공일공; what is no digit is passed over."""
    return "".join(_SINO[int(digit)] or zero for digit in digits if digit.isdigit())


def number(written: str) -> str:
    """1,234.5 -> 천이백삼십사 점 오; 007, and what is too long, digit by digit."""
    whole, _, part = written.replace(",", "").partition(".")
    one_by_one = len(whole) > 16 or (len(whole) > 1 and whole[0] == "0")
    said = digit_by_digit(whole) if one_by_one else sino(int(whole or 0))
    return said + (" 점 " + digit_by_digit(part, "영") if part else "")


def _thousands(group: int) -> str:
    digits = f"{group:04d}"
    return "".join(
        ("" if digit == "1" and name else _SINO[int(digit)]) + name
        for digit, name in zip(digits, ("천", "백", "십", ""), strict=True)
        if digit != "0"
    )

"""Figures and signs in Korean; what is counted decides between native and Sino-Korean numbers: 세 시, 삼십 분."""

from __future__ import annotations

import re
from collections.abc import Callable

from unisono.text.count_ko import digit_by_digit, native, number, sino
from unisono.text.roman import roman
from unisono.text.saying import Found, Saying, amounts, fraction, is_negative, low_digits, power, raises
from unisono.text.units import currency, unit

_COUNTERS = re.compile(
    r"\s?(?:개(?!월)|명|살|시(?!속)|시간|마리|권|잔|병(?!원)|장|대(?!\s?\d)|번째|번(?! ?(?:출구|버스|홈|국도|째|길))"
    r"|그루|송이|켤레|벌|사람|가지|달(?!러)|군데|곳|통|채|자루|쌍|판|줄|봉지|상자|곡)"
)
_DECADE = re.compile(r"대(?!의|가|를)")  # 30대, in one's thirties
_HOUR = re.compile(r"\s?시(?!간)")
_MONTH = re.compile(r"\s?월")
_CALLS = re.compile(r"(?:전화|번호|비밀번호|우편번호|코드)[^\d]{0,4}$")


def _quantity(found: Found) -> str:
    below = "마이너스 " if is_negative(found) else "플러스 " if found["sign"] else ""
    a, b = found["a"], found["b"]
    if found["unit"]:
        return below + _measured(f"{number(a)}에서 {number(b)}" if b else number(a), found["unit"])
    if not b and a.isdigit() and len(a) > 2 and _CALLS.search(found.before):
        return digit_by_digit(a)
    last = _count(b or a, found.after)
    counter = _COUNTERS.match(found.after) if last != number(b or a) else None
    gap = " " if counter and not found.after.startswith(" ") else ""
    first = f"{_count(a, found.after)} {counter.group().strip()}" if counter else number(a)
    return below + (f"{first}에서 " if b else "") + last + gap


def _count(written: str, after: str) -> str:
    """In native numbers before their counters: 3개 -> 세; 6월 -> 유, 15시 -> 십오."""
    if not written.isdigit() or len(written) > 2 or not (value := int(written)):
        return number(written)
    if _MONTH.match(after) and value in (6, 10):
        return {6: "유", 10: "시"}[value]
    sino_korean = (_HOUR.match(after) and value > 12) or (value % 10 == 0 and _DECADE.match(after))
    return native(value) if _COUNTERS.match(after) and not sino_korean else sino(value)


_RAISED = {"": "", "²": "제곱", "³": "세제곱"}


def _measured(said: str, sign: str) -> str:
    kind, raised = unit(sign)
    return kind.ko.format(said) if "{}" in kind.ko else f"{said} {_RAISED[raised]}{kind.ko}"


def _unit(found: Found) -> str:
    """The name of a unit that stands without a number."""
    kind, raised = unit(found["unit"])
    return _RAISED[raised] + kind.ko.replace("{}", "")


def _money(found: Found) -> str:
    money = currency(found["cur"] or found["after"], "ko")
    below = "마이너스 " if is_negative(found) else ""
    several, scale = amounts(found)
    whole, _, part = several[0].partition(".")
    if money.ko_part and len(part) == 2 and len(several) == 1 and not scale:
        parts = f"{sino(int(part))} {money.ko_part}" if int(part) else ""
        units = f"{number(whole)} {money.ko}" if whole.strip("0") or not parts else ""
        return below + f"{units} {parts}".strip()
    return f"{below}{'에서 '.join(map(number, several))}{scale} {money.ko}"


def _date(found: Found) -> str:
    return f"{_month(found)} {sino(int(found['d']))}일"


def _month(found: Found) -> str:
    return f"{sino(int(found['y']))}년 {_count(str(int(found['m'] or found['n'])), '월')}월"


def _time(found: Found) -> str | None:
    if re.search(r"(?:스코어|비율|대비)\s?$", found.before):
        return None
    half = {"": "", "a": "오전 ", "p": "오후 "}[found["half"][:1].lower()]
    hour, minute, second = int(found["h"]), found["m"], found["s"]
    said = f"{half}{native(hour) if 0 < hour < 13 else sino(hour)} 시"
    said += f" {sino(int(minute))}분" if minute and (int(minute) or second) else ""
    return said + (f" {sino(int(second))}초" if second else "")


def _ratio(found: Found) -> str:
    return " 대 ".join(number(part) for part in re.findall(r"[\d.]+", found["all"]))


def _fraction(found: Found) -> str:
    if found["all"] == "24/7":
        return "이십사 시간 칠 일"
    whole, over, under = fraction(found)
    said = f"{number(under)}분의 {number(over)}" + (" " if "가" <= found.after[:1] <= "힣" else "")
    if not whole:
        return said
    ends_in_a_consonant = (ord(number(whole)[-1]) - 0xAC00) % 28
    return f"{number(whole)}{'과' if ends_in_a_consonant else '와'} {said}"


def _phone(found: Found) -> str | None:
    groups = re.findall(r"\d+", found["all"])
    plus = "플러스 " if found["all"][0] == "+" else ""
    return plus + " ".join(map(digit_by_digit, groups)) if sum(map(len, groups)) > 6 else None


def _power(found: Found) -> str | None:
    if not raises(found):
        return "" if re.search(r"[가-힣”’]$", found.before) else None
    raised = power(found)
    if raised in ("2", "3"):
        return {"2": " 제곱", "3": " 세제곱"}[raised]
    said = raised if raised.isalpha() else ("마이너스 " if raised[0] == "-" else "") + number(raised.lstrip("+-"))
    return f"의 {said}승"


def _roman(found: Found) -> str | None:
    return sino(roman(found["all"])) if roman(found["all"]) else None


_KINDS: dict[str, Callable[[Found], str | None]] = {
    "date": _date,
    "month": _month,
    "phone": _phone,
    "digits": lambda found: digit_by_digit(found["all"]),
    "version": lambda found: " 점 ".join(digit_by_digit(part, "영") for part in found["all"].split(".")),
    "time": _time,
    "ratio": _ratio,
    "fraction": _fraction,
    "money": _money,
    "quantity": _quantity,
    "power": _power,
    "index": lambda found: digit_by_digit(low_digits(found)),
    "unit": _unit,
    "per": lambda found: f" 매 {_unit(found)}",
    "roman": _roman,
}

SAYING = Saying(
    kinds=_KINDS,
    signs={
        **{"+": " 더하기 ", "-": " 빼기 ", "×": " 곱하기 ", "by": " 곱하기 ", "÷": " 나누기 ", "=": " 이퀄 "},
        **{"≈": " 약 ", "≠": " 같지 않다 ", "≤": " 이하 ", "≥": " 이상 ", "<": " 작다 ", ">": " 크다 "},
        **{"±": "플러스마이너스 ", "√": "루트 ", "∞": "무한대", "∠": "각 ", "∵": "왜냐하면 ", "∴": "그러므로 "},
        **{"′": "분", "″": "초", "&": "앤드", "@": "골뱅이 ", "to": "에서 ", "about": "약 ", "number": "넘버 "},
        **{"sharp": "샵", "per": "당 ", "%": "퍼센트"},
    },
    address={
        **{".": "점", "/": "슬래시", "-": "대시", "_": "밑줄", "@": "골뱅이", ":": "콜론", "~": "물결", "=": "이퀄"},
        **{"+": "플러스", "&": "앤드"},
    },
    own=(
        ("phone", r"1\d{3}-\d{4}(?!\d)"),
        ("roman", r"[IVX]{1,6}(?=[장부기형세권급])"),
    ),
    starts=r"(?<=제)[IVX]|(?<![A-Za-z])[IVX]{1,6}(?=[장부기형세권급])",
)

"""Which of the signs between words and figures are said: + - = < & @ # / ~ × …, by what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Callable

from unisono.text.saying import Found, Saying
from unisono.text.units import UNIT

STARTS = "×÷±≈≒≠≤≥√∞−﹣–—〜∶№′″∠∵∴∈∑∫⊥∥"  # beyond those of ASCII
_ALIKE = {"≒": "≈", "﹣": "−", "–": "-", "—": "-", "〜": "~", "✕": "×", "<=": "≤", ">=": "≥"}
_SUM = re.compile(r"\s?[-–—−]\s?\d[\d.,]*(?:\s?[-+−×*÷/]\s?\d[\d.,]*){0,5}\s?=")
_DIGIT_NEXT = re.compile(r"\s?(?:(?:US|HK)?[$€£¥￥₩])?\d")
_UNIT = re.compile(rf"/({UNIT})")
_NAME = re.compile(r"[^\W\d_]")
_LETTERS = re.compile(r"[^A-Za-z]?[A-Za-z][<>][A-Za-z][^A-Za-z]?", re.DOTALL)
_TERM = re.compile(r"(?:[\d²³)]|(?<![A-Za-z])[A-Za-z])\s$")
_COUNTER = re.compile(r"[㐀-鿿ぁ-ヿ가-힣]{0,2}")
_JOINED = frozenset("=<>!+-*/~|&^")  # signs that make one with their neighbour: == -> ++

Taken = tuple[int, str]  # where the sign ends, and what is said for it


def said(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """The sign at `begin` as it is said; None where it is not. `last`: where figures before it end."""
    read = _READ.get(text[begin])
    return read(text, begin, min(end, len(text)), last, saying) if read else None


def follows(text: str, last: int, begin: int) -> bool:
    """True if nothing, or a short word for what is counted (5月1日-3日), stands between figures and `begin`."""
    return 0 <= begin - last <= 2 and _COUNTER.fullmatch(text, last, begin) is not None


def _near(text: str, begin: int, stop: int) -> tuple[str, str]:
    """The characters beside text[begin:stop], past one space; empty at the ends."""
    left = text[max(0, begin - 2) : begin].rstrip()[-1:]
    right = text[stop : stop + 2].lstrip()[:1]
    return left, right


def _is_operand(char: str, opening: str) -> bool:
    return char.isalnum() or (bool(char) and char in opening)


def _between(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """A sign with something to reckon with on both sides."""
    stop = begin + 1 + (text[begin : begin + 2] in _ALIKE)
    left, right = _near(text, begin, stop)
    if text[begin] == "=" and (text[begin - 1 : begin] in _JOINED or text[stop : stop + 1] in _JOINED - {"-"}):
        return None
    if _is_operand(left, ")]%°²³′″+") and _is_operand(right, "([-−+√$£€¥±"):
        return _named(text[begin:stop], stop, saying)
    return None


def _before(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """A sign with something to reckon with after it: ≥18, √2."""
    stop = begin + 1 + (text[begin : begin + 2] in _ALIKE)
    right = _near(text, begin, stop)[1]
    return _named(text[begin:stop], stop, saying) if _is_operand(right, "([-−√$£€¥") else None


def _less(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """< and > where they compare: before a figure, between single letters, or with space on both sides."""
    stop = begin + 1 + (text[begin : begin + 2] in _ALIKE)
    beside = text[begin - 1 : begin], text[stop : stop + 1]
    if beside[0] in _JOINED or beside[1] in _JOINED - {"-"}:
        return None
    left, right = _near(text, begin, stop)
    spaced = beside == (" ", " ") and left.isalnum() and right.isalnum()
    letters = bool(_LETTERS.fullmatch(text[max(0, begin - 2) : stop + 2]))
    if spaced or letters or (right.isdigit() or (right in ("-", "−") and text[stop + 1 : stop + 2].isdigit())):
        return _named(text[begin:stop], stop, saying)
    return None


def _plus(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    beside = text[begin - 1 : begin] if begin else "", text[begin + 1 : begin + 2]
    left, right = _near(text, begin, begin + 1)
    if beside[0] == "+" or beside[1] == "+":  # C++
        return _named("+", begin + 1, saying) if re.search(r"[A-Za-z]\+?$", text[max(0, begin - 2) : begin]) else None
    if last == begin and ord(beside[1] or "A") > 0x2E7F and "more" in saying.signs:
        return begin + 1, saying.signs["more"]
    touching = _is_operand(beside[0], ")²³")
    if (touching or _is_operand(left, ")²³")) and (_is_operand(right, "(-−√$") or touching):
        return _named("+", begin + 1, saying)
    return None


def _dash(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """To, between figures of one kind (5kg-10kg, 5月1日-3日); minus in a sum; about, ~5; else it joins words."""
    mark = _ALIKE.get(text[begin], text[begin])
    stop = begin + 1
    if not _DIGIT_NEXT.match(text, stop):
        both = mark == "−" or (mark == "-" and text[begin - 1 : begin] == " " == text[stop : stop + 1])
        return _between_words(text, begin, saying) if both else None
    if (
        mark in "-−"
        and text[begin - 1 : begin].strip() + text[begin - 2 : begin - 1].strip()
        and _SUM.match(text, begin)
    ):
        return _named("-", stop, saying)
    if follows(text, last, begin):
        return _named("to", stop, saying)
    beside = text[begin - 1 : begin]
    if beside.isascii() and beside.isalpha():  # GPT-4
        return stop, " "
    if mark == "-" and beside == " " == text[stop : stop + 1] and _TERM.search(text[max(0, begin - 3) : begin]):
        return _named("-", stop, saying)
    if mark == "~" and not text[begin - 1 : begin].isdigit():
        return _named("about", stop, saying)
    return _named("-", stop, saying) if mark == "−" else None


def _between_words(text: str, begin: int, saying: Saying) -> Taken | None:
    """x − y, and x - y = z with single letters."""
    left, right = _near(text, begin, begin + 1)
    alone = re.match(r"[-−]\s?\(?[\w√]\W", text[begin : begin + 6] + " ")
    return _named("-", begin + 1, saying) if _is_operand(left, ")²³") and right and alone else None


def _times(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """* and x between figures."""
    left, right = _near(text, begin, begin + 1)
    sign = "×" if text[begin] == "*" else "by"
    return _named(sign, begin + 1, saying) if left.isdigit() and right.isdigit() and last >= begin - 1 else None


def _at(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    return _named("@", begin + 1, saying) if text[begin + 1 : begin + 2].isalnum() else None


def _hash(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """#1 and № 1 are numbers, C# a note and a language, #name a topic."""
    left, right = text[begin - 1 : begin] if begin else "", text[begin + 1 : begin + 2]
    if right.isdigit() or (text[begin] == "№" and _near(text, begin, begin + 1)[1].isdigit()):
        return _named("number", begin + 1, saying)
    if "A" <= left <= "Z" and not (right.isascii() and right.isalnum()):
        return _named("sharp", begin + 1, saying)
    return _named("#", begin + 1, saying) if _NAME.match(right) else None


def _slash(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """Per: after figures and before a unit or a word for one, $5/month, 5元/斤."""
    right = text[begin + 1 : begin + 2]
    if not right.isalpha() or not follows(text, last, begin):
        return None
    if unit := _UNIT.match(text, begin, end):
        words = saying.kinds["per"](Found("per", {"unit": unit[1]}))
        return (unit.end(), words) if words else None
    return _named("per", begin + 1, saying) if last == begin or not right.isascii() else None


def _prime(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    """Minutes and seconds, of time or of arc."""
    return _named(text[begin], begin + 1, saying) if last == begin else None


def _percent(text: str, begin: int, end: int, last: int, saying: Saying) -> Taken | None:
    return None if text[begin + 1 : begin + 2].isalnum() else _named("%", begin + 1, saying)


def _named(sign: str, stop: int, saying: Saying) -> Taken | None:
    words = saying.signs.get(_ALIKE.get(sign, sign))
    return (stop, words) if words else None


_READ: dict[str, Callable[[str, int, int, int, Saying], Taken | None]] = {
    **dict.fromkeys("=≠&", _between),
    **dict.fromkeys("×÷≈≒≤≥±√∞∠∵∴∈∑∫⊥∥", _before),
    **dict.fromkeys("<>", _less),
    **dict.fromkeys("-−﹣–—~〜", _dash),
    **dict.fromkeys("*xX", _times),
    **dict.fromkeys("#№", _hash),
    **dict.fromkeys("′″", _prime),
    **{"+": _plus, "@": _at, "/": _slash, "%": _percent},
}

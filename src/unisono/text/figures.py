"""What is written in figures and signs, found in one pass and said in a language: dates, times, money, ranges, …

A kind is a pattern; the first of `KINDS` that fits where figures begin, and that the language says, is taken. Whatever
no other kind takes is a plain number. A pattern looks a bounded way ahead but for one run of digits, so the pass is
linear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from unisono.text import addresses, signs
from unisono.text.letters import is_silent, script_of
from unisono.text.placed import Piece
from unisono.text.saying import CONTEXT, Found, Kinds, Saying
from unisono.text.units import CODE, CURRENCY, UNIT

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_TO = r"\s?[-–—−~～〜]\s?"
_NO_SUM = r"(?!\d|\s?[-–—−~+×*÷/=]\s?\d|\.\d)"  # 5-3=2 is no range
_SIGN = r"(?P<sign>(?<![A-Za-z0-9)\]])[-−﹣+])?"
_SCALE = (
    r"(?P<scale>\s?(?:thousand|[mb]illion|trillion)(?![A-Za-z])|(?:[kKMB]|bn|mn)(?![A-Za-z0-9])"
    r"|[百千십백천]?[万萬亿億兆만억조]{1,2})?"
)
_HALF = r"(?P<half>[AaPp]\.[Mm]\.?|[AaPp][Mm])(?![A-Za-z])"
_MINUTES = r"(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:])"

KINDS: Kinds = (
    ("date", r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d|[-/.]\d)"),
    ("date", r"(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])/(?P<y>\d{4})(?![\d/])"),
    ("date", r"(?P<d>0?[1-9]|[12]\d|3[01])/(?P<m>0?[1-9]|1[0-2])/(?P<y>\d{4})(?![\d/])"),
    ("month", r"(?P<y>(?:19|20)\d\d)(?:-(?P<m>0[1-9])|/(?P<n>0?[1-9]|1[0-2]))(?![\d/-])"),
    ("phone", r"\+\d{1,3}(?:[ -]?\(?\d{1,4}\)?){2,5}(?!\d)"),
    ("phone", r"(?:1[- ])?(?:\(\d{3}\)\s?|\d{3}[- ])\d{3}[- ]\d{4}(?!\d)"),
    ("phone", r"(?:\(0\d{1,3}\)\s?|0\d{1,3}[- ])\d{3,4}[- ]\d{4}(?!\d)|(?:\(0\d{2,3}\)\s?|0\d{2,3}-)\d{7,8}(?!\d)"),
    ("phone", r"\d{3}\.\d{3}\.\d{4}(?![\d.])"),
    ("phone", r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    ("digits", r"\d{17}[\dXx](?![\dA-Za-z])"),
    ("version", r"\d+(?:\.\d+){2,}"),
    ("time", rf"{_MINUTES}(?:\s?{_HALF})?"),
    ("time", rf"(?P<h>1[0-2]|0?[1-9])\s?{_HALF}"),
    ("ratio", r"\d+(?:\.\d+)?(?:(?P<s>\s?[:∶]\s?)\d+(?:\.\d+)?){1,5}(?![:\d])"),
    ("fraction", r"(?P<w>\d{0,9})\s?(?P<v>[¼-¾⅐-⅞↉])"),
    ("fraction", r"(?:(?P<w>\d{1,3})\s)?(?P<a>\d{1,3})/(?P<b>\d{1,4})(?![\d/]|\.\d)"),
    (
        "money",
        rf"{_SIGN}(?P<cur>{CURRENCY}|{CODE})\s?(?P<a>{_NUMBER}|\.\d+)"
        rf"(?:{_TO}(?:{CURRENCY}\s?)?(?P<b>{_NUMBER}){_NO_SUM})?{_SCALE}",
    ),
    (
        "money",
        rf"{_SIGN}(?P<a>{_NUMBER})(?:{_TO}(?P<b>{_NUMBER}))?"
        rf"(?:\s?(?P<cur>{CODE})(?![A-Za-z])|(?P<after>[$€£¥￥₩₽])(?![\d.]))",
    ),
    (
        "quantity",
        rf"(?<![A-Za-z]){_SIGN}(?P<a>{_NUMBER})(?P<same>[%℃°])?{_TO}(?P<b>{_NUMBER}){_NO_SUM}(?:\s?(?P<unit>{UNIT}))?",
    ),
    ("quantity", rf"{_SIGN}(?P<a>{_NUMBER}|(?<![\w.])\.\d+)(?:\s?(?P<unit>{UNIT}))?"),
    ("power", r"(?P<sup>[⁺⁻]?[⁰¹²³⁴-⁹]+)|\^\(?(?P<n>-?\d{1,9}|[A-Za-z](?![A-Za-z]))\)?"),
    ("index", r"[₀-₉]+"),
)
_COMMON = r"\x00-\x7fÀ-ÖØ-öø-ɏ\u0300-\u036f\u2010-\u2027\u3000-\u30ff\u3131-\u318e\u3400-\u9fff가-힣！-｠"
_STARTS = (
    rf"[\d$€£¥+=<>&@#*/~^%(²³¹¼-¾{signs.STARTS}-]|(?:US|HK|NT|[ACS])\$(?=\d)|(?<![A-Za-z]){CODE}(?=\s?\d)"
    rf"|(?<=\d)[xX](?=\d)|(?<=\d )[xX](?= \d)|(?<![\w.])\.(?=\d)|[^{_COMMON}]"
)
_DASHES = frozenset("-−–—~〜")
_ENDS = frozenset(("date", "month", "time", "ratio", "fraction", "money", "quantity", "day", "ordinal"))


def pieces(text: str, start: int, end: int, saying: Saying) -> Iterator[Piece]:
    """What of text[start:end] is not said as it is written, in order."""
    at = start
    for begin, stop, one in addresses.found(text, start, end):
        yield from _figures(text, at, begin, saying)
        if one["tag"]:
            yield Piece(begin, stop, "")
        elif one["entity"]:
            char = addresses.entity(one)
            yield Piece(begin, stop, saying.signs.get(char, said(char, saying)))
        else:
            yield from addresses.said(text, begin, stop, one, saying)
        at = stop
    yield from _figures(text, at, end, saying)


def said(text: str, saying: Saying) -> str:
    """A short text by itself in words."""
    at = 0
    parts: list[str] = []
    for piece in pieces(text, 0, len(text), saying):
        parts += (text[at : piece.start], piece.said)
        at = piece.end
    return "".join((*parts, text[at:]))


def _figures(text: str, start: int, end: int, saying: Saying) -> Iterator[Piece]:
    starts = _starts(saying)
    at = start
    last = -9  # where the figures before end, if more of them may follow a dash
    while found := starts.search(text, at, end):
        begin = found.start()
        joins = text[begin] in _DASHES and signs.follows(text, last, begin)
        if not joins and (taken := _taken(text, begin, end, saying)):
            stop, words, kind = taken
            glued = begin > 0 and text[begin - 1].isalpha() and text[begin - 1].isascii()  # i7-12700
            last = stop if kind in _ENDS and not glued else -9
            yield Piece(begin, stop, words)
        elif other := signs.said(text, begin, end, last, saying) or _rare(text[begin], begin, saying):
            stop, words = other
            yield Piece(begin, stop, words)
        else:
            stop = begin + 1
        at = stop


def _taken(text: str, begin: int, end: int, saying: Saying) -> tuple[int, str, str] | None:
    """End, words and kind of the figures at `begin`."""
    for kind, pattern in _kinds(saying):
        if found := pattern.match(text, begin, end):
            stop = found.end()
            parts = {"all": found.group(), **found.groupdict("")}
            around = text[max(0, begin - CONTEXT) : begin], text[stop : stop + CONTEXT]
            words = saying.kinds[kind](Found(kind, parts, *around))
            if words is not None:
                return stop, words, kind
    return None


@lru_cache(maxsize=16)
def _starts(saying: Saying) -> re.Pattern[str]:
    return re.compile(f"{saying.starts}|{_STARTS}" if saying.starts else _STARTS)


@lru_cache(maxsize=16)
def _kinds(saying: Saying) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in (*saying.own, *KINDS))


def _rare(char: str, begin: int, saying: Saying) -> tuple[int, str] | None:
    words = None if char.isascii() else _char(char, saying)
    return None if words is None else (begin + 1, words)


@lru_cache(maxsize=8192)
def _char(char: str, saying: Saying) -> str | None:
    """A circled number, a letter in disguise, ㊗, or a Greek letter by its name; None for what is read as it is."""
    if is_silent(char):
        return None
    number = unicodedata.numeric(char, -1.0)
    if number >= 0 and number == int(number) and script_of(char) != "Han":
        return said(str(int(number)), saying)
    plain = unicodedata.normalize("NFKC", char)
    if re.fullmatch(UNIT, char):
        return saying.kinds["unit"](Found("unit", {"unit": char}))
    name = unicodedata.name(char, "")
    if "GREEK" in name and "LETTER" in name:
        return name.split("LETTER ")[1].split(" ")[0].lower()
    return said(plain, saying) if plain != char and any(map(str.isalnum, plain)) else None

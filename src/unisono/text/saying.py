"""`Saying`: what a language must tell so that `figures` can read its figures and signs aloud."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

CONTEXT = 24  # characters before and after figures that a language may look at


@dataclass(frozen=True)
class Found:
    """Something written in figures or signs, and what stands around it."""

    kind: str
    parts: Mapping[str, str]  # the groups of its pattern, "" for what is not there, and "all"
    before: str = ""
    after: str = ""

    def __getitem__(self, part: str) -> str:
        return self.parts.get(part, "")


Say = Callable[[Found], str | None]
"""Figures -> words; None where they are of another kind after all."""
Kinds = tuple[tuple[str, str], ...]
"""Kind and regular expression: compiled when figures are first met, for most sentences have none."""


@dataclass(frozen=True, eq=False)
class Saying:
    """How one language says them."""

    kinds: Mapping[str, Say]  # one for every kind of `figures.KINDS` and of `own`, and "unit", "per"
    signs: Mapping[str, str]  # "+", "to", "about", …: see signs.py; a sign that is not here is not said
    address: Mapping[str, str]  # "." "/" "@" … inside an address or a file name
    own: Kinds = ()  # patterns that only this language writes, tried first
    starts: str = ""  # a regular expression: where one of `own` begins, if not with a digit or a sign


def is_negative(found: Found) -> bool:
    """True for a quantity or money below nought."""
    return found["sign"] not in ("", "+")


def fraction(found: Found) -> tuple[str, str, str]:
    """Whole, over and under: 3½ is 3, 1, 2; the whole is empty for 1/2."""
    if not found["v"]:
        return found["w"], found["a"], found["b"]
    value = Fraction(unicodedata.numeric(found["v"])).limit_denominator(10)
    return found["w"], str(value.numerator), str(value.denominator)


_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def power(found: Found) -> str:
    """What follows ^ or is written high: "2", "-3", "n"."""
    return found["n"] or found["sup"].translate(_POWERS)


def raises(found: Found) -> bool:
    """True where a power stands after figures or a letter; a high figure after a word is the number of a note."""
    return re.search(r"(?:[0-9)\]]|(?<![A-Za-z])[A-Za-z]{1,2})$", found.before) is not None


def low_digits(found: Found) -> str:
    """₁₂ -> 12; digits stay."""
    return "".join(str(unicodedata.digit(char)) for char in found["all"])


_SCALES = {
    **{"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12},
    **{"k": 10**3, "K": 10**3, "M": 10**6, "mn": 10**6, "B": 10**9, "bn": 10**9},
}


def amounts(found: Found) -> tuple[list[str], str]:
    """The one or two amounts of money without commas, times an English scale (5M); and a Han scale (5亿) as written."""
    scale = found["scale"].strip()
    bare = [part.replace(",", "") for part in (found["a"], found["b"]) if part]
    times = _SCALES.get(scale)
    return ([f"{Decimal(part) * times:f}" for part in bare], "") if times else (bare, scale)


def without_noughts(written: str) -> str:
    """3.50 -> 3.5, 3.00 -> 3: noughts that only prices write."""
    return written.rstrip("0").rstrip(".") if "." in written else written

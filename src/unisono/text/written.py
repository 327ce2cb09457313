"""Spoken words as captions show them: as written, with the marks around them, and the mark that asks for a pause."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from unisono.text.letters import HAN

STOPS = "?!.;:,"  # the marks that `Shown` knows, the longest pause first


@dataclass(frozen=True)
class Shown:
    """What follows a spoken word."""

    caption: str  # the caption word that ends with it; empty where it goes on: the 2026 of 2026年
    mark: str  # one of STOPS, which the pause after it is for; empty where there is none


def shown(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Shown, ...]:
    """One for each spoken word of `text`; `spans` are their characters, in order.

    What is written in one piece is one caption: iPhone15Pro, node.js, 2026年. Marks go with the word that they touch or
    close; those that open go with the word after them. Joined, the captions are the text without some of its spaces.
    """
    found: list[Shown] = []
    start = 0
    for at, (here, after) in enumerate(itertools.pairwise((*spans, (len(text), len(text))))):
        gap = text[here[1] : after[0]]
        last = at == len(spans) - 1
        if not last and _in_one_piece(text, here, gap, after):
            found.append(Shown("", ""))
            continue
        cut = len(gap) if last else _cut(gap, text[: here[1]])
        end = here[1] + cut
        found.append(Shown(" ".join(text[start:end].split()), _mark(gap[:cut], gap[cut:])))
        start = end
    return tuple(found)


_INNER = frozenset("-‐‑–/\\.'’&@_:+#~*=%·|^")  # marks that part no word where letters touch them on both sides
_OPENING = frozenset("([{“‘«（［｛【〔〖「『《〈")
_MARK_OF = {
    **{mark: mark for mark in STOPS},
    **dict(zip("，、；：。！？…", ",,;:.!?.", strict=True)),
    **dict.fromkeys("—–（）【】()[]{}", ","),
}


def _in_one_piece(text: str, here: tuple[int, int], gap: str, after: tuple[int, int]) -> bool:
    left, right = text[here[1] - 1], text[after[0]]
    if not gap and left.isdigit() and after[1] - after[0] == 1 and HAN.match(right):
        return True  # 2026年
    return not _is_unspaced(left) and not _is_unspaced(right) and (not gap or gap in _INNER)


def _is_unspaced(char: str) -> bool:
    """True for Han and kana, which are written without spaces."""
    return bool(HAN.match(char)) or "\u3040" <= char <= "\u30ff"


def _cut(gap: str, before: str) -> int:
    """Where the marks that belong to the next word begin, between two words."""
    spaces = [at for at, char in enumerate(gap) if char.isspace()]
    cut = spaces[-1] + 1 if spaces else len(gap)
    while cut and (gap[cut - 1].isspace() or _opens(gap[cut - 1], before + gap[: cut - 1])):
        cut -= 1
    return cut


def _opens(mark: str, before: str) -> bool:
    """True for an opening quote or bracket; a straight quote after an even number of them opens."""
    return mark in _OPENING or (mark == '"' and before.count('"') % 2 == 0)


def _mark(closing: str, opening: str) -> str:
    """The strongest mark; of those that open the next word only brackets count, for .NET is no stop."""
    marks = {_MARK_OF.get(char, "") for char in closing}
    marks |= {"," for char in opening if char in _OPENING and char in _MARK_OF}
    if "-" in closing.split():  # a dash by itself
        marks.add(",")
    return next((mark for mark in STOPS if mark in marks), "")

"""A Line -> phrases: what the nets are given at once. Each is said behind the same prompt, so that nothing drifts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from unisono.text import front
from unisono.text.marked import words
from unisono.text.word import Word
from unisono.types import Line, Mark

_MOST = 90  # phones of a phrase, about nine seconds; what is longer is cut at a mark, or between words
_LEAST = 8  # phones: fewer are said together with what is before or after them
_BREAKS = frozenset("，。！？；：、…—,.!?;:")
_PAUSE, _BREATH = 0.3, 0.15  # seconds of silence after a sentence, and after a phrase that ends none
_STOPS = frozenset("。！？….!?")
_RATES = (0.5, 2.0)
_SAID = "pinyin"  # the marks for pronunciation that the nets can be given


@dataclass(frozen=True)
class Phrase:
    """A part of a line that is said in one breath."""

    text: str  # as written
    language: str  # that the line is in
    words: tuple[Word, ...]  # and marks, placed in the line
    marks: tuple[Mark, ...] = ()  # with pinyin, placed in `text`
    speed: float = 1.0  # times the usual
    pause: float = _PAUSE  # seconds of silence after it


def phrases(line: Line) -> tuple[Phrase, ...]:
    """The phrases of a line in order; none where there is no word in it.

    Of the line's marks pinyin is followed, and `rate`, for each phrase as a whole. Errors as `text.marked.words`.
    """
    line = replace(line, language=front.named(line.language) or front.told(line.text))
    found = words(replace(line, marks=tuple(mark for mark in line.marks if mark.kind == _SAID)))
    rates = _rates(line, found)
    return tuple(_phrase(line, found, rates, *span) for span in _spans(found))


def _spans(found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """First and last of the words of each phrase, the latter excluded."""
    clauses = [part for clause in _clauses(found) for part in _parts(found, *clause)]
    sizes = [_size(found[first:last]) for first, last in clauses]
    held: list[int] = []
    for at, size in enumerate(sizes):
        so_far = sum(sizes[k] for k in held)
        if held and so_far >= _LEAST and so_far + size > _MOST and sum(sizes[at:]) >= _LEAST:
            yield clauses[held[0]][0], clauses[held[-1]][1]
            held = []
        held.append(at)
    if sum(sizes[k] for k in held):
        yield clauses[held[0]][0], clauses[held[-1]][1]


def _clauses(found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Stretches that end after a mark at which one may breathe."""
    first = 0
    for at, word in enumerate(found):
        goes_on = at + 1 < len(found) and not found[at + 1].phones
        if not word.phones and word.text[-1:] in _BREAKS and not goes_on:
            yield first, at + 1
            first = at + 1
    if first < len(found):
        yield first, len(found)


def _parts(found: Sequence[Word], first: int, last: int) -> Iterator[tuple[int, int]]:
    """A clause that is too long in parts of about the same size."""
    sizes = np.cumsum([len(word.phones) for word in found[first:last]])
    count = max(round(int(sizes[-1]) / _MOST), 1)
    edges = [first, *(first + int(np.searchsorted(sizes, sizes[-1] * k / count)) + 1 for k in range(1, count)), last]
    yield from ((begin, end) for begin, end in pairwise(edges) if begin < end)


def _size(found: Sequence[Word]) -> int:
    return sum(len(word.phones) for word in found)


def _phrase(line: Line, found: Sequence[Word], rates: Sequence[float], first: int, last: int) -> Phrase:
    start = found[first].start if first else 0
    end = found[last].start if last < len(found) else len(line.text)
    sizes = [len(word.phones) for word in found[first:last]]
    speed = float(np.exp(np.average(np.log(rates[first:last]), weights=sizes)))
    written = line.text[start:end].strip()
    at = line.text.index(written, start)
    within = (mark for mark in line.marks if mark.kind == _SAID and at <= mark.start and mark.end <= end)
    marks = tuple(replace(mark, start=mark.start - at, end=mark.end - at) for mark in within)
    whole = last == len(found) or written[-1:] in _STOPS
    told = (written, line.language, tuple(found[first:last]), marks)
    return Phrase(*told, float(np.clip(speed, *_RATES)), _PAUSE if whole else _BREATH)


def _rates(line: Line, found: Sequence[Word]) -> Sequence[float]:
    """How much faster than usual each word is wished."""
    rates = [1.0] * len(found)
    for mark in line.marks:
        if mark.kind == "rate":
            for at, word in enumerate(found):
                if mark.start <= word.start and word.end <= mark.end:
                    rates[at] *= max(float(mark.value), 0.05)
    return rates

"""What our aligner hears in the sound of a piece so far: its phones and words, and where it is not the text.

All of the sound is heard anew each time, so that what is decided early is not held to; a second takes 10 to 25 ms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from typing import TypeVar

from unisono.align import acoustics
from unisono.align.graph import Graph, graph
from unisono.align.heard import HeardPhone, HeardWord
from unisono.align.inventory import units_said
from unisono.align.listening import Listening
from unisono.align.own import LATE
from unisono.text.word import Word
from unisono.types import SILENCE, Floats, Phone, Span, Speech

SOON = 0.3  # seconds at the end of a sound that goes on: what was heard there may change
_WAITS = 0.3  # seconds that what seems to be a fault must have been over: until then it is waited, not told

_BEFORE = 0.25  # seconds before it that wait with it: what is drawn anew is joined to them
_ADDED = 0.25  # seconds of speech that is not in the text: less is a breath or a slip of the aligner
_SURE = 0.4  # of a word that shows, before the end, that others were left out or that it comes again
_WORD, _PHONE = 0.35, 0.5  # of words and phones that may leave while more comes
_MISSED = 3  # phones of words that are left out: “the” may be swallowed
_JUDGED = 1.2  # seconds of speech, from which on it can be told whether it is the text at all
_FOLLOWED = 0.2  # sureness of the words, 0..1: right texts have .5 and more


_S = TypeVar("_S", bound=Span)


@dataclass(frozen=True)
class Fault:
    """Where sound and text part."""

    reason: str  # for the log
    start: float  # seconds: all before it is right, as far as that is sure
    end: float  # seconds: where it shows; infinite where that is not sure yet
    over: bool = False  # all words had been said before


@dataclass(frozen=True, eq=False)
class Heard:
    """Of a sound, from 0 on."""

    phones: tuple[Phone, ...]
    words: tuple[Span, ...]
    fault: Fault | None  # the first
    said: int  # words that were rightly said, up to it
    sure: float  # 0..1: that the words are said, of all speech in it


class Hearer:
    """Hears one piece of text."""

    def __init__(self, words: Sequence[Word], language: str, rate: int) -> None:
        self._graph: Graph = graph(words)
        self._units, self._rate = units_said(language), rate
        self.count = len(self._graph.words)  # words that are spoken

    def hear(self, sound: Floats, ended: bool, doubting: bool = True) -> Heard:
        """`ended`: nothing follows; words that did not come then lack. `doubting`: what is not sure yet waits."""
        listening = Listening(self._graph, acoustics.load(), self._units, LATE, Speech(sound[:0], self._rate), False)
        found = Speech.join([*listening.feed(Speech(sound, self._rate)), *listening.finish()])
        edge = found.duration if ended else max(found.duration - SOON, 0.0)
        phones = [phone for phone in found.phones if isinstance(phone, HeardPhone) and phone.start < edge]
        words = [word for word in found.words if isinstance(word, HeardWord) and word.start < edge]
        faults = [*self._of_words(words, ended), *self._added(phones, words, edge, ended)]
        first = min((fault.start for fault in faults), default=edge)
        shown = [fault for fault in faults if ended or fault.end < edge - _WAITS]
        fault = min(shown, key=lambda one: one.start, default=None)
        right = _until(words, first)
        sure, seconds = _sureness(phones, words)
        if not fault and seconds >= _JUDGED and sure < _FOLLOWED:
            fault = Fault(f"the words cannot be followed ({sure:.2f} of 1)", first, edge)
        if fault and not fault.over:
            while right and right[-1].weight < _WORD:
                right.pop()
            fault = replace(fault, start=right[-1].end if right else 0.0)
        if doubting and not fault and first < edge:
            edge = first - _BEFORE
        phones, words = _until(phones, edge), _until(words, edge)
        told = _believed(phones, words) if doubting and not ended else phones
        return Heard(tuple(told), tuple(words), fault, len(right), sure)

    def _of_words(self, words: Sequence[HeardWord], ended: bool) -> Iterator[Fault]:
        """Words that were left out or said again."""
        furthest, until = -1, 0.0
        for word in words:
            shows = word.end if ended or word.weight > _SURE else math.inf
            yield from self._missed(furthest + 1, word.place, until, shows)
            if word.place <= furthest:
                yield Fault(f"{word.bare!r} was said again", word.start, shows, self._over(words, word.start))
            furthest, until = max(furthest, word.place), word.end
        if ended:
            yield from self._missed(furthest + 1, len(self._graph.words), until, until)

    def _missed(self, first: int, last: int, at: float, shows: float) -> Iterator[Fault]:
        missed = self._graph.words[first:last]
        if sum(len(word.phones) for word in missed) >= _MISSED:
            yield Fault(f"{' '.join(word.text for word in missed)!r} was left out", at, shows)

    def _added(
        self, phones: Sequence[HeardPhone], words: Sequence[HeardWord], edge: float, ended: bool
    ) -> Iterator[Fault]:
        """Stretches of speech that belong to no word."""
        for foreign, stretch in groupby(phones, key=lambda phone: phone.word < 0 and phone.label != SILENCE):
            added = list(stretch)
            start, end = added[0].start, added[-1].end
            goes_on = end >= edge and not ended
            if foreign and (goes_on or end - start >= _ADDED):
                reason = f"{end - start:.1f} s of speech that is not in the text"
                yield Fault(reason, start, math.inf if goes_on else end, self._over(words, start))

    def _over(self, words: Sequence[HeardWord], at: float) -> bool:
        """Whether the last word had surely been said."""
        return any(word.place == self.count - 1 and word.weight >= _WORD for word in _until(words, at))


def _believed(phones: Sequence[HeardPhone], words: Sequence[HeardWord]) -> list[HeardPhone]:
    """Up to the last sure word, and the sure phones after it: how a leak begins is taken for the first words."""
    until = max((word.end for word in words if word.weight >= _WORD), default=0.0)
    after = [phone for phone in phones if phone.end > until + 1e-6]
    sure = takewhile(lambda phone: phone.label == SILENCE or phone.weight >= _PHONE, after)
    return [*_until(phones, until), *sure]


def _sureness(phones: Sequence[HeardPhone], words: Sequence[HeardWord]) -> tuple[float, float]:
    """Of the speech in it, and its seconds."""
    sure = seconds = 0.0
    for phone in phones:
        if phone.label != SILENCE:
            lasts = phone.end - phone.start
            sure += lasts * (words[phone.word].weight if 0 <= phone.word < len(words) else 0.0)
            seconds += lasts
    return sure / max(seconds, 1e-9), seconds


def _until(spans: Sequence[_S], edge: float) -> list[_S]:
    """Those that have ended."""
    return [span for span in spans if span.end <= edge + 1e-6]

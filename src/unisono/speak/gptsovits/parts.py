"""A recording in parts that begin and end in pauses, and how quiet it is in those."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np

from unisono.audio.features import FRAMES, energy
from unisono.types import SILENCE, Floats, Phone, Span, Speech

SHORTEST, LONGEST = 3.0, 10.0  # seconds of a recording that the nets hear (specs/gpt-sovits.md §5)

_MARGIN, _WIDEST = 0.15, 0.5  # seconds of a pause that are left at either end, and where a part is too short without
_PAUSE = 0.08  # seconds: what is shorter is the closure of a stop
_SPOKEN = 0.5  # share of a part that is speech, at the least
_EDGE = 0.02  # seconds of a pause beside a phone, in which that still sounds
_ROUNDING = 0.005  # seconds that a part may lose or gain by being cut and resampled
_NOTHING = 60.0  # dB: a pause further below the voice than that is silent


class Parts:
    """Of a recording whose phones are known, with its words or without. Seconds are the stream's, as phones have them.

    Places of `pauses` name parts: (0, 2) is what lies between the first pause and the third.
    """

    def __init__(self, aligned: Speech) -> None:
        self.speech = aligned
        self.pauses = tuple(_pauses(aligned))
        self._starts = [phone.start for phone in aligned.phones]
        self._loudness = energy(aligned.samples, aligned.rate)

    def all(self) -> Iterator[tuple[int, int]]:
        """Every part that is of a length to be heard."""
        for first in range(len(self.pauses)):
            for last in range(first + 1, len(self.pauses)):
                begin, end = self.edges(first, last)
                if end - begin > LONGEST - _ROUNDING:
                    break
                if end - begin > SHORTEST + _ROUNDING:
                    yield first, last

    def edges(self, first: int, last: int) -> tuple[float, float]:
        """Where a part begins and ends, some silence included."""
        before, after = self.pauses[first], self.pauses[last]
        lacking = SHORTEST + 2 * _ROUNDING - (after.start - before.end)
        margin = min(max(_MARGIN, lacking / 2), _WIDEST)
        return max(before.start, before.end - margin), min(after.end, after.start + margin)

    def is_inside(self, at: int) -> bool:
        """False for a pause that is the beginning or the end of the recording."""
        return 0 < at < len(self.pauses) - 1

    def phones(self, first: int, last: int) -> tuple[Phone, ...]:
        """Those of a part, without the pauses at its ends."""
        begin, end = (edge - 1e-6 for edge in (self.pauses[first].end, self.pauses[last].start))
        return self.speech.phones[bisect_left(self._starts, begin) : bisect_left(self._starts, end)]

    def is_spoken(self, first: int, last: int) -> bool:
        """False where more than half of a part is silence."""
        begin, end = self.edges(first, last)
        spoken = sum(p.end - p.start for p in self.phones(first, last) if p.label != SILENCE)
        return spoken >= _SPOKEN * (end - begin)

    def sound(self, first: int, last: int) -> Speech:
        """A part by itself, from 0 on, without what is known of it."""
        begin, end = (round(edge * self.speech.rate) - self.speech.offset for edge in self.edges(first, last))
        return Speech(self.speech.samples[begin:end], self.speech.rate)

    def above(self, first: int, last: int) -> float:
        """dB of the voice above what is heard in the pauses of a part, a cough as well as a fan; 60 at most."""
        begin, end = self.edges(first, last)
        quiet = [self._level(max(p.start, begin), min(p.end, end)) for p in self.pauses[first : last + 1]]
        silence = np.concatenate(quiet)
        voice = np.sort(self._level(begin, end, 0.0))
        if not len(silence):
            return 0.0
        return float(min(10 * np.log10(voice[len(voice) // 2 :].mean() / max(silence.mean(), 1e-12)), _NOTHING))

    def _level(self, start: float, end: float, edge: float = _EDGE) -> Floats:
        """The power of the frames from `start` to `end`, but for `edge` at both."""
        zero = self.speech.offset / self.speech.rate
        low, high = round((start + edge - zero) * FRAMES), round((end - edge - zero) * FRAMES)
        return np.asarray(10 ** (self._loudness[low : max(high, low)] / 10), np.float32)


def _pauses(speech: Speech) -> Iterator[Span]:
    """All that are long enough, and both ends of the recording; none inside a word. An aligner tells one in pieces."""
    start, end = speech.offset / speech.rate, speech.end / speech.rate
    whole = [Span(SILENCE, start, start)]
    for phone in speech.phones:
        if phone.label == SILENCE and phone.start <= whole[-1].end + 1e-6:
            whole[-1] = Span(SILENCE, whole[-1].start, phone.end)
        elif phone.label == SILENCE:
            whole.append(Span(SILENCE, phone.start, phone.end))
    if whole[-1].end < end - 1e-6:
        whole.append(Span(SILENCE, end, end))
    for pause in whole:
        outer = pause.start <= start or pause.end >= end - 1e-6
        inside = any(word.start < pause.start and pause.end < word.end for word in speech.words)
        if outer or (pause.end - pause.start >= _PAUSE and not inside):
            yield pause

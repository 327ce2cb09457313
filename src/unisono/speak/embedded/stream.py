"""Segments -> chunks of at most 80 ms on one clock, every phone and word told in the chunk where it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from unisono.speak.embedded.segments import RATE, Segment
from unisono.types import SILENCE, Floats, Phone, Span, Speech

CHUNK = 1323  # samples: 60 ms


def chunks(segments: Iterable[Segment], gains: list[float]) -> Iterator[Speech]:
    """The line from offset 0, each run at its gain. A pause is told in pieces that end where chunks end."""
    waiting = _Waiting(gains)
    for segment in segments:
        waiting.take(segment)
        while len(waiting.samples) > CHUNK:
            yield waiting.give(CHUNK)
    if len(waiting.samples):
        yield waiting.give(len(waiting.samples))


class _Waiting:
    """Sound that is certain and not yet given, and what is known about it; times are in samples of the line."""

    def __init__(self, gains: list[float]) -> None:
        self.gains = gains
        self.samples: Floats = np.zeros(0, np.float32)
        self.offset = 0
        self.phones: list[tuple[str, int, int, int | None]] = []  # label, start, end, release
        self.words: list[tuple[str, int, int]] = []
        self.word_start: int | None = None

    def take(self, segment: Segment) -> None:
        """One more segment at the end."""
        start = self.offset + len(self.samples)
        self.samples = np.concatenate([self.samples, segment.samples * np.float32(self.gains[segment.run])])
        end = self.offset + len(self.samples)
        self.phones += _phones(segment, start, end)
        if segment.first == SILENCE:
            return
        if self.word_start is None:
            self.word_start = start
        if segment.word:
            self.words.append((segment.word, self.word_start, end))
            self.word_start = None

    def give(self, count: int) -> Speech:
        """The first `count` samples as a chunk."""
        edge = self.offset + count
        self._cut_pause(edge)
        phones = tuple(
            Phone(label, start / RATE, end / RATE, release=None if release is None else release / RATE)
            for label, start, end, release in self.phones
            if end <= edge
        )
        words = tuple(Span(label, start / RATE, end / RATE) for label, start, end in self.words if end <= edge)
        chunk = Speech(self.samples[:count], RATE, self.offset, phones, words)
        self.samples, self.offset = self.samples[count:], edge
        self.phones = [phone for phone in self.phones if phone[2] > edge]
        self.words = [word for word in self.words if word[2] > edge]
        return chunk

    def _cut_pause(self, edge: int) -> None:
        """A pause that crosses the edge becomes two, so that nobody waits for its end."""
        for at, (label, start, end, _) in enumerate(self.phones):
            if label == SILENCE and start < edge < end:
                self.phones[at : at + 1] = [(SILENCE, start, edge, None), (SILENCE, edge, end, None)]


def _phones(segment: Segment, start: int, end: int) -> Iterator[tuple[str, int, int, int | None]]:
    """The phones of a segment, its time shared among them."""
    share = 0.0
    for label, part in segment.labels:
        first = start + round(share * (end - start))
        share += part
        release = None if segment.release is None else start + segment.release
        yield label, first, start + round(share * (end - start)), release

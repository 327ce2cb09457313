"""Tokens -> one sound that grows, and whose end can be taken back: where each token lies in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unisono.speak.gptsovits.joining import laid
from unisono.speak.gptsovits.nets import TOKENS, Sounding
from unisono.types import Floats


class Sounded:
    """The sound of one piece of text."""

    def __init__(self, sounding: Sounding, rate: int, speed: float = 1.0) -> None:
        self._sounding = sounding
        self._each = rate / TOKENS / speed  # samples of a token
        self._ends: list[tuple[int, int]] = [(0, 0)]  # after each chunk: tokens and samples; a join loses a few
        self.sound: Floats = np.zeros(0, np.float32)  # (N,) all of it; its last `overlap` samples may still change

    @property
    def overlap(self) -> int:
        """Samples at the end that the next chunk says again."""
        return self._sounding.overlap

    @property
    def tokens(self) -> int:
        """So many are in the sound."""
        return self._ends[-1][0]

    def push(self, tokens: Sequence[int]) -> None:
        """All tokens so far, more than last time."""
        chunk = self._sounding.push(np.array(tokens, np.int64))
        if not self.overlap:  # v3 and v4 sound all of them anew
            self.sound, self._ends = chunk[:0], [(0, 0)]
        held = min(self.overlap, len(self.sound))
        kept = len(self.sound) - held
        tail = laid(self.sound[kept:], chunk) if held else chunk
        self.sound = np.concatenate([self.sound[:kept], tail])
        self._ends.append((len(tokens), len(self.sound)))

    def back(self, count: int) -> None:
        """As if only the first `count` tokens had come."""
        if count >= self.tokens:
            return
        self._sounding.back(count)
        self.sound = self.sound[: self.end_of(count)]
        self._ends = [*(end for end in self._ends if end[0] < count), (count, len(self.sound))]

    def end_of(self, count: int) -> int:
        """Samples up to the end of the first `count` tokens, of those that are in the sound."""
        tokens, samples = next(end for end in self._ends if end[0] >= count)
        return max(samples - round((tokens - count) * self._each), 0)

    def until(self, samples: int) -> int:
        """Tokens whose sound ends within the first so many samples."""
        found = [count for count, end in self._ends if end <= samples][-1]
        while found < self.tokens and self.end_of(found + 1) <= samples:
            found += 1
        return found

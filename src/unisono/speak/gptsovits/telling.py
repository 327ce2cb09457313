"""Sound that is certain leaves in small chunks, with the phones and words that end in them; what has left stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from unisono.align import telling
from unisono.types import SILENCE, Floats, Phone, Span, Speech

CHUNK = 0.06  # seconds


class Telling:
    """Of one phrase, from sample 0 on."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._word = 0.0  # seconds: the last word that was told ended here
        self.left = 0  # samples that have left: they end where a phone ends

    def tell(self, sound: Floats, phones: Sequence[Phone], words: Sequence[Span]) -> Iterator[Speech]:
        """(N,) the sound so far, and its phones without gaps and words, from 0 on, as far as they are certain.

        What was told before may have been heard a little differently since: it is not told again.
        """
        after = self.left / self._rate
        new = [phone for phone in phones if (phone.start + phone.end) / 2 > after and phone.end > after]
        if not new:
            return
        new[0] = _from(new[0], after)
        until = min(round(new[-1].end * self._rate), len(sound))
        fresh = [w for w in words if (w.start + w.end) / 2 > self._word and w.end * self._rate <= until]
        fresh[:1] = [replace(word, start=max(word.start, self._word)) for word in fresh[:1]]
        if fresh:
            self._word = fresh[-1].end
        start, self.left = self.left, until
        yield from telling.told(self._chunks(sound[start:until], start), new, fresh)

    def _chunks(self, sound: Floats, start: int) -> Iterator[Speech]:
        size = round(CHUNK * self._rate)
        clipped = np.clip(sound, -1, 1).astype(np.float32)
        for at in range(0, len(clipped), size):
            yield Speech(clipped[at : at + size], self._rate, start + at)


def silence(seconds: float, rate: int, start: int) -> Iterator[Speech]:
    """A pause in small chunks, from sample `start` on."""
    size = round(CHUNK * rate)
    end = start + round(seconds * rate)
    for at in range(start, end, size):
        count = min(size, end - at)
        yield Speech(np.zeros(count, np.float32), rate, at, (Phone(SILENCE, at / rate, (at + count) / rate),))


def _from(phone: Phone, start: float) -> Phone:
    release = phone.release if phone.release is None else max(phone.release, start)
    return replace(phone, start=start, release=release)

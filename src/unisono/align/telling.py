"""Spans told in the chunk where they end, and phones made to follow one another without a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from unisono.types import Phone, Span, Speech

SHORTEST = 0.01  # seconds: no phone is shorter, unless there are more phones than the sound has room for


def told(chunks: Iterable[Speech], phones: Sequence[Phone], words: Sequence[Span] = ()) -> Iterator[Speech]:
    """The chunks, each with the phones and words that end in it; the last one gets whatever is left."""
    parts = list(chunks)
    for part in parts:
        until = part.end / part.rate if part is not parts[-1] else float("inf")
        now = sum(phone.end <= until for phone in phones)
        then = sum(word.end <= until for word in words)
        yield replace(part, phones=tuple(phones[:now]), words=tuple(words[:then]))
        phones, words = phones[now:], words[then:]


def spread(starts: NDArray[np.float64], begin: float, end: float) -> NDArray[np.float64]:
    """Start times made to rise: at least `SHORTEST` apart within [begin, end), the first of them at `begin`."""
    count = len(starts)
    room = min(SHORTEST, (end - begin) / max(count, 1))
    steps = np.arange(count) * room
    rising = np.maximum.accumulate(np.clip(starts, begin, None) - steps) + steps
    falling = np.minimum(rising, end - room * (count - np.arange(count)))
    if count:
        falling[0] = begin
    return np.asarray(falling)

"""Spans told in the chunk where they end, and phones made to follow one another without a gap."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from unisono.types import Phone, Span, Speech

_S = TypeVar("_S", bound=Span)

SHORTEST = 0.01  # seconds: no phone is shorter, unless there are more phones than the sound has room for


def told(chunks: Iterable[Speech], phones: Iterable[Phone], words: Iterable[Span] = ()) -> Iterator[Speech]:
    """The chunks, each with the phones and words that end in it; the last one gets whatever is left.

    Phones and words follow one another: their ends rise.
    """
    parts, coming, after = list(chunks), deque(phones), deque(words)
    for part in parts:
        until = part.end / part.rate if part is not parts[-1] else math.inf
        yield replace(part, phones=tuple(_ended(coming, until)), words=tuple(_ended(after, until)))


def _ended(spans: deque[_S], until: float) -> Iterator[_S]:
    """Takes from `spans` those that end by `until`."""
    while spans and spans[0].end <= until:
        yield spans.popleft()


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

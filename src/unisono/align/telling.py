"""Spans told in the chunk where they end."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from unisono.types import Phone, Span, Speech

_S = TypeVar("_S", bound=Span)


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

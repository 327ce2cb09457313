"""Chunks of sound that repeat each other's ends become one sound without clicks (SOLA, Roucos & Wilgus 1985)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from unisono.types import Floats

SEARCH = 320  # samples that a chunk may begin late: 10 ms at 32 kHz


def joined(chunks: Iterable[Floats], overlap: int, search: int = SEARCH) -> Iterator[Floats]:
    """(N,) chunks, each beginning with the last `overlap` samples of the one before made anew -> the sound in pieces.

    The end of a chunk is held back until the next comes, see `laid`.
    """
    held: Floats | None = None
    for chunk in chunks:
        whole = chunk if held is None else laid(held, chunk, search)
        yield whole[: max(len(whole) - overlap, 0)]
        held = whole[max(len(whole) - overlap, 0) :]
    if held is not None:
        yield held


def laid(held: Floats, chunk: Floats, search: int = SEARCH) -> Floats:
    """A chunk laid on the end of the sound before, which it says again: one sound in place of both.

    It is moved by up to `search` samples to lie on that end, which fades into it; so many samples may be lost.
    """
    return _faded(held, chunk[_offset(held, chunk, search) :])


def _offset(held: Floats, chunk: Floats, search: int) -> int:
    """Where in its first `search` samples the chunk is most like what it repeats."""
    head = chunk[: len(held) + search]
    if len(head) < len(held) or not len(held):
        return 0
    energy = np.cumsum(np.concatenate([[0.0], np.square(head, dtype=np.float64)]))
    likeness = np.correlate(head, held, "valid") / np.sqrt(energy[len(held) :] - energy[: -len(held)] + 1e-8)
    return int(likeness.argmax())


def _faded(held: Floats, chunk: Floats) -> Floats:
    """The chunk, its first samples rising out of those held back; what is longer than the chunk stays as it is."""
    n = min(len(held), len(chunk))
    rising = 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / max(n, 1))
    faded = chunk[:n] * rising + held[len(held) - n :] * (1 - rising)
    return np.concatenate([held[: len(held) - n], faded, chunk[n:]]).astype(np.float32)

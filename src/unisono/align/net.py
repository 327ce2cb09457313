"""The acoustic net in numpy: spectra as they come -> the log posterior of every state, a few frames later.

A stack of residual blocks, each of which sees three moments of the one below (a TDNN: Waibel et al. 1989; factored as
in Povey et al. 2018). Every layer keeps what it needs of the past, so a stream and a file go the same way. Trained in
torch by `unisono.train`; batch normalisation is folded into the weights there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from unisono.audio.features import MELS
from unisono.types import Floats

TAPS = ((-1, 0, 1), (-1, 0, 1), (-2, 0, 1), (-4, 0, 1), (-6, -3, 0), (-8, -4, 0))  # frames of 10 ms that a block sees
ROWS = (-3, 4)  # frames of 5 ms that the first layer sees around the first of a frame's two, both ends included


@dataclass(frozen=True, eq=False)
class Weights:
    """Of all layers; C channels, B of them within a block, J states."""

    into: Floats  # (rows seen * MELS + 1, C): the last row is added, here and below
    wide: tuple[Floats, ...]  # (3 C + 1, B)
    back: tuple[Floats, ...]  # (B + 1, C)
    out: Floats  # (C + 1, J)

    @staticmethod
    def of(arrays: Mapping[str, Floats]) -> Weights:
        """From arrays named as the fields are, those of blocks numbered."""

        def real(name: str) -> Floats:
            return np.ascontiguousarray(arrays[name], np.float32)

        blocks = range(len(TAPS))
        return Weights(
            real("into"), tuple(real(f"wide{n}") for n in blocks), tuple(real(f"back{n}") for n in blocks), real("out")
        )

    def arrays(self) -> dict[str, Floats]:
        """What `of` is made from."""
        blocks = {f"{name}{n}": row for name in ("wide", "back") for n, row in enumerate(getattr(self, name))}
        return {"into": self.into, **blocks, "out": self.out}


class Net:
    """One pass over one sound."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._rows: Floats = np.zeros((-ROWS[0], MELS), np.float32)
        self._held = [np.zeros((-taps[0], weights.out.shape[0] - 1), np.float32) for taps in TAPS]

    def feed(self, rows: Floats) -> Floats:
        """(2 T, MELS) further normalised spectra -> (T', J) log posteriors of the frames that are certain."""
        return self._told(self.climb(rows))

    def finish(self) -> Floats:
        """The last frames, as if nothing came after them."""
        return self._told(self.climb_rest())

    def climb(self, rows: Floats) -> Floats:
        """As `feed`, but the (T', C) outputs of the last block."""
        self._rows = np.concatenate([self._rows, rows])
        frames = self._first()
        for number in range(len(TAPS)):
            frames = self._block(number, frames)
        return frames

    def climb_rest(self) -> Floats:
        """As `finish`, but the outputs of the last block."""
        self._rows = np.concatenate([self._rows, np.zeros((ROWS[1] - 1, MELS), np.float32)])
        frames = self._first()
        for number, taps in enumerate(TAPS):
            after = np.zeros((taps[-1], frames.shape[1]), np.float32)
            frames = self._block(number, np.concatenate([frames, after]))
        return frames

    def _told(self, frames: Floats) -> Floats:
        return log_softmax(_affine(frames, self._weights.out))

    def _first(self) -> Floats:
        """Frames of which all rows have come."""
        seen = ROWS[1] - ROWS[0] + 1
        count = max((len(self._rows) - seen) // 2 + 1, 0)
        if not count:
            return np.zeros((0, self._weights.into.shape[1]), np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(self._rows, seen, axis=0)[::2][:count]
        flat = windows.transpose(0, 2, 1).reshape(count, -1)
        self._rows = self._rows[2 * count :]
        return _relu(_affine(flat, self._weights.into))

    def _block(self, number: int, frames: Floats) -> Floats:
        taps = TAPS[number]
        held = np.concatenate([self._held[number], frames])
        first, last = taps[0], taps[-1]
        count = max(len(held) - (last - first), 0)
        seen = np.concatenate([held[tap - first : tap - first + count] for tap in taps], axis=1)
        within = _relu(_affine(seen, self._weights.wide[number]))
        self._held[number] = held[count:]
        return _relu(held[-first : count - first] + _affine(within, self._weights.back[number]))


def _affine(rows: Floats, weights: Floats) -> Floats:
    return np.asarray(rows @ weights[:-1] + weights[-1], np.float32)


def _relu(rows: Floats) -> Floats:
    return np.maximum(rows, 0, out=rows)


def log_softmax(rows: Floats) -> Floats:
    """(T, J) logits -> log shares, in place."""
    if len(rows):
        rows -= rows.max(axis=1, keepdims=True)
        rows -= np.log(np.exp(rows).sum(axis=1, keepdims=True))
    return rows

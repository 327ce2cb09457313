"""The one resampler: soxr, whole or piece by piece, with the same samples either way."""

from __future__ import annotations

import numpy as np
import soxr

from unisono.types import Floats


def resample(samples: Floats, rate: int, to: int) -> Floats:
    """(N,) at `rate` samples a second -> (N * to / rate,) at `to`, rounded. Nothing is delayed: time 0 stays at 0.

    An exact half is rounded up or down, as soxr's arithmetic happens to fall.
    """
    if rate == to:
        return samples
    resampler = Resampler(rate, to)
    return np.concatenate([resampler.feed(samples), resampler.finish()])


class Resampler:
    """`resample` for a stream. However the sound is cut, the pieces joined equal the whole, bit for bit.

    It holds back up to about 20 ms of the lower rate, which `finish` gives out.
    """

    def __init__(self, rate: int, to: int) -> None:
        self._stream = None if rate == to else soxr.ResampleStream(rate, to, 1, dtype="float32", quality="HQ")

    def feed(self, samples: Floats) -> Floats:
        """What is certain after these further (N,) samples; may be empty."""
        if self._stream is None or not len(samples):
            return samples
        resampled: Floats = self._stream.resample_chunk(np.ascontiguousarray(samples, np.float32))
        return resampled

    def finish(self) -> Floats:
        """The rest. Once, at the end."""
        nothing = np.zeros(0, np.float32)
        if self._stream is None:
            return nothing
        rest: Floats = self._stream.resample_chunk(nothing, last=True)
        return rest

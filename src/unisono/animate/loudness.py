"""How loud the speaker is now against their own mean, from the sound alone, in windows on the stream's sample clock.

Windows of about 10 ms are counted from sample zero and the running mean is carried window by window, so the figures do
not depend on how the sound was cut, and nothing grows with its length.
"""

from __future__ import annotations

from math import isfinite

import numpy as np
from numpy.typing import NDArray

from unisono.animate.visemes import Doubles
from unisono.errors import SoundError
from unisono.types import Floats

_PER_SECOND = 100
_REACH = 7  # windows on either side that make up the loudness of a moment
_KERNEL = np.hanning(2 * _REACH + 3)[1:-1] / np.hanning(2 * _REACH + 3).sum()

_FLOOR = 1e-10  # power; -100 dBFS
_QUIETEST = -75.0  # dBFS; below is no speech
_QUIET = 25.0  # dB under the peak: a pause, which says nothing about the speaker
_PEAK_FALL = 0.01  # dB per window that the peak is forgotten by
_LEAP = 6.0  # dB over the peak: what was heard before was noise, and counts as _LEAP_COUNT windows
_LEAP_COUNT = 4
_PRIOR_DEVIATION, _PRIOR_WEIGHT = 6.0, 20  # dB, windows
_MEMORY = 600  # windows of speech (about 6 s) that the mean remembers


class Loudness:
    """Running loudness. `hear` sound, ask `deviations`, `forget` what is over."""

    def __init__(self, rate: int) -> None:
        """`rate`: samples per second."""
        self.hop = max(rate // _PER_SECOND, 1)  # samples
        self.rate = rate
        self._rest: Floats = np.zeros(0, np.float32)  # samples that do not fill a window yet
        self._first = 0  # index of the first window kept
        self._power: Doubles = np.zeros(0)  # (W,)
        self._norm: Doubles = np.zeros((0, 2))  # (W, 2) the running mean and deviation at each window, dB
        self._peak, self._mean, self._variance, self._count = _QUIETEST, _QUIETEST, _PRIOR_DEVIATION**2, 0

    def hear(self, samples: Floats) -> None:
        """The next samples (N,). SoundError if they are not finite."""
        sound = np.concatenate([self._rest, samples])
        windows = len(sound) // self.hop
        self._rest = sound[windows * self.hop :]
        if not windows:
            return
        sound = sound[: windows * self.hop].astype(np.float64).reshape(windows, self.hop)
        power: Doubles = np.maximum(np.square(sound).sum(axis=1) / self.hop, _FLOOR)
        if not isfinite(power.sum()):
            raise SoundError("the sound has samples that are not numbers (NaN or infinite); read it anew")
        self._power = np.concatenate([self._power, power])
        self._norm = np.concatenate([self._norm, self._followed(10 * np.log10(power))])

    def deviations(self, times: Doubles, future: float) -> Doubles:
        """(T,) loudness at `times` in deviations from the speaker's mean; about 0 for a usual vowel, -3 in a pause.

        The mean has heard `future` seconds beyond; sound must be known up to there and 80 ms beyond `times`.
        """
        if not len(self._power):
            return np.zeros(len(times))
        here = np.floor(times * (self.rate / self.hop)).astype(np.intp)
        around = self._kept(here[:, None] + np.arange(-_REACH, _REACH + 1))
        level = 10 * np.log10((self._power[around] * _KERNEL).sum(axis=1))
        norm = self._norm[self._kept(here + round(future * self.rate / self.hop))]
        deviations: Doubles = np.maximum((level - norm[:, 0]) / norm[:, 1], -3.0)
        return deviations

    def forget(self, time: float) -> None:
        """Drop the windows before `time` (seconds)."""
        drop = min(max(int(time * self.rate / self.hop) - self._first - _REACH - 1, 0), max(len(self._power) - 1, 0))
        self._first += drop
        self._power, self._norm = self._power[drop:], self._norm[drop:]

    def _followed(self, levels: Doubles) -> Doubles:
        """(W, 2) mean and deviation after each of `levels` (W,) dB."""
        rows = []
        for level in levels.tolist():
            if level > self._peak + _LEAP:
                self._count = min(self._count, _LEAP_COUNT)
            self._peak = max(level, self._peak - _PEAK_FALL, _QUIETEST)
            if level > self._peak - _QUIET:
                self._count += 1
                away = level - self._mean
                self._mean += away / min(self._count, _MEMORY)
                self._variance += (away * (level - self._mean) - self._variance) / min(
                    self._count + _PRIOR_WEIGHT, _MEMORY
                )
            rows.append((self._mean, max(self._variance, 4.0) ** 0.5))
        return np.array(rows)

    def _kept(self, windows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Places of absolute windows in what is kept; the ends stand in for what lies beyond."""
        return np.minimum(np.maximum(windows - self._first, 0), len(self._power) - 1)

"""What the acoustic model sees: log mel spectra every 5 ms, less the mean of the speech up to there.

The mean runs, so that a stream and a file give the same numbers; a whole file may start it with its own mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.audio.features import MELS, mel_width, mels
from unisono.clock import frames_covering
from unisono.compiled.jit import kernel
from unisono.types import Floats

ROWS = 200  # a second

_RANGE = 4.0  # nepers of mean log power below the loudest that still count as speech
_SILENT = -16.5  # mean log power; the floor of `mels` is -18.4
_FADE = 0.004  # nepers a frame by which the loudest is forgotten
_TRUST, _SURE, _MEMORY = 40.0, 300.0, 800.0  # frames of speech that the mean stands for: at first, of a file, at most
_SCALE = 0.4  # log power differs by some 2.5 nepers


@dataclass(frozen=True, eq=False)
class Mean:
    """Where the running mean begins."""

    spectrum: Floats  # (MELS,) mean log power of speech
    loud: float  # mean log power over the bands in the loudest frames
    heard: float = _TRUST  # frames that it stands for


# Speech at -26 dB full scale, the long-term spectrum of read speech (Byrne et al. 1994) in our bands, about.
USUAL = Mean(np.interp(np.arange(MELS), [0, 3, 12, 39], [-8.0, -6.5, -7.5, -11.0]).astype(np.float32), -6.5)


def spectra(samples: Floats, rate: int) -> Floats:
    """(N,) sound, -1..1 -> (2 * ceil(N / rate * 100), MELS) log mel power, row t centred on (t + 0.5) * 5 ms."""
    whole = Spectra(rate)
    return np.concatenate([whole.feed(samples), whole.finish()])


class Spectra:
    """Log mel spectra of sound as it comes; a row is told once its 20 ms have been heard."""

    def __init__(self, rate: int) -> None:
        self._rate, self._width = rate, mel_width(rate)
        self._told = self._heard = 0  # rows; samples
        self._first = -self._width  # the sample that `_sound` begins with; before the first there is silence
        self._sound: Floats = np.zeros(self._width, np.float32)

    def feed(self, samples: Floats) -> Floats:
        """(N,) further samples -> the rows (T, MELS) that are certain now."""
        self._heard += len(samples)
        return self._more(np.asarray(samples, np.float32))

    def finish(self) -> Floats:
        """The last rows: there are two for each 10 ms begun, and silence follows the sound."""
        count = 2 * frames_covering(self._heard, self._rate, ROWS // 2)
        missing = self._start(count - 1) + self._width - self._heard if count else 0
        return self._more(np.zeros(max(missing, 0), np.float32))

    def _more(self, samples: Floats) -> Floats:
        self._sound = np.concatenate([self._sound, samples])
        # The last centre c with c - width // 2 + width <= end, and the rows whose centres are no later.
        centre = self._first + len(self._sound) - self._width + self._width // 2
        count = max((((centre + 1) * 2 * ROWS - 1) // self._rate + 1) // 2, self._told)
        starts = self._start(np.arange(self._told, count))
        rows = mels(self._sound, self._rate, starts - self._first)
        self._told = count
        keep = max(self._start(count) - self._first, 0)
        self._sound, self._first = self._sound[keep:], self._first + keep
        return rows

    def _start(self, row: Any) -> Any:
        """The first sample of a row's window; of many rows at once where they are an array."""
        return (2 * row + 1) * self._rate // (2 * ROWS) - self._width // 2


def mean_of(rows: Floats) -> Mean:
    """The mean of the speech among (T, MELS) log spectra, to start with; `USUAL` where all is silent."""
    level = rows.mean(axis=1)
    loud = float(np.percentile(level, 95)) if len(rows) else _SILENT
    if loud <= _SILENT:
        return USUAL
    spoken = rows[level > loud - _RANGE]
    return Mean(spoken.mean(axis=0), loud, min(_SURE, max(_TRUST, float(len(spoken)))))


class Normaliser:
    """(T, MELS) log spectra as they come -> the same less their running mean."""

    def __init__(self, start: Mean = USUAL) -> None:
        self._mean = start.spectrum.astype(np.float64)
        self._state = np.array([start.loud, start.heard])

    def feed(self, rows: Floats) -> Floats:
        """The further rows, normalised."""
        found: Floats = follow(np.ascontiguousarray(rows, np.float32), self._mean, self._state)
        return found


def normalised(rows: Floats, start: Mean | None = None) -> Floats:
    """(T, MELS) log spectra -> less their running mean; `start`: None for the mean of the rows themselves."""
    return Normaliser(mean_of(rows) if start is None else start).feed(rows)


@kernel
def follow(rows: Floats, mean: NDArray[np.float64], state: NDArray[np.float64]) -> Floats:
    """Moves the mean and (loud, heard) over the rows; tells each row less the mean up to there."""
    count, bands = rows.shape
    told = np.empty((count, bands), np.float32)
    for at in range(count):
        level = 0.0
        for band in range(bands):
            level += rows[at, band]
        level /= bands
        state[0] = max(level, state[0] - _FADE)
        if level > state[0] - _RANGE:
            state[1] = min(state[1] + 1.0, _MEMORY)
            for band in range(bands):
                mean[band] += (rows[at, band] - mean[band]) / state[1]
        for band in range(bands):
            told[at, band] = (rows[at, band] - mean[band]) * _SCALE
    return told

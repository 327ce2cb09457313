"""Times between phones, from the 10 ms of the search to 2 or 3: where the sound itself changes.

Looked at every 2 ms in windows of 8 ms. Each kind of boundary has a sign of its own: lips or tongue that close take
away what sounds above 1 kHz, a burst brings what sounds above 3.5 kHz, other sounds differ in their spectrum. Where
there is no clear sign (from vowel to vowel, at the end of speech) a time stays. Chosen on hand labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from unisono.align.units import FILLER, NOISE, SIL, UNITS, is_closing, label_of
from unisono.phones import MANNER, bases
from unisono.types import Floats

REACH = 0.03  # seconds that a time may move
BACK = 0.18  # seconds before its burst within which a closure begins
AROUND = 0.06  # seconds of sound on either side that are looked at

_STEP = 0.002  # seconds
_WIDTH = 0.008  # seconds of a window
_BANDS = (60, 300, 600, 1000, 1500, 2200, 3200, 4500, 6000, 8000)  # Hz, the edges of nine bands
_FLOOR = 1e-9  # power; -90 dB
_FALLEN = 0.6  # of a fall in dB
_NEARLY = 0.75  # of the steepest rise in dB
_LEAST = 4.0  # dB of change without which a time stays

Levels = NDArray[np.float64]


@dataclass(frozen=True)
class _Sign:
    """What shows a boundary: the change between the means of some steps before and after it."""

    track: str  # "spectrum", or a level: "bright" above 1 kHz, "sharp" above 3.5 kHz, "whole"
    direction: int  # of a level: 1 rises, -1 falls
    steps: int
    dear: float  # dB that moving by `REACH` costs


_CLOSES = _Sign("bright", -1, 5, 3.0)
_BURSTS = _Sign("sharp", 1, 2, 5.0)
_VOICES = _Sign("whole", 1, 5, 8.0)
_QUICK, _EVEN, _SLOW = (_Sign("spectrum", 0, steps, dear) for steps, dear in ((3, 3.0), (5, 6.0), (8, 4.0)))


def boundary(sound: Floats, centre: int, rate: int, left: int, right: int) -> float:
    """Seconds by which the boundary between two units moves; `centre` is the sample of `sound` where it was put."""
    sign = _between(_kind(left), _kind(right))
    return _moved(sound, centre, rate, sign) if sign else 0.0


def burst(sound: Floats, centre: int, rate: int) -> float:
    """Seconds by which a burst moves."""
    return _moved(sound, centre, rate, _BURSTS)


def burst_within(sound: Floats, rate: int) -> float | None:
    """Seconds into the sound of a stop, closure and all, at which it bursts; None where nothing rises.

    The first rise of what sounds above 3.5 kHz that is nearly as steep as any: the voice after a breath rises too.
    """
    level = _levels(sound, 0, rate, _BURSTS.track)[0][:, 0] if len(sound) > 4 * _STEP * rate else np.zeros(0)
    rise = level[_BURSTS.steps :] - level[: -_BURSTS.steps]
    if not len(rise) or rise.max() < _LEAST:
        return None
    first = int(np.argmax(rise >= _NEARLY * rise.max()))
    best = first + int(np.argmax(rise[first : first + _BURSTS.steps + 1]))
    return float((best + 1) * _STEP)


def closure(sound: Floats, rate: int) -> float | None:
    """Seconds into the sound before a burst at which its closure begins; None where no fall of the level shows it.

    Where the level above 1 kHz comes down to 0.6 of the way, in dB, from the closure's to that of the sound before.
    """
    if len(sound) < 15 * _STEP * rate:
        return None
    level = _levels(sound, 0, rate, "bright")[0][:-5, 0]  # without 10 ms that the burst may be in
    floor, loud = np.percentile(level[-8:], 20), np.max(level)
    above = np.flatnonzero(level > floor + _FALLEN * (loud - floor))
    return float((above[-1] + 1) * _STEP) if loud - floor >= 2 * _LEAST else None


@lru_cache(maxsize=256)
def _kind(unit: int) -> str:
    if unit in (SIL, UNITS.index(NOISE), UNITS.index(FILLER)):
        return "pause"
    return "closure" if is_closing(unit) else MANNER[bases(label_of(unit))[0]]


@lru_cache(maxsize=256)
def _between(left: str, right: str) -> _Sign | None:
    if right == "closure":
        return _CLOSES if left != "pause" else None  # the closure after a pause is as silent as the pause
    if right == "pause":  # it may be the closure of a stop
        return _CLOSES if left in ("vowel", "approximant", "nasal") else None
    if left == "pause":
        return _EVEN
    if right == "nasal":
        return _CLOSES if left in ("vowel", "approximant") else _QUICK
    if left == "closure":
        return _VOICES
    if left in ("nasal", "fricative"):
        return _QUICK
    return _SLOW if right == "fricative" else None


def _moved(sound: Floats, centre: int, rate: int, sign: _Sign) -> float:
    """Seconds to where the sign is clearest, the nearer the better."""
    levels, begin = _levels(sound, centre, rate, sign.track)
    near, half = round(REACH / _STEP), sign.steps
    steps = np.arange(max(begin - near, half), min(begin + near, len(levels) - half) + 1)
    if not len(steps):
        return 0.0
    total = np.concatenate([np.zeros((1, levels.shape[1])), np.cumsum(levels, axis=0)])
    after, here, before = (total[steps + offset] for offset in (half, 0, -half))
    rise = (after - 2 * here + before) / half
    change = sign.direction * rise[:, 0] if sign.direction else np.sqrt(np.mean(rise**2, axis=1))
    best = int(np.argmax(change - sign.dear * ((steps - begin) / near) ** 2))
    return float((steps[best] - begin) * _STEP) if change[best] >= _LEAST else 0.0


def _levels(sound: Floats, centre: int, rate: int, track: str) -> tuple[Levels, int]:
    """(T, bands) dB every 2 ms, and the step that begins at `centre`."""
    width, step = int(_WIDTH * rate) | 1, _STEP * rate
    begin = int(centre / step)
    middles = np.round(centre + (np.arange(-begin, int((len(sound) - centre) / step)) + 0.5) * step).astype(np.intp)
    windows = np.pad(sound, (width // 2, width // 2 + 1))[middles[:, None] + np.arange(width)]
    shape, bands = _analysis(rate, width, track)
    spectrum = np.fft.rfft(windows * shape, 2 * len(bands) - 2)
    return 10 * np.log10((spectrum.real**2 + spectrum.imag**2) @ bands + _FLOOR), begin


@lru_cache(maxsize=32)
def _analysis(rate: int, width: int, track: str) -> tuple[Levels, Levels]:
    """The window, and (F, bands) which bins count for which."""
    length = 1 << (width - 1).bit_length()
    hertz = np.arange(length // 2 + 1) * rate / length
    low = {"bright": 1000, "sharp": min(3500, 0.3 * rate), "whole": _BANDS[0], "spectrum": 0}[track]
    edges = _BANDS if track == "spectrum" else (low, max(rate, 2 * _BANDS[-1]))
    inside = [(hertz >= a) & (hertz < b) for a, b in pairwise(edges)]
    bands = np.stack([band for band in inside if band.any()], axis=1)
    return np.hanning(width), bands / width

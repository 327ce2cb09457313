"""How alike two people sound, 0..1, by the colour of their speech and its pitch: no net is needed for that.

A portrait is what a minute of anybody's speech has, whatever is said: how loud each group of bands is against the
others, how far that moves, and how high the voice is and how far that moves; all in deviations among people.
`benchmarks/likeness.py` measured them, and how far this goes with what a trained net says.
"""

from __future__ import annotations

import numpy as np

from unisono.audio.features import FRAMES, mels, pitch
from unisono.clock import samples_before
from unisono.types import Floats

SAME, OTHER = 0.85, 0.61  # what two recordings of one person usually have; what one pair of strangers in twenty has
_GROUPS = 20  # of bands
_FAR = 7.0  # how far portraits are apart whose likeness is 1/e
_FAINT = 6.0  # nepers of power below the loudest frames: fainter ones are left out
# Means and deviations of a portrait's numbers among 134 people.
_USUAL = np.array([
    3.75, 4.49, 3.81, 3.57, 2.49, 1.47, 0.77, 0.10, -0.38, -0.76,
    -1.19, -1.22, -1.03, -1.31, -1.72, -1.90, -2.24, -2.67, -2.96, -3.06,
    2.20, 2.27, 2.19, 2.15, 1.99, 1.98, 1.95, 1.89, 1.77, 1.67,
    1.61, 1.56, 1.55, 1.55, 1.61, 1.78, 2.04, 2.26, 2.43, 2.43,
    5.18, 0.14,
])  # fmt: skip
_SPREAD = np.array([
    1.44, 0.97, 0.86, 0.86, 0.85, 0.83, 0.72, 0.65, 0.70, 0.77,
    0.71, 0.72, 0.74, 0.75, 0.99, 0.98, 1.05, 1.11, 1.17, 1.25,
    0.37, 0.38, 0.31, 0.27, 0.22, 0.25, 0.27, 0.26, 0.25, 0.23,
    0.21, 0.21, 0.21, 0.22, 0.25, 0.31, 0.40, 0.47, 0.53, 0.54,
    0.30, 0.04,
])  # fmt: skip
# How much each counts: the pitch as many bands; how far bands move is the noise's matter too, and the net's.
_COUNTS = np.concatenate([np.ones(_GROUPS), np.full(_GROUPS, 0.5), [4, 1]])


def portrait(samples: Floats, rate: int) -> Floats:
    """(N,) sound, -1..1, with some seconds of speech -> (42,) what is particular about the voice."""
    return portrait_of(colours(samples, rate), pitch(samples, rate))


def colours(samples: Floats, rate: int) -> Floats:
    """(N,) sound -> (T, 40) log mel power, 100 frames a second."""
    frames = max(int(len(samples) / rate * FRAMES) - 2, 0)
    return mels(samples, rate, np.array([samples_before(t, rate, FRAMES) for t in range(frames)], np.int32))


def portrait_of(rows: Floats, hertz: Floats) -> Floats:
    """(T, 40) of `colours` and the pitch of the same frames, 0 without voice -> (42,)."""
    return np.asarray((measures_of(rows, hertz) - _USUAL) / _SPREAD * _COUNTS, np.float32)


def measures_of(rows: Floats, hertz: Floats) -> Floats:
    """(42,) before they are compared with those of other people: nepers of power, log Hz."""
    level = rows.mean(axis=1)
    loud = rows[level > np.percentile(level, 95) - _FAINT]
    loud = loud - loud.mean(axis=1, keepdims=True)
    logs = np.log(hertz[hertz > 0]) if (hertz > 0).any() else np.full(1, 5.0)
    logs = logs[np.abs(logs - np.median(logs)) < 0.55]  # the rest is octave errors
    high = np.array([logs.mean(), max(float(logs.std()), 0.1)])
    return np.asarray(np.concatenate([_grouped(loud.mean(axis=0)), _grouped(loud.std(axis=0)), high]), np.float32)


def likeness(one: Floats, other: Floats) -> float:
    """Of two portraits, 0..1."""
    return float(np.exp(-float(((one - other) ** 2).sum()) / _FAR**2))


def _grouped(bands: Floats) -> Floats:
    return np.asarray(bands.reshape(_GROUPS, -1).mean(axis=1))

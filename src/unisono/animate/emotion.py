"""A feeling on the face: FACS units that come, hold and go, stronger on one side, weaker where the mouth speaks.

A feeling may be a blend: the label "happy+surprised", or spans that overlap. The hard rules of `contacts.py` come after
it, so that no feeling costs a closure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from unisono import arkit, facs
from unisono.animate.visemes import Doubles
from unisono.errors import InputError
from unisono.types import Span

LINGERS = 2.0  # seconds after its end that a feeling may still be seen
_EARLY = 0.25  # seconds before its start that it begins to show, and before its end that it begins to go
_SPOKEN = 0.6  # of the mouth's part that is left while it speaks
_LEFT, _RIGHT = 1.05, 0.95  # no face feels alike on both sides (the left of most is stronger; Borod et al. 1997)


@dataclass(frozen=True)
class Manner:
    """How a feeling is shown at full strength: its units, and how it comes, holds and goes."""

    units: dict[str, float]  # facs.UNITS -> 0..1
    onset: float = 0.5  # seconds from nothing to all
    offset: float = 0.8  # seconds from all to nothing
    hold: float = 1.0  # what is left of the apex while it lasts
    settles: float = 1.5  # seconds in which the apex falls by 1/e of the way to the hold


MANNERS: dict[str, Manner] = {
    "neutral": Manner({}),
    "happy": Manner({"6": 0.6, "12": 0.72, "7": 0.3, "14": 0.1}, onset=0.5, offset=1.0, hold=0.85),
    "sad": Manner({"1": 0.8, "4": 0.4, "15": 0.7, "17": 0.2, "7": 0.1}, onset=0.9, offset=1.4),
    "angry": Manner({"4": 0.85, "5": 0.4, "7": 0.5, "23": 0.4, "9": 0.15, "15": 0.2}, onset=0.4, offset=1.0, hold=0.9),
    "surprised": Manner({"1": 0.7, "2": 0.7, "5": 0.6, "26": 0.35}, onset=0.25, offset=0.7, hold=0.65, settles=1.2),
    "afraid": Manner(
        {"1": 0.7, "2": 0.35, "4": 0.35, "5": 0.6, "7": 0.25, "20": 0.45, "26": 0.1}, onset=0.3, offset=1.0, hold=0.85
    ),
    "disgusted": Manner({"9": 0.6, "10": 0.5, "7": 0.55, "4": 0.12, "15": 0.05}, onset=0.4, offset=0.9, hold=0.85),
    "contempt": Manner({"12L": 0.5, "14L": 0.5, "7": 0.1}, onset=0.6, offset=0.9),
    "calm": Manner({"12": 0.16, "43": 0.16, "6": 0.03}, onset=1.0, offset=1.4),
    "excited": Manner(
        {"6": 0.45, "12": 0.55, "1": 0.4, "2": 0.45, "5": 0.35}, onset=0.35, offset=0.9, hold=0.85, settles=2.5
    ),
}
NAMES: tuple[str, ...] = tuple(MANNERS)

_IS_MOUTH = np.array([name.startswith(("mouth", "jaw")) for name in arkit.NAMES])
_JAW = arkit.INDEX["jawOpen"]
_SIDES = np.array([_LEFT if n.endswith("Left") else _RIGHT if n.endswith("Right") else 1.0 for n in arkit.NAMES])


def check(feelings: Iterable[Span]) -> None:
    """InputError for a feeling that the face does not know."""
    for feeling in feelings:
        for name in feeling.label.split("+"):
            if name not in MANNERS:
                raise InputError(f"no emotion called {name!r}; known: {', '.join(NAMES)}, and blends: happy+surprised")


def colour(weights: Doubles, times: Doubles, feelings: Iterable[Span], speaking: Doubles, gain: float = 1.0) -> None:
    """Add `feelings` to `weights` (T, 52) at `times` (T,), in place. `speaking` (T,) 0..1 weakens them at the mouth."""
    shown = np.zeros_like(weights)
    for feeling in feelings:
        if feeling.end + LINGERS < times[0] or feeling.start - _EARLY > times[-1]:
            continue
        for name in feeling.label.split("+"):
            seen = gain * feeling.weight * _course(MANNERS[name], times - feeling.start, times - feeling.end)
            shown += seen[:, None] * pose(name)
    left = 1 - (1 - _SPOKEN) * speaking
    shown[:, _IS_MOUTH] *= left[:, None]
    shown[:, _JAW] *= (1 - speaking) / left  # the jaw is speech's own
    weights += shown


@lru_cache(maxsize=len(MANNERS))
def pose(name: str) -> Doubles:
    """(52,) the weights of a feeling at its height."""
    height: Doubles = facs.weights(MANNERS[name].units) * _SIDES
    return height


def _course(manner: Manner, since: Doubles, over: Doubles) -> Doubles:
    """(T,) 0..1, `since` seconds after its start and `over` seconds after its end."""
    came = _eased((since + _EARLY) / manner.onset)
    went = _eased((over + _EARLY) / manner.offset)
    held = manner.hold + (1 - manner.hold) * np.exp(-np.maximum(since + _EARLY - manner.onset, 0) / manner.settles)
    course: Doubles = came * held * (1 - went)
    return course


def _eased(x: Doubles) -> Doubles:
    x = np.minimum(np.maximum(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)

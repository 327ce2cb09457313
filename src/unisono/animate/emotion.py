"""A feeling on the face: FACS action units as ARKit weights, eased in and out, a little stronger on one side.

Units as in specs/face-animation.md (happiness 6+12, sadness 1+4+15, anger 4+5+7+23/24, disgust 9+10+7, surprise
1+2+5+26, fear 1+2+4+5+7+20+26, contempt one-sided 12+14); the mouth's part is weaker while it speaks.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from unisono import arkit
from unisono.animate.visemes import Doubles
from unisono.errors import InputError
from unisono.types import Span

EASE = 0.5  # seconds in and out, centred on the edge: half of it must be known ahead
_SPOKEN = 0.6  # of the mouth's part that is left while it speaks

_UNITS: dict[str, dict[str, float]] = {
    "neutral": {},
    "happy": {"mouthSmile": 0.72, "cheekSquint": 0.6, "eyeSquint": 0.35, "mouthDimple": 0.12, "browOuterUp": 0.08},
    "sad": {"browInnerUp": 0.65, "browDown": 0.2, "mouthFrown": 0.5, "mouthShrugLower": 0.15, "eyeSquint": 0.15},
    "angry": {
        "browDown": 0.85,
        "eyeWide": 0.2,
        "eyeSquint": 0.35,
        "mouthPress": 0.25,
        "noseSneer": 0.25,
        "mouthFrown": 0.2,
    },
    "surprised": {"browInnerUp": 0.7, "browOuterUp": 0.7, "eyeWide": 0.6, "jawOpen": 0.2},
    "afraid": {
        "browInnerUp": 0.7,
        "browOuterUp": 0.3,
        "browDown": 0.25,
        "eyeWide": 0.6,
        "eyeSquint": 0.1,
        "mouthStretch": 0.4,
        "jawOpen": 0.1,
    },
    "disgusted": {"noseSneer": 0.65, "mouthUpperUp": 0.35, "eyeSquint": 0.4, "browDown": 0.4, "mouthFrown": 0.2},
    "contempt": {"mouthSmileLeft": 0.4, "mouthDimpleLeft": 0.4, "eyeSquint": 0.15, "browOuterUpLeft": 0.2},
    "calm": {"mouthSmile": 0.12, "eyeSquint": 0.1, "cheekSquint": 0.08},
    "excited": {
        "mouthSmile": 0.5,
        "cheekSquint": 0.45,
        "eyeWide": 0.3,
        "browInnerUp": 0.35,
        "browOuterUp": 0.45,
        "eyeSquint": 0.1,
    },
}
_LEFT, _RIGHT = 1.05, 0.95  # no face feels alike on both sides

NAMES: tuple[str, ...] = tuple(_UNITS)


def _pose(units: dict[str, float]) -> Doubles:
    pose = np.zeros(len(arkit.NAMES))
    for name, value in units.items():
        for place in (arkit.INDEX[name],) if name in arkit.INDEX else arkit.both(name):
            side = arkit.NAMES[place]
            pose[place] = value * (_LEFT if side.endswith("Left") else _RIGHT if side.endswith("Right") else 1.0)
    return pose


POSES = {name: _pose(units) for name, units in _UNITS.items()}
_IS_MOUTH = np.array([name.startswith(("mouth", "jaw")) for name in arkit.NAMES])
_JAW = arkit.INDEX["jawOpen"]


def check(feelings: Iterable[Span]) -> None:
    """InputError for a feeling that the face does not know."""
    for feeling in feelings:
        if feeling.label not in POSES:
            raise InputError(f"no emotion called {feeling.label!r}; known: {', '.join(NAMES)}")


def colour(weights: Doubles, times: Doubles, feelings: Iterable[Span], speaking: Doubles) -> None:
    """Add `feelings` to `weights` (T, 52) at `times` (T,), in place. `speaking` (T,) 0..1 weakens them at the mouth."""
    for feeling in feelings:
        strength = feeling.weight * (_eased(times - feeling.start) - _eased(times - feeling.end))
        pose = strength[:, None] * POSES[feeling.label]
        pose *= np.where(_IS_MOUTH, 1 - (1 - _SPOKEN) * speaking[:, None], 1.0)
        pose[:, _JAW] *= 1 - speaking
        weights += pose


def _eased(since: Doubles) -> Doubles:
    """0 .. 1 as `since` (seconds) goes from -EASE/2 to EASE/2."""
    x = np.clip(since / EASE + 0.5, 0.0, 1.0)
    return x * x * (3 - 2 * x)

"""Someone's own capture -> a style: how far they move against how far our rules move, and the pose that they rest in.

Sound and phones are not needed: a minute of talk has every sound in it, so ranges tell the gains.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unisono import arkit
from unisono.animate.style import Style
from unisono.errors import TrackError
from unisono.types import FaceTrack, Floats

SHORTEST = 20.0  # seconds of capture
_LEARNT = (0.4, 2.5)  # the least and the most of a gain: what lies beyond is the recorder's scale, not the person's
_STILL = 1e-3  # of a statistic: a face that does not move

# What `measured` tells of a minute of our own in the usual style: python benchmarks/style.py
USUAL: dict[str, float] = {
    "jaw": 0.2700,
    "lips": 0.2745,
    "brows": 0.1594,
    "head": 0.0274,
    "blinks": 29.5465,
    "asymmetry": 0.0104,
}

_JAW = arkit.INDEX["jawOpen"]
_LIPS = ("mouthFunnel", "mouthPucker", "mouthStretch", "mouthSmile", "mouthUpperUp", "mouthLowerDown")
_BROWS = ("browInnerUp", "browOuterUp")
_PAIRS = ("browOuterUp", "mouthStretch", "mouthSmile", "mouthUpperUp", "mouthLowerDown")
_RESTS = [
    name
    for name in arkit.NAMES
    if name.startswith(("brow", "cheekSquint", "eyeSquint", "eyeWide", "noseSneer", "mouthSmile", "mouthFrown"))
    or name in ("mouthLeft", "mouthRight", "jawLeft", "jawRight", "jawForward")
]
_AT_REST, _LEAST = 10, 0.03  # percentile over time; weights under it are noise
_SHUT = 0.5  # eyeBlink of closed lids
_WINDOW = 8.0  # seconds: slower turns of the head are posture, not style


def fitted(face: FaceTrack) -> Style:
    """The style of a capture of `SHORTEST` seconds or more, of talk. TrackError if it is shorter or does not move."""
    seconds = len(face) / float(face.fps)
    if seconds < SHORTEST:
        raise TrackError(f"the capture has {seconds:.0f} s; a style needs {SHORTEST:.0f} s of talk, a minute is better")
    found = measured(face)
    if found["jaw"] < 10 * _STILL:
        raise TrackError("the jaw does not move in this capture; record someone who talks")
    gains = {name: round(float(np.clip(value / USUAL[name], *_LEARNT)), 3) for name, value in found.items()}
    rest = np.percentile(face.weights, _AT_REST, axis=0)
    return Style(**gains, rest={n: round(float(w), 3) for n in _RESTS if (w := rest[arkit.INDEX[n]]) >= _LEAST})


def measured(face: FaceTrack) -> dict[str, float]:
    """How far a face moves, by the names of `Style`'s gains."""
    weights = face.weights
    fps = float(face.fps)
    shut = weights[:, list(arkit.both("eyeBlink"))].mean(axis=1) > _SHUT
    low, high = np.percentile(weights, (_AT_REST, 92), axis=0).astype(np.float32)
    ranges = high - low  # (52,)
    return {
        "jaw": float(ranges[_JAW]),
        "lips": float(np.mean([ranges[_places([name])].mean() for name in _LIPS])),
        "brows": _lifts(weights[:, _places(_BROWS)].mean(axis=1)),
        "head": _swing(face.head, round(_WINDOW * fps)),
        "blinks": float(np.count_nonzero(shut[1:] & ~shut[:-1]) / (len(face) / fps / 60)),
        "asymmetry": float(np.mean([_unlike(ranges, name) for name in _PAIRS])),
    }


def _places(stems: Sequence[str]) -> list[int]:
    return [place for stem in stems for place in arkit.places(stem)]


def _lifts(brow: Floats) -> float:
    """How far brows go above where they mostly are."""
    return float(np.percentile(brow, 97) - np.percentile(brow, 30))


def _swing(head: Floats, window: int) -> float:
    """Radians, the usual deviation of the head within a window."""
    parts = [head[at : at + window] for at in range(0, max(len(head) - window, 1), window)]
    return float(np.median([np.sqrt(part.var(axis=0).sum()) for part in parts]))


def _unlike(ranges: Floats, stem: str) -> float:
    left, right = ranges[list(arkit.both(stem))]
    return float(abs(left - right) / max(left + right, _STILL))

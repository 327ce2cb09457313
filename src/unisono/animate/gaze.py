"""Eyes: saccades, mostly tiny; on the listener 40 % of the time in talk and 75 % in listening, else a little aside.

Figures: specs/face-animation.md, "Life". Every jump is thrown once, in the order of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, pi, radians

import numpy as np

from unisono import arkit
from unisono.animate import dice
from unisono.animate.pauses import paused
from unisono.animate.score import Gesture
from unisono.animate.visemes import Doubles

_DWELL, _SPREAD, _LARGE = 0.55, 0.6, 0.25  # mean seconds, deviation of their log, share of jumps that look elsewhere
_ON_LISTENER_TALKING, _ON_LISTENER_PAUSING = 0.4, 0.75
_AWAY_YAW, _AWAY_PITCH, _MICRO = radians(5.5), radians(2.5), radians(0.35)  # deviations
_ASIDE = radians(3.5)  # the least that a look away turns to the side
_FULL_LOOK = radians(30.0)  # the turn of the eye that an eyeLook weight of 1 stands for
_LOOKS = np.array(
    [arkit.INDEX[f"eyeLook{way}{side}"] for side in ("Left", "Right") for way in ("Down", "Up", "Out", "In")]
)
_TURNS = np.array([0, 0, 1, 1, 0, 0, 1, 1])  # of gaze: pitch, yaw
_SIGNS = np.array([1, -1, 1, -1, 1, -1, -1, 1]) / _FULL_LOOK  # the left eye turns out to the left, the right eye in
_SACCADE, _SACCADE_PER_RADIAN = 0.021, 0.0023 * 180 / pi  # seconds
_SHORTEST = 0.15  # seconds between two jumps
_DICE = 20


@dataclass(frozen=True)
class _Look:
    """The eyes arrive at a direction (radians, of the room, not of the head)."""

    time: float  # seconds at which the jump starts
    length: float  # seconds that it takes
    pitch: float
    yaw: float


class Gaze:
    """The looks of one performance, a few of them kept."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._looks = [_Look(-1.0, 0.02, 0.0, 0.0)]
        self._thrown = 0
        self._next = _interval(seed, 0)
        self._away = (0.0, 0.0)  # where the eyes rest between micro-saccades: pitch, yaw

    def at(self, times: Doubles, resting: list[Gesture]) -> Doubles:
        """(T, 2) pitch, yaw in the room at `times` (T,)."""
        while self._next <= times[-1]:
            self._thrown += 1
            self._jump(self._next, self._thrown, resting)
            self._next += _interval(self._seed, self._thrown)
        over = [i for i, look in enumerate(self._looks) if look.time + look.length <= times[0]]
        self._looks = self._looks[over[-1] if over else 0 :]
        first = self._looks[0]
        gaze = np.empty((len(times), 2))
        gaze[:] = first.pitch, first.yaw
        for last, look in zip(self._looks, self._looks[1:], strict=False):
            start, end = np.array([last.pitch, last.yaw]), np.array([look.pitch, look.yaw])
            gone = _eased((times - look.time) / look.length)[:, None]
            # Not start + 1 * (end - start): rounded, that would tell which looks the batch still remembered.
            gaze = np.where(gone < 1, np.where(gone > 0, start + gone * (end - start), gaze), end)
        return gaze

    def _jump(self, time: float, n: int, resting: list[Gesture]) -> None:
        seed = self._seed
        if dice.uniform(seed, _DICE + 1, n) < _LARGE:
            share = _ON_LISTENER_PAUSING if paused(resting, time) >= 0 else _ON_LISTENER_TALKING
            away = dice.uniform(seed, _DICE + 2, n) > share
            side = _AWAY_YAW * dice.held_normal(seed, _DICE + 4, n)
            side += _ASIDE if side > 0 else -_ASIDE
            self._away = (away * _AWAY_PITCH * dice.held_normal(seed, _DICE + 3, n), away * side)
        pitch = self._away[0] + _MICRO * dice.normal(seed, _DICE + 5, n)
        yaw = self._away[1] + _MICRO * dice.normal(seed, _DICE + 6, n)
        last = self._looks[-1]
        turn = ((pitch - last.pitch) ** 2 + (yaw - last.yaw) ** 2) ** 0.5
        self._looks.append(_Look(time, _SACCADE + _SACCADE_PER_RADIAN * turn, pitch, yaw))


def look(weights: Doubles, gaze: Doubles) -> None:
    """Gaze (T, 2), of the head, as eyeLook weights; added to `weights` (T, 52) in place."""
    weights[:, _LOOKS] += np.maximum(gaze[:, _TURNS] * _SIGNS, 0.0)


def _interval(seed: int, n: int) -> float:
    return max(exp(log(_DWELL) - _SPREAD * _SPREAD / 2 + _SPREAD * dice.normal(seed, _DICE, n)), _SHORTEST)


def _eased(x: Doubles) -> Doubles:
    x = np.minimum(np.maximum(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)

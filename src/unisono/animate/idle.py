"""Signs of life: blinks, gaze, a head that sways, breathes and nods. Repeatable, and the same however sound was cut.

Each is a sequence counted from zero whose throws come from `dice`; what happens at a time depends on the seed, the time
and on what the score says up to `score.LOOKAHEAD` later. Figures: specs/face-animation.md, "Life".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, pi, radians

import numpy as np

from unisono import arkit
from unisono.animate import dice, visemes
from unisono.animate.loudness import REACH, Loudness
from unisono.animate.score import Gesture
from unisono.animate.visemes import Doubles

BEHIND = 1.6  # seconds of gestures that `Idle.move` may look back on

# Blinks: 26 a minute while talking, log-normal intervals (Bentivoglio 1997), 15 % of them double.
_BLINKS_PER_MINUTE, _SPREAD, _DOUBLES = 26.0, 0.5, 0.15
_INTERVAL = 60 / _BLINKS_PER_MINUTE * (1 + _DOUBLES)  # mean seconds between single blinks
_CLOSE, _SHUT, _OPEN, _AGAIN = 0.05, 0.034, 0.1, 0.28  # seconds; `_AGAIN` from a blink to its double
_DRAWN_BACK, _DRAWN_ON = 0.6, 0.2  # seconds: a pause that starts this near takes the blink

# Gaze: a jump about every half second, mostly tiny; on the listener 40 % of the time in speech, 75 % in pauses.
_DWELL, _LARGE = 0.55, 0.22  # mean seconds, share of jumps that look elsewhere
_ON_LISTENER_SPEAKING, _ON_LISTENER_SILENT = 0.4, 0.75
_AWAY_YAW, _AWAY_PITCH, _MICRO = radians(5.0), radians(2.5), radians(0.35)  # deviations
_FULL_LOOK = radians(30.0)  # the turn of the eye that an eyeLook weight of 1 stands for
_SACCADE, _SACCADE_PER_RADIAN = 0.021, 0.0023 * 180 / pi  # seconds

# Head: sway ~1.5 degrees, breath 0.25 Hz, a nod of up to 3 degrees on stresses.
_SWAY = (radians(1.0), radians(1.5), radians(0.9))  # pitch, yaw, roll; deviations
_SWAY_SLOT = 1.7  # seconds
_BREATH_HZ, _BREATH = 0.25, radians(0.35)
_NOD, _NOD_RISE, _NOD_FALL = radians(2.8), 0.15, 0.25  # radians, seconds
_NOD_LATE = 0.06  # seconds from the start of the vowel to the lowest point
_NOD_HEARD = 0.04  # seconds into the vowel where its loudness is taken: soon enough to be known when the nod begins
_EDGE = 0.01  # seconds of margin, for a bump that ends on a frame ends in a rounding error, not in 0
_BROW = 0.22  # of browInnerUp and browOuterUp at the strongest stress

_BLINKS = list(arkit.both("eyeBlink"))
_BROWS = [arkit.INDEX["browInnerUp"], *arkit.both("browOuterUp")]

_BLINK_DICE, _GAZE_DICE, _SWAY_DICE, _NOD_DICE = 10, 20, 30, 40  # streams of throws, ten each


@dataclass
class _Blink:
    time: float  # seconds; where it is due
    is_double: bool


@dataclass(frozen=True)
class _Look:
    """The eyes arrive at a direction (radians, of the room, not of the head)."""

    time: float  # seconds at which the jump starts
    length: float  # seconds that it takes
    pitch: float
    yaw: float


class Idle:
    """The sequences of one performance, a few entries of each kept."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._blinks: list[_Blink] = []
        self._blinks_thrown = 0
        # The first interval had begun before the take.
        self._next_blink = _gap(seed, _BLINK_DICE, 0, _INTERVAL * dice.uniform(seed, _BLINK_DICE + 2, 0), _SPREAD)
        self._looks = [_Look(-1.0, 0.02, 0.0, 0.0)]
        self._looks_thrown = 0
        self._next_look = _gap(seed, _GAZE_DICE, 0, _DWELL, 0.6)
        self._away = (0.0, 0.0)  # where the eyes rest between micro-saccades: pitch, yaw

    def move(
        self, weights: Doubles, times: Doubles, gestures: list[Gesture], loudness: Loudness
    ) -> tuple[Doubles, Doubles]:
        """Head (T, 3) and gaze (T, 2) in radians at `times` (T,); `weights` gain lids, eyes, brows in place."""
        stress = _stress(self._seed, times, gestures, loudness)
        head = self._sway(times)
        head[:, 0] += _NOD * stress
        gaze = self._gaze(times, gestures) - head[:, :2]  # the eyes hold still in the room while the head moves
        _look(weights, gaze)
        weights[:, _BLINKS] += self._lids(times, gestures)[:, None]
        weights[:, _BROWS] += _BROW * stress[:, None]
        return head, gaze

    def _lids(self, times: Doubles, gestures: list[Gesture]) -> Doubles:
        """(T,) 0 open .. 1 shut."""
        while self._next_blink <= times[-1] + _DRAWN_BACK:
            n = self._blinks_thrown = self._blinks_thrown + 1
            self._blinks.append(_Blink(self._next_blink, dice.uniform(self._seed, _BLINK_DICE + 1, n) < _DOUBLES))
            self._next_blink += _gap(self._seed, _BLINK_DICE, n, _INTERVAL, _SPREAD)
        self._blinks = [b for b in self._blinks if b.time > times[0] - 1.0]
        pauses = [g.start for g in gestures if g.viseme == visemes.REST and g.start > 0]
        lids = np.zeros(len(times))
        for blink in self._blinks:
            # The first pause in reach: later ones do not change it, so that it is certain when it happens.
            drawn = [p for p in pauses if blink.time - _DRAWN_BACK <= p <= blink.time + _DRAWN_ON]
            start = min(drawn, default=blink.time)
            for again in (0.0, _AGAIN)[: 1 + blink.is_double]:
                np.maximum(lids, _shut(times - start - again), out=lids)
        return lids

    def _gaze(self, times: Doubles, gestures: list[Gesture]) -> Doubles:
        """(T, 2) pitch, yaw in the room."""
        while self._next_look <= times[-1]:
            self._looks_thrown += 1
            self._jump(self._next_look, self._looks_thrown, gestures)
            self._next_look += _gap(self._seed, _GAZE_DICE, self._looks_thrown, _DWELL, 0.6)
        over = [i for i, look in enumerate(self._looks) if look.time + look.length <= times[0]]
        self._looks = self._looks[over[-1] if over else 0 :]
        first = self._looks[0]
        gaze = np.tile([first.pitch, first.yaw], (len(times), 1))
        for last, look in zip(self._looks, self._looks[1:], strict=False):
            start, end = np.array([last.pitch, last.yaw]), np.array([look.pitch, look.yaw])
            gone = _eased((times - look.time) / look.length)[:, None]
            # Not start + 1 * (end - start): rounded, that would tell which looks the batch still remembered.
            gaze = np.where(gone < 1, np.where(gone > 0, start + gone * (end - start), gaze), end)
        return gaze

    def _jump(self, time: float, n: int, gestures: list[Gesture]) -> None:
        seed = self._seed
        if dice.uniform(seed, _GAZE_DICE + 1, n) < _LARGE:
            silent = any(g.viseme == visemes.REST and g.start <= time < g.end for g in gestures)
            share = _ON_LISTENER_SILENT if silent else _ON_LISTENER_SPEAKING
            away = dice.uniform(seed, _GAZE_DICE + 2, n) > share
            self._away = (
                away * _AWAY_PITCH * _held(dice.normal(seed, _GAZE_DICE + 3, n)),
                away * _AWAY_YAW * _held(dice.normal(seed, _GAZE_DICE + 4, n)),
            )
        pitch = self._away[0] + _MICRO * dice.normal(seed, _GAZE_DICE + 5, n)
        yaw = self._away[1] + _MICRO * dice.normal(seed, _GAZE_DICE + 6, n)
        last = self._looks[-1]
        turn = ((pitch - last.pitch) ** 2 + (yaw - last.yaw) ** 2) ** 0.5
        self._looks.append(_Look(time, _SACCADE + _SACCADE_PER_RADIAN * turn, pitch, yaw))

    def _sway(self, times: Doubles) -> Doubles:
        """(T, 3) pitch, yaw, roll: smooth noise between throws in slots of time, and breath."""
        place = times / _SWAY_SLOT
        first, last = int(place[0]), int(place[-1]) + 1
        part = place - np.floor(place)
        slot = np.floor(place).astype(np.intp) - first
        part = part * part * part * (part * (part * 6 - 15) + 10)
        head = np.empty((len(times), 3))
        for axis, size in enumerate(_SWAY):
            slots = range(first, last + 1)
            levels = np.array([size * _held(dice.normal(self._seed, _SWAY_DICE + axis, n)) for n in slots])
            head[:, axis] = levels[slot] + part * (levels[slot + 1] - levels[slot])
        head[:, 0] += _BREATH * np.sin(2 * pi * _BREATH_HZ * times)
        return head


def _held(deviations: float) -> float:
    """A throw without its tails: no neck or eye goes further."""
    return min(max(deviations, -1.8), 1.8)


def _gap(seed: int, stream: int, n: int, mean: float, spread: float) -> float:
    """A log-normal interval of that mean, in seconds."""
    return max(exp(log(mean) - spread * spread / 2 + spread * dice.normal(seed, stream, n)), 0.15)


def _shut(since: Doubles) -> Doubles:
    """A blink, `since` seconds after it began."""
    down = _eased(since / _CLOSE)
    return down - _eased((since - _CLOSE - _SHUT) / _OPEN)


def _stress(seed: int, times: Doubles, gestures: list[Gesture], loudness: Loudness) -> Doubles:
    """(T,) 0..1: how much a stressed or loud vowel moves head and brows now."""
    stress = np.zeros(len(times))
    for g in gestures:
        peak = g.start + _NOD_LATE
        if g.is_vowel and peak - _NOD_RISE <= times[-1] and peak + _NOD_FALL >= times[0] - _EDGE:
            if g.loudness is None:
                g.loudness = float(loudness.deviations(np.array([g.start + _NOD_HEARD]), future=REACH)[0])
            want = g.loudness - 0.4 + 0.5 * g.is_stressed
            size = min(max(want, 0.0), 1.0) * dice.uniform(seed, _NOD_DICE, round(g.start * 1000))
            np.maximum(stress, size * _bump(times - peak), out=stress)
    return stress


def _bump(since: Doubles) -> Doubles:
    return _eased(1 + since / _NOD_RISE) * (since < 0) + _eased(1 - since / _NOD_FALL) * (since >= 0)


def _look(weights: Doubles, gaze: Doubles) -> None:
    """Gaze as eyeLook weights."""
    down, left = gaze[:, 0] / _FULL_LOOK, gaze[:, 1] / _FULL_LOOK
    for names, amount in (
        (("eyeLookDownLeft", "eyeLookDownRight"), down),
        (("eyeLookUpLeft", "eyeLookUpRight"), -down),
        (("eyeLookOutLeft", "eyeLookInRight"), left),
        (("eyeLookInLeft", "eyeLookOutRight"), -left),
    ):
        for name in names:
            weights[:, arkit.INDEX[name]] += np.maximum(amount, 0.0)


def _eased(x: Doubles) -> Doubles:
    x = np.minimum(np.maximum(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)

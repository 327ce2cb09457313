"""Head and brows: sway, breath, and what the melody of speech does to them.

Nods and brows fall on accents (loud, high or stressed vowels; Graf et al. 2002, "Visual prosody"), the head settles
where a phrase ends, or lifts with the brows where it ends in a rise; breath is taken in pauses; a listener nods. All of
it is a function of seed, time and of what is known `score.LOOKAHEAD` ahead.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi, radians

import numpy as np

from unisono import arkit
from unisono.animate import dice
from unisono.animate.pauses import LISTENS, paused
from unisono.animate.score import Gesture
from unisono.animate.style import Style
from unisono.animate.visemes import Doubles

_SWAY = (radians(1.0), radians(1.5), radians(0.9))  # pitch, yaw, roll; deviations
_SWAY_SLOT = 1.7  # seconds
_BREATH_HZ, _BREATH = 0.25, radians(0.35)

_NOD, _NOD_RISE, _NOD_FALL = radians(3.2), 0.15, 0.25  # radians, seconds
_NOD_LATE = 0.06  # seconds from the start of the vowel to the lowest point
_BROW = 0.3  # of browInnerUp and browOuterUp at the strongest accent
_EDGE = 0.01  # seconds of margin, for a bump that ends on a frame ends in a rounding error, not in 0

_PHRASE_PAUSE = 0.12  # seconds, the shortest pause that ends a phrase; less than what is known when its nod begins
_SETTLE, _SETTLE_RISE, _SETTLE_FALL = radians(1.8), 0.12, 0.7  # down at the end of a phrase
_ASKS, _LIFT, _ASKING_BROW = 2.0, radians(-2.0), 0.3  # semitones of rise; up, and brows, where it asks

_INHALE_PAUSE = 0.3  # seconds, the shortest pause that breath is taken in
_INHALE_AFTER, _INHALE_RISE, _INHALE_FALL = 0.06, 0.38, 1.0  # seconds
_INHALE, _INHALE_JAW = radians(-0.9), 0.05  # the head lifts, the mouth parts

_LISTENER_SLOT, _LISTENER_SHARE, _LISTENER_NOD = 4.0, 0.6, radians(3.0)  # seconds, of slots, radians
_LISTENER_BEAT = 0.45  # seconds from one nod to the next

_BROWS = np.array([arkit.INDEX["browInnerUp"], *arkit.both("browOuterUp")])
_JAW = arkit.INDEX["jawOpen"]
_SWAY_DICE, _NOD_DICE, _BROW_DICE, _LISTENER_DICE = 30, 40, 41, 42


def accents(vowels: list[Gesture]) -> list[tuple[Gesture, float]]:
    """Those that stand out, and how far, 0..1."""
    return [(vowel, size) for vowel in vowels if (size := _prominence(vowel)) > 0]


def turn(
    seed: int,
    weights: Doubles,
    times: Doubles,
    strong: list[tuple[Gesture, float]],
    resting: list[Gesture],
    vowels: list[Gesture],
    style: Style,
) -> Doubles:
    """Head (T, 3) radians at `times` (T,); `weights` (T, 52) gain brows and a breath's jaw, in place.

    `strong`: see `accents`. `resting`: the pauses.
    """
    head = _sway(seed, times)
    head[:, 0] += _BREATH * np.sin(2 * pi * _BREATH_HZ * times)
    nod, brow = np.zeros(len(times)), np.zeros(len(times))
    for g, size in strong:
        low = g.start + _NOD_LATE
        if times[-1] >= low - _NOD_RISE and times[0] <= low + _NOD_FALL + _EDGE:
            bump = size * _bump(times - low, _NOD_RISE, _NOD_FALL)
            place = round(g.start * 1000)
            np.maximum(nod, bump * dice.uniform(seed, _NOD_DICE, place), out=nod)
            np.maximum(brow, bump * dice.uniform(seed, _BROW_DICE, place), out=brow)
    head[:, 0] += _NOD * nod
    brow *= _BROW
    for pause in resting:
        _phrase_end(head, brow, times, pause, vowels)
        _inhale(head, weights, times, pause)
    head[:, 0] += _LISTENER_NOD * _listening(seed, times, resting)
    weights[:, _BROWS] += style.brows * brow[:, None]
    return head * style.head


def _prominence(vowel: Gesture) -> float:
    tone = vowel.tone
    return min(max(0.5 * tone.loudness + 0.4 * tone.pitch + 0.5 * vowel.is_stressed - 0.4, 0.0), 1.0)


def _phrase_end(head: Doubles, brow: Doubles, times: Doubles, pause: Gesture, vowels: list[Gesture]) -> None:
    """The head settles, or lifts with the brows where the last vowel rose."""
    at = pause.start
    if pause.end - at < _PHRASE_PAUSE or times[-1] < at - _SETTLE_RISE or times[0] > at + _SETTLE_FALL + _EDGE:
        return
    last = [g for g in vowels if pause.start - 0.3 < g.end <= pause.start + _EDGE]
    if last:
        asks = last[-1].tone.rise > _ASKS
        bump = _bump(times - at, _SETTLE_RISE, _SETTLE_FALL)
        head[:, 0] += (_LIFT if asks else _SETTLE) * bump
        if asks:
            np.maximum(brow, _ASKING_BROW * bump, out=brow)


def _inhale(head: Doubles, weights: Doubles, times: Doubles, pause: Gesture) -> None:
    """A breath in a pause that is long enough. How long the phrase after it is, a stream cannot know."""
    full = pause.start + _INHALE_AFTER + _INHALE_RISE
    if pause.end - pause.start < _INHALE_PAUSE:
        return
    if times[-1] >= full - _INHALE_RISE and times[0] <= full + _INHALE_FALL + _EDGE:
        bump = _bump(times - full, _INHALE_RISE, _INHALE_FALL)
        head[:, 0] += _INHALE * bump
        weights[:, _JAW] += _INHALE_JAW * bump


def _listening(seed: int, times: Doubles, resting: list[Gesture]) -> Doubles:
    """(T,) 0..1: one or two nods in some of the slots of time that begin in listening."""
    nods = np.zeros(len(times))
    for n in range(int((times[0] - 2 * _LISTENER_BEAT) / _LISTENER_SLOT), int(times[-1] / _LISTENER_SLOT) + 1):
        if dice.uniform(seed, _LISTENER_DICE, n) < _LISTENER_SHARE:
            start = (n + 0.7 * dice.uniform(seed, _LISTENER_DICE + 1, n)) * _LISTENER_SLOT
            if start <= times[-1] and paused(resting, start) >= LISTENS:
                for beat in range(1 + (dice.uniform(seed, _LISTENER_DICE + 2, n) < 0.5)):
                    since = times - start - _NOD_RISE - beat * _LISTENER_BEAT
                    np.maximum(nods, _bump(since, _NOD_RISE, _NOD_FALL) * (1 - 0.3 * beat), out=nods)
    return nods


def _sway(seed: int, times: Doubles) -> Doubles:
    """(T, 3) pitch, yaw, roll: smooth noise between throws in slots of time."""
    place = times / _SWAY_SLOT
    first, last = int(place[0]), int(place[-1]) + 1
    slot = np.floor(place).astype(np.intp)
    part = place - slot
    part = part * part * part * (part * (part * 6 - 15) + 10)
    levels = np.array([_level(seed, n) for n in range(first, last + 1)])  # (slots, 3)
    here = levels[slot - first]
    head: Doubles = here + part[:, None] * (levels[slot - first + 1] - here)
    return head


@lru_cache(maxsize=64)
def _level(seed: int, n: int) -> tuple[float, ...]:
    return tuple(size * dice.held_normal(seed, _SWAY_DICE + axis, n) for axis, size in enumerate(_SWAY))


def _bump(since: Doubles, rise: float, fall: float) -> Doubles:
    """(T,) 0..1, 1 at 0, up in `rise` and down in `fall` seconds."""
    return _eased(np.where(since < 0, 1 + since / rise, 1 - since / fall))


def _eased(x: Doubles) -> Doubles:
    x = np.minimum(np.maximum(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)

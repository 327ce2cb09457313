"""Lids: blinks at log-normal intervals, more in talk than in listening, drawn to pauses and accents.

Rates and spread: 26 a minute in conversation, 17 at rest (Bentivoglio et al. 1997, "Analysis of blink rate patterns in
normal subjects"). A blink's due time comes from a phase that grows with the rate of the moment, on a grid of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from unisono.animate import dice
from unisono.animate.pauses import LISTENS, paused
from unisono.animate.score import Gesture
from unisono.animate.visemes import Doubles

_TALKING, _LISTENING = 26.0, 17.0  # a minute
_SPREAD, _DOUBLES = 0.5, 0.15  # deviation of the log of intervals; share of blinks that come twice
_MERGED = 1.12  # blinks that are drawn to one pause are one: so many more must be due
_CLOSE, _SHUT, _OPEN, _AGAIN = 0.05, 0.034, 0.1, 0.28  # seconds; `_AGAIN` from a blink to its double
_BACK, _ON = 0.6, 0.2  # seconds: a pause that starts this near takes the blink
_ACCENT_BACK, _ACCENT_ON = 0.25, 0.1  # and an accent
_TICK = 0.1  # seconds
_DICE = 10  # the first of its streams of throws


@dataclass
class _Blink:
    time: float  # seconds; where it is due
    is_double: bool


class Blinks:
    """The blinks of one performance, a few of them kept."""

    def __init__(self, seed: int, gain: float = 1.0) -> None:
        """`gain`: times the usual rate."""
        self._seed, self._gain = seed, gain
        self._blinks: list[_Blink] = []
        self._thrown = 0
        self._ticks = 0
        # The first interval had begun before the take.
        self._left = _interval(seed, 0) * dice.uniform(seed, _DICE + 2, 0)

    def lids(self, times: Doubles, resting: list[Gesture], accents: list[float]) -> Doubles:
        """(T,) 0 open .. 1 shut, at `times` (T,). `resting`: pauses; `accents`: seconds."""
        self._throw(float(times[-1]) + _BACK, resting)
        self._blinks = [b for b in self._blinks if b.time > times[0] - 1.2]
        starts = [g.start for g in resting if g.start > 0]
        lids = np.zeros(len(times))
        for blink in self._blinks:
            # The first in reach: later ones do not change it, so that it is certain when it happens.
            drawn = [p for p in starts if blink.time - _BACK <= p <= blink.time + _ON]
            drawn += [a for a in accents if blink.time - _ACCENT_BACK <= a <= blink.time + _ACCENT_ON]
            start = min(drawn, default=blink.time)
            for again in (0.0, _AGAIN)[: 1 + blink.is_double]:
                if start + again <= times[-1] and start + again + 1 > times[0]:
                    np.maximum(lids, _shut(times - start - again), out=lids)
        return lids

    def _throw(self, until: float, resting: list[Gesture]) -> None:
        """Blinks that are due up to `until`. Whether it listens is asked `_BACK` before, when it is certain."""
        while self._ticks * _TICK <= until:
            now = self._ticks * _TICK
            listens = paused(resting, now - _BACK) >= LISTENS
            pace = self._gain * _MERGED * (_LISTENING if listens else _TALKING) / (1 + _DOUBLES) / 60
            if self._left < pace * _TICK:
                n = self._thrown = self._thrown + 1
                self._blinks.append(_Blink(now + self._left / pace, dice.uniform(self._seed, _DICE + 1, n) < _DOUBLES))
                self._left += _interval(self._seed, n)
            self._left -= pace * _TICK
            self._ticks += 1


def _interval(seed: int, n: int) -> float:
    """A log-normal interval of mean 1, not so short that two blinks run together."""
    return max(exp(_SPREAD * dice.normal(seed, _DICE, n) - _SPREAD * _SPREAD / 2), 0.15)


def _shut(since: Doubles) -> Doubles:
    """A blink, `since` seconds after it began."""
    return _eased(since / _CLOSE) - _eased((since - _CLOSE - _SHUT) / _OPEN)


def _eased(x: Doubles) -> Doubles:
    x = np.minimum(np.maximum(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)

"""How sure it is that a stretch of sound is the phone, or the word, that it was told to be, 0..1.

The share of the phone among all that might have been said there, as the acoustics see it (goodness of pronunciation:
Witt & Young 2000), its logarithm taken through a curve. The curves were fitted to words of right texts and of another
recording's: half the words at 0.5 are wrong where half of all are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unisono.align.units import STATES, UNITS
from unisono.types import Floats, Ints

_PHONE, _WORD = (1.0, -2.8), (1.8, -2.4)  # slope and middle of the curves over mean log shares
_HELD = 0.8  # seconds: half of the phones that last so long are none


class Confidence:
    """Against the units of one language."""

    def __init__(self, units: Sequence[int]) -> None:
        self._units = np.array(sorted(set(units)), np.intp)
        self._known = np.isin(np.arange(len(UNITS)), self._units)

    def of(self, scores: Floats, units: Ints) -> float:
        """(T, J) scores of some frames and the unit (T,) that each was told to be -> 0..1."""
        return _curve(self.share(scores, units), _PHONE)

    def share(self, scores: Floats, units: Ints) -> float:
        """The mean log share of the units told, 0 where nothing else is likely."""
        return float(np.mean(self.shares(scores, units))) if len(scores) else 0.0

    def shares(self, scores: Floats, units: Ints) -> Floats:
        """(T,) log share of the unit told of each frame."""
        best = scores.reshape(len(scores), -1, STATES).max(axis=2)
        here = best[np.arange(len(best)), units]
        all_of_them = np.concatenate(
            [best[:, self._units], np.where(self._known[units], -np.inf, here)[:, None]], axis=1
        )
        top = all_of_them.max(axis=1)
        return np.asarray(here - top - np.log(np.exp(all_of_them - top[:, None]).sum(axis=1)), np.float32)


def phone(share: float, seconds: float) -> float:
    """0..1 of a whole phone, which is believed the less the longer it lasts beyond what people hold."""
    return _curve(share, _PHONE) * _believed(seconds)


def word(phones: Sequence[tuple[float, float]]) -> float:
    """0..1 of a word: the share and the seconds of each of its phones, all alike."""
    return _curve(float(np.mean([share for share, _ in phones])), _WORD) * min(_believed(s) for _, s in phones)


def _curve(share: float, curve: tuple[float, float]) -> float:
    slope, middle = curve
    return float(1 / (1 + np.exp(-slope * (share - middle))))


def _believed(seconds: float) -> float:
    return 1 / (1 + (seconds / _HELD) ** 4)

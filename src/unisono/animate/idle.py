"""Signs of life: lids, eyes, head and brows together. Repeatable, and the same however sound was cut.

What happens at a time depends on the seed, the time and on what the score says up to `score.LOOKAHEAD` later. A long
pause is listening, so that a head between two lines lives on.
"""

from __future__ import annotations

import numpy as np

from unisono import arkit
from unisono.animate import gaze, head
from unisono.animate.blinks import Blinks
from unisono.animate.pauses import pauses
from unisono.animate.score import Gesture
from unisono.animate.style import Style
from unisono.animate.visemes import Doubles

BEHIND = 1.6  # seconds of gestures that `Idle.move` may look back on

_LIDS = np.array(arkit.both("eyeBlink"))
_STRONG = 0.5  # an accent that may draw a blink


class Idle:
    """What lids and eyes remember of one performance."""

    def __init__(self, seed: int, style: Style) -> None:
        self._seed, self._style = seed, style
        self._blinks = Blinks(seed, style.blinks)
        self._gaze = gaze.Gaze(seed)

    def move(self, weights: Doubles, times: Doubles, gestures: list[Gesture]) -> tuple[Doubles, Doubles]:
        """Head (T, 3) and gaze (T, 2) in radians at `times` (T,); `weights` gain lids, eyes, brows in place."""
        resting = pauses(gestures)
        vowels = [g for g in gestures if g.is_vowel]
        strong = head.accents(vowels)
        turned = head.turn(self._seed, weights, times, strong, resting, vowels, self._style)
        eyes = self._gaze.at(times, resting) - turned[:, :2]  # the eyes hold still in the room while the head moves
        gaze.look(weights, eyes)
        draws = [g.start for g, size in strong if size > _STRONG]
        lids = self._blinks.lids(times, resting, draws)[:, None]
        weights[:, _LIDS] += lids * (1 - weights[:, _LIDS])  # lids that hang already have less way to go
        return turned, eyes

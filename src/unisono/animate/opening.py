"""How wide the mouth opens: with loudness, and in every vowel as far as that vowel is loud.

Louder vowels open the jaw wider (JALI, Edwards et al. 2016, section 4.2: against the speaker's mean and deviation); a
vowel between closures aims higher, for it has less time to get there.
"""

from __future__ import annotations

import numpy as np

from unisono.animate import visemes
from unisono.animate.contacts import jaw_left
from unisono.animate.loudness import Loudness
from unisono.animate.score import Contact, Gesture
from unisono.animate.visemes import JAW, Doubles

# What quiet (deviations under the speaker's mean) leaves of the jaw: a mouth does not gape where little is heard.
_QUIET = (-1.2, 0.0, 0.75)
_LEFT = (0.35, 0.65, 1.0)
_NEVER_UNDER = 0.08  # jawOpen that no silence takes from a sound: else the closure of a t would shut the lips

_OWN_SAY, _FULL_VOWEL = 0.6, 0.16  # share of a vowel in the jaw at its middle; seconds from which it has all of it
_HIGHER = 1.35  # times the usual, the most that a vowel between closures aims higher

_PART = np.array([visemes.SHAPES.index("mouthUpperUp"), visemes.SHAPES.index("mouthLowerDown")])


def follow(mouth: Doubles, times: Doubles, gestures: list[Gesture], seals: list[Contact], loudness: Loudness) -> None:
    """Bend the jaw and the parting of the lips in `mouth` (T, S) at `times` (T,), in place."""
    left = np.interp(loudness.deviations(times, future=0.2), _QUIET, _LEFT)
    mouth[:, JAW] = np.maximum(mouth[:, JAW] * left, np.minimum(mouth[:, JAW], _NEVER_UNDER))
    mouth[:, _PART] *= (0.5 + 0.5 * left)[:, None]
    vowels = [g for g in gestures if g.is_vowel and g.start < g.end and g.end >= times[0] and g.start <= times[-1]]
    if not vowels:
        return
    start, end, opening, rows = np.array([(g.start, g.end, g.opening, g.viseme) for g in vowels]).T[:, :, None]
    rows = rows[:, 0].astype(np.intp)  # (V,); the others (V, 1)
    higher = np.minimum(1 / np.maximum(jaw_left((start + end)[:, 0] / 2, seals), 0.1), _HIGHER)
    x = np.minimum(np.maximum(2 * (times - start) / (end - start) - 1, -1.0), 1.0)
    dome = 1 - x * x  # (V, T); no two vowels are above 0 at one time
    say = _OWN_SAY * np.minimum((end - start) / _FULL_VOWEL, 1.0) * dome
    wanted = opening * (visemes.TARGETS[rows, JAW] * higher)[:, None]
    mouth[:, JAW] += (say * (wanted - mouth[:, JAW])).sum(axis=0)
    mouth[:, JAW] = np.maximum(mouth[:, JAW], (visemes.JAW_FLOORS[rows, None] * dome).max(axis=0))

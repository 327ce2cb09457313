"""Dominance: how much each sound, past and to come, has of each articulator at a moment.

D = pull * exp(-distance / reach), faded to nothing at `LOOKAHEAD`; a shape is the mean of the targets weighted by D
(Cohen & Massaro 1993, "Modeling coarticulation in synthetic visual speech", with a hold over the sound as in JALI).
"""

from __future__ import annotations

import numpy as np

from unisono.animate import visemes
from unisono.animate.score import LOOKAHEAD, Gesture
from unisono.animate.visemes import Doubles

_FADE = LOOKAHEAD - 0.005  # seconds; beyond it a sound has no say at all, which is what makes streaming exact
_ROUNDING = 0.015  # seconds over which the corner of the curve at the edge of a hold is rounded off


def blend(times: Doubles, gestures: list[Gesture]) -> tuple[Doubles, Doubles]:
    """Mouth shapes (T, S) in `visemes.SHAPES` order, and how much (T,) 0..1 the mouth is speaking rather than resting.

    `times` (T,) seconds. The sum over sounds runs in the order of time and sounds out of reach add exact zeros: the
    result for a frame does not depend on the others in the batch.
    """
    near = [g for g in gestures if g.end > times[0] - LOOKAHEAD and g.start < times[-1] + LOOKAHEAD]
    start, hold, strength, opening, rows = np.array(
        [(g.start, g.hold, g.strength, g.opening, g.viseme) for g in near]
    ).T
    rows = rows.astype(np.intp)  # (P,)
    now = times[:, None]
    away = np.maximum(np.maximum(start - now, now - hold), 0.0)  # (T, P) seconds until the sound, or since it let go
    say = strength * np.maximum(1 - away / _FADE, 0.0)
    targets = visemes.TARGETS[rows] * (1 + visemes.OPENS * (opening[:, None] - 1))  # (P, S)
    dominance = (
        np.exp(-_soft(away)[:, :, None] * visemes.HASTE[rows]) * visemes.PULL[rows] * say[:, :, None]
    )  # (T, P, S)
    total = dominance.sum(axis=1) + 1e-9  # (T, S); more than 0 even where no sound reaches
    mouth = (dominance * targets).sum(axis=1) / total
    jaw = dominance[:, :, visemes.JAW : visemes.JAW + 1]
    rest = (jaw * (rows == visemes.REST)[:, None]).sum(axis=1)[:, 0]
    return mouth, 1 - rest / total[:, visemes.JAW]


def _soft(distance: Doubles) -> Doubles:
    """The distance with a smooth start."""
    return np.sqrt(distance * distance + _ROUNDING**2) - _ROUNDING

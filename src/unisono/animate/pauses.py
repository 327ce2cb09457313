"""When the character pauses, and when it has paused for so long that it listens."""

from __future__ import annotations

from unisono.animate import visemes
from unisono.animate.score import Gesture

LISTENS = 1.0  # seconds of pause from which a character listens


def pauses(gestures: list[Gesture]) -> list[Gesture]:
    """The pauses among what still matters, in order."""
    return [g for g in gestures if g.viseme == visemes.REST]


def paused(resting: list[Gesture], time: float) -> float:
    """Seconds for which the pause at `time` has lasted; -1 in speech."""
    return next((time - g.start for g in resting if g.start <= time < g.end), -1.0)

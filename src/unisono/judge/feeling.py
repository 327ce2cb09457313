"""Which feeling is seen in ARKit curves? Whatever made them, and though the face speaks.

What stays while speech comes and goes is the feeling: a low percentile of every shape over time, so that blinks, nods
and sounds fall away. It is held against the FACS prototypes by the angle between them. The jaw is speech's own.
"""

from __future__ import annotations

import numpy as np

from unisono import arkit, facs
from unisono.types import Floats

_STAYS = 35  # percentile over time of what a shape has beside speech
_NOTHING = 0.12  # length of the vector below which the face is neutral
_SEEN = np.array([not n.startswith(("jaw", "eyeLook", "tongue")) for n in arkit.NAMES])

PROTOTYPES: dict[str, Floats] = {
    name: np.asarray(np.where(_SEEN, facs.weights(dict.fromkeys(units, 1.0)), 0.0), np.float32)
    for name, units in facs.PROTOTYPES.items()
    if units
}


def likeness(weights: Floats) -> dict[str, float]:
    """Weights (T, 52) -> cosine, 0..1, to the prototype of every feeling; empty for a face that shows nothing."""
    stays = np.where(_SEEN, np.percentile(weights, _STAYS, axis=0), 0.0)
    length = float(np.linalg.norm(stays))
    if length < _NOTHING:
        return {}
    return {name: float(stays @ one / (length * np.linalg.norm(one))) for name, one in PROTOTYPES.items()}


def feeling(weights: Floats) -> str:
    """The feeling that weights (T, 52) show: the likest prototype, or neutral."""
    like = likeness(weights)
    return max(like, key=lambda name: like[name]) if like else "neutral"

"""FACS: the face's action units as ARKit shapes, and which units a feeling is made of.

Source: specs/face-animation.md, "Emotion" (Ekman, Friesen & Hager 2002, "Facial Action Coding System"). What is
calm and what is excited FACS does not say: those two are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from unisono import arkit

# unit -> stems of ARKit shapes; a stem stands for the left and the right one
UNITS: dict[str, tuple[str, ...]] = {
    "1": ("browInnerUp",),
    "2": ("browOuterUp",),
    "4": ("browDown",),
    "5": ("eyeWide",),
    "6": ("cheekSquint",),
    "7": ("eyeSquint",),
    "9": ("noseSneer",),
    "10": ("mouthUpperUp",),
    "12": ("mouthSmile",),
    "12L": ("mouthSmileLeft",),
    "14": ("mouthDimple",),
    "14L": ("mouthDimpleLeft",),
    "15": ("mouthFrown",),
    "17": ("mouthShrugLower",),
    "20": ("mouthStretch",),
    "23": ("mouthPress",),
    "26": ("jawOpen",),
    "43": ("eyeBlink",),  # lids that hang; 45, the blink, is nobody's feeling
}

# feeling -> the units that make it
PROTOTYPES: dict[str, tuple[str, ...]] = {
    "neutral": (),
    "happy": ("6", "12"),
    "sad": ("1", "4", "15"),
    "angry": ("4", "5", "7", "23"),
    "surprised": ("1", "2", "5", "26"),
    "afraid": ("1", "2", "4", "5", "7", "20", "26"),
    "disgusted": ("7", "9", "10"),
    "contempt": ("12L", "14L"),
    "calm": ("12", "43"),
    "excited": ("1", "2", "5", "6", "12"),
}


def weights(units: Mapping[str, float]) -> NDArray[np.float64]:
    """(52,) ARKit weights of some units, each 0..1."""
    row = np.zeros(len(arkit.NAMES))
    for unit, strength in units.items():
        for stem in UNITS[unit]:
            row[list(arkit.places(stem))] += strength
    return row

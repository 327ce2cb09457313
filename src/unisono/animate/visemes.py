"""What each class of sound wants of the mouth: shapes, how strongly it insists, and how early and late it acts.

A dozen mouth shapes in six articulators. Each articulator has its own dominance, so that a sound of the tongue leaves
the lips alone and a rounded one starts early and ends late. Values start from the table in specs/face-animation.md and
are tuned on meshes: mouthFunnel alone opens the lips (27 mm for 1.0 on the ICT head), tongueOut 1.0 sticks it far out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unisono import arkit
from unisono.phones import VISEME
from unisono.types import SILENCE

Doubles = NDArray[np.float64]

_ARTICULATORS: dict[str, tuple[str, ...]] = {
    "jaw": ("jawOpen",),
    "round": ("mouthFunnel", "mouthPucker"),
    "spread": ("mouthSmile", "mouthStretch", "mouthDimple"),
    "part": ("mouthUpperUp", "mouthLowerDown"),
    "seal": ("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthPress"),
    "tongue": ("tongueOut",),
}
SHAPES: tuple[str, ...] = tuple(shape for shapes in _ARTICULATORS.values() for shape in shapes)  # S = 13
JAW = SHAPES.index("jawOpen")
_ARTICULATOR_OF = np.array([i for i, shapes in enumerate(_ARTICULATORS.values()) for _ in shapes])  # (S,)

_SHORT = {
    "jaw": "jawOpen",
    "funnel": "mouthFunnel",
    "pucker": "mouthPucker",
    "smile": "mouthSmile",
    "stretch": "mouthStretch",
    "dimple": "mouthDimple",
    "up": "mouthUpperUp",
    "down": "mouthLowerDown",
    "roll": "mouthRollLower",
    "roll_up": "mouthRollUpper",
    "shrug": "mouthShrugLower",
    "press": "mouthPress",
    "tongue": "tongueOut",
}

# What is not named in a row is 0.
_TARGETS: dict[str, dict[str, float]] = {
    "sil": {"jaw": 0.03, "down": 0.02},
    "PP": {"press": 0.4, "roll": 0.25, "roll_up": 0.1},
    "FF": {"jaw": 0.05, "shrug": 0.25, "up": 0.45, "roll": 0.3},
    "TH": {"jaw": 0.12, "up": 0.12, "down": 0.15, "tongue": 0.29},
    "DD": {"jaw": 0.18, "up": 0.08, "down": 0.06, "tongue": 0.08},
    "nn": {"jaw": 0.16, "up": 0.06, "down": 0.08, "tongue": 0.1},
    "kk": {"jaw": 0.24, "down": 0.1},
    "SS": {"jaw": 0.07, "stretch": 0.28, "up": 0.2, "down": 0.25},
    "CH": {"jaw": 0.08, "funnel": 0.42, "pucker": 0.4, "up": 0.06, "down": 0.08},
    "RR": {"jaw": 0.16, "funnel": 0.22, "pucker": 0.45},
    "HH": {"jaw": 0.25},
    "aa": {"jaw": 0.38, "down": 0.14, "up": 0.08, "stretch": 0.06},
    "E": {"jaw": 0.33, "stretch": 0.26, "dimple": 0.18, "smile": 0.1, "up": 0.1, "down": 0.12},
    "I": {"jaw": 0.15, "stretch": 0.34, "smile": 0.24, "up": 0.16, "down": 0.14},
    "O": {"jaw": 0.32, "funnel": 0.44, "pucker": 0.42},
    "U": {"jaw": 0.09, "funnel": 0.26, "pucker": 0.8},
    "Y": {"jaw": 0.09, "funnel": 0.2, "pucker": 0.7},
    "AX": {"jaw": 0.24, "down": 0.1, "up": 0.05},
    "AP": {"jaw": 0.1, "stretch": 0.2, "up": 0.12, "down": 0.18},
    "zh": {"jaw": 0.08, "funnel": 0.24, "pucker": 0.2, "up": 0.1, "down": 0.14},
    "xi": {"jaw": 0.07, "stretch": 0.24, "smile": 0.08, "up": 0.16, "down": 0.2},
    "uh": {"jaw": 0.3, "stretch": 0.08, "up": 0.06, "down": 0.14},
}

# Finer than the classes of phones.py where lips differ within one: Mandarin's retroflexes round the lips a little, its
# palatals not at all (ü after them does), and ɤ (的, 么) is no rounded vowel.
_FINER = dict.fromkeys("ʂ ʐ tʂ dʐ ɻ".split(), "zh") | dict.fromkeys("ɕ ʑ tɕ dʑ ç ʝ".split(), "xi") | {"ɤ": "uh"}

# How strongly each articulator insists: jaw, round, spread, part, seal, tongue (the alpha of Cohen & Massaro 1993).
_PULL: dict[str, tuple[float, float, float, float, float, float]] = {
    "sil": (0.60, 0.25, 0.25, 0.30, 0.40, 0.50),
    "PP": (
        0.35,
        0.10,
        0.20,
        0.40,
        1.00,
        0.80,
    ),  # the contact itself is contacts.py's; it combines with a round neighbour
    "FF": (0.40, 0.20, 0.25, 0.50, 1.00, 0.80),
    "TH": (0.60, 0.15, 0.15, 0.50, 0.50, 1.00),
    "DD": (0.45, 0.03, 0.03, 0.12, 0.40, 0.80),  # tongue only: the lips are the neighbours'
    "nn": (0.45, 0.03, 0.03, 0.12, 0.40, 0.80),
    "kk": (0.35, 0.03, 0.03, 0.10, 0.40, 0.80),
    "SS": (1.20, 0.15, 0.30, 0.70, 0.60, 0.80),
    "CH": (1.20, 1.10, 0.80, 0.60, 0.60, 0.80),
    "RR": (0.60, 0.70, 0.50, 0.40, 0.60, 0.80),
    "HH": (0.04, 0.01, 0.01, 0.03, 0.10, 0.30),
    "aa": (1.00, 0.50, 0.50, 0.60, 0.60, 0.80),
    "E": (0.90, 0.55, 0.60, 0.60, 0.60, 0.80),
    "I": (0.80, 0.60, 0.70, 0.60, 0.60, 0.80),
    "O": (1.00, 1.10, 0.90, 0.60, 0.60, 0.80),
    "U": (0.90, 1.40, 1.10, 0.80, 0.60, 0.80),
    "Y": (0.90, 1.30, 1.00, 0.80, 0.60, 0.80),
    "AX": (0.50, 0.20, 0.20, 0.30, 0.40, 0.60),
    "AP": (1.00, 0.20, 0.40, 0.60, 0.60, 0.80),
    "zh": (1.20, 0.60, 0.30, 0.60, 0.60, 0.80),
    "xi": (1.20, 0.30, 0.40, 0.60, 0.60, 0.80),
    "uh": (0.90, 0.40, 0.40, 0.50, 0.60, 0.80),
}

# Seconds in which dominance falls to 1/e before and after the sound holds (1/theta).
_REACH = {"jaw": 0.045, "round": 0.05, "spread": 0.045, "part": 0.035, "seal": 0.025, "tongue": 0.025}
_PROTRUDED = frozenset(["U", "O", "Y", "CH"])  # lips that start early and end late (JALI: 150 ms for 120)
_PROTRUSION = 1.5  # times the usual reach

_OPENS = {"jawOpen": 1.0, "mouthUpperUp": 0.5, "mouthLowerDown": 0.5}  # how far a shape follows the loudness of a vowel

NAMES: tuple[str, ...] = tuple(_TARGETS)
INDEX: dict[str, int] = {name: i for i, name in enumerate(NAMES)}
REST = INDEX["sil"]

# The least the jaw opens at some point of a vowel, whatever the loudness: about 3 mm between the lips.
_JAW_FLOOR: dict[str, float] = {"aa": 0.16, "E": 0.13, "O": 0.12, "uh": 0.12, "AX": 0.09}
_JAW_FLOOR_OTHERS = 0.07


def of(symbol: str) -> int:
    """Row of the tables below for a plain symbol of the phone set (see `phones.bases`)."""
    return INDEX[SILENCE if symbol == SILENCE else _FINER.get(symbol, VISEME[symbol])]


def _table(rows: dict[str, dict[str, float]]) -> Doubles:
    table = np.zeros((len(NAMES), len(SHAPES)))
    for name, row in rows.items():
        for short, value in row.items():
            table[INDEX[name], SHAPES.index(_SHORT[short])] = value
    return table


def _reach() -> Doubles:
    reach = np.tile(list(_REACH.values()), (len(NAMES), 1))
    for name in _PROTRUDED:
        reach[INDEX[name], list(_REACH).index("round")] *= _PROTRUSION
    return reach


def _columns() -> NDArray[np.intp]:
    columns = np.full(len(arkit.NAMES), len(SHAPES))
    for s, shape in enumerate(SHAPES):
        columns[list(arkit.places(shape))] = s
    return columns


TARGETS = _table(_TARGETS)  # (visemes, S)
PULL = np.array([_PULL[name] for name in NAMES])[:, _ARTICULATOR_OF]  # (visemes, S)
JAW_FLOORS = np.array([_JAW_FLOOR.get(name, _JAW_FLOOR_OTHERS) for name in NAMES])  # (visemes,)
OPENS = np.array([_OPENS.get(shape, 0.0) for shape in SHAPES])  # (S,)
HASTE = 1 / _reach()[:, _ARTICULATOR_OF]  # (visemes, S) per second, theta
COLUMNS = _columns()  # (52,) the mouth shape that feeds each ARKit weight; S where none does

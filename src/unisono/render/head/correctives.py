"""What straight-line shapes miss, as displacements in millimetres at amount 1; the left side and the middle.

A jaw and an eye turn, and a chord cuts the arc's corner; flesh that two shapes pull at goes where one of them would
take it. See types.Corrective for what the rules mean.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from unisono.arkit import mirror
from unisono.render.head.fields import Array
from unisono.render.head.flesh import Flesh
from unisono.render.head.measures import EYE, JAW_OPEN, LOOK
from unisono.render.head.mesh import Mix
from unisono.render.head.shapes import PARTING, PRESSED, left_half, swung

SHARED = 0.6  # of the mouth's narrowing in mouthFunnel, what mouthPucker does already
_HALF_OPEN, _CLOSED_OVER = Mix("halfway", ("jawOpen",)), ("mouthClose", "jawOpen")
# The axis (x, y) that each turns the left eye about.
_SIDEWAYS = {"eyeLookOutLeft": (0.0, 1.0), "eyeLookInLeft": (0.0, -1.0)}
_UPRIGHT = {"eyeLookUpLeft": (-1.0, 0.0), "eyeLookDownLeft": (1.0, 0.0)}


def jaw(points: Array, share: Array) -> dict[Mix, Array]:
    """Of anything that hangs on the jaw by `share` (N,)."""
    return {_HALF_OPEN: arc(lambda part: swung(points, part * JAW_OPEN * share))}


def face(flesh: Flesh, shapes: Mapping[str, Array]) -> dict[Mix, Array]:
    """Of the skin, lids excepted; `shapes`: what shapes.face found."""
    mixes = jaw(flesh.points, flesh.jaw)
    mixes[Mix("halfway", _CLOSED_OVER)] = -flesh.mouth[:, None] * mixes[_HALF_OPEN]
    mixes[Mix("beyond", _CLOSED_OVER)] = -shapes["mouthClose"]  # there is no more jaw to close over
    half = left_half(flesh)[:, None]
    for name, parting in PARTING.items():
        mixes[Mix("together", ("mouthPressLeft", name))] = -parting(flesh) * (half if mirror(name) == name else 1.0)
    narrowed = shapes["mouthFunnel"] - PARTING["mouthFunnel"](flesh)
    mixes[Mix("together", ("mouthFunnel", "mouthPucker"))] = -SHARED * narrowed
    for name, lip in (("mouthRollUpper", flesh.upper), ("mouthRollLower", flesh.lower)):
        # What is pressed and rolled in goes in once, or it would go through the teeth.
        mixes[Mix("together", ("mouthPressLeft", name))] = half * lip[:, None] * (0.0, 0.0, PRESSED)
    return mixes


def eyeball(points: Array) -> dict[Mix, Array]:
    """Of what turns with the left eye."""
    mixes = {}
    for name, axis in (_SIDEWAYS | _UPRIGHT).items():
        mixes[Mix("halfway", (name,))] = arc(partial(_looked, points, axis))
    for (one, across), (other, along) in itertools.product(_SIDEWAYS.items(), _UPRIGHT.items()):
        apart = _looked(points, across, 1.0) + _looked(points, along, 1.0)
        mixes[Mix("together", (one, other))] = _looked(points, (along[0], across[1]), 1.0) - apart
    return mixes


def arc(move: Callable[[float], Array]) -> Array:
    """What half of move(1) lacks of move(0.5)."""
    return move(0.5) - 0.5 * move(1.0)


def _looked(points: Array, axis: tuple[float, float], amount: float) -> Array:
    """How points move that turn with the left eye by `amount` looks about (x, y, 0), as long as it is wide."""
    angle = amount * LOOK * np.hypot(*axis)
    along = np.array([*axis, 0.0]) / np.hypot(*axis)
    off = points - EYE
    turned = off * np.cos(angle) + np.cross(along, off) * np.sin(angle)
    turned += np.outer(off @ along, along) * (1 - np.cos(angle))
    return np.asarray(turned - off)

"""What straight-line shapes miss, as displacements in millimetres at amount 1; the left side and the middle.

A jaw turns, and a chord cuts the arc's corner; flesh that two shapes pull at goes where one of them would take it. See
types.Corrective for what the rules mean; those of lids and eyes stand in poses.py and eyes.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from unisono.arkit import mirror
from unisono.render.head.fields import Array
from unisono.render.head.flesh import Flesh
from unisono.render.head.measures import JAW_OPEN
from unisono.render.head.mesh import Mix
from unisono.render.head.shapes import PARTING, PRESSED, left_half, swung

SHARED = 0.6  # of the mouth's narrowing in mouthFunnel, what mouthPucker does already
_HALF_OPEN, _CLOSED_OVER = Mix("halfway", ("jawOpen",)), ("mouthClose", "jawOpen")


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


def arc(move: Callable[[float], Array]) -> Array:
    """What half of move(1) lacks of move(0.5)."""
    return move(0.5) - 0.5 * move(1.0)

"""The ARKit shapes of the left eye's lids, and their correctives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from unisono.render.head.correctives import arc
from unisono.render.head.fields import Array
from unisono.render.head.lids import moved, on_eyeball, shut_rise
from unisono.render.head.lips import fullness, loop_parameters
from unisono.render.head.mesh import Mix
from unisono.render.head.skin import Skin
from unisono.render.head.topology import MARGIN

BLINK = "eyeBlinkLeft"
SQUINT_OF_CHEEK = 0.7  # share of eyeSquint in cheekSquint: a raised cheek pushes the lower lid
# Millimetres that the upper and the lower lid's edge rise in the middle of the eye.
RISES = {
    "eyeLookUpLeft": (4.6, 2.4),
    "eyeLookDownLeft": (-10.0, -3.4),
    "eyeWideLeft": (3.4, -1.4),
    "eyeSquintLeft": (-2.0, 4.4),
    "cheekSquintLeft": (0.0, SQUINT_OF_CHEEK * 4.4),
}
FAR = (BLINK, "eyeLookUpLeft", "eyeLookDownLeft")  # so far over the ball that a chord would cut into it


@dataclass(frozen=True, eq=False)
class Lids:
    """How the lids of the left eye move."""

    deltas: dict[str, Array]  # ARKit name -> (L, N, 3) millimetres, of the eye's loops
    mixes: dict[Mix, Array]  # the same for correctives


def lids(skin: Skin) -> Lids:
    """Lids keep to the ball half-way too, and a blink takes the place of what else moves them."""
    loops = skin.points[skin.topology.eye]
    u, side = loop_parameters(loops.shape[1])
    rest = on_eyeball(loops)
    risen = {name: partial(_risen, loops, rest, u, side, rise) for name, rise in _rises(loops, u).items()}
    deltas = {name: move(1.0) for name, move in risen.items()}
    mixes = {Mix("halfway", (name,)): arc(risen[name]) for name in FAR}
    return Lids(deltas, mixes | {Mix("together", (BLINK, name)): -deltas[name] for name in RISES})


def _rises(loops: Array, u: Array) -> dict[str, tuple[Array, Array]]:
    full = fullness(u, 0.7)
    rises = {name: (up * full, low * full) for name, (up, low) in RISES.items()}
    return {BLINK: shut_rise(loops[MARGIN], u), **rises}


def _risen(loops: Array, rest: Array, u: Array, side: Array, rise: tuple[Array, Array], part: float) -> Array:
    return moved(loops, rest, u, side, (np.multiply(rise[0], part), np.multiply(rise[1], part)))

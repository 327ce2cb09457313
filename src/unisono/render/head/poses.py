"""The ARKit shapes of the left eye's lids, as displacements of its loops."""

from __future__ import annotations

from unisono.render.head import lids
from unisono.render.head.fields import Array
from unisono.render.head.lips import fullness
from unisono.render.head.topology import MARGIN

SQUINT_OF_CHEEK = 0.4  # share of eyeSquint in cheekSquint: a raised cheek pushes the lower lid


def lid_shapes(loops: Array, u: Array, side: Array) -> dict[str, Array]:
    """Displacements (L, N, 3) of the left eye's loops."""
    full = fullness(u, 0.7)
    look = {"eyeLookUpLeft": (3.0, 2.0), "eyeLookDownLeft": (-6.4, -2.4)}
    shapes = {name: lids.moved(loops, side, (up * full, low * full)) for name, (up, low) in look.items()}
    shapes["eyeBlinkLeft"] = lids.moved(loops, side, lids.shut_rise(loops[MARGIN], u), lift=0.9)
    shapes["eyeWideLeft"] = lids.moved(loops, side, (3.4 * full, -1.4 * full))
    shapes["eyeSquintLeft"] = lids.moved(loops, side, (-2.0 * full, 4.4 * full))
    shapes["cheekSquintLeft"] = SQUINT_OF_CHEEK * lids.moved(loops, side, (0.0 * full, 4.4 * full))
    return shapes

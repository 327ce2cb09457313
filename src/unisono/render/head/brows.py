"""The left brow and the lash line: hair on the face, modelled as clay strips."""

from __future__ import annotations

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, curve, ramp
from unisono.render.head.measures import EYE
from unisono.render.head.mesh import Index, sheet

LASH = (0.02, 0.010, 0.008)
ALONG, AROUND = 24, 8
# Along the brow from the nose outwards: x, y, half height. Millimetres.
PATH = np.array(
    [
        (0.0, 12.0, 26.8, 0.2),
        (0.07, 14.5, 27.3, 2.2),
        (0.22, 20.0, 28.6, 3.1),
        (0.50, 32.0, 31.0, 3.0),
        (0.74, 43.0, 30.8, 2.2),
        (1.0, 55.0, 25.4, 0.2),
    ]
)


def left(thick: float) -> tuple[Array, Index]:
    """Points and triangles of the left brow, `thick` times as high as usual."""
    t = np.linspace(0, 1, ALONG)
    x, y, tall = curve(PATH, t).T[:, :, None]
    tall = tall * thick
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)[None]
    high = y + tall * np.sin(angle) + 0.12 * np.sin(t * 40)[:, None] * (np.sin(angle) > 0)
    flat_x, flat_y = (x + 0 * angle).ravel(), high.ravel()
    z = clay.front(flat_x, flat_y) + (0.6 * tall * np.cos(angle)).ravel() + 0.3
    return np.stack([flat_x, flat_y, z], axis=1), sheet(ALONG, AROUND, closed=True)[:, ::-1]


def lashes(edge: Array, u: Array, droop: float, long: float) -> Array:
    """(N, 3, 3) points of the left upper lashes on a lid's edge (N, 3): under the edge, at the tips, over the edge.

    `u`: -1 at the nose to 1 at the temple. `droop`: 0 lid open, lashes up; 1 lid shut, lashes down. `long`: times the
    usual length.
    """
    out = edge - np.asarray(EYE)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    tips = (0.8 + 1.6 * long * ramp(-0.9, 0.7, u) * ramp(1.02, 0.8, u))[:, None]
    outward = np.stack([0.6 * ramp(-0.2, 1.0, u), 0.3 - 0.75 * droop + 0 * u, 0 * u], axis=1)
    over = np.array([0.0, 0.9, 0.0]) * ramp(1.0, 0.8, np.abs(u))[:, None]
    return np.stack([edge - out * 0.9, edge + (out + outward) * tips, edge + out * 0.3 + over], axis=1)

"""The collar of a shirt over the pullover."""

from __future__ import annotations

import numpy as np

from unisono.render.head.fields import bump
from unisono.render.head.mesh import Part, sheet, tinted
from unisono.render.head.person import Color
from unisono.render.head.pullover import surface

# A shirt's collar from inside over the fold to its edge: row of OUTLINE, mm out and up from there, how far it opens.
LEAF = np.array(
    [
        (1.0, -2.0, -6.0, 0.0),
        (4.0, -4.0, 8.0, 0.0),
        (5.0, -3.0, 14.0, 0.0),
        (6.0, -0.5, 14.5, 0.0),
        (7.0, 2.5, 9.0, 0.3),
        (9.0, 3.0, 3.0, 0.75),
        (10.4, 3.0, 0.5, 1.0),
    ]
)
LEAF_COLUMNS = 36


def collar(color: Color, shoulders: float) -> Part:
    """It stands up, folds over the rib and ends in two points."""
    across, along = np.meshgrid(np.linspace(0, 1, LEAF_COLUMNS), np.arange(len(LEAF)), indexing="ij")
    row, over, up, opens = LEAF.T[:, along]
    gap = np.radians(0.3 + 18.7 * opens)
    angle = gap + (2 * np.pi - 2 * gap) * across
    front = bump(np.sin(angle / 2), 0.42)
    row = row + 3.6 * front * opens
    points = surface(row, angle, shoulders)
    outward = np.stack([np.sin(angle), 0.35 * opens, np.cos(angle)], axis=-1)
    points = points + outward * over[..., None]
    points[..., 1] += up
    colors = tinted(points[..., 0].size, color) * (1.0 - 0.25 * (up < 0)).reshape(-1, 1)
    triangles = sheet(LEAF_COLUMNS, len(LEAF))
    return Part(points.reshape(-1, 3), {"cloth": triangles}, colors, {}, np.zeros(len(colors)))

"""A jacket over the pullover: open in a V, its edge folded back as a collar and two lapels with a notch."""

from __future__ import annotations

import numpy as np

from unisono.render.head.fields import Array, bump, curve, ramp
from unisono.render.head.mesh import Part, sheet, tinted
from unisono.render.head.person import Color
from unisono.render.head.pullover import surface

OVER, FOLD = 3.0, 4.5  # millimetres of the cloth over the pullover, and of the fold over the cloth
ROWS = (9.6, 10.4, 11.5, 12.7, 14, 15.3, 16.6, 17.8, 19, 20, 21, 22, 23, 24.4, 26, 29)  # of the pullover's outline
COLUMNS = 49
# The opening: row of the pullover's outline, degrees from the front to its edge.
OPENING = np.array([(9.6, 60.0), (11, 44.0), (13, 30.0), (15, 20.5), (17, 14.0), (20, 8.0), (24, 3.0), (29, 2.0)])
# The fold, from the middle of the back to below the frame: 0..1, row and degrees of its inner edge, rows and degrees
# that it is wide. The notch is where the collar ends and the lapel begins.
EDGE = np.array(
    [
        (0.00, 9.4, 180.0, 3.6, 0.0),
        (0.25, 9.4, 120.0, 3.6, 4.0),
        (0.40, 9.5, 78.0, 3.2, 13.0),
        (0.50, 10.4, 51.0, 2.4, 21.0),
        (0.56, 11.5, 40.5, 0.8, 23.0),
        (0.585, 12.0, 36.5, 0.9, 11.0),
        (0.61, 12.5, 33.0, 1.3, 27.0),
        (0.72, 15.0, 20.5, 0.9, 21.0),
        (0.86, 18.5, 11.0, 0.6, 11.0),
        (1.00, 23.0, 4.0, 0.6, 2.5),
    ]
)
ALONG = 64


def jacket(color: Color, shoulders: float) -> list[Part]:
    """Body and fold, `shoulders` times as broad as usual; they do not follow the head."""
    return [_body(color, shoulders), _fold(color, shoulders)]


def _body(color: Color, shoulders: float) -> Part:
    row, across = np.meshgrid(np.array(ROWS, dtype=np.float64), np.linspace(-1, 1, COLUMNS), indexing="ij")
    gap = np.radians(curve(OPENING, row.ravel())[:, 0].reshape(row.shape))
    angle = np.pi + (np.pi - gap) * across
    points = _lifted(row, angle, shoulders, OVER * ramp(9.0, 11.0, row) + 0.5)
    triangles = sheet(len(ROWS), COLUMNS)[:, ::-1]
    return Part(points.reshape(-1, 3), {"cloth": triangles}, tinted(row.size, color), {}, np.zeros(row.size))


def _fold(color: Color, shoulders: float) -> Part:
    """Collar and lapels in one strip, from the left bottom round the neck to the right."""
    t = np.linspace(-1, 1, 2 * ALONG + 1)
    row, angle, tall, wide = (column[:, None] for column in curve(EDGE, np.abs(t)).T)
    out = np.array([0.0, 0.08, 0.5, 0.95, 1.0])[None]
    angle = np.radians(np.where(t[:, None] < 0, angle + wide * out, 360 - angle - wide * out))
    over = OVER + FOLD * np.array([0.0, 0.9, 1.0, 0.9, 0.1])[None] + 1.5 * bump(t, 0.45)[:, None] * (1 - out)
    points = _lifted(row + tall * out, angle, shoulders, over + 0 * angle)
    shade = np.tile([0.8, 1.25, 1.25, 1.25, 0.5], len(t))[:, None]
    triangles = sheet(len(t), 5)
    return Part(
        points.reshape(-1, 3), {"cloth": triangles}, tinted(angle.size, color) * shade, {}, np.zeros(angle.size)
    )


def _lifted(row: Array, angle: Array, shoulders: float, over: Array) -> Array:
    """(..., 3) points that lie `over` millimetres outside the pullover."""
    step = 0.02
    here = surface(row, angle, shoulders)
    along = surface(row + step, angle, shoulders) - here
    across = surface(row, angle + step, shoulders) - here
    out = np.cross(along, across)
    return np.asarray(here + out / np.linalg.norm(out, axis=-1, keepdims=True) * over[..., None])

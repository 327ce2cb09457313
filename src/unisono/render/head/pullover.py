"""A crew-neck pullover over the shoulders, so that no neck floats in the frame, and the surface that lies on it."""

from __future__ import annotations

import numpy as np

from unisono.render.head.fields import Array, bump, curve, ramp
from unisono.render.head.mesh import Part, sheet, tinted
from unisono.render.head.person import Color

COLUMNS = 56
# Of OUTLINE, close at the collar and over the shoulders.
ROWS = (0, 2, 3, 4, 5, 6, 7.5, 9, 9.6, 10.2, 11, 12, 13.3, 14.6, 15.9, 17, 18, 19, 20, 21, 22, 23, 24.4, 26, 29)
RIB = 0.8  # share of its colour that the collar has
# By row from inside the collar to below the frame: front y z, side y x, back y z. Millimetres.
OUTLINE = np.array(
    [
        (0, -172, 20, -152, 46, -148, -78),
        (2, -160, 25, -143, 53, -138, -84),
        (4, -158, 29, -141, 57, -136, -88),
        (6, -162, 34, -145, 62, -140, -93),
        (9, -174, 35, -156, 67, -151, -97),
        (10, -177, 33, -159, 67, -153, -96),
        (12, -186, 38, -164, 84, -160, -101),
        (17, -218, 58, -182, 142, -188, -110),
        (21, -248, 70, -214, 178, -222, -112),
        (25, -300, 80, -280, 194, -290, -108),
        (29, -420, 84, -420, 196, -420, -100),
    ],
    dtype=np.float64,
)


def pullover(color: Color, shoulders: float) -> Part:
    """The pullover, `shoulders` times as broad as usual; it does not follow the head."""
    row, angle = np.meshgrid(
        np.array(ROWS, dtype=np.float64), np.linspace(-np.pi, np.pi, COLUMNS, endpoint=False), indexing="ij"
    )
    points = surface(row, angle, shoulders).reshape(-1, 3)
    collar, seam = ramp(10.5, 9.5, row), bump(row - 10.0, 0.6)
    shade = (1 + (RIB - 1) * collar) * (1 - 0.35 * seam)
    colors = tinted(len(points), color) * shade.reshape(-1, 1)
    return Part(points, {"cloth": sheet(len(ROWS), COLUMNS, closed=True)[:, ::-1]}, colors, {}, np.zeros(len(points)))


def surface(row: Array, angle: Array, shoulders: float) -> Array:
    """(..., 3) points of the pullover at a row of OUTLINE and an angle from the front."""
    front_y, front_z, side_y, side_x, back_y, back_z = np.moveaxis(
        curve(OUTLINE, row.ravel()).reshape(*row.shape, 6), -1, 0
    )
    across, ahead = _rounded(angle, 2.0 + 0.5 * ramp(10, 24, row))
    z = 0.5 * (front_z + back_z) + 0.5 * (front_z - back_z) * ahead
    to_front, to_back = np.clip(ahead, 0, 1) ** 1.6, np.clip(-ahead, 0, 1) ** 1.6
    y = front_y * to_front + back_y * to_back + side_y * (1 - to_front - to_back)
    side_x = side_x * (1 + (shoulders - 1) * ramp(9, 18, row))
    return np.stack([side_x * across, y, z], axis=-1)


def _rounded(angle: Array, power: Array) -> tuple[Array, Array]:
    """Sine and cosine of a superellipse."""
    s, c = np.sin(angle), np.cos(angle)
    r = (np.abs(s) ** power + np.abs(c) ** power) ** (-1 / power)
    return s * r, c * r

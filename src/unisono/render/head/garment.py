"""Shoulders in a crew-neck pullover, so that no neck floats in the frame."""

from __future__ import annotations

import numpy as np

from unisono.render.head.fields import Array, curve, ramp
from unisono.render.head.mesh import Part, sheet, tinted
from unisono.render.head.person import Color

ROWS, COLUMNS = 30, 64
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


def bust(color: Color, shoulders: float) -> Part:
    """The pullover, `shoulders` times as broad as usual; it does not follow the head."""
    rows = np.arange(ROWS)
    front_y, front_z, side_y, side_x, back_y, back_z = curve(OUTLINE, rows).T[:, :, None]
    angle = np.linspace(-np.pi, np.pi, COLUMNS, endpoint=False, dtype=np.float64)[None]
    across, ahead = _rounded(angle, 2.0 + 0.5 * ramp(10, 24, rows)[:, None])
    middle = 0.5 * (front_z + back_z)
    z = middle + 0.5 * (front_z - back_z) * ahead
    to_front, to_back = np.clip(ahead, 0, 1) ** 1.6, np.clip(-ahead, 0, 1) ** 1.6
    y = front_y * to_front + back_y * to_back + side_y * (1 - to_front - to_back)
    side_x = side_x * (1 + (shoulders - 1) * ramp(9, 18, rows)[:, None])
    points = np.stack([side_x * across, y, z], axis=-1).reshape(-1, 3)
    collar = np.repeat(ramp(10.5, 9.5, rows), COLUMNS)
    colors = tinted(len(points), color) * (1 + (RIB - 1) * collar)[:, None]
    return Part(points, {"cloth": sheet(ROWS, COLUMNS, closed=True)[:, ::-1]}, colors, {}, np.zeros(len(points)))


def _rounded(angle: Array, power: Array) -> tuple[Array, Array]:
    """Sine and cosine of a superellipse."""
    s, c = np.sin(angle), np.cos(angle)
    r = (np.abs(s) ** power + np.abs(c) ** power) ** (-1 / power)
    return s * r, c * r

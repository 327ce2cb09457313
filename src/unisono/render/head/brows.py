"""The left brow, hair by hair."""

from __future__ import annotations

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, curve, ramp
from unisono.render.head.mesh import Index, mixed, tinted
from unisono.render.head.person import Color

HAIRS = 84
FIRST = 0.25  # share of the brow, from the nose, over which hairs get long and thick
# Along the brow from the nose outwards: x, y, half height. Millimetres.
PATH = np.array(
    [
        (0.0, 12.0, 27.0, 1.3),
        (0.07, 14.5, 27.4, 2.4),
        (0.22, 20.0, 28.6, 3.3),
        (0.50, 32.0, 31.0, 2.7),
        (0.74, 42.0, 30.6, 1.9),
        (1.0, 52.0, 26.6, 1.0),
    ]
)
# A hair's two sides and its tip: share of its length, half widths to the side.
SHAPE = np.array([(0.0, -0.45), (0.0, 0.45), (0.45, 0.9), (0.45, -0.9), (1.0, 0.0)])
FACES = np.array([(0, 2, 1), (0, 3, 2), (3, 4, 2)])


def left(thick: float) -> tuple[Array, Index]:
    """Points and triangles of the left brow's hairs, `thick` times as high as usual.

    At the nose they stand up, farther out those from below lean up and those from above down, and the tail lies flat.
    """
    k, t = np.arange(HAIRS), _roots()
    side = np.mod(k * 0.618, 1.0) * 2 - 1  # -1 the brow's lower edge, 1 its upper
    x, y, tall = curve(PATH, t).T
    root = np.stack([x, y + tall * thick * side], axis=1)
    lean = np.radians(72) * ramp(0.26, 0.0, t) + np.radians(-6 - 26 * ramp(0.4, 1.0, t))
    lean = lean - np.radians(24) * side * ramp(0.05, 0.3, t) + np.radians(8) * np.sin(k * 2.4)
    first = ramp(FIRST, 0.0, t)
    long = (7.2 + 1.2 * np.sin(k * 3.7)) * (1.0 - 0.55 * first) * ramp(1.12, 0.7, t)
    wide = 0.62 * (0.6 + 0.4 * thick) * (1.0 - 0.45 * first)
    ahead = np.stack([np.cos(lean), np.sin(lean)], axis=1)
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    along, across = SHAPE.T
    flat = root[:, None] + ahead[:, None] * (along * long[:, None])[..., None]
    flat = (flat + aside[:, None] * np.outer(wide, across)[..., None]).reshape(-1, 2)
    over = 0.25 + 0.9 * np.tile(np.sqrt(along), HAIRS) * (1 - 0.5 * np.tile(along, HAIRS))
    points = np.column_stack([flat, clay.front(flat[:, 0], flat[:, 1]) + over])
    return points, (FACES + len(SHAPE) * k[:, None, None]).reshape(-1, 3)


def colors(brow: Color, skin: Color) -> Array:
    """Of left()'s points: the first hairs are so fine that skin shines through."""
    color = mixed(tinted(HAIRS, brow), skin, 0.14 * ramp(FIRST, 0.0, _roots()))
    return np.repeat(color, len(SHAPE), axis=0)


def shadow(p: Array, thick: float) -> Array:
    """(N,) 0..1, how much of a brow covers skin at points (N, 3) folded to the left."""
    t = np.clip((p[:, 0] - PATH[0, 1]) / (PATH[-1, 1] - PATH[0, 1]), 0, 1)
    _, y, tall = curve(PATH, t).T
    beyond = np.maximum(np.maximum(PATH[0, 1] - p[:, 0], p[:, 0] - PATH[-1, 1]), 0)
    away = np.hypot((p[:, 1] - y - 0.6) / (tall * thick + 1.4), beyond / 3.0)
    return np.asarray(ramp(1.35, 0.55, away) * ramp(30.0, 45.0, p[:, 2]))


def _roots() -> Array:
    """(HAIRS,) where along the brow they are, 0..1."""
    return (np.arange(HAIRS) + 0.5) / HAIRS * 0.94

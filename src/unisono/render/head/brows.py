"""The left brow, hair by hair, and the lashes of the upper lid."""

from __future__ import annotations

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, curve, ramp
from unisono.render.head.measures import EYE
from unisono.render.head.mesh import Index

LASH = (0.02, 0.010, 0.008)
HAIRS = 84
# Along the brow from the nose outwards: x, y, half height. Millimetres.
PATH = np.array(
    [
        (0.0, 12.0, 26.8, 2.2),
        (0.07, 14.5, 27.3, 3.0),
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
    k = np.arange(HAIRS)
    t = (k + 0.5) / HAIRS * 0.94
    side = np.mod(k * 0.618, 1.0) * 2 - 1  # -1 the brow's lower edge, 1 its upper
    x, y, tall = curve(PATH, t).T
    root = np.stack([x, y + tall * thick * side], axis=1)
    lean = np.radians(62) * ramp(0.26, 0.0, t) + np.radians(-6 - 26 * ramp(0.4, 1.0, t))
    lean = lean - np.radians(24) * side * ramp(0.05, 0.3, t) + np.radians(8) * np.sin(k * 2.4)
    long = (7.2 + 1.2 * np.sin(k * 3.7)) * (0.75 + 0.25 * ramp(0.0, 0.3, t)) * ramp(1.12, 0.7, t)
    ahead = np.stack([np.cos(lean), np.sin(lean)], axis=1)
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    along, across = SHAPE.T
    flat = root[:, None] + ahead[:, None] * (along * long[:, None])[..., None]
    flat = (flat + aside[:, None] * (across * 0.62 * (0.6 + 0.4 * thick))[:, None]).reshape(-1, 2)
    over = 0.25 + 0.9 * np.tile(np.sqrt(along), HAIRS) * (1 - 0.5 * np.tile(along, HAIRS))
    points = np.column_stack([flat, clay.front(flat[:, 0], flat[:, 1]) + over])
    return points, (FACES + len(SHAPE) * k[:, None, None]).reshape(-1, 3)


def shadow(p: Array, thick: float) -> Array:
    """(N,) 0..1, how much of a brow covers skin at points (N, 3) folded to the left."""
    t = np.clip((p[:, 0] - PATH[0, 1]) / (PATH[-1, 1] - PATH[0, 1]), 0, 1)
    _, y, tall = curve(PATH, t).T
    beyond = np.maximum(np.maximum(PATH[0, 1] - p[:, 0], p[:, 0] - PATH[-1, 1]), 0)
    away = np.hypot((p[:, 1] - y - 0.6) / (tall * thick + 1.4), beyond / 3.0)
    return np.asarray(ramp(1.35, 0.55, away) * ramp(30.0, 45.0, p[:, 2]))


def lashes(edge: Array, u: Array, droop: float, long: float) -> Array:
    """(N, 3, 3) points of the left upper lashes on a lid's edge (N, 3): under the edge, at the tips, over the edge.

    `u`: -1 at the nose to 1 at the temple. `droop`: 0 lid open, lashes up; 1 lid shut, lashes down. `long`: times the
    usual length. Every other point is a lash, those between are the gaps.
    """
    out = edge - np.asarray(EYE)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    gap = np.where(np.arange(len(u)) % 2 == 0, 0.6, 1.0)
    tips = ((0.5 + 2.1 * long * ramp(-0.9, 0.7, u) * ramp(1.02, 0.8, u)) * gap)[:, None]
    outward = np.stack([0.6 * ramp(-0.2, 1.0, u), 0.3 - 0.75 * droop + 0 * u, 0 * u], axis=1)
    over = np.array([0.0, 0.6, 0.0]) * ramp(1.0, 0.8, np.abs(u))[:, None]
    return np.stack([edge - out * 0.9, edge + (out + outward) * tips, edge + out * 0.3 + over], axis=1)

"""The head as a solid: distances to balls, eggs and rolls of clay, smoothly joined.

Smooth minimum and the ellipsoid bound after Inigo Quilez, "Distance functions" (iquilezles.org). Millimetres.
"""

from __future__ import annotations

import numpy as np

from unisono.render.head.fields import Array, gradient
from unisono.render.head.measures import EYE, EYEBALL, LID

Point = tuple[float, float, float]


def head(points: Array) -> Array:
    """Signed distance, about, of (N, 3) points to the skin; negative inside. Left and right alike."""
    p = points.copy()
    p[:, 0] = np.abs(p[:, 0])
    solid = _skull(p)
    solid = _features(p, solid)
    solid = _nose(p, solid)
    return join(solid, _neck(p), 24.0)


def scalp(points: Array) -> Array:
    """Signed distance to the cranium alone, where hair grows."""
    p = points.copy()
    p[:, 0] = np.abs(p[:, 0])
    return _skull(p)


def settle(points: Array, steps: int = 3) -> Array:
    """The points, moved to the skin along its normals."""
    p = points.copy()
    for _ in range(steps):
        slope = gradient(head, p, 0.2)
        p -= slope * (head(p) / np.maximum((slope * slope).sum(1), 0.25))[:, None]
    return np.asarray(p)


def front(x: Array, y: Array) -> Array:
    """z of the skin seen from the front at (x, y): the first hit of a ray that comes from +Z."""
    p = np.stack([x, y, np.full_like(x, 120.0)], axis=1)
    for _ in range(24):
        p[:, 2] -= head(p)
    return np.asarray(p[:, 2])


def ball(p: Array, centre: Point, radii: Point) -> Array:
    """Distance to an ellipsoid, near its surface."""
    r = np.asarray(radii)
    q = (p - centre) / r
    length, slope = _norm(q), _norm(q / r)
    return np.asarray(length * (length - 1.0) / np.maximum(slope, 1e-9))


def roll(p: Array, start: Point, end: Point, thick: float, thin: float) -> Array:
    """Distance to a straight roll, `thick` at its start and `thin` at its end."""
    axis = np.subtract(end, start)
    along = np.clip(((p - start) @ axis) / (axis @ axis), 0.0, 1.0)
    off = p - start - along[:, None] * axis
    return np.asarray(_norm(off) - (thick + (thin - thick) * along))


def join(one: Array, other: Array, soft: float) -> Array:
    """Both, the seam filled over `soft` millimetres."""
    h = np.clip(0.5 + 0.5 * (other - one) / soft, 0.0, 1.0)
    return np.asarray(other + (one - other) * h - soft * h * (1.0 - h))


def cut(one: Array, other: Array, soft: float) -> Array:
    """One without the other, the edge rounded over `soft` millimetres."""
    return np.asarray(-join(-one, other, soft))


def _skull(p: Array) -> Array:
    """Cranium, face and jaw."""
    solid = ball(p, (0, 33, -12), (74, 80, 88))
    solid = join(solid, ball(p, (0, -18, 20), (67, 72, 62)), 24.0)
    solid = join(solid, ball(p, (0, -66, 40), (43, 38, 43)), 26.0)
    solid = join(solid, ball(p, (38, -48, 14), (17, 30, 30)), 30.0)
    return join(solid, ball(p, (0, -91, 67), (24, 14, 16)), 20.0)


def _features(p: Array, solid: Array) -> Array:
    """Cheeks, muzzle, brow, eye sockets with the lids' ball in them."""
    solid = join(solid, ball(p, (38.5, -33, 51), (23, 23, 23)), 25.0)
    solid = join(solid, ball(p, (0, -66, 62), (30, 22, 25)), 18.0)
    solid = join(solid, roll(p, (0, 28, 70), (40, 27, 60), 8.0, 8.0), 22.0)
    x, y, z = EYE
    solid = cut(solid, ball(p, (x + 1.0, y + 1.0, z + 29), (22, 16, 15)), 14.0)
    return join(solid, ball(p, EYE, (EYEBALL + LID,) * 3), 6.0)


def _nose(p: Array, solid: Array) -> Array:
    solid = join(solid, roll(p, (0, 15, 71), (0, -28, 91.5), 6.5, 8.0), 17.0)
    solid = join(solid, ball(p, (0, -33.0, 93.0), (9.6, 8.6, 9.8)), 9.0)
    return join(solid, ball(p, (11.0, -36.5, 85), (6.4, 6.2, 9.0)), 8.0)


def _neck(p: Array) -> Array:
    return roll(p, (0, -60, -24), (0, -210, -36), 43.0, 50.0)


def _norm(p: Array) -> Array:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", p, p)))

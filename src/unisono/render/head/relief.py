"""Fine forms that the clay is too soft for: nostrils and wings of the nose, philtrum, folds, tear troughs."""

from __future__ import annotations

import itertools

import numpy as np

from unisono.render.head.fields import Array, bump, ramp, spot
from unisono.render.head.mesh import Index

NOSTRIL = (6.6, 89.2)  # x and z of its middle, on the underside of the nose
NOSTRIL_WIDE, NOSTRIL_LONG, NOSTRIL_DEEP = 3.4, 3.4, 5.0
CREASE = np.array([(12.5, -29.5), (16.4, -32.5), (18.0, -37.5), (17.0, -42.5), (14.0, -45.5)])  # x y about the wing
SMILE_FOLD = np.array([(19.5, -38.0), (26.0, -44.5), (33.0, -52.0), (38.0, -61.0)])
NECK_MUSCLE = np.array([(50.0, -92.0), (36.0, -128.0), (13.0, -172.0)])  # from behind the ear to the breastbone


def carved(points: Array, triangles: Index, fine: float) -> Array:
    """The points (N, 3) of the skin, in millimetres, with those forms `fine` times as deep as usual."""
    p = points * np.where(points[:, :1] < 0, [-1.0, 1.0, 1.0], 1.0)
    out = points + _normals(points, triangles) * (fine * _height(p))[:, None]
    out[:, 1] += NOSTRIL_DEEP * (0.5 + 0.5 * fine) * nostrils(p)
    return np.asarray(out)


def nostrils(p: Array) -> Array:
    """(N,) 0..1, of points folded to the left, carved or not yet: 1 in the hollow."""
    away = np.hypot((p[:, 0] - NOSTRIL[0]) / NOSTRIL_WIDE, (p[:, 2] - NOSTRIL[1]) / NOSTRIL_LONG)
    return np.asarray(np.exp(-(away**4)) * ramp(-34.0, -37.0, p[:, 1]) * ramp(-52.0, -47.0, p[:, 1]))


def _height(p: Array) -> Array:
    """(N,) millimetres outward, of points folded to the left."""
    face = ramp(48.0, 62.0, p[:, 2])
    height = 1.3 * spot(p, 12.5, -38.0, 4.5, 4.5) - 1.9 * bump(_away(p, CREASE), 2.4)
    height -= 0.9 * bump(_away(p, SMILE_FOLD), 4.5)
    height += 0.35 * spot(p, 5.0, -52.5, 2.6, 4.0) - 0.7 * spot(p, 0, -52.5, 3.0, 4.5)
    height -= 1.2 * spot(p, 0, -81.5, 17, 4.5)
    height -= 1.2 * spot(p, 25, -21, 11, 4.5)
    jaw = 2.4 * spot(p, 36, -85, 11, 11) * ramp(20.0, 40.0, p[:, 2])  # no dent between cheek and chin
    neck = ramp(-104.0, -122.0, p[:, 1]) * ramp(-14.0, 4.0, p[:, 2])
    muscle = 2.2 * bump(_away(p, NECK_MUSCLE), 7.0) - 1.2 * spot(p, 14, -128, 9, 26)
    return np.asarray(height * face + jaw + muscle * neck)


def _away(p: Array, line: Array) -> Array:
    """(N,) distance, seen from the front, to a line of points (K, 2)."""
    near = np.full(len(p), np.inf)
    for start, end in itertools.pairwise(line):
        axis = end - start
        along = np.clip((p[:, :2] - start) @ axis / (axis @ axis), 0.0, 1.0)
        near = np.minimum(near, np.linalg.norm(p[:, :2] - start - along[:, None] * axis, axis=1))
    return near


def _normals(points: Array, triangles: Index) -> Array:
    """(N, 3) outward, of length 1."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for corner in range(3):
        np.add.at(total, triangles[:, corner], across)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9))

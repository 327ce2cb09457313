"""Smooth weights over points: the words that sculpting and shapes are written in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def ramp(start: float, end: float, value: ArrayLike) -> Array:
    """0 at `start`, 1 at `end`, smooth between, flat outside; `start` may be the larger."""
    t = np.clip((np.asarray(value, dtype=np.float64) - start) / (end - start), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))


def bump(distance: ArrayLike, width: float) -> Array:
    """A Gaussian bell: 1 at distance 0, 1/e at `width`."""
    return np.asarray(np.exp(-np.square(np.asarray(distance, dtype=np.float64) / width)))


def spot(points: Array, x: float, y: float, width: float, tall: float | None = None) -> Array:
    """A bell over (N, 3) points as seen from the front, centred at (x, y), `width` and `tall` to its 1/e line."""
    height = width if tall is None else tall
    return bump(np.hypot((points[:, 0] - x) / width, (points[:, 1] - y) / height), 1.0)


def curve(knots: Array, at: ArrayLike) -> Array:
    """Catmull-Rom through knots (K, 1 + D), column 0 the parameter, rising; (N,) -> (N, D)."""
    t, values = knots[:, 0], knots[:, 1:]
    slopes = np.gradient(values, t, axis=0)
    where = np.asarray(at, dtype=np.float64)
    k = np.clip(np.searchsorted(t, where, side="right") - 1, 0, len(t) - 2)
    span = (t[k + 1] - t[k])[:, None]
    s = ((where - t[k]) / (t[k + 1] - t[k]))[:, None]
    left = (1 + 2 * s) * (1 - s) ** 2 * values[k] + s * (1 - s) ** 2 * span * slopes[k]
    right = s * s * (3 - 2 * s) * values[k + 1] + s * s * (s - 1) * span * slopes[k + 1]
    return np.asarray(left + right)


def gradient(field: Callable[[Array], Array], points: Array, step: float) -> Array:
    """(N, 3) slopes of a field at points (N, 3), by tetrahedron differences: four samples for three slopes."""
    corners = np.array([(1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)], dtype=np.float64)
    return np.asarray(sum(k * field(points + step * k)[:, None] for k in corners) / (4 * step))

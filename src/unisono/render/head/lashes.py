"""The left upper lashes: a dark line along the lid's edge, out of which single ones grow towards the temple."""

from __future__ import annotations

import numpy as np

from unisono.render.head.fields import Array, ramp
from unisono.render.head.measures import EYE
from unisono.render.head.mesh import Index, mixed, sheet, tinted

DARK, THIN = (0.022, 0.011, 0.009), (0.28, 0.12, 0.09)  # linear RGB where they are dense, where they end
SINGLE = 9
# A single one's two sides at three places and its tip: share of its length, half width in millimetres.
SHAPE = np.array([(0.0, -1.2), (0.0, 1.2), (0.3, 0.66), (0.3, -0.66), (0.65, 0.34), (0.65, -0.34), (1.0, 0.0)])
FACES = np.array([(0, 1, 2), (0, 2, 3), (3, 2, 4), (3, 4, 5), (5, 4, 6)])
LOWEST, BEND, DROOP = np.radians([4.0, 62.0, 42.0])  # from the lid, upwards to the tip, shut


def left(edge: Array, skin: Array, u: Array, droop: float, long: float) -> Array:
    """(V, 3) points on an upper lid's edge (N, 3), in millimetres; `skin` (N, 3) lies over the edge.

    `u`: -1 at the nose to 1 at the temple. `droop`: 0 lid open, lashes up; 1 lid shut, lashes down. `long`: times the
    usual length.
    """
    return np.concatenate([_line(edge, skin, u, long), _singles(edge, u, droop, long)])


def triangles(edges: int) -> Index:
    """Of left(), for an edge of so many points."""
    singles = FACES + 3 * edges + len(SHAPE) * np.arange(SINGLE)[:, None, None]
    return np.concatenate([sheet(edges, 3, closed=True)[:, ::-1], singles.reshape(-1, 3)])


def colors(u: Array) -> Array:
    """Of left()'s points: the line ends at the nose and over the edge, a single one at its tip."""
    over = np.array([0.0, 0.0, 0.6])
    line = 1 - (1 - over) * shade(u)[:, None] ** 2
    thin = np.concatenate([line.ravel(), np.tile(SHAPE[:, 0] ** 2, SINGLE)])
    return mixed(tinted(len(thin), DARK), THIN, thin)


def shade(u: Array) -> Array:
    """How dark the lid's edge is, 0..1; the skin under the line too, so that the line has no hard end."""
    return np.asarray(ramp(-1.1, 0.3, u))


def _line(edge: Array, skin: Array, u: Array, long: float) -> Array:
    """(3 N, 3): behind the edge, before it and over it on the skin, thicker towards the temple."""
    out, _, _ = _frame(edge)
    over = (skin - edge) / np.linalg.norm(skin - edge, axis=1, keepdims=True)
    thick = ((0.2 + 0.8 * long * ramp(-0.7, 0.7, u)) * ramp(1.04, 0.85, u))[:, None]
    rows = (edge - 0.9 * out, edge + (0.15 + 0.4 * thick) * out, edge + 0.3 * out + thick * over)
    return np.stack(rows, axis=1).reshape(-1, 3)


def _singles(edge: Array, u: Array, droop: float, long: float) -> Array:
    k = np.arange(SINGLE)
    where = 0.97 * (k / (SINGLE - 1)) ** 0.85
    root = np.stack([np.interp(where, u, axis) for axis in edge.T], axis=1)
    out, aside, up = _frame(root)
    lean = np.radians(32 - 6 * where + 6 * np.sin(k * 2.4))[:, None]
    out, aside = out * np.cos(lean) + aside * np.sin(lean), aside * np.cos(lean) - out * np.sin(lean)
    length = long * (2.6 + 3.6 * ramp(-0.1, 0.7, where)) * (1 + 0.10 * np.sin(k * 3.7))
    along, across = SHAPE.T
    first = LOWEST - DROOP * droop
    ahead = (np.sin(first + BEND * along) - np.sin(first)) / BEND
    above = (np.cos(first) - np.cos(first + BEND * along)) / BEND
    blade = out[:, None] * ahead[:, None] + up[:, None] * above[:, None]
    turn = 0.5 * np.where(k % 2, 1.0, -1.0)[:, None] * np.sqrt(along)  # so that none is edge-on from every side
    sides = aside[:, None] + up[:, None] * turn[..., None]
    wide = np.outer(np.minimum(length / 5.0, 1.0), across)
    points = (root - 0.2 * out)[:, None] + blade * length[:, None, None] + sides * wide[..., None]
    return np.asarray(points.reshape(-1, 3))


def _frame(p: Array) -> tuple[Array, Array, Array]:
    """Away from the eyeball, along the lid to the temple, and up: (N, 3) each, of length 1."""
    out = p - np.asarray(EYE)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    aside = (1.0, 0.0, 0.0) - out * out[:, :1]
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    return out, aside, np.cross(out, aside)

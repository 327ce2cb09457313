"""Where the neck of an unknown head is, told from what its shapes move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono import arkit
from unisono.types import Floats


@dataclass(frozen=True, eq=False)
class Neck:
    """What the head turns about, and how much of each vertex goes with it."""

    pivot: tuple[float, float, float]
    follows: Floats  # (V,) 0..1


def guess(vertices: Floats, shapes: Floats, joint: Floats | None) -> Neck:
    """vertices (V, 3), shapes (52, V, 3); `joint` (3,) is the neck's place where a skeleton tells it.

    The unit is the drop from eyes to chin, 0.12 m in a grown person. The neck turns about half of it behind and a
    little below the ear, and shoulders begin a unit below the chin.
    """
    eyes, chin = _eyes(vertices, shapes), _chin(vertices, shapes)
    unit = max(float(eyes[1] - chin[1]), 1e-4)
    pivot = np.array([eyes[0], chin[1] + 0.1 * unit, eyes[2] - 0.75 * unit]) if joint is None else joint
    level = float(chin[1])
    if vertices[:, 1].min() > level - 0.75 * unit:  # the neck ends before there are shoulders
        follows = np.ones(len(vertices))
    else:
        t = np.clip((vertices[:, 1] - (level - 0.85 * unit)) / (0.8 * unit), 0.0, 1.0)
        follows = t * t * (3 - 2 * t)
    x, y, z = (float(c) for c in pivot)
    return Neck((x, y, z), follows.astype(np.float32))


def _eyes(vertices: Floats, shapes: Floats) -> Floats:
    """(3,) the middle of the lids, by what a blink moves; without a blink, two thirds up."""
    moved = np.abs(shapes[list(arkit.both("eyeBlink"))]).sum(axis=(0, 2))
    if moved.max() > 0:
        return np.asarray(np.average(vertices, axis=0, weights=moved), np.float32)
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    return np.array([(low[0] + high[0]) / 2, low[1] + 0.65 * (high[1] - low[1]), high[2]], np.float32)


def _chin(vertices: Floats, shapes: Floats) -> Floats:
    """(3,) the lowest vertex that an open jaw carries along; without a jaw, a quarter up."""
    moved = np.linalg.norm(shapes[arkit.INDEX["jawOpen"]], axis=1)
    if moved.max() > 0:
        carried = vertices[moved > 0.6 * moved.max()]
        return np.asarray(carried[carried[:, 1].argmin()], np.float32)
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    return np.array([(low[0] + high[0]) / 2, low[1] + 0.25 * (high[1] - low[1]), high[2]], np.float32)

"""Openness: how much of the room each vertex sees, with the mouth shut and open, the lids up and down.

Measured once for each avatar by looking at it from many sides; between those poses it is mixed by the weights.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from unisono import arkit
from unisono.render.kernels import deform, raster
from unisono.render.kernels.bake import gather
from unisono.render.mesh import Mesh
from unisono.render.motion import Motion
from unisono.types import Floats

_SIDES = 40  # directions looked from
_TEXELS = 160
_BOUNCE = 0.7  # light that has bounced finds ways where a straight ray finds none: a mouth is no black hole
_LIPS = [*arkit.both("mouthUpperUp"), *arkit.both("mouthLowerDown"), arkit.INDEX["mouthFunnel"]]
_PURSED = [arkit.INDEX["mouthPucker"], arkit.INDEX["mouthFunnel"]]


def openness(mesh: Mesh) -> Floats:
    """(4, V, 3): at rest, then what jaw, left lid and right lid add at weight 1. 0 shut in .. 1 free.

    The last axis: to all sides, to the front alone, to the back alone.
    """
    left, right = arkit.both("eyeBlink")
    poses: tuple[tuple[int, ...], ...] = ((), (arkit.INDEX["jawOpen"],), (left, right))
    with ThreadPoolExecutor(len(poses)) as pool:
        rest, jaw, lids = pool.map(lambda pose: _measured(mesh, pose), poses)
    is_left = (mesh.rest[:, 0] > mesh.pivot[0])[:, None]
    return np.stack([rest, jaw - rest, np.where(is_left, lids - rest, 0), np.where(is_left, 0, lids - rest)])


def mixed(openness: Floats, weights: Floats) -> Floats:
    """(V, 3) openness 0..1 of a face of weights (52,). Lips that draw apart let in light as a jaw does, if less."""
    parted = weights[arkit.INDEX["jawOpen"]] + 0.35 * weights[_LIPS].sum()
    parted *= 1.0 - 0.6 * min(weights[_PURSED].sum(), 1.0)  # lips pushed forward shade what is behind them
    mouth = 1.15 * parted / (0.15 + max(parted, 0.0))  # most of the light comes in through the first millimetres
    left, right = arkit.both("eyeBlink")
    mix = np.clip(np.array([1.0, mouth, weights[left], weights[right]], np.float32), 0.0, 1.0)
    return np.clip(np.tensordot(mix, openness, 1), 0.0, 1.0)


def _measured(mesh: Mesh, pose: tuple[int, ...]) -> Floats:
    weights = np.zeros(52, np.float32)
    weights[list(pose)] = 1.0
    motion = Motion(mesh)
    motion.move(weights, np.zeros(3, np.float32))
    points, placed = motion.points, motion.placed
    seen = np.zeros((len(points), 6), np.float32)
    triangles = mesh.triangles[mesh.shutting]
    both = np.ones(len(triangles), np.int32)
    screen = np.empty_like(points)
    starts, sides, order = np.zeros(2, np.int32), np.zeros((1, 2), np.int32), np.empty(len(both), np.int32)
    size = (_TEXELS, _TEXELS)
    near = np.empty((_TEXELS, _TEXELS, 1), np.float32)
    ids = np.empty((_TEXELS, _TEXELS, 1), np.int32)
    middle = np.full((1, 2), 0.5, np.float32)
    for toward in _sphere(_SIDES):
        view = lamp_view(toward, points, _TEXELS)
        deform.cast(placed, view, screen)
        found = raster.sort_into_bands(screen, triangles, both, size, _TEXELS, starts, sides, order)
        raster.clear(0, _TEXELS, near, ids)
        raster.fill(screen, triangles, order[:found], 0, middle, near, ids)
        gather(placed, screen, toward, near, 2.0 / float(np.linalg.norm(view[0, :3])), seen)
    return np.asarray((seen[:, :3] / np.maximum(seen[:, 3:], 1e-6)) ** _BOUNCE, np.float32)


def lamp_view(toward: Floats, points: Floats, texels: int) -> Floats:
    """(3, 4) affine map of the world onto a square map seen from far along `toward`, all `points` within.

    Rows: texel x, texel y (down), metres towards the lamp, never negative. A border of 4 texels stays free.
    """
    side = np.cross([0.0, 1.0, 0.0] if abs(toward[1]) < 0.9 else [0.0, 0.0, 1.0], toward)
    side /= np.linalg.norm(side)
    axes = np.stack([side, -np.cross(toward, side), toward]).astype(np.float32)
    inside = points @ axes.T
    low, high = inside.min(axis=0), inside.max(axis=0)
    scale = (texels - 8) / max(float((high - low)[:2].max()), 1e-6)
    view = np.empty((3, 4), np.float32)
    view[:2, :3], view[2, :3] = axes[:2] * scale, axes[2]
    view[:2, 3] = texels / 2 - (low + high)[:2] / 2 * scale
    view[2, 3] = (high - low)[2] - low[2]
    return view


def _sphere(count: int) -> Floats:
    """(count, 3) directions spread evenly: the golden spiral."""
    n = np.arange(count) + 0.5
    y, turn = 1 - 2 * n / count, n * np.pi * (1 + 5**0.5)
    around = np.sqrt(1 - y**2)
    return np.stack([np.cos(turn) * around, y, np.sin(turn) * around], axis=1).astype(np.float32)

"""Where the skin's points lie at rest: laid roughly, pressed onto the clay, evened out; lips and lids set by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono.render.head import clay, lids, lips, relief
from unisono.render.head.fields import Array, curve, ramp, spot
from unisono.render.head.mesh import FLIP, Index
from unisono.render.head.topology import BORDER, HALF, MARGIN, ROWS, SLIT, Topology, weave

# Rough outline by grid row: front y z, side y x, back y z. Millimetres.
OUTLINE = np.array(
    [
        (0, -188, 15, -180, 49, -180, -83),
        (6, -158, 15, -156, 48, -158, -77),
        (12, -124, 18, -126, 46, -132, -72),
        (16, -109, 46, -106, 46, -112, -72),
        (20, -101, 80, -86, 54, -92, -78),
        (25, -85, 84, -69, 62, -72, -86),
        (39, -48, 90, -42, 70, -42, -98),
        (51, -26, 92, -22, 74, -18, -102),
        (71, 26, 84, 26, 77, 24, -103),
        (79, 60, 78, 58, 72, 52, -94),
        (88, 101, 36, 100, 36, 98, -56),
        (91, 112, -6, 112, 6, 112, -18),
    ],
    dtype=np.float64,
)
EVENINGS, SOFTENINGS = 9, 12  # passes along the clay; passes that leave it, where it has folds too sharp for the mesh


@dataclass(frozen=True, eq=False)
class Skin:
    """The skin and the inside of the mouth, at rest."""

    topology: Topology
    points: Array  # (V, 3) millimetres, mirrored exactly


def lay(fine: float = 1.0) -> Skin:
    """The resting skin, its folds and creases `fine` times as deep as usual."""
    topology = weave()
    points = np.zeros((len(topology.mate), 3))
    points[topology.grid[topology.grid >= 0]] = _loft()[topology.grid >= 0]
    points[topology.pole] = (0, 113, -12)
    _press(points, topology)
    _set_mouth(points, topology)
    _set_eyes(points, topology)
    _mirror(points, topology.mate)
    _even(points, topology)
    free = np.setdiff1d(np.arange(len(points)), _pinned(topology))
    points[free] = relief.carved(points, topology.triangles, fine)[free]
    _mirror(points, topology.mate)
    return Skin(topology, points)


def _column_angles() -> Array:
    """(2 HALF,) radians around the head, 0 at the middle of the face; dense over the nose, sparse behind."""
    x = np.concatenate([np.arange(9) * 1.75, 14 + np.arange(1, 20) * 2.35])
    front = np.arcsin(x / 76.0)
    behind = front[-1] + (np.pi - front[-1]) * (np.arange(1, HALF + 2 - len(front)) / (HALF + 1 - len(front))) ** 1.12
    half = np.concatenate([front, behind])
    return np.concatenate([-half[:0:-1], half[:-1]])


def _loft() -> Array:
    """(ROWS, 2 HALF, 3) a rough head."""
    front_y, front_z, side_y, side_x, back_y, back_z = _outline()
    angle = _column_angles()[None]
    across, ahead = np.sin(angle), np.cos(angle)
    middle = 0.25 * front_z + 0.25 * back_z
    z = middle + np.where(ahead > 0, (front_z - middle) * ahead, (middle - back_z) * ahead)
    to_front, to_back = ramp(0.2, 0.85, ahead), ramp(0.1, 0.9, -ahead)
    y = front_y * to_front + back_y * to_back + side_y * (1 - to_front - to_back)
    return np.stack([side_x * across + 0 * z, y, z], axis=-1)


def _outline() -> Array:
    """(6, ROWS, 1) OUTLINE for every row, moved onto the clay."""
    y1, z1, y2, x2, y3, z3 = curve(OUTLINE, np.arange(ROWS)).T
    none = np.zeros(ROWS)
    rough = np.concatenate([np.stack(p, axis=1) for p in ((none, y1, z1), (x2, y2, none - 8), (none, y3, z3))])
    front, side, back = clay.settle(rough, steps=6).reshape(3, ROWS, 3)
    return np.stack([front[:, 1], front[:, 2], side[:, 1], side[:, 0], back[:, 1], back[:, 2]])[..., None]


def _press(points: Array, topology: Topology) -> None:
    """The grid onto the clay: the face straight from the front, the rest along the clay's normals."""
    grid = topology.grid[:, HALF:]
    ids = np.append(grid[grid >= 0], topology.grid[:, 0])
    facing = np.zeros(topology.grid.shape, dtype=bool)
    facing[26:78, HALF : HALF + 22] = True  # chin to forehead, cheek to cheek
    face = topology.grid[facing & (topology.grid >= 0)]
    points[face, 2] = clay.front(points[face, 0], points[face, 1])
    rest = np.setdiff1d(ids, face)
    points[rest] = clay.settle(points[rest], steps=6)


def _set_mouth(points: Array, topology: Topology) -> None:
    u, side = lips.loop_parameters(topology.mouth.shape[1])
    outer, inner = points[topology.mouth[0]], lips.border(u, side)
    for step in range(1, BORDER + 1):
        points[topology.mouth[step]] = _between(outer, inner, step / BORDER)
    points[topology.mouth[BORDER + 1 : SLIT + 1]] = lips.red(u, side)
    points[topology.mouth[SLIT + 1 :]] = lips.bag(u, side)
    points[topology.throat] = points[topology.mouth[-1]].mean(0) - (0, 0, 4)


def _set_eyes(points: Array, topology: Topology) -> None:
    u, side = lips.loop_parameters(topology.eye.shape[1])
    outer, inner = points[topology.eye[0]], lids.margin(u, side)
    for step in range(1, MARGIN):
        points[topology.eye[step]] = _between(outer, inner, step / MARGIN)
    points[topology.eye[MARGIN]] = inner
    points[topology.eye[MARGIN + 1 :]] = lids.rim(inner, u, side)


def _between(outer: Array, inner: Array, share: float) -> Array:
    """A loop between two, closer to the inner one, on the clay."""
    loop = outer + (inner - outer) * share**0.8
    loop[:, 2] = clay.front(loop[:, 0], loop[:, 1])
    return np.asarray(loop)


def _mirror(points: Array, mate: Index) -> None:
    """Makes the left half's mirror image the right half."""
    left = np.flatnonzero(points[:, 0] > 0)
    points[mate[left]] = points[left] * FLIP
    points[mate == np.arange(len(mate)), 0] = 0.0


def _even(points: Array, topology: Topology) -> None:
    """Slides points along the clay towards their neighbours' middle; lips, lids and the ends stay."""
    pinned = _pinned(topology)
    edges = np.unique(np.sort(_edges(topology.triangles), axis=1), axis=0)
    pairs = np.concatenate([edges, edges[:, ::-1]])
    free = np.setdiff1d(np.flatnonzero(points[:, 0] >= 0), pinned)
    for _ in range(EVENINGS):
        points[free] = clay.settle((points + _middles(points, pairs))[free] / 2, steps=1)
        _mirror(points, topology.mate)
    soft = ramp(-90, -106, points[:, 1]) * ramp(66, 45, points[:, 2]) * 0.5  # the fold of jaw and neck
    soft += 0.2 * (spot(points, 14, -34, 8) + spot(points, -14, -34, 8)) * ramp(60, 70, points[:, 2])  # nose wings
    soft += 0.35 * spot(np.abs(points), 60, 20, 7.5, 22) * ramp(20, 40, points[:, 2])  # the edge of brow and temple
    soft[pinned] = 0.0
    for _ in range(SOFTENINGS):
        points += soft[:, None] * (_middles(points, pairs) - points)
    _mirror(points, topology.mate)


def _pinned(topology: Topology) -> Index:
    lids_edges = topology.eye[MARGIN:]
    ends = [topology.pole, topology.throat]
    return np.concatenate(
        [topology.mouth[BORDER:].ravel(), lids_edges.ravel(), topology.mate[lids_edges].ravel(), topology.grid[0], ends]
    )


def _middles(points: Array, pairs: Index) -> Array:
    """(V, 3) the mean of each point's neighbours; `pairs` (E, 2) name every edge both ways."""
    one, other = pairs.T
    total = np.stack([np.bincount(one, points[other, k], len(points)) for k in range(3)], axis=1)
    return np.asarray(total / np.bincount(one, minlength=len(points))[:, None])


def _edges(triangles: Index) -> Index:
    return np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])

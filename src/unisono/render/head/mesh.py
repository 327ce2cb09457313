"""A part of the head while it is being built: points in millimetres, triangles, colours, and how it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from unisono.arkit import mirror
from unisono.render.head.fields import Array
from unisono.types import Rule

Index = NDArray[np.int64]
FLIP = np.array([-1.0, 1.0, 1.0])  # mirrors a point left to right


@dataclass(frozen=True)
class Mix:
    """What calls for a corrective, see types.Corrective."""

    rule: Rule
    drivers: tuple[str, ...]  # ARKit names

    def mirrored(self) -> Mix:
        """The same on the other side."""
        return Mix(self.rule, tuple(mirror(name) for name in self.drivers))


@dataclass(frozen=True, eq=False)
class Part:
    """One piece; points shared by its materials."""

    points: Array  # (n, 3) millimetres
    faces: Mapping[str, Index]  # material -> (m, 3) triangles, counter-clockwise from outside
    colors: Array  # (n, 3) linear RGB
    deltas: Mapping[str, Array] = field(default_factory=dict)  # ARKit name -> (n, 3) millimetres
    follows: Array | None = None  # (n,) 0..1; None: 1 throughout
    uvs: Array | None = None  # (n, 2); None: 0 throughout
    mixes: Mapping[Mix, Array] = field(default_factory=dict)  # the correctives: (n, 3) millimetres


def sheet(rows: int, columns: int, *, closed: bool = False) -> Index:
    """Triangles of a grid of points (rows, columns), counter-clockwise seen with columns to the right and rows up.

    `closed` joins the last column to the first.
    """
    i = np.arange(rows * columns).reshape(rows, columns)
    right = np.roll(i, -1, axis=1) if closed else i[:, 1:]
    left = i if closed else i[:, :-1]
    return quads(np.stack([left[:-1], right[:-1], right[1:], left[1:]], axis=-1).reshape(-1, 4))


def quads(corners: Index) -> Index:
    """(m, 4) quads -> (2 m, 3) triangles."""
    return np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]])


def fan(loop: Sequence[int] | Index, centre: int) -> Index:
    """Triangles from a closed loop to one point, wound with the loop."""
    ring = np.asarray(loop)
    return np.stack([ring, np.roll(ring, -1), np.full(len(ring), centre)], axis=1)


def mirrored(part: Part) -> Part:
    """The part on the other side."""
    return replace(
        part,
        points=part.points * FLIP,
        faces={material: triangles[:, ::-1] for material, triangles in part.faces.items()},
        deltas={mirror(name): delta * FLIP for name, delta in part.deltas.items()},
        mixes={mix.mirrored(): delta * FLIP for mix, delta in part.mixes.items()},
    )


def tinted(count: int, color: Sequence[float] | Array) -> Array:
    """(count, 3) of one colour."""
    return np.tile(np.asarray(color, dtype=np.float64), (count, 1))


def mixed(colors: Array, other: Sequence[float] | Array, weight: Array) -> Array:
    """Colours (n, 3) drawn towards another by weight (n,) 0..1."""
    return np.asarray(colors + (np.asarray(other) - colors) * weight[:, None])

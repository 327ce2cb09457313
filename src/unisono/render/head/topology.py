"""How the skin's points are joined: rings around the head with three windows, each filled by loops that close in.

A window is a rectangle left out of the grid. Its rim, N points, is the outermost loop of a patch of loops of N points
around the mouth or an eye, so corners are round and no face of the mesh crosses the opening.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono.render.head.mesh import Index, fan, quads

HALF = 48  # columns from the middle of the face to the middle of the neck
ROWS = 92  # rings of the grid, from under the collar to the crown; a pole closes them
MOUTH = (25, 39, -20, 20)  # window: first row, last row, first column, last column; column 0 is the middle
LEFT_EYE = (51, 71, 6, 27)
MOUTH_LOOPS, BORDER, SLIT = 21, 7, 12  # loops in all; where the red begins; where the lips meet; then the bag
EYE_LOOPS, MARGIN = 12, 8  # loops in all; the lid's edge; then its thickness


@dataclass(frozen=True, eq=False)
class Topology:
    """Who is joined to whom. Loops run from the corner at -X over the top to the corner at +X and back below."""

    triangles: Index  # (m, 3)
    mate: Index  # (V,) the same point on the other side
    grid: Index  # (ROWS, 2 HALF) point at row and column (middle of the face at HALF); -1 inside a window
    mouth: Index  # (MOUTH_LOOPS, N)
    throat: int  # closes the mouth's bag
    eye: Index  # (EYE_LOOPS, N) character's left; its mates are the right
    pole: int


def weave() -> Topology:
    """The skin's connections."""
    windows = (MOUTH, LEFT_EYE, _reflect(LEFT_EYE))
    grid = _numbered(windows)
    count = int(grid.max()) + 1
    mouth, count = _loops(grid, MOUTH, MOUTH_LOOPS, count)
    left, count = _loops(grid, LEFT_EYE, EYE_LOOPS, count)
    right, count = _loops(grid, _reflect(LEFT_EYE), EYE_LOOPS, count)
    throat, pole = count, count + 1
    mate = _mates(grid, mouth, left, right, pole + 1)
    triangles = np.concatenate(
        [
            quads(_grid_quads(grid, windows)),
            *(quads(_loop_quads(patch)) for patch in (mouth, left, right)),
            fan(mouth[-1][::-1], throat),
            fan(grid[-1], pole),
        ]
    )
    return Topology(triangles, mate, grid, mouth, throat, left, pole)


def _reflect(window: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    bottom, top, first, last = window
    return bottom, top, -last, -first


def _numbered(windows: tuple[tuple[int, int, int, int], ...]) -> Index:
    grid = np.zeros((ROWS, 2 * HALF), dtype=np.int64)
    for bottom, top, first, last in windows:
        grid[bottom + 1 : top, first + HALF + 1 : last + HALF] = -1
    kept = grid >= 0
    grid[kept] = np.arange(kept.sum())
    return grid


def _loops(grid: Index, window: tuple[int, int, int, int], loops: int, count: int) -> tuple[Index, int]:
    """The window's rim and the new loops inside it; clockwise seen from the front."""
    bottom, top, first, last = window
    left, right, middle = first + HALF, last + HALF, (bottom + top) // 2
    rim = np.concatenate(
        [
            grid[middle:top, left],
            grid[top, left:right],
            grid[top:bottom:-1, right],
            grid[bottom, right:left:-1],
            grid[bottom:middle, left],
        ]
    )
    new = count + np.arange((loops - 1) * len(rim)).reshape(loops - 1, -1)
    return np.concatenate([rim[None], new]), count + new.size


def _grid_quads(grid: Index, windows: tuple[tuple[int, int, int, int], ...]) -> Index:
    right = np.roll(grid, -1, axis=1)
    corners = np.stack([grid[:-1], right[:-1], right[1:], grid[1:]], axis=-1)
    solid = np.ones(corners.shape[:2], dtype=bool)
    for bottom, top, first, last in windows:
        solid[bottom:top, first + HALF : last + HALF] = False
    return np.asarray(corners[solid])


def _loop_quads(loops: Index) -> Index:
    following = np.roll(loops, -1, axis=1)
    return np.stack([loops[:-1], loops[1:], following[1:], following[:-1]], axis=-1).reshape(-1, 4)


def _mates(grid: Index, mouth: Index, left: Index, right: Index, count: int) -> Index:
    mate = np.arange(count)
    turned = np.roll(grid[:, ::-1], 1, axis=1)
    mate[grid[grid >= 0]] = turned[grid >= 0]
    for here, there in ((mouth, mouth), (left, right), (right, left)):
        half = here.shape[1] // 2
        mate[here] = there[:, (half - np.arange(2 * half)) % (2 * half)]
    return mate

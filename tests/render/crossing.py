"""Where a surface passes through another one or through itself, and how deep. Lengths as the points have them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Faces = NDArray[np.int32]


def deepest(points: Array, one: Faces, other: Faces) -> float:
    """How deep the worst two triangles, of `one` and of `other`, are in one another; 0 where none cross.

    Triangles that share a vertex are neighbours and do not count. The depth of two is how far one would have to be
    pushed out along either's normal, so it is never more than the size of a triangle.
    """
    corners = points[np.concatenate([one, other])]  # (T, 3, 3)
    low, high = corners.min(axis=1), corners.max(axis=1)
    start, cell = low.min(axis=0), 1.2 * float(np.median((high - low).max(axis=1)))
    size = ((high.max(axis=0) - start) / cell).astype(np.int64) + 1
    first, last = ((at - start) / cell for at in (low, high))
    boxes = np.concatenate([first, last], axis=1).astype(np.int64)
    return float(_deepest(corners, np.concatenate([one, other]), len(one), low, high, boxes, size))


@njit(cache=True)
def _deepest(corners, faces, ones, low, high, boxes, size):  # type: ignore[no-untyped-def]
    """Triangles from `ones` on are put into cells of a grid; each before meets those in the cells of its box."""
    starts = np.zeros(size[0] * size[1] * size[2] + 1, np.int64)
    for t in range(ones, len(faces)):
        for x in range(boxes[t, 0], boxes[t, 3] + 1):
            for y in range(boxes[t, 1], boxes[t, 4] + 1):
                for z in range(boxes[t, 2], boxes[t, 5] + 1):
                    starts[(x * size[1] + y) * size[2] + z + 1] += 1
    starts = np.cumsum(starts)
    held, filled = np.empty(starts[-1], np.int64), starts.copy()
    for t in range(ones, len(faces)):
        for x in range(boxes[t, 0], boxes[t, 3] + 1):
            for y in range(boxes[t, 1], boxes[t, 4] + 1):
                for z in range(boxes[t, 2], boxes[t, 5] + 1):
                    c = (x * size[1] + y) * size[2] + z
                    held[filled[c]] = t
                    filled[c] += 1
    worst = 0.0
    for s in range(ones):
        for x in range(boxes[s, 0], boxes[s, 3] + 1):
            for y in range(boxes[s, 1], boxes[s, 4] + 1):
                for z in range(boxes[s, 2], boxes[s, 5] + 1):
                    c = (x * size[1] + y) * size[2] + z
                    for k in range(starts[c], starts[c + 1]):
                        t = held[k]
                        if _may_touch(low, high, s, t) and not _are_neighbours(faces, s, t):
                            depth = min(_depth(corners, s, t), _depth(corners, t, s))
                            if depth > worst and (_cut(corners, s, t) or _cut(corners, t, s)):
                                worst = depth
    return worst


@njit(cache=True)
def _may_touch(low, high, s, t):  # type: ignore[no-untyped-def]
    apart = False
    for axis in range(3):
        apart |= low[s, axis] > high[t, axis] or low[t, axis] > high[s, axis]
    return not apart


@njit(cache=True)
def _are_neighbours(faces, s, t):  # type: ignore[no-untyped-def]
    for i in range(3):
        for j in range(3):
            if faces[s, i] == faces[t, j]:
                return True
    return False


@njit(cache=True)
def _cross(ax, ay, az, bx, by, bz):  # type: ignore[no-untyped-def]
    return ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx


@njit(cache=True)
def _edge(corners, t, i, j):  # type: ignore[no-untyped-def]
    p, q = corners[t, i], corners[t, j]
    return q[0] - p[0], q[1] - p[1], q[2] - p[2]


@njit(cache=True)
def _depth(corners, s, t):  # type: ignore[no-untyped-def]
    """How far t reaches through the plane of s, to the side where it reaches less."""
    ax, ay, az = _edge(corners, s, 0, 1)
    bx, by, bz = _edge(corners, s, 0, 2)
    x, y, z = _cross(ax, ay, az, bx, by, bz)
    long = max(np.sqrt(x * x + y * y + z * z), 1e-12)
    over, under = 0.0, 0.0
    p = corners[s, 0]
    for k in range(3):
        q = corners[t, k]
        height = ((q[0] - p[0]) * x + (q[1] - p[1]) * y + (q[2] - p[2]) * z) / long
        over, under = max(over, height), max(under, -height)
    return min(over, under)


@njit(cache=True)
def _cut(corners, s, t):  # type: ignore[no-untyped-def]
    """An edge of t goes through s (Moeller and Trumbore 1997)."""
    ax, ay, az = _edge(corners, s, 0, 1)
    bx, by, bz = _edge(corners, s, 0, 2)
    for k in range(3):
        dx, dy, dz = _edge(corners, t, k, (k + 1) % 3)
        x, y, z = _cross(dx, dy, dz, bx, by, bz)
        volume = ax * x + ay * y + az * z
        if abs(volume) < 1e-12:
            continue
        ox, oy, oz = (
            corners[t, k, 0] - corners[s, 0, 0],
            corners[t, k, 1] - corners[s, 0, 1],
            corners[t, k, 2] - corners[s, 0, 2],
        )
        v = (ox * x + oy * y + oz * z) / volume
        x, y, z = _cross(ox, oy, oz, ax, ay, az)
        w = (dx * x + dy * y + dz * z) / volume
        along = (bx * x + by * y + bz * z) / volume
        if v >= 0 and w >= 0 and v + w <= 1 and 0 <= along <= 1:
            return True
    return False

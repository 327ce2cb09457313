"""Vertices in motion: sparse morphs, normals, the turning head, and the way to the screen."""

from __future__ import annotations

import math

from unisono.compiled.jit import kernel
from unisono.types import Floats, Ints


@kernel
def morph(rest: Floats, starts: Ints, where: Ints, by: Floats, weights: Floats, out: Floats) -> None:
    """`out` (V, 3) = `rest` + the shapes. Shape s moves vertices where[starts[s]:starts[s+1]] by that much of `by`."""
    for v in range(rest.shape[0]):
        for c in range(3):
            out[v, c] = rest[v, c]
    for s in range(weights.shape[0]):
        w = weights[s]
        if w == 0.0:
            continue
        for k in range(starts[s], starts[s + 1]):
            v = where[k]
            out[v, 0] += w * by[k, 0]
            out[v, 1] += w * by[k, 1]
            out[v, 2] += w * by[k, 2]


@kernel
def face_normals(points: Floats, triangles: Ints, which: Ints, out: Floats) -> None:
    """`out` (F, 3) of the triangles `which`: across the face, as long as twice its area."""
    for n in range(which.shape[0]):
        t = which[n]
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, az = points[j, 0] - points[i, 0], points[j, 1] - points[i, 1], points[j, 2] - points[i, 2]
        bx, by, bz = points[k, 0] - points[i, 0], points[k, 1] - points[i, 1], points[k, 2] - points[i, 2]
        out[t, 0] = ay * bz - az * by
        out[t, 1] = az * bx - ax * bz
        out[t, 2] = ax * by - ay * bx


@kernel
def point_normals(faces: Floats, starts: Ints, touching: Ints, which: Ints, out: Floats) -> None:
    """`out` (G, 3) unit normals of the points `which`; point g touches triangles touching[starts[g]:starts[g+1]]."""
    for n in range(which.shape[0]):
        g = which[n]
        x, y, z = 0.0, 0.0, 0.0
        for k in range(starts[g], starts[g + 1]):
            t = touching[k]
            x += faces[t, 0]
            y += faces[t, 1]
            z += faces[t, 2]
        scale = 1.0 / max(math.sqrt(x * x + y * y + z * z), 1e-30)
        out[g, 0] = x * scale
        out[g, 1] = y * scale
        out[g, 2] = z * scale


@kernel
def turn(
    points: Floats, normals: Floats, point: Ints, follows: Floats, pivot: Floats, head: Floats, out: Floats
) -> None:
    """`out` (V, 6): place and normal of each vertex after the head turned by `head` (pitch, yaw, roll) x `follows`.

    `point` (V,) names each vertex's row of `normals`: vertices that share a place share a normal.
    """
    whole = _rotation(head[0], head[1], head[2])
    for v in range(points.shape[0]):
        f = follows[v]
        m = whole if f == 1.0 else _rotation(f * head[0], f * head[1], f * head[2])
        x, y, z = points[v, 0] - pivot[0], points[v, 1] - pivot[1], points[v, 2] - pivot[2]
        out[v, 0] = pivot[0] + m[0] * x + m[1] * y + m[2] * z
        out[v, 1] = pivot[1] + m[3] * x + m[4] * y + m[5] * z
        out[v, 2] = pivot[2] + m[6] * x + m[7] * y + m[8] * z
        g = point[v]
        x, y, z = normals[g, 0], normals[g, 1], normals[g, 2]
        out[v, 3] = m[0] * x + m[1] * y + m[2] * z
        out[v, 4] = m[3] * x + m[4] * y + m[5] * z
        out[v, 5] = m[6] * x + m[7] * y + m[8] * z


@kernel
def _rotation(
    pitch: float, yaw: float, roll: float
) -> tuple[float, float, float, float, float, float, float, float, float]:
    """Rows of Ry(yaw) Rx(pitch) Rz(roll): the neck tilts the head, nods it, and turns the whole."""
    sp, cp = math.sin(pitch), math.cos(pitch)
    sy, cy = math.sin(yaw), math.cos(yaw)
    sr, cr = math.sin(roll), math.cos(roll)
    return (
        cy * cr + sy * sp * sr, -cy * sr + sy * sp * cr, sy * cp,
        cp * sr, cp * cr, -sp,
        -sy * cr + cy * sp * sr, sy * sr + cy * sp * cr, cy * cp,
    )  # fmt: skip


@kernel
def look(placed: Floats, eye: Floats, focal: float, centre: Floats, out: Floats) -> None:
    """`out` (V, 3): pixel x, pixel y, nearness (1 / metres before the lens; 0 or less is behind it)."""
    for v in range(placed.shape[0]):
        ahead = eye[2] - placed[v, 2]
        near = 1.0 / ahead if ahead > 1e-6 else -1.0
        out[v, 0] = centre[0] + focal * (placed[v, 0] - eye[0]) * near
        out[v, 1] = centre[1] - focal * (placed[v, 1] - eye[1]) * near
        out[v, 2] = near


@kernel
def cast(placed: Floats, view: Floats, out: Floats) -> None:
    """`out` (V, 3): texel x, texel y, metres towards a lamp; `view` (3, 4) is its affine map from the world."""
    for v in range(placed.shape[0]):
        x, y, z = placed[v, 0], placed[v, 1], placed[v, 2]
        for r in range(3):
            out[v, r] = view[r, 0] * x + view[r, 1] * y + view[r, 2] * z + view[r, 3]


@kernel
def pack(screen: Floats, placed: Floats, openness: Floats, out: Floats) -> None:
    """What shading reads of a vertex, side by side in `out` (V, 16): one line of the processor's cache.

    Columns: screen x, y, nearness; normal x, y, z; linear r, g, b; u, v; openness to all sides, front, back; two for
    `lay`. Those of the paint (6 to 10) are written by whoever made `out`.
    """
    for v in range(screen.shape[0]):
        for c in range(3):
            out[v, c] = screen[v, c]
            out[v, 3 + c] = placed[v, 3 + c]
            out[v, 11 + c] = openness[v, c]


@kernel
def lay(strands: Floats, which: Ints, follows: Floats, head: Floats, out: Floats) -> None:
    """How strands (S, 3) of the vertices `which` run once the head has turned: columns 14 and 15 of `out` (V, 16).

    Written as Lambert's map about -Z (hair hardly ever runs straight to the lens), which two numbers mix well in.
    """
    whole = _rotation(head[0], head[1], head[2])
    for n in range(which.shape[0]):
        f = follows[which[n]]
        m = whole if f == 1.0 else _rotation(f * head[0], f * head[1], f * head[2])
        x, y, z = strands[n, 0], strands[n, 1], strands[n, 2]
        ahead = m[6] * x + m[7] * y + m[8] * z
        scale = math.sqrt(2.0 / max(1.0 - ahead, 1e-3))
        out[which[n], 14] = scale * (m[0] * x + m[1] * y + m[2] * z)
        out[which[n], 15] = scale * (m[3] * x + m[4] * y + m[5] * z)

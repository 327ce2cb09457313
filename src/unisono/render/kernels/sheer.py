"""What is seen through: hair cards with holes, lashes, glass.

What is solid enough goes among the opaque triangles, sample by sample, with its depth. The rest is laid over the
finished row, far triangles first.
"""

from __future__ import annotations

import math

from unisono.compiled.jit import kernel, single, wide
from unisono.render.kernels import point
from unisono.render.kernels.raster import _crossed, _laid_out
from unisono.render.kernels.surfaces import _around, _weights
from unisono.types import Floats, Image, Ints


@kernel
def fill_sheer(
    screen: Floats,
    triangles: Ints,
    listed: Ints,
    top: int,
    samples: Floats,
    paint: Floats,
    alphas: Image,
    material: Ints,
    looks: Floats,
    least: int,
    flat: bool,
    near: Floats,
    ids: Ints,
) -> None:
    """As `raster.fill`, where a triangle is no less opaque than column `least` of its look asks.

    paint (V, 16): `bench.corners`, whose u and v are read. alphas (N,): see `mesh.alphas`. flat: the picture has no
    perspective, as a lamp's map has none.
    """
    rows, width = near.shape[0], near.shape[1]
    for n in range(listed.shape[0]):
        t = listed[n]
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        xa, ya, xb, yb, yc, slopes, za, dzdx, dzdy = _laid_out(screen, triangles, t)
        for y in range(max(0, int(ya) - top), min(rows, int(yc) + 1 - top)):
            for s in range(samples.shape[0]):
                at = y + top + samples[s, 1]
                if at < ya or at >= yc:
                    continue
                left, right = _crossed(at, xa, ya, xb, yb, slopes)
                z = za + (at - ya) * dzdy + (samples[s, 0] - xa) * dzdx
                for x in range(max(0, math.ceil(left - samples[s, 0])), min(width, math.ceil(right - samples[s, 0]))):
                    here = z + x * dzdx
                    if here > near[y, x, s]:
                        place = single(x) + samples[s, 0], single(at)
                        m = material[t]
                        if _opacity(screen, paint, i, j, k, *place, flat, alphas, looks, m) >= looks[m, least]:
                            near[y, x, s] = here
                            ids[y, x, s] = t


@kernel
def veil(
    begin: int,
    listed: Ints,
    corners: Floats,
    triangles: Ints,
    y: int,
    row: int,
    near: Floats,
    samples: Floats,
    alphas: Image,
    material: Ints,
    looks: Floats,
    found: Ints,
    points: Floats,
    counts: Ints,
) -> int:
    """Lists as points of kind SHEER what lies over pixel row y, from triangle `begin` of those `listed` on; returns the
    first triangle that there was no room for. Row `row` of `near` is that of y.
    """
    width, room = near.shape[1], points.shape[2]
    for n in range(begin, listed.shape[0]):
        t = listed[n]
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        xa, ya, xb, yb, yc, slopes, za, dzdx, dzdy = _laid_out(corners, triangles, t)
        if ya >= y + 1 or yc < y:
            continue
        if counts[point.SHEER] + width > room:
            return n
        m = material[t]
        low, high = min(corners[i, 0], corners[j, 0], corners[k, 0]), max(corners[i, 0], corners[j, 0], corners[k, 0])
        for x in range(max(0, int(low)), min(width, int(high) + 1)):
            over, share, at_x, at_y = 0, 0, 0.0, 0.0
            for s in range(samples.shape[0]):
                here_x, here_y = x + samples[s, 0], y + samples[s, 1]
                if here_y < ya or here_y >= yc:
                    continue
                left, right = _crossed(here_y, xa, ya, xb, yb, slopes)
                z = za + (here_y - ya) * dzdy + (here_x - xa) * dzdx
                # What is its own solid part is not laid over itself.
                if left <= here_x < right and z > near[row, x, s] + 1e-6 * abs(near[row, x, s]):
                    over, share, at_x, at_y = over | 1 << s, share + 1, at_x + here_x, at_y + here_y
            if share:
                place = single(at_x / share), single(at_y / share)
                opaque = _opacity(corners, corners, i, j, k, *place, False, alphas, looks, m)
                if opaque > 0.0:
                    last = counts[point.SHEER]
                    counts[point.SHEER] = last + 1
                    found[point.SHEER, last] = t
                    points[point.SHEER, point.X, last], points[point.SHEER, point.Y, last] = place
                    points[point.SHEER, point.OPACITY, last], points[point.SHEER, point.SAMPLES, last] = opaque, over
                    points[point.SHEER, point.COLUMN, last] = x
    return int(listed.shape[0])


@wide
def _opacity(
    screen: Floats, paint: Floats, i: int, j: int, k: int, x: float, y: float, flat: bool, alphas: Image,
    looks: Floats, m: int,
) -> float:  # fmt: skip
    """0..1, of the triangle i, j, k of material m at the point x, y of the picture."""
    opaque = single(looks[m, 9])
    if looks[m, 12] == 0.0:
        return opaque
    wi, wj, wk, _ = _weights(screen, i, j, k, x, y, flat)
    u = wi * paint[i, 9] + wj * paint[j, 9] + wk * paint[k, 9]
    v = wi * paint[i, 10] + wj * paint[j, 10] + wk * paint[k, 10]
    a, b, c, d, fx, fy = _around(int(looks[m, 5]), int(looks[m, 6]), int(looks[m, 7]), u, v)
    above = single(alphas[a]) + fx * (single(alphas[b]) - single(alphas[a]))
    below = single(alphas[c]) + fx * (single(alphas[d]) - single(alphas[c]))
    return opaque * (above + fy * (below - above)) / 255.0

"""Which surfaces meet in each pixel of a row, and what they are like there: samples become `points`."""

from __future__ import annotations

import numpy as np

from unisono.compiled.jit import single, wide
from unisono.render.kernels import point
from unisono.types import Floats, Image, Ints


@wide
def see(
    top: int,
    y: int,
    left: int,
    right: int,
    ids: Ints,
    near: Floats,
    samples: Floats,
    faces: Floats,
    material: Ints,
    kinds: Ints,
    found: Ints,
    points: Floats,
    counts: Ints,
) -> None:
    """Lists in `points` (see point.py) and `found` what is seen in pixel row top + y: `counts` (KINDS,) of each kind.

    ids, near (rows, W, 4): the triangle at each sample, or -1, and its nearness. samples (4, 2): their places x, y in
    a pixel, 0..1. faces (F, 3): normals. material (F,), kinds (M,) of the materials. found (KINDS, N): triangles.
    """
    counts[:] = 0
    for x in range(left, right):
        t, u, v, w = ids[y, x, 0], ids[y, x, 1], ids[y, x, 2], ids[y, x, 3]
        one = t >= 0
        if not (t == u and t == v and t == w):
            z = near[y, x, 0]
            one = min(t, u, v, w) >= 0 and _continues(t, u, z, near[y, x, 1], faces, material) & _continues(
                t, v, z, near[y, x, 2], faces, material
            ) & _continues(t, w, z, near[y, x, 3], faces, material)
            if not one:
                _pieces(top, y, x, ids, near, samples, faces, material, kinds, found, points, counts)
        if one:
            _note(t, x, top + y, 0.5, 0.5, 4, 15, material, kinds, found, points, counts)


@wide
def _pieces(
    top: int, y: int, x: int, ids: Ints, near: Floats, samples: Floats, faces: Floats, material: Ints, kinds: Ints,
    found: Ints, points: Floats, counts: Ints,
) -> None:  # fmt: skip
    """The surfaces of a pixel in which several meet, each in the middle of the samples that it fills."""
    taken = 0
    for s in range(4):
        t = ids[y, x, s]
        if t < 0 or taken >> s & 1:
            continue
        n, over = 1, 1 << s
        at_x, at_y = samples[s, 0], samples[s, 1]
        for q in range(s + 1, 4):
            u = ids[y, x, q]
            if u >= 0 and not taken >> q & 1 and _continues(t, u, near[y, x, s], near[y, x, q], faces, material):
                taken, over = taken | 1 << q, over | 1 << q
                n += 1
                at_x += samples[q, 0]
                at_y += samples[q, 1]
        one = 1.0 / single(n)
        _note(t, x, top + y, at_x * one, at_y * one, n, over, material, kinds, found, points, counts)


@wide
def _continues(t: int, u: int, near_t: float, near_u: float, faces: Floats, material: Ints) -> bool:
    """Is triangle u the same smooth surface as t, so that one shading serves both?"""
    # No short cuts: a branch that nobody can foresee costs more than the sums.
    close = abs(near_t - near_u) <= 0.003 * near_t
    dot = faces[t, 0] * faces[u, 0] + faces[t, 1] * faces[u, 1] + faces[t, 2] * faces[u, 2]
    one = faces[t, 0] * faces[t, 0] + faces[t, 1] * faces[t, 1] + faces[t, 2] * faces[t, 2]
    two = faces[u, 0] * faces[u, 0] + faces[u, 1] * faces[u, 1] + faces[u, 2] * faces[u, 2]
    smooth = (dot > 0.0) & (dot * dot > 0.75 * one * two)
    return bool((t == u) | ((material[t] == material[u]) & close & smooth))


@wide
def _note(
    t: int, x: int, y: int, at_x: float, at_y: float, share: int, over: int, material: Ints, kinds: Ints,
    found: Ints, points: Floats, counts: Ints,
) -> None:  # fmt: skip
    """One more point: triangle t in pixel x, y, at the place at_x, at_y of it."""
    kind = kinds[material[t]]
    n = counts[kind]
    counts[kind] = n + 1
    found[kind, n] = t
    points[kind, point.X, n], points[kind, point.Y, n] = single(x) + at_x, single(y) + at_y
    points[kind, point.SHARE, n], points[kind, point.COLUMN, n], points[kind, point.SAMPLES, n] = share, x, over


@wide
def weigh(corners: Floats, triangles: Ints, found: Ints, count: int, points: Floats) -> None:
    """Rows AHEAD, and WI, WJ, WK: weights of the corners of the triangles `found` (N,) at the points (ROWS, N), true in
    perspective. corners (V, 16): what `pack` wrote. A point may lie a little outside its triangle.

    Apart from `mix`, for a processor has more of these chains under way at once when they are short.
    """
    for n in range(count):
        t = found[n]
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        x, y = points[point.X, n], points[point.Y, n]
        wi, wj, wk, ahead = _weights(corners, i, j, k, x, y, False)
        points[point.AHEAD, n] = ahead
        points[point.WI, n], points[point.WJ, n], points[point.WK, n] = wi, wj, wk


@wide
def _weights(
    screen: Floats, i: int, j: int, k: int, x: float, y: float, flat: bool
) -> tuple[float, float, float, float]:
    """Weights of three corners at the point x, y of a picture, true in perspective unless it is flat; and AHEAD."""
    xi, yi = screen[i, 0], screen[i, 1]
    ax, ay, bx, by = screen[j, 0] - xi, screen[j, 1] - yi, screen[k, 0] - xi, screen[k, 1] - yi
    x, y = x - xi, y - yi
    area = ax * by - bx * ay
    scale = 1.0 / area if area != 0.0 else single(0.0)
    wj = (by * x - bx * y) * scale
    wk = (ax * y - ay * x) * scale
    # A sliver is left far behind within a pixel; held too close to it, its colour would jump along it.
    wi, wj, wk = max(1.0 - wj - wk, -0.5), max(wj, -0.5), max(wk, -0.5)
    total = wi + wj + wk
    if not flat:
        wi, wj, wk = wi * screen[i, 2], wj * screen[j, 2], wk * screen[k, 2]
    scale = 1.0 / (wi + wj + wk)
    return wi * scale, wj * scale, wk * scale, total * scale


@wide
def mix(
    corners: Floats, triangles: Ints, material: Ints, looks: Floats, texels: Image, hairy: bool,
    found: Ints, count: int, points: Floats,
) -> None:  # fmt: skip
    """What the corners hold, mixed by the weights, and the material, into the other rows.

    looks (M, 13): r, g, b, roughness, subsurface, texture's start in `texels` (-1: none), width, height, strands,
    opacity, the least that is solid, the least that casts a shadow, whether the texture has alpha.
    """
    for n in range(count):
        t = found[n]
        m = material[t]
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        wi, wj, wk = points[point.WI, n], points[point.WJ, n], points[point.WK, n]
        for c in range(3):
            points[point.NX + c, n] = wi * corners[i, 3 + c] + wj * corners[j, 3 + c] + wk * corners[k, 3 + c]
            paint = wi * corners[i, 6 + c] + wj * corners[j, 6 + c] + wk * corners[k, 6 + c]
            points[point.RED + c, n] = single(looks[m, c]) * paint
            points[point.OPEN + c, n] = wi * corners[i, 11 + c] + wj * corners[j, 11 + c] + wk * corners[k, 11 + c]
        if looks[m, 5] >= 0.0:
            u = wi * corners[i, 9] + wj * corners[j, 9] + wk * corners[k, 9]
            v = wi * corners[i, 10] + wj * corners[j, 10] + wk * corners[k, 10]
            red, green, blue = _texel(texels, int(looks[m, 5]), int(looks[m, 6]), int(looks[m, 7]), u, v)
            points[point.RED, n] *= red
            points[point.GREEN, n] *= green
            points[point.BLUE, n] *= blue
        if hairy:
            points[point.ALONG_X, n] = wi * corners[i, 14] + wj * corners[j, 14] + wk * corners[k, 14]
            points[point.ALONG_Y, n] = wi * corners[i, 15] + wj * corners[j, 15] + wk * corners[k, 15]
            points[point.STRANDS, n] = looks[m, 8]
            points[point.TONE, n] = looks[m, 0] + looks[m, 1] + looks[m, 2]
        points[point.LOOK, n], points[point.ROUGH, n], points[point.SKIN, n] = m, looks[m, 3], looks[m, 4]


@wide
def _texel(texels: Image, start: int, width: int, height: int, u: float, v: float) -> tuple[float, float, float]:
    """Linear colour of a texture, bilinear, repeating."""
    a, b, c, d, fx, fy = _around(start, width, height, u, v)
    wa, wb, wc, wd = (1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy
    red = wa * texels[a, 0] + wb * texels[b, 0] + wc * texels[c, 0] + wd * texels[d, 0]
    green = wa * texels[a, 1] + wb * texels[b, 1] + wc * texels[c, 1] + wd * texels[d, 1]
    blue = wa * texels[a, 2] + wb * texels[b, 2] + wc * texels[c, 2] + wd * texels[d, 2]
    byte = 1.0 / 255.0
    return _linear(red * byte), _linear(green * byte), _linear(blue * byte)


@wide
def _around(start: int, width: int, height: int, u: float, v: float) -> tuple[int, int, int, int, float, float]:
    """The four texels about a place in a texture, left before right and upper before lower, and how far it is from the
    first to its neighbours, 0..1.
    """
    x = (u - np.floor(u)) * single(width) - 0.5
    y = (v - np.floor(v)) * single(height) - 0.5
    left, top = np.floor(x), np.floor(y)
    x0, y0 = int(left) % width, int(top) % height
    x1, y1 = (x0 + 1) % width, (y0 + 1) % height
    upper, lower = start + y0 * width, start + y1 * width
    return upper + x0, upper + x1, lower + x0, lower + x1, single(x - left), single(y - top)


@wide
def _linear(s: float) -> float:
    """sRGB to linear, within 0.2 %: C. Hable's cubic."""
    return s * (s * (s * 0.305306011 + 0.682171111) + 0.012522878)

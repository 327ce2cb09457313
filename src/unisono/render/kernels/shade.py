"""Light: the colour of each pixel from the triangles at its samples, once for each surface that meets there."""

from __future__ import annotations

import math

from unisono.render.kernels.jit import kernel
from unisono.types import Floats, Image, Ints


@kernel
def shade(
    top: int,
    left: int,
    right: int,
    ids: Ints,
    near: Floats,
    samples: Floats,
    corners: Floats,
    triangles: Ints,
    faces: Floats,
    material: Ints,
    looks: Floats,
    ramps: Floats,
    texels: Image,
    lamps: Floats,
    eye: Floats,
    focal: float,
    centre: Floats,
    view: Floats,
    shadow: Floats,
    backdrop: Floats,
    to_srgb: Floats,
    out: Image,
) -> None:
    """Writes the covered pixels of `out` (H, W, 3) from row `top` on, from column `left` to before `right`;
    `ids` and `near` (rows, W, S) tell what is there.

    corners (V, 16): what `pack` wrote. looks (M, 8): r, g, b, roughness, subsurface, texture's start in
    `texels` (-1: none), width, height. ramps (M, 256, 3): diffuse light by n.l from -1 to 1.
    lamps (L, 6): unit direction to the lamp, linear r, g, b; 0 is the key, 1 the fill, 2 and 3 rims, 4 sky, 5 ground.
    view (3, 4), shadow (S, S): as `cast` and `fill` made them. backdrop (H, W, 3) display-linear.
    """
    rows, _, count = ids.shape
    for y in range(rows):
        for x in range(left, right):
            r, g, b = 0.0, 0.0, 0.0
            taken = 0
            empty = 0
            for s in range(count):
                t = ids[y, x, s]
                if t < 0:
                    empty += 1
                    continue
                if taken >> s & 1:
                    continue
                n = 1
                at_x, at_y = samples[s, 0], samples[s, 1]
                for q in range(s + 1, count):
                    u = ids[y, x, q]
                    if (
                        u >= 0
                        and not taken >> q & 1
                        and (u == t or _continues(t, u, near[y, x, s], near[y, x, q], faces, material))
                    ):
                        taken |= 1 << q
                        n += 1
                        at_x += samples[q, 0]
                        at_y += samples[q, 1]
                red, green, blue = _lit(
                    t, x + at_x / n, y + top + at_y / n,
                    corners, triangles, material, looks, ramps, texels, lamps, eye, focal, centre, view, shadow,
                )  # fmt: skip
                r += n * _film(red)
                g += n * _film(green)
                b += n * _film(blue)
            if empty == count:
                continue
            scale = 1.0 / count
            dither = _dither(x, y + top)
            for c in range(3):
                light = r if c == 0 else g if c == 1 else b
                light = (light + empty * backdrop[y + top, x, c]) * scale
                out[y + top, x, c] = int(to_srgb[int(math.sqrt(min(light, 1.0)) * (to_srgb.shape[0] - 1))] + dither)


@kernel
def _continues(t: int, u: int, near_t: float, near_u: float, faces: Floats, material: Ints) -> bool:
    """Is triangle u the same smooth surface as t, so that one shading serves both?"""
    if material[t] != material[u] or abs(near_t - near_u) > 0.003 * near_t:
        return False
    dot = faces[t, 0] * faces[u, 0] + faces[t, 1] * faces[u, 1] + faces[t, 2] * faces[u, 2]
    one = faces[t, 0] * faces[t, 0] + faces[t, 1] * faces[t, 1] + faces[t, 2] * faces[t, 2]
    two = faces[u, 0] * faces[u, 0] + faces[u, 1] * faces[u, 1] + faces[u, 2] * faces[u, 2]
    return bool(dot > 0.0 and dot * dot > 0.75 * one * two)


@kernel
def _lit(
    t: int, x: float, y: float,
    rows: Floats, triangles: Ints, material: Ints, looks: Floats, ramps: Floats,
    texels: Image, lamps: Floats, eye: Floats, focal: float, centre: Floats, view: Floats, shadow: Floats,
) -> tuple[float, float, float]:  # fmt: skip
    """Light, linear and unbounded, that triangle t sends to the lens through the point x, y of the picture."""
    i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
    wi, wj, wk = _weights(rows, i, j, k, x, y)
    near = wi * rows[i, 2] + wj * rows[j, 2] + wk * rows[k, 2]
    away = 1.0 / near
    ex, ey, ez = (centre[0] - x) * away / focal, (y - centre[1]) * away / focal, away
    px, py, pz = eye[0] - ex, eye[1] - ey, eye[2] - ez
    nx = wi * rows[i, 3] + wj * rows[j, 3] + wk * rows[k, 3]
    ny = wi * rows[i, 4] + wj * rows[j, 4] + wk * rows[k, 4]
    nz = wi * rows[i, 5] + wj * rows[j, 5] + wk * rows[k, 5]
    scale = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-20)
    nx, ny, nz = nx * scale, ny * scale, nz * scale
    scale = 1.0 / math.sqrt(ex * ex + ey * ey + ez * ez)
    ex, ey, ez = ex * scale, ey * scale, ez * scale
    facing = nx * ex + ny * ey + nz * ez
    if facing < 0.0:  # the back of a sheet, or a smooth normal that leans away at the rim
        bend = 2.0 * facing if facing < -0.3 else facing
        nx, ny, nz = nx - bend * ex, ny - bend * ey, nz - bend * ez
        scale = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-20)
        nx, ny, nz = nx * scale, ny * scale, nz * scale
        facing = max(nx * ex + ny * ey + nz * ez, 0.0)
    m = material[t]
    rough, skin = looks[m, 3], looks[m, 4]
    red = looks[m, 0] * (wi * rows[i, 6] + wj * rows[j, 6] + wk * rows[k, 6])
    green = looks[m, 1] * (wi * rows[i, 7] + wj * rows[j, 7] + wk * rows[k, 7])
    blue = looks[m, 2] * (wi * rows[i, 8] + wj * rows[j, 8] + wk * rows[k, 8])
    if looks[m, 5] >= 0.0:
        u = wi * rows[i, 9] + wj * rows[j, 9] + wk * rows[k, 9]
        v = wi * rows[i, 10] + wj * rows[j, 10] + wk * rows[k, 10]
        tr, tg, tb = _texel(texels, int(looks[m, 5]), int(looks[m, 6]), int(looks[m, 7]), u, v)
        red, green, blue = red * tr, green * tg, blue * tb
    open_ = 0.04 + 0.96 * (wi * rows[i, 11] + wj * rows[j, 11] + wk * rows[k, 11])
    front = 0.04 + 0.96 * (wi * rows[i, 12] + wj * rows[j, 12] + wk * rows[k, 12])

    lx, ly, lz = lamps[0, 0], lamps[0, 1], lamps[0, 2]
    toward = nx * lx + ny * ly + nz * lz
    seen = _seen(px, py, pz, nx, ny, nz, toward, view, shadow) if toward > -0.1 else 0.0
    # Scattered light passes the terminator, where the map says shadow: there the ramp alone decides.
    fade = min(max((toward + 0.1) * 3.0, 0.0), 1.0)
    soft = 1.0 - fade * (1.0 - seen)
    half = soft * (1.0 - soft) * skin  # the edge of a shadow on skin bleeds red
    at = (toward + 1.0) * 0.5 * (ramps.shape[1] - 2)
    step = int(at)
    part = at - step
    dr = ramps[m, step, 0] + part * (ramps[m, step + 1, 0] - ramps[m, step, 0])
    dg = ramps[m, step, 1] + part * (ramps[m, step + 1, 1] - ramps[m, step, 1])
    db = ramps[m, step, 2] + part * (ramps[m, step + 1, 2] - ramps[m, step, 2])
    dr *= lamps[0, 3] * (soft + 0.45 * half)
    dg *= lamps[0, 4] * (soft - 0.10 * half)
    db *= lamps[0, 5] * (soft - 0.20 * half)

    wrap = max((nx * lamps[1, 0] + ny * lamps[1, 1] + nz * lamps[1, 2] + 0.5) / 1.5, 0.0)
    wrap = wrap * wrap * front
    sky = 0.5 + 0.5 * ny
    dr += wrap * lamps[1, 3] + _bounced(open_, red) * (sky * lamps[4, 3] + (1.0 - sky) * lamps[5, 3])
    dg += wrap * lamps[1, 4] + _bounced(open_, green) * (sky * lamps[4, 4] + (1.0 - sky) * lamps[5, 4])
    db += wrap * lamps[1, 5] + _bounced(open_, blue) * (sky * lamps[4, 5] + (1.0 - sky) * lamps[5, 5])
    red, green, blue = red * dr, green * dg, blue * db

    graze = 1.0 - facing
    graze2 = graze * graze
    fresnel = 0.04 + 0.96 * graze2 * graze2 * graze * (1.0 - 0.7 * rough)
    shine = _gloss(nx, ny, nz, ex, ey, ez, facing, toward, lx, ly, lz, rough) * seen
    red += shine * lamps[0, 3]
    green += shine * lamps[0, 4]
    blue += shine * lamps[0, 5]
    shine = _gloss(
        nx, ny, nz, ex, ey, ez, facing,
        nx * lamps[1, 0] + ny * lamps[1, 1] + nz * lamps[1, 2], lamps[1, 0], lamps[1, 1], lamps[1, 2], rough,
    ) * front  # fmt: skip
    red += shine * lamps[1, 3]
    green += shine * lamps[1, 4]
    blue += shine * lamps[1, 5]
    mirror = 0.5 + 0.5 * (2.0 * facing * ny - ey)
    mirror = fresnel * (1.0 - 0.8 * rough) * open_ * mirror
    red += mirror * lamps[4, 3]
    green += mirror * lamps[4, 4]
    blue += mirror * lamps[4, 5]
    edge = min(graze, 0.8)  # no brighter at the last sliver, which the samples catch only here and there
    edge = edge * edge * edge * 1.5 * (wi * rows[i, 13] + wj * rows[j, 13] + wk * rows[k, 13])
    for lamp in range(2, 4):
        rim = nx * lamps[lamp, 0] + ny * lamps[lamp, 1] + nz * lamps[lamp, 2]
        if rim > 0.0:
            red += rim * edge * lamps[lamp, 3]
            green += rim * edge * lamps[lamp, 4]
            blue += rim * edge * lamps[lamp, 5]
    return red, green, blue


@kernel
def _weights(screen: Floats, i: int, j: int, k: int, x: float, y: float) -> tuple[float, float, float]:
    """Perspective-true weights of the corners at a point of the picture, held inside the triangle."""
    xi, yi = screen[i, 0], screen[i, 1]
    ax, ay, bx, by = screen[j, 0] - xi, screen[j, 1] - yi, screen[k, 0] - xi, screen[k, 1] - yi
    scale = 1.0 / (ax * by - bx * ay)
    wj = min(max((by * (x - xi) - bx * (y - yi)) * scale, 0.0), 1.0)
    wk = min(max((ax * (y - yi) - ay * (x - xi)) * scale, 0.0), 1.0 - wj)
    wi = (1.0 - wj - wk) * screen[i, 2]
    wj *= screen[j, 2]
    wk *= screen[k, 2]
    scale = 1.0 / (wi + wj + wk)
    return wi * scale, wj * scale, wk * scale


@kernel
def _texel(texels: Image, start: int, width: int, height: int, u: float, v: float) -> tuple[float, float, float]:
    """Linear colour of a texture, bilinear, repeating."""
    x, y = (u - math.floor(u)) * width - 0.5, (v - math.floor(v)) * height - 0.5
    left, top = math.floor(x), math.floor(y)
    fx, fy = x - left, y - top
    x0, y0 = int(left) % width, int(top) % height
    x1, y1 = (x0 + 1) % width, (y0 + 1) % height
    a, b = start + y0 * width, start + y1 * width
    mixed = (0.0, 0.0, 0.0)
    red = (texels[a + x0, 0] * (1 - fx) + texels[a + x1, 0] * fx) * (1 - fy) + (
        texels[b + x0, 0] * (1 - fx) + texels[b + x1, 0] * fx
    ) * fy
    green = (texels[a + x0, 1] * (1 - fx) + texels[a + x1, 1] * fx) * (1 - fy) + (
        texels[b + x0, 1] * (1 - fx) + texels[b + x1, 1] * fx
    ) * fy
    blue = (texels[a + x0, 2] * (1 - fx) + texels[a + x1, 2] * fx) * (1 - fy) + (
        texels[b + x0, 2] * (1 - fx) + texels[b + x1, 2] * fx
    ) * fy
    mixed = (_linear(red / 255.0), _linear(green / 255.0), _linear(blue / 255.0))
    return mixed


@kernel
def _linear(s: float) -> float:
    """sRGB to linear, within 0.2 %: C. Hable's cubic."""
    return s * (s * (s * 0.305306011 + 0.682171111) + 0.012522878)


@kernel
def _seen(
    px: float, py: float, pz: float, nx: float, ny: float, nz: float, toward: float, view: Floats, shadow: Floats
) -> float:
    """How much of the key lamp a point sees, 0..1: 3 x 3 texels about it, each compared on the point's own plane."""
    x = view[0, 0] * px + view[0, 1] * py + view[0, 2] * pz + view[0, 3] - 0.5
    y = view[1, 0] * px + view[1, 1] * py + view[1, 2] * pz + view[1, 3] - 0.5
    z = view[2, 0] * px + view[2, 1] * py + view[2, 2] * pz + view[2, 3]
    left, top = int(math.floor(x)) - 1, int(math.floor(y)) - 1
    if not (left >= 0 and top >= 0 and left + 4 < shadow.shape[1] and top + 4 < shadow.shape[0]):
        return 1.0
    # The plane's height over the texel grid; steep planes are held, else they shadow their neighbours.
    square = view[0, 0] * view[0, 0] + view[0, 1] * view[0, 1] + view[0, 2] * view[0, 2]  # (texels per metre)^2
    steep = -1.0 / (square * max(toward, 0.25))
    slope_x = (view[0, 0] * nx + view[0, 1] * ny + view[0, 2] * nz) * steep
    slope_y = (view[1, 0] * nx + view[1, 1] * ny + view[1, 2] * nz) * steep
    per_metre = math.sqrt(square)
    fx, fy = x - left - 1, y - top - 1
    plane = z * per_metre + 1.0  # in texels, a texel's grace
    slope_x, slope_y = slope_x * per_metre, slope_y * per_metre
    total = 0.0
    for b in range(4):
        row = 1.0 - fy if b == 0 else fy if b == 3 else 1.0
        start = plane + slope_y * (b - 1 - fy) - slope_x * (1 + fx)
        line = 0.0
        for a in range(4):
            column = 1.0 - fx if a == 0 else fx if a == 3 else 1.0
            over = shadow[top + b, left + a] * per_metre - (start + slope_x * a)
            line += column * (1.0 - min(max(over * 0.5, 0.0), 1.0))
        total += row * line
    return total / 9.0


@kernel
def _bounced(open_: float, albedo: float) -> float:
    """Openness as it is for light that bounces on within a hollow of that colour: Jimenez et al. 2016, GTAO, eq. 10."""
    a, b, c = 2.0404 * albedo - 0.3324, -4.7951 * albedo + 0.6417, 2.7552 * albedo + 0.6903
    return max(open_, ((open_ * a + b) * open_ + c) * open_)


@kernel
def _gloss(
    nx: float, ny: float, nz: float, ex: float, ey: float, ez: float, facing: float, toward: float,
    lx: float, ly: float, lz: float, rough: float,
) -> float:  # fmt: skip
    """Light mirrored from a lamp as large as a softbox: GGX, and on what is wet a sharp picture of the lamp itself."""
    if toward <= 0.0:
        return 0.0
    hx, hy, hz = ex + lx, ey + ly, ez + lz
    scale = 1.0 / math.sqrt(hx * hx + hy * hy + hz * hz + 1e-20)
    across = (nx * hx + ny * hy + nz * hz) * scale
    away = 1.0 - (ex * hx + ey * hy + ez * hz) * scale
    away2 = away * away
    alpha = max(rough * rough, 0.02)
    alpha2 = alpha * alpha
    d = across * across * (alpha2 - 1.0) + 1.0
    shine = alpha2 / (d * d * (4.0 * alpha + 0.5)) * (0.04 + 0.96 * away2 * away2 * away) * toward
    if rough < 0.25:
        wet = 1.0 - rough * 4.0
        mirrored = 2.0 * facing * toward - (ex * lx + ey * ly + ez * lz)
        edge = min(max((mirrored - 0.975) * 120.0, 0.0), 1.0)
        shine = shine * (1.0 - wet) + wet * edge * edge * (3.0 - 2.0 * edge) * 0.35
    return min(shine, 4.0)


@kernel
def _film(x: float) -> float:
    """Filmic shoulder and toe, linear 0.. to display-linear 0..1: K. Narkowicz, ACES fit, 2016."""
    x = max(x, 0.0) * 0.95
    return min(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 1.0)


@kernel
def _dither(x: int, y: int) -> float:
    """0..1, so spread that a soft gradient in 8 bits shows no bands: J. Jimenez, interleaved gradient noise, 2014."""
    a = 0.06711056 * x + 0.00583715 * y
    b = 52.9829189 * (a - math.floor(a))
    return b - math.floor(b)

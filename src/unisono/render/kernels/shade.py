"""Light: the colour of each pixel from the triangles at its samples, once for each surface that meets there."""

from __future__ import annotations

import math

from unisono.compiled.jit import kernel
from unisono.render.studio import FILL as _FILL
from unisono.render.studio import GROUND as _GROUND
from unisono.render.studio import KEY as _KEY
from unisono.render.studio import RIM_LEFT as _RIM_LEFT
from unisono.render.studio import RIM_RIGHT as _RIM_RIGHT
from unisono.render.studio import SKY as _SKY
from unisono.types import Floats, Image, Ints

_CHALK = 0.88  # roughness from which on a lamp's mirror image is too faint to see
_FLOOR = 0.04  # openness of the deepest hollow: flesh lets some light through


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
    """Writes the covered pixels of `out` (H, W, 3 or 4) from row `top` on, from column `left` to before `right`.

    ids, near (rows, W, S): the triangle at each sample and its nearness. corners (V, 16): what `pack` wrote.
    looks (M, 9): r, g, b, roughness, subsurface, texture's start in `texels` (-1: none), width, height, strands.
    ramps (M, 256, 3): diffuse light by n.l from -1 to 1. lamps (6, 6): see studio.py.
    view (3, 4), shadow (S, S): as `cast` and `fill` made them. backdrop (H, W, 3) display-linear. A fourth channel of
    `out` is how much of a pixel is covered, its colour is then that of the covered part alone.
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
            clear = out.shape[2] == 4
            scale, last = 1.0 / (count - empty if clear else count), to_srgb.shape[0] - 1
            dither = _dither(x, y + top)
            for c in range(3):
                light = r if c == 0 else g if c == 1 else b
                light += 0.0 if clear else empty * backdrop[y + top, x, c]
                out[y + top, x, c] = int(to_srgb[_level(light * scale, last)] + dither)
            if clear:
                out[y + top, x, 3] = 255 * (count - empty) // count


@kernel
def _level(light: float, last: int) -> int:
    """0..last for display-linear light; written so that a NaN becomes an index like any other."""
    return int(math.sqrt(light) * last) if 0.0 < light < 1.0 else 0 if light <= 0.0 else last


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
    corners: Floats, triangles: Ints, material: Ints, looks: Floats, ramps: Floats, texels: Image,
    lamps: Floats, eye: Floats, focal: float, centre: Floats, view: Floats, shadow: Floats,
) -> tuple[float, float, float]:  # fmt: skip
    """Light, linear and unbounded, that triangle t sends to the lens through the point x, y of the picture."""
    i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
    wi, wj, wk = _weights(corners, i, j, k, x, y)
    ahead = 1.0 / (wi * corners[i, 2] + wj * corners[j, 2] + wk * corners[k, 2])
    ex, ey, ez = (centre[0] - x) * ahead / focal, (y - centre[1]) * ahead / focal, ahead
    px, py, pz = eye[0] - ex, eye[1] - ey, eye[2] - ez
    ex, ey, ez = _unit(ex, ey, ez)
    nx, ny, nz = _unit(
        wi * corners[i, 3] + wj * corners[j, 3] + wk * corners[k, 3],
        wi * corners[i, 4] + wj * corners[j, 4] + wk * corners[k, 4],
        wi * corners[i, 5] + wj * corners[j, 5] + wk * corners[k, 5],
    )
    facing = nx * ex + ny * ey + nz * ez
    if facing < 0.0:  # the back of a sheet, or a smooth normal that leans away at the rim
        bend = 2.0 * facing if facing < -0.3 else facing
        nx, ny, nz = _unit(nx - bend * ex, ny - bend * ey, nz - bend * ez)
        facing = max(nx * ex + ny * ey + nz * ez, 0.0)
    m = material[t]
    red = looks[m, 0] * (wi * corners[i, 6] + wj * corners[j, 6] + wk * corners[k, 6])
    green = looks[m, 1] * (wi * corners[i, 7] + wj * corners[j, 7] + wk * corners[k, 7])
    blue = looks[m, 2] * (wi * corners[i, 8] + wj * corners[j, 8] + wk * corners[k, 8])
    if looks[m, 5] >= 0.0:
        u = wi * corners[i, 9] + wj * corners[j, 9] + wk * corners[k, 9]
        v = wi * corners[i, 10] + wj * corners[j, 10] + wk * corners[k, 10]
        tr, tg, tb = _texel(texels, int(looks[m, 5]), int(looks[m, 6]), int(looks[m, 7]), u, v)
        red, green, blue = red * tr, green * tg, blue * tb
    open_ = _FLOOR + (1.0 - _FLOOR) * (wi * corners[i, 11] + wj * corners[j, 11] + wk * corners[k, 11])
    front = _FLOOR + (1.0 - _FLOOR) * (wi * corners[i, 12] + wj * corners[j, 12] + wk * corners[k, 12])
    back = wi * corners[i, 13] + wj * corners[j, 13] + wk * corners[k, 13]

    toward = nx * lamps[_KEY, 0] + ny * lamps[_KEY, 1] + nz * lamps[_KEY, 2]
    seen = _seen(px, py, pz, nx, ny, nz, toward, view, shadow) if toward > -0.1 else 0.0
    dr, dg, db = _diffuse(m, ny, toward, seen, looks[m, 4], ramps, lamps)
    wrap = max((nx * lamps[_FILL, 0] + ny * lamps[_FILL, 1] + nz * lamps[_FILL, 2] + 0.5) / 1.5, 0.0)
    wrap = wrap * wrap * front
    sky = 0.5 + 0.5 * ny
    ground = 1.0 - sky
    dr += wrap * lamps[_FILL, 3] + _bounced(open_, red) * (sky * lamps[_SKY, 3] + ground * lamps[_GROUND, 3])
    dg += wrap * lamps[_FILL, 4] + _bounced(open_, green) * (sky * lamps[_SKY, 4] + ground * lamps[_GROUND, 4])
    db += wrap * lamps[_FILL, 5] + _bounced(open_, blue) * (sky * lamps[_SKY, 5] + ground * lamps[_GROUND, 5])
    sr, sg, sb = _shine(nx, ny, nz, ex, ey, ez, facing, looks[m, 3], seen, open_, front, back, lamps)
    if looks[m, 8] > 0.0:
        tx, ty, tz = _along(
            wi * corners[i, 14] + wj * corners[j, 14] + wk * corners[k, 14],
            wi * corners[i, 15] + wj * corners[j, 15] + wk * corners[k, 15],
        )
        shift = 0.9 * (red + green + blue) / max(looks[m, 0] + looks[m, 1] + looks[m, 2], 1e-3)
        hr, hg, hb = _sheen(tx, ty, tz, nx, ny, nz, ex, ey, ez, shift, red, green, blue, seen, front, lamps)
        part = looks[m, 8]
        sr, sg, sb = sr + part * (hr - 0.75 * sr), sg + part * (hg - 0.75 * sg), sb + part * (hb - 0.75 * sb)
    return red * dr + sr, green * dg + sg, blue * db + sb


@kernel
def _diffuse(
    m: int, ny: float, toward: float, seen: float, skin: float, ramps: Floats, lamps: Floats
) -> tuple[float, float, float]:
    """What of the key lamp enters the surface and comes out again."""
    # Scattered light passes the terminator, where the map says shadow: there the ramp alone decides.
    soft = 1.0 - min(max((toward + 0.1) * 3.0, 0.0), 1.0) * (1.0 - seen)
    half = soft * (1.0 - soft) * skin  # the edge of a shadow on skin bleeds red
    at = (toward + 1.0) * 0.5 * (ramps.shape[1] - 2)
    step = min(max(int(at), 0), ramps.shape[1] - 2)
    part = at - step
    red = ramps[m, step, 0] + part * (ramps[m, step + 1, 0] - ramps[m, step, 0])
    green = ramps[m, step, 1] + part * (ramps[m, step + 1, 1] - ramps[m, step, 1])
    blue = ramps[m, step, 2] + part * (ramps[m, step + 1, 2] - ramps[m, step, 2])
    red *= lamps[_KEY, 3] * (soft + 0.45 * half)
    green *= lamps[_KEY, 4] * (soft - 0.10 * half)
    blue *= lamps[_KEY, 5] * (soft - 0.20 * half)
    return red, green, blue


@kernel
def _shine(
    nx: float, ny: float, nz: float, ex: float, ey: float, ez: float, facing: float, rough: float,
    seen: float, open_: float, front: float, back: float, lamps: Floats,
) -> tuple[float, float, float]:  # fmt: skip
    """What the surface throws back of key, fill, sky and the rims behind."""
    key, fill = 0.0, 0.0
    if rough < _CHALK:
        fill = front * _gloss(nx, ny, nz, ex, ey, ez, facing, rough, lamps[_FILL, 0], lamps[_FILL, 1], lamps[_FILL, 2])
        if seen > 0.0:
            key = seen * _gloss(nx, ny, nz, ex, ey, ez, facing, rough, lamps[_KEY, 0], lamps[_KEY, 1], lamps[_KEY, 2])
    graze = 1.0 - facing
    fresnel = 0.04 + 0.96 * graze**5 * (1.0 - 0.7 * rough)
    sky = fresnel * (1.0 - 0.8 * rough) * open_ * (0.5 + 0.5 * (2.0 * facing * ny - ey))
    red = key * lamps[_KEY, 3] + fill * lamps[_FILL, 3] + sky * lamps[_SKY, 3]
    green = key * lamps[_KEY, 4] + fill * lamps[_FILL, 4] + sky * lamps[_SKY, 4]
    blue = key * lamps[_KEY, 5] + fill * lamps[_FILL, 5] + sky * lamps[_SKY, 5]
    # No brighter at the last sliver, which samples catch only here and there.
    # Only what stands free: a fold sees some of the room behind, yet no strip of light.
    free = max(back - 0.45, 0.0) / 0.55
    edge = (2.1 - 1.5 * rough) * min(graze, 0.8) ** 3 * free * free
    for lamp in (_RIM_LEFT, _RIM_RIGHT):
        rim = edge * max(nx * lamps[lamp, 0] + ny * lamps[lamp, 1] + nz * lamps[lamp, 2], 0.0)
        red += rim * lamps[lamp, 3]
        green += rim * lamps[lamp, 4]
        blue += rim * lamps[lamp, 5]
    return red, green, blue


@kernel
def _along(x: float, y: float) -> tuple[float, float, float]:
    """How strands run, from the two numbers that `deform.lay` wrote."""
    square = min(x * x + y * y, 4.0)
    flat = math.sqrt(1.0 - 0.25 * square)
    return _unit(x * flat, y * flat, 0.5 * square - 1.0)


@kernel
def _sheen(
    tx: float, ty: float, tz: float, nx: float, ny: float, nz: float, ex: float, ey: float, ez: float,
    shift: float, red: float, green: float, blue: float, seen: float, front: float, lamps: Floats,
) -> tuple[float, float, float]:  # fmt: skip
    """Two bands of light across strands: one white, off the cuticle, one in the hair's colour, from within.

    Kajiya and Kay 1989, with the shifted lobes of T. Scheuermann, "Practical Real-Time Hair Rendering", 2004.
    """
    r, g, b = 0.0, 0.0, 0.0
    for lamp in (_KEY, _FILL):
        lx, ly, lz = lamps[lamp, 0], lamps[lamp, 1], lamps[lamp, 2]
        hx, hy, hz = _unit(ex + lx, ey + ly, ez + lz)
        lit = min(max(nx * lx + ny * ly + nz * lz + 0.25, 0.0), 1.0) * (seen if lamp == _KEY else front)
        one = _band(tx, ty, tz, nx, ny, nz, hx, hy, hz, -0.12 + 0.10 * shift)
        two = _band(tx, ty, tz, nx, ny, nz, hx, hy, hz, 0.16 + 0.10 * shift) ** 8
        one = one * one * one * one**32
        r += lit * lamps[lamp, 3] * (0.10 * one + 0.9 * red * two)
        g += lit * lamps[lamp, 4] * (0.10 * one + 0.9 * green * two)
        b += lit * lamps[lamp, 5] * (0.10 * one + 0.9 * blue * two)
    return r, g, b


@kernel
def _band(
    tx: float, ty: float, tz: float, nx: float, ny: float, nz: float, hx: float, hy: float, hz: float,
    shift: float,
) -> float:  # fmt: skip
    """Squared sine, 0..1: largest where the half vector is square to the strand, leant over by `shift`."""
    tx, ty, tz = _unit(tx + shift * nx, ty + shift * ny, tz + shift * nz)
    across = tx * hx + ty * hy + tz * hz
    return max(1.0 - across * across, 0.0)


@kernel
def _unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    scale = 1.0 / math.sqrt(x * x + y * y + z * z + 1e-20)
    return x * scale, y * scale, z * scale


@kernel
def _weights(screen: Floats, i: int, j: int, k: int, x: float, y: float) -> tuple[float, float, float]:
    """Perspective-true weights of the corners at a point of the picture, which may lie a little outside."""
    xi, yi = screen[i, 0], screen[i, 1]
    ax, ay, bx, by = screen[j, 0] - xi, screen[j, 1] - yi, screen[k, 0] - xi, screen[k, 1] - yi
    area = ax * by - bx * ay
    scale = 1.0 / area if area != 0.0 else 0.0
    wj = (by * (x - xi) - bx * (y - yi)) * scale
    wk = (ax * (y - yi) - ay * (x - xi)) * scale
    # A sliver is left far behind within a pixel; held too close to it, its colour would jump along it.
    wi, wj, wk = max(1.0 - wj - wk, -0.5) * screen[i, 2], max(wj, -0.5) * screen[j, 2], max(wk, -0.5) * screen[k, 2]
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
    a, b, c, d = start + y0 * width + x0, start + y0 * width + x1, start + y1 * width + x0, start + y1 * width + x1
    wa, wb, wc, wd = (1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy
    red = wa * texels[a, 0] + wb * texels[b, 0] + wc * texels[c, 0] + wd * texels[d, 0]
    green = wa * texels[a, 1] + wb * texels[b, 1] + wc * texels[c, 1] + wd * texels[d, 1]
    blue = wa * texels[a, 2] + wb * texels[b, 2] + wc * texels[c, 2] + wd * texels[d, 2]
    return _linear(red / 255.0), _linear(green / 255.0), _linear(blue / 255.0)


@kernel
def _linear(s: float) -> float:
    """sRGB to linear, within 0.2 %: C. Hable's cubic."""
    return s * (s * (s * 0.305306011 + 0.682171111) + 0.012522878)


@kernel
def _seen(
    px: float, py: float, pz: float, nx: float, ny: float, nz: float, toward: float, view: Floats, shadow: Floats
) -> float:
    """How much of the key lamp a point sees, 0..1: 2 x 2 texels about it, each compared on the point's own plane."""
    x = view[0, 0] * px + view[0, 1] * py + view[0, 2] * pz + view[0, 3] - 0.5
    y = view[1, 0] * px + view[1, 1] * py + view[1, 2] * pz + view[1, 3] - 0.5
    z = view[2, 0] * px + view[2, 1] * py + view[2, 2] * pz + view[2, 3]
    # Written so that a NaN fails: what lies off the map is lit.
    if not (x >= 1.0 and y >= 1.0 and x < shadow.shape[1] - 3.0 and y < shadow.shape[0] - 3.0):
        return 1.0
    left, top = int(x - 0.5), int(y - 0.5)
    # The plane's height over the texel grid; steep planes are held, else they shadow their neighbours.
    square = view[0, 0] * view[0, 0] + view[0, 1] * view[0, 1] + view[0, 2] * view[0, 2]  # (texels per metre)^2
    steep = -1.0 / (square * max(toward, 0.25))
    slope_x = (view[0, 0] * nx + view[0, 1] * ny + view[0, 2] * nz) * steep
    slope_y = (view[1, 0] * nx + view[1, 1] * ny + view[1, 2] * nz) * steep
    per_metre = math.sqrt(square)
    fx, fy = x - left - 0.5, y - top - 0.5
    plane = z * per_metre + 1.0  # in texels, a texel's grace
    slope_x, slope_y = slope_x * per_metre, slope_y * per_metre
    total = 0.0
    for b in range(3):
        row = 1.0 - fy if b == 0 else fy if b == 2 else 1.0
        start = plane + slope_y * (b - 0.5 - fy) - slope_x * (0.5 + fx)
        line = 0.0
        for a in range(3):
            column = 1.0 - fx if a == 0 else fx if a == 2 else 1.0
            over = shadow[top + b, left + a] * per_metre - (start + slope_x * a)
            line += column * (1.0 - min(max(over * 0.5, 0.0), 1.0))
        total += row * line
    return total / 4.0


@kernel
def _bounced(open_: float, albedo: float) -> float:
    """Openness as it is for light that bounces on within a hollow of that colour: Jimenez et al. 2016, GTAO, eq. 10."""
    a, b, c = 2.0404 * albedo - 0.3324, -4.7951 * albedo + 0.6417, 2.7552 * albedo + 0.6903
    return max(open_, ((open_ * a + b) * open_ + c) * open_)


@kernel
def _gloss(
    nx: float, ny: float, nz: float, ex: float, ey: float, ez: float, facing: float, rough: float,
    lx: float, ly: float, lz: float,
) -> float:  # fmt: skip
    """Light mirrored from a lamp as large as a softbox: GGX, and on what is wet a sharp picture of the lamp itself."""
    toward = nx * lx + ny * ly + nz * lz
    if toward <= 0.0:
        return 0.0
    hx, hy, hz = ex + lx, ey + ly, ez + lz
    hx, hy, hz = _unit(hx, hy, hz)
    across = nx * hx + ny * hy + nz * hz
    away = 1.0 - (ex * hx + ey * hy + ez * hz)
    alpha = max(rough * rough, 0.02)
    alpha2 = alpha * alpha
    d = across * across * (alpha2 - 1.0) + 1.0
    shine = alpha2 / (d * d * (4.0 * alpha + 0.5)) * (0.04 + 0.96 * away**5) * toward
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

"""Light: the colour of every pixel that the avatar covers, row by row, many points at once."""

from __future__ import annotations

import math

import numpy as np

from unisono.compiled.jit import single, whole, wide
from unisono.render.kernels import point
from unisono.render.kernels.resolve import apart, collect, gather, lay, resolve
from unisono.render.kernels.sheer import veil
from unisono.render.kernels.surfaces import mix, see, weigh
from unisono.render.studio import FILL as _FILL
from unisono.render.studio import GROUND as _GROUND
from unisono.render.studio import KEY as _KEY
from unisono.render.studio import RIM_LEFT as _RIM_LEFT
from unisono.render.studio import RIM_RIGHT as _RIM_RIGHT
from unisono.render.studio import SKY as _SKY
from unisono.types import Floats, Image, Ints

CHALK = single(0.88)  # roughness from which on a lamp's mirror image is too faint to see
WET = single(0.25)  # roughness up to which a surface shows the lamp itself
FLOOR = single(0.04)  # openness of the deepest hollow: flesh lets some light through


@wide
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
    kinds: Ints,
    looks: Floats,
    ramps: Floats,
    texels: Image,
    lamps: Floats,
    eye: Floats,
    focal: float,
    centre: Floats,
    view: Floats,
    shadow: Floats,
    over: Ints,
    alphas: Image,
    backdrop: Floats,
    to_srgb: Floats,
    found: Ints,
    points: Floats,
    lit: Floats,
    glow: Floats,
    each: Floats,
    out: Image,
) -> None:
    """Writes the covered pixels of `out` (H, W, 3 or 4) from row `top` on, from column `left` to before `right`.

    ids .. kinds and found, points: as for `see`. corners, triangles: as for `weigh`. looks, texels: as for `mix`.
    ramps (M, 256, 3): diffuse light by n.l from -1 to 1. lamps (6, 6): see studio.py. view (3, 4), shadow (S, S): as
    `cast` and `fill` made them. over: triangles that are seen through, the farthest first. alphas: see `mesh.alphas`.
    backdrop .. out: as for `resolve`.
    found .. each: room to work in; lit (KINDS, 3, N), N no less than 4 W, glow (4, W), each (4, 4, W).
    """
    counts = np.zeros(point.KINDS, np.int32)
    for y in range(ids.shape[0]):
        see(top, y, left, right, ids, near, samples, faces, material, kinds, found, points, counts)
        for kind in range(point.SHEER):
            _work_out(
                kind, corners, triangles, material, looks, texels, ramps,
                lamps, eye, single(focal), centre, view, shadow, found, points, counts, lit,
            )  # fmt: skip
        if not over.shape[0]:
            gather(left, right, points, counts, lit, glow)
        else:
            apart(left, right, points, counts, lit, each)
            done = 0
            while done < over.shape[0]:
                counts[point.SHEER] = 0
                done = veil(
                    done, over, corners, triangles, top + y, y, near, samples, alphas, material, looks,
                    found, points, counts,
                )  # fmt: skip
                _work_out(
                    whole(point.SHEER), corners, triangles, material, looks, texels, ramps, lamps,
                    eye, single(focal), centre, view, shadow, found, points, counts, lit,
                )  # fmt: skip
                lay(points[point.SHEER], counts[point.SHEER], lit[point.SHEER], each)
            collect(left, right, each, glow)
        resolve(top + y, left, right, glow, backdrop, to_srgb, out)


@wide
def _work_out(
    kind: int, corners: Floats, triangles: Ints, material: Ints, looks: Floats,
    texels: Image, ramps: Floats, lamps: Floats, eye: Floats, focal: float, centre: Floats, view: Floats,
    shadow: Floats, found: Ints, points: Floats, counts: Ints, lit: Floats,
) -> None:  # fmt: skip
    """The light of the points of a kind."""
    glossy, hairy = kind > point.CHALK, kind >= point.HAIRY
    weigh(corners, triangles, found[kind], counts[kind], points[kind])
    mix(corners, triangles, material, looks, texels, hairy, found[kind], counts[kind], points[kind])
    light(points[kind], counts[kind], glossy, hairy, ramps, lamps, eye, focal, centre, view, shadow, lit[kind])


@wide
def light(
    points: Floats,
    count: int,
    glossy: bool,
    hairy: bool,
    ramps: Floats,
    lamps: Floats,
    eye: Floats,
    focal: float,
    centre: Floats,
    view: Floats,
    shadow: Floats,
    lit: Floats,
) -> None:
    """`lit` (3, N): display-linear light 0..1 that the first `count` of the points (ROWS, N) send to the lens."""
    for n in range(count):
        ahead = points[point.AHEAD, n]
        ex = (centre[0] - points[point.X, n]) * ahead / focal
        ey = (points[point.Y, n] - centre[1]) * ahead / focal
        px, py, pz = eye[0] - ex, eye[1] - ey, eye[2] - ahead
        ex, ey, ez = _unit(ex, ey, ahead)
        nx, ny, nz = _unit(points[point.NX, n], points[point.NY, n], points[point.NZ, n])
        nx, ny, nz, facing = _turned(nx, ny, nz, ex, ey, ez)
        red, green, blue = points[point.RED, n], points[point.GREEN, n], points[point.BLUE, n]
        open_ = FLOOR + (1.0 - FLOOR) * points[point.OPEN, n]
        front = FLOOR + (1.0 - FLOOR) * points[point.FRONT, n]
        rough = points[point.ROUGH, n]

        toward = nx * lamps[_KEY, 0] + ny * lamps[_KEY, 1] + nz * lamps[_KEY, 2]
        seen = _seen(px, py, pz, nx, ny, nz, toward, view, shadow)
        seen = seen if toward > -0.1 else single(0.0)
        dr, dg, db = _diffuse(whole(points[point.LOOK, n]), toward, seen, points[point.SKIN, n], ramps, lamps)
        wrap = max((nx * lamps[_FILL, 0] + ny * lamps[_FILL, 1] + nz * lamps[_FILL, 2] + 0.5) / 1.5, 0.0)
        wrap = wrap * wrap * front
        sky = 0.5 + 0.5 * ny
        ground = 1.0 - sky
        dr += wrap * lamps[_FILL, 3] + _bounced(open_, red) * (sky * lamps[_SKY, 3] + ground * lamps[_GROUND, 3])
        dg += wrap * lamps[_FILL, 4] + _bounced(open_, green) * (sky * lamps[_SKY, 4] + ground * lamps[_GROUND, 4])
        db += wrap * lamps[_FILL, 5] + _bounced(open_, blue) * (sky * lamps[_SKY, 5] + ground * lamps[_GROUND, 5])
        sr, sg, sb = _shine(
            nx, ny, nz, ex, ey, ez, facing, rough, seen, open_, front, points[point.BACK, n], glossy, lamps
        )
        if hairy:
            tx, ty, tz = _along(points[point.ALONG_X, n], points[point.ALONG_Y, n])
            shift = 0.9 * (red + green + blue) / max(points[point.TONE, n], 1e-3)
            hr, hg, hb = _sheen(tx, ty, tz, nx, ny, nz, ex, ey, ez, shift, red, green, blue, seen, front, lamps)
            part = points[point.STRANDS, n]
            sr, sg, sb = sr + part * (hr - 0.75 * sr), sg + part * (hg - 0.75 * sg), sb + part * (hb - 0.75 * sb)
        lit[0, n], lit[1, n], lit[2, n] = _film(red * dr + sr), _film(green * dg + sg), _film(blue * db + sb)


@wide
def _turned(nx: float, ny: float, nz: float, ex: float, ey: float, ez: float) -> tuple[float, float, float, float]:
    """The normal turned to the eye where it leans away (the back of a sheet, or a rim), and their cosine, 0..1."""
    facing = nx * ex + ny * ey + nz * ez
    bend = 2.0 * facing if facing < -0.3 else facing
    bend = bend if facing < 0.0 else single(0.0)
    nx, ny, nz = _unit(nx - bend * ex, ny - bend * ey, nz - bend * ez)
    return nx, ny, nz, max(nx * ex + ny * ey + nz * ez, 0.0)


@wide
def _diffuse(
    m: int, toward: float, seen: float, skin: float, ramps: Floats, lamps: Floats
) -> tuple[float, float, float]:
    """What of the key lamp enters the surface and comes out again."""
    # Scattered light passes the terminator, where the map says shadow: there the ramp alone decides.
    soft = 1.0 - min(max((toward + 0.1) * 3.0, 0.0), 1.0) * (1.0 - seen)
    half = soft * (1.0 - soft) * skin  # the edge of a shadow on skin bleeds red
    last = single(ramps.shape[1] - 2)
    at = _within((toward + 1.0) * 0.5 * last, 0.0, last)
    step = whole(at)
    part = at - single(step)
    red = ramps[m, step, 0] + part * (ramps[m, step + 1, 0] - ramps[m, step, 0])
    green = ramps[m, step, 1] + part * (ramps[m, step + 1, 1] - ramps[m, step, 1])
    blue = ramps[m, step, 2] + part * (ramps[m, step + 1, 2] - ramps[m, step, 2])
    red *= lamps[_KEY, 3] * (soft + 0.45 * half)
    green *= lamps[_KEY, 4] * (soft - 0.10 * half)
    blue *= lamps[_KEY, 5] * (soft - 0.20 * half)
    return red, green, blue


@wide
def _shine(
    nx: float, ny: float, nz: float, ex: float, ey: float, ez: float, facing: float, rough: float,
    seen: float, open_: float, front: float, back: float, glossy: bool, lamps: Floats,
) -> tuple[float, float, float]:  # fmt: skip
    """What the surface throws back of key, fill, sky and the rims behind."""
    key, fill = single(0.0), single(0.0)
    if glossy:
        fill = front * _gloss(nx, ny, nz, ex, ey, ez, facing, rough, lamps[_FILL, 0], lamps[_FILL, 1], lamps[_FILL, 2])
        key = seen * _gloss(nx, ny, nz, ex, ey, ez, facing, rough, lamps[_KEY, 0], lamps[_KEY, 1], lamps[_KEY, 2])
        mirrors = rough < CHALK  # else it came among what is seen through, or hair
        key, fill = key if mirrors else single(0.0), fill if mirrors else single(0.0)
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


@wide
def _along(x: float, y: float) -> tuple[float, float, float]:
    """How strands run, from the two numbers that `deform.lay` wrote."""
    square = min(x * x + y * y, 4.0)
    flat = math.sqrt(1.0 - 0.25 * square)
    return _unit(x * flat, y * flat, 0.5 * square - 1.0)


@wide
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


@wide
def _band(
    tx: float, ty: float, tz: float, nx: float, ny: float, nz: float, hx: float, hy: float, hz: float,
    shift: float,
) -> float:  # fmt: skip
    """Squared sine, 0..1: largest where the half vector is square to the strand, leant over by `shift`."""
    tx, ty, tz = _unit(tx + shift * nx, ty + shift * ny, tz + shift * nz)
    across = tx * hx + ty * hy + tz * hz
    return max(1.0 - across * across, 0.0)


@wide
def _unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    scale = 1.0 / math.sqrt(x * x + y * y + z * z + 1e-20)
    return x * scale, y * scale, z * scale


@wide
def _seen(
    px: float, py: float, pz: float, nx: float, ny: float, nz: float, toward: float, view: Floats, shadow: Floats
) -> float:
    """How much of the key lamp a point sees, 0..1: 2 x 2 texels about it, each compared on the point's own plane."""
    x = view[0, 0] * px + view[0, 1] * py + view[0, 2] * pz + view[0, 3] - 0.5
    y = view[1, 0] * px + view[1, 1] * py + view[1, 2] * pz + view[1, 3] - 0.5
    z = view[2, 0] * px + view[2, 1] * py + view[2, 2] * pz + view[2, 3]
    width, height = single(shadow.shape[1]) - 3.0, single(shadow.shape[0]) - 3.0
    # What lies off the map is lit.
    within = x >= 1.0 and y >= 1.0 and x < width and y < height
    x, y = _within(x, 1.0, width), _within(y, 1.0, height)
    left, top = whole(x - 0.5), whole(y - 0.5)
    # The plane's height over the texel grid; steep planes are held, else they shadow their neighbours.
    square = view[0, 0] * view[0, 0] + view[0, 1] * view[0, 1] + view[0, 2] * view[0, 2]  # (texels per metre)^2
    steep = -1.0 / (square * max(toward, 0.25))
    slope_x = (view[0, 0] * nx + view[0, 1] * ny + view[0, 2] * nz) * steep
    slope_y = (view[1, 0] * nx + view[1, 1] * ny + view[1, 2] * nz) * steep
    per_metre = math.sqrt(square)
    fx, fy = x - single(left) - 0.5, y - single(top) - 0.5
    plane = z * per_metre + 1.0  # in texels, a texel's grace
    slope_x, slope_y = slope_x * per_metre, slope_y * per_metre
    total = single(0.0)
    for b in range(3):
        row = 1.0 - fy if b == 0 else fy if b == 2 else single(1.0)
        start = plane + slope_y * (single(b) - 0.5 - fy) - slope_x * (0.5 + fx)
        line = single(0.0)
        for a in range(3):
            column = 1.0 - fx if a == 0 else fx if a == 2 else single(1.0)
            over = shadow[top + b, left + a] * per_metre - (start + slope_x * single(a))
            line += column * (1.0 - min(max(over * 0.5, 0.0), 1.0))
        total += row * line
    return total * 0.25 if within else single(1.0)


@wide
def _within(value: float, low: float, high: float) -> float:
    """Held between low and high; a NaN is low, so that it may become an index."""
    value = value if value > low else low
    return value if value < high else high


@wide
def _bounced(open_: float, albedo: float) -> float:
    """Openness as it is for light that bounces on within a hollow of that colour: Jimenez et al. 2016, GTAO, eq. 10."""
    a, b, c = 2.0404 * albedo - 0.3324, -4.7951 * albedo + 0.6417, 2.7552 * albedo + 0.6903
    return max(open_, ((open_ * a + b) * open_ + c) * open_)


@wide
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
    if rough < WET:
        wet = 1.0 - rough * 4.0
        mirrored = 2.0 * facing * toward - (ex * lx + ey * ly + ez * lz)
        edge = min(max((mirrored - 0.975) * 120.0, 0.0), 1.0)
        shine = shine * (1.0 - wet) + wet * edge * edge * (3.0 - 2.0 * edge) * 0.35
    return min(shine, 4.0)


@wide
def _film(x: float) -> float:
    """Filmic shoulder and toe, linear 0.. to display-linear 0..1: K. Narkowicz, ACES fit, 2016."""
    x = max(x, 0.0) * 0.95
    return min(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 1.0)

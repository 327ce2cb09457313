"""The points of a row, lit, back to pixels: samples averaged, what is behind them added, and sRGB bytes."""

from __future__ import annotations

import math

import numpy as np

from unisono.compiled.jit import single, whole, wide
from unisono.render.kernels import point
from unisono.types import Floats, Image, Ints


@wide
def gather(left: int, right: int, points: Floats, counts: Ints, lit: Floats, glow: Floats) -> None:
    """`glow` (4, W): the light of the row's opaque samples, and how many of four are covered.

    lit (KINDS, 3, N): light of the points, display-linear.
    """
    for c in range(4):
        glow[c, left:right] = 0.0
    for kind in range(point.SHEER):
        for n in range(counts[kind]):
            x, share = whole(points[kind, point.COLUMN, n]), points[kind, point.SHARE, n]
            glow[3, x] += share
            for c in range(3):
                glow[c, x] += share * lit[kind, c, n]


@wide
def apart(left: int, right: int, points: Floats, counts: Ints, lit: Floats, each: Floats) -> None:
    """As `gather`, sample by sample: `each` (4, 4, W), the light of each and 1 where there is any."""
    for s in range(4):
        for c in range(4):
            each[s, c, left:right] = 0.0
    for kind in range(point.SHEER):
        for n in range(counts[kind]):
            x, over = whole(points[kind, point.COLUMN, n]), whole(points[kind, point.SAMPLES, n])
            for s in range(4):
                if over >> s & 1:
                    each[s, 3, x] = 1.0
                    for c in range(3):
                        each[s, c, x] = lit[kind, c, n]


@wide
def lay(points: Floats, count: int, lit: Floats, each: Floats) -> None:
    """The points (ROWS, N) of what is seen through, one over the other, over `each`. lit (3, N): their light.

    Sample by sample, or triangles that meet in a pixel would show a seam.
    """
    for n in range(count):
        x, part, over = whole(points[point.COLUMN, n]), points[point.OPACITY, n], whole(points[point.SAMPLES, n])
        for s in range(4):
            if over >> s & 1:
                each[s, 3, x] += part * (1.0 - each[s, 3, x])
                for c in range(3):
                    each[s, c, x] += part * (lit[c, n] - each[s, c, x])


@wide
def collect(left: int, right: int, each: Floats, glow: Floats) -> None:
    """Samples `each` as `gather` leaves them."""
    for c in range(4):
        for x in range(left, right):
            glow[c, x] = each[0, c, x] + each[1, c, x] + each[2, c, x] + each[3, c, x]


@wide
def resolve(y: int, left: int, right: int, glow: Floats, backdrop: Floats, to_srgb: Floats, out: Image) -> None:
    """Writes the covered pixels of row y of `out` (H, W, 3 or 4) from column `left` to before `right`.

    backdrop (H, W, 3) display-linear. A fourth channel of `out` is how much of a pixel is covered, its colour is then
    that of the covered part alone.
    """
    clear, last = out.shape[2] == 4, to_srgb.shape[0] - 1
    for x in range(left, right):
        covered = glow[3, x]
        if covered == 0.0:
            continue
        scale, dither = 1.0 / covered if clear else single(0.25), _dither(x, y)
        for c in range(3):
            light = glow[c, x] if clear else glow[c, x] + (4.0 - covered) * backdrop[y, x, c]
            out[y, x, c] = whole(to_srgb[_level(light * scale, last)] + dither)
        if clear:
            out[y, x, 3] = whole(63.75 * covered)


@wide
def _level(light: float, last: int) -> int:
    """0..last for display-linear light; written so that a NaN becomes an index like any other."""
    light = light if light > 0.0 else single(0.0)
    light = light if light < 1.0 else single(1.0)
    return whole(math.sqrt(light) * single(last))


@wide
def _dither(x: int, y: int) -> float:
    """0..1, so spread that a soft gradient in 8 bits shows no bands: J. Jimenez, interleaved gradient noise, 2014."""
    a = 0.06711056 * single(x) + 0.00583715 * single(y)
    b = 52.9829189 * (a - np.floor(a))
    return single(b - np.floor(b))

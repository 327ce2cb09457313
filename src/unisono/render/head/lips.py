"""The lips' own shape at rest: the line where they meet, the border of the red, the swell between, the bag behind."""

from __future__ import annotations

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, bump
from unisono.render.head.measures import LOWER_LIP, MOUTH_HALF_WIDTH, MOUTH_Y, UPPER_LIP
from unisono.render.head.topology import BORDER, MOUTH_LOOPS, SLIT

GAP = 0.06  # half the space between closed lips, so that their faces do not flicker
# Behind the lips, loop by loop: depth behind the slit, height above it, share of the mouth's width. Millimetres.
BAG = np.array(
    [
        (1.8, 0.0, 0.99),
        (4.2, 0.0, 0.97),
        (6.8, 3.5, 0.98),
        (10.0, 11.0, 1.02),
        (17.0, 17.0, 1.06),
        (30.0, 20.0, 1.08),
        (48.0, 18.0, 0.92),
        (60.0, 10.0, 0.60),
    ]
)


def loop_parameters(count: int) -> tuple[Array, Array]:
    """Of the `count` points of a loop: u, -1 at the right corner to 1 at the left, and the side, 1 upper, -1 lower."""
    half = count // 2
    i = np.arange(count)
    along = np.where(i <= half, i, count - i) / half  # 0 at the -X corner, 1 at the +X corner
    u = 0.45 * (2 * along - 1) - 0.55 * np.cos(np.pi * along)
    side = np.where(i < half, 1.0, -1.0)
    side[[0, half]] = 0.0
    return u, side


def fullness(u: Array, power: float = 0.5) -> Array:
    """1 in the middle of the mouth, 0 at its corners."""
    return np.asarray(np.clip(1.0 - u * u, 0.0, 1.0) ** power)


def slit_height(u: Array) -> Array:
    """y of the line where closed lips meet."""
    return np.asarray(MOUTH_Y + 3.2 * u * u - 0.7 * bump(u, 0.26))


def slit(u: Array) -> Array:
    """(N, 3) points of that line."""
    y = slit_height(u)
    x = MOUTH_HALF_WIDTH * u
    return np.stack([x, y, clay.front(x, y) + 2.2 * fullness(u) - 0.6], axis=1)


def border(u: Array, side: Array) -> Array:
    """(N, 3) points where skin turns to lip."""
    line = slit(u)
    bow = 1.0 + 0.11 * bump(np.abs(u) - 0.25, 0.15) - 0.12 * bump(u, 0.13)
    upper = UPPER_LIP * fullness(u, 0.72) * bow
    lower = -LOWER_LIP * fullness(u, 0.62)
    x = MOUTH_HALF_WIDTH * 1.035 * u
    y = line[:, 1] + np.where(side > 0, upper, np.where(side < 0, lower, 0.0))
    return np.stack([x, y, clay.front(x, y)], axis=1)


def red(u: Array, side: Array) -> Array:
    """(SLIT - BORDER, N, 3): the loops of the red, from just inside the border to the slit."""
    outer, inner = border(u, side), slit(u)
    inner[:, 1] += GAP * side
    full = fullness(u, 0.6)
    swell = np.where(side > 0, 3.0, 4.4) * full
    loops = []
    for step in range(1, SLIT - BORDER + 1):
        v = step / (SLIT - BORDER)
        loop = outer + (inner - outer) * v
        loop[:, 2] += swell * np.sin(np.pi * v**0.85) ** 0.8
        loops.append(loop)
    return np.stack(loops)


def bag(u: Array, side: Array) -> Array:
    """(MOUTH_LOOPS - SLIT - 1, N, 3): the inside of lips and cheeks; its last loop is closed by one point."""
    line = slit(u)
    assert len(BAG) == MOUTH_LOOPS - SLIT - 1
    loops = []
    for depth, height, width in BAG:
        loop = line.copy()
        loop[:, 0] *= width
        bend = 0.6 if height == 0.0 else 0.0  # no straight way in between closed lips
        loop[:, 1] += side * (GAP + height * fullness(u, 0.45)) - bend
        deep = depth * (0.55 + 0.45 * fullness(u)) if depth < 12 else depth
        flat = min(1.0, depth / 40.0)
        loop[:, 2] = line[:, 2] * (1 - flat) + line[:, 2].max() * flat - deep
        loops.append(loop)
    return np.stack(loops)

"""The lids of the left eye: the outline of the opening, their thickness, and where they go when they close."""

from __future__ import annotations

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, ramp
from unisono.render.head.lips import fullness
from unisono.render.head.measures import EYE, EYE_HALF_WIDTH, EYEBALL, LID

UPPER, LOWER, SHUT = 9.0, 8.4, -4.2  # heights of the edges over the corners' line, mid-eye: open above, below, shut
PAST = 0.12  # how far shut edges reach into one another, so that no light comes through
RIM = 3  # loops of the lid's thickness, from its edge inwards


def corner_line(u: Array) -> Array:
    """y of the line between the eye's corners; u is -1 at the nose, 1 at the temple."""
    return np.asarray(EYE[1] - 0.2 + 0.9 * u)


def margin(u: Array, side: Array) -> Array:
    """(N, 3) the lids' edges when open."""
    upper = UPPER * np.clip(1.0 - np.abs(u + 0.08 * (1 - u * u)) ** 2.3, 0, 1) ** 0.8
    lower = -LOWER * np.clip(1.0 - np.abs(u - 0.12 * (1 - u * u)) ** 2.0, 0, 1) ** 0.8
    y = corner_line(u) + np.where(side > 0, upper, np.where(side < 0, lower, 0.0))
    x = EYE[0] + EYE_HALF_WIDTH * u
    return np.stack([x, y, over_eyeball(x, y, LID)], axis=1)


def rim(edge: Array, u: Array, side: Array) -> Array:
    """(RIM, N, 3): the lid's edge (N, 3) turned in, down to the eyeball and under its surface."""
    out = edge - EYE
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    loops = [EYE + out * (EYEBALL + height) for height in (LID * 0.55, 0.25, -2.0)]
    loops[2][:, 1] += side * 2.5 * fullness(u)
    return np.stack(loops)


def over_eyeball(x: Array, y: Array, height: float) -> Array:
    """z of the skin at (x, y), at least `height` above the eyeball."""
    flat = (EYEBALL + height) ** 2 - (x - EYE[0]) ** 2 - (y - EYE[1]) ** 2
    ball = np.where(flat > 0, EYE[2] + np.sqrt(np.maximum(flat, 0.0)), -np.inf)
    return np.asarray(np.maximum(clay.front(x, y), ball))


def on_eyeball(loops: Array) -> Array:
    """(L - RIM, N) z of the skin's loops at their places x, y."""
    x, y = loops[:-RIM, :, 0], loops[:-RIM, :, 1]
    return over_eyeball(x.ravel(), y.ravel(), LID).reshape(x.shape)


def moved(loops: Array, rest: Array, u: Array, side: Array, rise: tuple[Array, Array]) -> Array:
    """Displacements (L, N, 3) of the eye's loops (the skin's, then the rim's) when its edges rise.

    `rest`: on_eyeball(loops); `rise`: millimetres (N,) that the upper and the lower edge go up. Skin farther out
    follows less; the rim keeps to the eyeball.
    """
    skin, edge = loops[:-RIM], loops[-RIM - 1]
    by = np.where(side > 0, rise[0], np.where(side < 0, rise[1], 0.0))
    away = np.abs(skin[..., 1] - edge[:, 1]) + 0.5 * np.maximum(np.abs(skin[..., 0] - EYE[0]) - EYE_HALF_WIDTH, 0)
    follow = ramp(17.0, 0.0, away)
    delta = np.zeros_like(loops)
    delta[:-RIM, :, 1] = by * follow
    delta[:-RIM, :, 2] = on_eyeball(loops + delta) - rest
    delta[-RIM:] = rim(edge + delta[-RIM - 1], u, side) - rim(edge, u, side)
    return delta


def shut_rise(edge: Array, u: Array) -> tuple[Array, Array]:
    """How far each edge, of which `edge` (N, 3) is the loop, rises to meet the other, and a hair past it."""
    full = fullness(u, 0.8)
    away = corner_line(u) + SHUT * full - edge[:, 1]
    return away - PAST * full, away + PAST * full

"""The people's haircuts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, bump, ramp
from unisono.render.head.hair import Cut, Tier


def _knots(*rows: tuple[float, ...]) -> Array:
    return np.array(rows, dtype=np.float64)


_SHORT_EDGE = _knots(
    (0, 33), (18, 34), (32, 33), (43, 24), (50, 11), (57, -4), (64, -14), (71, -18), (79, -8), (90, -3), (99, -10),
    (110, -30), (128, -43), (150, -49), (180, -51),
)  # fmt: skip
_LONG_EDGE = _knots(
    (0, 34), (20, 33), (38, 27), (50, 16), (60, 0), (70, -12), (80, -14), (90, -14), (99, -18), (112, -32),
    (128, -43), (150, -49), (180, -51),
)  # fmt: skip


def _about(x: float, front: float, back: float, long: tuple[float, float, float], aside: float) -> Array:
    """A tier's row along a parting at `x`, from the hairline at z `front` to the crown at `back`, round it, and forward
    again; `long` at the front, on top and at the crown; hair goes `aside` degrees from the front, at the crown back."""
    t = np.linspace(0, 1, 25)
    behind, turn = 1 - np.abs(2 * t - 1), np.clip((t - 0.5) / 0.225, -1, 1)
    z = front + (back - front) * np.minimum(behind / 0.55, 1.0)
    out = np.stack([x + 0.012 * turn, 0 * t, z], axis=1)
    out[:, 1] = np.sqrt(1 - (out * out).sum(1))
    return _row(out, np.interp(behind, [0, 0.5, 1], long), 180.0 - turn * (180.0 - aside))


def _round(wide: float, long: tuple[float, float, float], swirl: float) -> Array:
    """A tier's row in a circle of `wide` degrees about the crown; `long` at the back, at the sides and at the front."""
    t = np.linspace(0, 1, 25)
    turn = np.pi - 2 * np.pi * t  # 0 to the front
    crown = np.radians(62.0)
    up, ahead = np.array([0, np.sin(crown), -np.cos(crown)]), np.array([0, np.cos(crown), np.sin(crown)])
    off = np.sin(turn)[:, None] * np.array([1.0, 0, 0]) + np.cos(turn)[:, None] * ahead
    out = np.cos(np.radians(wide)) * up + np.sin(np.radians(wide)) * off
    return _row(out, np.interp(np.cos(turn), [-1, 0, 1], long), np.degrees(turn) + swirl)


def _row(out: Array, long: Array, heading: Array) -> Array:
    """(K, 5) a tier's row of roots in directions `out` (K, 3)."""
    around = np.degrees(np.unwrap(np.arctan2(out[:, 0], out[:, 2])))
    high = np.degrees(np.arcsin(out[:, 1]))
    return np.stack([np.linspace(0, 1, len(out)), around, high, long, heading], axis=1)


def _curtain(points: Array) -> Array:
    """The skull, and below it what long hair hangs about."""
    p = points * np.where(points[:, :1] < 0, [-1.0, 1.0, 1.0], 1.0)
    hanging = clay.roll(p, (0, -34, -24), (0, -128, -36), 77.0, 66.0)
    return clay.join(clay.head(points), hanging, 18.0)


def _short(out: Array) -> Array:
    top = ramp(0.15, 0.75, out[:, 1])
    front = bump(out[:, 2] - 0.75, 0.45) * top
    return 4.5 + 7.0 * top + 8.0 * front


def _full(out: Array) -> Array:
    top = ramp(-0.1, 0.75, out[:, 1])
    return 8.0 + 11.0 * top


def _soft(out: Array) -> Array:
    top = ramp(-0.2, 0.8, out[:, 1])
    return 6.5 + 5.0 * top


_SWEPT = (
    Tier(
        _knots((0, 262, 50, 70, 240), (0.5, 180, 82, 120, 180), (1, 98, 50, 70, 120)),
        along=8, locks=28, thick=1.8, dive=4.5, taper=1.7, uneven=0.55, wave=0.9,
    ),
    Tier(
        _knots((0, -64, 62, 70, 220), (0.5, 0, 66, 95, 205), (1, 70, 60, 90, 190)),
        along=8, locks=18, dive=4.5, wave=0.9, uneven=0.4, falls=0.6,
    ),
    Tier(
        _knots((0, -56, 44, 60, 220), (0.5, 0, 50, 85, 215), (1, 48, 44, 80, 205)),
        along=8, locks=18, dive=4.5, wave=0.9, uneven=0.35, falls=0.5,
    ),
    Tier(
        _knots((0, -47, 26, 45, 210), (0.2, -34, 33, 65, 215), (0.5, 0, 35, 80, 220), (0.8, 30, 34, 75, 220),
               (1, 46, 27, 55, 200)),
        along=8, locks=24, dive=4.0, wave=0.8, falls=0.1,
    ),
)  # fmt: skip
_TUFTS = (
    Tier(_round(40, (100, 75, 105), 30), locks=18, along=12, thick=5.0, taper=2.2, dive=-2.0, lies=-3.0),
    Tier(_round(8, (140, 115, 172), 30), locks=16, along=16, thick=6.0, taper=2.2, dive=-3.0),
)
_STRAIGHT = Tier(
    _about(0.24, 0.72, -0.45, (300, 320, 320), 96), locks=46, along=17, thick=1.3, parted=0.2, rise=10.0, taper=9.0,
    tip=0.4, dive=4.0, wave=0.2, rooted=1.0, uneven=0.04, falls=1.2,
)  # fmt: skip
_UNDER = replace(
    _STRAIGHT,
    row=_about(0.24, 0.68, -0.45, (300, 320, 320), 100),
    locks=30,
    along=11,
    lies=-3.5,
    tip=0.95,
    wave=0.0,
    uneven=0.0,
)
CUTS = {
    "tufts": Cut(_SHORT_EDGE, _TUFTS, low=-75.0, body=clay.head, volume=_full, coat=0.5),
    "swept": Cut(_SHORT_EDGE, _SWEPT, low=-60.0, body=clay.head, volume=_short, coat=0.5),
    "bob": Cut(_LONG_EDGE, (_UNDER, _STRAIGHT), low=-134.0, body=_curtain, volume=_soft, coat=0.2),
}

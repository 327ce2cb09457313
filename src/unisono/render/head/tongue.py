"""The tongue: a spine that lies behind the lower teeth, or goes out over them, and the flesh about it."""

from __future__ import annotations

import numpy as np

from unisono.render.head.fields import Array, bump, curve, ramp
from unisono.render.head.measures import MOUTH_Y
from unisono.render.head.mesh import Mix, Part, fan, mixed, sheet, tinted
from unisono.render.head.teeth import front_z

ALONG, AROUND = 16, 18
RED, TIP = (0.78, 0.24, 0.23), (0.88, 0.31, 0.29)  # its tip is paler
# Spines from the root (0) to the tip (1): share, millimetres before the upper incisors, above the line of the lips. At
# a quarter of the way out the tip lies between the teeth, as for the th of "thin".
REST = np.array([(0.0, -58, -14.0), (0.35, -40, -8.5), (0.65, -24, -5.0), (0.85, -14, -4.0), (1.0, -7.4, -2.4)])
HALF = np.array([(0.0, -56, -13.5), (0.35, -33, -7.0), (0.65, -13, 0.2), (0.85, 1, 0.4), (1.0, 12.0, 0.0)])
OUT = np.array([(0.0, -54, -13.0), (0.35, -27, -6.0), (0.65, -3, 1.6), (0.85, 11, 3.2), (1.0, 20.0, -6.0)])


def tongue() -> Part:
    """The tongue at rest, its tip behind the lower teeth."""
    rest, half, out = _about(REST, 13.4, 5.8), _about(HALF, 11.0, 4.0), _about(OUT, 11.0, 4.0)
    tip = len(rest) - 1
    triangles = np.concatenate(
        [
            sheet(ALONG, AROUND, closed=True),
            fan(np.arange((ALONG - 1) * AROUND, ALONG * AROUND), tip),
        ]
    )
    ahead = rest[:, 2] - front_z()
    colors = mixed(tinted(len(rest), RED), TIP, ramp(-20, -8, ahead)) * (0.45 + 0.55 * ramp(-55, -12, ahead))[:, None]
    return Part(
        rest,
        {"tongue": triangles},
        colors,
        {"tongueOut": out - rest},
        mixes={Mix("halfway", ("tongueOut",)): half - (rest + out) / 2},
    )


def _about(spine: Array, wide: float, thick: float) -> Array:
    """The flesh about a spine, `wide` to either side and `thick` up and down where it is most so; ring by ring."""
    t = 1 - (1 - np.linspace(0, 1, ALONG + 1)[:-1]) ** 1.5
    (z, y), (z_on, y_on) = curve(spine, t).T, curve(spine, t + 1e-3).T
    level = np.arctan2(y_on - y, z_on - z)[:, None]
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)[None]
    round_off = (np.clip(1 - np.clip((t - 0.55) / 0.45, 0, 1) ** 2.4, 0, 1) ** 0.5)[:, None]
    across = wide * round_off * (0.75 + 0.25 * ramp(0, 0.3, t))[:, None]
    high = (thick * (1 - 0.55 * t))[:, None] * (0.35 + 0.65 * round_off)
    groove = 1.4 * bump(np.sin(angle), 0.3) * (np.cos(angle) > 0) * round_off
    up = high * np.cos(angle) - groove
    points = np.stack(
        [
            -across * np.sin(angle),
            MOUTH_Y + y[:, None] + up * np.cos(level),
            front_z() + z[:, None] - up * np.sin(level),
        ],
        axis=-1,
    )
    end = [0.0, MOUTH_Y + spine[-1, 2], front_z() + spine[-1, 1]]
    return np.concatenate([points.reshape(-1, 3), [end]])

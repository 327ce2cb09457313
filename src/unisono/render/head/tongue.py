"""The tongue, and its way out between the teeth."""

from __future__ import annotations

import numpy as np

from unisono.render.head.fields import Array, bump, ramp
from unisono.render.head.measures import MOUTH_Y
from unisono.render.head.mesh import Part, fan, sheet, tinted
from unisono.render.head.teeth import front_z

ALONG, AROUND = 16, 18
RED = (0.78, 0.24, 0.23)
OUT = 27.0  # millimetres that the tip travels at tongueOut 1


def tongue() -> Part:
    """The tongue at rest on the floor of the mouth, its tip behind the lower teeth."""
    points, out = _shape(0.0), _shape(1.0)
    tip = len(points) - 1
    triangles = np.concatenate(
        [
            sheet(ALONG, AROUND, closed=True),
            fan(np.arange((ALONG - 1) * AROUND, ALONG * AROUND), tip),
        ]
    )
    colors = tinted(len(points), RED) * (0.45 + 0.55 * ramp(-55, -12, points[:, 2] - front_z()))[:, None]
    return Part(points, {"tongue": triangles}, colors, {"tongueOut": out - points})


def _shape(out: float) -> Array:
    t = (1 - (1 - np.linspace(0, 1, ALONG + 1)[:-1]) ** 1.5)[:, None]  # 0 root, 1 tip
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)[None]
    round_off = np.clip(1 - np.clip((t - 0.55) / 0.45, 0, 1) ** 2.4, 0, 1) ** 0.5
    width = (15.5 - 2.5 * out * t) * round_off * (0.75 + 0.25 * ramp(0, 0.3, t))
    thick = (6.5 - (3.4 + 0.6 * out) * t) * (0.35 + 0.65 * round_off)
    z = front_z() - 56 + 48.5 * t + OUT * out * ramp(0.0, 1.0, t)
    middle = MOUTH_Y - 12.5 + 2.5 * np.sin(np.pi * t) + 10.5 * ramp(0.3, 1.0, t)
    middle = middle + out * (6.5 * ramp(0.3, 0.85, t) - 3.0 * ramp(0.85, 1, t))
    groove = 1.6 * bump(np.sin(angle), 0.3) * (np.cos(angle) > 0) * round_off
    x, y = width * -np.sin(angle), middle + thick * np.cos(angle) - groove
    body = np.stack([x, y, z + 0 * x], axis=-1).reshape(-1, 3)
    end = [[0.0, float(middle[-1, 0]), float(z[-1, 0]) + 2.2]]
    return np.concatenate([body, end])

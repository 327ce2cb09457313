"""The left ear: bowl, fold, groove and rolled rim around one centre, a lobe below, a tragus in front."""

from __future__ import annotations

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, bump, ramp
from unisono.render.head.mesh import Part, fan, mixed, sheet, tinted
from unisono.render.head.person import Color

AROUND = 34
REDDER, SHADE = (0.99, 0.89, 0.86), (0.42, 0.24, 0.22)  # shares of the skin's colour: the ear's, and in its hollows
TILT = 0.16  # radians that the top leans back
# From the bowl outward over the rim and behind back to the head: share of the outline, height off the ear's plane.
PROFILE = np.array(
    [
        (0.16, -4.0),
        (0.34, -3.4),
        (0.46, 1.0),
        (0.56, 4.2),
        (0.66, 4.4),
        (0.75, 1.8),
        (0.83, 2.4),
        (0.89, 6.4),
        (0.96, 7.6),
        (1.02, 5.4),
        (1.00, 2.2),
        (0.88, 0.2),
        (0.66, -3.0),
        (0.55, -14.0),
    ]
)


def left(flare: float, skin: Color) -> Part:
    """The ear on the character's left; `flare`: radians that its rear stands off the head."""
    # 0 back, a quarter up, half towards the face
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False, dtype=np.float64)[None]
    share, height = PROFILE[:, :1], PROFILE[:, 1:]
    back, up = _outline(angle)
    lobe, face = bump(np.sin(angle) + 0.95, 0.55), bump(np.cos(angle) + 1, 0.35)
    front_rows = np.arange(len(PROFILE))[:, None] < 9
    outer = lobe * (share > 0.4) * front_rows
    relief = height * (1 - 0.75 * outer) + 3.4 * outer - 1.0 * lobe
    relief = np.where(
        front_rows, relief + 3.0 * face * bump(share - 0.5, 0.14) - 11.0 * face * ramp(0.62, 0.8, share), relief
    )
    a, b = back * share, up * share + 1.5 * (1 - share)
    points = _placed(a, b, relief, flare)
    centre = _placed(np.zeros((1, 1)), np.full((1, 1), 1.5), np.full((1, 1), -4.2), flare)
    points = np.concatenate([points, centre])
    triangles = np.concatenate(
        [sheet(len(PROFILE), AROUND, closed=True)[:, ::-1], fan(np.arange(AROUND), len(points) - 1)]
    )
    deep = np.append((ramp(1.0, -3.5, relief) * (share < 0.5) + 0 * angle).ravel(), 1.0)
    dip = np.append((bump(share - 0.75, 0.06) * front_rows * (1 - lobe)).ravel(), 0.0)
    colors = mixed(
        tinted(len(points), np.multiply(skin, REDDER)), np.multiply(skin, SHADE), np.clip(0.65 * deep + 0.3 * dip, 0, 1)
    )
    return Part(points, {"skin": triangles}, colors)


def _outline(angle: Array) -> tuple[Array, Array]:
    """Millimetres backward and upward of the ear's edge: broad above, a lobe below."""
    c, s = np.cos(angle), np.sin(angle)
    back = np.where(c > 0, 19.0 + 3.0 * s, 12.5) * c
    up = np.where(s > 0, 28.0, 28.0) * s
    return back - 2.0 * np.clip(-s, 0, 1) ** 2, up


def _placed(back: Array, up: Array, out: Array, flare: float) -> Array:
    """Points of the ear's own frame, on the head."""
    root = clay.settle(np.array([[70.0, -16.0, -8.0]]), steps=5)[0] - (1.0, 0, 0)
    towards_back = np.array([np.sin(flare), 0.0, -np.cos(flare)])
    upward = np.array([0.05, np.cos(TILT), -np.sin(TILT)])
    outward = np.array([np.cos(flare), 0.0, np.sin(flare)])
    local = root + back[..., None] * towards_back + up[..., None] * upward + (out + 3.0)[..., None] * outward
    return np.asarray(local.reshape(-1, 3))

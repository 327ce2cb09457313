"""The left ear: a bowl, and around it fold, groove and rolled rim, a lobe below, a tragus in front."""

from __future__ import annotations

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, bump, ramp
from unisono.render.head.mesh import Part, fan, mixed, sheet, tinted
from unisono.render.head.person import Color

AROUND = 34
REDDER, SHADE = (0.99, 0.89, 0.86), (0.42, 0.24, 0.22)  # shares of the skin's colour: the ear's, and in its hollows
TILT = 0.16  # radians that the top leans back
FRONT = (0.13, 0.26, 0.38, 0.48, 0.56, 0.64, 0.72, 0.79, 0.86, 0.92, 0.97, 1.01)  # shares of the outline, from the bowl
BEHIND = ((1.0, 3.0), (0.86, 0.0), (0.55, -14.0))  # share, height: over the rim back to the head


def left(flare: float, skin: Color) -> Part:
    """The ear on the character's left; `flare`: radians that its rear stands off the head."""
    # 0 back, a quarter up, half towards the face
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False, dtype=np.float64)[None]
    share = np.array([*FRONT, *(share for share, _ in BEHIND)])[:, None]
    back, up = _outline(angle)
    a, b = back * share, up * share + 1.5 * (1 - share)
    relief = _relief(a, b, share + 0 * angle, angle + 0 * share)
    face = bump(np.cos(angle) + 1, 0.30)
    for row, (_, height) in enumerate(BEHIND, start=len(FRONT)):
        relief[row] = height - 7.0 * face
    centre = np.zeros((1, 1)), np.full((1, 1), 1.5)
    points = np.concatenate([_placed(a, b, relief, flare), _placed(*centre, np.zeros((1, 1)), flare)])
    rows = len(share)
    triangles = np.concatenate([sheet(rows, AROUND, closed=True)[:, ::-1], fan(np.arange(AROUND), len(points) - 1)])
    hollow = np.append((ramp(4.5, 0.5, relief) * (share < 0.9) * (np.arange(rows)[:, None] < len(FRONT))).ravel(), 1.0)
    colors = mixed(tinted(len(points), np.multiply(skin, REDDER)), np.multiply(skin, SHADE), 0.55 * hollow)
    return Part(points, {"skin": triangles}, colors)


def _relief(a: Array, b: Array, share: Array, angle: Array) -> Array:
    """Millimetres off the ear's plane at a mm back and b up: bowl, fold, groove, rolled rim, tragus, lobe."""
    face, lobe = bump(np.cos(angle) + 1, 0.38), bump(np.sin(angle) + 1, 0.32)
    out = 3.4 - 3.2 * np.exp(-(np.hypot((a + 1.5) / 9.0, (b - 0.5) / 13.0) ** 4))
    out += 3.4 * bump(share - 0.61, 0.10) * ramp(-0.95, -0.6, np.sin(angle)) * (1 - face)  # antihelix
    out -= 1.0 * bump(share - 0.77, 0.07) * (1 - lobe)
    out += 4.6 * bump(share - 0.93, 0.075) * (1 - lobe) * (1 - face * ramp(6.0, 0.0, b))  # helix
    out += 2.4 * _knob(a, b, -6.5, 5.5, 5.0, 2.2) + 2.6 * _knob(a, b, 1.5, -14.5, 4.0, 3.5)  # its root; antitragus
    out += 1.5 * lobe * ramp(0.5, 0.75, share)
    out -= 9.0 * face * ramp(0.72, 0.95, share)  # into the cheek
    return np.asarray(out + 5.0 * _knob(a, b, -8.0, -4.0, 4.4, 5.5))  # tragus


def _knob(a: Array, b: Array, x: float, y: float, wide: float, tall: float) -> Array:
    return bump(np.hypot((a - x) / wide, (b - y) / tall), 1.0)


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

"""A face's own form: one smooth bending of the space that the clay head stands in, so that all parts go along.

Points go by `place`, displacements by the slope of its bends (`carry`). A slope is linear: what shapes add up to in the
clay, such as lips that close over an open jaw, they still add up to here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unisono.render.head.fields import Array, bump, ramp, spot
from unisono.render.head.measures import EYE, MOUTH_Y
from unisono.render.head.person import Face

Bend = Callable[[Face, Array], Array]

_STEP = 0.02  # share of a displacement over which the slope is taken
_FAR = 10.0  # millimetres


def place(face: Face, points: Array) -> Array:
    """Where points (N, 3) of the clay head lie on this face; millimetres, left and right alike."""
    return _bent(face, points, _BENDS)


def carry(face: Face, points: Array, moves: Array) -> Array:
    """Displacements (N, 3) of clay points as they are on this face.

    Of a shape that goes far, fine bends (nose, lips, relief) are left out: the jaw's 30 mm, scaled by a slope that
    changes from one row of vertices to the next, would fold the skin.
    """
    bends = _BENDS if np.abs(moves).max(initial=0.0) < _FAR else _BROAD
    ahead, behind = (_bent(face, points + way * _STEP * moves, bends) for way in (1, -1))
    return np.asarray((ahead - behind) / (2 * _STEP))


def _bent(face: Face, points: Array, bends: tuple[Bend, ...]) -> Array:
    side = np.where(points[:, :1] < 0, [-1.0, 1.0, 1.0], 1.0)
    p = points * side
    for bend in bends:
        p = bend(face, p)
    return np.asarray(p * side)


def _eyes(face: Face, p: Array) -> Array:
    """Larger or smaller, tilted, apart; a similarity as far as the lids reach, so that balls stay round."""
    off = p - np.asarray(EYE)
    smooth = np.stack(
        [np.hypot(p[:, 0], 8.0) - EYE[0], off[:, 1], 0.7 * off[:, 2]], axis=1
    )  # no crease down the middle
    near = ramp(64.0, 24.0, np.linalg.norm(smooth, axis=1))[:, None]
    near = near * np.stack([ramp(0.0, 14.0, p[:, 0]), 0 * near[:, 0] + 1, 0 * near[:, 0] + 1], axis=1)
    turned = off.copy()
    turned[:, 1] += face.eye_tilt * off[:, 0]
    turned[:, 0] -= face.eye_tilt * off[:, 1]
    turned = turned * (1.0 + face.eye_size)
    turned[:, 0] += face.eye_apart
    return np.asarray(p + near * (turned - off))


def _nose(face: Face, p: Array) -> Array:
    middle = bump(p[:, 0], 24.0) * ramp(60.0, 78.0, p[:, 2])
    whole = middle * ramp(14.0, -10.0, p[:, 1]) * ramp(-60.0, -46.0, p[:, 1])
    tip = middle * bump(p[:, 1] + 36.0, 15.0)
    bridge = bump(p[:, 0], 11.0) * ramp(58.0, 76.0, p[:, 2]) * bump(p[:, 1] + 6.0, 17.0)
    out = p.copy()
    out[:, 0] *= 1.0 + face.nose_width * whole
    out[:, 1] += (face.nose_tip - face.nose_length) * tip
    out[:, 2] += face.nose_ahead * tip + face.nose_bridge * bridge + 0.35 * face.nose_tip * tip
    return out


def _mouth(face: Face, p: Array) -> Array:
    near = spot(p, 0, MOUTH_Y, 42, 24) * ramp(10.0, 40.0, p[:, 2])
    lips = np.exp(-((np.abs(p[:, 1] - MOUTH_Y) / 15.0) ** 4)) * bump(p[:, 0], 38.0) * ramp(66.0, 80.0, p[:, 2])
    out = p.copy()
    out[:, 0] *= 1.0 + face.mouth_width * near
    out[:, 1] += face.mouth_corners * ramp(8.0, 30.0, p[:, 0]) * near
    out[:, 1] += face.lips_full * (p[:, 1] - MOUTH_Y) * lips
    out[:, 2] += face.lips_full * 5.0 * lips * bump(p[:, 1] - MOUTH_Y, 12.0)
    return out


def _relief(face: Face, p: Array) -> Array:
    """What stands out or sinks: brow ridge, forehead, cheeks, chin, larynx."""
    front = ramp(15.0, 45.0, p[:, 2])
    away = ramp(24.0, 34.0, np.linalg.norm(p - np.asarray(EYE), axis=1))  # eyes and lids keep their form
    ridge = spot(p, 24, 24, 30, 9) * front * away
    brow = spot(p, 30, 27, 40, 13) * front * away
    chin = spot(p, 0, -94, 24, 17) * front
    out = p.copy()
    out[:, 2] += face.brow_ridge * ridge + face.forehead * spot(p, 0, 62, 60, 30) * front + face.chin_ahead * chin
    out[:, 1] -= face.brow_drop * brow + face.chin_drop * chin
    out[:, 0] += face.cheek_full * spot(p, 48, -52, 22) * ramp(0.0, 30.0, p[:, 2]) * away * ramp(0.0, 20.0, p[:, 0])
    larynx = bump(p[:, 0], 13.0) * bump(p[:, 1] + 142.0, 14.0) * ramp(-20.0, 10.0, p[:, 2])
    out[:, 2] += face.adam * larynx
    return out


def _widths(face: Face, p: Array) -> Array:
    """By level, from the neck up."""
    y = p[:, 1]
    above_neck = ramp(-124.0, -100.0, y)
    jaw = bump(y + 74.0, 34.0) * ramp(8.0, 34.0, p[:, 0]) * above_neck
    chin = bump(y + 98.0, 20.0) * ramp(20.0, 50.0, p[:, 2]) * above_neck
    corner = bump(y + 70.0, 20.0) * ramp(40.0, 56.0, p[:, 0]) * ramp(-32.0, -8.0, p[:, 2]) * above_neck
    cheek = bump(y + 22.0, 30.0) * ramp(40.0, 58.0, p[:, 0])
    temple = bump(y - 42.0, 40.0) * ramp(44.0, 62.0, p[:, 0])
    neck = ramp(-96.0, -122.0, y) * ramp(-190.0, -150.0, y) * ramp(90.0, 60.0, p[:, 0])
    out = p.copy()
    out[:, 0] *= 1.0 + face.jaw_width * jaw + face.chin_width * chin + face.cheek_width * cheek
    out[:, 0] *= 1.0 + face.temple_width * temple + face.neck_width * neck
    out[:, 0] += face.jaw_corner * corner
    out[:, 2] += 0.7 * face.neck_width * neck * (p[:, 2] + 24.0)
    return out


def _heights(face: Face, p: Array) -> Array:
    """The lower face longer, and neck and shoulders that much lower."""
    top, low = -44.0, -112.0
    below = np.clip(top - p[:, 1], 0.0, top - low)
    soft = below * ramp(0.0, 30.0, below)  # no kink at the nose
    out = p.copy()
    out[:, 1] -= face.lower_face * soft
    return out


_BROAD: tuple[Bend, ...] = (_eyes, _widths, _heights)
_BENDS: tuple[Bend, ...] = (_eyes, _nose, _mouth, _relief, _widths, _heights)

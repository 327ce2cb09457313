"""The eyeballs: cornea, an iris painted by formula, the turns of eyeLook* and their correctives."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np

from unisono.render.head.correctives import arc
from unisono.render.head.fields import Array, bump, ramp
from unisono.render.head.measures import EYE, EYEBALL, IRIS, LOOK
from unisono.render.head.mesh import Mix, Part, fan, sheet
from unisono.render.head.person import Color
from unisono.types import Image

RINGS, SPOKES = 18, 32
BACK = 1.75  # radians from the front at which the ball ends, out of sight
CORNEA = 0.8  # millimetres
TOE_IN = 0.03  # radians: at rest the eyes meet at a lens a metre away
TEXTURE = 512  # pixels
# The axis (x, y) that each look turns the left eye about; its left is out.
SIDEWAYS = {"eyeLookOutLeft": (0.0, 1.0), "eyeLookInLeft": (0.0, -1.0)}
UPRIGHT = {"eyeLookUpLeft": (-1.0, 0.0), "eyeLookDownLeft": (1.0, 0.0)}


def left() -> Part:
    """The left eyeball."""
    theta = np.concatenate([np.linspace(0.04, IRIS * 1.2, 10), np.linspace(IRIS * 1.2, BACK, RINGS - 9)[1:]])[:, None]
    phi = np.linspace(0, 2 * np.pi, SPOKES, endpoint=False)[None]
    out = np.stack([np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta) + 0 * phi], axis=-1)
    radius = EYEBALL + CORNEA * ramp(IRIS * 1.2, 0.1, theta)
    points = np.concatenate([(out * radius[..., None]).reshape(-1, 3), [[0, 0, EYEBALL + CORNEA]]])
    flat = 0.5 * (theta / BACK)[..., None] * np.stack([np.cos(phi), -np.sin(phi)], axis=-1)
    uvs = 0.5 + np.concatenate([flat.reshape(-1, 2), [[0, 0]]])
    pole = len(points) - 1
    triangles = np.concatenate([sheet(RINGS, SPOKES, closed=True)[:, ::-1], fan(np.arange(SPOKES), pole)])
    shade = 1.0 - 0.16 * ramp(0.25, 0.9, points[:, 1] / EYEBALL)
    colors = shade[:, None] * np.ones(3)
    points = _turned(points, SIDEWAYS["eyeLookInLeft"], TOE_IN)
    return Part(points + EYE, {"eye": triangles}, colors, _turns(points), None, uvs, _mixes(points))


def texture(color: Color, wide: float) -> Image:
    """(512, 512, 3) sRGB: sclera, limbal ring, iris fibres, pupil; the distance from the middle is the angle.

    `color`: of the iris, sRGB; `wide`: times as wide as usual.
    """
    axis = (np.arange(TEXTURE) + 0.5) / TEXTURE * 2 - 1
    x, y = np.meshgrid(axis, -axis)
    r, angle = np.hypot(x, y) * BACK / (IRIS * wide), np.arctan2(y, x)  # r is 1 at the limbus
    white = np.array([0.92, 0.905, 0.89]) - np.array([0.13, 0.22, 0.22]) * ramp(1.1, 2.4, r)[..., None]
    fibres = _fibres(angle, r)
    base = np.asarray(color)
    iris = base + (0.03 + 0.42 * base) * fibres[..., None]
    iris = iris + (0.03 + 0.42 * base) * (bump(r - 0.55, 0.16) * (0.6 + 0.4 * fibres))[..., None]
    iris *= (0.72 + 0.55 * ramp(0.5, -1.0, y * BACK / IRIS))[..., None]  # light gathers below, opposite the lamp
    iris *= (1.0 - 0.72 * ramp(0.80, 1.0, r))[..., None]
    image = iris + (white - iris) * ramp(0.965, 1.06, r)[..., None]
    image *= ramp(0.37, 0.43, r)[..., None] * 0.96 + 0.04
    return np.asarray(255 * np.clip(image, 0, 1) + 0.5, dtype=np.uint8)


def _fibres(angle: Array, r: Array) -> Array:
    """0..1, streaks that run outward and waver."""
    wave = np.sin(angle * 17 + 2 * r) + np.sin(angle * 31 - 3 * r + 1.0) + np.sin(angle * 53 + 5 * r + 2.0)
    return np.asarray(np.clip(0.42 + wave / 6.5, 0, 1) * (0.75 + 0.25 * ramp(1.0, 0.45, r)))


def _turns(points: Array) -> dict[str, Array]:
    """eyeLook* of the left eye."""
    return {name: _look(points, axis, 1.0) for name, axis in (SIDEWAYS | UPRIGHT).items()}


def _mixes(points: Array) -> dict[Mix, Array]:
    """What those miss: the arc half-way, and two turns that are one about an axis between."""
    mixes = {}
    for name, axis in (SIDEWAYS | UPRIGHT).items():
        mixes[Mix("halfway", (name,))] = arc(partial(_look, points, axis))
    for (one, across), (other, along) in itertools.product(SIDEWAYS.items(), UPRIGHT.items()):
        apart = _look(points, across, 1.0) + _look(points, along, 1.0)
        mixes[Mix("together", (one, other))] = _look(points, (along[0], across[1]), 1.0) - apart
    return mixes


def _look(points: Array, axis: tuple[float, float], part: float) -> Array:
    """How points about the eye's centre move in part of a look."""
    return _turned(points, axis, part * LOOK) - points


def _turned(points: Array, axis: tuple[float, float], angle: float) -> Array:
    """Turned about (x, y, 0), by `angle` times as much as that is long (Rodrigues)."""
    size = float(np.hypot(*axis))
    along = np.array([*axis, 0.0]) / size
    out = points * np.cos(size * angle) + np.cross(along, points) * np.sin(size * angle)
    return np.asarray(out + np.outer(points @ along, along) * (1 - np.cos(size * angle)))

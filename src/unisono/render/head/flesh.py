"""What the shapes need to know of every point of the skin: where it is along the lips, and how far it is jaw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono.render.head import lips
from unisono.render.head.fields import Array, bump, ramp
from unisono.render.head.measures import HINGE, MOUTH_HALF_WIDTH, MOUTH_Y
from unisono.render.head.skin import Skin
from unisono.render.head.topology import BORDER, EYE_LOOPS, MARGIN, MOUTH_LOOPS, SLIT, Topology

BAG_FOLLOWS = (1.0, 0.9, 0.7, 0.4, 0.15, 0.0, 0.0, 0.0)  # the bag's loops with the lips' motion, from the slit inwards
CORNER_DROPS = 0.44  # share of the jaw's turn that the mouth's corners take


@dataclass(frozen=True, eq=False)
class Flesh:
    """Weights of points (N,), all 0..1 but where said."""

    points: Array  # (N, 3) millimetres
    above: Array  # (N,) millimetres over the line of the lips; negative below
    half: Array  # -1 below that line to 1 above
    upper: Array  # upper lip: 1 in its middle, 0 at the corners, fading over the skin above and the bag behind
    lower: Array  # the same for the lower lip
    mouth: Array  # both lips, their corners and the skin around
    inner: Array  # 0 at the border of the red, 1 where the lips meet and behind
    outside: Array  # 1 on skin and lips, falling to 0 over the inside of lips and cheeks
    jaw: Array  # share of the jaw's motion
    lid: Array  # 0 around the eyes .. 1 at the edge of the lids


def of_skin(skin: Skin) -> Flesh:
    """The weights of the resting skin."""
    p, loops = skin.points, skin.topology.mouth
    u, side = lips.loop_parameters(loops.shape[1])
    along = np.clip(p[:, 0] / MOUTH_HALF_WIDTH, -1, 1)
    above = p[:, 1] - lips.slit_height(along)
    half = np.tanh(above / 4.0)
    near, inner, off = _near(p, above), np.zeros(len(p)), ramp(2.0, 12.0, np.abs(above))
    for k in range(1, BORDER):
        near[loops[k]] += (1 - near[loops[k]]) * ramp(BORDER - 5, BORDER, k)
    for k in range(BORDER, MOUTH_LOOPS):
        along[loops[k]], half[loops[k]], off[loops[k]] = u, side, 0.0
        near[loops[k]] = 1.0 if k <= SLIT else BAG_FOLLOWS[k - SLIT - 1]
        inner[loops[k]] = min(1.0, (k - BORDER) / (SLIT - BORDER))
    near[skin.topology.throat] = 0.0
    outside = np.ones(len(p))
    for k in range(SLIT + 1, MOUTH_LOOPS):
        outside[loops[k]] = BAG_FOLLOWS[k - SLIT - 1]
    outside[skin.topology.throat] = 0.0
    full = lips.fullness(along, 0.55)
    full = (full + off * (bump(p[:, 0], 22.0) - full)) * near  # on the skin no edge over the mouth's corners
    jaw = _jaw(p)
    for k in range(1, MOUTH_LOOPS):
        share = CORNER_DROPS + (np.where(side < 0, 1.0, 0.0) - CORNER_DROPS) * np.abs(side) * lips.fullness(u, 0.5)
        jaw[loops[k]] += (share - jaw[loops[k]]) * ramp(0, BORDER, k)
    jaw[skin.topology.throat] = jaw[loops[-1]].mean()
    upper, lower = full * np.clip(half, 0, 1), full * np.clip(-half, 0, 1)
    return Flesh(p, above, half, upper, lower, near, inner, outside, jaw, _lid(skin.topology))


def of_points(points: Array) -> Flesh:
    """The weights of points that lie on the skin away from the mouth, such as the brows."""
    none = np.zeros(len(points))
    return Flesh(points, points[:, 1] - MOUTH_Y, none + 1.0, none, none, none, none, none + 1.0, none, none)


def _lid(topology: Topology) -> Array:
    lid = np.zeros(len(topology.mate))
    for k in range(EYE_LOOPS):
        lid[topology.eye[k]] = lid[topology.mate[topology.eye[k]]] = ramp(0, MARGIN, k)
    return lid


def _near(p: Array, above: Array) -> Array:
    """Skin around the red: half at 14 mm above the line, 17 below, 36 from the middle."""
    high = np.where(above > 0, np.abs(above / 14.0) ** 3.5, np.abs(above / 19.0) ** 2.2)
    return np.asarray(ramp(20, 50, p[:, 2]) / ((1 + high) * (1 + (p[:, 0] / 36.0) ** 4)))


def _jaw(p: Array) -> Array:
    """By the angle at the hinge between the mouth's line and the point; the neck stays."""
    y, z = p[:, 1] - HINGE[1], p[:, 2] - HINGE[2]
    angle = np.arctan2(y, np.maximum(z, 1.0))
    level = np.arctan2(MOUTH_Y - HINGE[1], 92.0 - HINGE[2])
    stays = ramp(4.0, 58.0, p[:, 2]) * ramp(-140.0, -114.0, p[:, 1])
    return ramp(level + 0.20, level - 0.24, angle) * stays

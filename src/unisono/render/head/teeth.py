"""Two rows of teeth in their gums."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from unisono.render.head.fields import Array, ramp
from unisono.render.head.lips import slit
from unisono.render.head.measures import MOUTH_Y
from unisono.render.head.mesh import Index, Part, mixed, sheet, tinted

WIDTHS = (8.6, 6.8, 7.4, 7.0, 7.2, 9.0)  # millimetres, from the middle to the molars
ENAMEL, GAP, GUM = (1.0, 0.96, 0.88), (0.60, 0.48, 0.40), (0.58, 0.17, 0.16)
HALF_WIDTH, DEPTH = 24.5, 36.0  # of the arch
# From the gum down the front, round the edge and up behind: height above the biting edge, depth behind the front.
TOOTH = np.array([(11.0, 0.8), (8.0, 0.2), (5.0, 0.0), (2.5, 0.15), (0.7, 0.5), (0.0, 1.4), (0.8, 2.6), (6.0, 4.6)])
GUMS = np.array([(7.2, 1.4), (8.2, 0.1), (10.5, 0.2), (14.0, 1.6), (17.0, 5.0), (16.0, 9.0)])


def upper() -> list[Part]:
    """The upper teeth and gum."""
    return _row(MOUTH_Y - 2.4, 1.0, 0.0)


def lower() -> list[Part]:
    """The lower teeth and gum, at rest a little under the upper and behind them."""
    return _row(MOUTH_Y - 2.3, -1.0, 2.6)


@lru_cache(1)
def front_z() -> float:
    """z of the upper incisors' front, behind the lips."""
    return float(slit(np.zeros(1))[0, 2]) - 6.5


def _row(edge: float, up: float, behind: float) -> list[Part]:
    along, seam = _columns()
    teeth = _swept(
        along,
        TOOTH,
        edge,
        up,
        behind + 0.55 * seam[None],
        0.6 * seam[None] + 3.5 * ramp(0.7, 1.0, np.abs(along) / along.max())[None] ** 2,
    )
    in_gap = np.tile(seam**2, len(TOOTH))
    shade = ramp(-32.0, -2.0, teeth[:, 2] - front_z())
    colors = mixed(tinted(len(teeth), ENAMEL), GAP, in_gap * 0.30) * (0.25 + 0.75 * shade)[:, None]
    gums = _swept(along[::2], GUMS, edge, up, behind - 0.6 * (1 - seam[None, ::2]), 1.4 * seam[None, ::2])
    return [
        Part(teeth, {"teeth": _wound(len(TOOTH), len(along), up)}, colors),
        Part(gums, {"mouth": _wound(len(GUMS), len(along[::2]), up)}, tinted(len(gums), GUM)),
    ]


def _columns() -> tuple[Array, Array]:
    """Arc positions (C,) in millimetres from the middle, and how much each lies in the gap between teeth, 0..1."""
    edges = np.concatenate([[0.0], np.cumsum(WIDTHS)])
    inner = np.concatenate([edges[k] + np.array([0.0, 0.1, 0.35, 0.65, 0.9]) * w for k, w in enumerate(WIDTHS)])
    half = np.append(inner, edges[-1])
    gap = np.append(np.tile([1.0, 0.2, 0.0, 0.0, 0.2], len(WIDTHS)), 1.0)
    return np.concatenate([-half[:0:-1], half]), np.concatenate([gap[:0:-1], gap])


def _swept(along: Array, profile: Array, edge: float, up: float, behind: Array | float, lift: Array) -> Array:
    """(rows x columns, 3): the profile carried along the arch, an ellipse."""
    angle = _arc_angles(along)[None]
    normal = np.stack([np.sin(angle) / HALF_WIDTH, np.cos(angle) / DEPTH])
    normal /= np.linalg.norm(normal, axis=0)
    depth = profile[:, 1:] + behind
    x = HALF_WIDTH * np.sin(angle) - depth * normal[0]
    z = front_z() - DEPTH * (1 - np.cos(angle)) - depth * normal[1]
    rise = profile[:, :1] + lift * (profile[:, :1] < 1.0)
    return np.stack([x, edge + up * rise + 0 * x, z], axis=-1).reshape(-1, 3)


def _arc_angles(along: Array) -> Array:
    """Angles on the ellipse of the arch at distances along it from the middle."""
    angle = np.linspace(0, 1.45, 200)
    speed = np.hypot(HALF_WIDTH * np.cos(angle), DEPTH * np.sin(angle))
    length = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2) * angle[1]])
    return np.asarray(np.sign(along) * np.interp(np.abs(along), length, angle))


def _wound(rows: int, columns: int, up: float) -> Index:
    faces = sheet(rows, columns)
    return faces[:, ::-1] if up > 0 else faces

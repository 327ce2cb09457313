"""The skin's colours (linear RGB) and the materials."""

from __future__ import annotations

import numpy as np

from unisono.render.head import brows, eyes, hair, lashes, lips, relief
from unisono.render.head.fields import Array, ramp, spot
from unisono.render.head.measures import EYE
from unisono.render.head.mesh import mixed, tinted
from unisono.render.head.person import Paint, Person
from unisono.render.head.skin import Skin
from unisono.render.head.topology import BORDER, MARGIN, MOUTH_LOOPS, SLIT
from unisono.types import Material

BAG, THROAT = (0.62, 0.13, 0.12), (0.30, 0.045, 0.04)
LID, WET, NOSTRIL = (0.36, 0.15, 0.105), (0.48, 0.20, 0.17), (0.16, 0.045, 0.03)
LINE = (0.20, 0.05, 0.045)  # where lips meet
STUBBLE = (0.60, 0.66, 0.74)  # shares of the skin's colour under a shaven beard


def materials(paint: Paint, hangs: bool) -> dict[str, Material]:
    """By the names that parts use; `hangs`: the hair, so that its inner side is seen."""
    white = (1.0, 1.0, 1.0)
    made = (
        Material("skin", white, roughness=0.60, subsurface=1.0),
        Material("lips", white, roughness=0.48, subsurface=1.0),
        Material("mouth", white, roughness=0.45, subsurface=0.6),
        Material("tongue", white, roughness=0.40, subsurface=0.8),
        Material("teeth", white, roughness=0.38, subsurface=0.4),
        Material("eye", white, roughness=0.05, subsurface=0.3, texture=eyes.texture(paint.iris, paint.iris_wide)),
        Material("hair", white, roughness=0.60, strands=1.0, sheet=hangs, texture=hair.strands()),
        Material("lash", white, roughness=0.9),
        Material("cloth", white, roughness=0.9),
    )
    return {material.name: material for material in made}


def skin_colors(skin: Skin, person: Person, cut: hair.Cut) -> Array:
    """(V, 3) of the skin and the inside of the mouth."""
    p, topology, paint = skin.points, skin.topology, person.paint
    folded = p * np.where(p[:, :1] < 0, [-1.0, 1, 1], 1.0)
    colors = _flushed(p, folded, paint)
    colors = mixed(colors, np.multiply(paint.skin, STUBBLE), paint.beard * _shaven(folded))
    colors = mixed(colors, paint.brow, 0.8 * brows.shadow(folded, person.brow))
    colors = mixed(colors, NOSTRIL, 0.9 * relief.nostrils(folded))
    colors = mixed(colors, np.multiply(paint.hair, hair.COAT), hair.grown(cut, p))
    for loops in (topology.eye, topology.mate[topology.eye]):
        u, side = lips.loop_parameters(loops.shape[1])
        crease = 0.5 * lips.fullness(u) * (side > 0)
        for k, share in ((MARGIN - 3, crease), (MARGIN - 1, 0.3 + 0 * u), (MARGIN, 0.6 + 0 * u)):
            colors[loops[k]] = mixed(colors[loops[k]], LID, share)
        colors[loops[MARGIN + 1 :]] = WET
        lined = (side > 0) * lashes.shade(u)
        for k, share in ((MARGIN - 1, 0.10 * lined), (MARGIN, 0.85 * lined), (MARGIN + 1, 0.85 * lined)):
            colors[loops[k]] = mixed(colors[loops[k]], lashes.DARK, share)
    _paint_mouth(colors, skin, paint)
    return np.clip(colors, 0, 1)


def _flushed(p: Array, folded: Array, paint: Paint) -> Array:
    """(V, 3) bare skin: blood near the surface on nose, cheeks, chin and round the mouth, shade about the eyes, and
    blotches over all, since no skin is of one colour."""
    front = ramp(20, 55, p[:, 2])
    blood = 0.42 * spot(folded, 41, -32, 20) + 0.50 * spot(folded, 0, -36, 15, 11) + 0.20 * spot(folded, 0, -92, 16)
    blood += 0.18 * spot(folded, 0, -62, 34, 12)
    blood *= 1.0 + 0.35 * _blotches(p, 5.0)
    colors = mixed(tinted(len(p), paint.skin), paint.blush, np.clip(blood * front, 0, 1))
    colors = colors * (1.0 + np.multiply.outer(0.035 * _blotches(p, 9.0), (0.7, 1.0, 1.1)))
    colors = colors * (1.0 + np.multiply.outer(0.030 * _blotches(p, 3.2), (0.6, 1.0, 1.1)))
    x, y, _ = EYE
    shade = 0.34 * spot(folded, x - 2, y + 11, 19, 8) + 0.20 * spot(folded, x - 6, y - 15, 17, 6)
    shade += 0.30 * spot(folded, x - 19, y + 2, 6, 11)
    return mixed(colors, LID, shade * front)


def _blotches(p: Array, size: float) -> Array:
    """(N,) about -1..1, smooth, of a wave length of some `size` times six millimetres."""
    x, y, z = p.T / size
    one = np.sin(x + 1.7 * np.sin(0.9 * y + 0.4 * z)) * np.cos(1.1 * y - 0.7 * z + 1.3 * np.sin(0.8 * x))
    other = np.sin(1.9 * z + 0.8 * x + 1.1 * np.sin(1.3 * y)) * np.cos(1.7 * x - 1.5 * y)
    return np.asarray(0.6 * one + 0.4 * other)


def _shaven(p: Array) -> Array:
    """Where a beard would grow, of points folded to the left."""
    jaw = ramp(-48, -66, p[:, 1] - 0.55 * np.maximum(p[:, 0] - 20, 0)) * ramp(-132, -112, p[:, 1])
    upper = spot(p, 0, -53, 34, 9)
    return np.clip(jaw * ramp(-5, 20, p[:, 2]) + upper * ramp(60, 75, p[:, 2]), 0, 1)


def _paint_mouth(colors: Array, skin: Skin, paint: Paint) -> None:
    """Lips: their border runs out into the skin, fine lines run across them, where they meet it is darker."""
    loops = skin.topology.mouth
    count = loops.shape[1]
    lines = 0.10 * np.sin(np.arange(count) * 2.4) * np.sin(np.arange(count) * 0.7)
    for k, share in ((BORDER - 1, 0.15), (BORDER, 0.45), (BORDER + 1, 0.80)):
        colors[loops[k]] = mixed(colors[loops[k]], paint.lip, np.full(count, share))
    for k in range(BORDER + 2, SLIT + 1):
        inner = 0.45 * ramp(SLIT - 2, SLIT, k)
        colors[loops[k]] = mixed(np.multiply.outer(1 + lines, paint.lip), LINE, np.full(count, inner))
    for k in range(SLIT + 1, MOUTH_LOOPS):
        deep = np.full(count, ramp(SLIT + 2, MOUTH_LOOPS - 2, k))
        colors[loops[k]] = mixed(tinted(count, BAG), THROAT, deep)
    colors[loops[SLIT + 1]] = 0.5 * (np.asarray(LINE) + BAG)
    colors[skin.topology.throat] = THROAT

"""The skin's colours (linear RGB) and the materials."""

from __future__ import annotations

import numpy as np

from unisono.render.head import eyes, hair
from unisono.render.head.fields import Array, bump, ramp, spot
from unisono.render.head.measures import EYE
from unisono.render.head.mesh import mixed, tinted
from unisono.render.head.person import Paint
from unisono.render.head.skin import Skin
from unisono.render.head.topology import BORDER, MARGIN, MOUTH_LOOPS, SLIT
from unisono.types import Material

BAG, THROAT = (0.62, 0.13, 0.12), (0.30, 0.045, 0.04)
LID, WET, NOSTRIL = (0.36, 0.15, 0.105), (0.48, 0.20, 0.17), (0.16, 0.045, 0.03)
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


def skin_colors(skin: Skin, paint: Paint) -> Array:
    """(V, 3) of the skin and the inside of the mouth."""
    p, topology = skin.points, skin.topology
    folded = p * np.where(p[:, :1] < 0, [-1.0, 1, 1], 1.0)
    front = ramp(20, 55, p[:, 2])
    colors = tinted(len(p), paint.skin)
    blush = 0.42 * spot(folded, 41, -32, 20) + 0.40 * spot(folded, 0, -34, 13) + 0.16 * spot(folded, 0, -92, 16)
    colors = mixed(colors, paint.blush, blush * front)
    colors = mixed(colors, LID, 0.35 * spot(folded, EYE[0], EYE[1] + 9, 18, 8) * front)
    colors = mixed(colors, np.multiply(paint.skin, STUBBLE), paint.beard * _shaven(folded))
    nostril = np.linalg.norm(folded - (5.5, -43.5, 93.0), axis=1)
    colors = mixed(colors, NOSTRIL, 0.95 * bump(nostril, 2.9))
    colors = mixed(
        colors, np.multiply(paint.hair, 0.6), ramp(66, 74, p[:, 1]) + ramp(-2, -18, p[:, 2]) * ramp(16, 30, p[:, 1])
    )
    for loops in (topology.eye, topology.mate[topology.eye]):
        colors[loops[MARGIN]] = mixed(colors[loops[MARGIN]], LID, np.full(loops.shape[1], 0.6))
        colors[loops[MARGIN + 1 :]] = WET
    _paint_mouth(colors, skin, paint)
    return np.clip(colors, 0, 1)


def _shaven(p: Array) -> Array:
    """Where a beard would grow, of points folded to the left."""
    jaw = ramp(-48, -66, p[:, 1] - 0.55 * np.maximum(p[:, 0] - 20, 0)) * ramp(-132, -112, p[:, 1])
    upper = spot(p, 0, -53, 34, 9)
    return np.clip(jaw * ramp(-5, 20, p[:, 2]) + upper * ramp(60, 75, p[:, 2]), 0, 1)


def _paint_mouth(colors: Array, skin: Skin, paint: Paint) -> None:
    loops = skin.topology.mouth
    colors[loops[BORDER]] = mixed(colors[loops[BORDER]], paint.lip, np.full(loops.shape[1], 0.45))
    colors[loops[BORDER + 1 : SLIT + 1]] = paint.lip
    for k in range(SLIT + 1, MOUTH_LOOPS):
        share = np.full(loops.shape[1], ramp(SLIT + 2, MOUTH_LOOPS - 2, k))
        colors[loops[k]] = mixed(tinted(loops.shape[1], BAG), THROAT, share)
    colors[loops[SLIT + 1]] = 0.5 * (np.asarray(paint.lip) + BAG)
    colors[skin.topology.throat] = THROAT

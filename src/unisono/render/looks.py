"""Looks that a name tells: how skin, teeth, eyes, lashes and gums of somebody else's head take the light."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from unisono import arkit
from unisono.render.studio import linear
from unisono.types import Avatar, Floats, Ints, Material

# What a material's name tells, and roughness and subsurface of that: the first that fits is taken. Short words stand
# alone, or `Eyewear` would be an ear.
_WORN = r"eyewear|headwear|glass|goggle|hat|cap|helmet|cloth|shirt|outfit|jacket|necklace|ear ?rings?|jewel"
_SKIN = r"skin|face|head|body|\b(lips?|ears?|nose|neck)\b"
_LOOKS: tuple[tuple[re.Pattern[str], float, float], ...] = tuple(
    (re.compile(words), roughness, subsurface)
    for words, roughness, subsurface in (
        (rf"\b({_WORN})", -1.0, -1.0),  # left as it is
        (r"lash|brow(?!n)|hair|beard|moustache|scalp|eye ?line", 0.65, 0.0),
        (r"teeth|tooth", 0.22, 0.35),
        (r"\bgums?\b|tongue|mouth|oral", 0.30, 0.8),
        (r"eye(?!lid)|iris|sclera|cornea|pupil", 0.06, 0.25),
        (_SKIN, 0.56, 1.0),
    )
)
_SHEEN = 0.5  # of hair with a picture of strands: v runs along them as a rule, yet not always
_MOST_PAIRS = 20_000_000  # of a vertex of lashes and one of their roots; lashes have thousands and hundreds
_IRIS, _PUPIL = 0.37, 0.14  # radii, in radii of the eyeball


def by_name(material: Material) -> Material:
    """The same colours with the sheen and depth of what the name says; unchanged where it says nothing."""
    # fooBar_L -> foo bar l: names are written in every way
    name = re.sub(r"[^a-z]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", material.name).lower())
    for words, roughness, subsurface in _LOOKS:
        if words.search(name):
            if roughness < 0:
                return material
            seen = _looking(material, roughness, subsurface, words.pattern == _SKIN)
            return replace(seen, strands=_SHEEN) if "hair" in name and material.texture is not None else seen
    return material


def by_movement(avatar: Avatar) -> Avatar:
    """Skin and eyes of a head whose materials bear no telling names (packers drop them), from what its shapes move."""
    if any(material.subsurface > 0 for material in avatar.materials):
        return avatar
    lids, looks = ([i for i, name in enumerate(arkit.NAMES) if name.startswith(stem)] for stem in ("eyeB", "eyeLook"))
    moved = np.abs(avatar.shapes).max(axis=2) > 1e-5
    by_face, by_look = moved[[*lids, arkit.INDEX["jawOpen"]]].any(axis=0), moved[looks].any(axis=0)
    of = [np.unique(avatar.triangles[avatar.material == index]) for index in range(len(avatar.materials))]
    face = int(np.argmax([by_face[vertices].sum() for vertices in of]))
    materials = [
        _looking(material, *_LOOKS[-1][1:], is_skin=True)
        if index == face
        else _looking(material, *_LOOKS[-2][1:])
        if by_look[of[index]].mean() > 0.9  # an eye turns whole; lids that follow it are few of the skin
        else material
        for index, material in enumerate(avatar.materials)
    ]
    return replace(avatar, materials=tuple(materials))


def _looking(material: Material, roughness: float, subsurface: float, is_skin: bool = False) -> Material:
    color = _skin(material.color) if is_skin and material.texture is None else material.color
    return replace(material, color=color, roughness=roughness, subsurface=subsurface)


def as_drawn(material: Material) -> Material:
    """A cartoon's: its picture holds the shine already, and its shadows are soft."""
    return replace(material, roughness=0.9, subsurface=0.5)


def _skin(color: tuple[float, float, float]) -> tuple[float, float, float]:
    """No skin throws back half of the light: a flat colour that does was meant as sRGB."""
    if sum(color) < 1.5:
        return color
    red, green, blue = (float(c) for c in linear(np.array(color, np.float32)))
    return red, green, blue


def with_thin_lashes(avatar: Avatar) -> Avatar:
    """Draws in lashes that are cards without a picture of hairs: a line along the lid instead of black blades."""
    names = [material.name.lower() for material in avatar.materials]
    flat = [i for i, m in enumerate(avatar.materials) if "lash" in names[i] and m.texture is None]
    lashes = np.unique(avatar.triangles[np.isin(avatar.material, flat)])
    others = np.unique(avatar.triangles[~np.isin(avatar.material, flat)])
    places = np.round(avatar.vertices / 1e-5).astype(np.int64)
    skin = set(map(tuple, places[others]))
    roots = np.array([v for v in lashes if tuple(places[v]) in skin], np.int32)
    if not len(roots) or len(roots) * len(lashes) > _MOST_PAIRS:
        return avatar
    vertices, shapes = avatar.vertices.copy(), avatar.shapes.copy()
    root = roots[((vertices[lashes, None] - vertices[None, roots]) ** 2).sum(axis=2).argmin(axis=1)]
    vertices[lashes] += 0.9 * (vertices[root] - vertices[lashes])
    shapes[:, lashes] += 0.9 * (shapes[:, root] - shapes[:, lashes])
    return replace(avatar, vertices=vertices, shapes=shapes)


def with_eyes(avatar: Avatar) -> Avatar:
    """Paints iris and pupil on eyeballs of one flat colour that hide an iris within (ICT-FaceKit's, exported flat)."""
    names = [material.name.lower() for material in avatar.materials]
    colors = avatar.colors.copy()
    for index, (name, material) in enumerate(zip(names, avatar.materials, strict=True)):
        within = name.replace("sclera", "iris")
        if within == name or within not in names or material.texture is not None:
            continue
        ball = np.unique(avatar.triangles[avatar.material == index])
        iris = np.divide(avatar.materials[names.index(within)].color, np.maximum(material.color, 1e-3))
        for eye in _apart(ball, avatar.vertices[ball, 0]):
            colors[eye] = _painted(avatar.vertices[eye], iris)
    return replace(avatar, colors=colors)


def _apart(ball: Ints, x: Floats) -> list[Ints]:
    """Vertices `ball` at `x`, as two eyes where there is as much as an eye's width between (packers join materials)."""
    order = np.sort(x)
    gap = int(np.diff(order).argmax())
    wide = order[gap + 1] - order[gap] > 0.2 * (order[-1] - order[0])
    return [ball[x <= order[gap]], ball[x > order[gap]]] if wide else [ball]


def _painted(ball: Floats, iris: Floats) -> Floats:
    """(N, 3) colours of an eyeball's vertices: it looks to where it bulges most."""
    middle = (ball.min(axis=0) + ball.max(axis=0)) / 2
    radius = float(np.ptp(ball[:, 0])) / 2
    front = ball[ball[:, 2].argsort()[-max(len(ball) // 20, 1) :]].mean(axis=0)
    axis = (front - middle) / np.linalg.norm(front - middle)
    off = (ball - middle) - np.outer((ball - middle) @ axis, axis)
    away = np.linalg.norm(off, axis=1)[:, None] / radius
    facing = ((ball - middle) @ axis > 0)[:, None]
    edge = np.clip((_IRIS - away) / 0.06, 0.0, 1.0) * facing
    rim = np.clip((away - (_IRIS - 0.10)) / 0.10, 0.0, 1.0)
    hole = np.clip((_PUPIL - away) / 0.05, 0.0, 1.0)
    inner = np.asarray(iris)[None] * (1.0 - 0.6 * rim) * (1.0 - hole) + 0.004
    return np.asarray(1.0 + edge * (inner - 1.0), np.float32)

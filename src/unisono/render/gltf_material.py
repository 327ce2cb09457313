"""The materials of a glTF file: what they look like, which coordinates their textures take, which are not drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from unisono.render import looks
from unisono.render.gltf_file import File
from unisono.render.gltf_image import Textures
from unisono.types import Floats, Material

# Clear skins about the eye that games shade in ways of their own: drawn as glTF says they would hide it.
_SHELLS = re.compile(
    r"occlusion|tear[ _.-]?(line|duct)|lacrimal|eye[ _.-]?(shell|edge|blend|wet)|saliva", re.IGNORECASE
)
_LENSES = re.compile(r"cornea|eye[ _.-]?(refl|lens|gloss)", re.IGNORECASE)
_DRAWN = ("KHR_materials_unlit", "VRMC_materials_mtoon")  # painted to be seen without light, or with a step of it


@dataclass(frozen=True)
class Placement:
    """Which set of texture coordinates is taken, and what is done to it (KHR_texture_transform)."""

    set: int = 0
    offset: tuple[float, float] = (0.0, 0.0)
    turn: float = 0.0  # radians
    scale: tuple[float, float] = (1.0, 1.0)

    def of(self, uvs: Floats) -> Floats:
        """(V, 2) where in the picture these (V, 2) are."""
        u, v = (uvs * self.scale).T
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        placed = np.stack([cos * u + sin * v, cos * v - sin * u], axis=1) + self.offset
        return np.asarray(np.nan_to_num(placed, posinf=0.0, neginf=0.0), np.float32)


def placement(file: File, index: Any) -> Placement:
    """Of the base colour's texture of material `index`, None for none."""
    if index is None:
        return Placement()
    about = file.item("materials", index)
    base = file.get(file.get(about, "pbrMetallicRoughness", dict), "baseColorTexture", dict)
    moved = file.get(file.get(base, "extensions", dict), "KHR_texture_transform", dict)
    return Placement(
        file.get(moved, "texCoord", int, file.get(base, "texCoord", int)),
        _pair(file, moved, "offset", 0.0),
        file.get(moved, "rotation", float),
        _pair(file, moved, "scale", 1.0),
    )


def is_hidden(file: File, index: Any, name: str) -> bool:
    """True for what is better left out: shells about the eye, corneas that are clear. `name` is of mesh and node."""
    if index is None:
        return bool(_SHELLS.search(name))
    about = file.item("materials", index)
    name = f"{name} {about.get('name')}"
    return bool(_SHELLS.search(name) or (_LENSES.search(name) and about.get("alphaMode") == "BLEND")) or (
        about.get("alphaMode") == "BLEND" and _factor(file, about)[3] < 0.02
    )


def material(file: File, index: int, textures: Textures) -> Material:
    """Material `index`; -1 for what has none."""
    if index < 0:
        return Material("plain")
    about = file.item("materials", index)
    pbr = file.get(about, "pbrMetallicRoughness", dict)
    red, green, blue, opacity = _factor(file, about)
    base = file.get(pbr, "baseColorTexture", dict)
    mode = about.get("alphaMode", "OPAQUE")
    clear = mode in ("MASK", "BLEND")
    picture = textures.at(base.get("index"), clear) if base else None
    see_through = clear and (opacity < 1 or (picture is not None and picture.shape[2] == 4))
    plain = Material(
        str(about.get("name", "")),
        (red, green, blue),
        min(max(file.get(pbr, "roughnessFactor", float, 1.0), 0.0), 1.0),
        sheet=True if see_through and about.get("doubleSided") is True else None,
        texture=picture,
        opacity=opacity if clear else 1.0,
        cutoff=min(max(file.get(about, "alphaCutoff", float, 0.5), 0.0), 1.0) if mode == "MASK" else None,
    )
    if (ours := _ours(about)) is not None:
        sheet = bool(ours["sheet"]) if "sheet" in ours else None  # Blender 3.4 makes it a number
        return replace(plain, subsurface=_share(ours, "subsurface"), strands=_share(ours, "strands"), sheet=sheet)
    return looks.as_drawn(plain) if _is_drawn(file, index, about) else looks.by_name(plain)


def is_ours(file: File) -> bool:
    """Was a head written by `gltf_write`? Its looks are told then, and need no guess."""
    return any(_ours(file.item("materials", k)) is not None for k in range(len(file.get(file.json, "materials", list))))


def _ours(about: dict[str, Any]) -> dict[str, Any] | None:
    """What `gltf_write` said of a material beyond glTF."""
    extras = about.get("extras")
    ours = extras.get("unisono") if type(extras) is dict else None
    return ours if type(ours) is dict else None


def _share(ours: dict[str, Any], name: str) -> float:
    """0..1; 0 for what other programs made no number of."""
    value: Any = ours.get(name)
    return min(max(float(value), 0.0), 1.0) if type(value) in (int, float) and value == value else 0.0


def _is_drawn(file: File, index: int, about: dict[str, Any]) -> bool:
    """Is it a cartoon's: unlit, or MToon of either VRM?"""
    if any(name in file.get(about, "extensions", dict) for name in _DRAWN):
        return True
    zero = file.get(file.get(file.json, "extensions", dict), "VRM", dict)
    told = file.get(zero, "materialProperties", list)
    return index < len(told) and str(told[index].get("shader")).startswith(("VRM/MToon", "VRM/Unlit"))


def _factor(file: File, about: dict[str, Any]) -> list[float]:
    """Linear RGBA, 0..1."""
    pbr = file.get(about, "pbrMetallicRoughness", dict)
    red, green, blue, alpha = file.get(pbr, "baseColorFactor", list, [1.0, 1.0, 1.0, 1.0])
    return [min(max(float(c), 0.0), 1.0) for c in (red, green, blue, alpha)]


def _pair(file: File, holder: dict[str, Any], key: str, default: float) -> tuple[float, float]:
    first, second = file.get(holder, key, list, [default, default])
    return float(first), float(second)

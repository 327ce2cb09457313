"""One avatar in one studio, made ready: what both renderers draw from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono.render import camera, mesh, studio, textures
from unisono.render.camera import Camera
from unisono.render.mesh import Mesh
from unisono.render.occlusion import lamp_view, openness
from unisono.types import Avatar, Floats, Image, Ints, Material


@dataclass(frozen=True, eq=False)
class Scene:
    """One avatar in one studio: what does not change from frame to frame."""

    mesh: Mesh
    materials: tuple[Material, ...]  # M, their textures no finer than the picture shows
    kinds: Ints  # (M,) of the materials, see point.py
    looks: Floats  # (M, 13) likewise, see `surfaces.mix`
    ramps: Floats  # (M, 256, 3)
    corners: Floats  # (V, 16) paint alone, see `deform.pack`
    openness: Floats  # (4, V, 3), see occlusion.py
    texels: Image  # (N, 3)
    alphas: Image  # (N,), see `mesh.alphas`
    camera: Camera
    lamps: Floats  # (6, 6), see studio.py
    view: Floats  # (3, 4) of the key lamp
    across: int  # texels, of its depth map
    size: tuple[int, int]  # width, height
    to_srgb: Floats


def prepare(avatar: Avatar, size: tuple[int, int], cut: str) -> Scene:
    """AvatarError where the avatar's arrays do not fit one another, or it has no size."""
    ready = mesh.prepare(avatar)
    ramps = np.stack([studio.ramp(m.subsurface) for m in avatar.materials])
    lens, lamps = camera.frame(avatar, size, cut), studio.lamps()
    avatar = textures.fitted(avatar, lens.footprint)
    looks, corners, texels = mesh.looks(avatar)
    extent = float(np.linalg.norm(np.ptp(ready.rest, axis=0)))
    across = int(np.clip(extent / (lens.footprint * 5.0), 128, 2048))
    view = lamp_view(lamps[studio.KEY, :3], ready.rest, across)
    return Scene(
        ready, avatar.materials, mesh.kinds(avatar), looks, ramps, corners, openness(ready), texels,
        mesh.alphas(avatar), lens, lamps, view, across, size, studio.to_srgb(),
    )  # fmt: skip

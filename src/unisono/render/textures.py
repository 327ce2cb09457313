"""Textures as fine as the picture shows them: a finer one would glitter when the head moves.

The lens stands still, so one size for each texture does what a chain of sizes (mipmaps) does elsewhere.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unisono.render.studio import linear
from unisono.types import Avatar, Floats, Image

_SMALLEST = 8  # texels a side
_FINEST = 3.0  # texels a pixel, on the whole of a material: in the middle of an eye they are larger than at its back
_STRIP = 256  # rows that are worked on at once: large textures are large indeed as numbers of four bytes


def fitted(avatar: Avatar, footprint: float) -> Avatar:
    """The avatar with textures halved until `_FINEST` texels or less fall on a pixel that covers `footprint` metres."""
    materials = list(avatar.materials)
    for index, material in enumerate(materials):
        if material.texture is not None:
            fine = _texels_per_metre(avatar, index, material.texture) * footprint
            materials[index] = replace(
                material, texture=_halved(material.texture, int(np.log2(max(2.0 * fine / _FINEST, 1.0))))
            )
    return replace(avatar, materials=tuple(materials))


def _texels_per_metre(avatar: Avatar, index: int, texture: Image) -> float:
    """On the whole of a material; 0 where it has no size."""
    i, j, k = avatar.triangles[avatar.material == index].T
    vertices, uvs = avatar.vertices.astype(np.float64), avatar.uvs.astype(np.float64)  # wild ones have wild squares
    metres = np.linalg.norm(np.cross(vertices[j] - vertices[i], vertices[k] - vertices[i]), axis=1).sum()
    (uj, vj), (uk, vk) = (uvs[j] - uvs[i]).T, (uvs[k] - uvs[i]).T
    texels = np.abs(uj * vk - uk * vj).sum() * texture.shape[0] * texture.shape[1]
    return float(np.sqrt(texels / metres)) if metres > 0 else 0.0


def _halved(texture: Image, times: int) -> Image:
    """So many times, as long as it is not tiny: light is averaged, and what is clear has no colour to give."""
    if not times or min(texture.shape[:2]) < 2 * _SMALLEST:
        return texture
    strips = [texture[row : row + _STRIP] for row in range(0, len(texture), _STRIP)]
    light = np.concatenate([_half(_lit(strip)) for strip in strips])
    for _ in range(times - 1):
        if min(light.shape[:2]) >= 2 * _SMALLEST:
            light = _half(light)
    alpha = light[..., 3:]
    bytes_ = np.searchsorted(_STEPS, light[..., :3] / np.maximum(alpha, 1e-6)).astype(np.uint8)
    return np.concatenate([bytes_, np.rint(255 * alpha).astype(np.uint8)], axis=2) if texture.shape[2] == 4 else bytes_


def _lit(texture: Image) -> Floats:
    """(H, W, 4) linear light times alpha, and alpha."""
    clear = texture.shape[2] == 4
    alpha = texture[..., 3:] / np.float32(255) if clear else np.ones((*texture.shape[:2], 1), np.float32)
    return np.concatenate([_LIGHT[texture[..., :3]] * alpha, alpha], axis=2)


_LIGHT = linear(np.linspace(0, 1, 256).astype(np.float32))
_STEPS = (_LIGHT[1:] + _LIGHT[:-1]) / 2  # from one byte to the next


def _half(light: Floats) -> Floats:
    """Two by two texels become one; an odd last row or column is doubled."""
    height, width, depth = light.shape
    even = np.pad(light, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.asarray(even.reshape(-(-height // 2), 2, -(-width // 2), 2, depth).mean((1, 3)), np.float32)

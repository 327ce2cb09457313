"""The avatar in parts: its materials with the programs that draw them, and which triangles are of which."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from moderngl import Buffer, Context, Texture, VertexArray

from unisono.render.gl import programs
from unisono.render.scene import Scene
from unisono.types import Image, Ints, Material

SHADOW, RAMPS, TEXTURE = range(3)  # units that the programs read from
_NEAREST = 0.05  # of the way to the face: nearer to the lens nothing is drawn
_LAYOUT = ("3f 3f 3f 2f 3f 2f", "at_place", "at_normal", "at_paint", "at_uv", "at_openness", "at_strand")


@dataclass(frozen=True, eq=False)
class Look:
    """Programs of one material, each with all vertices of the avatar; None where there is nothing for it to draw."""

    lamp: VertexArray | None  # what casts a shadow
    solid: VertexArray | None  # what hides all behind it
    veil: VertexArray | None  # what is seen through
    texture: Texture | None


@dataclass(frozen=True)
class Part:
    """Triangles that follow one another, of one material, that all show their backs or all hide them."""

    material: int
    sheet: bool
    first: int  # corner
    corners: int


def cut(kinds: Ints) -> tuple[Part, ...]:
    """The parts of triangles in their order. kinds (F, 2): 1 for a sheet, material."""
    edges = np.flatnonzero((kinds[1:] != kinds[:-1]).any(axis=1)) + 1
    return tuple(
        Part(int(kinds[start, 1]), bool(kinds[start, 0]), 3 * start, 3 * (end - start))
        for start, end in itertools.pairwise([0, *edges.tolist(), len(kinds)])
        if end > start
    )


class Looks:
    """The looks of an avatar, made on the thread of `context`."""

    def __init__(self, context: Context, scene: Scene, corners: Buffer) -> None:
        self._context, self._scene, self._corners = context, scene, corners
        self._veiled = set(scene.mesh.material[scene.mesh.masked :].tolist())

    def of(self, number: int, material: Material, order: Buffer, veils: Buffer) -> Look:
        """Of material `number`. order, veils: corners of triangles, of all in parts, and of those seen through."""
        hides, casts = map(float, self._scene.looks[number, 10:12])
        return Look(
            self._sieved("lamp", number, material, order, casts),
            self._sieved("surface", number, material, order, hides),
            self._array("surface", number, material, veils, 0.0, "VEIL") if number in self._veiled else None,
            self._painted(material.texture),
        )

    def _sieved(self, shader: str, number: int, material: Material, order: Buffer, least: float) -> VertexArray | None:
        """Draws what is as opaque as `least`."""
        if material.texture is not None and material.texture.shape[2] == 4:
            return self._array(shader, number, material, order, least, "SIEVE")
        return self._array(shader, number, material, order, least) if material.opacity >= least else None

    def _array(
        self, shader: str, number: int, material: Material, order: Buffer, least: float, *words: str
    ) -> VertexArray:
        program = programs.build(self._context, shader, shader, programs.words(material).union(words))
        scene = self._scene
        values = {
            **_lens(scene), **_views(scene), "texels": float(scene.across),
            "shadow": SHADOW, "ramps": RAMPS, "texture_": TEXTURE, "ramp": (number + 0.5) / len(scene.ramps),
            "color": tuple(map(float, material.color)), "rough": float(material.roughness),
            "skin": float(material.subsurface), "strands": float(material.strands),
            "opacity": float(material.opacity), "least": least,
        }  # fmt: skip
        for name in values.keys() & set(program):  # its compiler has left out those for which it has no use
            program[name] = values[name]
        return self._context.vertex_array(program, [(self._corners, *_LAYOUT)], order, skip_errors=True)

    def _painted(self, image: Image | None) -> Texture | None:
        if image is None:
            return None
        height, width, channels = image.shape
        return self._context.texture((width, height), channels, np.ascontiguousarray(image))


def _lens(scene: Scene) -> dict[str, Any]:
    camera = scene.camera
    return {
        "eye": tuple(map(float, camera.eye)),
        "lens": (float(camera.focal), *map(float, camera.centre)),
        "size": tuple(map(float, scene.size)),
        "nearest": _NEAREST * camera.focal * camera.footprint,
    }


def _views(scene: Scene) -> dict[str, Any]:
    """The key lamp's view, all in texels, with room before and behind for a head that turns."""
    view = scene.view.astype(np.float64)
    view[2] *= np.linalg.norm(view[0, :3])
    far = max(float((scene.mesh.rest @ view[2, :3] + view[2, 3]).max()), 1.0)
    across, down, toward = (tuple(map(float, row)) for row in view)
    return {"across": across, "down": down, "toward": toward, "reach": (-far, 2.0 * far)}

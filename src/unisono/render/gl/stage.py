"""One avatar in one studio on the graphics processor: its buffers there, and the passes of a picture."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from moderngl import Context, Program, Texture, VertexArray

from unisono.errors import EngineError
from unisono.render.gl import programs
from unisono.render.scene import Scene
from unisono.types import Avatar, Floats, Image, Ints

_SAMPLES = 4  # a pixel; drivers place them as picture.py does
_NEAREST = 0.05  # of the way to the face: nearer to the lens nothing is drawn
_LAYOUT = ("3f 3f 3f 2f 3f 2f", "at_place", "at_normal", "at_paint", "at_uv", "at_openness", "at_strand")
_Box = tuple[int, int, int, int]  # left, top, width, height


@dataclass(frozen=True, eq=False)
class _Part:
    """Triangles of one material that all show their backs, or all hide them."""

    first: int  # corner
    corners: int
    sheet: bool
    surface: VertexArray
    texture: Texture | None


class Stage:
    """Made and used on the thread that made `context`."""

    def __init__(self, context: Context, avatar: Avatar, scene: Scene, clear: bool) -> None:
        context.gc()  # frees what stages that are gone held
        self._context, self._scene = context, scene
        self._corners = context.buffer(reserve=scene.corners.nbytes, dynamic=True)
        order = np.lexsort((scene.mesh.material, scene.mesh.sheet)).astype(np.int32)
        self._order = context.buffer(np.ascontiguousarray(scene.mesh.triangles[order]))
        self._shadow = _table(context.depth_texture((scene.across, scene.across)))
        self._lamp = context.framebuffer((), self._shadow)
        self._film = context.texture(scene.size, 4, samples=_SAMPLES, dtype="f2")
        self._lens = context.framebuffer(self._film, context.depth_renderbuffer(scene.size, samples=_SAMPLES))
        self._ramps = _table(context.texture((scene.ramps.shape[1], len(scene.ramps)), 3, scene.ramps, dtype="f4"))
        channels = 4 if clear else 3
        self._behind = context.texture(scene.size, channels)
        self._print = context.framebuffer(context.renderbuffer(scene.size, channels))
        self._cast = self._caster()
        self._develop = self._developer(clear)
        self._parts = self._cut(avatar, order)
        self._shown: Image | None = None  # what `_behind` holds
        self._check()

    def draw(self, corners: Floats, behind: Image) -> Image:
        """The picture of vertices `corners` (V, 16), as `deform.pack` wrote them with places in metres, over `behind`.

        behind (H, W, 3), or (H, W, 4) where the stage is clear.
        """
        self._corners.write(corners)
        if behind is not self._shown:
            self._behind.write(behind)
            self._shown = behind
        box = self._box(corners)
        self._draw_shadow()
        self._expose(box)
        picture = self._developed(box, behind)
        self._check()
        return picture

    def _box(self, corners: Floats) -> _Box:
        """What the avatar may cover of the picture: all else is known, and is neither drawn nor fetched."""
        camera, (width, height) = self._scene.camera, self._scene.size
        away = camera.eye - corners[:, :3]
        with np.errstate(all="ignore"):  # wild weights may throw a vertex behind the lens, or beyond all numbers
            scale = camera.focal / away[:, 2]
            x, y = camera.centre[0] - scale * away[:, 0], camera.centre[1] + scale * away[:, 1]
        edges = np.array([x.min(), y.min(), x.max() + 1.0, y.max() + 1.0])
        if not (np.isfinite(edges).all() and away[:, 2].min() > 0.0):
            return 0, 0, width, height
        left, top, right, bottom = np.clip(edges, 0, (width, height, width, height)).astype(int).tolist()
        return left, top, right - left, bottom - top

    def _draw_shadow(self) -> None:
        """The key lamp's depth map."""
        self._lamp.use()
        self._lamp.clear(depth=1.0)
        for part in self._parts:
            self._turn_to(part)
            self._cast.render(first=part.first, vertices=part.corners)

    def _expose(self, box: _Box) -> None:
        """Each surface's light on film, four samples a pixel."""
        self._lens.use()
        self._lens.clear(depth=1.0, viewport=box)
        self._shadow.use(0)
        self._ramps.use(1)
        for part in self._parts:
            self._turn_to(part)
            if part.texture is not None:
                part.texture.use(2)
            part.surface.render(first=part.first, vertices=part.corners)

    def _turn_to(self, part: _Part) -> None:
        context = self._context
        context.front_face = "cw"  # row 0 of our pictures is the top one, of GL's the lowest
        context.enable_only(context.DEPTH_TEST | (0 if part.sheet else context.CULL_FACE))

    def _developed(self, box: _Box, behind: Image) -> Image:
        """Samples to pixels, and these to the main memory."""
        self._context.enable_only(self._context.NOTHING)
        self._print.scissor = box
        self._print.use()
        self._film.use(0)
        self._behind.use(1)
        self._develop.render(vertices=3)
        left, top, width, height = box
        channels = behind.shape[2]
        fetched = self._print.read(viewport=box, components=channels)
        picture = behind.copy()
        picture[top : top + height, left : left + width] = np.frombuffer(fetched, np.uint8).reshape(height, width, -1)
        return picture

    def _caster(self) -> VertexArray:
        program = programs.build(self._context, "lamp", "lamp")
        _set(program, **_views(self._scene), texels=float(self._scene.across))
        return self._context.vertex_array(program, [(self._corners, "3f 13x4", "at_place")], self._order)

    def _developer(self, clear: bool) -> VertexArray:
        program = programs.build(self._context, "finish", "finish", frozenset({"CLEAR"} if clear else ()))
        _set(program, film=0, behind=1)
        return self._context.vertex_array(program, [])

    def _cut(self, avatar: Avatar, order: Ints) -> tuple[_Part, ...]:
        """The parts, each with a program that knows its material. `order` (F,) has each part's triangles together."""
        mesh = self._scene.mesh
        kinds = np.stack([mesh.sheet, mesh.material], axis=1)[order]
        edges = [0, *(np.flatnonzero((kinds[1:] != kinds[:-1]).any(axis=1)) + 1).tolist(), len(kinds)]
        return tuple(
            self._part(avatar, 3 * start, 3 * end, *kinds[start].tolist()) for start, end in itertools.pairwise(edges)
        )

    def _part(self, avatar: Avatar, start: int, end: int, sheet: int, number: int) -> _Part:
        scene, material = self._scene, avatar.materials[number]
        program = programs.build(self._context, "surface", "surface", programs.words(material))
        _set(
            program, **_views(scene), **_lens(scene), shadow=0, ramps=1, texture_=2,
            color=tuple(map(float, material.color)), rough=float(material.roughness),
            skin=float(material.subsurface), strands=float(material.strands),
            ramp=(number + 0.5) / len(scene.ramps),
        )  # fmt: skip
        surface = self._context.vertex_array(program, [(self._corners, *_LAYOUT)], self._order, skip_errors=True)
        return _Part(start, end - start, bool(sheet), surface, self._painted(material.texture))

    def _painted(self, image: Image | None) -> Texture | None:
        if image is None:
            return None
        height, width, channels = image.shape
        return self._context.texture((width, height), channels, np.ascontiguousarray(image))

    def _check(self) -> None:
        """GL tells of a failure only when it is asked."""
        said = self._context.error
        if said != "GL_NO_ERROR":
            raise EngineError(f"the graphics driver says {said}; draw with the renderer 'software'")


def _table(texture: Texture) -> Texture:
    """Read as it is, to its very edge."""
    texture.repeat_x = texture.repeat_y = False
    if texture.depth:
        texture.compare_func = ""
    return texture


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


def _set(program: Program, **values: Any) -> None:
    """Uniforms by name; those for which a program has no use its compiler has left out."""
    for name, value in values.items():
        if name in program:
            program[name] = value

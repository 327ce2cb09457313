"""One avatar in one studio on the graphics processor: its buffers there, and the passes of a picture."""

from __future__ import annotations

import numpy as np
from moderngl import Context, Texture, VertexArray

from unisono.errors import EngineError
from unisono.render.gl import programs
from unisono.render.gl.parts import RAMPS, SHADOW, TEXTURE, Looks, Part, cut
from unisono.render.gl.veils import Veils
from unisono.render.scene import Scene
from unisono.types import Floats, Image

_SAMPLES = 4  # a pixel; drivers place them as picture.py does
_Box = tuple[int, int, int, int]  # left, top, width, height


class Stage:
    """Made and used on the thread that made `context`."""

    def __init__(self, context: Context, scene: Scene, clear: bool) -> None:
        context.gc()  # frees what stages that are gone held
        self._context, self._scene = context, scene
        self._corners = context.buffer(reserve=scene.corners.nbytes, dynamic=True)
        order = np.lexsort((scene.mesh.material, scene.mesh.sheet))
        self._order = context.buffer(scene.mesh.triangles[order])
        self._shadow = _table(context.depth_texture((scene.across, scene.across)))
        self._lamp = context.framebuffer((), self._shadow)
        self._film = context.texture(scene.size, 4, samples=_SAMPLES, dtype="f2")
        self._lens = context.framebuffer(self._film, context.depth_renderbuffer(scene.size, samples=_SAMPLES))
        self._ramps = _table(context.texture((scene.ramps.shape[1], len(scene.ramps)), 3, scene.ramps, dtype="f4"))
        channels = 4 if clear else 3
        self._behind = context.texture(scene.size, channels)
        self._print = context.framebuffer(context.renderbuffer(scene.size, channels))
        self._develop = self._developer(clear)
        self._parts = cut(np.stack([scene.mesh.sheet, scene.mesh.material], axis=1)[order])
        self._veils = Veils(context, scene)
        looks = Looks(context, scene, self._corners)
        self._looks = [looks.of(n, m, self._order, self._veils.order) for n, m in enumerate(scene.materials)]
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
        self._expose_veils(self._veils.sort(corners))
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
            self._draw(part, self._looks[part.material].lamp)

    def _expose(self, box: _Box) -> None:
        """Light of all that hides what is behind it on film, four samples a pixel."""
        self._lens.use()
        self._lens.clear(depth=1.0, viewport=box)
        self._shadow.use(SHADOW)
        self._ramps.use(RAMPS)
        for part in self._parts:
            self._draw(part, self._looks[part.material].solid)

    def _expose_veils(self, parts: tuple[Part, ...]) -> None:
        """Light of what is seen through over it."""
        context = self._context
        self._lens.depth_mask = False
        context.blend_func = context.ONE, context.ONE_MINUS_SRC_ALPHA
        for part in parts:
            self._draw(part, self._looks[part.material].veil, context.BLEND)
        self._lens.depth_mask = True

    def _draw(self, part: Part, how: VertexArray | None, more: int = 0) -> None:
        if how is None:
            return
        context, texture = self._context, self._looks[part.material].texture
        context.front_face = "cw"  # row 0 of our pictures is the top one, of GL's the lowest
        context.enable_only(context.DEPTH_TEST | (0 if part.sheet else context.CULL_FACE) | more)
        if texture is not None:
            texture.use(TEXTURE)
        how.render(first=part.first, vertices=part.corners)

    def _developed(self, box: _Box, behind: Image) -> Image:
        """Samples to pixels, and these to the main memory."""
        self._context.enable_only(self._context.NOTHING)
        self._print.scissor = box
        self._print.use()
        self._film.use(0)
        self._behind.use(1)
        self._develop.render(vertices=3)
        left, top, width, height = box
        shape = height, width, behind.shape[2]
        fetched = self._print.read(viewport=box, components=shape[2])
        picture = behind.copy()
        picture[top : top + height, left : left + width] = np.frombuffer(fetched, np.uint8).reshape(shape)
        return picture

    def _developer(self, clear: bool) -> VertexArray:
        program = programs.build(self._context, "finish", "finish", frozenset({"CLEAR"} if clear else ()))
        program["film"], program["behind"] = 0, 1
        return self._context.vertex_array(program, [])

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

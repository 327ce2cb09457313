"""One picture: the passes of a frame, and the buffers that they fill.

Move the vertices, sort what can be seen into bands, draw the key lamp's depth map, then fill and shade the picture.
Each thread takes the next band that nobody has, and none reads another's: so no thread waits while there is work, and
the bytes do not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from unisono.render.kernels import deform, point, raster, sheer
from unisono.render.kernels.shade import shade
from unisono.render.mesh import Mesh
from unisono.render.motion import Motion
from unisono.render.occlusion import mixed
from unisono.render.scene import Scene
from unisono.types import Floats, Image, Ints

Crew = Callable[[Callable[[], None]], None]  # runs the task in every thread of it, and waits for all

_ROWS = 16  # of a band: what one thread works on stays in its cache
# A rotated grid: four samples, no two in one row or column.
_SAMPLES = np.array([(0.375, 0.125), (0.875, 0.375), (0.125, 0.625), (0.625, 0.875)], np.float32)
_MIDDLE = np.array([(0.5, 0.5)], np.float32)


class Bench:
    """Buffers of one drawing, filled anew for each frame."""

    def __init__(self, scene: Scene) -> None:
        self.motion = Motion(scene.mesh)
        self.corners = scene.corners.copy()
        self.seen = _Bands(scene.mesh, *scene.size)
        self.lit = _Bands(scene.mesh, scene.across, scene.across)
        self.shadow = np.empty((scene.across, scene.across, 1), np.float32)


class _Bands:
    """The triangles that each band of a picture holds."""

    def __init__(self, mesh: Mesh, width: int, height: int) -> None:
        self.size = width, height
        self.count = -(-height // _ROWS)
        self.screen = np.empty((len(mesh.rest), 3), np.float32)
        self.starts, self.sides = np.zeros(self.count + 1, np.int32), np.zeros((self.count, 2), np.int32)
        self.order = np.empty(2 * len(mesh.triangles), np.int32)

    def sort(self, mesh: Mesh) -> None:
        """By `screen`."""
        found = raster.sort_into_bands(
            self.screen, mesh.triangles, mesh.sheet, self.size, _ROWS, self.starts, self.sides, self.order
        )
        if found > len(self.order):
            self.order = np.empty(found + found // 4, np.int32)
            self.sort(mesh)

    def listed(self, band: int) -> Ints:
        """Triangles of a band."""
        return self.order[self.starts[band] : self.starts[band + 1]]


def draw(scene: Scene, bench: Bench, crew: Crew, weights: Floats, head: Floats, paper: Floats, blank: Image) -> Image:
    """The picture for weights (52,) and a head turn (3,) in radians.

    paper (H, W, 3): what is behind, display-linear. blank (H, W, 3 or 4): the picture without the avatar; with four
    channels the last of the drawn one is how much of a pixel the avatar covers.
    """
    _move(scene, bench, weights, head)
    both = iter((bench.seen, bench.lit))
    crew(lambda: _sort(scene, both))
    of_lamp = iter(range(bench.lit.count))
    crew(lambda: _draw_shadow(scene, bench, of_lamp))
    picture: Image = blank.copy()
    of_picture = iter(range(bench.seen.count))
    crew(lambda: _draw_bands(scene, bench, of_picture, paper, picture))
    return picture


def _move(scene: Scene, bench: Bench, weights: Floats, head: Floats) -> None:
    """Vertices, normals and openness of this frame."""
    mesh, camera, placed = scene.mesh, scene.camera, bench.motion.placed
    bench.motion.move(weights, head)
    deform.look(placed, camera.eye, camera.focal, camera.centre, bench.seen.screen)
    deform.cast(placed, scene.view, bench.lit.screen)
    deform.pack(bench.seen.screen, placed, mixed(scene.openness, weights), bench.corners)
    deform.lay(mesh.strands, mesh.strung, mesh.follows, head, bench.corners)


def _sort(scene: Scene, pictures: Iterator[_Bands]) -> None:
    """The triangles of the picture, and of the depth map, into bands."""
    for bands in pictures:
        bands.sort(scene.mesh)


def _draw_shadow(scene: Scene, bench: Bench, bands: Iterator[int]) -> None:
    """Bands of the key lamp's depth map."""
    ids = np.empty((_ROWS, scene.across, 1), np.int32)
    for band in bands:
        top = band * _ROWS
        near = bench.shadow[top : top + _ROWS]
        raster.clear(0, scene.across, near, ids[: len(near)])
        listed = bench.lit.listed(band)
        _fill(scene, bench, bench.lit.screen, listed, top, _MIDDLE, near, ids[: len(near)])


def _draw_bands(scene: Scene, bench: Bench, bands: Iterator[int], paper: Floats, picture: Image) -> None:
    """Bands of the picture."""
    mesh, seen, (height, width) = scene.mesh, bench.seen, picture.shape[:2]
    near = np.empty((_ROWS, width, len(_SAMPLES)), np.float32)
    ids = np.empty((_ROWS, width, len(_SAMPLES)), np.int32)
    room = -(-4 * width // 32) * 32 + 16  # an odd number of cache lines, or rows would push one another out
    found, points = np.empty((point.KINDS, room), np.int32), np.empty((point.KINDS, point.ROWS, room), np.float32)
    lit, glow = np.empty((point.KINDS, 3, room), np.float32), np.empty((4, width), np.float32)
    each = np.empty((len(_SAMPLES), 4, width), np.float32)
    for band in bands:
        listed = seen.listed(band)
        if not len(listed):
            continue
        top, (left, right) = band * _ROWS, seen.sides[band]
        rows = min(_ROWS, height - top)
        raster.clear(left, right, near[:rows], ids[:rows])
        _fill(scene, bench, seen.screen, listed, top, _SAMPLES, near[:rows], ids[:rows])
        shade(
            top, left, right, ids[:rows], near[:rows], _SAMPLES, bench.corners, mesh.triangles, bench.motion.faces,
            mesh.material, scene.kinds, scene.looks, scene.ramps, scene.texels, scene.lamps, scene.camera.eye,
            scene.camera.focal, scene.camera.centre, scene.view, bench.shadow[:, :, 0],
            _far_to_near(scene, seen, listed), scene.alphas, paper, scene.to_srgb,
            found, points, lit, glow, each, picture,
        )  # fmt: skip


def _fill(
    scene: Scene, bench: Bench, screen: Floats, listed: Ints, top: int, samples: Floats, near: Floats, ids: Ints
) -> None:
    """What is solid, of all kinds of triangles."""
    mesh, of_lamp = scene.mesh, screen is bench.lit.screen
    solid = int(np.searchsorted(listed, mesh.solid))  # a band's list is in rising order
    fill = raster.fill if of_lamp else raster.fill_four
    fill(screen, mesh.triangles, listed[:solid], top, samples, near, ids)
    if solid < len(listed):
        sheer.fill_sheer(
            screen, mesh.triangles, listed[solid:], top, samples, bench.corners, scene.alphas,
            mesh.material, scene.looks, 11 if of_lamp else 10, of_lamp, near, ids,
        )  # fmt: skip


def _far_to_near(scene: Scene, seen: _Bands, listed: Ints) -> Ints:
    """Those of a band's triangles that are seen through in part."""
    over = listed[np.searchsorted(listed, scene.mesh.masked) :]
    if not len(over):
        return over
    return over[np.argsort(seen.screen[scene.mesh.triangles[over], 2].sum(axis=1), kind="stable")]

"""One picture: the passes of a frame, and the buffers that they fill.

Move the vertices, sort what can be seen into bands, draw the key lamp's depth map, then fill and shade the picture.
Bands are dealt to threads in turn and none reads another's, so the bytes do not depend on how many threads there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from unisono.render.camera import Camera
from unisono.render.kernels import deform, raster
from unisono.render.kernels.shade import shade
from unisono.render.mesh import Mesh
from unisono.render.occlusion import mixed
from unisono.types import Floats, Image, Ints

Crew = Callable[[Callable[[int, int], None]], None]  # runs task(share, shares) for every share, some of them at once

_ROWS = 16  # of a band: what one thread works on stays in its cache
# A rotated grid: four samples, no two in one row or column.
_SAMPLES = np.array([(0.375, 0.125), (0.875, 0.375), (0.125, 0.625), (0.625, 0.875)], np.float32)
_MIDDLE = np.array([(0.5, 0.5)], np.float32)


@dataclass(frozen=True, eq=False)
class Scene:
    """One avatar in one studio: what does not change from frame to frame."""

    mesh: Mesh
    looks: Floats  # (M, 9) materials, see `shade`
    ramps: Floats  # (M, 256, 3)
    corners: Floats  # (V, 16) paint alone, see `deform.pack`
    openness: Floats  # (4, V, 3), see occlusion.py
    texels: Image  # (N, 3)
    camera: Camera
    lamps: Floats  # (6, 6), see studio.py
    view: Floats  # (3, 4) of the key lamp
    across: int  # texels, of its depth map
    size: tuple[int, int]  # width, height
    to_srgb: Floats


class Bench:
    """Buffers of one drawing, filled anew for each frame."""

    def __init__(self, scene: Scene) -> None:
        vertices = len(scene.mesh.rest)
        self.points = np.empty((vertices, 3), np.float32)
        self.faces, self.normals = scene.mesh.faces.copy(), scene.mesh.normals.copy()
        self.placed = np.empty((vertices, 6), np.float32)
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
    crew(lambda share, shares: _sort(scene, (bench.seen, bench.lit)[share::shares]))
    crew(lambda share, shares: _draw_shadow(scene, bench, range(share, bench.lit.count, shares)))
    picture: Image = blank.copy()
    crew(lambda share, shares: _draw_bands(scene, bench, range(share, bench.seen.count, shares), paper, picture))
    return picture


def _move(scene: Scene, bench: Bench, weights: Floats, head: Floats) -> None:
    """Vertices, normals and openness of this frame."""
    mesh, camera = scene.mesh, scene.camera
    deform.morph(mesh.rest, mesh.starts, mesh.where, mesh.by, weights, bench.points)
    deform.face_normals(bench.points, mesh.triangles, mesh.moving_faces, bench.faces)
    deform.point_normals(bench.faces, mesh.touches, mesh.touching, mesh.moving_points, bench.normals)
    deform.turn(bench.points, bench.normals, mesh.point, mesh.follows, mesh.pivot, head, bench.placed)
    deform.look(bench.placed, camera.eye, camera.focal, camera.centre, bench.seen.screen)
    deform.cast(bench.placed, scene.view, bench.lit.screen)
    deform.pack(bench.seen.screen, bench.placed, mixed(scene.openness, weights), bench.corners)
    deform.lay(mesh.strands, mesh.strung, mesh.follows, head, bench.corners)


def _sort(scene: Scene, pictures: tuple[_Bands, ...]) -> None:
    """The triangles of the picture, and of the depth map, into bands."""
    for bands in pictures:
        bands.sort(scene.mesh)


def _draw_shadow(scene: Scene, bench: Bench, bands: range) -> None:
    """These bands of the key lamp's depth map."""
    ids = np.empty((_ROWS, scene.across, 1), np.int32)
    for band in bands:
        top = band * _ROWS
        near = bench.shadow[top : top + _ROWS]
        raster.clear(0, scene.across, near, ids[: len(near)])
        listed = bench.lit.listed(band)
        raster.fill(bench.lit.screen, scene.mesh.triangles, listed, top, _MIDDLE, near, ids[: len(near)])


def _draw_bands(scene: Scene, bench: Bench, bands: range, paper: Floats, picture: Image) -> None:
    """These bands of the picture."""
    mesh, seen, (height, width) = scene.mesh, bench.seen, picture.shape[:2]
    near = np.empty((_ROWS, width, len(_SAMPLES)), np.float32)
    ids = np.empty((_ROWS, width, len(_SAMPLES)), np.int32)
    for band in bands:
        listed = seen.listed(band)
        if not len(listed):
            continue
        top, (left, right) = band * _ROWS, seen.sides[band]
        rows = min(_ROWS, height - top)
        raster.clear(left, right, near[:rows], ids[:rows])
        raster.fill(seen.screen, mesh.triangles, listed, top, _SAMPLES, near[:rows], ids[:rows])
        shade(
            top, left, right, ids[:rows], near[:rows], _SAMPLES, bench.corners, mesh.triangles, bench.faces,
            mesh.material, scene.looks, scene.ramps, scene.texels, scene.lamps, scene.camera.eye,
            scene.camera.focal, scene.camera.centre, scene.view, bench.shadow[:, :, 0],
            paper, scene.to_srgb, picture,
        )  # fmt: skip

"""Vertices in motion: where they are, and which way they look, for a face and a turn of the head."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unisono.errors import TrackError
from unisono.render.kernels import deform
from unisono.render.mesh import Mesh
from unisono.types import FaceTrack, Floats, driven


class Motion:
    """Buffers of one drawing, filled anew for each frame."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self.points = np.empty_like(mesh.rest)  # (V, 3) before the head turns
        self.faces, self.normals = mesh.faces.copy(), mesh.normals.copy()  # as in Mesh
        self.placed = np.empty((len(mesh.rest), 6), np.float32)  # place and normal, in the studio

    def move(self, weights: Floats, head: Floats) -> None:
        """To weights (52,) and a head turn (3,) in radians."""
        mesh = self._mesh
        deform.morph(mesh.rest, mesh.starts, mesh.where, mesh.by, driven(weights, mesh.correctives), self.points)
        deform.face_normals(self.points, mesh.triangles, mesh.moving_faces, self.faces)
        deform.point_normals(self.faces, mesh.touches, mesh.touching, mesh.moving_points, self.normals)
        deform.turn(self.points, self.normals, mesh.point, mesh.follows, mesh.pivot, head, self.placed)


def poses(face: FaceTrack) -> Iterator[tuple[int, Floats, Floats]]:
    """Each frame's number in the stream, weights (52,) and head turn (3,). TrackError where the face is not finite."""
    if not (np.isfinite(face.weights).all() and np.isfinite(face.head).all()):
        raise TrackError("the face track holds NaN or infinity; give weights 0..1 and head angles in radians")
    for number, (weights, head) in enumerate(zip(face.weights, face.head, strict=True), face.offset):
        yield number, np.array(weights, np.float32), np.array(head, np.float32)

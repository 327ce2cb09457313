"""The least that there is to draw: one triangle, for one frame."""

from __future__ import annotations

import numpy as np

from unisono.types import Avatar, FaceTrack, Material


def one_triangle() -> tuple[Avatar, FaceTrack]:
    """To compile the loops with, and to try a graphics driver on."""
    corners = np.array([(0, 0, 0), (0.1, 0, 0), (0, 0.1, 0)], np.float32)
    triangle = Avatar(
        name="triangle", vertices=corners, triangles=np.array([(0, 1, 2)], np.int32),
        shapes=np.zeros((52, 3, 3), np.float32), uvs=np.zeros((3, 2), np.float32), colors=np.ones((3, 3), np.float32),
        materials=(Material("plain"),), material=np.zeros(1, np.int32), follows=np.ones(3, np.float32),
    )  # fmt: skip
    weights, head, gaze = (np.zeros((1, numbers), np.float32) for numbers in (52, 3, 2))
    return triangle, FaceTrack(weights, head, gaze, 30)

"""The least that there is to draw: a triangle of each kind, for one frame."""

from __future__ import annotations

import numpy as np

from unisono.types import Avatar, FaceTrack, Image, Material


def triangles() -> tuple[Avatar, FaceTrack]:
    """To compile the loops with, and to try a graphics driver on."""
    one = np.array([(0, 0, 0), (0.1, 0, 0), (0, 0.1, 0)], np.float32)
    corners = np.concatenate([one, one + np.float32(0.01), one + np.float32(0.02)])
    kinds = (Material("opaque"), Material("with holes", texture=_LEAF, cutoff=0.5), Material("glass", opacity=0.5))
    avatar = Avatar(
        name="triangles", vertices=corners, triangles=np.arange(9, dtype=np.int32).reshape(3, 3),
        shapes=np.zeros((52, 9, 3), np.float32), uvs=np.tile(one[:, :2] * 10, (3, 1)),
        colors=np.ones((9, 3), np.float32), materials=kinds, material=np.arange(3, dtype=np.int32),
        follows=np.ones(9, np.float32),
    )  # fmt: skip
    weights, head, gaze = (np.zeros((1, numbers), np.float32) for numbers in (52, 3, 2))
    return avatar, FaceTrack(weights, head, gaze, 30)


_LEAF: Image = np.tile(np.array([(255, 255, 255, 255), (255, 255, 255, 0)], np.uint8), (2, 1, 1))

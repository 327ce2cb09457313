"""Small avatars whose picture is known, and faces that pose them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from unisono import arkit
from unisono.types import Avatar, FaceTrack, Floats, Image, Ints, Material

RED, GREEN, BLUE, WHITE = (0.8, 0.02, 0.02), (0.02, 0.6, 0.02), (0.02, 0.02, 0.8), (0.9, 0.9, 0.9)
Color = tuple[float, float, float]


def avatar(
    vertices: Floats,
    triangles: Ints,
    colors: Floats | None = None,
    *,
    shapes: Mapping[str, Floats] | None = None,
    materials: tuple[Material, ...] = (Material("matte", WHITE, 0.9),),
    material: Ints | None = None,
    uvs: Floats | None = None,
    follows: Floats | None = None,
) -> Avatar:
    """An avatar of these arrays; all that is not given is plain."""
    count = len(vertices)
    moved = np.zeros((52, count, 3), np.float32)
    for name, shape in (shapes or {}).items():
        moved[arkit.INDEX[name]] = shape
    return Avatar(
        name="test",
        vertices=np.asarray(vertices, np.float32),
        triangles=np.asarray(triangles, np.int32),
        shapes=moved,
        uvs=np.zeros((count, 2), np.float32) if uvs is None else uvs,
        colors=np.ones((count, 3), np.float32) if colors is None else colors,
        materials=materials,
        material=np.zeros(len(triangles), np.int32) if material is None else material,
        follows=np.ones(count, np.float32) if follows is None else follows,
    )


def square(side: float, z: float = 0.0, tilt: float = 0.0) -> tuple[Floats, Ints]:
    """A square about the origin that faces the lens, turned in its plane by `tilt` radians."""
    half = side / 2
    corners = np.array([(-half, -half, z), (half, -half, z), (half, half, z), (-half, half, z)], np.float32)
    cos, sin = np.cos(tilt), np.sin(tilt)
    corners[:, :2] = corners[:, :2] @ np.array([(cos, sin), (-sin, cos)], np.float32)
    return corners, np.array([(0, 1, 2), (0, 2, 3)], np.int32)


def ball(centre: Color, radius: float, rows: int = 24, columns: int = 32) -> tuple[Floats, Ints]:
    """A closed ball."""
    up, around = np.meshgrid(np.linspace(0, np.pi, rows + 1), np.arange(columns) * 2 * np.pi / columns, indexing="ij")
    points = np.stack([np.sin(up) * np.sin(around), np.cos(up), np.sin(up) * np.cos(around)], axis=-1)
    triangles = []
    for row in range(rows):
        for column in range(columns):
            a, b = row * columns + column, row * columns + (column + 1) % columns
            triangles += [(a, a + columns, b), (b, a + columns, b + columns)]
    vertices = points.reshape(-1, 3) * radius + np.array(centre)
    return vertices.astype(np.float32), np.array(triangles, np.int32)


def together(*parts: tuple[tuple[Floats, Ints], Color]) -> tuple[Floats, Ints, Floats]:
    """Vertices, triangles and vertex colours of several parts."""
    vertices, triangles, colors, first = [], [], [], 0
    for (points, corners), color in parts:
        vertices.append(points)
        triangles.append(corners + first)
        colors.append(np.tile(np.array(color, np.float32), (len(points), 1)))
        first += len(points)
    return np.concatenate(vertices), np.concatenate(triangles), np.concatenate(colors)


def one_before_another() -> tuple[Avatar, Avatar]:
    """A green square before a larger red one, in both orders of their triangles."""
    back, front = (square(0.2, -0.05), RED), (square(0.1, 0.05), GREEN)
    return avatar(*together(back, front)), avatar(*together(front, back))


def head() -> Avatar:
    """A grey ball with a red nose, a green knob on its crown and a blue one at its left."""
    return avatar(
        *together(
            (ball((0, 0, 0), 0.1), WHITE),
            (ball((0, 0, 0.105), 0.02), RED),
            (ball((0, 0.105, 0), 0.02), GREEN),
            (ball((0.105, 0, 0), 0.02), BLUE),
        )
    )


def face(*poses: Mapping[str, float], head: tuple[float, float, float] = (0, 0, 0)) -> FaceTrack:
    """One frame per pose, all with the same turn of the head (pitch, yaw, roll)."""
    weights = np.zeros((len(poses), 52), np.float32)
    for frame, pose in enumerate(poses):
        for name, weight in pose.items():
            weights[frame, arkit.INDEX[name]] = weight
    turn = np.tile(np.array(head, np.float32), (len(poses), 1))
    return FaceTrack(weights, turn, np.zeros((len(poses), 2), np.float32), 30)


def where(picture: Image, color: Color) -> tuple[float, float]:
    """Mean pixel x, y of what has this hue strongly."""
    y, x = np.nonzero(hued(picture, color))
    return float(x.mean()), float(y.mean())


def hued(picture: Image, color: Color) -> NDArray[np.bool_]:
    """(H, W) pixels in which the channel that leads in `color` leads by far."""
    lead = int(np.argmax(color))
    rest = np.delete(picture.astype(int), lead, axis=2).max(axis=2)
    return np.asarray(picture[..., lead].astype(int) > 1.5 * rest + 20)

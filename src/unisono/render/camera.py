"""Where the lens stands so that head and shoulders sit well in a picture of any shape."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from unisono.errors import AvatarError, InputError
from unisono.types import Avatar, Floats

BUST, HEAD = FRAMES = ("bust", "head")
_FIELD = math.radians(21.0)  # from top to bottom of a wide picture: a 65 mm lens on 24 mm of film, kind to noses
_SMALLEST, _LARGEST = 1e-5, 1e5  # metres; beyond, what the loops reckon with is lost in rounding


@dataclass(frozen=True, eq=False)
class Camera:
    """A lens that looks along -Z, shifted rather than tilted, so that upright stays upright."""

    eye: Floats  # (3,) metres
    focal: float  # pixels
    centre: Floats  # (2,) pixel x, y that lies straight ahead
    footprint: float  # metres that one pixel covers at the face


def check(size: tuple[int, int], cut: str) -> None:
    """InputError for a picture or a frame that there is not."""
    if not all(16 <= side <= 8192 for side in size):
        raise InputError(f"a picture of {size[0]} x {size[1]} pixels cannot be drawn; give 16 to 8192 each way")
    if cut not in FRAMES:
        raise InputError(f"no frame called {cut!r}; known: {', '.join(FRAMES)}")


def frame(avatar: Avatar, size: tuple[int, int], cut: str = BUST) -> Camera:
    """The head (what follows its turning) fills about two thirds of the height, or of the width where that is less;
    cut off below the chin (`cut` HEAD) nearly all of it.

    AvatarError for a head of no size, or of one beyond all sense.
    """
    width, height = size
    low, high = _box(avatar, 0.5)
    across = np.ptp(_box(avatar, 0.95), axis=0)[0]
    middle = (low + high) / 2
    top, bottom, end = _span(avatar, low, high, cut)
    tall = max(top - bottom, float(across) * (1.5 if cut == BUST else 1.2) * height / width)
    _check(avatar, tall)
    room = tall - (top - bottom)  # what a narrow picture has to spare goes to both ends
    top = bottom - min(0.58 * room, bottom - end) + tall
    away = tall / 2 / math.tan(_FIELD / 2)
    face = high[2] - 0.35 * (high[2] - low[2])
    eye = np.array([middle[0], low[1] + 0.5 * (high[1] - low[1]), face + away])
    per_metre = height / tall
    centre = np.array([width / 2, (top - eye[1]) * per_metre])
    return Camera(eye.astype(np.float32), float(away * per_metre), centre.astype(np.float32), 1 / per_metre)


def _box(avatar: Avatar, follows: float) -> tuple[Floats, Floats]:
    """Corners of the box about what follows the head so much at least."""
    used = np.unique(avatar.triangles)
    least = min(follows, float(avatar.follows[used].max()))
    head = avatar.vertices[used[avatar.follows[used] >= least]]
    return head.min(axis=0), head.max(axis=0)


def _span(avatar: Avatar, low: Floats, high: Floats, cut: str) -> tuple[float, float, float]:
    """Top and bottom of the picture, and how far down it may reach at most; metres."""
    tall = float(high[1] - low[1])
    top = float(high[1]) + (0.10 if cut == BUST else 0.05) * tall
    end = float(avatar.vertices[np.unique(avatar.triangles), 1].min()) + 0.03 * tall
    if end < low[1] - 0.07 * tall:  # there are shoulders: never show where they end
        return top, max(float(low[1]) - (0.30 if cut == BUST else 0.02) * tall, end), end
    return top, float(low[1]) - (0.10 if cut == BUST else 0.02) * tall, -np.inf


def _check(avatar: Avatar, tall: float) -> None:
    """`tall`: what the picture is to show, metres."""
    if not _SMALLEST < tall < _LARGEST:
        raise AvatarError(
            f"avatar {avatar.name!r}: a picture of its head is {tall:.3g} m high; expected about 0.4 m, as glTF is in "
            "metres: look for a scale of 0, or another wrong one, on its nodes and export it again"
        )

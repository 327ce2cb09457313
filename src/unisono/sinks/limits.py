"""What numbers a face may hold in a file: finite ones, weights about 0..1, angles within a turn."""

from __future__ import annotations

import math

import numpy as np

from unisono import arkit
from unisono.errors import TrackError
from unisono.types import FaceTrack

HEAD = ("headPitch", "headYaw", "headRoll")  # FaceTrack.head
GAZE = ("gazePitch", "gazeYaw")  # FaceTrack.gaze


def check_finite(face: FaceTrack) -> None:
    """TrackError, naming frame and value, where a number is NaN or infinite."""
    for values, names in ((face.weights, arkit.NAMES), (face.head, HEAD), (face.gaze, GAZE)):
        bad = np.argwhere(~np.isfinite(values))
        if len(bad):
            row, column = bad[0]
            value, frame = values[row, column], face.offset + row
            raise TrackError(f"{names[column]} is {value} at frame {frame}; a face needs finite numbers")


def weight(value: float, place: str) -> float:
    """A weight held to 0..1, for a calibrated phone overshoots a little; TrackError, naming `place`, beyond that."""
    if not math.isfinite(value):
        raise TrackError(f"{place}: {value}; a face needs finite numbers")
    if not -0.5 <= value <= 1.5:
        raise TrackError(f"{place}: {value} is out of range; weights run from 0 to 1")
    return min(max(value, 0.0), 1.0)


def angle(value: float, place: str) -> float:
    """Radians; TrackError, naming `place`, unless finite and within a turn."""
    if not math.isfinite(value):
        raise TrackError(f"{place}: {value}; a face needs finite numbers")
    if abs(value) > 2 * math.pi:
        raise TrackError(f"{place}: {value} is out of range; rotations are in radians")
    return value

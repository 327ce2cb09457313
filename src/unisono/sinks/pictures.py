"""The pictures of a take: one for each frame, no more and no fewer."""

from __future__ import annotations

from collections.abc import Iterator

from unisono.errors import EngineError
from unisono.stages import Draw
from unisono.types import FaceTrack, Image


def pictures(draw: Draw, face: FaceTrack) -> Iterator[Image]:
    """As the renderer draws them. EngineError, behind the last that fits, where it draws too many or too few."""
    drawn = 0
    for drawn, image in enumerate(draw(face), 1):
        if drawn > len(face):
            break
        yield image
    if drawn != len(face):
        raise EngineError(f"the renderer did not draw one picture for each of {len(face)} frames")

"""The default head: an animated-film character, modelled by formula; no mesh of anybody else's."""

from __future__ import annotations

from unisono.render.head.build import build
from unisono.types import Avatar


def default() -> Avatar:
    """The head, about 25,000 vertices with all 52 shapes; built in about a second, always the same.

    Metres; the origin lies between the ears at eye height. eyeLook* at weight 1 turns an eye by 0.5 radians.
    """
    return build()

"""The default head: an animated-film character, modelled by formula; no mesh of anybody else's."""

from __future__ import annotations

from unisono.types import Avatar


def default() -> Avatar:
    """The head, built in about a second, always the same."""
    from unisono.render.head.build import build

    return build()

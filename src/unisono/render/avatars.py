"""Heads by name or by file: `load("default")`, `load("me.glb")`."""

from __future__ import annotations

from pathlib import Path

from unisono.errors import AvatarError
from unisono.types import Avatar

_SUFFIXES = (".glb", ".gltf", ".vrm")


def names() -> list[str]:
    """Heads that need no file; "default" is the first of them."""
    from unisono.render.head.people import PEOPLE

    return list(PEOPLE)


def load(name_or_path: str | Path) -> Avatar:
    """The head of that name, or the one in that .glb, .gltf or .vrm file; AvatarError says what there is."""
    known = names()
    if str(name_or_path) in ("default", *known):
        from unisono.render import head

        return head.person(known[0] if str(name_or_path) == "default" else str(name_or_path))
    path = Path(name_or_path)
    if path.suffix.lower() in _SUFFIXES:
        from unisono.render import gltf

        return gltf.read(path)
    raise AvatarError(
        f"no avatar called {str(name_or_path)!r}; there is: {', '.join(known)}, "
        f"or a file ending in {', '.join(_SUFFIXES)} with ARKit blendshapes"
    )

"""Which renderer draws where nobody chose: `gl` on a graphics processor, else `software`."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from unisono.errors import EngineError

_NODES = ("dri/renderD*", "nvidia[0-9]*", "dxg")  # in /dev: Mesa's drivers, NVIDIA's own, Windows's from within WSL


@lru_cache(maxsize=1)
def usual() -> str:
    """A name of the group `unisono.renderer`. Looks before it loads a driver, which takes a third of a second."""
    return "gl" if _has_device() and find_spec("moderngl") and _works() else "software"


def _has_device() -> bool:
    """Elsewhere than on Linux, a machine with a screen has a graphics driver."""
    return sys.platform != "linux" or any(any(Path("/dev").glob(node)) for node in _NODES)


def _works() -> bool:
    from unisono.render.gl import context

    try:
        made = context.make()
    except EngineError:
        return False
    try:
        return context.is_real(made)
    finally:
        made.release()

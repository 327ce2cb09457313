"""Which renderer draws where nobody chose: `gl` on a graphics processor, else `software`."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from unisono.errors import EngineError
from unisono.render.trial import triangles
from unisono.stages import Renderer

_TRIAL = (64, 64)  # pixels
_NODES = ("dri/renderD*", "nvidia[0-9]*", "dxg")  # in /dev: Mesa's drivers, NVIDIA's own, Windows's from within WSL


@lru_cache(maxsize=1)
def usual() -> str:
    """A name of the group `unisono.renderer`. Looks before it loads a driver, which takes a third of a second."""
    return "gl" if _has_device() and find_spec("moderngl") and _works() else "software"


def _has_device() -> bool:
    """Elsewhere than on Linux, a machine with a screen has a graphics driver."""
    return sys.platform != "linux" or any(any(Path("/dev").glob(node)) for node in _NODES)


def _works() -> bool:
    """True if a graphics processor draws a few triangles as we do: a driver that nobody chose must not spoil a film."""
    from unisono.render.software import Software

    try:
        from unisono.render.gl.renderer import Gl

        gl = Gl(_TRIAL)
        return gl.is_real and is_alike(gl, Software(_TRIAL, threads=1))
    except (EngineError, ImportError):  # a moderngl may be there that cannot be loaded
        return False


def is_alike(one: Renderer, other: Renderer) -> bool:
    """True if their pictures of the trial differ by less than a hundredth, in the mean."""
    (a,), (b,) = (renderer.draw(*triangles()) for renderer in (one, other))
    return float(np.abs(a.astype(np.int16) - b).mean()) < 2.55

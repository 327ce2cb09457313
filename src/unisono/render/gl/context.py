"""A place for a graphics driver to work in, without a window; and whether a graphics processor is behind it."""

from __future__ import annotations

import sys
from typing import Any

import moderngl
from moderngl import Context

from unisono.errors import EngineError

_VERSION = 400  # OpenGL of 2010, for textureGather; macOS stops at 4.1
_IN_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "swiftshader", "software", "microsoft basic", "gdi generic")
_DEVICES = 8  # looked at, at most


def make() -> Context:
    """A context on the first graphics processor, else on a driver that does the work in software.

    It belongs to the thread that makes it. EngineError where no driver will.
    """
    imitated: list[int] = []
    why = "no device"
    for device in range(_DEVICES if sys.platform == "linux" else 1):
        try:
            context = _on(device)
        except Exception as error:  # glcontext raises bare ones, and others on other systems
            if "device index" in str(error):  # there are no more
                break
            why = _line(error)
            continue
        if is_real(context):
            return context
        context.release()
        imitated.append(device)
    if imitated:
        try:
            return _on(imitated[0])
        except Exception as error:
            why = _line(error)
    raise EngineError(
        f"no OpenGL {_VERSION / 100:.1f} here ({why}); install the graphics driver, or draw with the renderer "
        "'software'"
    )


def is_real(context: Context) -> bool:
    """True if a graphics processor does the work, false if a driver imitates one."""
    return not any(name in context.info["GL_RENDERER"].lower() for name in _IN_SOFTWARE)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _on(device: int) -> Context:
    """On Linux by EGL, which needs no display; elsewhere the system has one way and one device."""
    egl: dict[str, Any] = {"backend": "egl", "device_index": device} if sys.platform == "linux" else {}
    context = moderngl.create_context(require=_VERSION, standalone=True, **egl)
    context.gc_mode = "context_gc"  # what a reader lets go of on any thread is freed by `gc()` on the right one
    return context

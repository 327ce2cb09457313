"""What tests of the gl renderer need of the machine."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from unisono.errors import EngineError

collect_ignore_glob = [] if find_spec("moderngl") else ["test_gl_*.py"]


@pytest.fixture(scope="session")
def opengl() -> None:
    """Skips where no OpenGL can be had. Mesa's llvmpipe will do: libegl1 libegl-mesa0 libgl1-mesa-dri on Debian."""
    from unisono.render.gl.driver import Driver

    try:
        Driver()
    except EngineError as error:
        pytest.skip(str(error))

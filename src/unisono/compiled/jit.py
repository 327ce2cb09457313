"""`@kernel` and `@wide`: numba without the GIL, compiled code kept where our other derived files lie.

Traps that this file exists for: numba's cache does not notice a change in a *called* kernel of another file, so our
folder is named by what all the kernels of a package say; and with all of fast-math it may assume that no NaN exists,
which a range check must not.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

import numba
import numpy as np
from llvmlite.binding import get_host_cpu_name
from numba.core.compiler import Compiler

from unisono import caches
from unisono.compiled.shelf import Shelf

_F = TypeVar("_F", bound=Callable[..., Any])
_FASTMATH = {"contract", "arcp", "nsz", "reassoc", "afn"}
_shelves: dict[str, list[Shelf]] = {}

# For `wide`: what is told to be a number, and is one of 32 bits.
single = cast("Callable[[float], float]", np.float32)
whole = cast("Callable[[float], int]", np.int32)


def kernel(function: _F) -> _F:
    """Compile at the first call; no bounds are checked, so the caller has seen to indices and shapes.

    What has a private name is written into its callers: left to itself LLVM calls it, which costs a fifth of a frame.
    """
    return _kept(function, function)


def wide(function: _F) -> _F:
    """As `kernel`, for a loop that does the same to many numbers: LLVM then does it to 8 or 16 of them at once.

    For that, constants are of single precision, as the arrays are (a double among them would halve the width, an
    integer too: write single(n)), no two arrays given may overlap, and branches must be choices between numbers.
    """
    code = function.__code__
    singles = FunctionType(code.replace(co_consts=_in_single(code.co_consts)), function.__globals__, function.__name__)
    return _kept(function, singles, pipeline_class=_Apart)


def _in_single(constant: Any) -> Any:
    """The same with every float of 32 bits; what a tuple holds, too."""
    if isinstance(constant, tuple):
        return tuple(map(_in_single, constant))
    return np.float32(constant) if isinstance(constant, float) else constant


class _Apart(Compiler):  # type: ignore[misc]  # numba tells no types
    """numba's compiler, told that no two arrays given overlap; it has no option for that."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.state.flags.noalias = True


def _kept(function: _F, compilable: Callable[..., Any], **options: Any) -> _F:
    """`compilable` compiled, and kept under the name of `function`."""
    inner = function.__name__.startswith("_")
    compiled: Any = numba.njit(
        nogil=True, forceinline=inner, fastmath=_FASTMATH, error_model="numpy", **options
    )(compilable)  # fmt: skip
    shelf = Shelf(_folder(Path(function.__code__.co_filename).parent), f"{function.__module__}.{function.__name__}")
    compiled._cache = shelf  # where `cache=True` would put numba's own
    _shelves.setdefault(function.__module__.rpartition(".")[0], []).append(shelf)
    made: _F = compiled
    return made


def is_compiled(package: str) -> bool:
    """True if every kernel of a package that was imported is in the cache. Reads names only."""
    return all(_shelves.get(package, ()))


@lru_cache(maxsize=8)
def _folder(package: Path) -> Path:
    """One for each state of a package's sources and of this file, numba, Python and processor."""
    sources = b"".join(path.read_bytes() for path in (Path(__file__), *sorted(package.glob("*.py"))))
    made_by = (numba.__version__, sys.implementation.cache_tag, get_host_cpu_name())
    return caches.folder() / "numba" / hashlib.sha256(sources + repr(made_by).encode()).hexdigest()[:16]

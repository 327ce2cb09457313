"""`@kernel`: numba without the GIL, compiled code kept where our other derived files lie.

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
from typing import Any, TypeVar

import numba
from llvmlite.binding import get_host_cpu_name

from unisono import caches
from unisono.compiled.shelf import Shelf

_F = TypeVar("_F", bound=Callable[..., Any])
_FASTMATH = {"contract", "arcp", "nsz", "reassoc", "afn"}
_shelves: dict[str, list[Shelf]] = {}


def kernel(function: _F) -> _F:
    """Compile at the first call; no bounds are checked, so the caller has seen to indices and shapes.

    What has a private name is written into its callers: left to itself LLVM calls it, which costs a fifth of a frame.
    """
    inner = function.__name__.startswith("_")
    compiled: Any = numba.njit(nogil=True, forceinline=inner, fastmath=_FASTMATH, error_model="numpy")(function)
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
    """One for each state of a package's sources, numba, Python and processor."""
    sources = b"".join(path.read_bytes() for path in sorted(package.glob("*.py")))
    made_by = (numba.__version__, sys.implementation.cache_tag, get_host_cpu_name())
    return caches.folder() / "numba" / hashlib.sha256(sources + repr(made_by).encode()).hexdigest()[:16]

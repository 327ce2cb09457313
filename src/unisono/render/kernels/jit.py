"""`@kernel`: numba without the GIL, compiled code cached where our other derived files lie.

Traps that this file exists for: numba reads its cache folder when it decorates, so the folder is set around that and
put back; it does not notice a change in a *called* kernel of another file, so the folder is named by what all the
kernels say; and with all of fast-math it may assume that no NaN exists, which a range check must not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numba

from unisono import caches

_F = TypeVar("_F", bound=Callable[..., Any])
_FASTMATH = {"contract", "arcp", "nsz", "reassoc", "afn"}


def kernel(function: _F) -> _F:
    """Compile at the first call; no bounds are checked, so the caller has seen to indices and shapes.

    What has a private name is written into its callers: left to itself LLVM calls it, which costs a fifth of a frame.
    """
    inner = function.__name__.startswith("_")
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(_cache())
    try:
        compiled: _F = numba.njit(nogil=True, cache=True, forceinline=inner, fastmath=_FASTMATH, error_model="numpy")(
            function
        )
        return compiled
    finally:
        numba.config.CACHE_DIR = before


@lru_cache(maxsize=1)
def _cache() -> Path:
    sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return caches.folder() / "numba" / hashlib.sha256(sources).hexdigest()[:16]

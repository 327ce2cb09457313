"""Out of memory in one line, whichever library says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from unisono.errors import WeightsError

# What numpy, torch, CUDA, OpenVINO, oneDNN and the loader of libraries say; their errors are of all kinds.
_SIGNS = (
    "can't alloc",
    "cannot allocate",
    "could not allocate",
    "failed to allocate",
    "out of memory",
    "bad_alloc",
    "failed to map segment",
    "libgcc_s.so.1 must be installed",  # it is, but has no room
    "resource temporarily unavailable",  # a thread has no room for its stack
    "unable to read the model",  # OpenVINO's library that reads it has none; the graph itself was checked before
)


OUT = "GPT-SoVITS ran out of memory; end other programs, or give weights of v2, which take the least"


@contextmanager
def told() -> Iterator[None]:
    """WeightsError instead of an allocation that failed within."""
    try:
        yield
    except (MemoryError, RuntimeError, OSError, ImportError) as error:
        if not is_of_memory(error):
            raise
        raise WeightsError(OUT) from None


def is_of_memory(error: BaseException) -> bool:
    """Whether it tells that memory is out."""
    return isinstance(error, MemoryError) or says(str(error))


def says(text: str) -> bool:
    """Whether an error with this text means that memory is out."""
    return any(sign in text.lower() for sign in _SIGNS)

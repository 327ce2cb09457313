"""Where derived files may lie: one folder that can be written, found without ever failing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def folder() -> Path:
    """The first that can be written: $UNISONO_CACHE, $XDG_CACHE_HOME/unisono, ~/.cache/unisono, a temporary folder."""
    for place in _places():
        try:
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place):
                return place
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="unisono-"))


def _places() -> Iterator[Path]:
    if chosen := os.environ.get("UNISONO_CACHE"):
        yield Path(chosen)
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        yield Path(xdg) / "unisono"
    with suppress(RuntimeError):  # no home at all
        yield Path.home() / ".cache" / "unisono"
    # Named by user, so that two users of one machine do not meet in one folder.
    yield Path(tempfile.gettempdir()) / f"unisono-{os.getuid() if hasattr(os, 'getuid') else 'user'}"

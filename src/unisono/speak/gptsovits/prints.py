"""What tells one weights file from another: a hash of what is in it, remembered for as long as it is not changed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from unisono import caches
from unisono.errors import WeightsError


def print_of(path: Path) -> str:
    """32 hex digits. A file of the same place, size and time is not read again. WeightsError if it cannot be read."""
    try:
        about = path.stat()
        known = f"{path.resolve()} {about.st_size} {about.st_mtime_ns}"
        note = caches.folder() / "gptsovits" / "prints" / blake2b(known.encode(), digest_size=16).hexdigest()
        with suppress(OSError):
            if len(told := note.read_text("ascii", errors="replace")) == 32:
                return told
        told = _hashed(path)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}; give another") from None
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(told, "ascii")
    return told


def print_of_all(paths: Iterable[Path]) -> str:
    """32 hex digits of several files, in their order."""
    return blake2b(" ".join(map(print_of, paths)).encode(), digest_size=16).hexdigest()


def _hashed(path: Path) -> str:
    told = blake2b(digest_size=16)
    with path.open("rb") as file:
        while part := file.read(1 << 22):
            told.update(part)
    return told.hexdigest()

"""What a hub says of a file, and what it is held to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from unisono.errors import WeightsError

_AT_ONCE = 1 << 20  # bytes


@dataclass(frozen=True)
class Stated:
    """A file of a model on a hub. `digest` is sha256 of its bytes, or git's own sha1 of small text files."""

    file: str  # its path in the model
    size: int  # bytes
    digest: str  # hexadecimal: 64 of sha256, 40 of git's sha1
    url: str

    def check(self, path: Path) -> None:
        """WeightsError, in one line, where the file at `path` is another one."""
        told = hashlib.sha256() if len(self.digest) == 64 else hashlib.sha1(usedforsecurity=False)
        if told.name == "sha1":
            told.update(b"blob %d\0" % path.stat().st_size)
        with path.open("rb") as file:
            while data := file.read(_AT_ONCE):
                told.update(data)
        if told.hexdigest() != self.digest:
            raise WeightsError(
                f"{self.file} did not arrive as the hub states it ({told.name} {told.hexdigest()[:12]}…, stated "
                f"{self.digest[:12]}…); it was thrown away, pull again or try the other hub (--mirror)"
            )


class Unreachable(WeightsError):
    """There is no way to the hub."""

"""Compiled kernels on disk: what is damaged there is compiled again, and what cannot be kept is not kept.

It stands in for numba's own cache, which ends the work where a file of it was cut short or the disk is full.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

from numba.core.compiler import CompileResult
from numba.core.serialize import dumps


class Shelf:
    """One kernel's compiled forms, a file for each. The methods are those that numba's dispatcher calls."""

    def __init__(self, folder: Path, name: str) -> None:
        """`folder` is for one state of the sources, one numba, Python and processor; `name` is the kernel's in it."""
        self._folder, self._name = folder, name
        self.cache_path = str(folder)  # for the dispatcher's `stats`

    def __bool__(self) -> bool:
        """True if something of this kernel is here; whether it is whole is told by loading it."""
        return next(self._folder.glob(f"{self._name}-*.compiled"), None) is not None

    def load_overload(self, signature: Any, target: Any) -> Any:
        """numba's CompileResult; None where it must be compiled."""
        target.refresh()
        # With the sum right it is as it was written; whatever else may be wrong with it, compiling mends that too.
        with suppress(Exception):
            found = self._file(signature, target.codegen()).read_bytes()
            if _sum(found[32:]) == found[:32]:
                return CompileResult._rebuild(target, *pickle.loads(found[32:]))
        return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Written aside and renamed, so that nobody reads half of it; a disk that takes nothing costs time only."""
        if compiled.library.has_dynamic_globals:  # addresses of this process
            return
        data = dumps(compiled._reduce())
        path = self._file(signature, compiled.codegen)
        aside = path.with_suffix(f".{token_hex(6)}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(_sum(data) + data)
            os.replace(aside, path)
        except OSError:
            with suppress(OSError):
                aside.unlink()

    def _file(self, signature: Any, codegen: Any) -> Path:
        key = hashlib.sha256(repr((signature, codegen.magic_tuple())).encode()).hexdigest()[:16]
        return self._folder / f"{self._name}-{key}.compiled"


def _sum(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()  # 32 bytes

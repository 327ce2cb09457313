"""Gives back the memory of a mapped file that was read and is hardly needed again: OpenVINO keeps weights packed anew.

What is needed after all is read once more, as the system does by itself when memory runs short.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

_MAPS = Path("/proc/self/maps")  # only Linux has it; elsewhere nothing is given back
_NOT_NEEDED = 4  # MADV_DONTNEED of madvise(2): of an unchanged file no number is lost


def release(file: Path) -> None:
    """Of every place at which this process has `file` mapped."""
    if not _MAPS.exists():
        return
    for line in _MAPS.read_text("utf-8", "replace").splitlines():
        if line.endswith(f" {file}"):
            span, rights = line.split()[:2]
            if "w" not in rights:
                start, end = (int(edge, 16) for edge in span.split("-"))
                ctypes.CDLL(None).madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _NOT_NEEDED)

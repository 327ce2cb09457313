"""Pictures as PNG files (PNG, second edition: W3C 2003)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

import numpy as np

from unisono.types import Image


def encoded(image: Image, effort: int = 6, notes: Mapping[str, str] | None = None) -> bytes:
    """A file's bytes: (H, W, 3) sRGB, or (H, W, 4) with straight alpha.

    effort: 0 large and quick .. 9 small and slow. notes: Latin-1 texts by keyword, such as Title or Comment.
    """
    height, width, depth = image.shape
    rows = np.empty((height, 1 + depth * width), np.uint8)
    flat = image.reshape(height, -1)
    rows[:, 0] = 2  # each row begins with its filter, 2: less the row above
    rows[0, 1:] = flat[0]
    np.subtract(flat[1:], flat[:-1], out=rows[1:, 1:])
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if depth == 3 else 6, 0, 0, 0)
    texts = [(b"tEXt", f"{key}\0{text}".encode("latin-1")) for key, text in (notes or {}).items()]
    parts = [(b"IHDR", head), (b"sRGB", b"\0"), *texts, (b"IDAT", zlib.compress(rows.data, effort)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, data) for kind, data in parts)


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

"""Letters as dots: Latin, IPA, Greek, Cyrillic, Han, kana and hangul, 16 dots high (GNU Unifont; see data/)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from unisono.types import Floats

HEIGHT = 16
_UNKNOWN = "\ufffd"

Dots = NDArray[np.bool_]


def dots(text: str) -> Dots:
    """(16, W) where a line of text has ink: a letter is 8 or 16 dots wide, a sign above or below it takes no room."""
    found = np.zeros((HEIGHT, 0), bool)
    for char in text:
        glyph = _glyph(char)
        if unicodedata.category(char) == "Mn" and found.shape[1] >= glyph.shape[1]:
            found[:, found.shape[1] - glyph.shape[1] :] |= glyph
        else:
            found = np.concatenate([found, glyph], axis=1)
    return found


def width(text: str) -> int:
    """Dots that `dots` takes for a text."""
    return sum(0 if unicodedata.category(char) == "Mn" else _glyph(char).shape[1] for char in text)


def ink(text: str, size: float = 1.0) -> Floats:
    """(16 * size, W * size) how black each point is, 0..1: the dots enlarged with smooth edges."""
    if size == 1.0:
        return dots(text).astype(np.float32)
    fine = _doubled(_doubled(np.pad(dots(text), 1)))[4:-4, 4:-4].astype(np.float32)
    for _ in range(2):  # rows, then columns
        fine = _spread(fine, round(len(fine) / 4 * size)).T
    return fine


def _doubled(dots: Dots) -> Dots:
    """Twice as large, slants made smooth (Johnston 1992, EPX)."""
    padded = np.pad(dots, 1)
    up, down, left, right = padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]
    large = np.repeat(np.repeat(dots, 2, axis=0), 2, axis=1)
    for row, column, near, far in (
        (0, 0, (up, left), (down, right)), (0, 1, (up, right), (down, left)), (1, 0, (down, left), (up, right)),
        (1, 1, (down, right), (up, left)),
    ):  # fmt: skip
        corner = large[row::2, column::2]
        corner |= near[0] & near[1] & ~far[0] & ~far[1]
        corner &= near[0] | near[1] | ~far[0] | ~far[1]
    return large


def _spread(rows: Floats, count: int) -> Floats:
    """(N, W) -> (count, W): each the mean of the rows that it covers."""
    total = np.concatenate([np.zeros((1, rows.shape[1]), np.float32), np.cumsum(rows, axis=0)])
    edges = np.linspace(0, len(rows), count + 1)
    whole = np.minimum(edges.astype(int), max(len(rows) - 1, 0))
    reached = total[whole] + (rows[whole] if len(rows) else total[whole]) * (edges - whole)[:, None]
    return np.asarray(np.diff(reached, axis=0) / (len(rows) / max(count, 1)), np.float32)


@lru_cache(maxsize=4096)
def _glyph(char: str) -> Dots:
    font = _font()
    for name in ("narrow", "wide"):
        codes = font[name]
        at = int(np.searchsorted(codes, ord(char))) if ord(char) < 0x10000 else len(codes)
        if at < len(codes) and codes[at] == ord(char):
            rows = font[f"{name}_rows"]
            columns = rows[at][None] if name == "narrow" else rows[:, at]
            return np.asarray(np.concatenate([np.unpackbits(c[:, None], axis=1) for c in columns], axis=1), bool)
    return np.zeros((HEIGHT, 8), bool) if unicodedata.category(char)[0] in "CZ" else _glyph(_UNKNOWN)


@lru_cache(maxsize=1)
def _font() -> dict[str, NDArray[np.generic]]:
    with np.load(str(files("unisono.draw") / "data" / "glyphs.npz")) as stored:
        return dict(stored)

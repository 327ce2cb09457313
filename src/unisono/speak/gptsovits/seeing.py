"""Which rows of a reading see which: text all text, sound also the sound before it (specs/gpt-sovits.md §6)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unisono.speak.gptsovits.decoding import Piece


def sees(T: int, piece: Piece) -> NDArray[np.bool_]:
    """(T, T) for a piece that ends at row T; the rows in front of it are padding and see whatever."""
    text = len(piece.phones)
    front = T - text - len(piece.prompt)
    seen: NDArray[np.bool_] = np.tri(T, dtype=np.bool_)
    seen[:, :front] = False
    seen[front : front + text, front : front + text] = True
    seen[:front] = True  # a row that sees nothing has no mean
    return seen

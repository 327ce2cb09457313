"""The end of a long array: rows are added at its end and forgotten from its beginning."""

from __future__ import annotations

import numpy as np

from unisono.types import Floats


class Past:
    """Rows counted from the first that was ever added."""

    def __init__(self) -> None:
        self._parts: list[Floats] = []
        self._from = 0
        self.end = 0

    def add(self, rows: Floats) -> None:
        """Further rows."""
        if len(rows):
            self._parts.append(rows)
            self.end += len(rows)

    def part(self, start: int, end: int) -> Floats:
        """Rows start..end, as many of them as there are and as were not forgotten."""
        if len(self._parts) > 1:
            self._parts = [np.concatenate(self._parts)]
        rows = self._parts[0] if self._parts else np.zeros(0, np.float32)
        return rows[max(start - self._from, 0) : max(end - self._from, 0)]

    def forget(self, before: int) -> None:
        """Rows that will not be asked for. It is done when they are more than what is kept."""
        if before - self._from > self.end - before:
            self._parts = [self.part(before, self.end).copy()]
            self._from = before

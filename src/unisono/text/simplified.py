"""Traditional -> simplified characters, one for one: to look words up by."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def table() -> dict[int, str]:
    """For `str.translate`; 著 as a particle is 着."""
    lines = (files("unisono.text") / "data" / "traditional.txt").read_text("utf-8").splitlines()
    return {ord(left): right for left, right in zip(lines[1], lines[2], strict=True)}

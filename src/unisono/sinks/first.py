"""The first take tells a file its rates before anything is written."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from unisono.errors import OutputError
from unisono.types import Take


def first(takes: Iterable[Take], path: Path) -> tuple[Take, Iterator[Take]]:
    """The first take, and all of them. OutputError if there are none: such a file would have no rate."""
    takes = iter(takes)
    for take in takes:
        return take, itertools.chain([take], takes)
    raise OutputError(f"{path} is not written: there is nothing to put into it")

"""Lessons in files: aligning hours of speech takes minutes, so it is done once."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

from unisono.speak.own.lessons import Lesson


def prepared(place: Path, make: Iterator[Lesson]) -> list[Lesson]:
    """What `make` tells, kept in a file: made once."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        found = list(make)
        aside = place.with_suffix(".part")
        with aside.open("wb") as file:
            pickle.dump(found, file, protocol=5)
        aside.rename(place)
    with place.open("rb") as file:  # our own file
        whole: list[Lesson] = pickle.load(file)
    return whole

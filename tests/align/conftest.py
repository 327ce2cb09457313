"""Real recordings with their texts, and what the tests ask of any alignment."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from unisono.audio.read import read
from unisono.types import Line, Speech

Recording = tuple[Speech, Line]


@pytest.fixture(scope="session")
def recording(shared: Path) -> Callable[[str], Recording]:
    """A recording of the shared folder by name: its sound and its text."""
    rows = [json.loads(row) for row in (shared / "speech" / "manifest.jsonl").read_text().splitlines()]
    by_name = {row["audio"]: row for row in rows}

    def find(name: str) -> Recording:
        row = by_name[name]
        return read(shared / "speech" / name), Line(row["text"], row["lang"])

    return find

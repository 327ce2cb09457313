"""Pages of a mapped file are given back, and what is in it stays as it was."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

import numpy as np
import pytest

from unisono.speak.gptsovits.fast.pages import release

MAPS = Path("/proc/self/smaps")
SIZE = 8 << 20


def resident(file: Path) -> int:
    """kB of the file that this process holds."""
    parts = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", MAPS.read_text(), flags=re.MULTILINE)
    told = [re.search(r"^Rss:\s+(\d+)", part, re.MULTILINE) for part in parts if f" {file}\n" in part]
    return sum(int(one[1]) for one in told if one)


@pytest.mark.skipif(not MAPS.exists(), reason="only Linux tells which pages a process holds")
def test_pages_are_given_back_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    numbers = np.random.default_rng(0).integers(0, 256, SIZE, dtype=np.uint8)
    file.write_bytes(numbers.tobytes())
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        held = np.frombuffer(mapped, np.uint8)
        assert (held == numbers).all()
        assert resident(file) >= SIZE >> 10
        release(file)
        assert resident(file) == 0
        assert (held == numbers).all()
        del held


def test_a_file_that_is_not_mapped_is_let_be(tmp_path: Path) -> None:
    release(tmp_path / "none.bin")

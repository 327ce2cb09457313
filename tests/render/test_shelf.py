"""Compiled code is read back where it is whole, made anew where it is not, and done without where it can't be kept."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from unisono.compiled.shelf import Shelf

NUMBERS = np.arange(5.0)


def compiled(folder: Path) -> Any:
    """Of a function whose result, 30, is known; not yet called."""

    def squares(numbers: Any) -> float:
        total = 0.0
        for number in numbers:
            total += number * number
        return total

    made = numba.njit(squares)
    made._cache = Shelf(folder, "squares")
    return made


def loaded(made: Any) -> bool:
    return bool(made.stats.cache_hits)


def kept(folder: Path) -> Path:
    """The one file that a call leaves in an empty folder."""
    assert compiled(folder)(NUMBERS) == 30
    (file,) = folder.iterdir()
    return file


def test_what_was_compiled_is_read_back(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "made" / "at once", "squares")
    assert not shelf
    kept(tmp_path / "made" / "at once")
    assert shelf
    again = compiled(tmp_path / "made" / "at once")
    assert again(NUMBERS) == 30
    assert loaded(again)


def test_each_signature_has_its_own(tmp_path: Path) -> None:
    kept(tmp_path)
    assert compiled(tmp_path)(NUMBERS.astype(np.int64)) == 30
    assert len(list(tmp_path.iterdir())) == 2


def _flipped(data: bytes) -> bytes:
    """One bit wrong in the middle, which is machine code."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda data: data[: len(data) // 2],
    "one byte": lambda data: data[:1],
    "a bit flipped": _flipped,
    "zeros": lambda data: bytes(len(data)),
    "of another make": lambda _: b"\x80\x05garbage" * 100,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_compiled_anew_and_mended(tmp_path: Path, damage: str) -> None:
    file = kept(tmp_path)
    whole = len(file.read_bytes())
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    again = compiled(tmp_path)
    assert again(NUMBERS) == 30
    assert not loaded(again)
    assert len(file.read_bytes()) == pytest.approx(whole, rel=0.2)
    third = compiled(tmp_path)
    assert third(NUMBERS) == 30
    assert loaded(third)


@pytest.mark.parametrize("room", [0, 1000])
def test_a_full_disk_does_not_stop_the_work_and_keeps_no_half_of_a_file(tmp_path: Path, room: int) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        assert compiled(tmp_path)(NUMBERS) == 30
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not list(tmp_path.iterdir())


def test_a_place_where_no_folder_can_be_does_not_stop_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shelf = Shelf(tmp_path / "file" / "below", "squares")
    assert not shelf
    assert compiled(tmp_path / "file" / "below")(NUMBERS) == 30
    assert not shelf

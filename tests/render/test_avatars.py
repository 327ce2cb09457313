"""A head is found by its name or its file; what is not there is said in one line, with what is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from unisono.errors import AvatarError
from unisono.render import avatars


def test_the_default_head_needs_no_file_and_has_all_shapes() -> None:
    head = avatars.load("default")
    assert head.name == avatars.names()[0]
    assert head.missing == ()
    assert head.shapes.shape == (52, len(head.vertices), 3)


def test_a_file_is_read_by_its_suffix_in_any_case(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "头像.GLB"
    path.symlink_to(shared / "avatars" / "ict_face_only_dense.glb")
    assert avatars.load(path).missing == avatars.load(str(path)).missing == ("tongueOut",)


@pytest.mark.parametrize("name", ["bob", "head.fbx", "", "默认", "a\0b"])
def test_an_unknown_name_is_told_what_there_is(name: str) -> None:
    with pytest.raises(AvatarError, match=r"man, woman.*\.glb"):
        avatars.load(name)


@pytest.mark.parametrize("name", ["absent.glb", "a\0b.glb", "x" * 5000 + ".glb"])
def test_an_absent_file_is_named(name: str) -> None:
    with pytest.raises(AvatarError, match=r"no such file|too long"):
        avatars.load(name)


def test_looking_for_avatars_loads_nothing_heavy() -> None:
    code = "import sys, unisono.render.avatars as a; a.names(); print(*sorted({'numba', 'av'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""

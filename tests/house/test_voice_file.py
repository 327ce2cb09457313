"""A voice comes back from its file as it was; what is damaged or made to harm is refused in one line."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono import voice_file
from unisono.errors import OutputError, VoiceError
from unisono.types import Voice

LINE = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=30).map(lambda s: s.replace("\u3000", " "))
VOICE = Voice(
    "安娜",
    "own",
    {"vector": np.arange(64, dtype=np.float32), "net/a": np.full((300, 40), 0.1, np.float16)},
    provenance="me.wav, 61 s",
    consent="Anna, 2026-11-22",
    notes=("learnt from 55 s", "noisy"),
)


def same(a: Voice, b: Voice) -> bool:
    told = ("name", "engine", "provenance", "consent", "notes")
    arrays = a.state.keys() == b.state.keys() and all(
        np.array_equal(a.state[name], b.state[name]) and a.state[name].dtype == b.state[name].dtype for name in a.state
    )
    return arrays and all(getattr(a, name) == getattr(b, name) for name in told)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    voice_file.save(VOICE, tmp_path / "a.voice")
    return tmp_path / "a.voice"


def test_a_voice_comes_back_as_it_was(written: Path) -> None:
    assert same(voice_file.load(written), VOICE)
    assert [p.name for p in written.parent.iterdir()] == ["a.voice"]


@given(st.lists(LINE.filter(str.isprintable), min_size=4, max_size=8), st.dictionaries(LINE, st.integers(0, 9)))
@settings(max_examples=25, deadline=None)
def test_any_words_and_arrays_come_back(tmp_path_factory: pytest.TempPathFactory, told: list[str], sizes: Any) -> None:
    names = {name.replace("/", "").replace("\\", ""): size for name, size in sizes.items()}
    state = {name: np.linspace(-1, 1, size * 3, dtype=np.float32).reshape(size, 3) for name, size in names.items()}
    voice = Voice(told[0], told[1], state, told[2], told[3], tuple(told[4:]))
    path = tmp_path_factory.mktemp("v") / "a.voice"
    voice_file.save(voice, path)
    assert same(voice_file.load(path), voice)


def test_a_file_that_is_there_is_replaced_whole_or_not_at_all(written: Path) -> None:
    before = written.read_bytes()
    with pytest.raises(ValueError, match="not finite numbers"):
        voice_file.save(Voice("x", "own", {"a": np.array([object()])}), written)
    assert written.read_bytes() == before
    assert len(list(written.parent.iterdir())) == 1


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no folder"):
        voice_file.save(VOICE, tmp_path / "none" / "a.voice")


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="at most 1000 characters"):
        voice_file.save(Voice("x" * 1001, "own"), tmp_path / "a.voice")
    assert list(tmp_path.iterdir()) == []


def assert_refused(path: Path, says: str) -> None:
    with pytest.raises(VoiceError, match=says) as refused:
        voice_file.load(path)
    assert "\n" not in str(refused.value)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(written: Path, share: float) -> None:
    whole = written.read_bytes()
    written.write_bytes(whole[: int(share * len(whole))])
    assert_refused(written, "no voice, or is damaged")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_changed_bytes_are_refused_or_harmless(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("v") / "a.voice"
    voice_file.save(VOICE, path)
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(whole)
    with suppress(VoiceError):
        assert isinstance(voice_file.load(path), Voice)


def rewritten(path: Path, change: Callable[[dict[str, Any]], None], **arrays: Any) -> None:
    with np.load(path) as stored:
        held = {name: stored[name] for name in stored.files}
    about = json.loads(str(held.pop("about")))
    change(about)
    with path.open("wb") as file:
        np.savez(file, about=np.array(json.dumps(about)), **{**held, **arrays})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda about: about.update(format=2), "newer unisono .format 2, here 1.; update"),
        (lambda about: about.update(format=0), "no voice"),
        (lambda about: about.update(format=True), "no voice"),
        (lambda about: about.pop("format"), "no voice"),
        (lambda about: about.pop("engine"), "no voice"),
        (lambda about: about.update(name=7), "no voice"),
        (lambda about: about.update(notes=[["x"]]), "no voice"),
        (lambda about: about.update(consent="x" * 10**6), "no voice"),
    ],
)
def test_what_is_told_wrongly_is_refused(written: Path, change: Callable[[dict[str, Any]], None], says: str) -> None:
    rewritten(written, change)
    assert_refused(written, says)


@pytest.mark.parametrize("array", [np.array([np.nan]), np.array([np.inf], np.float16), np.array(["text"])])
def test_what_is_no_finite_number_is_refused(written: Path, array: Any) -> None:
    rewritten(written, lambda about: None, **{"state/vector": array})
    assert_refused(written, "no voice")


def test_control_characters_reach_no_terminal(written: Path) -> None:
    rewritten(written, lambda about: about.update(name="a\x1b[2Jb", notes=["one\ntwo"]))
    voice = voice_file.load(written)
    assert voice.name == "a[2Jb"
    assert voice.notes == ("onetwo",)


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("harmed",)


def test_code_in_a_file_is_not_run(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(written.parent)
    held = io.BytesIO()
    np.lib.format.write_array(held, np.array([Bomb()], object), allow_pickle=True)
    with zipfile.ZipFile(written, "a") as stored:
        stored.writestr("state/bomb.npy", held.getvalue())
    assert_refused(written, "no voice")
    written.write_bytes(pickle.dumps(Bomb()))
    assert_refused(written, "no voice")
    assert not (written.parent / "harmed").exists()


def test_what_would_fill_the_memory_is_refused(written: Path) -> None:
    huge = io.BytesIO()
    np.lib.format.write_array_header_1_0(huge, {"descr": "<f4", "fortran_order": False, "shape": (10**13,)})
    with zipfile.ZipFile(written, "a") as stored:
        stored.writestr("state/huge.npy", huge.getvalue())
    assert_refused(written, "no voice")
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as stored:
        stored.writestr("about.npy", bytes(voice_file.LARGEST + 1))
    assert written.stat().st_size < 2**20
    assert_refused(written, "more than 256 MB")


@pytest.mark.parametrize("kind", ["missing", "folder", "text", "empty"])
def test_what_is_no_file_of_ours_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.voice"
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_text("this is no voice" if kind == "text" else "")
    assert_refused(path, "cannot be read|no voice")


def test_without_its_state_the_same_voice_is_told(tmp_path: Path) -> None:
    voice = Voice("anna", "own", {"a": np.ones(3, np.float32)}, "me.wav", "Anna Li, 2026-11-22", ("a note",))
    voice_file.save(voice, tmp_path / "anna.voice")
    told = voice_file.load(tmp_path / "anna.voice", state=False)
    assert not told.state
    assert (told.name, told.engine, told.provenance, told.consent, told.notes) == (
        voice.name, voice.engine, voice.provenance, voice.consent, voice.notes,
    )  # fmt: skip

"""Recordings by feeling: a folder of them or options name them, and they become one voice, asked for once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile

from unisono import casting, voice_file
from unisono.errors import InputError, SoundError, TextError, VoiceError
from unisono.recordings import by_feeling, wished
from unisono.testing import Tone
from unisono.types import Speech, Voice

Run = Callable[..., tuple[int, str, str]]


@dataclass
class Moody(Tone):
    """An engine whose voice is how long its recordings are and what is said in them."""

    clones: bool = True
    enrolled: list[str | None] = field(default_factory=list)

    def enroll(self, reference: Speech, text: str | None = None) -> Voice:
        if reference.duration < 0.2:
            raise SoundError("the reference is too short")
        self.enrolled.append(text)
        return Voice("clone", "moody", {"seconds": np.array([reference.duration], np.float32)})

    def felt(self, usual: Voice, feelings: Mapping[str, Voice]) -> Voice:
        state = dict(usual.state) | {f"{name}/seconds": voice.state["seconds"] for name, voice in feelings.items()}
        return Voice(usual.name, usual.engine, state)


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    monkeypatch.setattr(casting, "shelf", lambda: folder)
    return folder


def write(path: Path, seconds: float, text: str | None = None) -> Path:
    path.parent.mkdir(exist_ok=True)
    soundfile.write(
        path, 0.1 * np.random.default_rng(round(100 * seconds)).standard_normal(round(8000 * seconds)), 8000
    )
    if text is not None:
        path.with_suffix(".txt").write_text(text, "utf-8")
    return path


@pytest.fixture
def anna(tmp_path: Path) -> Path:
    write(tmp_path / "anna" / "neutral.wav", 1, "As usual.")
    write(tmp_path / "anna" / "开心.flac", 2, "太好了！")
    write(tmp_path / "anna" / "Sad.WAV", 3)
    (tmp_path / "anna" / "notes.md").write_text("recorded in May")
    (tmp_path / "anna" / ".hidden.wav").write_bytes(b"")
    return tmp_path / "anna"


def test_a_folder_is_one_voice_with_its_feelings(anna: Path) -> None:
    engine = Moody()
    voice = casting.Part("moody", engine, recording=anna).voiced("Anna Li, herself")
    assert {name: round(float(value[0])) for name, value in voice.state.items()} == {
        "seconds": 1,
        "happy/seconds": 2,
        "sad/seconds": 3,
    }
    assert engine.enrolled == ["As usual.", None, "太好了！"]
    assert voice.name == "anna"
    assert voice.provenance == "neutral.wav, 1 s, with neutral.txt; Sad.WAV, 3 s; 开心.flac, 2 s, with 开心.txt"
    assert voice.consent.startswith("Anna Li, herself, 20")


def test_it_is_made_once_and_anew_when_a_feeling_or_a_text_changes(anna: Path, shelf: Path) -> None:
    engine = Moody()
    part = casting.Part("moody", engine, recording=anna)
    told: list[str] = []
    part.voiced("Anna")
    assert part.voiced("", told.append).name == "anna"
    assert "neutral.wav, Sad.WAV, 开心.flac was enrolled before" in told[0]
    assert len(engine.enrolled) == 3
    (anna / "Sad.txt").write_text("Oh no.")
    with pytest.raises(VoiceError, match=r"nobody agreed .* neutral\.wav, Sad\.WAV, 开心\.flac"):
        part.voiced("")
    part.voiced("Anna")
    assert len(list(shelf.iterdir())) == 2


def test_options_name_further_recordings(tmp_path: Path) -> None:
    me, glad = write(tmp_path / "me.wav", 1), write(tmp_path / "x.wav", 2, "Great!")
    feelings = wished([f"joy={glad}"])
    assert feelings == {"happy": glad}
    engine = Moody()
    voice = casting.enrolled(casting.Part("moody", engine, recording=me, feelings=feelings), "Me", "Hello.")
    assert set(voice.state) == {"seconds", "happy/seconds"}
    assert engine.enrolled == ["Hello.", "Great!"]
    assert voice.name == "me"


def test_one_that_cannot_be_used_is_named(anna: Path) -> None:
    write(anna / "angry.wav", 0.1)
    with pytest.raises(SoundError, match=r"^angry\.wav: the reference is too short"):
        casting.Part("moody", Moody(), recording=anna).voiced("Anna")
    (anna / "angry.wav").write_bytes(b"no sound")
    with pytest.raises(SoundError, match=r"angry\.wav is not sound"):
        casting.Part("moody", Moody(), recording=anna).voiced("Anna")


def test_an_engine_without_feelings_says_so(anna: Path) -> None:
    with pytest.raises(InputError, match="'tone' keeps no feelings"):
        casting.Part("tone", Tone(), recording=anna).voiced("Anna")
    for path in anna.glob("[S开]*"):
        path.unlink()
    assert casting.Part("tone", Tone(), recording=anna).voiced("Anna").name == "anna"


def test_what_is_no_feeling_is_told(anna: Path, tmp_path: Path) -> None:
    write(anna / "glad.wav", 1)
    with pytest.raises(InputError, match=r"(glad\.wav|开心\.flac) and (glad\.wav|开心\.flac) are both happy"):
        by_feeling(anna)
    write(anna / "hungry.wav", 1)
    (anna / "glad.wav").unlink()
    with pytest.raises(InputError, match=r"hungry\.wav is to be a feeling, but no emotion is called 'hungry'; known: "):
        by_feeling(anna)
    with pytest.raises(SoundError, match=r"has happy\.wav; expected neutral\.wav"):
        by_feeling(write(tmp_path / "b" / "happy.wav", 1).parent)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SoundError, match=r"has no recordings; expected neutral\.wav"):
        by_feeling(tmp_path / "empty")


def test_a_text_for_a_folder_is_refused(anna: Path) -> None:
    with pytest.raises(TextError, match=r"neutral\.txt"):
        casting.enrolled(casting.Part("moody", Moody(), recording=anna), "Anna", "Hello.")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["happy"], "'happy' is not NAME=RECORDING"),
        (["happy="], "not NAME=RECORDING"),
        (["hungry=a.wav"], "no emotion is called 'hungry'"),
        (["happy=a.wav", "joy=b.wav"], r"a\.wav and b\.wav are both happy"),
        (["neutral=a.wav"], r"me\.wav and a\.wav are both neutral"),
        (["happy=a.wav"], "'own' keeps no feelings"),
    ],
)
def test_a_wrong_option_is_one_line(unisono: Run, tmp_path: Path, options: list[str], says: str) -> None:
    write(tmp_path / "me.wav", 1)
    write(tmp_path / "a.wav", 1)
    wanted = [word for option in options for word in ("--feeling", option)]
    code, out, error = unisono("enroll", "me.wav", *wanted, "--consent", "Test")
    assert (code, out) == (2, "")
    assert len(error.splitlines()) == 1, error
    assert re.search(says, error), error


def test_a_feeling_is_not_overwritten(unisono: Run, tmp_path: Path) -> None:
    write(tmp_path / "me.wav", 1)
    voice_file.save(Voice("a", "own"), tmp_path / "a.voice")
    code, _, error = unisono("enroll", "me.wav", "--feeling", "happy=a.voice", "-o", "a.voice", "--consent", "Test")
    assert code == 2
    assert "a.voice" in error

"""`unisono enroll` and `--voice me.wav`: nobody is cloned unasked, and what was learnt once is not learnt again."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile

from unisono import casting, voice_file
from unisono.errors import VoiceError
from unisono.pipeline import Actor
from unisono.types import Floats, Speech

Run = Callable[..., tuple[int, str, str]]
TEXT = "Please bring the blue book back before noon, and put it on my desk."


@pytest.fixture(scope="module")
def speech() -> Speech:
    """A few seconds of clear voice."""
    return Actor.cast().say(TEXT).speech


@pytest.fixture
def me(speech: Speech, tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "me.wav", speech.samples, speech.rate)
    return tmp_path / "me.wav"


def sound(path: Path) -> Floats:
    samples: Floats = soundfile.read(path, dtype="float32")[0]
    return samples


def refused(told: tuple[int, str, str], says: str) -> None:
    code, out, error = told
    assert code == 2, error
    assert out == ""
    assert len(error.splitlines()) == 1, error
    assert re.search(says, error), error


def utterances(shared: Path, folder: Path, seconds: float) -> None:
    """me.wav and me.txt of a real person, who was never trained on."""
    sounds, texts, total = [], [], 0.0
    for line in (shared / "speech" / "manifest.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        if told["audio"].startswith("zh_male_aishell_S0252/") and total < seconds:
            sounds.append(soundfile.read(shared / "speech" / told["audio"], dtype="float32")[0])
            texts.append(told["text"])
            total += told["dur"]
    soundfile.write(folder / "me.wav", np.concatenate(sounds), 16_000)
    (folder / "me.txt").write_text("。".join(texts), "utf-8")


def test_a_person_is_learnt_once_and_then_known(unisono: Run, shared: Path, tmp_path: Path) -> None:
    utterances(shared, tmp_path, 20)
    code, _, told = unisono("enroll", "me.wav", "--consent", "Anna Li, herself", "--name", "安娜")
    assert code == 0, told
    assert "with me.txt" in told
    assert re.search(r"consent +Anna Li, herself, 20\d\d-\d\d-\d\d", told), told
    assert re.search(r"note +learnt from \d+ s", told), told
    assert 5e6 < (tmp_path / "me.voice").stat().st_size < 15e6
    voice = voice_file.load(tmp_path / "me.voice")
    assert (voice.name, voice.engine) == ("安娜", "own")
    assert re.fullmatch(r"me\.wav, \d+ s, with me\.txt", voice.provenance)

    code, _, told = unisono("say", "Hello.", "--voice", "me.wav", "-o", "a.wav")
    assert code == 0, told
    assert "me.wav was enrolled before (consent: Anna Li, herself" in told
    code, _, told = unisono("say", "Hello.", "--voice", "me.voice", "-o", "b.wav")
    assert code == 0, told
    assert "安娜" in told
    assert np.array_equal(sound(tmp_path / "a.wav"), sound(tmp_path / "b.wav"))


def test_nobody_is_cloned_unasked(unisono: Run, me: Path) -> None:
    for command in (
        ["enroll", "me.wav"],
        ["say", "hello", "--voice", "me.wav", "-o", "a.wav"],
        ["demo", "--voice", me],
    ):
        refused(unisono(*command), "nobody agreed.*me.wav.*--consent")
    with pytest.raises(VoiceError, match="nobody agreed"):
        Actor.cast(str(me))
    assert list(me.parent.iterdir()) == [me]
    assert not list(casting.shelf().iterdir())


def test_the_stand_in_clones_nobody_and_asks_nobody(unisono: Run, me: Path) -> None:
    code, _, told = unisono("enroll", "me.wav", "--engine", "stand-in", "-o", "s.voice")
    assert code == 0, told
    assert "clones nobody" in told
    assert voice_file.load(me.with_name("s.voice")).consent == ""
    code, _, told = unisono("say", "hello", "--voice", "s.voice", "-o", "a.wav")
    assert code == 0, told
    assert "of stand-in" in told


def test_a_voice_is_spoken_by_the_engine_that_made_it(unisono: Run, me: Path) -> None:
    assert unisono("enroll", "me.wav", "--engine", "stand-in")[0] == 0
    refused(
        unisono("say", "hi", "--voice", "me.voice", "--engine", "own", "-o", "a.wav"), "of 'stand-in', not of 'own'"
    )
    voice = voice_file.load(me.with_suffix(".voice"))
    voice_file.save(type(voice)(voice.name, "jam", voice.state), me.with_suffix(".voice"))
    refused(unisono("say", "hi", "--voice", "me.voice", "-o", "a.wav"), "no synthesizer called 'jam'")


@pytest.mark.parametrize("content", [b"", b"no voice", b"PK\x03\x04 and then nothing"])
def test_a_file_that_is_no_voice_is_told_in_one_line(unisono: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.voice").write_bytes(content)
    refused(unisono("say", "hi", "--voice", "a.voice", "-o", "a.wav"), "a.voice is no voice")
    assert not (tmp_path / "a.wav").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["-o", "a.wav"], r"\.wav.*\.voice"),
        (["-o", "no/a.voice"], "no folder"),
        (["--engine", "jam"], "installed: .*own"),
        (["--text", "a", "--text-file", "b"], "both given"),
        (["--text-file", "none.txt"], "none.txt"),
    ],
)
def test_a_wrong_option_is_told_in_one_line(unisono: Run, me: Path, options: list[str], says: str) -> None:
    refused(unisono("enroll", "me.wav", *options, "--consent", "Test"), says)
    assert list(me.parent.iterdir()) == [me]


def test_a_text_beside_the_recording_is_taken(unisono: Run, me: Path) -> None:
    me.with_suffix(".txt").write_text(TEXT, "utf-8")
    code, _, told = unisono("say", "hello", "--voice", "me.wav", "--consent", "Test", "-o", "a.wav")
    assert code == 0, told
    assert re.search(r"of own; me\.wav, \d s, with me\.txt;", told), told


def test_a_transcript_that_cannot_be_read_is_told(unisono: Run, me: Path) -> None:
    me.with_suffix(".txt").write_bytes(b"\xff\xfe\x00")
    refused(unisono("enroll", "me.wav", "--consent", "Test"), "me.txt, taken for what is said in me.wav")


def test_another_text_is_another_voice_and_a_damaged_one_is_made_anew(unisono: Run, me: Path) -> None:
    assert unisono("enroll", "me.wav", "--consent", "Test")[0] == 0
    refused(unisono("enroll", "me.wav", "--text", "Hi."), "nobody agreed")
    (kept,) = casting.shelf().iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    refused(unisono("enroll", "me.wav"), "nobody agreed")
    code, _, told = unisono("enroll", "me.wav", "--consent", "Test again")
    assert code == 0, told
    assert "Test again" in voice_file.load(kept).consent


def test_the_cache_keeps_the_voices_that_are_used(unisono: Run, me: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casting, "_KEPT", 2)
    samples = sound(me)
    for number in range(3):
        soundfile.write(me.with_name(f"{number}.wav"), samples[: len(samples) // 2 + number], 24_000)
        os.utime(me.with_name(f"{number}.wav"))
        assert unisono("enroll", f"{number}.wav", "--consent", "Test")[0] == 0
        for known in range(number):  # 0 stays, for it is used; 1 goes
            if known == 0:
                assert unisono("enroll", "0.wav")[0] == 0
    refused(unisono("enroll", "1.wav"), "nobody agreed")
    assert unisono("enroll", "2.wav")[0] == 0


def in_terminal(folder: Path, answers: str, *arguments: str) -> tuple[int, str]:
    """A command as a person starts it: (exit code, what the terminal showed)."""
    keyboard, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "XDG_CACHE_HOME": str(folder / "cache")}
    environment.pop("UNISONO_CACHE", None)
    command = [sys.executable, "-m", "unisono", *arguments]
    job = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    )
    os.close(terminal)
    os.write(keyboard, answers.encode())
    shown = b""
    with suppress(OSError):  # Linux tells the end of a terminal by an error
        while piece := os.read(keyboard, 4096):
            shown += piece
    os.close(keyboard)
    return job.wait(), shown.decode()


def test_in_a_terminal_the_person_is_asked_once(me: Path) -> None:
    code, shown = in_terminal(me.parent, "y\nAnna Li\n", "enroll", "me.wav")
    assert code == 0, shown
    assert "录音中的人同意克隆其声音吗" in shown
    assert re.fullmatch(r"Anna Li, 20\d\d-\d\d-\d\d", voice_file.load(me.with_suffix(".voice")).consent)
    code, shown = in_terminal(me.parent, "", "enroll", "me.wav")
    assert code == 0, shown
    assert "同意" not in shown


@pytest.mark.parametrize("answer", ["n\n", "\n", "y\n\n", "\x04"])
def test_in_a_terminal_no_is_no(me: Path, answer: str) -> None:
    code, shown = in_terminal(me.parent, answer, "enroll", "me.wav")
    assert code == 2, shown
    assert "nobody agreed" in shown
    assert not me.with_suffix(".voice").exists()

"""The command line as a user meets it: files that play, one clear line for every mistake, nothing lost."""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from unisono import voice_file
from unisono.audio.resample import resample
from unisono.draw.canvas import Canvas
from unisono.pipeline import Actor
from unisono.types import Floats

Run = Callable[..., tuple[int, str]]
AGREED = ("--consent", "Test")


@pytest.fixture
def unisono(unisono: Callable[..., tuple[int, str, str]]) -> Run:
    """Runs a command in an empty folder: (exit code, what it printed to standard error)."""
    return lambda *arguments: unisono(*arguments)[::2]


@pytest.fixture(scope="session")
def speech() -> tuple[Floats, int]:
    """A few seconds of clear voice."""
    said = Actor.cast().say("Please bring the blue book back before noon. 你好，我们今天读书。").speech
    return said.samples, said.rate


def video_facts(path: Path) -> dict[str, float | str]:
    with av.open(str(path)) as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        frames = sum(1 for _ in film.decode(picture))
        assert picture.duration is not None
        assert sound.duration is not None
        return {
            "frames": frames,
            "size": f"{picture.width}x{picture.height}",
            "codecs": f"{picture.codec_context.name}+{sound.codec_context.name}",
            "picture": float(picture.duration * picture.time_base),
            "sound": float(sound.duration * sound.time_base),
        }


def test_the_main_job(unisono: Run, speech: tuple[Floats, int], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.wav", *speech)
    outputs = "-o a.mp4 -o a.csv -o a.wav".split()
    code, told = unisono("say", "你好，世界", "--voice", "me.wav", *AGREED, "--size", "320x180", *outputs)
    assert code == 0, told
    assert re.search(r"voice +me +of own; me\.wav, \d+ s; .*consent: Test, 20\d\d-", told), told
    assert "speak" in told
    facts = video_facts(tmp_path / "a.mp4")
    assert facts["size"] == "320x180"
    assert facts["codecs"] == "h264+aac"
    assert abs(float(facts["picture"]) - float(facts["sound"])) <= 1 / 30 + 1e-3
    rows = list(csv.reader((tmp_path / "a.csv").open()))
    assert len(rows) - 1 == facts["frames"]
    assert len(rows[0]) == 63
    assert soundfile.info(tmp_path / "a.wav").duration == pytest.approx(float(facts["frames"]) / 30, abs=1 / 30)


def test_the_demo_speaks_two_languages_into_four_files(unisono: Run, tmp_path: Path) -> None:
    code, told = unisono("demo", "--folder", "out")
    assert code == 0, told
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["demo.csv", "demo.mp4", "demo.srt", "demo.wav"]
    assert re.search(r"voice +\w+ +of own", told), told
    facts = video_facts(tmp_path / "out" / "demo.mp4")
    assert facts["size"] == "1280x720"
    captions = (tmp_path / "out" / "demo.srt").read_text("utf-8")
    assert "虚拟老师" in captions
    assert "lips" in captions
    for stage in ("speak", "animate", "draw", "write"):
        assert re.search(rf"took\s+.*{stage}.*\d s", told), told


@pytest.mark.parametrize("words", [[], ["--text", "Please bring the blue book back before noon."]])
def test_a_recording_gets_a_face(unisono: Run, speech: tuple[Floats, int], tmp_path: Path, words: list[str]) -> None:
    soundfile.write(tmp_path / "me.flac", *speech)
    code, told = unisono("animate", "me.flac", *words, "-o", "a.csv", "-o", "a.srt")
    assert code == 0, told
    jaw = [float(row["JawOpen"]) for row in csv.DictReader((tmp_path / "a.csv").open())]
    assert len(jaw) == -(-len(speech[0]) * 60 // speech[1])
    assert max(jaw) > 0.15
    assert ("book" in (tmp_path / "a.srt").read_text("utf-8")) == bool(words)


def test_captured_motion_is_drawn_with_its_sound(unisono: Run, speech: tuple[Floats, int], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.wav", *speech)
    assert unisono("say", "Good morning to all of you.", "--fps", "30", "-o", "a.csv", "-o", "a.json")[0] == 0
    for track in ("a.csv", "a.json"):
        code, told = unisono("render", track, "--sound", "me.wav", "--size", "64x64", "-o", "b.mp4", "-o", "b.csv")
        assert code == 0, told
        facts = video_facts(tmp_path / "b.mp4")
        rows = (tmp_path / "a.csv").read_text().splitlines()
        assert facts["frames"] == len(rows) - 1
        assert abs(float(facts["picture"]) - float(facts["sound"])) <= 1 / 30 + 1e-3
        old, new = (np.array([row.split(",")[2:] for row in lines[1:]], float) for lines in (rows, csv_lines(tmp_path)))
        assert np.abs(old - new).max() <= (0 if track == "a.csv" else 1e-4)


def csv_lines(folder: Path) -> list[str]:
    return (folder / "b.csv").read_text().splitlines()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace(",0.", ",x,0.", 1), "row 2|column"),
        (lambda text: re.sub(r"(?m)^(00:00:00:03[^,]*,61),[^,]*", r"\1,nan", text), "nan"),
        (lambda text: text.replace("JawOpen", "Jaw"), "JawOpen"),
        (lambda text: "", "empty"),
        (lambda text: text.splitlines()[0], "row|frame"),
    ],
)
def test_a_spoiled_csv_is_told_in_one_line(
    unisono: Run, tmp_path: Path, spoil: Callable[[str], str], says: str
) -> None:
    assert unisono("say", "Good morning.", "--fps", "30", "-o", "a.csv")[0] == 0
    (tmp_path / "b.csv").write_text(spoil((tmp_path / "a.csv").read_text()))
    code, told = unisono("render", "b.csv", "--fps", "30", "-o", "b.wav")
    assert code == 2
    assert re.search(says, told), told
    assert_one_line(told)
    assert not (tmp_path / "b.wav").exists()


def test_text_shows_lines_words_and_sounds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "unisono", "text", "[emotion:happy]我在[重庆|chong2 qing4]花了3.5%。"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for shown in ("happy", "chong2 qing4", "ch ong2 q ing4", "百分之三点五", "tʂʰ ʊ ŋ"):
        assert shown in done.stdout


def test_the_text_command_tells_what_nobody_says(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "unisono", "text", "很好👍\u200b，<b>2</b>个"]
    shown = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path).stdout
    assert "dropped: 👍 U+200B" in shown
    assert "<b>" in shown
    assert "(not said)" in shown


def test_list_names_every_part(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "unisono", "list"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for word in (
        "stand-in",
        "clones nobody",
        "rules",
        "software",
        ".mp4",
        ".srt",
        "man",
        "own",
        "ear",
        "Japanese",
    ):
        assert word in done.stdout


def test_list_voices_tells_who_can_speak(unisono: Run, tmp_path: Path) -> None:
    voice_file.save(replace(Actor.cast("LJ").voice, name="anna", consent="Anna Li, 2026-11-22"), tmp_path / "me.voice")
    (tmp_path / "no.voice").write_bytes(b"damaged")
    done = subprocess.run(
        [sys.executable, "-m", "unisono", "list", "voices"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert re.search("voice +LJ +of own; ", done.stdout)
    assert re.search("voice +anna +of own, in me.voice; .*consent: Anna Li", done.stdout)
    assert "no.voice" not in done.stdout
    assert "mp4" not in done.stdout
    code, told = unisono("list", "engines")
    assert code == 2
    assert "unisono list voices" in told
    assert_one_line(told)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing to say"),
        ("  \n ", "nothing to say"),
        ("。。。！？…", "nothing to say"),
        ("🙂🎉", "nothing to say"),
        ("שלום עולם", "Hebrew"),
        ("Привет", "Cyrillic"),
        ("สวัสดี", "Thai"),
    ],
)
def test_a_text_that_cannot_be_spoken_is_told_in_one_line(unisono: Run, tmp_path: Path, text: str, says: str) -> None:
    code, told = unisono("say", text, "-o", "a.wav")
    assert code == 2
    assert says.lower() in told.lower()
    assert_one_line(told)
    assert list(tmp_path.iterdir()) == []


def recording(folder: Path, kind: str, speech: tuple[Floats, int]) -> Path:
    samples, rate = speech
    path = folder / f"{kind}.wav"
    if kind == "silent":
        soundfile.write(path, np.zeros(rate * 3, np.float32), rate)
    elif kind == "short":
        soundfile.write(path, samples[: int(0.3 * rate)], rate)
    elif kind == "clipped":
        soundfile.write(path, np.clip(samples * 30, -1, 1), rate)
    elif kind == "stereo":
        soundfile.write(path, np.stack([samples, samples], 1), rate)
    elif kind == "8 kHz":
        soundfile.write(path, resample(samples, rate, 8000), 8000)
    elif kind == "empty":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("this is no sound " * 50)
    return path


@pytest.mark.parametrize("kind", ["missing", "silent", "short", "empty", "folder", "text"])
def test_a_reference_that_cannot_be_used_is_told_in_one_line(
    unisono: Run, speech: tuple[Floats, int], tmp_path: Path, kind: str
) -> None:
    (tmp_path / "a.wav").write_bytes(b"precious")
    voice = recording(tmp_path, kind, speech)
    code, told = unisono("say", "hello", "--voice", voice, *AGREED, "-o", "a.wav")
    assert code == 2
    assert_one_line(told)
    assert (tmp_path / "a.wav").read_bytes() == b"precious"
    assert not [p for p in tmp_path.iterdir() if p not in (voice, tmp_path / "a.wav")]


@pytest.mark.parametrize("kind", ["clipped", "stereo", "8 kHz"])
def test_an_imperfect_reference_works(unisono: Run, speech: tuple[Floats, int], tmp_path: Path, kind: str) -> None:
    voice = recording(tmp_path, kind, speech)
    code, told = unisono("say", "hello", "--voice", voice, *AGREED, "-o", "a.wav")
    assert code == 0, told
    assert soundfile.info(tmp_path / "a.wav").frames > 0


def test_a_video_can_be_the_reference(unisono: Run, tmp_path: Path) -> None:
    assert unisono("say", "Good morning, how are you today?", "--size", "64x64", "-o", "ref.mp4")[0] == 0
    code, told = unisono("say", "hello", "--voice", "ref.mp4", *AGREED, "-o", "a.wav")
    assert code == 0, told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "a.xyz"], r"\.xyz.*mp4"),
        (["-o", "a"], "suffix"),
        (["-o", "no/such/folder/a.wav"], "folder"),
        (["-o", "/proc/a.wav"], "/proc"),
        (["-o", "a.wav", "-o", "a.wav"], "twice"),
        (["-o", "a.mp4", "--avatar", "nobody"], "nobody.*woman"),
        (["-o", "a.mp4", "--avatar", "nobody.glb"], "nobody.glb"),
        (["-o", "a.mp4", "--size", "big"], "1280x720"),
        (["-o", "a.mp4", "--fps", "zero"], "frame rate"),
        (["-o", "a.wav", "--engine", "jam"], "installed: .*stand-in"),
        (["-o", "a.wav", "--voice", "nobody"], "built-in voices"),
    ],
)
def test_a_wrong_option_is_told_in_one_line(unisono: Run, tmp_path: Path, arguments: list[str], says: str) -> None:
    code, told = unisono("say", "hello", *arguments)
    assert code == 2
    assert re.search(says, told), told
    assert_one_line(told)
    assert list(tmp_path.iterdir()) == []


def test_a_text_can_come_from_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "unisono", "say", "-", "-o", "a.wav"]
    done = subprocess.run(command, input="Hello from a pipe.", text=True, cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert soundfile.info(tmp_path / "a.wav").duration > 0.5


def test_what_is_read_is_never_written_over(unisono: Run, speech: tuple[Floats, int], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.wav", *speech)
    (tmp_path / "link.wav").symlink_to("me.wav")
    (tmp_path / "t.srt").write_text("Please bring the blue book.")
    (tmp_path / "back.mov").write_bytes(Canvas(16, 16).png())
    (tmp_path / "head.glb").write_bytes(b"a head")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for arguments in (
        ["say", "hello", "--voice", "me.wav", "-o", "me.wav"],
        ["say", "hello", "--background", "back.mov", "-o", "back.mov"],
        ["avatar", "head.glb", "-o", "head.glb"],
        ["say", "hello", "--voice", "link.wav", "-o", "me.wav"],
        ["animate", "me.wav", "-o", "./me.wav"],
        ["animate", "me.wav", "--text-file", "t.srt", "-o", "t.srt"],
    ):
        code, told = unisono(*arguments)
        assert code == 2, arguments
        assert "is what is read from" in told
        assert_one_line(told)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "arguments",
    [["say"], ["say", "a", "b"], ["say", "hello", "--nope"], ["nope"], ["list", "x"], ["say", "hello", "-o"]],
)
def test_a_mistyped_command_is_told_in_one_line(unisono: Run, arguments: list[str]) -> None:
    code, told = unisono(*arguments)
    assert code == 2
    assert "--help" in told
    assert_one_line(told)


def test_a_language_that_our_voice_lacks_is_spoken_by_the_stand_in_who_is_named(unisono: Run, tmp_path: Path) -> None:
    code, told = unisono("say", "Good morning. 안녕하세요. 你好。", "-o", "a.srt", "-o", "a.wav")
    assert code == 0, told
    assert "own does not speak ko: the stand-in did" in told
    captions = (tmp_path / "a.srt").read_text("utf-8")
    assert all(text in captions for text in ("Good morning.", "안녕하세요.", "你好。"))
    assert "stand-in" not in unisono("say", "Good morning.", "-o", "a.wav")[1]


def test_a_text_may_begin_with_a_minus(unisono: Run, tmp_path: Path) -> None:
    code, told = unisono("say", "-5°C", "-o", "a.wav")
    assert code == 0, told
    assert soundfile.info(tmp_path / "a.wav").duration > 1


def test_a_voice_that_no_file_can_be_called_is_told(unisono: Run) -> None:
    code, told = unisono("say", "hello", "--voice", "x" * 5000, "-o", "a.wav")
    assert code == 2
    assert "built-in voices" in told


def test_standard_input_that_is_no_text_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "unisono", "say", "-", "-o", "a.wav"]
    done = subprocess.run(command, input=b"hello \xff\xfe there", cwd=tmp_path, capture_output=True)
    assert done.returncode == 2
    assert b"UTF-8" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_names_that_look_like_markup_are_shown_as_they_are(unisono: Run, tmp_path: Path) -> None:
    for arguments in (["animate", "x[/].wav"], ["say", "hi", "-o", "b[/]/x.wav"], ["animate", "c[bold]x.wav"]):
        code, told = unisono(*arguments)
        assert code == 2
        assert re.search(r"\[/\]|\[bold\]", told), told
        assert_one_line(told)
    code, told = unisono("say", "hi", "-o", "c[bold]x.wav")
    assert code == 0
    assert "c[bold]x.wav" in told


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_job_that_is_stopped_leaves_no_half_file(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    (tmp_path / "a.mp4").write_bytes(b"precious")
    command = [sys.executable, "-m", "unisono", "say", "Good morning. " * 500, "-o", "a.mp4", "-o", "a.csv"]
    job = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while len(list(tmp_path.iterdir())) < 3 and job.poll() is None:
        time.sleep(0.05)
    time.sleep(1.0)
    job.send_signal(sent)
    _, told = job.communicate(timeout=30)
    assert job.returncode == code, told
    assert "Traceback" not in told
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]
    assert (tmp_path / "a.mp4").read_bytes() == b"precious"


def test_it_works_from_a_path_with_spaces_and_chinese_and_a_read_only_home(tmp_path: Path) -> None:
    """The package copied to such a path, its own folder and $HOME not writable, the caches where they can be."""
    place = tmp_path / "我的 工程"
    source = Path(__file__).resolve().parents[2] / "src" / "unisono"
    shutil.copytree(source, place / "库 lib" / "unisono", ignore=shutil.ignore_patterns("__pycache__"))
    home = tmp_path / "home file"
    home.write_text("a file, so that nothing can be made below it, not even by root")
    environment = {k: v for k, v in os.environ.items() if k not in ("UNISONO_CACHE", "XDG_CACHE_HOME")}
    environment |= {"HOME": str(home), "PYTHONPATH": str(place / "库 lib"), "PYTHONDONTWRITEBYTECODE": "1"}
    (place / "库 lib" / "unisono" / "__pycache__").write_text("no caches beside the source either")
    command = [sys.executable, "-m", "unisono", "say", "你好 world", "--size", "96x64", "-o", "输出 文件.mp4"]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert float(video_facts(place / "输出 文件.mp4")["frames"]) > 10


def assert_one_line(told: str) -> None:
    lines = [line for line in told.splitlines() if line.strip()]
    assert len(lines) == 1, told
    assert lines[0].startswith("unisono: ")
    assert "Traceback" not in told

"""`unisono align` as a user meets it: files of every kind, a table, one line for every mistake."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from unisono.align.files import textgrid
from unisono.pipeline import Actor
from unisono.sinks.opening import open_sinks, write_all
from unisono.types import Floats

Run = Callable[..., tuple[int, str, str]]
TEXT = "Please keep both of my big blue maps, and bring them back in 2026."


@pytest.fixture(scope="module")
def voice() -> tuple[Floats, int]:
    said = Actor.cast(engine="stand-in").say(TEXT).speech
    return said.samples, said.rate


def test_every_kind_of_file_is_written(unisono: Run, voice: tuple[Floats, int], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.flac", *voice)
    outputs = [x for kind in ("json", "TextGrid", "srt", "vtt", "ctm", "png") for x in ("-o", f"a.{kind}")]
    code, out, error = unisono("align", "me.flac", "--text", TEXT, *outputs)
    assert code == 0, error
    assert out == ""
    held = json.loads((tmp_path / "a.json").read_text("utf-8"))
    labels = [word["label"] for word in held["words"]]
    assert labels == TEXT.replace(",", "").removesuffix(".").split()
    assert set(held["phones"][3]) == {"label", "source", "start", "end", "release", "word", "confidence"}
    tiers = textgrid.read((tmp_path / "a.TextGrid").read_bytes())
    assert [span.label for span in tiers["words"] if span.label] == labels
    assert [row.split()[4] for row in (tmp_path / "a.ctm").read_text("utf-8").splitlines()] == labels
    assert "maps," in (tmp_path / "a.srt").read_text("utf-8")
    assert (tmp_path / "a.vtt").read_text("utf-8").startswith("WEBVTT")
    with av.open(str(tmp_path / "a.png")) as picture:
        assert next(picture.decode(video=0)).width > 1000
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["me.flac", *(f"a.{kind}" for kind in ("json", "TextGrid", "srt", "vtt", "ctm", "png"))]
    )


def test_without_an_output_it_prints_a_table(unisono: Run, voice: tuple[Floats, int], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.wav", *voice)
    (tmp_path / "text.txt").write_text(TEXT, "utf-8")
    code, out, error = unisono("align", "me.wav", "--text-file", "text.txt")
    assert code == 0, error
    rows = [row.split() for row in out.splitlines()]
    assert [row[3] for row in rows if row[2] != "(pause)"] == TEXT.replace(",", "").removesuffix(".").split()
    keep = next(row for row in rows if row[3] == "keep")
    assert keep[4:] == ["k", "ˈiː", "p"]
    assert 0 <= float(keep[0]) < float(keep[1])


def test_a_video_is_a_recording_too(unisono: Run, tmp_path: Path) -> None:
    for _ in write_all(
        Actor.cast(fps=10).stream("Hello my friend."), open_sinks([tmp_path / "a.wav"], lambda f: iter(()))
    ):
        pass
    sound, rate = soundfile.read(tmp_path / "a.wav", dtype="float32")
    with av.open(str(tmp_path / "film.mp4"), "w") as film:
        picture, track = film.add_stream("h264", rate=10), film.add_stream("aac", rate=rate)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        for _ in range(20):
            film.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None]), format="fltp", layout="mono")
        frame.sample_rate = rate
        film.mux(track.encode(frame))
        film.mux([*picture.encode(), *track.encode()])
    code, out, error = unisono("align", "film.mp4", "--text", "Hello my friend.")
    assert code == 0, error
    assert [row.split()[3] for row in out.splitlines() if "(pause)" not in row] == ["Hello", "my", "friend"]


def test_a_wrong_text_is_told_and_is_no_error(unisono: Run, voice: tuple[Floats, int], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.wav", *voice)
    code, _, error = unisono("align", "me.wav", "--text", "今天天气很好，我们一起去公园散步吧。", "-o", "a.json")
    assert code == 0
    assert "may not be what is said" in error or "no word of the text" in error


def test_words_that_differ_are_told(unisono: Run, voice: tuple[Floats, int], tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.wav", *voice)
    more = TEXT.replace("bring", "never bring")
    code, _, error = unisono("align", "me.wav", "--text", more, "-o", "a.json")
    assert code == 0
    assert "left out: never" in error
    held = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert [(note["kind"], note["label"]) for note in held["notes"]] == [("left out", "never")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["me.wav"], "--text"),
        (["me.wav", "--text", " "], "--text"),
        (["me.wav", "--text", "…"], "--text"),
        (["me.wav", "--text", "hi", "--text-file", "b.txt"], "give one"),
        (["me.wav", "--text-file", "nowhere.txt"], "nowhere.txt"),
        (["nowhere.wav", "--text", "hi"], "no recording at nowhere.wav"),
        (["text.wav", "--text", "hi"], "text.wav is not sound"),
        (["nan.wav", "--text", "hi"], "NaN"),
        (["me.wav", "--text", "hi", "-o", "a.doc"], "known: .json, .TextGrid"),
        (["me.wav", "--text", "hi", "-o", "me.wav"], "known"),
        (["me.wav", "--text", "hi", "-o", "no/a.json"], "no folder"),
        (["me.wav", "--text", "hi", "-o", "a.json", "-o", "a.json"], "given twice"),
        (["me.wav", "--text", "hi", "--engine", "siri"], "no aligner called 'siri'"),
        (["me.wav", "--text", "hi", "--language", "tlh"], "'tlh'"),
        (["me.wav", "--text", "hi", "--engine", "mfa"], "conda"),
    ],
)
def test_a_mistake_is_one_line_and_code_2(
    arguments: list[str], told: str, unisono: Run, voice: tuple[Floats, int], tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "me.wav", *voice)
    soundfile.write(tmp_path / "nan.wav", np.full(20_000, np.nan, np.float32), 16_000, subtype="FLOAT")
    (tmp_path / "text.wav").write_text("this is no sound at all")
    (tmp_path / "b.txt").write_text("hi")
    before = sorted(p.name for p in tmp_path.iterdir())
    code, out, error = unisono("align", *arguments)
    assert code == 2, error
    assert out == ""
    assert told in " ".join(error.split())
    assert error.count("\n") == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == before

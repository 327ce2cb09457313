"""JSON: one object with everything but the sound, and back again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.sinks.performance import cut, performance, written
from unisono import arkit
from unisono.clock import samples_before
from unisono.errors import TrackError
from unisono.sinks.take_json import read
from unisono.types import FaceTrack, Phone, Span, Speech, Take


def test_it_is_plain_json_with_every_part(tmp_path: Path) -> None:
    take = performance(2.0)
    held = json.loads(written(tmp_path / "a.json", cut(take, 7)).read_text(encoding="utf-8"))
    assert list(held) == ["rate", "fps", "names", "weights", "head", "gaze", "phones", "words", "emotions"]
    assert (held["rate"], held["fps"], held["names"]) == (24_000, 30, list(arkit.NAMES))
    assert len(held["weights"]) == len(held["head"]) == len(held["gaze"]) == len(take.face)
    assert held["phones"][0] == {"label": "p", "start": 0.0, "end": 0.1, "release": 0.07}
    assert held["phones"][1]["release"] is None
    assert held["words"][:2] == [
        {"label": "字幕", "start": 0.0, "end": 0.2},
        {"label": "word1", "start": 0.2, "end": 0.4},
    ]
    assert held["emotions"] == [{"label": "joy", "start": 0.0, "end": 2.0, "weight": 0.8}], "pieces become one again"


def test_feelings_that_differ_stay_apart(tmp_path: Path) -> None:
    base = performance(1.0)
    feelings = (Span("joy", 0, 0.5), Span("sad", 0.5, 0.8, 0.3), Span("sad", 0.8, 1.0, 0.9))
    speech = Speech(base.speech.samples, base.speech.rate, emotions=feelings)
    held = json.loads(written(tmp_path / "a.json", iter([Take(speech, base.face)])).read_text())
    assert [(e["label"], e["end"], e["weight"]) for e in held["emotions"]] == [
        ("joy", 0.5, 1.0),
        ("sad", 0.8, 0.3),
        ("sad", 1.0, 0.9),
    ]


SECONDS = st.floats(0, 1e5, width=32)


@given(
    data=st.data(),
    frames=st.integers(0, 6),
    fps=st.one_of(st.integers(1, 240), st.sampled_from([Fraction(n * 1000, 1001) for n in (24, 30, 60)])),
    labels=st.lists(st.text(max_size=6), max_size=4),
    times=st.tuples(SECONDS, SECONDS, SECONDS).map(sorted),
)
@settings(max_examples=40, deadline=None)
def test_a_performance_comes_back(
    data: st.DataObject, frames: int, fps: int | Fraction, labels: list[str], times: list[float]
) -> None:
    weights = data.draw(arrays(np.float32, (frames, 52), elements=st.floats(0, 1, width=32)))
    angles = st.floats(-3, 3, width=32)
    head, gaze = (data.draw(arrays(np.float32, (frames, n), elements=angles)) for n in (3, 2))
    face = FaceTrack(weights, head, gaze, fps)
    start, release, end = times
    phones = tuple(Phone(label, start, end, release=release) for label in labels)
    words = tuple(Span(label, start, end) for label in labels)
    with tempfile.TemporaryDirectory() as folder:
        felt = (Span("happy", start, end, 0.5),)
        take = Take(Speech(np.zeros(10, np.float32), 16_000, phones=phones, words=words, emotions=felt), face)
        read_back = read(written(Path(folder) / "a.json", iter([take])))
    back, told = read_back.face, read_back.speech
    assert [(f.label, f.weight) for f in told.emotions] == [("happy", 0.5)]
    assert told.end == samples_before(frames, told.rate, fps)
    assert back.fps == fps
    for name in ("weights", "head", "gaze"):
        assert np.abs(getattr(back, name) - getattr(face, name)).max(initial=0) <= 0.5001e-4, name
    assert [p.label for p in told.phones] == [w.label for w in told.words] == labels
    for phone in told.phones:
        assert (phone.start, phone.release, phone.end) == pytest.approx(tuple(times), abs=1e-4)


def _held(tmp_path: Path) -> dict[str, Any]:
    path = written(tmp_path / "whole.json", cut(performance(0.5), 50))
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def test_weights_are_found_by_name(tmp_path: Path) -> None:
    held = _held(tmp_path)
    held["names"] = [name.upper() for name in held["names"][::-1]]
    held["weights"] = [row[::-1] for row in held["weights"]]
    (tmp_path / "b.json").write_text(json.dumps(held))
    assert np.array_equal(read(tmp_path / "b.json").face.weights, read(tmp_path / "whole.json").face.weights)


def _at(*keys: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(held: dict[str, Any]) -> None:
        inner: Any = held
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_at("weights", 3, 17, value=float("nan")), "frame 3, jawOpen"),
        (_at("weights", 3, 17, value="0.5"), 'frame 3, jawOpen: "0.5" is not a number'),
        (_at("weights", 3, 17, value=True), "frame 3, jawOpen: true is not a number"),
        (_at("weights", 3, 17, value=None), "frame 3, jawOpen: null is not a number"),
        (_at("weights", 3, 17, value=10**400), "frame 3, jawOpen"),
        (_at("weights", 3, 17, value=50), "out of range"),
        (_at("head", 2, 1, value=float("inf")), "frame 2, headYaw"),
        (_at("weights", 3, value=[0.0] * 51), "frame 3: weights has 51 values; expected 52"),
        (_at("gaze", 3, value=0.0), "frame 3: gaze has a float; expected 2"),
        (_at("weights", value=[]), "differ in length"),
        (_at("weights", value=None), "weights is a NoneType; expected a list"),
        (lambda held: held.pop("head"), "there is no 'head'"),
        (_at("names", 17, value="jawAgape"), "names lacks jawOpen"),
        (_at("fps", value=0), "fps is 0.0"),
        (_at("fps", value=None), "fps: null is not a number"),
        (_at("phones", 1, value="p"), "phones 1: expected an object"),
        (_at("phones", 1, "start", value=float("nan")), "phones 1, start"),
        (_at("phones", 1, "release", value="x"), "phones 1, release"),
        (_at("emotions", value=[{"label": "sad", "start": 0, "end": 1, "weight": "much"}]), "emotions, weight"),
        (_at("words", 1, "end", value=-1), "words 1: it ends at -1.0 s, before it starts"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], told: str
) -> None:
    held = _held(tmp_path)
    change(held)
    (tmp_path / "b.json").write_text(json.dumps(held))
    with pytest.raises(TrackError) as caught:
        read(tmp_path / "b.json")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "null", "[" * 100_000, "9" * 5000, "\ud800"])
def test_what_is_not_our_json_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(TrackError):
        read(tmp_path / "a.json")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrackError, match="No such file"):
        read(tmp_path / "a.json")

"""Live Link Face CSV: the app's own layout, and back again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.sinks.performance import cut, performance, written
from unisono import arkit
from unisono.errors import TrackError
from unisono.sinks.livelink_csv import HEADER, read
from unisono.types import FaceTrack, Speech, Take

APP = (  # specs/face-formats.md section 3
    "Timecode,BlendShapeCount,EyeBlinkLeft,EyeLookDownLeft,EyeLookInLeft,EyeLookOutLeft,EyeLookUpLeft,EyeSquintLeft,"
    "EyeWideLeft,EyeBlinkRight,EyeLookDownRight,EyeLookInRight,EyeLookOutRight,EyeLookUpRight,EyeSquintRight,"
    "EyeWideRight,JawForward,JawRight,JawLeft,JawOpen,MouthClose,MouthFunnel,MouthPucker,MouthRight,MouthLeft,"
    "MouthSmileLeft,MouthSmileRight,MouthFrownLeft,MouthFrownRight,MouthDimpleLeft,MouthDimpleRight,MouthStretchLeft,"
    "MouthStretchRight,MouthRollLower,MouthRollUpper,MouthShrugLower,MouthShrugUpper,MouthPressLeft,MouthPressRight,"
    "MouthLowerDownLeft,MouthLowerDownRight,MouthUpperUpLeft,MouthUpperUpRight,BrowDownLeft,BrowDownRight,BrowInnerUp,"
    "BrowOuterUpLeft,BrowOuterUpRight,CheekPuff,CheekSquintLeft,CheekSquintRight,NoseSneerLeft,NoseSneerRight,"
    "TongueOut,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw,LeftEyePitch,LeftEyeRoll,RightEyeYaw,RightEyePitch,RightEyeRoll"
)


def _take(face: FaceTrack) -> Take:
    return Take(Speech(np.zeros(len(face) * 800, np.float32), 24_000), face)


def _assert_same(back: FaceTrack, face: FaceTrack) -> None:
    for name in ("weights", "head", "gaze"):
        assert np.abs(getattr(back, name) - getattr(face, name)).max(initial=0) <= 1e-6, name
    assert (back.fps, back.offset) == (face.fps, face.offset)


def test_the_header_is_that_of_the_app() -> None:
    assert ",".join(HEADER) == APP


def test_each_value_stands_under_its_name(tmp_path: Path) -> None:
    face = performance(1.2).face
    lines = written(tmp_path / "a.csv", cut(_take(face), 7)).read_text().splitlines()
    assert lines[0] == APP
    assert len(lines) == len(face) + 1
    row = dict(zip(APP.split(","), lines[32].split(","), strict=True))  # frame 31: one second and one frame
    assert row["Timecode"] == "00:00:01:01.000"
    assert row["BlendShapeCount"] == "61"
    for name in ("jawLeft", "jawRight", "mouthLeft", "mouthRight", "tongueOut"):
        assert float(row[name[0].upper() + name[1:]]) == pytest.approx(face.weights[31, arkit.INDEX[name]], abs=1e-6)
    turns = [float(row[f"Head{turn}"]) for turn in ("Pitch", "Yaw", "Roll")]
    assert turns == pytest.approx(face.head[31].tolist(), abs=1e-6)
    for eye in ("Left", "Right"):
        looks = [float(row[f"{eye}Eye{turn}"]) for turn in ("Pitch", "Yaw", "Roll")]
        assert looks == pytest.approx([*face.gaze[31].tolist(), 0.0], abs=1e-6)


@given(data=st.data(), frames=st.integers(1, 9), fps=st.sampled_from([24, 30, 60, Fraction(30000, 1001)]))
@settings(max_examples=30, deadline=None)
def test_a_track_comes_back(data: st.DataObject, frames: int, fps: int | Fraction) -> None:
    weights = data.draw(arrays(np.float32, (frames, 52), elements=st.floats(0, 1, width=32)))
    angles = st.floats(-3, 3, width=32)
    head, gaze = (data.draw(arrays(np.float32, (frames, n), elements=angles)) for n in (3, 2))
    face = FaceTrack(weights, head, gaze, fps)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.csv", iter([_take(face)]))
        _assert_same(read(path, fps), face)


@pytest.mark.parametrize("fps", [24, 25, 30, 60, 120])
def test_the_frame_rate_is_told_from_the_time_codes(tmp_path: Path, fps: int) -> None:
    face = performance(1.5, fps=fps).face
    _assert_same(read(written(tmp_path / "a.csv", cut(_take(face), 20))), face)


def test_less_than_a_second_does_not_tell_its_frame_rate(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", cut(performance(0.5), 20))
    with pytest.raises(TrackError, match="--fps 60"):
        read(path)


def _table(tmp_path: Path) -> list[list[str]]:
    text = written(tmp_path / "whole.csv", cut(performance(1.2), 50)).read_text()
    return [line.split(",") for line in text.splitlines()]


def _file(tmp_path: Path, table: list[list[str]]) -> Path:
    path = tmp_path / "b.csv"
    path.write_text("\n".join(",".join(row) for row in table), encoding="utf-8")
    return path


def test_columns_are_found_by_name_in_any_order_and_case(tmp_path: Path) -> None:
    turned = [row[::-1] for row in _table(tmp_path)]
    turned[0] = [name.lower() for name in turned[0]]
    _assert_same(read(_file(tmp_path, turned)), read(tmp_path / "whole.csv"))


def test_rotations_and_tongue_may_be_missing(tmp_path: Path) -> None:
    short = [row[:53] for row in _table(tmp_path)]
    back, whole = read(_file(tmp_path, short)), read(tmp_path / "whole.csv")
    assert np.array_equal(back.weights[:, :51], whole.weights[:, :51])
    assert not back.weights[:, 51].any()
    assert not back.head.any()
    assert not back.gaze.any()


def test_spaces_blank_lines_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    table = _table(tmp_path)
    text = "\ufeff" + "\r\n\r\n".join(" , ".join(row) for row in table) + "\r\n\r\n"
    (tmp_path / "b.csv").write_text(text, encoding="utf-8", newline="")
    _assert_same(read(tmp_path / "b.csv"), read(tmp_path / "whole.csv"))


def test_where_the_phone_lost_the_face_the_last_one_stays(tmp_path: Path) -> None:
    table = _table(tmp_path)
    table[5] = [table[5][0], "0"]
    back = read(_file(tmp_path, table))
    assert np.array_equal(back.weights[4], back.weights[3])
    assert len(back) == len(table) - 1


def test_a_little_too_much_is_held_to_the_range(tmp_path: Path) -> None:
    table = _table(tmp_path)
    table[1][2:4] = ["-0.02", "1.04"]
    assert read(_file(tmp_path, table)).weights[0, :2].tolist() == [0, 1]


def _set(row: int, column: int, text: str) -> Callable[[list[list[str]]], list[list[str]]]:
    def change(table: list[list[str]]) -> list[list[str]]:
        table[row][column] = text
        return table

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_set(3, 5, "nan"), "row 4, column EyeLookOutLeft"),
        (_set(3, 5, "inf"), "row 4, column EyeLookOutLeft"),
        (_set(3, 5, "-1e999"), "row 4, column EyeLookOutLeft"),
        (_set(3, 5, ""), "row 4, column EyeLookOutLeft: '' is not a number"),
        (_set(3, 5, "0.5.5"), "row 4, column EyeLookOutLeft: '0.5.5' is not a number"),
        (_set(3, 5, "55"), "row 4, column EyeLookOutLeft: 55.0 is out of range"),
        (_set(3, 54, "30"), "row 4, column HeadYaw: 30.0 is out of range; rotations are in radians"),
        (_set(3, 54, "nan"), "row 4, column HeadYaw"),
        (lambda t: [*t[:3], t[3][:-1], *t[4:]], "row 4: 62 values; expected 63"),
        (lambda t: [*t[:3], [*t[3], "1"], *t[4:]], "row 4: 64 values; expected 63"),
        (lambda t: [row[:20] for row in t], "lacks the column MouthClose, MouthFunnel, MouthPucker and 31 more"),
        (lambda t: t[1:], "does not name the columns"),
        (lambda t: t[:1], "no frames"),
        (lambda _: [], "is empty"),
        (lambda _: [["hello"]], "does not name the columns"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(
    tmp_path: Path, change: Callable[[list[list[str]]], list[list[str]]], told: str
) -> None:
    with pytest.raises(TrackError) as caught:
        read(_file(tmp_path, change(_table(tmp_path))), 30)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_text_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff\xfe")
    for path in (tmp_path / "a.csv", tmp_path, tmp_path / "none.csv"):
        with pytest.raises(TrackError, match="cannot be read"):
            read(path)


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        with pytest.raises(TrackError):
            read(path)


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_a_nan_is_not_written(tmp_path: Path, suffix: str) -> None:
    face = performance(0.5).face
    weights = face.weights.copy()
    weights[4, arkit.INDEX["jawOpen"]] = np.nan
    with pytest.raises(TrackError, match="jawOpen is nan at frame 4"):
        written(tmp_path / f"a.{suffix}", cut(_take(replace(face, weights=weights)), 3))
    assert not list(tmp_path.iterdir())

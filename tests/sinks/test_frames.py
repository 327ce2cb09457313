"""PNG frames: one file for each, as drawn; all of them, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from tests.sinks.performance import blank, cut, performance, written
from unisono.errors import EngineError, OutputError
from unisono.sinks.frames import Frames, numbered
from unisono.sinks.opening import open_sinks, write_all
from unisono.types import FaceTrack, Image


def counted(face: FaceTrack) -> Iterator[Image]:
    """A picture that tells its frame, half clear, into one buffer."""
    image = np.zeros((6, 8, 4), np.uint8)
    for frame in range(face.offset, face.end):
        image[:, :4] = (frame, 255 - frame, 7, 255)
        image[2, 5] = (9, frame, 9, 128)
        yield image


def opened(path: Path) -> Image:
    with av.open(str(path)) as container:
        return np.asarray(next(container.decode(video=0)).to_ndarray())


@pytest.mark.parametrize("frames", [1, 7, 100])
def test_every_frame_is_a_file_as_it_was_drawn(tmp_path: Path, frames: int) -> None:
    take = performance(1.0)
    written(tmp_path / "a_%05d.png", cut(take, frames), counted)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"a_{frame:05d}.png" for frame in range(len(take.face))]
    (drawn,) = counted(FaceTrack(take.face.weights[:1], take.face.head[:1], take.face.gaze[:1], 30, 17))
    assert (opened(tmp_path / "a_00017.png") == drawn).all()
    assert [path.name for path in numbered(tmp_path / "a_%05d.png")] == names


def test_a_player_shows_them_as_a_film(tmp_path: Path) -> None:
    written(tmp_path / "a_%04d.png", cut(performance(1.0), 10), counted)
    with av.open(str(tmp_path / "a_%04d.png"), format="image2", options={"framerate": "30"}) as container:
        assert [int(frame.to_ndarray()[0, 0, 0]) for frame in container.decode(video=0)] == list(range(30))


def test_the_files_say_that_they_are_synthetic(tmp_path: Path) -> None:
    written(tmp_path / "a_%02d.png", cut(performance(0.1), 1))
    assert b"tEXtComment\0synthetic face made by unisono" in (tmp_path / "a_00.png").read_bytes()


@pytest.mark.parametrize("name", ["a.png", "a_%d.png", "%s.png", "a_%00d.png", "a_%05d_%05d.png", "a%_%05d.png"])
def test_a_name_without_one_number_is_refused_before_work_begins(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"as in \w+_%05d\.png$") as told:
        open_sinks([tmp_path / name], blank)
    open_sinks([tmp_path / str(told.value).split()[-1]], blank)  # what it advises is taken


def test_a_picture_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    frames = tmp_path / "take_%03d.png"
    with pytest.raises(OutputError, match="destroy"):
        open_sinks([frames], blank, [tmp_path / "take_007.png"])
    open_sinks([frames], blank, [tmp_path / "take_07.png", tmp_path / "a" / "take_007.png", tmp_path / "take_x.png"])


def test_an_older_take_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a_%03d.png"
    written(path, cut(performance(2.0), 10))
    (tmp_path / "a_999.png").write_bytes(b"another's")
    written(path, cut(performance(1.0), 10), counted)
    assert len(numbered(path)) == 30
    assert opened(tmp_path / "a_029.png").shape == (6, 8, 4)
    assert (tmp_path / "a_999.png").read_bytes() == b"another's"


def test_what_fails_or_is_stopped_leaves_the_older_take(tmp_path: Path) -> None:
    path = tmp_path / "a_%03d.png"
    written(path, cut(performance(0.5), 10))
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}

    def broken(face: FaceTrack) -> Iterator[Image]:
        yield from list(counted(face))[:-1]

    with pytest.raises(EngineError, match="one picture for each"):
        list(Frames(path, broken).write(cut(performance(1.0), 10)))
    stopped = write_all(cut(performance(1.0), 10), [Frames(path, counted)])
    next(stopped)
    stopped.close()  # type: ignore[attr-defined]
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_nothing_to_draw_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nothing to put into it"):
        list(Frames(tmp_path / "a_%03d.png", blank).write([]))
    assert not list(tmp_path.iterdir())

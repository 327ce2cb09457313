"""MP4: picture and sound start together, end together, and look as they were drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from tests.sinks.performance import cut, performance, written
from unisono import arkit
from unisono.audio.read import read
from unisono.clock import Fps, frames_covering, samples_before
from unisono.errors import EngineError, OutputError
from unisono.sinks.video import Mov, Video, Webm
from unisono.types import FaceTrack, Floats, Image, Speech, Take

FLASHES = (0, 10, 41, 80)  # frames that are white and begin with a click
JAW = arkit.INDEX["jawOpen"]


def _clapper(seconds: float, rate: int, fps: Fps) -> Take:
    """Black and silent, but for FLASHES."""
    samples = np.zeros(int(seconds * rate), np.float32)
    weights = np.zeros((frames_covering(len(samples), rate, fps), 52), np.float32)
    for frame in FLASHES:
        click = samples_before(frame, rate, fps)
        samples[click : click + rate // 200] = 0.8
        weights[frame, JAW] = 1
    zeros = np.zeros((len(weights), 3), np.float32)
    return Take(Speech(samples, rate), FaceTrack(weights, zeros, zeros[:, :2], fps))


@dataclass
class Screen:
    """White where the jaw is open, else black."""

    height: int = 48
    width: int = 64

    def __call__(self, face: FaceTrack) -> Iterator[Image]:
        for weights in face.weights:
            yield np.full((self.height, self.width, 3), 255 if weights[JAW] else 0, np.uint8)


def _pictures(path: Path) -> tuple[list[Fraction], list[Image]]:
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        return [f.pts * f.time_base for f in frames], [f.to_ndarray(format="rgb24") for f in frames]


def _clicks(samples: Floats) -> list[float]:
    """Seconds at which the sound, long silent, becomes loud."""
    loud = np.flatnonzero(np.abs(samples) > 0.3)
    return [float(b) / 48_000 for a, b in pairwise([-10_000, *loud.tolist()]) if b - a > 2_000]


@pytest.mark.parametrize("fps", [24, 25, 30, Fraction(30000, 1001), 60])
@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 48_000])
def test_flash_and_click_come_together(tmp_path: Path, fps: Fps, rate: int) -> None:
    take = _clapper(4.013, rate, fps)
    path = written(tmp_path / "a.mp4", cut(take, 7), Screen())
    times, pictures = _pictures(path)
    assert times == [frame / Fraction(fps) for frame in range(len(take.face))]
    flashes = [float(t) for t, picture in zip(times, pictures, strict=True) if picture.mean() > 128]
    assert flashes == [float(frame / Fraction(fps)) for frame in FLASHES]
    assert _clicks(read(path).samples) == pytest.approx(flashes, abs=0.001)


@pytest.mark.parametrize("fps", [24, 30, Fraction(30000, 1001)])
def test_sound_and_picture_are_equally_long(tmp_path: Path, fps: Fps) -> None:
    path = written(tmp_path / "a.mp4", cut(_clapper(4.013, 24_000, fps), 7), Screen())
    with av.open(str(path)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert picture.start_time == sound.start_time == 0
        assert picture.frames == frames_covering(int(4.013 * 24_000), 24_000, fps)
        assert picture.average_rate == fps
        lengths = [float(stream.duration * stream.time_base) for stream in (picture, sound)]
        assert lengths[0] == pytest.approx(picture.frames / fps)
        assert lengths[1] == pytest.approx(lengths[0], abs=0.001)


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_a_very_short_take_is_a_video_too(tmp_path: Path, frames: int) -> None:
    path = written(tmp_path / "a.mp4", cut(performance(frames / 30), 1))
    assert len(_pictures(path)[0]) == frames
    assert len(read(path).samples) >= frames * 1_600


def test_the_format_is_what_every_player_takes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mp4", cut(performance(5.0), 10))
    data = path.read_bytes()
    assert data[4:8] == b"ftyp"
    assert data.index(b"moov") < data.index(b"mdat"), "it can play before it is loaded"
    with av.open(str(path)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec.name, sound.codec.name) == ("h264", "aac")
        assert (picture.pix_fmt, sound.rate, sound.layout.name) == ("yuv420p", 48_000, "mono")
        codec = picture.codec_context
        assert (codec.color_primaries, codec.color_trc, codec.colorspace, codec.color_range) == (1, 1, 1, 1)  # bt709
        assert "synthetic" in container.metadata["title"]
        assert "made by unisono" in container.metadata["comment"]
        keys = [packet.pts for packet in container.demux(picture) if packet.is_keyframe and packet.pts is not None]
        assert max(np.diff([key * float(picture.time_base) for key in keys])) <= 2.001


@pytest.mark.parametrize(
    "color", [(0, 0, 0), (255, 255, 255), (128, 128, 128), (200, 40, 40), (40, 180, 60), (50, 60, 200), (224, 172, 145)]
)
def test_colours_are_kept(tmp_path: Path, color: tuple[int, int, int]) -> None:
    def paint(face: FaceTrack) -> Iterator[Image]:
        for _ in range(len(face)):
            yield np.full((48, 64, 3), color, np.uint8)

    path = written(tmp_path / "a.mp4", cut(performance(0.3), 3), paint)
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            picture = frame.to_ndarray(format="rgb24", src_colorspace="ITU709").astype(int)
            assert np.abs(picture - color).max() <= 4


def test_a_picture_stays_sharp_and_where_it_was(tmp_path: Path) -> None:
    rows, columns = np.mgrid[:120, :160]
    card = np.stack([rows * 2, columns, 255 - rows - columns // 2], axis=2).clip(0, 255).astype(np.uint8)
    card[40:80, 60:61] = 255  # one pixel wide

    def show(face: FaceTrack) -> Iterator[Image]:
        for _ in range(len(face)):
            yield card.copy()

    _, pictures = _pictures(written(tmp_path / "a.mp4", cut(performance(0.5), 3), show))
    assert np.abs(pictures[-1].astype(int) - card).mean() < 4
    assert pictures[-1][60, :, 0].argmax() == 60


@pytest.mark.parametrize(("height", "width"), [(47, 64), (48, 63), (47, 63)])
def test_odd_sizes_grow_by_one(tmp_path: Path, height: int, width: int) -> None:
    path = written(tmp_path / "a.mp4", cut(_clapper(3.0, 24_000, 30), 9), Screen(height, width))
    _, pictures = _pictures(path)
    assert pictures[0].shape == (48, 64, 3)
    assert pictures[0].min() > 240, "the doubled edge is as white as its neighbour"


def test_pictures_are_drawn_one_by_one_as_they_are_needed(tmp_path: Path) -> None:
    asked: list[int] = []

    def draw(face: FaceTrack) -> Iterator[Image]:
        for frame in range(face.offset, face.end):
            asked.append(frame)
            yield np.zeros((48, 64, 3), np.uint8)

    def watched() -> Iterator[Take]:
        for take in cut(performance(1.0), 10):
            assert len(asked) == take.face.offset
            yield take

    written(tmp_path / "a.mp4", watched(), draw)
    assert asked == list(range(30))


def test_a_renderer_that_loses_a_picture_is_found_out(tmp_path: Path) -> None:
    def draw(face: FaceTrack) -> Iterator[Image]:
        yield np.zeros((48, 64, 3), np.uint8)

    with pytest.raises(EngineError, match="one picture for each of 10 frames"):
        written(tmp_path / "a.mp4", cut(performance(1.0), 10), draw)
    assert not list(tmp_path.iterdir())


def test_a_renderer_that_changes_the_size_is_found_out(tmp_path: Path) -> None:
    def draw(face: FaceTrack) -> Iterator[Image]:
        for frame in range(face.offset, face.end):
            yield np.zeros((48, 64 if frame < 10 else 96, 3), np.uint8)

    with pytest.raises(EngineError, match="96×48 into a video of 64×48"):
        written(tmp_path / "a.mp4", cut(performance(1.0), 4), draw)
    assert not list(tmp_path.iterdir())


def clear(face: FaceTrack) -> Iterator[Image]:
    """Red at the left, nothing at the right."""
    for _ in range(len(face)):
        image = np.zeros((48, 64, 4), np.uint8)
        image[:, :32] = (220, 20, 20, 255)
        yield image


@pytest.mark.parametrize(("suffix", "codec"), [(".webm", "libvpx-vp9"), (".mov", "prores")])
def test_a_film_for_streaming_software_is_clear_where_nothing_is(tmp_path: Path, suffix: str, codec: str) -> None:
    path = tmp_path / f"clear{suffix}"
    take = performance(1.0)
    kind = Webm if suffix == ".webm" else Mov
    list(kind(path, clear).write([take]))
    with av.open(str(path)) as container:
        assert container.streams.audio[0].codec_context.sample_rate == 48_000
        stream = container.streams.video[0]
        decoder = av.CodecContext.create(codec, "r")  # FFmpeg's own VP9 decoder leaves the transparency out
        decoder.extradata = stream.codec_context.extradata
        frames = [frame for packet in container.demux(stream) for frame in decoder.decode(packet)]
    assert len(frames) == len(take.face)
    shown = frames[-1].reformat(format="rgba").to_ndarray()
    assert shown[:, :28, 3].min() > 240
    assert shown[:, 36:, 3].max() < 15
    assert np.abs(shown[24, 10, :3].astype(int) - (220, 20, 20)).max() < 25


def test_an_mp4_cannot_be_clear(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.webm, \.mov"):
        list(Video(tmp_path / "clear.mp4", clear).write([performance(0.2)]))
    assert not list(tmp_path.iterdir())

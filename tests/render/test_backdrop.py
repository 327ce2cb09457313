"""What is behind the head, and how much of it is seen: colours, pictures, films, nothing; bust and head."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.render import scenes
from unisono.draw.canvas import Canvas
from unisono.errors import InputError
from unisono.render import avatars
from unisono.render.software import Software
from unisono.types import FaceTrack, Image


def drawn(renderer: Software, *poses: dict[str, float], offset: int = 0) -> list[Image]:
    track = scenes.face(*(poses or ({},)))
    return list(renderer.draw(HEAD, FaceTrack(track.weights, track.head, track.gaze, track.fps, offset)))


HEAD = scenes.head()


def test_a_clear_background_tells_how_much_of_a_pixel_is_covered() -> None:
    (clear,) = drawn(Software((120, 90), background="none"))
    (keyed,) = drawn(Software((120, 90), background="#000000"))
    assert clear.shape == (90, 120, 4)
    alpha = clear[..., 3:] / 255
    assert set(np.unique(clear[..., 3])) == {0, 63, 127, 191, 255}
    inside = alpha[..., 0] == 1
    assert np.array_equal(clear[inside, :3], keyed[inside])
    assert (clear[~inside & (alpha[..., 0] > 0), :3].max(axis=1) > 20).all(), "edges keep the head's colour, unmixed"


def test_a_colour_behind_is_the_same_in_every_pixel() -> None:
    (picture,) = drawn(Software((120, 90), background="#00b140"))
    assert (picture[:8] == (0, 177, 64)).all()
    assert np.array_equal(picture, drawn(Software((120, 90), background="#00B140"))[0])
    assert (drawn(Software((64, 64), background="#fff"))[0][0] == 255).all()


def test_a_picture_behind_fills_the_frame(tmp_path: Path) -> None:
    canvas = Canvas(40, 20, (10, 200, 30))
    canvas.box(0, 0, 10, 20, (250, 0, 0))  # cut away at the left of a square
    (tmp_path / "wall.png").write_bytes(canvas.png())
    (picture,) = drawn(Software((100, 100), background=str(tmp_path / "wall.png")))
    assert np.abs(picture[2, 4:].astype(int) - (10, 200, 30)).max() < 4


def test_a_film_behind_keeps_its_pace_and_starts_again(tmp_path: Path) -> None:
    path = tmp_path / "wall.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10, options={"qscale": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for grey in (20, 90, 160, 230):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), grey, np.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    renderer = Software((64, 64), background=str(path))
    pictures = drawn(renderer, *({},) * 15)  # at 30 frames a second: three of each
    seen = [int(picture[1, 1].mean()) for picture in pictures]
    assert np.abs(np.array(seen) - np.repeat([20, 90, 160, 230, 20], 3)).max() < 6
    assert int(drawn(renderer, offset=15)[0][1, 1].mean()) == pytest.approx(90, abs=6)
    assert int(drawn(renderer)[0][1, 1].mean()) == pytest.approx(20, abs=6)


@pytest.mark.parametrize("what", ["#12345", "#xyzxyz", "beach", "absent.png", "", "a\0b"])
def test_a_background_that_is_none_is_told(what: str) -> None:
    with pytest.raises(InputError, match="background"):
        Software((64, 64), background=what)


def test_what_is_no_picture_is_no_background(tmp_path: Path) -> None:
    (tmp_path / "wall.png").write_bytes(b"not a picture")
    with pytest.raises(InputError, match=r"wall\.png"):
        Software((64, 64), background=str(tmp_path / "wall.png"))


@pytest.mark.parametrize("size", [(160, 90), (90, 160), (100, 100)])
def test_a_head_fills_more_of_its_frame_than_a_bust_does(size: tuple[int, int]) -> None:
    person = avatars.load("toon")

    def share(cut: str) -> float:
        (picture,) = Software(size, background="none", frame=cut).draw(person, scenes.face({}))
        return float(hair_to_chin(picture))

    assert share("bust") * 1.15 < share("head") < 1.0
    with pytest.raises(InputError, match="bust, head"):
        Software(size, frame="feet")


def hair_to_chin(picture: Image) -> float:
    """The share of the rows above the widest free-standing part: a head's hair begins at the first covered row."""
    rows = np.flatnonzero(picture[..., 3].any(axis=1))
    widths = (picture[..., 3] > 0).sum(axis=1)
    upper = widths[rows[0] : rows[0] + len(rows) // 2]
    return float(upper.max() / picture.shape[1])

"""What the software renderer draws is where it should be, as it should be, and the same however it was drawn."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import unisono
from tests.render import scenes
from tests.render.scenes import BLUE, GREEN, RED, WHITE
from unisono import arkit
from unisono.errors import AvatarError, InputError, TrackError
from unisono.plugins import find
from unisono.render import avatars
from unisono.render.camera import frame
from unisono.render.software import Software, warm
from unisono.types import Avatar, FaceTrack, Image, Material

SIZE = (160, 120)


def picture(avatar: Avatar, face: FaceTrack | None = None, size: tuple[int, int] = SIZE, threads: int = 1) -> Image:
    (drawn,) = Software(size, threads=threads).draw(avatar, scenes.face({}) if face is None else face)
    return drawn


def blank(size: tuple[int, int] = SIZE) -> Image:
    speck = scenes.avatar(np.array([(0, 0, 0), (1e-9, 0, 0), (0, 1, 0)]), np.array([(0, 1, 2)]))
    return picture(speck, size=size)


def covered(drawn: Image) -> NDArray[np.bool_]:
    """(H, W) bool: where the avatar is, told by the difference from the backdrop."""
    empty = blank((drawn.shape[1], drawn.shape[0]))
    return np.asarray(np.abs(drawn.astype(int) - empty).max(axis=2) > 2)


def test_the_plugin_is_this_class() -> None:
    assert find("renderer", "software") is Software


def test_a_square_covers_what_the_lens_says() -> None:
    red = scenes.avatar(*scenes.square(0.2), np.tile(np.array(RED, np.float32), (4, 1)))
    drawn = picture(red)
    side = 0.2 / frame(red, SIZE).footprint
    assert drawn.shape == (120, 160, 3)
    assert drawn.dtype == np.uint8
    assert scenes.hued(drawn, RED).sum() == pytest.approx(side**2, rel=0.06)
    assert scenes.where(drawn, RED)[0] == pytest.approx(79.5, abs=0.6)
    assert (drawn[:5] == blank()[:5]).all()


def test_edges_are_smoothed_in_more_than_two_steps() -> None:
    drawn = picture(scenes.avatar(*scenes.square(0.2, tilt=0.35), materials=(Material("white", (1, 1, 1), 1.0),)))
    inside = int(drawn[60, 80, 0])
    row = drawn[:, :, 0].astype(int)
    between = (row > blank()[:, :, 0].astype(int) + 12) & (row < inside - 12)
    assert between.sum() > 100
    assert len(np.unique(row[between] // 16)) >= 3


def test_what_is_nearer_hides_what_is_behind_in_any_order() -> None:
    one, two = map(picture, scenes.one_before_another())
    assert scenes.hued(one, GREEN)[60, 80]
    assert scenes.hued(one, RED)[:, 60:100].any()
    assert (one == two).all()


def test_a_sheet_shows_its_back_and_a_closed_body_does_not_need_to() -> None:
    vertices, triangles = scenes.square(0.2)
    away = picture(scenes.avatar(vertices, triangles[:, ::-1], np.tile(np.array(RED, np.float32), (4, 1))))
    assert scenes.hued(away, RED)[60, 80]
    inside_out, corners = scenes.ball((0, 0, 0), 0.1)
    drawn = picture(
        scenes.avatar(inside_out, corners[:, ::-1], np.tile(np.array(RED, np.float32), (len(inside_out), 1)))
    )
    assert scenes.hued(drawn, RED)[60, 80]  # its far wall, seen from within


def test_a_texture_lies_as_gltf_says() -> None:
    paint = np.array([[(255, 0, 0), (0, 255, 0)], [(0, 0, 255), (255, 255, 255)]], np.uint8)
    vertices, triangles = scenes.square(0.2)
    uvs = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], np.float32)
    look = Material("picture", (1, 1, 1), 1.0, texture=np.repeat(np.repeat(paint, 8, axis=0), 8, axis=1))
    drawn = picture(scenes.avatar(vertices, triangles, materials=(look,), uvs=uvs))
    x, y = 79, int(scenes.where(np.where(covered(drawn)[..., None], [255, 0, 0], 0).astype(np.uint8), RED)[1])
    assert scenes.hued(drawn, RED)[y - 20, x - 20]
    assert scenes.hued(drawn, GREEN)[y - 20, x + 20]
    assert scenes.hued(drawn, BLUE)[y + 20, x - 20]


def test_light_falls_from_the_viewers_upper_left_and_casts_a_shadow() -> None:
    floor = scenes.avatar(*scenes.square(0.3))
    under = scenes.avatar(*scenes.together((scenes.square(0.3), WHITE), (scenes.ball((0, 0, 0.06), 0.03), WHITE)))
    lighter = picture(floor).astype(int) - picture(under)
    y, x = np.nonzero(lighter[..., 0] > 25)
    assert len(x) > 50
    assert x.mean() > 82
    assert y.mean() > 62
    round_ = picture(scenes.avatar(*scenes.ball((0, 0, 0), 0.1))).astype(int)[..., 1]
    assert round_[45, 65] > round_[80, 95] + 15


def test_no_speckle_on_a_smooth_ball() -> None:
    drawn = picture(scenes.avatar(*scenes.ball((0, 0, 0), 0.1, 48, 64)), size=(320, 240)).astype(int)
    inner = drawn[70:170, 110:210]
    steps = np.abs(np.diff(inner, axis=1)).max(), np.abs(np.diff(inner, axis=0)).max()
    assert max(steps) < 10


def test_no_speckle_on_slivers_thinner_than_a_pixel() -> None:
    around = np.arange(400) * 2 * np.pi / 400
    rim = np.stack([np.cos(around), np.sin(around), np.zeros(400)], axis=1) * 0.1
    vertices = np.concatenate([[(0, 0, 0)], rim])
    triangles = np.array([(0, k + 1, (k + 1) % 400 + 1) for k in range(400)])
    colors = np.ones((401, 3), np.float32)
    colors[0] = 0.02
    drawn = picture(scenes.avatar(vertices, triangles, colors), size=(320, 240)).astype(int)
    inner = drawn[85:155, 125:195, 1]
    dips = np.minimum(inner[:, :-2], inner[:, 2:]) - inner[:, 1:-1]
    assert np.delete(dips, [34, 35], axis=1).max() < 8  # the centre itself is dark


@pytest.mark.parametrize(
    ("turn", "color", "axis", "sign"),
    [
        ((0, 0.4, 0), RED, 0, 1),  # to the character's left: the nose goes to the viewer's right
        ((0.4, 0, 0), RED, 1, 1),  # looks down
        ((0, 0, 0.4), GREEN, 0, -1),  # tilts to the character's right: the crown goes to the viewer's left
    ],
)
def test_the_head_turns_the_way_its_track_says(
    turn: tuple[float, float, float], color: scenes.Color, axis: int, sign: int
) -> None:
    rest, turned = picture(scenes.head()), picture(scenes.head(), scenes.face({}, head=turn))
    assert sign * (scenes.where(turned, color)[axis] - scenes.where(rest, color)[axis]) > 5


def test_the_characters_left_is_at_the_viewers_right() -> None:
    assert scenes.where(picture(scenes.head()), BLUE)[0] > 90


def test_what_does_not_follow_stays_when_the_head_turns() -> None:
    vertices, triangles, colors = scenes.together(
        (scenes.ball((0, 0, 0), 0.1), RED), (scenes.ball((0, -0.15, 0), 0.05), BLUE)
    )
    follows = (vertices[:, 1] > -0.1).astype(np.float32)
    bust = scenes.avatar(vertices, triangles, colors, follows=follows)
    rest, turned = picture(bust), picture(bust, scenes.face({}, head=(0, 0, 0.5)))
    assert scenes.where(turned, BLUE) == pytest.approx(scenes.where(rest, BLUE), abs=1.0)


def test_weights_move_vertices_by_their_shapes_and_zero_is_rest() -> None:
    vertices, triangles, colors = scenes.together(
        (scenes.ball((0, 0, 0), 0.1), WHITE), (scenes.ball((0, -0.03, 0.1), 0.02), RED)
    )
    down = np.where(np.arange(len(vertices))[:, None] >= len(vertices) / 2, np.array([0, -0.03, 0]), 0).astype(
        np.float32
    )
    still = scenes.avatar(vertices, triangles, colors)
    jaw = scenes.avatar(vertices, triangles, colors, shapes={"mouthLeft": down})
    assert (picture(jaw) == picture(still)).all()
    half, whole = (scenes.where(picture(jaw, scenes.face({"mouthLeft": w})), RED)[1] for w in (0.5, 1.0))
    rest = scenes.where(picture(still), RED)[1]
    assert half - rest > 4
    assert whole - half == pytest.approx(half - rest, abs=2)


def test_a_mirrored_head_gives_a_mirrored_outline() -> None:
    vertices, triangles = scenes.ball((0, 0, 0), 0.1)
    bump = (np.exp(-(((vertices - np.array([0.1, 0, 0])) / 0.05) ** 2).sum(axis=1)) * 0.05)[:, None]
    push = (bump * np.array([1, 0.5, 0])).astype(np.float32)
    flip = np.array([-1, 1, 1], np.float32)
    left = scenes.avatar(vertices, triangles, shapes={"cheekSquintLeft": push})
    right = scenes.avatar(vertices * flip, triangles[:, ::-1], shapes={arkit.mirror("cheekSquintLeft"): push * flip})
    one = covered(picture(left, scenes.face({"cheekSquintLeft": 1}, head=(0, 0.2, 0.1))))
    two = covered(picture(right, scenes.face({"cheekSquintRight": 1}, head=(0, -0.2, -0.1))))
    assert (one != two[:, ::-1]).sum() < 0.01 * one.sum()
    assert (one != one[:, ::-1]).sum() > 0.02 * one.sum()


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (240, 240), (331, 97)])
def test_the_head_sits_well_in_a_picture_of_any_shape(size: tuple[int, int]) -> None:
    y, x = np.nonzero(covered(picture(scenes.head(), size=size)))
    assert x.min() > 0
    assert x.max() < size[0] - 1
    assert y.min() > 0
    assert (x.max() - x.min() > 0.45 * size[0]) or (y.max() - y.min() > 0.45 * size[1])
    assert (x.max() + x.min()) / 2 == pytest.approx(size[0] / 2, rel=0.1)


def test_pictures_share_no_memory_and_stay_as_they_were() -> None:
    frames = Software(SIZE, threads=1).draw(scenes.head(), scenes.face({}, {}, head=(0, 0.3, 0)))
    first = next(frames)
    kept = first.copy()
    second = next(frames)
    assert not np.shares_memory(first, second)
    second[:] = 0
    assert (first == kept).all()


def test_a_long_track_is_drawn_one_picture_at_a_time() -> None:
    frames = 200_000  # hours of work, were it not lazy
    face = FaceTrack(
        np.zeros((frames, 52), np.float32), np.zeros((frames, 3), np.float32), np.zeros((frames, 2), np.float32), 30
    )
    drawing = Software(SIZE).draw(scenes.head(), face)
    assert next(drawing).shape == (120, 160, 3)
    drawing.close()  # type: ignore[attr-defined]


def test_bytes_do_not_depend_on_the_number_of_threads() -> None:
    face = scenes.face({}, head=(0.1, 0.2, 0.1))
    pictures = [picture(scenes.head(), face, (333, 201), threads) for threads in (1, 2, 3, 7)]
    assert all((other == pictures[0]).all() for other in pictures)


def test_two_threads_may_draw_with_one_renderer_at_once() -> None:
    software, head = Software(SIZE, threads=2), scenes.head()
    turns = [(0.0, yaw / 10, 0.0) for yaw in range(6)]
    alone = [next(iter(software.draw(head, scenes.face({}, head=turn)))) for turn in turns]
    with ThreadPoolExecutor(6) as pool:
        for _ in range(3):
            drawn = pool.map(lambda turn: next(iter(software.draw(head, scenes.face({}, head=turn)))), turns)
            assert all((a == b).all() for a, b in zip(alone, drawn, strict=True))


def test_an_avatar_is_forgotten_with_its_last_reader() -> None:
    software = Software(SIZE)
    for _ in range(3):
        list(software.draw(scenes.head(), scenes.face({})))
    assert len(software._ready) == 0


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_face_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(TrackError, match="NaN"):
        picture(scenes.head(), scenes.face({"jawOpen": value}))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"triangles": np.array([(0, 1, 9999), (0, 1, 2)], np.int32)}, "9999"),
        ({"triangles": np.array([(0, 1, -1), (0, 1, 2)], np.int32)}, "triangles point to -1"),
        ({"triangles": np.zeros((0, 3), np.int32), "material": np.zeros(0, np.int32)}, "no triangles"),
        ({"uvs": np.zeros((3, 2), np.float32)}, "uvs have shape"),
        ({"follows": np.full(4, np.nan, np.float32)}, "follows"),
        ({"materials": ()}, "material"),
    ],
)
def test_an_avatar_that_does_not_fit_together_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(AvatarError, match=says):
        picture(replace(scenes.avatar(*scenes.square(0.2)), **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(0, 720), (1280, 100_000)])
def test_a_size_that_cannot_be_drawn_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="16 to 8192"):
        Software(size)


def test_wild_weights_and_turns_draw_something_and_break_nothing() -> None:
    spikes = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    wild = scenes.avatar(*scenes.square(0.2), shapes={"jawOpen": spikes})
    for weight in (-30.0, 5.0, 1e4, 1e12, 1e30):
        assert picture(wild, scenes.face({"jawOpen": weight}, head=(1, 2, 3))).shape == (120, 160, 3)


@pytest.mark.parametrize("name", ["ict_head_full_sparse.glb", "ict_face_only_dense.glb"])
def test_an_ict_head_opens_its_mouth_below_its_eyes(shared: Path, name: str) -> None:
    head = avatars.load(shared / "avatars" / name)
    rest, open_, shut = (
        d.astype(int) for d in Software((320, 180)).draw(head, scenes.face({}, {"jawOpen": 0.8}, {"eyeBlinkLeft": 1}))
    )
    jaw, blink = (np.nonzero(np.abs(other - rest).max(axis=2) > 25) for other in (open_, shut))
    assert len(jaw[0]) > 100
    assert jaw[0].mean() > blink[0].mean() + 20
    assert blink[1].mean() > 165  # its left eye is at the viewer's right


def test_warming_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    warm()
    assert capfd.readouterr() == ("", "")


def test_it_tells_whether_drawing_must_wait_for_the_compiler(tmp_path: Path) -> None:
    warm()
    ours = subprocess.run([sys.executable, "-c", _IS_WARM], capture_output=True, text=True, check=True)
    other = {**os.environ, "UNISONO_CACHE": str(tmp_path)}
    empty = subprocess.run([sys.executable, "-c", _IS_WARM], env=other, capture_output=True, text=True, check=True)
    assert (ours.stdout, empty.stdout) == ("True\n", "False\n")


_IS_WARM = "from unisono.render.software import is_warm; print(is_warm())"


@pytest.mark.parametrize("scale", [0, 1e-9, 1e9])
def test_an_avatar_of_no_size_or_beyond_all_sense_is_one_clear_line(scale: float) -> None:
    corners, triangles = scenes.square(0.2)
    with pytest.raises(AvatarError, match=r"m high; expected about 0\.4 m") as caught:
        picture(scenes.avatar(corners * np.float32(scale), triangles))
    assert "\n" not in str(caught.value)


def test_loops_compile_from_a_strange_path_into_our_cache_with_no_home(tmp_path: Path) -> None:
    code = tmp_path / "a path with 空格 and 中文"
    package = Path(unisono.__file__).parent
    shutil.copytree(package, code / "unisono", ignore=shutil.ignore_patterns("__pycache__"))
    kinds = {path.suffix for path in code.rglob("*") if path.is_file()}
    run = (
        "import numpy as np; from unisono.render.kernels import deform;"
        "v = np.ones((3, 6), 'f4'); out = np.zeros((3, 3), 'f4');"
        "deform.cast(v, np.ones((3, 4), 'f4'), out); print(out[0, 0], deform.__file__)"
    )
    environment = {
        **os.environ, "PYTHONPATH": str(code), "HOME": "/dev/null/nowhere", "XDG_CACHE_HOME": "/dev/null/either",
        "UNISONO_CACHE": str(tmp_path / "缓存 cache"), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", run], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("4.0")
    assert str(code) in done.stdout
    assert list((tmp_path / "缓存 cache").rglob("*.compiled"))
    assert {path.suffix for path in code.rglob("*") if path.is_file()} == kinds


@pytest.mark.parametrize("jaw", [0.3, 0.5])
def test_no_speckle_where_the_tongue_goes_into_shadow(jaw: float) -> None:
    drawn = picture(avatars.load("man"), scenes.face({"jawOpen": jaw}), (900, 900)).astype(int).max(axis=2)
    mouth = drawn[555:600, 420:480]
    around = np.stack([mouth[y : y + 41, x : x + 56] for y in range(5) for x in range(5)])
    fourth = np.sort(around, axis=0)[-4]  # an edge or a highlight is bright in more than three of 25 pixels
    assert (mouth[2:-2, 2:-2] - fourth).max() < 50

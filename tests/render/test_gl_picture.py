"""What the gl renderer draws is what the software renderer draws."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.render import scenes
from tests.render.scenes import BLUE, GREEN, RED
from tests.render.test_golden import POSES, differences
from unisono import arkit
from unisono.draw.canvas import Canvas
from unisono.errors import AvatarError, InputError, TrackError
from unisono.plugins import find
from unisono.render import avatars, studio
from unisono.render.gl.renderer import Gl
from unisono.render.head.people import PEOPLE
from unisono.render.software import Software
from unisono.types import Avatar, FaceTrack, Image, Material

pytestmark = pytest.mark.usefixtures("opengl")

SIZE = (160, 120)
# Of CIELAB differences as in test_golden.py, where an eye sees 2; and of the 255 steps of a channel.
MEAN, MOST, STEPS = 0.25, 3.0, 0.75


def picture(avatar: Avatar, face: FaceTrack | None = None, size: tuple[int, int] = SIZE) -> Image:
    (drawn,) = Gl(size).draw(avatar, scenes.face({}) if face is None else face)
    return drawn


def same(one: Image, other: Image) -> None:
    assert one.shape == other.shape
    apart = differences(one[..., :3], other[..., :3])
    assert np.abs(one.astype(int) - other).mean() < STEPS
    assert apart.mean() < MEAN
    assert np.quantile(apart, 0.995) < MOST


def test_the_plugin_is_this_class() -> None:
    assert find("renderer", "gl") is Gl


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_is_the_same_picture(name: str) -> None:
    person, size = avatars.load(name), (400, 400)
    gl, software = Gl(size, frame="head"), Software(size, frame="head")
    for weights, yaw in POSES.values():
        face = scenes.face(weights, head=(0.1, yaw, -0.1))
        same(next(gl.draw(person, face)), next(software.draw(person, face)))


def test_a_pose_that_differs_a_little_is_not_the_same_picture() -> None:
    man, size = avatars.load("man"), (200, 200)
    (still,) = Gl(size, frame="head").draw(man, scenes.face({}))
    (smiling,) = Software(size, frame="head").draw(man, scenes.face({"mouthSmileLeft": 0.2}))
    with pytest.raises(AssertionError):
        same(still, smiling)


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (331, 97), (64, 80)])
def test_any_size_is_the_same_picture(size: tuple[int, int]) -> None:
    face = scenes.face({}, head=(0.2, -0.6, 0.3))
    same(picture(scenes.head(), face, size), next(Software(size).draw(scenes.head(), face)))


@pytest.mark.parametrize("background", ["studio", "#00b140", "#000", "picture"])
def test_what_is_behind_is_the_same_to_the_bit(background: str, tmp_path: Path) -> None:
    if background == "picture":
        canvas = Canvas(40, 30)
        canvas.image[:] = np.random.default_rng(0).integers(0, 256, canvas.image.shape)
        background = str(tmp_path / "behind.png")
        Path(background).write_bytes(canvas.png())
    face = scenes.face({})
    gl, software = (next(kind(SIZE, background).draw(scenes.head(), face)) for kind in (Gl, Software))
    same(gl, software)
    nothing = next(Software(SIZE, "none").draw(scenes.head(), face))[..., 3] == 0
    assert 0.2 < nothing.mean() < 0.8
    assert (gl[nothing] == software[nothing]).mean() > 0.999  # here and there one has a sample that the other has not


def test_a_transparent_picture_has_the_same_outline_and_colours() -> None:
    face = scenes.face({}, head=(0.0, 0.4, 0.2))
    gl, software = (next(kind(SIZE, "none").draw(scenes.head(), face)) for kind in (Gl, Software))
    assert gl.shape == (120, 160, 4)
    assert set(np.unique(gl[..., 3]).tolist()) <= {0, 63, 127, 191, 255}
    assert (gl[..., 3] != software[..., 3]).mean() < 0.002
    over = [image[..., :3] * (image[..., 3:] / 255.0) for image in (gl, software)]
    same(*(image.astype(np.uint8) for image in over))
    edge = (gl[..., 3] > 0) & (gl[..., 3] < 255) & (gl[..., 3] == software[..., 3])
    assert np.abs(gl[edge].astype(int) - software[edge]).mean() < 4


def test_pieces_that_follow_one_another_are_the_whole(tmp_path: Path) -> None:
    man, gl = avatars.load("man"), Gl(SIZE)
    turns = np.linspace(0, 0.5, 6, dtype=np.float32)
    face = scenes.face(*({"jawOpen": float(turn)} for turn in turns))
    face.head[:, 1] = turns
    whole = list(gl.draw(man, face))
    pieces = [
        image
        for first, last in ((0, 1), (1, 4), (4, 6))
        for image in gl.draw(
            man,
            replace(
                face,
                weights=face.weights[first:last], head=face.head[first:last], gaze=face.gaze[first:last], offset=first,
            ),
        )
    ]  # fmt: skip
    assert len(whole) == len(pieces) == 6
    assert all((one == other).all() for one, other in zip(whole, pieces, strict=True))


def test_what_is_nearer_hides_what_is_behind_in_any_order() -> None:
    one, two = map(picture, scenes.one_before_another())
    assert scenes.hued(one, GREEN)[60, 80]
    assert scenes.hued(one, RED)[:, 60:100].any()
    same(one, two)


def test_sheets_show_their_backs_and_bodies_hide_them() -> None:
    sheet, (ball, corners) = scenes.square(0.2), scenes.ball((0, 0, 0), 0.1)
    for vertices, triangles in ((sheet[0], sheet[1][:, ::-1]), (ball, corners[:, ::-1]), (ball, corners)):
        avatar = scenes.avatar(vertices, triangles, np.tile(np.array(RED, np.float32), (len(vertices), 1)))
        same(picture(avatar), next(Software(SIZE).draw(avatar, scenes.face({}))))


def test_each_material_is_its_own() -> None:
    paint = np.random.default_rng(0).integers(0, 256, (7, 5, 3), dtype=np.uint8)  # no power of two
    (left, corners), (right, _) = scenes.ball((-0.1, 0, 0), 0.08), scenes.ball((0.1, 0, 0), 0.08)
    up, down = scenes.ball((0, 0.15, 0), 0.05), scenes.ball((0, -0.15, 0), 0.05)
    looks = (
        Material("picture", (0.9, 0.8, 0.7), 0.5, texture=np.kron(paint, np.ones((9, 9, 1), np.uint8))),
        Material("wet", (0.6, 0.1, 0.1), 0.05),
        Material("skin", (0.8, 0.5, 0.4), 0.4, subsurface=1.0),
        Material("hair", (0.3, 0.2, 0.1), 0.6, strands=1.0),
    )
    vertices = np.concatenate([left, right, up[0], down[0]])
    triangles = np.concatenate([corners + k * len(left) for k in range(4)])
    avatar = scenes.avatar(
        vertices, triangles, materials=looks, material=np.repeat(np.arange(4, dtype=np.int32), len(corners)),
        uvs=np.asarray(vertices[:, :2] * (9.0, -7.0), np.float32),
    )  # fmt: skip
    face, size = scenes.face({}, head=(0.2, 0.3, 0.1)), (480, 480)
    same(picture(avatar, face, size), next(Software(size).draw(avatar, face)))


def test_a_texture_much_finer_than_the_picture_is_the_same_picture() -> None:
    grain = np.random.default_rng(0).integers(0, 256, (1024, 1024, 3), dtype=np.uint8)
    vertices, triangles = scenes.square(0.2)
    uvs = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], np.float32)
    fine = scenes.avatar(vertices, triangles, materials=(Material("fine", texture=grain),), uvs=uvs)
    same(picture(fine), next(Software(SIZE).draw(fine, scenes.face({}))))


def test_what_is_seen_through_is_the_same_picture() -> None:
    avatar, face, size = panes(), scenes.face({}, head=(0.0, 0.1, 0.0)), (400, 400)
    for background in ("studio", "none"):
        gl, software = (next(kind(size, background).draw(avatar, face)) for kind in (Gl, Software))
        apart = np.abs(gl.astype(int) - software)
        if background == "none":
            assert apart[..., 3].mean() < STEPS
            gl, software = ((image[..., :3] * (image[..., 3:] / 255)).astype(np.uint8) for image in (gl, software))
        same(gl, software)


def test_panes_are_laid_over_one_another_from_the_furthest_on() -> None:
    colors = (RED, GREEN, BLUE)
    glass = tuple(Material("pane", color, 0.5, opacity=0.5, sheet=True) for color in colors)
    pane, corners = scenes.square(0.2)
    vertices = np.concatenate([pane + np.array((0, 0, 0.04 * k), np.float32) for k in range(3)])

    def seen(listed: tuple[int, ...], nearest: int) -> Image:
        """Panes in the order of the list, the nearest of which has this material."""
        material = np.repeat([(k + nearest + 1) % 3 for k in listed], 2).astype(np.int32)
        return picture(
            scenes.avatar(
                vertices, np.concatenate([corners + 4 * k for k in listed]), materials=glass, material=material
            )
        )

    for nearest in range(3):
        one, other = seen((0, 1, 2), nearest), seen((2, 0, 1), nearest)
        same(one, other)
        assert one[60, 80].argmax() == nearest
        assert one[60, 80].min() > 60  # the others shine through


def panes() -> Avatar:
    """A grey ball behind a cloud, a disc cut out by its alpha, and glass."""
    y, x = np.mgrid[0:48, 0:48]
    alpha = np.clip(255 * (1.3 - np.hypot(x - 24, y - 24) / 20), 0, 255)
    paint = np.dstack([np.full((48, 48), level) for level in (230, 60, 40)] + [alpha]).astype(np.uint8)
    looks = (
        Material("ball", (0.5, 0.5, 0.5), 0.9),
        Material("cloud", (1, 1, 1), 0.9, sheet=True, texture=paint),
        Material("disc", (1, 1, 1), 0.5, sheet=True, texture=paint, cutoff=0.6),
        Material("glass", (0.2, 0.3, 0.8), 0.1, sheet=True, opacity=0.4),
    )
    ball, (pane, corners) = scenes.ball((0, 0, 0), 0.1), scenes.square(0.08, 0.12)
    places = [pane + np.array(place, np.float32) for place in ((-0.09, 0.05, 0), (0.07, 0.06, 0), (0, -0.05, 0.02))]
    uvs = np.array([(0, 1), (1, 1), (1, 0), (0, 0)] * 3, np.float32)
    first = len(ball[0])
    return scenes.avatar(
        np.concatenate([ball[0], *places]),
        np.concatenate([ball[1], *(corners + first + 4 * k for k in range(3))]),
        materials=looks,
        material=np.repeat(np.arange(4, dtype=np.int32), (len(ball[1]), 2, 2, 2)),
        uvs=np.concatenate([np.zeros((first, 2), np.float32), uvs]),
    )


def test_what_is_flat_and_square_to_the_lamp_is_lit() -> None:
    towards = studio.lamps()[studio.KEY, :3].astype(np.float64)
    corners, triangles = scenes.square(0.2)
    corners -= np.outer(corners @ towards, towards).astype(np.float32)
    flat = scenes.avatar(corners, triangles)
    same(picture(flat), next(Software(SIZE).draw(flat, scenes.face({}))))


def test_pictures_share_no_memory() -> None:
    first, second = Gl(SIZE).draw(scenes.head(), scenes.face({}, {}))
    assert not np.shares_memory(first, second)
    assert (first == second).all()
    first[:] = 0


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_face_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(TrackError, match="NaN"):
        picture(scenes.head(), scenes.face({"jawOpen": value}))


def test_an_avatar_that_does_not_fit_together_is_refused() -> None:
    with pytest.raises(AvatarError, match="9999"):
        picture(replace(scenes.avatar(*scenes.square(0.2)), triangles=np.array([(0, 1, 9999)] * 2, np.int32)))


def test_a_size_or_a_frame_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="16 to 8192"):
        Gl((0, 720))
    with pytest.raises(InputError, match="no frame called 'feet'; known: bust, head"):
        Gl(SIZE, frame="feet")


def test_a_head_that_left_the_picture_is_not_there() -> None:
    head = scenes.head()
    gone = replace(head, shapes=head.shapes.copy())
    gone.shapes[arkit.INDEX["jawLeft"]] = (9.0, 0.0, 0.0)
    away, here = Gl(SIZE).draw(gone, scenes.face({"jawLeft": 1.0}, {}))
    (without,) = Software(SIZE).draw(gone, scenes.face({"jawLeft": 1.0}))
    assert (away == without).all()
    same(here, picture(head))


def test_wild_weights_and_turns_draw_something_and_break_nothing() -> None:
    spikes = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    wild = scenes.avatar(*scenes.square(0.2), shapes={"jawOpen": spikes})
    gl = Gl(SIZE)
    calm = next(gl.draw(wild, scenes.face({})))
    for weight in (-30.0, 5.0, 1e4, 1e12, 1e30, 2e38):
        assert next(gl.draw(wild, scenes.face({"jawOpen": weight}, head=(1, 2, 3)))).shape == (120, 160, 3)
    assert (next(gl.draw(wild, scenes.face({}))) == calm).all()

"""What is seen through: holes, glass and hair cards, in front of what is behind them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.render import scenes
from tests.render.scenes import BLUE, GREEN, RED, WHITE
from unisono.render.mesh import prepare
from unisono.render.occlusion import openness
from unisono.render.software import Software
from unisono.types import Avatar, Image, Material

SIZE = (160, 120)
CORNERS = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], np.float32)
MIDDLE = np.s_[58:62, 78:82]


def picture(avatar: Avatar, background: str = "studio", threads: int = 1) -> NDArray[np.int_]:
    (drawn,) = Software(SIZE, background, threads=threads).draw(avatar, scenes.face({}))
    return drawn.astype(int)


def cards(*looks: tuple[scenes.Color, Material]) -> Avatar:
    """Squares one before the other, the first at the back."""
    parts = [(scenes.square(0.2, 0.01 * n), color) for n, (color, _) in enumerate(looks)]
    vertices, triangles, colors = scenes.together(*parts)
    return scenes.avatar(
        vertices, triangles, colors,
        materials=tuple(look for _, look in looks),
        material=np.repeat(np.arange(len(looks)), 2).astype(np.int32),
        uvs=np.tile(CORNERS, (len(looks), 1)),
    )  # fmt: skip


def plain(opacity: float = 1.0, cutoff: float | None = None, texture: Image | None = None) -> Material:
    return Material("card", (1, 1, 1), 0.6, opacity=opacity, cutoff=cutoff, texture=texture)


def holed() -> Image:
    """White; its right half is clear."""
    texture = np.full((32, 32, 4), 255, np.uint8)
    texture[:, 16:, 3] = 0
    return texture


@pytest.mark.parametrize("cutoff", [None, 0.5])
def test_what_is_behind_a_hole_is_seen(cutoff: float | None) -> None:
    drawn = picture(cards((RED, plain()), (GREEN, plain(cutoff=cutoff, texture=holed()))))
    whole = picture(cards((RED, plain()), (GREEN, plain())))
    behind = picture(cards((RED, plain())))
    assert np.abs(drawn[40:80, 50:75] - whole[40:80, 50:75]).max() <= 3
    assert np.abs(drawn[50:80, 90:105] - behind[50:80, 90:105]).max() < 40  # a card's shadow lies on it
    assert scenes.hued(drawn.astype(np.uint8), RED)[50:80, 90:105].all()


def test_glass_lets_through_what_its_opacity_leaves() -> None:
    behind, over = (picture(cards((RED, plain()), *more))[MIDDLE].mean((0, 1)) for more in ([], [(BLUE, plain())]))
    between = [picture(cards((RED, plain()), (BLUE, plain(o))))[MIDDLE].mean((0, 1)) for o in (0.2, 0.4, 0.55)]
    reds, blues = [[c[axis] for c in (behind, *between, over)] for axis in (0, 2)]
    assert (np.diff(reds) < -8).all()
    assert (np.diff(blues) > 8).all()


def test_an_opaque_alpha_changes_nothing() -> None:
    full = np.full((8, 8, 4), 255, np.uint8)
    one = picture(cards((RED, plain(texture=full[..., :3]))))
    for cutoff in (None, 0.5):
        assert np.abs(picture(cards((RED, plain(texture=full, cutoff=cutoff)))) - one).max() <= 3


def test_nothing_of_an_avatar_without_opacity_is_seen() -> None:
    empty = picture(cards((RED, plain(0.0))))
    assert (empty == picture(cards((GREEN, plain(0.3, cutoff=0.5))))).all()
    assert np.ptp(empty[MIDDLE], axis=(0, 1)).max() <= 2


def test_the_order_in_a_file_does_not_matter() -> None:
    avatar = cards((RED, plain()), (GREEN, plain(0.4)), (BLUE, plain(0.3)), (WHITE, plain(texture=holed(), cutoff=0.5)))
    order = np.random.default_rng(0).permutation(len(avatar.triangles))
    mixed = replace(avatar, triangles=avatar.triangles[order], material=avatar.material[order])
    assert (picture(mixed) == picture(avatar)).all()
    assert (picture(avatar, threads=3) == picture(avatar)).all()


def test_many_layers_cover_as_many_should() -> None:
    for layers in (1, 3, 30):
        clear = picture(cards(*[(WHITE, plain(0.1))] * layers), "none")
        assert clear[MIDDLE][..., 3].mean() == pytest.approx(255 * (1 - 0.9**layers), abs=1.5)


def test_glass_on_a_clear_background_keeps_its_own_colour() -> None:
    clear = picture(cards((RED, plain(0.5))), "none")
    solid = picture(cards((RED, plain())))
    assert np.abs(clear[MIDDLE][..., 3] - 127.5).max() < 1  # where its two triangles meet, too
    assert np.abs(clear[MIDDLE][..., :3] - solid[MIDDLE]).max() <= 2


@pytest.mark.parametrize("roughness", [0.4, 0.9])
def test_no_seam_shows_where_a_card_grows_solid(roughness: float) -> None:
    texture = np.full((32, 64, 4), 255, np.uint8)
    texture[:, :, 3] = np.linspace(180, 300, 64).clip(0, 255)
    drawn = picture(cards((RED, replace(plain(texture=texture), roughness=roughness))), "none")[50:70, 55:105]
    assert drawn[:, 0, 3].max() < 240
    assert drawn[:, -1, 3].min() == 255
    assert np.diff(drawn[..., 3], axis=1).min() >= -1
    assert np.abs(np.diff(drawn[..., :3], axis=1)).max() <= 4


def test_light_falls_through_holes_and_glass() -> None:
    floor = (scenes.square(0.3), WHITE)
    up, side = 0.06, 0.05
    lid = scenes.square(0.1, up)
    lid[0][:, :2] += (-side, side)  # towards the lamp
    vertices, triangles, colors = scenes.together(floor, (lid, WHITE))
    material = np.array([0, 0, 1, 1], np.int32)
    darkest = []
    for look in (plain(), plain(0.2), plain(0.2, cutoff=0.5)):
        avatar = scenes.avatar(vertices, triangles, colors, materials=(plain(), look), material=material)
        darkest.append(picture(avatar)[66:76, 76:86].mean())
    assert darkest[0] < darkest[1] - 20
    assert darkest[1] == pytest.approx(darkest[2], abs=4)


def test_a_card_of_holes_takes_no_light_away_and_a_whole_one_does() -> None:
    def seen(card: Material) -> float:
        """How open the square behind a card is."""
        return float(openness(prepare(cards((RED, plain()), (GREEN, card))))[0, :4].mean())

    glass = seen(plain(opacity=0.5))
    assert seen(plain(cutoff=0.5, texture=holed())) == glass
    assert seen(plain(cutoff=0.5, texture=np.full((32, 32, 4), 255, np.uint8))) < 0.9 * glass

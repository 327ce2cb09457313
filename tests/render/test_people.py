"""How the people are dressed, shorn and painted. Lengths in millimetres, faces before they are bent."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from unisono.render.head import brows, clay, garment, hair, jacket, paint, person, relief
from unisono.render.head.cuts import CUTS
from unisono.render.head.measures import EYE
from unisono.render.head.mesh import Part
from unisono.render.head.people import PEOPLE
from unisono.render.head.person import Person
from unisono.render.head.skin import Skin, lay

Array = NDArray[np.float64]


@pytest.fixture(scope="module", params=list(PEOPLE.values()), ids=list(PEOPLE))
def anyone(request: pytest.FixtureRequest) -> Person:
    who: Person = request.param
    return who


@pytest.fixture(scope="module")
def skin() -> Skin:
    return lay()


def shorn(anyone: Person) -> list[Part]:
    return hair.haircut(CUTS[anyone.hair], anyone.paint)


def front_of(points: Array) -> NDArray[np.bool_]:
    return np.asarray((np.abs(points[:, 0]) < 45) & (points[:, 2] > 40))


def test_hair_lies_on_the_skull_and_nowhere_in_it(anyone: Person) -> None:
    for part in shorn(anyone):
        over = clay.head(part.points)
        assert over.min() > -1.5
        assert np.percentile(over, 99) < 40


def test_hair_leaves_eyes_brows_and_mouth_free(anyone: Person) -> None:
    for part in shorn(anyone):
        low = part.points[front_of(part.points), 1]
        assert low.min(initial=np.inf) > brows.PATH[:, 2].max() + 8


def test_hair_grows_along_v_so_that_its_sheen_lies_across(anyone: Person) -> None:
    """From roots to tips, which at the back of the head is down."""
    drop, length = 0.0, 0.0
    for part in shorn(anyone)[1:]:
        assert part.uvs is not None
        i, j = part.faces["hair"][:, 1], part.faces["hair"][:, 2]
        way = (part.points[j] - part.points[i]) * np.sign(part.uvs[j, 1] - part.uvs[i, 1])[:, None]
        behind = way[part.points[i, 2] < -60]
        drop, length = drop - behind[:, 1].sum(), length + np.linalg.norm(behind, axis=1).sum()
    assert drop > 0.6 * length


def test_no_hair_is_so_thin_at_its_root_that_the_scalp_shows(anyone: Person, skin: Skin) -> None:
    """Under the hair the skin has its colour."""
    colors = paint.skin_colors(skin, anyone, CUTS[anyone.hair])
    crown = skin.points[:, 1] > 85
    assert crown.sum() > 200
    assert np.abs(colors[crown] - np.multiply(anyone.paint.hair, hair.COAT)).max() < 0.02


def test_the_hairline_is_soft(anyone: Person, skin: Skin) -> None:
    share = hair.grown(CUTS[anyone.hair], skin.points)
    brow = (np.abs(skin.points[:, 0]) < 30) & (skin.points[:, 2] > 20) & (skin.points[:, 1] > 40)
    assert share[brow].min() == 0
    assert share[brow].max() == 1
    assert ((share[brow] > 0.1) & (share[brow] < 0.9)).sum() > 20


def test_brows_lie_on_the_skin_over_the_eyes() -> None:
    points, _ = brows.left(1.0)
    over = clay.head(points)
    assert 0 < over.min() < over.max() < 2.0
    assert (points[:, 1] > EYE[1] + 12).all()
    assert np.ptp(points[:, 0]) > 35


def test_nostrils_are_hollow_and_dark(anyone: Person, skin: Skin) -> None:
    folded = skin.points * np.where(skin.points[:, :1] < 0, [-1.0, 1.0, 1.0], 1.0)
    x, z = relief.NOSTRIL
    base = (np.abs(folded[:, 1] + 43) < 6) & (np.abs(folded[:, 2] - z) < 2.2)
    inside, middle = base & (np.abs(folded[:, 0] - x) < 1.2), base & (folded[:, 0] < 1.6)
    assert skin.points[inside, 1].mean() > skin.points[middle, 1].mean() + 2.0
    colors = paint.skin_colors(skin, anyone, CUTS[anyone.hair])
    assert colors[inside].mean() < 0.5 * colors[middle].mean()


def test_skin_is_of_many_colours_yet_of_one_hue(anyone: Person, skin: Skin) -> None:
    colors = paint.skin_colors(skin, anyone, CUTS[anyone.hair])
    cheek = (np.abs(skin.points[:, 0]) < 60) & (skin.points[:, 2] > 40) & (np.abs(skin.points[:, 1] + 28) < 14)
    red, green, blue = colors[cheek].T
    assert 0.02 < (red / green).std() < 0.35
    assert ((red > green) & (green > blue)).all()


def test_the_three_are_told_apart_by_more_than_their_clothes() -> None:
    heads = [person(name) for name in PEOPLE]
    skins = [head.vertices[: len(lay().points)] for head in heads]
    for k, one in enumerate(skins):
        for other in skins[k + 1 :]:
            assert np.linalg.norm(one - other, axis=1).max() > 0.004
    assert len({head.materials[[m.name for m in head.materials].index("eye")].texture.tobytes() for head in heads}) == 3  # type: ignore[union-attr]


def test_clothes_lie_over_one_another_and_cut_no_neck(anyone: Person) -> None:
    pullover, *over = garment.worn(anyone.paint, anyone.shoulders)
    below = pullover.points[:, 1] < -150
    assert clay.head(pullover.points[below]).min() > -2.5
    for part in over:
        assert clay.head(part.points).min() > -2.5
        framed = part.points[part.points[:, 1] > -250]
        near = np.linalg.norm(framed[:, None] - pullover.points[None], axis=2).min(axis=1)
        assert near.max() < 25, "nothing floats"


def test_a_jacket_is_open_in_front_and_alike_on_both_sides() -> None:
    body, fold = jacket.jacket((0.02, 0.02, 0.02), 1.0)
    for part in (body, fold):
        flipped = part.points * (-1.0, 1.0, 1.0)
        away = np.linalg.norm(part.points[:, None] - flipped[None], axis=2).min(axis=1)
        assert away.max() < 0.5
    chest = body.points[(body.points[:, 1] > -215) & (body.points[:, 2] > 0)]
    assert np.abs(chest[:, 0]).min() > 15

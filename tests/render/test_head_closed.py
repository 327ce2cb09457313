"""What closes on the default heads is closed: lips on lips, lids on the eyeball. Lengths in millimetres."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.render.heads import (
    SKIN,
    Array,
    line_of_lids,
    line_of_lips,
    mixes,
    named,
    of_material,
    pose,
    posed,
    row,
    someone,
)
from unisono import arkit
from unisono.render.head.measures import EYE, HINGE, JAW_OPEN
from unisono.render.head.people import PEOPLE
from unisono.render.head.topology import MARGIN
from unisono.types import Avatar

SHUT = [
    {},
    *({"jawOpen": amount, "mouthClose": amount} for amount in (0.1, 0.25, 0.5, 0.75, 1.0)),
    {"jawOpen": 0.3, "mouthClose": 0.6},
    {"jawOpen": 0.5, "mouthClose": 0.5, "mouthPucker": 1.0},
    {"jawOpen": 0.5, "mouthClose": 0.5, "mouthSmile": 1.0},
    {"jawOpen": 0.5, "mouthClose": 0.5, "mouthPress": 1.0, "mouthFunnel": 0.5},
    {"mouthPress": 1.0},
    {"mouthPress": 0.42, "mouthRollLower": 0.26, "mouthRollUpper": 0.1},
    {"mouthPress": 0.5, "mouthRollLower": 0.22, "mouthRollUpper": 0.22},
    {"mouthPress": 1.0, "mouthRollLower": 1.0, "mouthRollUpper": 1.0},
    {"mouthPress": 1.0, "mouthFunnel": 1.0},
    {"mouthPress": 1.0, "mouthPucker": 1.0},
    {"mouthPress": 1.0, "mouthSmile": 1.0},
    {"mouthPress": 1.0, "mouthUpperUp": 0.7, "mouthLowerDown": 0.4, "noseSneer": 1.0},
    {"mouthRollLower": 1.0, "mouthRollUpper": 1.0},
    *({name: 1.0} for name in ("mouthSmile", "mouthFrown", "mouthStretch", "mouthDimple", "mouthPucker", "mouthLeft")),
    {"cheekPuff": 1.0},
]
SLIDING = ["mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "jawForward", "jawLeft"]
OPENING = [
    *(f"mouth{name}{side}" for name in ("LowerDown", "UpperUp") for side in ("Left", "Right")),
    *("mouthFunnel mouthShrugLower mouthShrugUpper mouthRollLower mouthRollUpper".split()),
    *("jawOpen jawForward jawLeft jawRight noseSneerLeft noseSneerRight tongueOut".split()),
]


@pytest.fixture(scope="module", params=PEOPLE)
def anyone(request: pytest.FixtureRequest) -> Avatar:
    return someone(request.param)


@pytest.fixture(scope="module")
def clay() -> Avatar:
    """The one whose face is not bent: balls are balls, and places known."""
    return someone("clay")


def gaps(head: Avatar, weights: Array) -> Array:
    """(n, 3) from the lower lip to the upper, pair by pair."""
    upper, lower = line_of_lips()
    points = posed(head, weights, np.concatenate([upper, lower]))
    return np.asarray(points[: len(upper)] - points[len(upper) :])


@pytest.mark.parametrize("weights", SHUT, ids=str)
def test_lips_that_close_meet_all_along(anyone: Avatar, weights: dict[str, float]) -> None:
    assert np.linalg.norm(gaps(anyone, row(**weights)), axis=1).max() <= 0.5


@pytest.mark.parametrize("name", SLIDING)
def test_lips_that_slide_on_one_another_show_no_slit(anyone: Avatar, name: str) -> None:
    height = gaps(anyone, row(**{name: 1.0}))[:, 1]
    assert -0.5 <= height.min() <= height.max() <= 0.5


def test_mixes_of_shapes_that_open_nothing_keep_the_lips_shut(anyone: Avatar) -> None:
    for weights in mixes(200):
        weights[[arkit.INDEX[name] for name in OPENING]] = 0
        assert np.linalg.norm(gaps(anyone, weights), axis=1).max() <= 0.5, named(weights)


def test_closing_more_than_the_jaw_is_open_does_no_more(anyone: Avatar) -> None:
    assert pose(anyone, jawOpen=0.4, mouthClose=0.9) == pytest.approx(
        pose(anyone, jawOpen=0.4, mouthClose=0.4), abs=0.01
    )


def test_half_an_open_jaw_is_half_the_turn(clay: Avatar) -> None:
    teeth = of_material(clay, "teeth")
    teeth = teeth[clay.shapes[arkit.INDEX["jawOpen"], teeth, 1] < -0.01]
    rest, half = posed(clay, row(), teeth) - HINGE, posed(clay, row(jawOpen=0.5), teeth) - HINGE
    assert np.linalg.norm(half, axis=1) == pytest.approx(np.linalg.norm(rest, axis=1), abs=0.05)  # a chord is 1 nearer
    turned = np.arctan2(rest[:, 1], rest[:, 2]) - np.arctan2(half[:, 1], half[:, 2])
    assert turned == pytest.approx(np.full(len(teeth), JAW_OPEN / 2), rel=0.01)


def opening(head: Avatar, weights: Array) -> Array:
    """(n,) from the left eye's lower lid up to the upper one."""
    upper, lower = line_of_lids()
    points = posed(head, weights, np.concatenate([upper, lower]))
    return np.asarray(points[: len(upper), 1] - points[len(upper) :, 1])


LID_SHAPES = "eyeLookUpLeft eyeLookDownLeft eyeWideLeft eyeSquintLeft cheekSquintLeft browDownLeft".split()


def test_a_blink_shuts_the_eye_whatever_else_moves_the_lids(anyone: Avatar) -> None:
    rng = np.random.default_rng(2)
    for _ in range(50):
        weights = row(eyeBlinkLeft=1.0, **{name: rng.uniform() for name in rng.choice(LID_SHAPES, 3, replace=False)})
        assert opening(anyone, weights).max() <= 0.05, named(weights)
        assert opening(anyone, weights).min() >= -0.4, named(weights)


def test_the_upper_lid_never_passes_the_lower_one(anyone: Avatar) -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        weights = row(**{name: rng.uniform() for name in ("eyeBlinkLeft", *rng.choice(LID_SHAPES, 3, replace=False))})
        assert opening(anyone, weights).min() >= -0.4, named(weights)


def test_an_eye_shuts_little_by_little(anyone: Avatar) -> None:
    wide = [opening(anyone, row(eyeBlinkLeft=amount)).max() for amount in np.linspace(0, 1, 11)]
    assert wide[0] > 10
    assert (np.diff(wide) < -0.5).all()


def test_lids_slide_on_the_eyeball_all_the_way(clay: Avatar) -> None:
    lid = SKIN.eye[3 : MARGIN + 2].ravel()
    away = [np.linalg.norm(posed(clay, row(eyeBlinkLeft=w), lid) - EYE, axis=1) for w in (0, 0.25, 0.5, 0.75, 1)]
    nearest = np.minimum(away[0], away[-1])
    for between in away[1:-1]:
        assert (between - nearest).min() > -0.15  # a straight way would come 0.9 nearer


def test_an_eyeball_stays_a_ball_wherever_it_looks(clay: Avatar) -> None:
    ball = of_material(clay, "eye")
    ball = ball[clay.vertices[ball, 0] > 0]
    rest = np.linalg.norm(posed(clay, row(), ball) - EYE, axis=1)
    for up, side in ((0.5, 0.0), (0.0, 0.5), (0.5, 0.5), (1.0, 1.0), (0.3, 0.8)):
        for way, level in itertools.product(("eyeLookInLeft", "eyeLookOutLeft"), ("eyeLookUpLeft", "eyeLookDownLeft")):
            turned = posed(clay, row(**{way: side, level: up}), ball)
            assert np.linalg.norm(turned - EYE, axis=1) == pytest.approx(rest, abs=0.15)

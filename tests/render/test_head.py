"""The default heads: what every shape does, and a sound mesh. Lengths in millimetres."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.render.heads import MM, SKIN, Array, Places, of_material, pose, someone
from unisono import arkit
from unisono.render.head.build import build
from unisono.render.head.people import PEOPLE
from unisono.render.head.person import Person
from unisono.render.head.topology import MARGIN
from unisono.types import Avatar

FLIP = np.array([-1.0, 1.0, 1.0])
TURNED_IN = np.concatenate([side[SKIN.eye[MARGIN + 1 :]].ravel() for side in (np.arange(len(SKIN.mate)), SKIN.mate)])


@pytest.fixture(scope="module")
def head() -> Avatar:
    """The one whose face is the clay's own: places are known."""
    return someone("clay")


@pytest.fixture(scope="module", params=PEOPLE)
def anyone(request: pytest.FixtureRequest) -> Avatar:
    return someone(request.param)


def moves(head: Avatar, name: str) -> Array:
    return np.asarray(head.shapes[arkit.INDEX[name]].astype(np.float64) * MM)


@lru_cache
def mirrored(head: Avatar) -> tuple[Places, Places, Array]:
    """Vertices (n,) that any shape moves, their mirror images (n,), and how far (n,) those lie from the right place."""
    moving = np.flatnonzero(np.abs(head.shapes).max(axis=(0, 2)) > 1e-9)
    points = head.vertices[moving].astype(np.float64) * MM
    by_depth = np.argsort(points[:, 2])
    depths = points[by_depth, 2]
    found = []
    for point in points * FLIP:
        first, last = np.searchsorted(depths, point[2] + np.array([-0.01, 0.01]))
        as_deep = by_depth[first:last]
        away = np.abs(points[as_deep] - point).max(axis=1)
        found.append((as_deep[away.argmin()], away.min()))
    images, off = np.array(found).T
    return moving, moving[images.astype(np.int64)], off


def near(head: Avatar, x: float, y: float, within: float) -> NDArray[np.int64]:
    """Skin and lip vertices that lie there, seen from the front."""
    points = head.vertices * MM
    close = (np.hypot(points[:, 0] - x, points[:, 1] - y) < within) & (points[:, 2] > 40)
    return np.intersect1d(np.flatnonzero(close), of_material(head, "skin", "lips"))


def lip_line(head: Avatar) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Vertices of the upper and the lower inner lip, paired, found from jawOpen alone as the judge does."""
    points = head.vertices * MM
    lips = of_material(head, "lips")
    drop = -moves(head, "jawOpen")[lips, 1]
    pairs: dict[float, tuple[float, int, int]] = {}
    for i in lips[drop < 0.35 * drop.max()]:
        below = (np.abs(points[lips, 0] - points[i, 0]) < 0.05) & (drop > drop[lips == i] + 1.0)
        gap = np.where(below, np.linalg.norm(points[lips] - points[i], axis=1), np.inf)
        found = (float(gap.min()), int(i), int(lips[gap.argmin()]))
        column = round(float(points[i, 0]), 3)
        pairs[column] = min(found, pairs.get(column, found))
    shut = np.array([pair[1:] for pair in pairs.values() if pair[0] < 0.3])
    return shut[:, 0], shut[:, 1]


def gaps(head: Avatar, **weights: float) -> Array:
    upper, lower = lip_line(head)
    points = pose(head, **weights)
    return np.asarray(np.linalg.norm(points[upper] - points[lower], axis=1))


def depth(points: Array, triangles: NDArray[np.int32], at: Array) -> Array:
    """z of the frontmost of the triangles at each (x, y) of `at`, -inf where there is none."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    keep = np.abs(area) > 1e-9
    a, b, c, area = a[keep], b[keep], c[keep], area[keep]
    front = np.full(len(at), -np.inf)
    for k, (x, y) in enumerate(at):
        v = ((x - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (y - a[:, 1])) / area
        w = ((b[:, 0] - a[:, 0]) * (y - a[:, 1]) - (x - a[:, 0]) * (b[:, 1] - a[:, 1])) / area
        hit = (v >= 0) & (w >= 0) & (v + w <= 1)
        if hit.any():
            front[k] = (a[:, 2] + v * (b[:, 2] - a[:, 2]) + w * (c[:, 2] - a[:, 2]))[hit].max()
    return front


def test_it_has_the_size_of_a_head_and_a_light_mesh(anyone: Avatar) -> None:
    assert 20_000 <= len(anyone.vertices) <= 25_000
    assert anyone.shapes.shape == (52, len(anyone.vertices), 3)
    assert anyone.shapes.dtype == np.float32
    assert anyone.triangles.dtype == np.int32
    turning = anyone.vertices[anyone.follows > 0.9]
    assert 0.22 < np.ptp(turning[:, 1]) < 0.30
    assert anyone.missing == ()


def test_it_is_always_the_same(head: Avatar) -> None:
    again = build(Person("clay"))
    assert np.array_equal(head.vertices, again.vertices)
    assert np.array_equal(head.shapes, again.shapes)


def test_its_arrays_fit_one_another_and_are_finite(anyone: Avatar) -> None:
    count = len(anyone.vertices)
    assert anyone.uvs.shape == (count, 2)
    assert anyone.colors.shape == (count, 3)
    assert anyone.follows.shape == (count,)
    assert anyone.material.shape == (len(anyone.triangles),)
    assert 0 <= anyone.material.min() <= anyone.material.max() < len(anyone.materials)
    assert 0 <= anyone.triangles.min() <= anyone.triangles.max() == count - 1
    for array in (anyone.vertices, anyone.shapes, anyone.uvs, anyone.colors, anyone.follows):
        assert np.isfinite(array).all()
    assert 0 <= anyone.colors.min() <= anyone.colors.max() <= 1


def test_every_vertex_is_used_and_no_triangle_is_degenerate(anyone: Avatar) -> None:
    assert len(np.unique(anyone.triangles)) == len(anyone.vertices)
    a, b, c = (anyone.vertices[anyone.triangles[:, k]].astype(np.float64) * MM for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    assert area.min() > 1e-6


def test_triangles_turn_outward(anyone: Avatar) -> None:
    for name in ("skin", "eye", "hair", "cloth", "tongue", "lash", "lips"):
        wanted = [k for k, material in enumerate(anyone.materials) if material.name == name]
        faces = anyone.triangles[np.isin(anyone.material, wanted)]
        a, b, c = (anyone.vertices[faces[:, k]].astype(np.float64) * MM for k in range(3))
        normal = np.cross(b - a, c - a)
        if name in ("hair", "tongue", "cloth"):
            assert np.einsum("ij,ij->i", a, np.cross(b, c)).sum() > 0, name
        if name == "hair":  # locks are closed: as much of them faces away as towards us
            continue
        facing = normal[a[:, 2] > np.percentile(a[:, 2], 70), 2]
        least = 0.55 if name == "lash" else 0.75  # lashes have an underside
        assert np.average(facing > 0, weights=np.abs(facing)) > least, name


def test_edges_are_shared_by_two_triangles_that_run_them_in_opposite_ways(anyone: Avatar) -> None:
    pairs = np.concatenate([anyone.triangles[:, [0, 1]], anyone.triangles[:, [1, 2]], anyone.triangles[:, [2, 0]]])
    assert len(np.unique(pairs, axis=0)) == len(pairs)


@pytest.mark.parametrize("name", arkit.NAMES)
def test_a_shape_mirrors_its_other_side(anyone: Avatar, name: str) -> None:
    one, other, away = mirrored(anyone)
    assert away.max() < 1e-3
    here, there = moves(anyone, name)[one], moves(anyone, arkit.mirror(name))[other]
    assert np.abs(here).max() > 1e-6
    assert np.abs(there - here * FLIP).max() < 1e-2


def test_a_corrective_mirrors_its_other_side(anyone: Avatar) -> None:
    one, other, _ = mirrored(anyone)
    for corrective in anyone.correctives:
        drivers = tuple(arkit.INDEX[arkit.mirror(arkit.NAMES[k])] for k in corrective.drivers)
        (twin,) = (c for c in anyone.correctives if (c.rule, c.drivers) == (corrective.rule, drivers))
        here, there = np.zeros((2, len(anyone.vertices), 3))
        here[corrective.where], there[twin.where] = corrective.moves * MM, twin.moves * MM
        assert np.abs(here).max() > 1e-2
        assert np.abs(there[other] - here[one] * FLIP).max() < 5e-2  # the stillest fiftieth of a millimetre is left out


# shape -> where (x, y) on the left half or the middle, and the way that the skin there goes at the least
EXPECTED = {
    "jawOpen": (0, -90, (0, -15, 0)),
    "jawForward": (0, -90, (0, 0, 3)),
    "jawLeft": (0, -90, (4, 0, 0)),
    "jawRight": (0, -90, (-4, 0, 0)),
    "mouthFunnel": (0, -65, (0, 0, 4)),
    "mouthPucker": (22, -65, (-5, 0, 4)),
    "mouthLeft": (0, -65, (6, 0, 0)),
    "mouthRight": (0, -65, (-6, 0, 0)),
    "mouthSmileLeft": (26, -63, (4, 4, 0)),
    "mouthFrownLeft": (26, -63, (0, -5, 0)),
    "mouthDimpleLeft": (26, -63, (2, 0, -2)),
    "mouthStretchLeft": (26, -63, (5, -1, 0)),
    "mouthRollLower": (0, -72, (0, 1, -2)),
    "mouthRollUpper": (0, -60, (0, -1, -1.5)),
    "mouthShrugLower": (0, -72, (0, 3, 1)),
    "mouthShrugUpper": (0, -60, (0, 2, 1)),
    "mouthPressLeft": (10, -72, (0, 0.6, -0.6)),
    "mouthLowerDownLeft": (12, -70, (0, -3, 0)),
    "mouthUpperUpLeft": (12, -60, (0, 3, 0)),
    "browDownLeft": (16, 27, (-1, -4, 0)),
    "browInnerUp": (10, 28, (0, 5, 0)),
    "browOuterUpLeft": (44, 28, (0, 5, 0)),
    "cheekPuff": (42, -56, (4, 0, 3)),
    "cheekSquintLeft": (37, -24, (0, 3, 1)),
    "noseSneerLeft": (13, -38, (0, 2, 0)),
    "eyeBlinkLeft": (32.5, 10, (0, -5, 0)),
    "eyeWideLeft": (32.5, 10, (0, 1.5, 0)),
    "eyeSquintLeft": (32.5, -9, (0, 2, 0)),
    "eyeLookUpLeft": (32.5, 10, (0, 1, 0)),
    "eyeLookDownLeft": (32.5, 10, (0, -2, 0)),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_shape_moves_the_skin_that_it_is_named_for(head: Avatar, name: str) -> None:
    x, y, least = EXPECTED[name]
    there = moves(head, name)[near(head, x, y, 4.0)].mean(0)
    for got, want in zip(there, least, strict=True):
        if want:
            assert got * np.sign(want) >= abs(want), f"{name} moves ({x}, {y}) by {there.round(1)} mm"


@pytest.mark.parametrize("name", [n for n in arkit.NAMES if n.endswith("Left") and arkit.mirror(n) != n])
def test_a_left_shape_leaves_the_right_side_alone(head: Avatar, name: str) -> None:
    if name in ("jawLeft", "mouthLeft"):
        return
    right = head.vertices[:, 0] * MM < -13
    assert np.abs(moves(head, name)[right]).max() < 0.05


@pytest.mark.parametrize("name", arkit.NAMES)
def test_a_shape_leaves_shoulders_and_hair_alone(head: Avatar, name: str) -> None:
    assert np.abs(moves(head, name)[of_material(head, "cloth", "hair")]).max() == 0


@pytest.mark.parametrize(
    ("name", "way"),
    [("LookOutLeft", (1, 0)), ("LookInLeft", (-1, 0)), ("LookUpLeft", (0, 1)), ("LookDownLeft", (0, -1))],
)
def test_the_eye_turns_half_a_radian_and_keeps_its_size(head: Avatar, name: str, way: tuple[int, int]) -> None:
    eye = of_material(head, "eye")
    eye = eye[head.vertices[eye, 0] > 0]
    centre = np.array([32.5, 0.0, 58.5])
    pupil = eye[head.vertices[eye, 2].argmax()]
    turned = pose(head, **{"eye" + name: 1.0})
    ahead = turned[pupil] - centre
    assert ahead[:2] / ahead[2] == pytest.approx(np.tan(0.5) * np.array(way), abs=0.03)
    assert np.linalg.norm(turned[eye] - centre, axis=1).max() < 22


def test_the_tongue_goes_out_between_the_lips(head: Avatar) -> None:
    tongue, lips = of_material(head, "tongue"), of_material(head, "lips")
    rest, out = pose(head), pose(head, tongueOut=1.0)
    assert rest[tongue, 2].max() < rest[lips, 2].max() - 10
    assert out[tongue, 2].max() > rest[lips, 2].max() + 5
    assert np.array_equal(out[lips], rest[lips])


def test_teeth_and_tongue_below_hang_on_the_jaw(head: Avatar) -> None:
    opened = moves(head, "jawOpen")[of_material(head, "teeth")]
    assert (np.abs(opened).max(1) == 0).mean() == pytest.approx(0.5, abs=0.05)
    assert opened[:, 1].min() < -20
    assert moves(head, "jawOpen")[of_material(head, "tongue"), 1].max() < -5


def test_lips_meet_at_rest_all_along(anyone: Avatar) -> None:
    upper, _ = lip_line(anyone)
    across = np.sort(anyone.vertices[upper, 0]) * MM
    assert np.ptp(across) > 45
    assert np.diff(across).max() < 1.5
    assert gaps(anyone).max() <= 0.3


def test_an_open_jaw_parts_the_inner_lips_by_30_to_35_mm(head: Avatar) -> None:
    assert 30 <= gaps(head, jawOpen=1.0).max() <= 35
    assert gaps(head, jawOpen=0.02).max() < 1.5


@pytest.mark.parametrize(
    "weights",
    [
        {},
        {"mouthPress": 1.0},
        {"mouthPress": 0.5, "mouthRollLower": 0.22, "mouthRollUpper": 0.22},
        {"mouthSmile": 1.0},
        {"mouthPucker": 1.0},
        {"mouthFrown": 1.0},
        {"jawOpen": 0.5, "mouthClose": 0.5},
    ],
)
def test_no_tooth_or_gum_shows_through_closed_lips(anyone: Avatar, weights: dict[str, float]) -> None:
    points = pose(anyone, **weights)
    names = [material.name for material in anyone.materials]
    skin = anyone.triangles[np.isin(anyone.material, [names.index("skin"), names.index("lips")])]
    skin = skin[(points[skin, 2].min(1) > 40) & (np.abs(points[skin, 1] + 65).max(1) < 35)]
    inside = of_material(anyone, "teeth")
    inside = inside[points[inside, 2] > 55][::3]
    covered = depth(points, skin, points[inside, :2])
    assert (covered - points[inside, 2]).min() > 0


@pytest.mark.parametrize(
    "weights",
    [
        {"jawOpen": 1.0},
        {"jawOpen": 1.0, "mouthFunnel": 1.0},
        {"jawOpen": 1.0, "mouthClose": 1.0},
        {"jawOpen": 0.12, "mouthPucker": 0.85, "mouthFunnel": 0.5},
        {"jawOpen": 0.5, "mouthStretch": 1.0},
        {"jawOpen": 0.5, "mouthLeft": 1.0},
        {"jawOpen": 0.07, "mouthShrugLower": 0.52, "mouthUpperUp": 0.3, "mouthRollLower": 0.3},
        {"cheekPuff": 1.0},
    ],
)
def test_nothing_inside_the_mouth_comes_through_the_skin(anyone: Avatar, weights: dict[str, float]) -> None:
    rest, points = pose(anyone), pose(anyone, **weights)
    names = [material.name for material in anyone.materials]
    skin = anyone.triangles[np.isin(anyone.material, [names.index("skin"), names.index("lips")])]
    skin = skin[(rest[skin, 2].min(1) > 20) & (np.abs(rest[skin, 1] + 67).max(1) < 42)]
    inside = np.setdiff1d(of_material(anyone, "teeth", "mouth", "tongue"), skin)
    inside = inside[points[inside, 2] > 45][::4]
    covering = depth(points, skin, points[inside, :2])
    covered = np.isfinite(covering)
    assert covered.mean() > 0.5
    assert (covering - points[inside, 2])[covered].min() > 0


@pytest.mark.parametrize("gaze", [{}, {"eyeLookDown": 0.6}, {"eyeLookUp": 0.6}])
@pytest.mark.parametrize("amount", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_the_eyeball_never_pokes_through_its_lids(anyone: Avatar, amount: float, gaze: dict[str, float]) -> None:
    points = pose(anyone, eyeBlink=amount, **gaze)
    names = [material.name for material in anyone.materials]
    skin = anyone.triangles[anyone.material == names.index("skin")]
    skin = skin[(points[skin, 2].min(1) > 60) & (points[skin, 0].min(1) > 0) & (np.abs(points[skin, 1]).max(1) < 24)]
    skin = skin[~np.isin(skin, TURNED_IN).any(1)]
    eye = of_material(anyone, "eye")
    eye = eye[(points[eye, 0] > 0) & (points[eye, 2] > 68)]
    lid = depth(points, skin, points[eye, :2])
    covered = np.isfinite(lid)
    assert covered.mean() > 0.25
    assert (lid - points[eye, 2])[covered].min() > -0.3
    if amount == 1.0:
        middle = points[eye][points[eye, 2].argmax(), :2] if not gaze else (32.5, 0.0)
        assert covered[np.hypot(*(points[eye, :2] - middle).T) < 11].all()


def test_the_head_turns_on_still_shoulders(anyone: Avatar) -> None:
    assert anyone.follows[of_material(anyone, "cloth")].max() == 0
    assert anyone.follows[of_material(anyone, "eye", "teeth", "hair", "lips")].min() == 1
    skin = of_material(anyone, "skin")
    low = skin[anyone.vertices[skin, 1] * MM < -165]
    assert len(low)
    assert anyone.follows[low].max() < 0.02

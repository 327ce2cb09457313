"""The default heads in 200 random mixes of shapes: nothing folds, tears or passes through. Lengths in millimetres."""

from __future__ import annotations

import numpy as np
import pytest

from tests.render.crossing import deepest
from tests.render.heads import MM, SKIN, Array, Faces, Places, faces_of, mixes, named, posed, row, someone, within
from unisono import arkit
from unisono.render.head.people import PEOPLE
from unisono.render.head.topology import MARGIN, SLIT
from unisono.types import Avatar

DEEP = 0.75  # lips press into one another that much at the most, teeth and tongue graze, out of sight
FOLDED = 10.0  # square millimetres, where shut lids fold over one another in the eyes' corners
TURNED_IN = np.concatenate([side[SKIN.eye[MARGIN + 1 :]].ravel() for side in (np.arange(len(SKIN.mate)), SKIN.mate)])
UNSEEN = np.concatenate([TURNED_IN, SKIN.eye[MARGIN], SKIN.mate[SKIN.eye[MARGIN]], SKIN.mouth[SLIT - 1 :].ravel()])
LIPS = SKIN.mouth[2 : SLIT + 3].ravel()  # the skin about them, the red, and where they turn in


@pytest.fixture(scope="module", params=PEOPLE)
def anyone(request: pytest.FixtureRequest) -> Avatar:
    return someone(request.param)


class Mouth:
    """The triangles that must not cross, and where their corners are in a pose."""

    def __init__(self, head: Avatar) -> None:
        skin = np.arange(len(SKIN.mate))
        inside = faces_of(head, "mouth")
        parts = {
            "lips": within(faces_of(head, "skin", "lips", "mouth"), LIPS),
            "teeth": faces_of(head, "teeth"),
            "gums": inside[~np.isin(inside, skin).any(axis=1)],
            "tongue": faces_of(head, "tongue"),
            "lids": within(faces_of(head, "skin"), SKIN.eye.ravel()),
        }
        self._head = head
        self._places: Places = np.unique(np.concatenate([part.ravel() for part in parts.values()])).astype(np.int64)
        self._parts: dict[str, Faces] = {n: np.searchsorted(self._places, f).astype(np.int32) for n, f in parts.items()}

    def depths(self, weights: Array) -> dict[tuple[str, str], float]:
        """How deep each part is in another one, or in itself."""
        points = posed(self._head, weights, self._places)
        pairs = [("lips", "lips"), ("lids", "lids"), ("teeth", "lips"), ("gums", "lips")]
        pairs += [("tongue", "lips"), ("tongue", "teeth")]
        return {(a, b): deepest(points, self._parts[a], self._parts[b]) for a, b in pairs}


def test_nothing_passes_through_anything_at_rest(anyone: Avatar) -> None:
    assert max(Mouth(anyone).depths(row()).values()) < 0.1


@pytest.mark.parametrize("amount", [0.5, 1.0])
def test_no_shape_drives_one_part_through_another(anyone: Avatar, amount: float) -> None:
    mouth = Mouth(anyone)
    for name in arkit.NAMES:
        weights = row(**{name: amount})
        if name == "tongueOut":
            weights[arkit.INDEX["jawOpen"]] = 0.4
        assert max(mouth.depths(weights).values()) < 0.4, name


def test_200_random_mixes_drive_no_part_through_another(anyone: Avatar) -> None:
    mouth = Mouth(anyone)
    for weights in mixes(200):
        depths = mouth.depths(weights)
        assert max(depths.values()) < DEEP, (max(depths, key=lambda pair: depths[pair]), named(weights))


def turned(head: Avatar) -> tuple[Places, Faces, Array]:
    """The vertices of skin in sight, its triangles by their rows, and how those lie at rest."""
    faces = faces_of(head, "skin", "lips")
    faces = faces[~np.isin(faces, UNSEEN).any(axis=1)]
    places = np.unique(faces).astype(np.int64)
    rows = np.searchsorted(places, faces).astype(np.int32)
    return places, rows, across(posed(head, row(), places), rows)


def across(points: Array, faces: Faces) -> Array:
    a, b, c = (points[faces[:, k]] for k in range(3))
    return np.asarray(np.cross(b - a, c - a))


def folded(before: Array, after: Array) -> float:
    """Square millimetres that were turned to the other side."""
    return float(np.linalg.norm(before[(before * after).sum(axis=1) < 0], axis=1).sum() / 2)


@pytest.mark.parametrize("amount", [0.5, 1.0])
def test_no_shape_turns_skin_inside_out(anyone: Avatar, amount: float) -> None:
    places, rows, before = turned(anyone)
    for name in arkit.NAMES:
        assert folded(before, across(posed(anyone, row(**{name: amount}), places), rows)) < FOLDED, name


def test_200_random_mixes_turn_no_skin_inside_out(anyone: Avatar) -> None:
    places, rows, before = turned(anyone)
    for weights in mixes(200):
        assert folded(before, across(posed(anyone, weights, places), rows)) < 2 * FOLDED, named(weights)


def test_no_seam_opens(anyone: Avatar) -> None:
    """Vertices in one place at rest stay together: a seam of two materials, or of two parts that touch."""
    _, place = np.unique(np.round(anyone.vertices * MM / 1e-3).astype(np.int64), axis=0, return_inverse=True)
    order = np.argsort(place.reshape(-1), kind="stable")
    same = place.reshape(-1)[order]
    pairs = np.flatnonzero(np.diff(same) == 0)
    one, other = order[pairs], order[pairs + 1]
    for weights in mixes(20, seed=4):
        apart = posed(anyone, weights, one) - posed(anyone, weights, other)
        assert np.abs(apart).max(initial=0.0) < 0.05, named(weights)

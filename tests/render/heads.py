"""The default heads in poses, and their parts. Lengths in millimetres."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from unisono import arkit
from unisono.render.head.build import build
from unisono.render.head.people import PEOPLE
from unisono.render.head.person import Person
from unisono.render.head.topology import MARGIN, SLIT, weave
from unisono.types import Avatar, driven

Array = NDArray[np.float64]
Places = NDArray[np.int64]
Faces = NDArray[np.int32]
MM = 1000.0
SKIN = weave()  # its points come first
_ROOM = 0.08  # of jawOpen that a tongue needs to be out at all


@lru_cache
def someone(name: str) -> Avatar:
    """One of PEOPLE, or "clay": the one whose face is not bent, so that places are known and balls are balls."""
    return build(PEOPLE.get(name, Person(name)))


def row(**weights: float) -> Array:
    """(52,) weights; a two-sided shape named without its side means both."""
    found = np.zeros(52)
    for name, weight in weights.items():
        found[list(arkit.places(name))] = weight
    return found


def pose(head: Avatar, **weights: float) -> Array:
    """(V, 3) vertices, correctives and all."""
    return posed(head, row(**weights), np.arange(len(head.vertices)))


def posed(head: Avatar, weights: Array, places: Places) -> Array:
    """(n, 3) those vertices at weights (52,)."""
    rest, moves = _moves(head, tuple(np.asarray(places).tolist()))
    by = driven(weights.astype(np.float32), head.correctives)
    return np.asarray(rest + np.tensordot(by.astype(np.float64), moves, 1))


@lru_cache(16)
def _moves(head: Avatar, places: tuple[int, ...]) -> tuple[Array, Array]:
    """Rest (n, 3) of those vertices, and what every shape and corrective does to them (52 + K, n, 3)."""
    chosen = np.array(places, np.int64)
    rows = [*head.shapes[:, chosen]]
    for corrective in head.correctives:
        whole = np.zeros_like(head.vertices)
        whole[corrective.where] = corrective.moves
        rows.append(whole[chosen])
    return head.vertices[chosen].astype(np.float64) * MM, np.array(rows, np.float64) * MM


def of_material(head: Avatar, *names: str) -> Places:
    """Vertices."""
    return np.unique(faces_of(head, *names)).astype(np.int64)


def faces_of(head: Avatar, *names: str) -> Faces:
    """Triangles."""
    wanted = [k for k, material in enumerate(head.materials) if material.name in names]
    return head.triangles[np.isin(head.material, wanted)]


def within(faces: Faces, places: Places) -> Faces:
    """Triangles all of whose corners are among those vertices."""
    return faces[np.isin(faces, places).all(axis=1)]


def line_of_lips() -> tuple[Places, Places]:
    """Vertices of the upper and the lower lip where they meet, paired, the corners left out."""
    loop = SKIN.mouth[SLIT]
    half = len(loop) // 2
    return loop[1:half], loop[:half:-1]


def line_of_lids() -> tuple[Places, Places]:
    """The same for the left eye's lids."""
    loop = SKIN.eye[MARGIN]
    half = len(loop) // 2
    return loop[1:half], loop[:half:-1]


def mixes(count: int, seed: int = 1) -> Iterator[Array]:
    """Weights (52,) of six shapes at random. A tongue that is out has room between the teeth."""
    rng = np.random.default_rng(seed)
    jaw, tongue = arkit.INDEX["jawOpen"], arkit.INDEX["tongueOut"]
    for _ in range(count):
        weights = np.zeros(52)
        weights[rng.choice(52, 6, replace=False)] = rng.uniform(0, 1, 6)
        if weights[tongue]:
            weights[jaw] = max(weights[jaw], _ROOM + 0.35 * weights[tongue])
        yield weights


def named(weights: Array) -> dict[str, float]:
    """For the message of a test that fails."""
    return {arkit.NAMES[k]: round(float(weights[k]), 3) for k in np.flatnonzero(weights)}

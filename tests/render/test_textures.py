"""Textures finer than the picture are averaged as light is; the others stay as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.render import scenes
from unisono.render import camera, textures
from unisono.render.software import Software
from unisono.types import Avatar, Image, Material

CORNERS = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], np.float32)
SIZE = (160, 120)


def card(texture: Image) -> Avatar:
    look = Material("card", (1, 1, 1), 1.0, texture=texture)
    return scenes.avatar(*scenes.square(0.2), materials=(look,), uvs=CORNERS)


def fitted(texture: Image) -> Image:
    avatar = card(texture)
    (material,) = textures.fitted(avatar, camera.frame(avatar, SIZE).footprint).materials
    assert material.texture is not None
    return material.texture


def chequers(side: int, *pair: tuple[int, ...]) -> Image:
    return np.asarray(np.array(pair, np.uint8)[np.indices((side, side)).sum(axis=0) % 2])


def test_what_is_no_finer_than_the_picture_stays() -> None:
    texture = np.random.default_rng(0).integers(0, 256, (200, 130, 3)).astype(np.uint8)
    assert fitted(texture) is texture


def test_light_is_averaged_not_its_bytes() -> None:
    grey = fitted(chequers(2048, (0, 0, 0), (255, 255, 255)))
    assert len(grey) < 300
    assert set(grey.reshape(-1).tolist()) == {188}  # sRGB of half the light


def test_what_is_clear_gives_no_colour() -> None:
    leaf = fitted(chequers(2048, (10, 200, 10, 255), (255, 0, 255, 0)))
    assert (leaf[..., :3] == (10, 200, 10)).all()
    assert (np.abs(leaf[..., 3].astype(int) - 128) <= 1).all()


@pytest.mark.parametrize("shape", [(1999, 1001, 3), (4096, 8, 3), (3, 5000, 4)])
def test_odd_sizes_and_strips_become_smaller_or_stay(shape: tuple[int, int, int]) -> None:
    assert all(small <= large for small, large in zip(fitted(np.full(shape, 90, np.uint8)).shape, shape, strict=True))
    assert (fitted(np.full(shape, 90, np.uint8)) == 90).all()


def test_a_fine_pattern_does_not_glitter_as_the_head_moves() -> None:
    avatar = card(chequers(1024, (0, 0, 0), (255, 255, 255)))
    one, other = (
        next(iter(Software(SIZE, threads=1).draw(avatar, scenes.face({}, head=(0, yaw, 0))))) for yaw in (0.0, 0.013)
    )
    assert np.abs(one[45:75, 65:95].astype(int) - other[45:75, 65:95]).max() <= 4


def test_a_material_that_nothing_wears_does_no_harm() -> None:
    avatar = card(chequers(64, (0, 0, 0), (255, 255, 255)))
    spare = scenes.avatar(
        avatar.vertices, avatar.triangles, materials=(Material("plain"), *avatar.materials), uvs=avatar.uvs
    )
    assert textures.fitted(spare, 1e-3).materials[1].texture is not None


@pytest.mark.parametrize("scale", [1e12, 1e38])
def test_coordinates_beyond_all_sense_do_no_harm(scale: float) -> None:
    avatar = card(chequers(64, (0, 0, 0), (255, 255, 255)))
    wild = replace(avatar, uvs=avatar.uvs * np.float32(scale))
    (drawn,) = Software(SIZE, threads=1).draw(wild, scenes.face({}))
    assert drawn.shape == (120, 160, 3)

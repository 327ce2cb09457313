"""A blurred mel is told from a sharp one, and the gradient says how to sharpen it."""

from __future__ import annotations

import numpy as np
import pytest

from unisono.speak.own.structure import unlike
from unisono.types import Floats


def _mel(seed: int, frames: int = 30, bands: int = 24) -> Floats:
    return np.random.default_rng(seed).normal(size=(frames, bands)).astype(np.float32)


def test_the_same_is_alike_and_its_mirror_is_not() -> None:
    mel = _mel(0)
    assert unlike(mel, mel)[0] == pytest.approx(0, abs=1e-5)
    assert unlike(-mel, mel)[0] > 1


def test_blur_costs_where_a_constant_does_not() -> None:
    mel = _mel(1)
    blurred = 0.3 * mel
    assert unlike(blurred, mel)[0] > unlike(0.8 * mel, mel)[0] > unlike(mel + 1, mel)[0] - 0.05


def test_the_gradient_is_that_of_small_changes() -> None:
    mel, real = _mel(2), _mel(3)
    gradient = unlike(mel, real)[1]
    for at in ((0, 0), (4, 7), (29, 23), (15, 0)):
        changed = []
        for step in (0.01, -0.01):
            other = mel.copy()
            other[at] += np.float32(step)
            changed.append(unlike(other, real)[0])
        assert gradient[at] == pytest.approx((changed[0] - changed[1]) / 0.02, abs=2e-5)


def test_one_step_against_the_gradient_is_better() -> None:
    real = _mel(4)
    mel = 0.3 * real
    far, gradient = unlike(mel, real)
    assert unlike(mel - 50 * gradient, real)[0] < far

"""The measure that the head's tests rely on: it finds what crosses, and only that."""

from __future__ import annotations

import numpy as np
import pytest

from tests.render.crossing import deepest

FLOOR = np.array([(0, 0, 0), (4, 0, 0), (4, 4, 0), (0, 4, 0)], np.float64)
TWO = np.array([(0, 1, 2), (0, 2, 3)], np.int32)


def test_a_spike_is_as_deep_as_it_reaches_through() -> None:
    for deep in (0.1, 0.5):
        spike = np.array([(2, 1, -deep), (2.2, 1, 3), (1.8, 1, 3)])
        points = np.concatenate([FLOOR, spike])
        assert deepest(points, TWO, np.array([(4, 5, 6)], np.int32)) == pytest.approx(deep)
        assert deepest(points, np.array([(4, 5, 6)], np.int32), TWO) == pytest.approx(deep)


def test_what_only_comes_near_does_not_cross() -> None:
    above = np.concatenate([FLOOR, np.add(FLOOR, (0.3, 0.1, 0.01))])
    assert deepest(above, TWO, TWO + 4) == 0
    beside = np.concatenate([FLOOR, np.add(FLOOR[:, [2, 1, 0]], (4.01, 0, -2))])
    assert deepest(beside, TWO, TWO + 4) == 0


def test_neighbours_do_not_cross() -> None:
    assert deepest(FLOOR, TWO, TWO) == 0

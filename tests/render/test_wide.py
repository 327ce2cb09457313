"""`@wide` loops keep to single precision, work on many numbers at once, and give what plain Python gives."""

from __future__ import annotations

import re

import numba
import numpy as np
import pytest

from unisono.compiled.jit import single, whole, wide
from unisono.types import Floats


@wide
def bent(given: Floats, out: Floats, power: int) -> None:
    low, high = 0.25, 0.75
    for n in range(given.shape[0]):
        held = given[n] if given[n] > low else low
        held = held if held < high else high
        out[n] = single(power) * (held - 0.5) * held + 0.1 * single(whole(held * 8.0))


def test_the_numbers_are_those_of_plain_python() -> None:
    given = np.random.default_rng(0).uniform(-1, 2, 1003).astype(np.float32)
    out, held = np.empty_like(given), np.clip(given.astype(np.float64), 0.25, 0.75)
    bent(given, out, 3)
    assert out == pytest.approx(3 * (held - 0.5) * held + 0.1 * np.floor(held * 8), abs=1e-5)


def test_nothing_in_it_is_of_double_precision() -> None:
    # numba shows no code of what came from the cache.
    fresh = numba.njit(fastmath=True, error_model="numpy")(bent.py_func)  # type: ignore[attr-defined]
    fresh(np.ones(4, np.float32), np.empty(4, np.float32), 3)
    (code,) = fresh.inspect_llvm().values()
    assert re.search(r"fmul[a-z ]* (<\d+ x )?float", code)
    assert not re.search(r"f(mul|add|sub)[a-z ]* (<\d+ x )?double", code)

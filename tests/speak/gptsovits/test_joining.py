"""Chunks of sound joined into one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.speak.gptsovits.places import path
from unisono.speak.gptsovits.joining import joined
from unisono.types import Floats


def test_golden_sola() -> None:
    with np.load(path("sola.npz")) as given:
        pieces = list(joined([given["a"], given["b"]], int(given["overlap"]), int(given["search"])))
        found = np.concatenate(pieces)
        assert found.shape == given["joined"].shape
        assert np.abs(found - given["joined"]).max() <= 1e-5


STEP = 0.05  # radians a sample; some 250 Hz at 32 kHz


def tone(samples: int) -> Floats:
    return np.asarray(np.sin(np.arange(samples) * STEP), np.float32)


@pytest.mark.parametrize("late", [0, 40, 300])
def test_a_tone_cut_into_chunks_is_whole_again(late: int) -> None:
    whole = tone(30000)
    cuts = [0, 9000, 9600, 20000, 30000]
    # Each chunk repeats 2000 samples, and begins `late` before that, as if the net had dawdled.
    chunks = [whole[max(start - 2000 - late, 0) : end] for start, end in pairwise(cuts)]
    found = np.concatenate(list(joined(chunks, 2000)))
    assert np.abs(np.diff(found)).max() <= 1.01 * STEP  # no click: no step larger than the tone's own
    # A tone is like itself a period later: what is lost or gained of it is whole periods.
    periods = (len(whole) - len(found)) * STEP / (2 * np.pi)
    assert periods == pytest.approx(round(periods), abs=0.03)


@pytest.mark.parametrize("lengths", [[], [0], [5], [5, 3, 4000], [4000, 0, 10, 4000]])
def test_chunks_of_any_length_are_joined(lengths: list[int]) -> None:
    found = list(joined((tone(length) for length in lengths), 1000))
    assert sum(map(len, found)) <= sum(lengths)
    assert all(np.isfinite(piece).all() for piece in found)


def test_silence_is_joined_without_nan() -> None:
    found = np.concatenate(list(joined([np.zeros(5000, np.float32)] * 3, 1000)))
    assert len(found) == 13000
    assert not found.any()

"""The last layer learns a speaker: what it is told becomes likelier, what it is not told stays."""

import numpy as np
import pytest

from unisono.align.adapt import last_layer
from unisono.align.net import log_softmax
from unisono.types import Floats, Ints

Told = tuple[Floats, Floats, Ints]


@pytest.fixture
def told() -> Told:
    """A layer for six states, and frames of which the states are where another layer has them."""
    draw = np.random.default_rng(0)
    out = draw.normal(0, 0.3, (9, 6)).astype(np.float32)
    frames = draw.normal(0, 1, (500, 8)).astype(np.float32)
    other = out + draw.normal(0, 0.5, out.shape).astype(np.float32)
    return out, frames, shares(other, frames).argmax(axis=1).astype(np.int32)


def shares(out: Floats, frames: Floats) -> Floats:
    return log_softmax(np.asarray(frames @ out[:-1] + out[-1], np.float32))


def fit(out: Floats, frames: Floats, states: Ints) -> float:
    return float(shares(out, frames)[np.arange(len(states)), states].mean())


def test_states_that_were_found_become_likelier(told: Told) -> None:
    out, frames, states = told
    assert fit(last_layer(out, frames, states), frames, states) > fit(out, frames, states) + 0.1


def test_the_less_it_believes_itself_the_more_it_learns(told: Told) -> None:
    out, frames, states = told
    fits = [fit(last_layer(out, frames, states, belief), frames, states) for belief in (1.0, 0.7, 0.4, 0.1)]
    assert fits == sorted(fits)
    assert fits[0] == pytest.approx(fit(out, frames, states), abs=1e-2)


def test_nothing_sure_changes_nothing(told: Told) -> None:
    out, frames, states = told
    assert (last_layer(out, frames, np.full_like(states, -1)) == out).all()
    assert (last_layer(out, frames[:0], states[:0]) == out).all()


def test_frames_all_alike_have_an_answer(told: Told) -> None:
    out, frames, states = told
    assert np.isfinite(last_layer(out, np.zeros_like(frames), states)).all()

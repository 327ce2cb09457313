"""The resampler: right in pitch and length, and the same however the sound is cut."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unisono.audio.resample import Resampler, resample
from unisono.types import Floats

RATES = st.sampled_from([8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])


def _noise(count: int) -> Floats:
    return np.random.default_rng(count).uniform(-0.5, 0.5, count).astype(np.float32)


@given(rate=RATES, to=RATES, count=st.integers(0, 5_000), sizes=st.lists(st.integers(0, 900), min_size=1, max_size=9))
@settings(max_examples=80, deadline=None)
def test_pieces_joined_equal_the_whole(rate: int, to: int, count: int, sizes: list[int]) -> None:
    sound = _noise(count)
    stream = Resampler(rate, to)
    pieces, start, turn = [], 0, 0
    while start < count:
        size = max(1, sizes[turn % len(sizes)])
        pieces.append(stream.feed(sound[start : start + size]))
        start, turn = start + size, turn + 1
    joined = np.concatenate([*pieces, stream.finish()])
    assert np.array_equal(joined, resample(sound, rate, to))


@given(rate=RATES, to=RATES, count=st.integers(0, 20_000))
@example(rate=24_000, to=22_050, count=240)  # an exact half
@settings(max_examples=80, deadline=None)
def test_the_length_is_that_of_the_time(rate: int, to: int, count: int) -> None:
    assert abs(len(resample(_noise(count), rate, to)) - Fraction(count * to, rate)) <= Fraction(1, 2)


@pytest.mark.parametrize(("rate", "to"), [(8_000, 48_000), (44_100, 16_000), (22_050, 24_000), (48_000, 22_050)])
def test_a_tone_keeps_its_pitch_loudness_and_place(rate: int, to: int) -> None:
    def tone(hertz: int) -> Floats:
        return (0.5 * np.sin(2 * np.pi * 440 * np.arange(hertz) / hertz)).astype(np.float32)

    edge = to // 50
    assert np.abs(resample(tone(rate), rate, to) - tone(to))[edge:-edge].max() < 1e-4


def test_what_the_new_rate_cannot_hold_is_gone() -> None:
    high = np.sin(2 * np.pi * 10_000 * np.arange(48_000) / 48_000).astype(np.float32)
    assert np.abs(resample(high, 48_000, 16_000))[500:-500].max() < 1e-3


def test_every_second_sample_of_a_larger_array_is_sound_too() -> None:
    sound = _noise(4_000)
    assert np.array_equal(resample(sound[::2], 16_000, 24_000), resample(sound[::2].copy(), 16_000, 24_000))

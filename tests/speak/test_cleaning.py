"""Hum, rumble and noise go; the voice stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.speak.damage import with_hum, with_noise
from unisono.audio.read import read
from unisono.speak.cleaning import cleaned, hum
from unisono.speak.likeness import likeness, portrait
from unisono.types import Floats


@pytest.fixture(scope="module")
def voice(shared: Path) -> tuple[Floats, int]:
    speech = read(shared / "speech" / "ref" / "en_female_60s.flac")
    return speech.samples[: 12 * speech.rate], speech.rate


def _far(samples: Floats, clean: Floats) -> float:
    """dB of what differs, against the voice."""
    return float(10 * np.log10(np.mean((samples - clean) ** 2) / np.mean(clean**2)))


@pytest.mark.parametrize("mains", [50.0, 49.95, 60.04])
def test_hum_is_found_and_goes(voice: tuple[Floats, int], mains: float) -> None:
    samples, rate = voice
    humming = with_hum(samples, rate, mains)
    lines = hum(humming, rate)
    for harmonic in (1, 2, 3, 5, 7):
        assert min(abs(line - harmonic * mains) for line in lines) < 0.6
    assert _far(cleaned(humming, rate), samples) < _far(humming, samples) - 12


def test_a_voice_has_no_hum(voice: tuple[Floats, int]) -> None:
    assert hum(*voice) == ()


def test_rumble_and_offset_go(voice: tuple[Floats, int]) -> None:
    samples, rate = voice
    shaken = np.float32(0.2) + samples + np.float32(0.1) * np.sin(np.arange(len(samples)) * 2 * np.pi * 8 / rate)
    assert _far(cleaned(np.asarray(shaken, np.float32), rate), samples) < -20


@pytest.mark.parametrize("decibels", [5, 10, 20])
def test_noise_is_softer_and_the_voice_is_nearer_to_itself(voice: tuple[Floats, int], decibels: int) -> None:
    samples, rate = voice
    noisy = with_noise(samples, decibels)
    better = cleaned(noisy, rate)
    assert _far(better, samples) < _far(noisy, samples) - 3
    alike = [likeness(portrait(sound, rate), portrait(samples, rate)) for sound in (noisy, better)]
    assert alike[1] > alike[0]


def test_what_is_clean_stays_as_it_is(voice: tuple[Floats, int]) -> None:
    samples, rate = voice
    assert _far(cleaned(samples, rate), samples) < -25


@settings(max_examples=25, deadline=None)
@given(count=st.integers(1, 20000), rate=st.sampled_from([8000, 16000, 44100]), level=st.sampled_from([0.0, 1e-9, 1.0]))
def test_any_sound_comes_back_as_long_and_finite(count: int, rate: int, level: float) -> None:
    sound = np.asarray(level * np.random.default_rng(count).standard_normal(count), np.float32)
    better = cleaned(sound, rate)
    assert better.shape == sound.shape
    assert better.dtype == np.float32
    assert np.isfinite(better).all()

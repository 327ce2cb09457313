from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unisono.audio import read
from unisono.audio.features import QUIET, energy, mfcc, pitch
from unisono.types import Floats

RATES = (8000, 11025, 16000, 22050, 44100, 48000)


def buzz(hertz: Floats, rate: int) -> Floats:
    """A voice-like sound: harmonics up to 3.5 kHz, falling off, at a pitch given for each sample."""
    phase = 2 * np.pi * np.cumsum(hertz) / rate
    count = int(3500 / hertz.max())
    return np.asarray(sum(np.sin(k * phase) / k for k in range(1, count + 1)) * 0.2, np.float32)


def noise(count: int, level: float = 0.1) -> Floats:
    return (level * np.random.default_rng(0).standard_normal(count)).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [75, 110, 160, 230, 330, 420])
def test_a_steady_pitch_is_found_within_half_a_percent_and_in_its_octave(rate: int, hertz: int) -> None:
    found = pitch(buzz(np.full(rate, float(hertz), np.float32), rate), rate)
    assert found[3:-3] == pytest.approx(hertz, rel=0.005)


@pytest.mark.parametrize("rate", [8000, 22050, 44100])
def test_a_glide_of_an_octave_is_followed(rate: int) -> None:
    truth = np.geomspace(110, 220, 2 * rate).astype(np.float32)
    found = pitch(buzz(truth, rate), rate)
    centres = ((np.arange(200) + 0.5) * rate / 100).astype(int)
    assert found[5:-5] == pytest.approx(truth[centres][5:-5], rel=0.02)


def test_pitch_lasts_as_long_as_the_voice_does() -> None:
    rate = 16000
    sound = np.concatenate([np.zeros(rate), buzz(np.full(rate, 150.0, np.float32), rate), np.zeros(rate)])
    voiced = np.flatnonzero(pitch(sound.astype(np.float32) + noise(3 * rate, 1e-4), rate) > 0)
    assert voiced[0] == pytest.approx(100, abs=3)
    assert voiced[-1] == pytest.approx(199, abs=3)
    assert len(voiced) == voiced[-1] - voiced[0] + 1


def test_a_missing_fundamental_is_heard_as_people_hear_it() -> None:
    t = np.arange(16000) / 16000
    telephone: Floats = np.array([np.sin(2 * np.pi * 120 * k * t) for k in range(3, 25)], np.float32).sum(axis=0)
    assert np.median(pitch(telephone, 16000)) == pytest.approx(120, rel=0.01)


def test_rumble_louder_than_the_voice_changes_nothing() -> None:
    rate = 16000
    voice = buzz(np.full(2 * rate, 130.0, np.float32), rate)
    rumble = 0.8 * np.sin(2 * np.pi * 8 * np.arange(2 * rate) / rate).astype(np.float32)
    assert pitch(voice + rumble, rate)[3:-3] == pytest.approx(130, rel=0.01)
    assert energy(voice + rumble, rate) == pytest.approx(energy(voice, rate), abs=2)


def test_noise_and_silence_have_no_pitch() -> None:
    assert (pitch(noise(32000), 16000) > 0).mean() < 0.05
    assert not pitch(np.zeros(16000, np.float32), 16000).any()


@pytest.mark.parametrize(
    ("recording", "low", "high"),
    [("en_female_60s", 200, 240), ("zh_female_60s", 170, 200), ("zh_male_60s", 120, 150), ("en_male_77s", 70, 140)],
)
def test_people_are_heard_at_their_pitch(shared: Path, recording: str, low: float, high: float) -> None:
    speech = read.read(shared / "speech" / "ref" / f"{recording}.flac")
    hertz = pitch(speech.samples[: 20 * speech.rate], speech.rate)
    assert low < np.median(hertz[hertz > 0]) < high
    assert 0.25 < (hertz > 0).mean() < 0.85


def test_a_sine_of_full_scale_is_at_minus_three_decibels() -> None:
    sine = np.sin(2 * np.pi * 200 * np.arange(16000) / 16000).astype(np.float32)
    assert energy(sine, 16000)[5:-5] == pytest.approx(-3, abs=0.1)
    assert energy(0.1 * sine, 16000)[5:-5] == pytest.approx(-23, abs=0.1)
    assert (energy(np.zeros(16000, np.float32), 16000) == QUIET).all()


def test_mfcc_tell_loudness_in_the_first_number_only() -> None:
    sound = noise(16000)
    loud, soft = mfcc(sound, 16000), mfcc(0.5 * sound, 16000)
    assert (loud - soft)[:, 0] == pytest.approx(np.log(4) * np.sqrt(26), abs=0.01)
    assert (loud - soft)[:, 1:] == pytest.approx(0, abs=0.01)


def test_mfcc_of_one_sound_at_two_rates_are_alike_and_of_two_sounds_are_not() -> None:
    low, high = (
        mfcc(buzz(np.full(rate, 140.0, np.float32), rate) + noise(rate, 0.002), rate) for rate in (16000, 22050)
    )
    other = mfcc(noise(16000), 16000)
    assert np.abs(low - high)[3:-3, :6].mean() < 0.5 * np.abs(low - other)[3:-3, :6].mean()


@settings(max_examples=60, deadline=None)
@given(count=st.integers(0, 5000), rate=st.sampled_from(RATES))
@example(count=1321, rate=44100)  # rounded up to whole fives it would reach into a fourth
def test_every_feature_has_a_row_for_every_hundredth_of_a_second(count: int, rate: int) -> None:
    sound = noise(count)
    rows = -(-count * 100 // rate)
    assert pitch(sound, rate).shape == (rows,)
    assert energy(sound, rate).shape == (rows,)
    assert mfcc(sound, rate).shape == (rows, 13)
    assert all(np.isfinite(feature(sound, rate)).all() for feature in (pitch, energy, mfcc))


def test_a_long_sound_is_told_as_its_parts_are() -> None:
    sound = buzz(np.geomspace(100, 200, 16000 * 25).astype(np.float32), 16000)  # more than one block of frames
    assert mfcc(sound, 16000)[1200:1300] == pytest.approx(mfcc(sound[16000 * 11 :], 16000)[100:200], abs=1e-3)
    assert pitch(sound, 16000)[1200:1300] == pytest.approx(pitch(sound[16000 * 11 :], 16000)[100:200], rel=1e-3)

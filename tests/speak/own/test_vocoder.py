"""The vocoder says what the mel, the pitch and the voicing say, however they come."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.audio.features import pitch
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.speak.own.mels import BANDS, FLOOR, HOP, RATE, centres, mel
from unisono.speak.own.vocoder import Vocoder
from unisono.types import Floats


def vowel(frames: int, hertz: float, level: float = -4.0) -> tuple[Floats, Floats, Floats]:
    """Three formants on a slope, as loud in every frame."""
    shape = level - centres() / 2500
    for formant in (600, 1300, 2600):
        shape = shape + 2.5 * np.exp(-(((centres() - formant) / (200 + 0.1 * formant)) ** 2))
    ones = np.ones(frames, np.float32)
    return np.tile(shape, (frames, 1)).astype(np.float32), hertz * ones, ones


def said(frames: tuple[Floats, Floats, Floats], size: int = 10**6) -> Floats:
    vocoder = Vocoder()
    count = len(frames[0])
    parts = [vocoder.feed(*(rows[at : at + size] for rows in frames)) for at in range(0, count, size)]
    return np.concatenate([*parts, vocoder.finish()])


def recorded(shared: Path, name: str, seconds: float) -> Floats:
    speech = read(shared / "speech" / name)
    return resample(speech.samples[: int(seconds * speech.rate)], speech.rate, RATE)


def traced(samples: Floats) -> tuple[Floats, Floats, Floats]:
    """Mel, pitch over all frames, and voicing of a recording."""
    rows = mel(samples)
    heard = pitch(samples, RATE)[: len(rows)]
    voiced = np.flatnonzero(heard)
    hertz = np.exp(np.interp(np.arange(len(rows)), voiced, np.log(heard[voiced]))).astype(np.float32)
    return rows, hertz, (heard > 0).astype(np.float32)


@pytest.mark.parametrize("size", [1, 3, 16])
def test_the_sound_is_the_same_bit_for_bit_however_the_frames_come(shared: Path, size: int) -> None:
    frames = traced(recorded(shared, "en_female_ljspeech/LJ001-0002.flac", 1.5))
    assert np.array_equal(said(frames, size), said(frames))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 12), st.integers(1, 5))
def test_every_frame_becomes_ten_milliseconds(frames: int, size: int) -> None:
    sound = said(vowel(frames, 140), size)
    assert len(sound) == frames * HOP
    assert np.isfinite(sound).all()


def test_the_sound_is_at_most_fifty_milliseconds_behind_the_last_frame() -> None:
    vocoder = Vocoder()
    told = 0
    for fed in range(1, 30):
        told += len(vocoder.feed(*vowel(1, 140)))
        assert fed * HOP - told <= 0.05 * RATE


@pytest.mark.parametrize(("first", "last"), [(80, 80), (130, 130), (220, 220), (340, 340), (110, 220)])
def test_the_pitch_is_kept_within_one_percent(first: float, last: float) -> None:
    hertz = np.geomspace(first, last, 100).astype(np.float32)
    turns = np.cumsum(np.interp((np.arange(100 * HOP) + 0.5) / HOP - 0.5, np.arange(100), hertz)) / RATE
    count = int(3500 / max(first, last))
    buzz = 0.1 * sum(np.sin(2 * np.pi * k * turns) / k for k in range(1, count + 1))
    frames = (mel(np.asarray(buzz, np.float32)), hertz, np.ones(100, np.float32))
    assert pitch(said(frames), RATE)[8:-8] == pytest.approx(hertz[8:-8], rel=0.01)


def test_every_group_of_bands_keeps_its_level_within_a_decibel(shared: Path) -> None:
    frames = traced(recorded(shared, "en_female_ljspeech/LJ001-0002.flac", 1.9))
    again = mel(said(frames))
    for low in range(0, BANDS - 10, 10):  # the uppermost lie above what the recording has
        was, now = (10 * np.log10(np.exp(2 * rows[:, low : low + 10]).mean()) for rows in (frames[0], again))
        assert now == pytest.approx(was, abs=1.0)


def test_a_blurred_mel_keeps_a_clear_pitch(shared: Path) -> None:
    rows, hertz, voicing = traced(recorded(shared, "zh_male_aishell_S0252/BAC009S0252W0121.flac", 3))
    kernel = np.ones(7) / 7
    blurred = np.apply_along_axis(lambda row: np.convolve(np.pad(row, 3, mode="edge"), kernel, "valid"), 1, rows)
    heard = pitch(said((blurred.astype(np.float32), hertz, voicing)), RATE)
    both = (heard > 0) & (voicing > 0)
    assert both.sum() > 0.8 * voicing.sum()
    assert (np.abs(np.log(heard[both] / hertz[both])) < 0.1).mean() > 0.95


def test_silence_stays_silent() -> None:
    rows = np.full((50, BANDS), np.log(FLOOR), np.float32)
    for voicing in (0.0, 1.0):
        sound = said((rows, np.full(50, 120, np.float32), np.full(50, voicing, np.float32)))
        assert np.abs(sound).max() < 2**-16


def test_a_pause_between_vowels_is_as_silent_as_the_mel() -> None:
    rows, hertz, voicing = vowel(90, 150)
    rows[30:60] = np.log(FLOOR)
    sound = said((rows, hertz, voicing))
    assert np.abs(sound[36 * HOP : 54 * HOP]).max() < 1e-3 * np.abs(sound).max()


def test_there_is_no_click_and_nothing_steady() -> None:
    rows, hertz, voicing = vowel(120, 120)
    voicing[40:80] = 0  # the voice stops and starts at once
    sound = said((rows, hertz, voicing))
    steps = np.abs(np.diff(sound))
    steady = steps[10 * HOP : 35 * HOP].max()
    assert steps[36 * HOP : 84 * HOP].max() < 2 * steady
    assert abs(sound.mean()) < 1e-3 * np.abs(sound).max()


def test_without_voice_no_pitch_is_heard() -> None:
    rows, hertz, _ = vowel(100, 150)
    assert (pitch(said((rows, hertz, np.zeros(100, np.float32))), RATE) > 0).mean() < 0.1


@pytest.mark.parametrize(
    ("which", "value", "message"),
    [(0, np.nan, "mel has NaN"), (1, 0.0, "hertz has 0"), (2, np.inf, "voicing has NaN")],
)
def test_broken_numbers_are_told_in_one_line(which: int, value: float, message: str) -> None:
    frames = vowel(5, 140)
    frames[which][2] = value
    with pytest.raises(ValueError, match=message):
        Vocoder().feed(*frames)


def test_a_wrong_shape_is_told() -> None:
    rows, hertz, voicing = vowel(5, 140)
    with pytest.raises(ValueError, match=r"mel has shape \(5, 80\)"):
        Vocoder().feed(rows[:, :80], hertz, voicing)
    with pytest.raises(ValueError, match=r"hertz has shape \(4,\)"):
        Vocoder().feed(rows, hertz[:4], voicing)


def test_the_loudest_mel_does_not_blow_up() -> None:
    sound = said(vowel(20, 140, level=60.0))
    assert np.isfinite(sound).all()

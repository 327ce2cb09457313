"""Loud speech opens the mouth wider, against the speaker's own mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.animate.phrases import acted, phrase
from unisono import arkit
from unisono.animate.loudness import Loudness
from unisono.animate.rules import Rules

JAW = arkit.INDEX["jawOpen"]


def test_a_louder_syllable_opens_the_jaw_wider() -> None:
    speech = phrase("sil t ɑ t ɑ t ɑ t ɑ t ɑ t ɑ sil")
    for quiet, loud in ((3, 9), (9, 3)):
        samples = speech.samples.copy()
        for place, gain in ((quiet, 0.35), (loud, 2.0)):
            phone = speech.phones[place + 1]
            samples[int(phone.start * 16_000) : int(phone.end * 16_000)] *= gain
        take = acted(Rules(100), replace(speech, samples=samples))
        jaw = [
            take.face.weights[int(100 * p.start) : int(100 * p.end), JAW].max()
            for p in (speech.phones[quiet + 1], speech.phones[loud + 1])
        ]
        assert jaw[1] > 1.5 * jaw[0]


@pytest.mark.parametrize("gain", [0.003, 0.03, 3.0])
def test_a_recording_that_is_quiet_or_loud_throughout_opens_the_jaw_as_usual(gain: float) -> None:
    speech = phrase("t ɑ t ɑ m ɑ t ɑ t ɑ sil t ɑ k ɑ t ɑ s ɑ")
    usual = acted(Rules(), speech).face.weights[:, JAW]
    other = acted(Rules(), replace(speech, samples=speech.samples * np.float32(gain))).face.weights[:, JAW]
    assert abs(other.max() - usual.max()) < 0.1


def test_noise_before_the_first_word_does_not_make_the_word_a_shout() -> None:
    speech = phrase("sil t ɑ t ɑ t ɑ sil", [2.0, 0.09, 0.15, 0.09, 0.15, 0.09, 0.15, 0.3])
    noisy = speech.samples + np.random.default_rng(1).normal(0, 0.002, len(speech.samples)).astype(np.float32)
    clean = acted(Rules(), speech).face.weights[:, JAW].max()
    assert abs(acted(Rules(), replace(speech, samples=noisy)).face.weights[:, JAW].max() - clean) < 0.15


def test_the_figures_do_not_depend_on_how_the_sound_was_cut() -> None:
    samples = phrase("t ɑ t ɑ m ɑ t ɑ", rate=22_050).samples
    moments = np.arange(0, 0.6, 0.01, dtype=np.float64)
    whole = Loudness(22_050)
    whole.hear(samples)
    parts = Loudness(22_050)
    for start in range(0, len(samples), 77):
        parts.hear(samples[start : start + 77])
    assert np.array_equal(whole.deviations(moments, 0.2), parts.deviations(moments, 0.2))


def test_what_was_forgotten_does_not_change_what_is_kept() -> None:
    samples = phrase("t ɑ t ɑ m ɑ t ɑ").samples
    loudness = Loudness(16_000)
    loudness.hear(samples)
    before = loudness.deviations(np.array([0.5, 0.6]), 0.1)
    loudness.forget(0.4)
    assert np.array_equal(loudness.deviations(np.array([0.5, 0.6]), 0.1), before)

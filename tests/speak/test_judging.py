"""What is wrong with a recording is told, and nothing where all is well."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.speak.damage import in_a_room, with_noise
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.speak.judging import Verdict, judged
from unisono.speak.likeness import likeness, portrait
from unisono.speak.reference import voice_in
from unisono.types import Floats, Speech

RATE = 16000
NAMES = ("en_female_60s", "zh_female_60s", "zh_male_60s", "en_male_77s")


@pytest.fixture(scope="module")
def voices(shared: Path) -> dict[str, Floats]:
    found = {name: read(shared / "speech" / "ref" / f"{name}.flac") for name in NAMES}
    return {name: resample(speech.samples, speech.rate, RATE)[: 45 * RATE] for name, speech in found.items()}


def _verdict(samples: Floats, rate: int = RATE) -> Verdict:
    return judged(voice_in(Speech(samples, rate)))


@pytest.mark.parametrize("name", NAMES)
def test_clean_recordings_of_one_person_are_let_pass(voices: dict[str, Floats], name: str) -> None:
    verdict = _verdict(voices[name])
    assert verdict.people == 1
    assert verdict.echo < 0.45
    assert (verdict.notes() == ()) == (name != "en_male_77s")  # which is noisy


@pytest.mark.parametrize("decibels", [5, 10, 20])
def test_noise_is_measured_and_told(voices: dict[str, Floats], decibels: int) -> None:
    verdict = _verdict(with_noise(voices["en_female_60s"][: 15 * RATE], decibels))
    assert verdict.above == pytest.approx(decibels, abs=3)
    assert any("noisy" in note and "quiet room" in note for note in verdict.notes())
    assert any("very noisy" in note for note in verdict.notes()) == (decibels < 12)


@pytest.mark.parametrize("seconds", [0.3, 0.6, 1.0])
def test_reverberation_is_measured_and_told(voices: dict[str, Floats], seconds: float) -> None:
    for name in NAMES[1:3]:
        verdict = _verdict(in_a_room(voices[name][: 20 * RATE], RATE, seconds))
        assert verdict.echo == pytest.approx(seconds, rel=0.35)
        assert any("echoes" in note for note in verdict.notes()) == (seconds > 0.45)


@pytest.mark.parametrize("names", [("en_female_60s", "zh_male_60s"), ("zh_female_60s", "zh_male_60s")])
def test_two_people_are_told(voices: dict[str, Floats], names: tuple[str, str]) -> None:
    verdict = _verdict(np.concatenate([voices[name][: 20 * RATE] for name in names]))
    assert any("two people" in note for note in verdict.notes())


def test_clipping_and_little_speech_are_told(voices: dict[str, Floats]) -> None:
    loud = np.clip(voices["zh_male_60s"][: 5 * RATE] * 30, -1, 1)
    notes = " ".join(_verdict(loud).notes())
    assert "clipped" in notes
    assert "s of speech" in notes


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_a_telephone_is_told_in_a_file_of_any_rate(voices: dict[str, Floats], name: str, rate: int) -> None:
    narrow = resample(voices[name][: 10 * RATE], RATE, 8000)
    assert "telephone" in " ".join(_verdict(resample(narrow, 8000, rate), rate).notes())


def test_one_person_is_more_alike_than_another(voices: dict[str, Floats]) -> None:
    half = 20 * RATE
    first = {name: portrait(voices[name][:half], RATE) for name in NAMES}
    second = {name: portrait(voices[name][half:], RATE) for name in NAMES}
    for name in NAMES[:3]:
        others = [likeness(first[name], second[other]) for other in NAMES if other != name]
        assert likeness(first[name], second[name]) > max(others) + 0.15
        assert likeness(first[name], first[name]) == pytest.approx(1)


def test_without_much_of_a_sound_there_is_a_verdict() -> None:
    time = np.arange(RATE + 10) / RATE
    tone = np.asarray(0.1 * sum(np.sin(2 * np.pi * 143 * k * time) / k for k in range(1, 20)), np.float32)
    assert _verdict(tone).people == 1

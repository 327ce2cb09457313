from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.audio import read
from unisono.errors import SoundError
from unisono.speak.embedded import Embedded
from unisono.types import Floats, Line, Speech

RATE = 16000


def syllables(hertz: float, count: int, seconds: float = 0.2, rate: int = RATE) -> Floats:
    """A voice that says so many syllables of that length, loud and soft in turn."""
    t = np.arange(round(count * seconds * rate)) / rate
    voice = sum(np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, int(3500 / hertz)))
    return np.asarray(0.3 * voice * np.sin(np.pi * t / seconds) ** 2, np.float32)


def test_pitch_and_pace_of_a_made_up_voice_are_measured() -> None:
    voice = Embedded().enroll(Speech(syllables(140, 20), RATE))
    assert voice.state["pitch"][0] == pytest.approx(140, rel=0.01)
    assert voice.state["pace"][0] == pytest.approx(60 / 1.5 / 0.2, rel=0.35)  # pauses between syllables do not count
    slower = Embedded().enroll(Speech(syllables(140, 10, 0.4), RATE))
    assert slower.state["pace"][0] == pytest.approx(voice.state["pace"][0] / 2, rel=0.1)


def test_the_voice_says_that_it_is_a_stand_in() -> None:
    engine = Embedded()
    voices = (*engine.voices(), engine.enroll(Speech(syllables(200, 20), RATE)))
    for voice in voices:
        assert "stand-in" in voice.notes[0]
        assert "clones nobody" in voice.notes[0]
        assert voice.consent == ""
        assert voice.engine == "stand-in"
    assert "stand-in" in engine.about
    assert "clones nobody" in engine.about


@pytest.mark.parametrize(("recording", "low", "high"), [("zh_female_60s", 170, 200), ("en_male_77s", 70, 140)])
def test_people_are_followed(shared: Path, recording: str, low: float, high: float) -> None:
    speech = read.read(shared / "speech" / "ref" / f"{recording}.flac")
    voice = Embedded().enroll(Speech(speech.samples[: 20 * speech.rate], speech.rate))
    assert low < voice.state["pitch"][0] < high
    assert 80 < voice.state["pace"][0] < 320


def noise(count: int) -> Floats:
    return (0.1 * np.random.default_rng(0).standard_normal(count)).astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "rate", "complaint"),
    [
        (np.zeros(0, np.float32), RATE, "empty"),
        (np.zeros(2 * RATE, np.float32), RATE, "silent"),
        (np.full(2 * RATE, 0.5, np.float32), RATE, "silent"),
        (syllables(140, 20)[: int(0.3 * RATE)], RATE, r"0\.3 s"),
        (np.where(np.arange(2 * RATE) == 99, np.nan, 0.1).astype(np.float32), RATE, "NaN"),
        (np.full(2 * RATE, np.inf, np.float32), RATE, "NaN or infinite"),
        (noise(2 * RATE), RATE, "no voice"),
        (np.stack([syllables(140, 20)] * 2), RATE, r"shape \(2, "),
        (syllables(140, 20), 0, "0 samples per second"),
    ],
)
def test_what_is_no_reference_is_refused_in_one_line(samples: Floats, rate: int, complaint: str) -> None:
    with pytest.raises(SoundError, match=complaint) as refused:
        Embedded().enroll(Speech(samples, rate))
    assert "\n" not in str(refused.value)


def test_a_clipped_reference_works_and_is_told() -> None:
    clean = syllables(140, 20)
    voice = Embedded().enroll(Speech(np.clip(clean * 5, -1, 1), RATE))
    assert voice.state["pitch"][0] == pytest.approx(140, rel=0.02)
    assert any("clipped" in note for note in voice.notes)
    assert not any("clipped" in note for note in Embedded().enroll(Speech(clean, RATE)).notes)


def test_telephone_sound_works() -> None:
    assert Embedded().enroll(Speech(syllables(180, 20, rate=8000), 8000)).state["pitch"][0] == pytest.approx(
        180, rel=0.01
    )


def test_a_pitch_that_cannot_be_reached_is_told_and_held() -> None:
    engine = Embedded()
    voice = engine.enroll(Speech(syllables(400, 20), RATE))
    assert any("400 Hz" in note and "300" in note for note in voice.notes)
    assert len(Speech.join(engine.speak(Line("hello"), voice)).samples)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(0, 3 * 8000), hertz=st.floats(70, 400))
def test_any_length_is_enrolled_or_refused_by_name(count: int, hertz: float) -> None:
    try:
        voice = Embedded().enroll(Speech(syllables(hertz, 20, rate=8000)[:count], 8000))
    except SoundError:
        assert count < 8000
    else:
        assert voice.state["pitch"][0] == pytest.approx(hertz, rel=0.03)

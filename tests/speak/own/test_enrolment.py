"""A recording becomes a voice, and its maker is told how good a one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.speak.damage import with_hum, with_noise
from tests.speak.own.small import small_net
from unisono.audio.read import read
from unisono.errors import SoundError, TextError
from unisono.speak.fitting import FITS, fitted
from unisono.speak.language import language_heard
from unisono.speak.likeness import portrait
from unisono.speak.own.choosing import best
from unisono.speak.own.engine import Own
from unisono.speak.own.enrolment import enrolled
from unisono.speak.own.speaker import Speaker
from unisono.speak.own.tokens import sounds
from unisono.types import SILENCE, Floats, Line, Phone, Speech, Voice

RATE = 16000
TEXT = "今天天气很好，我们去公园。明天下雨，我们在家。你说什么，我不明白。"


def _voice(seconds: float, hertz: float = 143.0, noise: float = 0.0005) -> Floats:
    time = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 20))
    spoken = np.sin(2 * np.pi * 2 * time) > -0.6
    sound = 0.1 * tone * spoken + noise * np.random.default_rng(0).standard_normal(len(time))
    return np.asarray(sound, np.float32)


def _reference(text: str = TEXT) -> Speech:
    phones, at = [], 0.0
    for sound in sounds(Line(text, "zh"))[1]:
        size = 0.4 if sound.label == SILENCE else 0.15
        phones.append(Phone(sound.label, at, at + size))
        at += size
    return Speech(_voice(at), RATE, phones=tuple(phones))


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, str]:
    told = map(json.loads, (shared / "speech" / "manifest.jsonl").read_text("utf-8").splitlines())
    return {Path(entry["audio"]).stem: entry["text"] for entry in told}


def _recording(shared: Path, name: str, seconds: float) -> Speech:
    speech = read(shared / "speech" / "ref" / f"{name}.flac")
    return Speech(speech.samples[: round(seconds * speech.rate)], speech.rate)


@pytest.fixture(scope="module")
def damaged(shared: Path, texts: dict[str, str]) -> Voice:
    """What becomes of 30 s of a man whom the net does not know, with noise and hum."""
    clean = _recording(shared, "zh_male_60s", 30)
    noisy = with_hum(with_noise(clean.samples, 10), clean.rate)
    return enrolled(Own().net, Speech(noisy, clean.rate), texts["zh_male_60s"], seconds=14)


def test_a_damaged_recording_ends_in_a_warning(damaged: Voice) -> None:
    assert "% alike" in damaged.notes[0]
    assert "noise" in damaged.notes[0]
    assert any("very noisy" in note and "quiet room" in note for note in damaged.notes)
    assert all("\n" not in note for note in damaged.notes)


def test_and_in_a_voice_that_is_understood_and_is_no_noise(damaged: Voice) -> None:
    said = Speech.join(Own().speak(Line("请把桌子上的那本书递给我，谢谢。", "zh"), damaged))
    assert fitted(Speech(said.samples, said.rate), "请把桌子上的那本书递给我，谢谢。").sure > 0.6
    loud = np.sort(np.square(said.samples[: len(said.samples) // 240 * 240]).reshape(-1, 240).mean(axis=1))
    assert loud[len(loud) // 2 :].mean() > 10**3 * loud[: len(loud) // 20].mean()


def test_the_better_voice_is_kept(shared: Path) -> None:
    own = Own()
    good = next(Speaker.of(voice.state) for voice in own.voices() if "S0150" in voice.name)
    broken = replace(good, changed={"mel.weight": np.zeros_like(own.net.weights["mel.weight"])})
    like = portrait(*_sound(_recording(shared, "zh_female_60s", 20)))
    at, how = best(own.net, [broken, good], like, "zh")
    assert at == 1
    assert how.clear > 0.6


def _sound(speech: Speech) -> tuple[Floats, int]:
    return speech.samples, speech.rate


@pytest.mark.parametrize("name", ["zh_male_60s", "en_male_77s"])
def test_a_right_text_fits_and_a_wrong_one_does_not(shared: Path, texts: dict[str, str], name: str) -> None:
    speech = _recording(shared, name, 20)
    right = fitted(speech, texts[name])
    assert right.sure > FITS + 0.1
    assert right.speech.duration > 0.5 * speech.duration
    assert right.speech.phones[-1].end == pytest.approx(right.speech.duration, abs=0.02)
    wrong = fitted(speech, texts["zh_female_60s" if name.startswith("zh") else "en_female_60s"])
    assert wrong.sure < FITS - 0.05
    assert wrong.speech.duration < 0.4 * speech.duration


@pytest.mark.parametrize("name", ["zh_male_60s", "en_male_77s", "en_female_60s"])
def test_the_language_is_heard(shared: Path, name: str) -> None:
    assert language_heard(_recording(shared, name, 12)) == name[:2]


def test_with_text_and_phones_it_is_learnt() -> None:
    voice = enrolled(small_net(), _reference(), TEXT, seconds=11)
    assert "% alike" in voice.notes[0]
    assert np.exp(Speaker.of(voice.state).pitch[0]) == pytest.approx(143, rel=0.03)


def test_two_seconds_without_a_text_are_heard_and_said_to_be_little() -> None:
    voice = enrolled(small_net(), Speech(_voice(2), RATE), " ")
    assert "only heard" in voice.notes[0]
    assert any("of speech" in note for note in voice.notes)
    assert not Speaker.of(voice.state).changed
    assert np.exp(Speaker.of(voice.state).pitch[0]) == pytest.approx(143, rel=0.03)


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(TextError, match="text"):
        enrolled(small_net(), Speech(_voice(2), RATE), "…")


@pytest.mark.parametrize(
    "samples",
    [np.zeros(RATE * 2), np.zeros(10), np.full(RATE * 2, np.nan), np.random.default_rng(0).normal(size=RATE * 2)],
)
def test_what_is_no_voice_is_refused_in_one_line(samples: Floats) -> None:
    with pytest.raises(SoundError) as told:
        enrolled(small_net(), Speech(np.asarray(samples, np.float32), RATE))
    assert "\n" not in str(told.value)

"""A recording becomes a voice, and its maker is told how good a one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.speak.own.small import small_net
from unisono.errors import SoundError
from unisono.speak.own.enrolment import enrolled
from unisono.speak.own.speaker import Speaker
from unisono.speak.own.tokens import sounds
from unisono.types import SILENCE, Floats, Line, Phone, Speech

RATE = 16000
TEXT = "今天天气很好，我们去公园。明天下雨，我们在家。你说什么，我不明白。"


def _voice(seconds: float, hertz: float = 150.0, noise: float = 0.0005) -> Floats:
    time = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * hertz * k * time) / k for k in range(1, 20))
    spoken = np.sin(2 * np.pi * 2 * time) > -0.6
    sound = 0.1 * tone * spoken + noise * np.random.default_rng(0).standard_normal(len(time))
    return np.asarray(sound, np.float32)


def _reference(text: str = TEXT, noise: float = 0.0005) -> Speech:
    phones, at = [], 0.0
    for sound in sounds(Line(text, "zh"))[1]:
        size = 0.4 if sound.label == SILENCE else 0.15
        phones.append(Phone(sound.label, at, at + size))
        at += size
    return Speech(_voice(at, noise=noise), RATE, phones=tuple(phones))


def test_with_text_and_phones_it_is_learnt() -> None:
    voice = enrolled(small_net(), _reference(), TEXT)
    assert "learnt from" in voice.notes[0]
    speaker = Speaker.of(voice.state)
    assert np.exp(speaker.pitch[0]) == pytest.approx(150, rel=0.03)
    assert speaker.changed


def test_without_text_it_is_heard_and_says_so() -> None:
    voice = enrolled(small_net(), Speech(_voice(4), RATE))
    assert "only heard" in voice.notes[0]
    assert not Speaker.of(voice.state).changed
    assert np.exp(Speaker.of(voice.state).pitch[0]) == pytest.approx(150, rel=0.03)


def test_with_a_text_that_is_too_short_it_is_heard() -> None:
    voice = enrolled(small_net(), _reference("你好。"), "你好。")
    assert "8 s or more are needed" in voice.notes[0]


def test_noise_is_told_of() -> None:
    assert any("noisy" in note for note in enrolled(small_net(), Speech(_voice(4, noise=0.1), RATE)).notes)
    assert not any("noisy" in note for note in enrolled(small_net(), Speech(_voice(4), RATE)).notes)


@pytest.mark.parametrize(
    "samples",
    [np.zeros(RATE * 2), np.zeros(10), np.full(RATE * 2, np.nan), np.random.default_rng(0).normal(size=RATE * 2)],
)
def test_what_is_no_voice_is_refused_in_one_line(samples: Floats) -> None:
    with pytest.raises(SoundError) as told:
        enrolled(small_net(), Speech(np.asarray(samples, np.float32), RATE))
    assert "\n" not in str(told.value)

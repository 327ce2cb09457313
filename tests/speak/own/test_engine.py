"""The engine keeps the contract of a synthesizer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from tests.speak.own.small import small_net
from unisono.errors import InputError, TextError
from unisono.speak.own.engine import CHUNK, Own
from unisono.speak.own.mels import RATE
from unisono.speak.own.speaker import Speaker
from unisono.testing import check_synthesizer
from unisono.types import Floats, Line, Mark, Speech, Voice

VOICE = Voice("me", "own", Speaker(np.zeros(8, np.float32), (5.0, 0.2)).state(small_net()))


@pytest.fixture(scope="module")
def engine() -> Own:
    return Own(small_net())


@pytest.mark.parametrize("text", ["你好，world！", "Stop it.", "一"])
def test_the_contract_is_kept(engine: Own, text: str) -> None:
    check_synthesizer(engine, VOICE, Line(text))


def test_chunks_are_short_and_words_are_told_where_they_end(engine: Own) -> None:
    chunks = list(engine.speak(Line("Please stop talking, 好吗？", "en"), VOICE))
    assert all(len(chunk.samples) <= CHUNK for chunk in chunks)
    assert [word.label for chunk in chunks for word in chunk.words] == ["Please", "stop", "talking,", "好", "吗？"]
    for chunk in chunks:
        assert all(chunk.offset / RATE - 1e-6 <= word.end <= chunk.end / RATE + 1e-6 for word in chunk.words)


def test_sound_is_as_long_as_its_phones(engine: Own) -> None:
    whole = Speech.join(engine.speak(Line("你好"), VOICE))
    assert whole.phones[-1].end == pytest.approx(whole.duration, abs=1e-6)


def test_a_softer_line_is_softer(engine: Own) -> None:
    text = "stop"
    loud = [
        np.abs(Speech.join(engine.speak(Line(text, "en", marks=marks), VOICE)).samples).mean()
        for marks in ((), (Mark("volume", 0, 4, 0.3),))
    ]
    assert loud[1] < 0.7 * loud[0]


def test_another_engines_voice_is_refused(engine: Own) -> None:
    with pytest.raises(InputError, match="stand-in"):
        next(engine.speak(Line("hi"), Voice("low", "stand-in", {})))


def test_nothing_to_say_is_told(engine: Own) -> None:
    with pytest.raises(TextError, match="nothing to say"):
        next(engine.speak(Line("…"), VOICE))


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"vector": np.zeros(3, np.float32)},
        {"pitch": np.array([1e9, 1], np.float32)},
        {"pitch": np.float32(5)},
        {"net/nothing": np.zeros(3, np.float32)},
        {"net/mel.bias": np.zeros(3, np.float16)},
        {"net/predicted.bias": np.full(6, 6e4, np.float16)},
    ],
)
def test_a_voice_that_does_not_fit_the_weights_is_refused(engine: Own, state: Mapping[str, Floats]) -> None:
    with pytest.raises(InputError, match="enroll the recording again") as told:
        next(engine.speak(Line("hi"), Voice("me", "own", {**VOICE.state, **state} if state else {})))
    assert "\n" not in str(told.value)

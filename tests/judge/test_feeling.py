"""The feeling that a line was given is seen in the curves, while it speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from unisono.animate import emotion
from unisono.animate.rules import Rules
from unisono.facs import PROTOTYPES
from unisono.judge.feeling import feeling, likeness
from unisono.speak.embedded import Embedded
from unisono.types import Floats, Line, Span, Speech, Take

TEXTS = {
    "en": "Peter remembered five mumbling pop singers, but my mother bought a bumpy apple pie from the farm.",
    "zh": "爸爸妈妈跑步买苹果，风很大，朋友们飞快地回来了。绿色的鱼在水里游。",
}


@pytest.fixture(scope="module")
def speeches() -> Iterator[list[Speech]]:
    engine = Embedded()
    voice = engine.voices()[0]
    yield [Speech.join(engine.speak(Line(text, language), voice)) for language, text in TEXTS.items()]
    engine.close()


def curves(speech: Speech, label: str, strength: float = 1.0, seed: int = 0) -> Floats:
    felt = (Span(label, 0.0, speech.duration, strength),)
    return Take.join(Rules(30, seed=seed).animate([replace(speech, emotions=felt)])).face.weights


def test_the_face_and_facs_know_the_same_feelings() -> None:
    assert set(emotion.NAMES) == set(PROTOTYPES)


@pytest.mark.parametrize("label", [name for name in PROTOTYPES if name != "neutral"])
def test_a_feeling_is_like_its_prototype_while_it_speaks(speeches: list[Speech], label: str) -> None:
    for speech in speeches:
        assert likeness(curves(speech, label))[label] >= 0.8


def test_nine_of_ten_tags_are_recovered_at_any_strength(speeches: list[Speech]) -> None:
    seen = [
        feeling(curves(speech, label, strength, seed)) == label
        for speech in speeches
        for label in PROTOTYPES
        for seed, strength in enumerate((0.5, 0.75, 1.0))
    ]
    assert np.mean(seen) >= 0.9


def test_a_face_at_rest_shows_nothing() -> None:
    assert likeness(np.zeros((10, 52), np.float32)) == {}
    assert feeling(np.zeros((10, 52), np.float32)) == "neutral"

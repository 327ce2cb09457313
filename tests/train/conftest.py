"""A little speech of which the times of all phones are known."""

import pytest

from unisono.train.corpus import Utterance
from unisono.train.lessons import Lesson, lessons
from unisono.train.synthetic import espeak, sentences

TEXTS = (
    "The quick brown fox jumps over the lazy dog and then it sleeps for a while",
    "She had your dark suit in greasy wash water all year",
    "Do you think that five measures of pure joy are enough to move both of us",
    "My mother bought a pair of blue shoes and my father a big map of the moon",
    "Please show me how to choose between oil and vinegar or go home now",
    "We were away at the beach watching the warm waves",
)


@pytest.fixture(scope="session")
def spoken() -> list[Utterance]:
    """Thirty sentences in thirty voices."""
    return list(espeak(sentences(TEXTS, 30, 9, seed=1), "en", seed=1))


@pytest.fixture(scope="session")
def data(spoken: list[Utterance]) -> list[Lesson]:
    return lessons(spoken)

"""Synthetic speech comes with times that fit its sound."""

import shutil
from itertools import pairwise

import numpy as np
import pytest

from unisono.align.units import SIL, UNITS, is_closing
from unisono.train.corpus import RATE, Utterance
from unisono.train.synthetic import flite, sentences
from unisono.types import Floats


def level(sound: Floats, start: float, end: float) -> float:
    part = sound[round(start * RATE) : round(end * RATE)]
    return float(np.sqrt(np.mean(part**2))) if len(part) else 0.0


def check(utterance: Utterance) -> None:
    pieces = utterance.pieces
    assert pieces[0].start == 0
    for left, right in pairwise(pieces):
        assert left.end == pytest.approx(right.start)
        assert left.start < left.end
        assert not left.unit == right.unit == SIL
    assert abs(pieces[-1].end - len(utterance.samples) / RATE) < 0.15


def test_espeak_tells_all_of_the_sound(spoken: list[Utterance]) -> None:
    assert len(spoken) >= 28
    for utterance in spoken:
        check(utterance)


def test_a_closure_is_quieter_than_what_is_around_it(spoken: list[Utterance]) -> None:
    closures, vowels = [], []
    for utterance in spoken:
        for piece in utterance.pieces:
            if is_closing(piece.unit) and piece.release > piece.start + 0.02 and UNITS[piece.unit] in "ptk":
                closures.append(level(utterance.sound, piece.start + 0.005, piece.release - 0.005))
            elif UNITS[piece.unit] in "ɑæɛi":
                vowels.append(level(utterance.sound, piece.start, piece.end))
    assert np.median(closures) < 0.1 * np.median(vowels)


@pytest.mark.skipif(not shutil.which("flite"), reason="flite is not installed (apt-get install flite)")
@pytest.mark.parametrize("voice", ["slt", "rms"])
def test_flite_tells_all_of_the_sound(voice: str) -> None:
    said = list(flite(["The big dog took a quick bite, and then chose better judges.", "Ha"], voice, seed=0))
    for utterance in said:
        check(utterance)
    assert [UNITS[piece.unit] for piece in said[0].pieces][1:6] == ["ð", "ə", "b", "ɪ", "ɡ"]


def test_sentences_are_cut_from_the_texts_and_the_same_for_a_seed() -> None:
    texts = ["one two three four five six seven", "今天天气很好我们去公园"]
    said = sentences(texts, 40, 4, seed=3)
    assert said == sentences(texts, 40, 4, seed=3) != sentences(texts, 40, 4, seed=4)
    assert all(len(text.split()) <= 4 for text in said if text.isascii())
    assert all(len(text) <= 4 for text in said if not text.isascii())

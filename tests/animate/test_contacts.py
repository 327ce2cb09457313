"""JALI's hard rules hold for any phones, at any frame rate, in any mood."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.animate.phrases import ENGLISH, MANDARIN, acted, phrase, phrases, times
from unisono import arkit, phones
from unisono.animate import emotion
from unisono.animate.rules import Rules
from unisono.types import Floats, Phone, Span, Speech, Take

JAW = arkit.INDEX["jawOpen"]
OPENERS = [JAW, arkit.INDEX["mouthFunnel"], *arkit.both("mouthUpperUp"), *arkit.both("mouthLowerDown")]


def during(take: Take, start: float, end: float) -> Floats:
    """(T, 52) weights of the frames from `start` to `end`."""
    t = times(take)
    return take.face.weights[(t >= start - 1e-9) & (t <= end + 1e-9)]


def shut(phone: Phone) -> tuple[float, float]:
    return phone.start, phone.end if phone.release is None else phone.release


def of(speech: Speech, sounds: frozenset[str]) -> list[Phone]:
    return [p for p in speech.phones if phones.bases(p.label)[0] in sounds]


@given(phrases(), st.sampled_from([24, 25, 30, 60]))
@settings(max_examples=60, deadline=None)
def test_every_bilabial_shuts_the_lips_in_some_frame_and_the_jaw_in_all(speech: Speech, fps: int) -> None:
    take = acted(Rules(fps), speech)
    t = times(take)
    for phone in of(speech, phones.BILABIALS):
        start, end = shut(phone)
        if end - start >= 1 / fps:
            assert during(take, start, end)[:, JAW].max() <= 0.02
        # A closure shorter than a frame is still seen in one: that at or next before the release.
        last = np.flatnonzero(t <= end + 1e-9)[-1]
        assert take.face.weights[last, OPENERS].max() <= 0.02, (phone, t[last])


@given(phrases(least=0.06))
@settings(max_examples=40, deadline=None)
def test_stops_are_shut_from_45_to_5_ms_before_they_burst(speech: Speech) -> None:
    take = acted(Rules(100), speech)
    for phone in of(speech, phones.BILABIALS):
        if phone.release is not None and phone.release > 0.06:
            frames = during(take, phone.release - 0.045, phone.release - 0.005)
            assert frames[:, OPENERS].max() <= 0.02
            assert frames[:, list(arkit.both("mouthPress"))].min() >= 0.35


@given(phrases(least=0.06))
@settings(max_examples=40, deadline=None)
def test_every_vowel_opens_the_jaw_at_some_point(speech: Speech) -> None:
    take = acted(Rules(100), speech)
    for phone in speech.phones:
        if phones.is_vowel(phone.label):
            assert during(take, phone.start, phone.end)[:, JAW].max() >= 0.02, phone


@given(phrases(least=0.06))
@settings(max_examples=40, deadline=None)
def test_sibilants_nearly_shut_the_jaw(speech: Speech) -> None:
    take = acted(Rules(100), speech)
    for phone in of(speech, phones.SIBILANTS):
        assert during(take, phone.start, phone.end)[:, JAW].max() <= 0.12


@given(phrases(least=0.06))
@settings(max_examples=40, deadline=None)
def test_labiodentals_lift_the_lower_lip_to_the_teeth_and_part_the_lips(speech: Speech) -> None:
    take = acted(Rules(100), speech)
    for i, phone in enumerate(speech.phones):
        beside = speech.phones[max(i - 1, 0) : i + 2]
        if phones.bases(phone.label)[0] in phones.LABIODENTALS and not any(
            phones.bases(p.label)[0] in phones.BILABIALS for p in beside
        ):
            middle = during(take, *[(phone.start + phone.end) / 2 + d for d in (-0.005, 0.005)])
            assert middle[:, JAW].max() <= 0.07
            assert middle[:, list(arkit.both("mouthUpperUp"))].min() >= 0.25
            assert middle[:, arkit.INDEX["mouthRollLower"]].min() >= 0.2


@pytest.mark.parametrize("feeling", emotion.NAMES)
@pytest.mark.parametrize("labels", [ENGLISH, MANDARIN])
def test_no_emotion_costs_a_closure(feeling: str, labels: str) -> None:
    speech = phrase(labels)
    take = acted(Rules(), replace(speech, emotions=(Span(feeling, 0.0, 99.0),)))
    for phone in of(speech, phones.BILABIALS):
        frames = during(take, *shut(phone))
        assert frames[:, OPENERS].max() <= 0.02
        assert frames[:, list(arkit.both("noseSneer"))].max() <= 0.2


def test_sounds_of_the_tongue_leave_the_lips_to_their_neighbours() -> None:
    lips = [arkit.INDEX["mouthPucker"], *arkit.both("mouthStretch")]
    for around in ("u", "i"):
        with_tongue = acted(Rules(100), phrase(f"{around} n {around}", [0.2, 0.07, 0.2]))
        alone = acted(Rules(100), phrase(f"{around} {around}", [0.2, 0.27]))
        moved = np.abs(during(with_tongue, 0.2, 0.27)[:, lips] - during(alone, 0.2, 0.27)[:, lips])
        assert moved.max() < 0.12, around


def test_a_rounded_vowel_rounds_the_consonants_before_it() -> None:
    pucker = arkit.INDEX["mouthPucker"]
    rounded = during(acted(Rules(100), phrase("s u", [0.15, 0.2])), 0.10, 0.14)[:, pucker].mean()
    spread = during(acted(Rules(100), phrase("s i", [0.15, 0.2])), 0.10, 0.14)[:, pucker].mean()
    assert rounded > spread + 0.2


def test_a_diphthong_moves_from_its_first_vowel_to_its_second() -> None:
    take = acted(Rules(100), phrase("t aʊ t", [0.1, 0.3, 0.1]))
    first, second = during(take, 0.13, 0.2), during(take, 0.31, 0.38)
    assert first[:, JAW].mean() > second[:, JAW].mean() + 0.1
    assert second[:, arkit.INDEX["mouthPucker"]].mean() > first[:, arkit.INDEX["mouthPucker"]].mean() + 0.3


def test_the_tongue_comes_out_a_little_for_th_and_hardly_for_anything_else() -> None:
    tongue = arkit.INDEX["tongueOut"]
    assert 0.12 < acted(Rules(), phrase("ə θ ə")).face.weights[:, tongue].max() <= 0.3
    for symbol in phones.VISEME:
        if phones.VISEME[symbol] != "TH":
            assert acted(Rules(), phrase(["ə", symbol, "ə"])).face.weights[:, tongue].max() <= 0.1, symbol

"""Without a text, phones are heard in time, as the sound comes."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from unisono import plugins
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.phones import BILABIALS, MANNER, VISEME, bases
from unisono.testing import check_aligner, cut, spoken
from unisono.types import SILENCE, Line, Phone, Span, Speech

NO_TEXT = Line("")


def listen(sound: Speech) -> Speech:
    bare = Speech(sound.samples, sound.rate)
    return Speech.join(plugins.load("aligner", "ear").align(NO_TEXT, [bare]))


def said(text: str, language: str) -> Speech:
    synthesizer = plugins.load("synthesizer", "stand-in")
    return Speech.join(synthesizer.speak(Line(text, language), synthesizer.voices()[1]))


def opening(phones: tuple[Phone, ...], frames: int) -> NDArray[np.intp]:
    """(frames,) 0 for a pause, 1 for a consonant, 2 for a vowel or glide, every 10 ms."""
    starts = np.array([p.start for p in phones])
    which = np.searchsorted(starts, (np.arange(frames) + 0.5) / 100, side="right") - 1
    kinds = [0 if p.label == SILENCE else 1 + (MANNER[bases(p.label)[0]] in ("vowel", "approximant")) for p in phones]
    return np.array(kinds, np.intp)[which]


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
def test_the_contract_is_kept_at_any_rate_and_however_the_sound_is_cut(rate: int) -> None:
    voice = said("Please keep my big blue maps.", "en")
    sound = Speech(resample(voice.samples, voice.rate, rate), rate)
    check_aligner(lambda: plugins.load("aligner", "ear"), NO_TEXT, sound)


@given(st.integers(0, 4000), st.sampled_from([8_000, 16_000, 22_050, 48_000]), st.integers(1, 700))
@settings(max_examples=30, deadline=None)
def test_sound_of_any_length_comes_back_whole(samples: int, rate: int, size: int) -> None:
    sound = Speech(np.random.default_rng(samples).standard_normal(samples).astype(np.float32) * 0.1, rate)
    if samples:
        check_aligner(lambda: plugins.load("aligner", "ear"), NO_TEXT, sound, (size, 10**6))
    else:
        assert not [c for c in plugins.load("aligner", "ear").align(NO_TEXT, [sound]) if len(c.samples)]


@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_sound_is_told_within_the_lookahead(rate: int) -> None:
    voice = said("Hello there, how are you?", "en")
    sound = Speech(resample(voice.samples, voice.rate, rate), rate)
    aligner = plugins.load("aligner", "ear")
    heard = 0.0

    def live() -> Iterator[Speech]:
        nonlocal heard
        for chunk in cut(sound, rate // 100):
            heard = chunk.end / rate
            yield chunk

    for chunk in aligner.align(NO_TEXT, live()):
        assert heard - chunk.offset / rate <= aligner.lookahead + 0.001


def test_a_long_sound_needs_no_more_memory_than_a_short_one() -> None:
    voice = said("The quick brown fox jumps over the lazy dog.", "en").samples
    aligner = plugins.load("aligner", "ear")

    def chunks(count: int) -> Iterator[Speech]:
        for n in range(count):
            yield Speech(voice, 22_050, n * len(voice))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            for _ in aligner.align(NO_TEXT, chunks(count)):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(8) < 1.2 * peak(2)


def test_open_spread_and_rounded_vowels_are_told_apart() -> None:
    voice = said("妈妈骑马，弟弟喝水，姑姑读书，我做我的事，他打他的球。", "zh")
    heard = listen(voice).phones
    right = []
    for phone in voice.phones:
        mouth = VISEME[bases(phone.label)[0]]
        if mouth in ("aa", "I", "U", "O"):
            middle = (phone.start + phone.end) / 2
            told = next(p for p in heard if p.start <= middle < p.end)
            like = ("U", "O") if mouth in ("U", "O") else ("aa", "AX") if mouth == "aa" else ("I",)
            right.append(VISEME[bases(told.label)[0]] in like)
    assert len(right) > 15
    assert np.mean(right) >= 0.75, f"{np.mean(right):.0%}"


def test_hissing_is_told_from_voice_and_from_silence() -> None:
    voice = said("Six sisses: ssss.", "en")
    found = listen(voice)
    frames = len(voice.samples) * 100 // voice.rate
    truth = sounding(voice.phones, "s", frames)
    heard = sounding(found.phones, "s", frames) | sounding(found.phones, "ʃ", frames)
    assert np.mean(heard[truth]) > 0.6
    assert np.mean(heard[~truth]) < 0.15


def sounding(phones: tuple[Phone, ...], symbol: str, frames: int) -> NDArray[np.bool_]:
    starts = np.array([p.start for p in phones])
    which = np.searchsorted(starts, (np.arange(frames) + 0.5) / 100, side="right") - 1
    return np.array([bases(p.label)[0] == symbol for p in phones])[which]


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("en_female_ljspeech/LJ001-0006.flac", 0.8),
        ("en_female_ljspeech/LJ001-0010.flac", 0.8),
        ("zh_female_aishell_S0150/BAC009S0150W0121.flac", 0.8),
        ("zh_male_aishell_S0252/BAC009S0252W0121.flac", 0.8),
    ],
)
def test_real_voices_open_and_shut_the_mouth_where_their_text_does(
    name: str, least: float, recording: Callable[..., tuple[Speech, Line]]
) -> None:
    sound, line = recording(name)
    wanted = Speech.join(plugins.load("aligner", "own").align(line, [sound])).phones
    frames = int(sound.duration * 100)
    agree = opening(listen(sound).phones, frames) == opening(wanted, frames)
    assert agree.mean() >= least, f"{agree.mean():.1%} of frames agree"


@pytest.mark.parametrize(("language", "recall", "precision"), [("en", 0.55, 0.45), ("zh", 0.5, 0.5)])
def test_lips_close_where_they_were_seen_to_close(language: str, recall: float, precision: float, shared: Path) -> None:
    """Hand labels (labels/README.md): p, b and m that are told, by how much of them is true and how much is found."""
    events = json.loads((Path(__file__).parent / "labels" / f"{language}.json").read_text("utf-8"))
    hits, told_right = [], []
    for name, held in list(events.items())[:12]:
        sound = read(shared / "speech" / name)
        told = [
            (p.start, p.end if p.release is None else p.release)
            for p in listen(sound).phones
            if bases(p.label)[0] in BILABIALS
        ]
        lips = [event for event in held["events"] if event["kind"] in "pbm"]
        known = [(e["closure"] or e["release"] - 0.06, e["release"] or e["closure"] + 0.06) for e in lips]
        hits += [any(min(b, d) - max(a, c) > 0.4 * (d - c) for a, b in told) for c, d in known]
        told_right += [any(min(b, d + 0.02) > max(a, c - 0.02) for c, d in known) for a, b in told]
    assert np.mean(hits) >= recall, f"{np.mean(hits):.0%} of {len(hits)}"
    assert np.mean(told_right) >= precision, f"{np.mean(told_right):.0%} of {len(told_right)}"


def test_silence_is_silence() -> None:
    quiet = np.random.default_rng(0).standard_normal(32_000).astype(np.float32) * np.float32(0.0003)
    found = listen(Speech(quiet, 16_000)).phones
    assert sum(p.end - p.start for p in found if p.label == SILENCE) > 1.5


def test_speech_with_phones_passes_through_untouched() -> None:
    chunks = list(cut(spoken("hello there"), 500))
    found = plugins.load("aligner", "ear").align(NO_TEXT, chunks)
    assert all(a is b for a, b in zip(found, chunks, strict=True))


def test_words_and_feelings_that_the_speech_brings_are_kept() -> None:
    voice = said("Hello there.", "en")
    bare = replace(voice, phones=(), emotions=(Span("happy", 0.0, voice.duration),))
    for size in (111, 10**6):
        found = Speech.join(plugins.load("aligner", "ear").align(NO_TEXT, cut(bare, size)))
        assert (found.words, found.emotions) == (bare.words, bare.emotions)


def test_no_sound_gives_nothing() -> None:
    assert list(plugins.load("aligner", "ear").align(NO_TEXT, [])) == []

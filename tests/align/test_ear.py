"""Without a text, broad classes of sound are heard in time, as the sound comes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from unisono import caches, plugins
from unisono.align.sounds import sounds
from unisono.audio.resample import resample
from unisono.phones import MANNER, bases
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


@pytest.mark.parametrize(("hanzi", "heard"), [("啊", "a"), ("衣", "i"), ("屋", "uo"), ("哦", "uo")])
def test_open_spread_and_rounded_vowels_are_told_apart(hanzi: str, heard: str) -> None:
    found = listen(said(f"{hanzi}，{hanzi}，{hanzi}，{hanzi}。", "zh"))
    vowels = [p for p in found.phones if MANNER[bases(p.label)[0]] == "vowel"]
    right = sum(p.end - p.start for p in vowels if p.label in heard)
    assert right >= 0.5 * sum(p.end - p.start for p in vowels)


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
        ("en_female_ljspeech/LJ001-0006.flac", 0.72),
        ("en_female_ljspeech/LJ001-0010.flac", 0.72),
        ("zh_female_aishell_S0150/BAC009S0150W0121.flac", 0.65),
        ("zh_male_aishell_S0252/BAC009S0252W0121.flac", 0.65),
    ],
)
def test_real_voices_open_and_shut_the_mouth_where_their_text_does(
    name: str, least: float, recording: Callable[..., tuple[Speech, Line]]
) -> None:
    sound, line = recording(name)
    wanted = Speech.join(plugins.load("aligner", "echo").align(line, [sound])).phones
    frames = int(sound.duration * 100)
    agree = opening(listen(sound).phones, frames) == opening(wanted, frames)
    assert agree.mean() >= least, f"{agree.mean():.1%} of frames agree"


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


@pytest.mark.parametrize("length", [0, 900])
def test_a_cache_that_was_cut_short_is_made_anew(length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sounds("narrow")
    damaged = [tmp_path / kept.name for kept in caches.folder().glob("ear-narrow-*.npz")]
    for place in damaged:
        place.write_bytes((caches.folder() / place.name).read_bytes()[:length])
    monkeypatch.setattr(caches, "folder", lambda: tmp_path)
    fitted = sounds("narrow")
    anew = max(damaged, key=lambda place: place.stat().st_size)
    assert np.array_equal(np.load(anew)["weight"], fitted.weight)
    assert sorted(tmp_path.iterdir()) == sorted(damaged)


def test_no_sound_gives_nothing() -> None:
    assert list(plugins.load("aligner", "ear").align(NO_TEXT, [])) == []

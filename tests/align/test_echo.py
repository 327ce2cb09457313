"""A recording and its text become phones at the times at which they are heard."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from unisono import plugins
from unisono.align.echo import LONGEST
from unisono.audio.features import energy
from unisono.audio.resample import resample
from unisono.errors import SoundError, TextError
from unisono.phones import is_stop
from unisono.testing import check_aligner, cut, spoken
from unisono.types import SILENCE, Line, Phone, Speech, Voice

SAID = (
    Line("Please keep both of my big blue maps, and bring them back tomorrow.", "en"),
    Line("妈妈买了八个包子，爸爸跑步去图书馆。", "zh"),
)


def align(line: Line, sound: Speech) -> Speech:
    return Speech.join(plugins.load("aligner", "echo").align(line, [sound]))


def truth(line: Line, pace: float, pitch: float) -> Speech:
    """The stand-in's own speech, whose phones are known."""
    synthesizer = plugins.load("synthesizer", "stand-in")
    voice: Voice = synthesizer.voices()[0]
    state = {**voice.state, "pace": np.array([pace], np.float32), "pitch": np.array([pitch], np.float32)}
    return Speech.join(synthesizer.speak(line, replace(voice, state=state)))


def disguised(sound: Speech, faster: float, rate: int) -> Speech:
    """The same sound `faster` times as fast, and as much higher, at another rate and in a noisy room."""
    samples = resample(sound.samples, round(sound.rate * faster), rate)
    noise = np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
    return Speech(samples + np.float32(0.002) * noise, rate)


def starts(phones: tuple[Phone, ...]) -> tuple[list[str], NDArray[np.float64]]:
    said = [p for p in phones if p.label != SILENCE]
    return [p.label for p in said], np.array([p.start for p in said])


@pytest.mark.parametrize("line", SAID)
@pytest.mark.parametrize(("faster", "rate"), [(0.87, 8_000), (1.0, 44_100), (1.15, 16_000)])
def test_known_phones_are_found_in_another_voice(line: Line, faster: float, rate: int) -> None:
    known = truth(line, 150.0, 140.0)
    found = align(line, disguised(known, faster, rate))
    labels, wanted = starts(known.phones)
    got_labels, got = starts(found.phones)
    assert got_labels == labels
    off = np.abs(got - wanted / faster)
    assert np.median(off) <= 0.012, f"median {np.median(off) * 1000:.0f} ms"
    assert np.mean(off <= 0.04) >= 0.9, f"{np.mean(off <= 0.04):.0%} within 40 ms"


@pytest.mark.parametrize("line", SAID)
def test_words_are_found_where_they_are_said(line: Line) -> None:
    known = truth(line, 170.0, 200.0)
    found = align(line, disguised(known, 1.1, 16_000))
    assert [w.label for w in found.words] == [w.label for w in known.words]
    off = np.array([a.start - b.start / 1.1 for a, b in zip(found.words, known.words, strict=True)])
    assert np.median(np.abs(off)) <= 0.015


@pytest.mark.parametrize("line", SAID)
def test_a_pause_that_the_echo_does_not_make_is_found(line: Line) -> None:
    known = truth(line, 160.0, 120.0)
    pauses = [p for p in known.phones if p.label == SILENCE]
    word = next(w for w in known.words[2:] if all(abs(w.start - p.end) > 0.1 for p in pauses))
    at, gap = round(word.start * known.rate), round(0.6 * known.rate)
    noise = np.random.default_rng(0).standard_normal(gap).astype(np.float32) * np.float32(0.0005)
    longer = np.concatenate([known.samples[:at], noise, known.samples[at:]])
    found = align(line, Speech(longer, known.rate))
    silence = max(
        (p for p in found.phones if p.label == SILENCE and p.end < word.start + 1), key=lambda p: p.end - p.start
    )
    assert silence.start == pytest.approx(word.start, abs=0.06)
    assert silence.end == pytest.approx(word.start + 0.6, abs=0.06)


@pytest.mark.parametrize("name", ["en_female_ljspeech/LJ001-0004.flac", "en_female_ljspeech/LJ001-0008.flac"])
def test_real_speech_has_its_words_in_order_and_its_pauses(
    name: str, recording: Callable[..., tuple[Speech, Line]]
) -> None:
    sound, line = recording(name)
    found = align(line, sound)
    # espeak-ng says "of the" as one word.
    said = [part.strip(",.;:").lower() for word in found.words for part in word.label.split()]
    assert said == [w.strip(",.;:").lower() for w in line.text.split()]
    assert all(a.end <= b.start + 1e-9 for a, b in itertools.pairwise(found.words))
    level = energy(sound.samples, sound.rate)
    loud = np.percentile(level, 95)
    for pause in (p for p in found.phones if p.label == SILENCE and p.end - p.start > 0.15):
        assert np.median(level[int(pause.start * 100) : int(pause.end * 100)]) < loud - 20


def soft_closures(sound: Speech, phones: tuple[Phone, ...], shift: float) -> list[bool]:
    """For each stop inside speech: is the sound, `shift` from mid-closure, 15 dB softer than the loudest within 80 ms?

    Measured on 10 ms of the sound's slope, so that the voice in the closure of a b counts little.
    """
    width, around = int(0.01 * sound.rate), int(0.08 * sound.rate)
    power = np.convolve(np.diff(sound.samples, prepend=0.0) ** 2, np.ones(width) / width, "same")
    level = 10 * np.log10(power + 1e-12)
    found = []
    for before, phone in itertools.pairwise(phones):
        if is_stop(phone.label) and phone.release and before.label != SILENCE:
            at = int(((phone.start + phone.release) / 2 + shift) * sound.rate)
            near = level[max(0, at - around) : at + around]
            found.append(bool(level[min(at, len(level) - 1)] < near.max() - 15))
    return found


@pytest.mark.parametrize(
    ("names", "least"),
    [
        ([f"en_female_ljspeech/LJ001-00{n}.flac" for n in ("06", "08", "10", "14")], 0.85),
        ([f"zh_female_aishell_S0150/BAC009S0150W0{n}.flac" for n in (121, 127, 133, 139, 145)], 0.6),
        ([f"zh_male_aishell_S0252/BAC009S0252W0{n}.flac" for n in (121, 127, 133, 139, 145)], 0.6),
    ],
)
def test_closures_lie_where_the_sound_is_soft(
    names: list[str], least: float, recording: Callable[..., tuple[Speech, Line]]
) -> None:
    here, beside = [], []
    for name in names:
        sound, line = recording(name)
        phones = align(line, sound).phones
        here += soft_closures(sound, phones, 0.0)
        beside += soft_closures(sound, phones, -0.06) + soft_closures(sound, phones, 0.06)
    assert len(here) > 20
    assert np.mean(here) >= least, f"{np.mean(here):.0%} of {len(here)} closures are soft"
    assert np.mean(here) > np.mean(beside) + 0.3


def test_the_contract_is_kept(recording: Callable[..., tuple[Speech, Line]]) -> None:
    sound, line = recording("en_female_ljspeech/LJ001-0002.flac")
    aligner = plugins.load("aligner", "echo")
    check_aligner(lambda: aligner, line, sound)


def test_a_line_that_starts_later_keeps_its_clock() -> None:
    known = truth(SAID[0], 160.0, 120.0)
    bare = Speech(known.samples, known.rate)
    aligner = plugins.load("aligner", "echo")
    now = Speech.join(aligner.align(SAID[0], cut(bare, 4000)))
    later = Speech.join(aligner.align(SAID[0], cut(bare.moved(known.rate), 4000)))
    assert later.offset == known.rate
    assert [p.start for p in later.phones] == pytest.approx([p.start + 1 for p in now.phones])


def test_speech_with_phones_passes_through_untouched() -> None:
    chunks = list(cut(spoken("hello there"), 500))
    found = plugins.load("aligner", "echo").align(Line("something else"), chunks)
    assert all(a is b for a, b in zip(found, chunks, strict=True))


@pytest.mark.parametrize("seconds", [0.0005, 0.02, 0.3, 0.7])
def test_a_recording_shorter_than_its_text_still_has_phones_in_order(seconds: float) -> None:
    known = truth(SAID[0], 160.0, 120.0)
    begin = known.rate // 4
    sound = Speech(known.samples[begin : begin + max(1, round(seconds * known.rate))], known.rate)
    check_aligner(lambda: plugins.load("aligner", "echo"), SAID[0], sound, (111, 10**6))


def test_silence_is_one_pause() -> None:
    found = align(SAID[0], Speech(np.zeros(8000, np.float32), 16_000))
    assert [(p.label, p.start, p.end) for p in found.phones] == [(SILENCE, 0.0, 0.5)]


def test_what_cannot_be_aligned_is_an_error_in_one_line() -> None:
    sound = Speech(truth(SAID[0], 160.0, 120.0).samples, 22_050)
    with pytest.raises(TextError, match="'ear'"):
        align(Line(" "), sound)
    with pytest.raises(TextError):
        align(Line("שלום", "en"), sound)
    minute = Speech(np.zeros(8000 * 60, np.float32), 8000)
    too_long = (minute.moved(n * 8000 * 60) for n in range(10**9))
    with pytest.raises(SoundError, match=f"{LONGEST:.0f} s"):
        list(plugins.load("aligner", "echo").align(SAID[0], too_long))

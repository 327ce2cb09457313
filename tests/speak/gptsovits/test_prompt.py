"""Which seconds of real recordings become the prompt: those that are surely what the text says, clean and whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.speak.damage import with_noise
from tests.speak.gptsovits.said import FEMALE, LJ, MALE, parts_of, plain, prompt_of, said
from unisono.align.own import Own
from unisono.audio.resample import resample
from unisono.speak.fitting import fitted
from unisono.speak.gptsovits.parts import LONGEST, SHORTEST, Parts
from unisono.speak.gptsovits.prompt import FITS, chosen
from unisono.speak.gptsovits.rest import MOST, cleaner
from unisono.types import SILENCE, Line, Phone, Span, Speech

RATE = 16000


@pytest.mark.parametrize("folder", [LJ, MALE, FEMALE])
def test_a_prompt_is_whole_utterances_with_exactly_their_words(shared: Path, folder: str) -> None:
    recording = said(shared, folder, 6)
    choice, begin, end = prompt_of(recording.speech, recording.text)
    assert SHORTEST <= end - begin <= LONGEST
    assert choice.sure > 0.8
    assert not choice.doubted
    inside = [at for at in range(6) if _overlap((begin, end), recording.edges(at)) > 0.3]
    if folder != LJ:  # who reads phrases with a pause between them
        assert plain(choice.text) == plain([recording.texts[at] for at in inside])
    assert plain(choice.text) in plain(recording.texts)
    sound = parts_of(recording.speech, recording.text).sound(choice.first, choice.last)
    assert fitted(sound, choice.text).sure > 0.75
    other = next(text for at, text in enumerate(recording.texts) if at not in inside)
    assert fitted(sound, other).sure < FITS


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def test_an_utterance_of_which_the_text_is_wrong_is_not_chosen(shared: Path) -> None:
    recording, others = said(shared, MALE, 4), said(shared, MALE, 4, first=8)
    for right in range(4):
        texts = tuple(recording.texts[at] if at == right else others.texts[at] for at in range(4))
        spoilt = replace(recording, texts=texts)
        choice, begin, end = prompt_of(spoilt.speech, spoilt.text)
        assert plain(choice.text) in plain(recording.texts[right])
        assert _overlap((begin, end), recording.edges(right)) > end - begin - 0.4


@pytest.mark.parametrize("at", range(5))
def test_a_wrong_word_is_avoided(shared: Path, at: int) -> None:
    recording = said(shared, LJ, 5)
    texts = list(recording.texts)
    texts[at] = texts[at].replace(max(texts[at].split(), key=len), "elephants")
    choice, *_ = prompt_of(recording.speech, ". ".join(texts))
    assert plain(choice.text) in plain(recording.texts)


@pytest.mark.parametrize("added", ["蝴蝶", "可是我们昨天没有去过那里"])
def test_words_that_are_not_said_are_told_or_refused(shared: Path, added: str) -> None:
    recording = said(shared, MALE, 1)
    half = len(recording.text) // 2
    text = recording.text[:half] + added + recording.text[half:]
    choice = chosen(parts_of(recording.speech, text), text)
    assert choice is None or added in "".join(choice.doubted) or added not in choice.text
    assert not prompt_of(recording.speech, recording.text)[0].doubted


def test_the_text_of_another_recording_has_no_prompt(shared: Path) -> None:
    for folder, other in ((MALE, FEMALE), (FEMALE, MALE), (LJ, MALE)):
        text = said(shared, other, 5).text
        assert chosen(parts_of(said(shared, folder, 5).speech, text), text) is None


@pytest.mark.parametrize("clean", [0, 2])
@pytest.mark.parametrize("damage", ["noise", "clipping"])
def test_the_clean_utterance_is_chosen(shared: Path, clean: int, damage: str) -> None:
    loud = said(shared, MALE, 3)
    loud = replace(loud, sounds=tuple(0.6 * sound / np.abs(sound).max() for sound in loud.sounds))
    spoilt = loud
    for at in {0, 1, 2} - {clean}:
        sound = loud.sounds[at]
        spoilt = spoilt.spoilt(at, with_noise(sound, 12) if damage == "noise" else np.clip(2 * sound, -0.6, 0.6))
    _, begin, end = prompt_of(spoilt.speech, spoilt.text)
    assert _overlap((begin, end), loud.edges(clean)) > end - begin - 0.4


def test_the_usual_pace_is_preferred(shared: Path) -> None:
    recording = said(shared, FEMALE, 3)
    _, *usual = prompt_of(recording.speech, recording.text)
    at = next(at for at in range(3) if _overlap((usual[0], usual[1]), recording.edges(at)) > 1)
    slow = recording.spoilt(at, resample(recording.sounds[at], RATE, round(1.4 * RATE)))
    _, begin, end = prompt_of(slow.speech, slow.text)
    assert _overlap((begin, end), slow.edges(at)) < 0.4


def test_any_rate_will_do(shared: Path) -> None:
    recording = said(shared, MALE, 3)
    choice, begin, end = prompt_of(recording.speech, recording.text)
    other, *edges = prompt_of(Speech(resample(recording.speech.samples, RATE, 44100), 44100), recording.text)
    assert other.text == choice.text
    assert edges == pytest.approx([begin, end], abs=0.1)
    telephone, *_ = prompt_of(Speech(resample(recording.speech.samples, RATE, 8000), 8000), recording.text)
    assert telephone.text in recording.text


def test_lines_of_a_text_become_one(shared: Path) -> None:
    recording = said(shared, FEMALE, 2)
    short = replace(recording, sounds=tuple(sound[: round(4.5 * RATE)] for sound in recording.sounds))
    text = "\n".join(recording.texts)
    choice = chosen(parts_of(short.speech, text), text)
    assert choice is None or "\n" not in choice.text


def _spoken(*spans: tuple[str, float]) -> Speech:
    """Phones of so many seconds each; pauses are silent."""
    phones: list[Phone] = []
    sounds = []
    draw = np.random.default_rng(0)
    for label, seconds in spans:
        start = phones[-1].end if phones else 0.0
        phones.append(Phone(label, start, start + seconds))
        loud = 0.0001 if label == SILENCE else 0.1
        sounds.append(loud * draw.standard_normal(round(seconds * RATE)))
    return Speech(np.concatenate(sounds).astype(np.float32), RATE, phones=tuple(phones))


def test_parts_end_in_pauses_and_have_the_length_that_nets_hear() -> None:
    speech = _spoken((SILENCE, 0.5), ("a", 2), (SILENCE, 0.1), (SILENCE, 0.3), ("a", 2), (SILENCE, 0.05), ("a", 7))
    parts = Parts(speech)
    assert [(round(p.start, 2), round(p.end, 2)) for p in parts.pauses] == [(0, 0.5), (2.5, 2.9), (11.95, 11.95)]
    assert list(parts.all()) == [(1, 2)]
    assert parts.edges(1, 2) == pytest.approx((2.75, 11.95))
    assert len(parts.sound(1, 2).samples) == pytest.approx(9.2 * RATE, abs=1)
    assert parts.above(1, 2) == pytest.approx(60, abs=1)


def test_a_pause_within_a_word_bounds_no_part() -> None:
    speech = _spoken(("a", 3.2), (SILENCE, 0.3), ("a", 3.2), (SILENCE, 0.3), ("a", 3.2))
    whole = Parts(speech)
    assert len(whole.pauses) == 4
    number = replace(speech, words=(Span("1.5", 3.0, 4.0), Span("times", 4.0, 6.7)))
    assert [round(pause.start, 1) for pause in Parts(number).pauses] == [0, 6.7, 10.2]


@pytest.mark.parametrize("spoken", [1.9, 2.2, 2.95, 3.2])
def test_a_short_recording_keeps_the_silence_around_it(spoken: float) -> None:
    parts = Parts(_spoken((SILENCE, 0.6), ("a", spoken), (SILENCE, 0.6)))
    lengths = [end - begin for begin, end in (parts.edges(*part) for part in parts.all())]
    assert len(lengths) == (spoken > 2)
    assert all(SHORTEST <= length <= spoken + 1 for length in lengths)


def test_the_rest_is_its_cleaner_parts_beside_the_prompt(shared: Path) -> None:
    recording = said(shared, MALE, 9)
    noisy = recording.spoilt(4, with_noise(recording.sounds[4], 10))
    parts = parts_of(noisy.speech, noisy.text)
    choice = chosen(parts, noisy.text)
    assert choice is not None
    others = cleaner(parts, (choice.first, choice.last))
    assert 2 <= len(others) <= MOST
    edges = [parts.edges(*part) for part in sorted([*others, (choice.first, choice.last)])]
    assert all(before[1] <= after[0] + 0.2 for before, after in pairwise(edges))
    assert all(SHORTEST <= end - begin <= LONGEST for begin, end in edges)
    assert all(_overlap(edge, noisy.edges(4)) < 0.4 for edge in edges)
    assert cleaner(parts)  # without a prompt too


def test_speech_that_is_not_in_the_text_is_not_the_rest(shared: Path) -> None:
    recording, stranger = said(shared, MALE, 4), said(shared, LJ, 1)
    sound = resample(stranger.sounds[0], stranger.rate, RATE)
    speech = Speech(np.concatenate([recording.speech.samples, sound]), RATE)
    parts = Parts(Speech.join(Own().align(Line(recording.text), [speech])))
    until = recording.speech.duration
    assert all(parts.edges(*part)[1] < until + 0.5 for part in cleaner(parts))

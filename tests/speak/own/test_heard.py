"""Phones that were heard in a recording get tones, words and bounds from its text, whatever way they were said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unisono.speak.own.heard import lessons_of
from unisono.speak.own.inventory import STOP, SYMBOLS, rows
from unisono.speak.own.tokens import sounds
from unisono.types import SILENCE, Line, Phone, Speech

RATE = 16000


def _spoken(text: str, language: str, each: float = 0.1, pause: float = 0.3) -> Speech:
    """The line with every sound as long as every other, every pause longer."""
    phones = []
    at = 0.0
    for sound in sounds(Line(text, language))[1]:
        size = pause if sound.word < 0 else each
        release = at + 0.04 if sound.label[0] in "ptkbdɡ" else None
        phones.append(Phone(sound.label, at, at + size, release=release))
        at += size
    samples = np.random.default_rng(0).standard_normal(round(at * RATE)).astype(np.float32) * 0.1
    return Speech(samples, RATE, phones=tuple(phones))


@pytest.mark.parametrize(
    ("text", "language"), [("我在重庆花了三块，好吗？", "zh"), ("Stop, put that back please.", "en")]
)
def test_what_is_said_as_it_is_written_is_read_as_it_is_written(text: str, language: str) -> None:
    lessons = lessons_of(_spoken(text, language), text, language)
    expected = rows(sounds(Line(text, language))[1])
    found = np.concatenate([lesson.rows for lesson in lessons])
    said = expected[expected[:, 0] > 1]
    assert np.array_equal(found[found[:, 0] > 1][:, :5], said[:, :5])
    assert all(int(lesson.frames.sum()) == len(lesson.mel) == len(lesson.hertz) for lesson in lessons)
    closed = np.concatenate([lesson.closed for lesson in lessons])
    assert closed.max() == pytest.approx(0.4, abs=0.1)


def test_a_weak_form_keeps_the_word_it_belongs_to() -> None:
    text = "salt and pepper"
    speech = _spoken(text, "en")
    weak = tuple(
        replace(phone, label="ə") if phone.label == "æ" else phone
        for at, phone in enumerate(speech.phones)
        if not (phone.label == "d" and at == 7)
    )
    lessons = lessons_of(replace(speech, phones=weak), text, "en")
    names = [SYMBOLS[row[0]] for lesson in lessons for row in lesson.rows]
    assert "ə" in names
    assert names.count("pʰ") == 2
    assert all(lesson.rows[-1, 6] >= STOP for lesson in lessons)


def test_a_long_recording_is_cut_at_its_pauses() -> None:
    text = "今天天气很好，我们去公园。明天下雨，我们在家。" * 6
    lessons = lessons_of(_spoken(text, "zh"), text, "zh")
    assert len(lessons) > 5
    for lesson in lessons:
        assert len(lesson.mel) < 1000
        assert SYMBOLS[lesson.rows[0, 0]] == SYMBOLS[lesson.rows[-1, 0]] == SILENCE
        assert lesson.frames[0] <= 12 >= lesson.frames[-1]


def test_a_pause_may_be_told_in_pieces() -> None:
    text = "你好，再见。"
    speech = _spoken(text, "zh")
    pieces: list[Phone] = []
    for phone in speech.phones:
        middle = (phone.start + phone.end) / 2
        halves = [replace(phone, end=middle), replace(phone, start=middle)] if phone.label == SILENCE else [phone]
        pieces += halves
    told = [lessons_of(one, text, "zh")[0] for one in (speech, replace(speech, phones=tuple(pieces)))]
    assert np.array_equal(told[0].frames, told[1].frames)
    assert np.array_equal(told[0].rows, told[1].rows)


def test_eight_kilohertz_tell_no_band_above_four() -> None:
    speech = _spoken("你好吗", "zh")
    told = lessons_of(Speech(speech.samples[::2], RATE // 2, phones=speech.phones), "你好吗", "zh")
    assert 0 < told[0].top < 75


@pytest.mark.parametrize("text", ["", "……", "完全不同的一句话完全不同的一句话"])
def test_a_text_that_has_nothing_to_do_with_it_does_no_harm(text: str) -> None:
    for lesson in lessons_of(_spoken("hello there", "en"), text, "zh"):
        assert int(lesson.frames.sum()) == len(lesson.mel)


def test_phones_beyond_the_sound_or_without_length_do_no_harm() -> None:
    speech = _spoken("hello there", "en")
    broken = (*speech.phones[:3], replace(speech.phones[3], end=speech.phones[3].start), *speech.phones[4:])
    beyond = (*broken[:-1], replace(broken[-1], end=broken[-1].end + 5))
    for lesson in lessons_of(replace(speech, phones=beyond), "hello there", "en"):
        assert int(lesson.frames.sum()) == len(lesson.mel)

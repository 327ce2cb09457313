"""The rules animator keeps the contract: exact, on the clock, within its lookahead, in constant memory."""

from __future__ import annotations

import itertools
import math
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.animate.phrases import ENGLISH, MANDARIN, acted, phrase, phrases
from unisono import arkit
from unisono.animate.rules import Rules
from unisono.clock import Fps, frames_covering
from unisono.errors import InputError, SoundError
from unisono.testing import check_animator, cut
from unisono.types import SILENCE, FaceTrack, Phone, Span, Speech, Take


def same(left: FaceTrack, right: FaceTrack, frames: int | None = None) -> bool:
    return all(
        np.array_equal(getattr(left, n)[:frames], getattr(right, n)[:frames]) for n in ("weights", "head", "gaze")
    )


@pytest.mark.parametrize("labels", [ENGLISH, MANDARIN])
def test_the_face_is_the_same_to_the_bit_however_sound_is_cut(labels: str) -> None:
    speech = phrase(labels, rate=24_000)
    felt = (Span("happy", 0.4, 1.1), Span("angry", 1.5, 2.0, 0.5))
    check_animator(lambda: Rules(60, seed=3), replace(speech, emotions=felt))


@pytest.mark.parametrize(
    ("rate", "fps"),
    [
        (16_000, 24),
        (22_050, 25),
        (24_000, Fraction(30_000, 1001)),
        (44_100, 50),
        (48_000, 60),
        (11_025, 1),
        (8_000, 240),
    ],
)
def test_any_rate_and_fps_keep_the_clock(rate: int, fps: Fps) -> None:
    check_animator(lambda: Rules(fps), phrase(MANDARIN, rate=rate), cuts=(333, 4_800, 10**6))


@given(phrases(least=0.004), st.integers(1, 30_000))
@settings(max_examples=25, deadline=None)
def test_any_phones_cut_anywhere_join_to_the_same_take(speech: Speech, size: int) -> None:
    whole, streamed = acted(Rules(), speech), Take.join(Rules().animate(cut(speech, size)))
    assert same(whole.face, streamed.face)
    assert np.array_equal(streamed.speech.samples, speech.samples)
    assert np.isfinite(whole.face.head).all()
    assert np.isfinite(whole.face.gaze).all()
    assert ((whole.face.weights >= 0) & (whole.face.weights <= 1)).all()
    assert len(whole.face) == frames_covering(len(speech.samples), speech.rate, 60)


@given(phrases(), phrases(), st.data())
@settings(max_examples=40, deadline=None)
def test_what_comes_after_the_lookahead_does_not_move_the_face(one: Speech, other: Speech, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(one.phones) - 1))
    turn = one.phones[at].start
    edge = round(turn * one.rate)
    rest = other.moved(0)
    changed = Speech(
        np.concatenate([one.samples[:edge], rest.samples]),
        one.rate,
        phones=one.phones[:at] + tuple(p.moved(turn) for p in rest.phones),
    )
    certain = max(math.floor((turn - Rules.lookahead) * 60) + 1, 0)
    assert same(acted(Rules(), one).face, acted(Rules(), changed).face, certain)


def test_phones_of_no_length_and_bursts_outside_their_phone_do_no_harm() -> None:
    speech = phrase("sil p ɑ p ɑ sil")
    p, vowel = speech.phones[1], speech.phones[2]
    odd = (
        speech.phones[0],
        replace(p, release=p.end + 0.3),
        Phone("m", vowel.start, vowel.start),
        Phone("i", vowel.start, vowel.start),
        Phone("b", vowel.start, vowel.start, release=0.0),
        *speech.phones[2:],
    )
    take = acted(Rules(), replace(speech, phones=odd))
    assert np.isfinite(take.face.weights).all()
    assert take.face.weights[:, arkit.INDEX["jawOpen"]].max() > 0.2


def test_a_pause_told_in_pieces_is_the_pause_told_at_once() -> None:
    whole = phrase("m ɑ sil m ɑ", [0.1, 0.2, 0.9, 0.1, 0.2])
    pause = whole.phones[2]
    edges = np.linspace(pause.start, pause.end, 12).tolist()
    pieces = tuple(Phone(SILENCE, a, b) for a, b in itertools.pairwise(edges))
    told = replace(whole, phones=whole.phones[:2] + pieces + whole.phones[3:])
    assert same(acted(Rules(), whole).face, acted(Rules(), told).face)


def test_an_emotion_told_in_pieces_is_the_emotion_told_at_once() -> None:
    speech = phrase(ENGLISH)
    edges = np.linspace(0.3, 1.9, 30).tolist()
    pieces = tuple(Span("sad", a, b) for a, b in itertools.pairwise(edges))
    whole = acted(Rules(), replace(speech, emotions=(Span("sad", edges[0], edges[-1]),)))
    assert same(whole.face, acted(Rules(), replace(speech, emotions=pieces)).face)


def test_the_seed_repeats_a_performance_and_another_seed_gives_another() -> None:
    speech = phrase(ENGLISH + " " + MANDARIN)
    assert same(acted(Rules(seed=7), speech).face, acted(Rules(seed=7), speech).face)
    assert not same(acted(Rules(seed=7), speech).face, acted(Rules(seed=8), speech).face)


def test_half_an_hour_takes_no_more_memory_than_three_minutes() -> None:
    line = phrase(ENGLISH, rate=8_000)
    marks: list[int] = []

    def speech() -> Iterator[Speech]:
        clock = 0
        while clock < 1800 * line.rate:
            yield line.moved(clock)
            clock += len(line.samples)
            if clock > 180 * line.rate * (len(marks) + 1):
                marks.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    frames = sum(len(take.face) for take in Rules(fps=12).animate(speech()))
    tracemalloc.stop()
    assert frames > 1800 * 12
    # Half an hour of sound is 58 MB, of phones 10. Python's own table of names may grow by 1.9 MB meanwhile.
    assert max(marks[1:]) - marks[0] < 2_500_000, marks  # bytes


def test_closing_a_stream_closes_nothing_of_the_callers_and_takes_no_more_from_it() -> None:
    taken = []

    def chunks() -> Iterator[Speech]:
        for chunk in cut(phrase(ENGLISH), 800):
            taken.append(chunk)
            yield chunk

    takes = Rules().animate(chunks())
    next(takes)
    before = len(taken)
    takes.close()  # type: ignore[attr-defined]
    assert len(taken) == before


def test_no_speech_gives_no_takes() -> None:
    assert list(Rules().animate([])) == []
    assert list(Rules().animate([Speech(np.zeros(0, np.float32), 16_000)])) == []


@pytest.mark.parametrize("seconds", [0.3, 30.0])
def test_speech_without_phones_says_to_align_it(seconds: float) -> None:
    silent = Speech(np.zeros(int(16_000 * seconds), np.float32), 16_000)
    with pytest.raises(InputError, match="aligner"):
        list(Rules().animate(cut(silent, 1_600)))


def test_an_endless_stream_without_phones_is_not_held_for_ever() -> None:
    def endless() -> Iterator[Speech]:
        for n in range(10_000):
            assert n < 200, "kept twenty seconds of sound that no phone explains"
            yield Speech(np.zeros(1_600, np.float32), 16_000, n * 1_600)

    with pytest.raises(InputError, match="without phones"):
        list(Rules().animate(endless()))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"phones": (Phone("hello!", 0.0, 1.0),)}, "phone set"),
        ({"phones": (Phone("m", 1.0, 0.5),)}, "before its start"),
        ({"phones": (Phone("m", float("nan"), 0.5),)}, "before its start"),
        ({"emotions": (Span("hangry", 0.0, 1.0),)}, "known: neutral, happy"),
        ({"offset": 160}, "expects it from 0"),
    ],
)
def test_bad_input_is_one_clear_line(change: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        list(Rules().animate([replace(phrase("m ɑ"), **change)]))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_chunks_that_do_not_meet_or_change_rate_are_refused() -> None:
    first = phrase("m ɑ")
    with pytest.raises(InputError, match="do not meet"):
        list(Rules().animate([first, first.moved(len(first.samples) + 5)]))
    with pytest.raises(InputError, match="differ in rate"):
        list(Rules().animate([first, replace(first, rate=8_000)]))


def test_sound_that_is_not_a_number_is_refused() -> None:
    speech = phrase("m ɑ m ɑ")
    speech.samples[1_000] = np.nan
    with pytest.raises(SoundError, match="NaN"):
        list(Rules().animate([speech]))


def test_words_and_phones_pass_through_in_the_take_where_they_end() -> None:
    speech = replace(phrase(ENGLISH), words=(Span("peter", 0.3, 0.75), Span("last", 3.0, 9.0)))
    takes = list(Rules().animate(cut(speech, 960)))
    for take in takes[:-1]:
        start, end = take.speech.offset / 16_000, take.speech.end / 16_000
        assert all(start < p.end <= end for p in take.speech.phones + take.speech.words)
    assert Take.join(takes).speech.words == speech.words

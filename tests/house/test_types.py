"""The nouns keep one clock and say what is wrong."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unisono import arkit
from unisono.clock import frames_covering, parse_fps, samples_before, timecode, whole_frames
from unisono.phones import MANNER, VISEME, bases, is_stop, is_vowel
from unisono.testing import CUTS, cut, spoken
from unisono.types import Corrective, FaceTrack, Phone, Rule, Span, Speech, driven

RATES = st.sampled_from([8000, 11025, 16000, 22050, 24000, 44100, 48000])
FPS = st.sampled_from([24, 25, 30, 50, 60, Fraction(30000, 1001), Fraction(24000, 1001)])


@given(st.integers(0, 10**9), RATES, FPS)
def test_frames_and_samples_agree_for_ever(samples: int, rate: int, fps: int | Fraction) -> None:
    whole = whole_frames(samples, rate, fps)
    assert samples_before(whole, rate, fps) <= samples < samples_before(whole + 1, rate, fps)
    covering = frames_covering(samples, rate, fps)
    assert covering - whole in (0, 1)
    assert samples_before(covering, rate, fps) >= samples or covering * rate / fps >= samples


def test_a_day_of_ntsc_frames_does_not_drift() -> None:
    fps = parse_fps("29.97")
    day = 24 * 3600 * 48_000
    assert fps == Fraction(30000, 1001)
    assert whole_frames(day, 48_000, fps) == 24 * 3600 * 30000 // 1001


@pytest.mark.parametrize("text", ["0", "-5", "abc", "1/0", "1000", "nan"])
def test_a_frame_rate_that_is_none_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="frame rate"):
        parse_fps(text)


def test_timecodes_count_frames() -> None:
    assert timecode(0, 30) == "00:00:00:00.000"
    assert timecode(30 * 3661 + 7, 30) == "01:01:01:07.000"


@pytest.mark.parametrize("size", CUTS)
def test_speech_that_was_cut_joins_to_itself(size: int) -> None:
    whole = spoken("hello there you")
    chunks = list(cut(whole, size))
    joined = Speech.join(chunks)
    assert np.array_equal(joined.samples, whole.samples)
    assert joined.phones == whole.phones
    assert joined.words == whole.words
    for chunk in chunks:
        for phone in chunk.phones:
            assert chunk.offset / chunk.rate < phone.end <= chunk.end / chunk.rate


def test_an_emotion_told_in_pieces_joins_to_one() -> None:
    whole = Speech(np.zeros(3000, np.float32), 1000, emotions=(Span("happy", 0.0, 3.0, 0.5),))
    chunks = list(cut(whole, 700))
    assert all(len(c.emotions) == 1 for c in chunks)
    assert Speech.join(chunks).emotions == whole.emotions


def test_chunks_that_do_not_meet_are_refused() -> None:
    a = Speech(np.zeros(10, np.float32), 16000)
    with pytest.raises(ValueError, match="do not meet: one ends at sample 10, the next starts at 11"):
        Speech.join([a, a.moved(11)])
    with pytest.raises(ValueError, match="no chunks"):
        Speech.join([])


def test_moving_a_stop_moves_its_release() -> None:
    phone = Phone("p", 1.0, 1.2, release=1.15).moved(0.5)
    assert (phone.start, phone.end, phone.release) == (1.5, 1.7, 1.65)


def test_a_face_of_51_weights_names_the_list() -> None:
    with pytest.raises(ValueError, match=r"arkit\.NAMES"):
        FaceTrack(np.zeros((3, 51), np.float32), np.zeros((3, 3), np.float32), np.zeros((3, 2), np.float32), 30)


def test_arkit_has_52_names_and_mirrors_them() -> None:
    assert len(arkit.NAMES) == 52 == len(set(arkit.NAMES))
    assert arkit.INDEX["jawOpen"] == 17
    assert arkit.INDEX["tongueOut"] == 51
    assert all(arkit.mirror(arkit.mirror(n)) == n and arkit.mirror(n) in arkit.INDEX for n in arkit.NAMES)


def test_every_phone_has_a_viseme_and_a_manner() -> None:
    assert VISEME.keys() == MANNER.keys()
    for label, want in {
        "tʂʰ": ("tʂ",),
        "aɪ": ("a", "ɪ"),
        "iː": ("i",),
        "t͡ɕ": ("tɕ",),
        "ç": ("ç",),
        "g": ("ɡ",),
        "ɑ̃": ("ɑ",),
        "ɛ˥˩": ("ɛ",),
        "sil": ("sil",),
    }.items():
        assert bases(label) == want
    assert is_stop("tʂʰ")
    assert is_vowel("əʊ")
    assert not is_stop("m")


@pytest.mark.parametrize("label", ["", "x#", "ˈ", "你"])
def test_what_is_no_phone_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="phone"):
        bases(label)


def test_a_corrective_follows_from_its_drivers() -> None:
    def amount(rule: Rule, *weights: float) -> float:
        corrective = Corrective(tuple(range(len(weights))), rule, np.zeros(0, np.int32), np.zeros((0, 3), np.float32))
        row = np.zeros((2, 52), np.float32)
        row[1, : len(weights)] = weights
        still, moved = driven(row, (corrective,))[:, 52]
        assert still == 0
        return float(moved)

    assert [amount("halfway", w) for w in (0.5, 1.0)] == [1.0, 0.0]
    assert amount("halfway", 0.5, 0.9) == amount("halfway", 0.9, 0.5) == 1.0
    assert amount("together", 0.5, 0.5) == 0.25
    assert [amount("beyond", 0.75, 0.5), amount("beyond", 0.5, 0.75)] == [0.25, 0.0]


def test_an_avatar_without_correctives_is_driven_by_its_weights_alone() -> None:
    weights = np.linspace(0, 1, 52, dtype=np.float32)
    assert np.array_equal(driven(weights, ()), weights)

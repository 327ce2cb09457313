"""Feelings ease in and out; blinks, gaze and head are alive within what a person does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.animate.phrases import ENGLISH, acted, phrase, times
from unisono import arkit
from unisono.animate import dice, emotion
from unisono.animate.rules import Rules
from unisono.errors import InputError
from unisono.types import Floats, Phone, Span, Speech, Take

BLINK = arkit.INDEX["eyeBlinkLeft"]


@pytest.fixture(scope="module")
def minutes() -> Take:
    """Five minutes of talk at 60 fps."""
    line = phrase(ENGLISH, rate=8_000)
    count = int(300 / line.duration)
    return acted(Rules(60, seed=4), Speech.join(line.moved(n * len(line.samples)) for n in range(count)))


def blinks(take: Take) -> list[int]:
    shut = take.face.weights[:, BLINK] > 0.5
    return [int(at) for at in np.flatnonzero(shut[1:] & ~shut[:-1])]


def test_it_blinks_about_26_times_a_minute_at_uneven_intervals(minutes: Take) -> None:
    rate = len(blinks(minutes)) / (len(minutes.face) / 60 / 60)
    assert 20 <= rate <= 32
    between = np.diff(blinks(minutes)) / 60
    assert between.std() > 0.5
    assert between.max() < 12


def test_a_blink_closes_faster_than_it_opens_and_shuts_the_lids(minutes: Take) -> None:
    lids = minutes.face.weights[:, BLINK]
    for at in blinks(minutes)[:20]:
        around = lids[max(at - 8, 0) : at + 16]
        assert around.max() > 0.95
    speed = np.diff(lids) * 60
    assert speed.max() > 1.5 * -speed.min()


def test_pauses_draw_blinks() -> None:
    drawn = total = 0
    for seed in range(8):
        take = acted(Rules(60, seed), phrase(" ".join([ENGLISH] * 6), rate=8_000))
        pauses = [p.start for p in take.speech.phones if p.label == "sil" and p.start > 0]
        total += len(blinks(take))
        drawn += sum(any(-0.02 <= at / 60 - p <= 0.1 for p in pauses) for at in blinks(take))
    by_chance = 0.12 * 12 / phrase(" ".join([ENGLISH] * 6), rate=8_000).duration
    assert drawn / total > 2 * by_chance


def test_head_and_gaze_stay_within_what_a_person_does(minutes: Take) -> None:
    head, gaze = np.degrees(minutes.face.head), np.degrees(minutes.face.gaze)
    assert 0.5 < head.std(axis=0).max() < 4
    assert np.abs(head).max() < 9
    assert np.abs(np.diff(head, axis=0)).max() * 60 < 90  # degrees a second
    assert np.abs(gaze).max() < 20
    assert gaze.std(axis=0).min() > 0.5


def test_eye_shapes_say_what_gaze_says(minutes: Take) -> None:
    weights, (pitch, yaw) = minutes.face.weights, minutes.face.gaze.T

    def one(name: str) -> Floats:
        return weights[:, arkit.INDEX[name]]

    down = one("eyeLookDownLeft") - one("eyeLookUpLeft")
    left = one("eyeLookOutLeft") - one("eyeLookInLeft")
    assert np.allclose(down, pitch / np.radians(30), atol=1e-5)
    assert np.allclose(left, yaw / np.radians(30), atol=1e-5)
    assert np.allclose(left, one("eyeLookInRight") - one("eyeLookOutRight"), atol=1e-5)


def test_the_eyes_hold_still_in_the_room_while_the_head_moves(minutes: Take) -> None:
    in_the_room = minutes.face.gaze + minutes.face.head[:, :2]
    still = np.abs(np.diff(in_the_room, axis=0)).max(axis=1) < 1e-5
    assert still.mean() > 0.75


def test_a_feeling_comes_holds_and_goes_and_is_a_little_uneven() -> None:
    speech = phrase(" ".join([ENGLISH] * 3))
    still = acted(Rules(), speech)
    felt = acted(Rules(), replace(speech, emotions=(Span("surprised", 2.0, 5.5),)))
    left, right = (
        (felt.face.weights - still.face.weights)[:, arkit.INDEX[f"browOuterUp{side}"]] for side in ("Left", "Right")
    )
    t = times(felt)
    assert np.allclose(left[(t < 1.75) | (t > 7.5)], 0, atol=1e-6)
    assert left[(t > 2.05) & (t < 2.2)].max() > 0.6  # its apex comes fast
    held = left[(t > 4.5) & (t < 5.2)]
    assert 0.4 < held.min() <= held.max() < 0.6  # and settles
    assert np.abs(np.diff(left)).max() * 60 < 6  # no jump
    assert 0.01 < np.abs(left - right).max() < 0.2


def test_a_blend_is_both_feelings_and_an_unknown_part_is_told() -> None:
    speech = phrase(ENGLISH)

    def shown(*felt: Span) -> Floats:
        return acted(Rules(), replace(speech, emotions=felt)).face.weights

    blend = shown(Span("happy+surprised", 0.0, 9.0, 0.6))
    both = shown(Span("happy", 0.0, 9.0, 0.6), Span("surprised", 0.0, 9.0, 0.6))
    assert np.allclose(blend, both, atol=1e-6)
    with pytest.raises(InputError, match="no emotion called 'hangry'"):
        shown(Span("happy+hangry", 0.0, 9.0))


@pytest.fixture(scope="module")
def silent_minutes() -> Take:
    """Five minutes in which nobody speaks, told in pieces of a tenth of a second."""
    pieces = tuple(Phone("sil", n / 10, (n + 1) / 10) for n in range(3000))
    return acted(Rules(60, seed=4), Speech(np.zeros(300 * 8_000, np.float32), 8_000, phones=pieces))


def test_a_listener_blinks_about_17_times_a_minute(silent_minutes: Take) -> None:
    assert 12 <= len(blinks(silent_minutes)) / 5 <= 22


def test_a_listener_looks_at_the_listener_more_than_a_speaker_does(minutes: Take, silent_minutes: Take) -> None:
    def on_listener(take: Take) -> float:
        in_the_room = take.face.gaze + take.face.head[:, :2]
        return float((np.hypot(*in_the_room.T) < np.radians(2.5)).mean())

    assert 0.25 < on_listener(minutes) < 0.6
    assert 0.6 < on_listener(silent_minutes) < 0.9


def test_a_listener_never_freezes_and_nods(silent_minutes: Take) -> None:
    head = np.degrees(silent_minutes.face.head)
    still = np.abs(np.diff(head, axis=0)).max(axis=1) < 1e-4
    assert still.mean() < 0.02
    down = head[:, 0] > 2.2
    assert 10 < np.count_nonzero(down[1:] & ~down[:-1]) < 120


def test_a_breath_is_taken_in_a_pause_and_parts_the_lips() -> None:
    take = acted(Rules(seed=1), phrase("m ɑ t ɑ sil t ɑ m ɑ", [0.1, 0.2, 0.1, 0.2, 0.7, 0.1, 0.2, 0.1, 0.2]))
    short = acted(Rules(seed=1), phrase("m ɑ t ɑ sil t ɑ m ɑ", [0.1, 0.2, 0.1, 0.2, 0.2, 0.1, 0.2, 0.1, 0.2]))
    jaw = arkit.INDEX["jawOpen"]
    t = times(take)
    inhaling = take.face.weights[(t > 0.95) & (t < 1.1), jaw]
    assert inhaling.min() > 0.05
    assert short.face.head[int(1.1 * 60), 0] > take.face.head[int(1.1 * 60), 0]  # the head lifts


def test_every_feeling_has_a_face_of_its_own() -> None:
    speech = phrase(ENGLISH)
    faces = [
        acted(Rules(), replace(speech, emotions=(Span(name, 0.0, 9.0),))).face.weights[90] for name in emotion.NAMES
    ]
    for i, one in enumerate(faces):
        for other in faces[i + 1 :]:
            assert np.abs(one - other).max() > 0.08


def test_throws_are_even_and_repeatable() -> None:
    throws = [dice.uniform(1, 2, n) for n in range(4_000)]
    assert min(throws) > 0
    assert max(throws) < 1
    assert abs(np.mean(throws) - 0.5) < 0.02
    assert np.abs(np.histogram(throws, 10, (0, 1))[0] - 400).max() < 80
    assert throws[5] == dice.uniform(1, 2, 5) != dice.uniform(1, 3, 5) != dice.uniform(2, 3, 5)
    assert abs(np.std([dice.normal(1, 2, n) for n in range(4_000)]) - 1) < 0.05

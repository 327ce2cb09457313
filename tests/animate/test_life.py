"""Feelings ease in and out; blinks, gaze and head are alive within what a person does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.animate.phrases import ENGLISH, acted, phrase, times
from unisono import arkit
from unisono.animate import dice, emotion
from unisono.animate.rules import Rules
from unisono.types import Floats, Span, Speech, Take

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


def test_a_feeling_eases_in_and_out_and_is_a_little_uneven() -> None:
    speech = phrase(" ".join([ENGLISH] * 2))
    calm = acted(Rules(), speech)
    felt = acted(Rules(), replace(speech, emotions=(Span("surprised", 2.0, 3.5),)))
    brow = (felt.face.weights - calm.face.weights)[:, arkit.INDEX["browOuterUpLeft"]]
    t = times(felt)
    assert np.allclose(brow[(t < 1.75) | (t > 3.76)], 0, atol=1e-6)
    assert brow[(t > 2.3) & (t < 3.2)].min() > 0.5
    assert np.abs(np.diff(brow)).max() * 60 < 4  # no jump: half a second from nothing to all
    right = (felt.face.weights - calm.face.weights)[:, arkit.INDEX["browOuterUpRight"]]
    assert 0.01 < np.abs(brow - right).max() < 0.2


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

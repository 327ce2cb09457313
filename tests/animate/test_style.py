"""A style changes how much a face moves, never whether lips close; `fit` learns it back from curves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.animate.phrases import ENGLISH, MANDARIN, acted, phrase
from unisono import arkit, phones
from unisono.animate import fitting, style
from unisono.animate.rules import Rules
from unisono.animate.style import PRESETS, Style
from unisono.errors import InputError, TrackError
from unisono.testing import check_animator
from unisono.types import FaceTrack, Speech

JAW = arkit.INDEX["jawOpen"]


@pytest.fixture(scope="module")
def minute() -> Speech:
    line = phrase(" ".join([ENGLISH, MANDARIN]), rate=8_000)
    return Speech.join(line.moved(n * len(line.samples)) for n in range(int(60 / line.duration) + 1))


@pytest.mark.parametrize("name", PRESETS)
def test_lips_close_in_any_style(name: str) -> None:
    speech = phrase(ENGLISH)
    take = acted(Rules(100, style=name), speech)
    for p in speech.phones:
        if phones.bases(p.label)[0] in phones.BILABIALS:
            shut = take.face.weights[int(np.ceil(p.start * 100)) : int((p.release or p.end) * 100), JAW]
            assert shut.max() <= 0.02


def test_gains_move_what_they_name(minute: Speech) -> None:
    usual = fitting.measured(acted(Rules(seed=1), minute).face)
    much = Style(jaw=1.3, lips=1.3, brows=1.5, head=1.5, blinks=1.5, asymmetry=2.0)
    more = fitting.measured(acted(Rules(seed=1, style=much), minute).face)
    for name, gain in much.gains().items():
        assert more[name] / usual[name] == pytest.approx(gain, rel=0.25), name


def test_the_face_keeps_the_contract_in_a_style() -> None:
    check_animator(lambda: Rules(60, seed=3, style="lively"), phrase(ENGLISH, rate=24_000))


def test_a_rest_pose_is_worn_and_costs_no_closure() -> None:
    speech = phrase(ENGLISH)
    take = acted(Rules(100, style=Style(rest={"browDownLeft": 0.3, "mouthUpperUpLeft": 0.3})), speech)
    assert take.face.weights[:, arkit.INDEX["browDownLeft"]].min() >= 0.3 - 1e-6
    p = speech.phones[1]
    shut = take.face.weights[int((p.release or p.end) * 100) - 1]
    assert shut[arkit.INDEX["mouthUpperUpLeft"]] < 0.02


def test_fit_learns_the_style_back_from_the_curves(minute: Speech) -> None:
    usual = fitting.fitted(acted(Rules(30, seed=3), minute).face).gains()
    one = Style(jaw=0.8, lips=1.2, brows=1.6, head=0.6, rest={"browDownLeft": 0.2, "eyeSquintRight": 0.15})
    learnt = fitting.fitted(acted(Rules(30, seed=3, style=one), minute).face)
    for name in ("jaw", "lips", "brows", "head"):
        if max(usual[name], learnt.gains()[name]) < 2.5 and usual[name] > 0.4:  # within what is believed of a capture
            assert learnt.gains()[name] / usual[name] == pytest.approx(one.gains()[name], rel=0.2), name
    assert learnt.rest.keys() == one.rest.keys()
    assert learnt.rest["browDownLeft"] == pytest.approx(0.2, abs=0.03)


def test_a_style_comes_back_from_its_file(tmp_path: Path) -> None:
    one = Style(jaw=0.9, brows=1.4, rest={"browInnerUp": 0.1})
    (tmp_path / "me.style").write_text(style.text(one))
    assert style.style(str(tmp_path / "me.style")) == one


@pytest.mark.parametrize("held", ["", "[1]", '{"jaw": "wide"}', '{"jam": 1}', '{"rest": [1]}', '{"jaw": true}'])
def test_what_is_no_style_is_told(tmp_path: Path, held: str) -> None:
    (tmp_path / "bad.style").write_text(held)
    with pytest.raises(InputError, match="style"):
        style.style(str(tmp_path / "bad.style"))


def test_gains_out_of_range_and_unknown_names_are_told() -> None:
    with pytest.raises(InputError, match="jaw is 7"):
        Style(jaw=7)
    with pytest.raises(InputError, match="jawAgape"):
        Style(rest={"jawAgape": 0.1})
    with pytest.raises(InputError, match="known: usual, anchor"):
        Rules(style="stern")


def test_a_capture_that_tells_nothing_is_told(minute: Speech) -> None:
    still = np.zeros((1800, 3), np.float32)
    mute = FaceTrack(np.zeros((1800, 52), np.float32), still, still[:, :2], 30)
    with pytest.raises(TrackError, match="jaw does not move"):
        fitting.fitted(mute)
    with pytest.raises(TrackError, match="20 s"):
        fitting.fitted(replace(mute, weights=mute.weights[:90], head=still[:90], gaze=still[:90, :2]))

"""The meter measures millimetres on any head; the scorecard sees faults; our own animator has none, on the mesh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from unisono import arkit
from unisono.animate import emotion
from unisono.animate.rules import Rules
from unisono.errors import AvatarError
from unisono.judge.lips import BARS, LipMeter, Scorecard, score
from unisono.render import avatars
from unisono.speak.embedded import Embedded
from unisono.types import Avatar, Corrective, FaceTrack, Floats, Line, Material, Phone, Span, Speech, Take

JAW = arkit.INDEX["jawOpen"]
LINES = {
    "en": (
        "Peter remembered five mumbling pop singers, but my mother bought a bumpy apple pie from the farm. "
        "Every available boy moved five of the big empty boxes above the window. Who would believe it?"
    ),
    "zh": (
        "爸爸妈妈跑步买苹果，风很大，朋友们飞快地回来了。"
        "我们不怕麻烦，明天把八百包面粉放到北方的码头。绿色的鱼在水里游。"
    ),
}


def pose(**weights: float) -> Floats:
    """(1, 52)."""
    row = np.zeros((1, 52), np.float32)
    for name, value in weights.items():
        for place in arkit.places(name):
            row[0, place] = value
    return row


@pytest.fixture(scope="module")
def two_lips() -> Avatar:
    """The plainest mouth: strips for lips that touch, teeth behind; a jaw that drops 30 mm; corners 40 mm apart."""
    x = np.linspace(-0.02, 0.02, 9)
    rows = [(0.010, 0.100), (0.0, 0.100), (0.0, 0.100), (-0.010, 0.100)]  # y, z: upper lip, lower lip
    teeth = [(0.005, 0.095), (-0.002, 0.095)]
    spots = np.array([(a, y, z) for y, z in rows + teeth for a in x], np.float32)
    strips = [(0, 1), (2, 3), (4, 5)]
    faces = [
        face
        for top, low in strips
        for i in range(8)
        for face in ((top * 9 + i, low * 9 + i, low * 9 + i + 1), (top * 9 + i, low * 9 + i + 1, top * 9 + i + 1))
    ]
    faces += [(9, 18, 19), (16, 25, 26), (17, 26, 9)]  # the lips meet at the corners: one skin
    shapes = np.zeros((52, len(spots), 3), np.float32)
    shapes[JAW, 18:36, 1] = -0.030
    for name, corner, way in (("mouthSmileLeft", 17, 1.0), ("mouthSmileRight", 9, -1.0)):
        shapes[arkit.INDEX[name], corner, 0] = 0.005 * way
    count = len(spots)
    return Avatar(
        "two lips",
        spots,
        np.array(faces, np.int32),
        shapes,
        np.zeros((count, 2), np.float32),
        np.ones((count, 3), np.float32),
        (Material("clay"),),
        np.zeros(len(faces), np.int32),
        np.ones(count, np.float32),
    )


@pytest.fixture(scope="module")
def ours() -> LipMeter:
    return LipMeter(avatars.load("default"))


@pytest.fixture(scope="module")
def ict(shared: Path) -> LipMeter:
    return LipMeter(avatars.load(shared / "avatars" / "ict_head_full_sparse.glb"))


@pytest.fixture(scope="module", params=["ours", "ict"])
def meter(request: pytest.FixtureRequest) -> LipMeter:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, LipMeter)
    return found


@pytest.fixture(scope="module")
def voice() -> Iterator[Embedded]:
    engine = Embedded()
    yield engine
    engine.close()


@pytest.fixture(scope="module", params=["en", "zh"])
def speech(request: pytest.FixtureRequest, voice: Embedded) -> Speech:
    """Real phones and sound of the stand-in voice."""
    return Speech.join(voice.speak(Line(LINES[request.param], request.param), voice.voices()[0]))


def acted(speech: Speech, fps: int = 60, feeling: str = "neutral") -> Take:
    felt = (Span(feeling, 0.0, speech.duration),)
    return Take.join(Rules(fps, seed=1).animate([replace(speech, emotions=felt)]))


def test_the_meter_reads_millimetres(two_lips: Avatar) -> None:
    meter = LipMeter(two_lips)
    assert meter.rest == pytest.approx(0.0, abs=1e-6)
    assert meter.gap(pose(jawOpen=0.5))[0] == pytest.approx(15.0, abs=1e-3)
    assert meter.width(pose())[0] == pytest.approx(40.0, abs=1e-3)
    assert meter.width(pose(mouthSmile=1.0))[0] == pytest.approx(50.0, abs=1e-3)
    assert meter.bite(pose())[0] == pytest.approx(np.hypot(2.0, 5.0), abs=0.8)
    assert meter.bite(pose(jawOpen=1.0))[0] > 25


def test_the_meter_sees_correctives(two_lips: Avatar) -> None:
    lower = np.arange(18, 36, dtype=np.int32)
    back_up = np.tile(np.array([(0.0, 0.008, 0.0)], np.float32), (len(lower), 1))
    drawn = Corrective((JAW,), "halfway", lower, back_up)
    meter = LipMeter(replace(two_lips, correctives=(drawn,)))
    assert meter.gap(pose(jawOpen=0.5))[0] == pytest.approx(7.0, abs=1e-3)
    assert meter.gap(pose(jawOpen=1.0))[0] == pytest.approx(30.0, abs=1e-3)


def test_the_meter_finds_the_lips_of_a_scanned_head(ict: LipMeter) -> None:
    assert ict.rest == pytest.approx(0.7, abs=0.1)  # figures of specs/face-animation.md
    assert ict.gap(pose(jawOpen=1.0))[0] == pytest.approx(33.0, abs=1.0)
    assert ict.closed == 1.5


def test_the_meter_finds_the_lips_of_our_head(ours: LipMeter) -> None:
    assert -1.5 < ours.rest < 1.5
    gaps = [ours.gap(pose(jawOpen=w))[0] for w in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert np.all(np.diff(gaps) > 3)
    assert ours.width(pose(mouthPucker=1.0))[0] < ours.width(pose())[0] < ours.width(pose(mouthStretch=1.0))[0]


def test_a_head_without_a_jaw_is_refused_by_name(two_lips: Avatar) -> None:
    with pytest.raises(AvatarError, match="'two lips' has no jawOpen"):
        LipMeter(replace(two_lips, shapes=np.zeros_like(two_lips.shapes)))
    lipless = replace(two_lips, vertices=two_lips.vertices + np.array([0.05, 0, 0], np.float32))
    with pytest.raises(AvatarError, match="no lips"):
        LipMeter(lipless)


def test_the_face_keeps_every_bar_at_once_on_the_mesh(speech: Speech, meter: LipMeter) -> None:
    card = score(acted(speech, 100), meter)
    assert card.bilabials >= 15
    assert card.bilabial_recall == 1.0
    assert card.closed_before_burst == 1.0
    assert card.false_closures == 0
    assert card.shortest_hold >= 50
    assert 0 < card.lead < 60
    assert card.jaw_in_bilabials <= 0.02
    assert card.labiodental_recall == 1.0
    assert card.jaw_in_sibilants <= 0.12
    assert card.open_vowels == 1.0
    assert card.jaw_speed <= 10
    assert abs(card.lag) <= 15
    assert card.loudness_to_jaw >= 0.6
    assert [name for name, bar in BARS.items() if not bar.met(getattr(card, name))] == []


@pytest.mark.parametrize("fps", [24, 30, 60])
def test_video_frame_rates_show_every_closure(speech: Speech, meter: LipMeter, fps: int) -> None:
    card = score(acted(speech, fps), meter)
    assert (card.bilabial_recall, card.closed_before_burst, card.false_closures) == (1.0, 1.0, 0)
    assert card.labiodental_recall == 1.0
    assert card.open_vowels >= 0.95


@pytest.mark.parametrize("feeling", emotion.NAMES)
def test_no_emotion_parts_lips_that_must_meet(speech: Speech, meter: LipMeter, feeling: str) -> None:
    card = score(acted(speech, 60, feeling), meter)
    assert [name for name, bar in BARS.items() if not bar.met(getattr(card, name))] == []


def made(gap: list[float], phones: list[Phone], fps: int = 100) -> Take:
    """A take whose jaw opens as told (0..1 per frame) with a sound as loud as it is open."""
    jaw = np.array(gap, np.float32)
    weights = np.zeros((len(jaw), 52), np.float32)
    weights[:, JAW] = jaw
    sound = np.repeat(jaw, 16_000 // fps) * np.sin(np.arange(len(jaw) * 16_000 // fps))
    still = np.zeros((len(jaw), 3), np.float32)
    face = FaceTrack(weights, still, still[:, :2], fps)
    return Take(Speech(sound.astype(np.float32), 16_000, phones=tuple(phones)), face)


VOWEL_P_VOWEL = [Phone("a", 0.0, 1.0), Phone("p", 1.0, 1.15, release=1.1), Phone("a", 1.15, 2.0)]


def judged(two_lips: Avatar, gap: list[float], phones: list[Phone]) -> Scorecard:
    return score(made(gap, phones), LipMeter(two_lips))


def test_a_perfect_closure_scores_full_marks(two_lips: Avatar) -> None:
    card = judged(two_lips, [0.4] * 98 + [0.0] * 13 + [0.4] * 89, VOWEL_P_VOWEL)
    assert (card.bilabials, card.bilabial_recall, card.closed_before_burst, card.false_closures) == (1, 1.0, 1.0, 0)
    assert card.lead == pytest.approx(20)
    assert card.hold == pytest.approx(130)
    assert card.jaw_in_bilabials == 0.0
    assert card.open_vowels == 1.0


def test_faults_are_seen(two_lips: Avatar) -> None:
    never = judged(two_lips, [0.4] * 200, VOWEL_P_VOWEL)
    assert (never.bilabial_recall, never.closed_before_burst) == (0.0, 0.0)
    assert never.jaw_in_bilabials == pytest.approx(0.4)
    late = judged(two_lips, [0.4] * 108 + [0.0] * 8 + [0.4] * 84, VOWEL_P_VOWEL)
    assert (late.bilabial_recall, late.closed_before_burst) == (1.0, 0.0)
    assert late.lead < 0
    stray = judged(two_lips, [0.4] * 50 + [0.0] * 5 + [0.4] * 43 + [0.0] * 13 + [0.4] * 89, VOWEL_P_VOWEL)
    assert stray.false_closures == 1
    mute = judged(two_lips, [0.0] * 200, VOWEL_P_VOWEL)
    assert mute.open_vowels == 0.0


def test_lips_that_come_late_have_a_lag(two_lips: Avatar) -> None:
    rng = np.random.default_rng(0)
    moves = np.convolve(np.abs(rng.normal(size=400)), np.hanning(15) / 8, mode="same").clip(0, 1)
    take = made(moves.tolist(), [Phone("a", 0.0, 4.0)])
    meter = LipMeter(two_lips)
    assert abs(score(take, meter).lag) < 6
    for late in (-8, 8):
        shifted = replace(take, face=replace(take.face, weights=np.roll(take.face.weights, late, axis=0)))
        assert score(shifted, meter).lag == pytest.approx(10 * late, abs=8)


def test_silence_and_speech_without_lip_sounds_have_no_figures(two_lips: Avatar) -> None:
    card = judged(two_lips, [0.0] * 50, [Phone("sil", 0.0, 0.5)])
    assert card.false_closures == 0
    figures = asdict(card)
    for name in ("bilabial_recall", "closed_before_burst", "lead", "hold", "labiodental_recall", "open_vowels", "lag"):
        assert np.isnan(figures[name]), name

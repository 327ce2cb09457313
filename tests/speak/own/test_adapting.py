"""What is learnt from a minute of a speaker fits what he says elsewhere, and never worse than what was only heard."""

from __future__ import annotations

import numpy as np

from tests.speak.own.small import small_net
from unisono.one_thread import one_thread
from unisono.speak.own.adapting import Adapted, adapted
from unisono.speak.own.inventory import rows
from unisono.speak.own.lessons import Lesson, contour_of
from unisono.speak.own.mels import BANDS
from unisono.speak.own.tokens import sounds
from unisono.types import Line


def lessons_of_one_speaker(count: int, seed: int = 0) -> list[Lesson]:
    """A speaker whose every sound has a spectrum of its own."""
    draw = np.random.default_rng(seed)
    colours = np.random.default_rng(99).normal(-7, 2, (80, BANDS))
    colours[0] = -11  # a pause
    found = []
    for _ in range(count):
        table = rows(sounds(Line("".join(draw.choice(list("你好天气很今我们说话"), 8)), "zh"))[1])
        frames = draw.integers(4, 12, len(table))
        mel = np.repeat(colours[table[:, 0]], frames, axis=0)
        hertz = np.full(len(mel), 150.0) * np.exp(0.1 * np.sin(np.arange(len(mel)) / 9))
        found.append(
            Lesson(
                "", "", "me", "zh", table.astype(np.int16), frames.astype(np.int16), np.zeros(len(table), np.float32),
                mel.astype(np.float16), hertz.astype(np.float32), BANDS, 0.0,
            )
        )  # fmt: skip
    return found


def learnt_from(count: int, seconds: float = 600.0) -> Adapted:
    """What a small net learns, however busy the machine is."""
    with one_thread():
        return adapted(small_net(), lessons_of_one_speaker(count), seconds)


def test_a_speaker_is_learnt() -> None:
    learnt = learnt_from(10)
    assert learnt.steps > 0
    assert learnt.learnt.mel < 0.9 * learnt.heard.mel
    assert learnt.speaker.changed
    assert not any(name.startswith(("listener", "speakers")) for name in learnt.speaker.changed)


def test_the_same_recording_gives_the_same_speaker() -> None:
    one, two = (learnt_from(3) for _ in range(2))
    assert all(np.array_equal(one.speaker.changed[name], two.speaker.changed[name]) for name in one.speaker.changed)


def test_out_of_time_it_is_still_a_speaker() -> None:
    learnt = learnt_from(2, seconds=0.0)
    assert learnt.learnt.mel <= learnt.heard.mel
    assert learnt.steps <= 1
    assert np.isfinite(learnt.speaker.vector).all()


def test_octave_errors_are_mended_and_gaps_bridged() -> None:
    hertz = 200 * np.exp(0.1 * np.sin(np.arange(120) / 10)).astype(np.float32)
    heard = hertz.copy()
    heard[40:44] /= 2
    heard[70:73] *= 2
    heard[90:100] = 0
    contour, voiced = contour_of(heard, float(np.log(200)))
    assert np.abs(contour - np.log(hertz))[:90].max() < 0.05
    assert voiced[90:100].sum() == 0
    assert np.isfinite(contour).all()


def test_a_recording_without_voice_has_a_contour() -> None:
    contour, voiced = contour_of(np.zeros(50, np.float32), 5.0)
    assert (contour == 5.0).all()
    assert not voiced.any()

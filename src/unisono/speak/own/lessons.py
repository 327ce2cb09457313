"""An utterance whose sounds and times are known, and what the net can learn from it: in training and at enrolment."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unisono.speak.own.inventory import BREATH, SYMBOLS
from unisono.speak.own.mels import BANDS
from unisono.speak.own.net import Scale
from unisono.speak.own.shape import HEARD, POINTS, ROOM, STYLE, combs, tracks
from unisono.types import Floats, Ints

TOLD = len(POINTS) + 3  # of each sound: log frames, pitch at its points, energy, share that is closure
EFFORT = (slice(5, 30), slice(43, 80))  # bands whose difference tells how hard a voice works
_ROOMS = (0, 20, 43, 65, HEARD)  # the bands of each number of `room`


@dataclass(frozen=True, eq=False)
class Lesson:
    """N sounds over T frames of 10 ms."""

    name: str
    shard: str
    speaker: str
    language: str
    rows: Ints  # (N, 8) int16, see inventory.COLUMNS
    frames: Ints  # (N,) int16 how many each lasts
    closed: Floats  # (N,) share of a stop that is its closure; 0 of other sounds
    mel: NDArray[np.float16]  # (T, BANDS)
    hertz: Floats  # (T,) float32 pitch, 0 without voice
    top: int  # bands that the source tells; those above it are not learnt
    score: float  # nepers a frame: how well the sound fits its words


@dataclass(frozen=True, eq=False)
class Study:
    """A lesson with all that is worked out once."""

    lesson: Lesson
    contour: Floats  # (T,) log Hz, through pauses and unvoiced sounds too
    voiced: Floats  # (T,) 1 with voice
    pitch: tuple[float, float]  # mean and deviation of the speaker's log Hz
    energy: Floats  # (N,) normalised
    style: Floats  # (STYLE,) of this utterance; less the speaker's usual once `against` has seen all of his


@dataclass(frozen=True, eq=False)
class Example:
    """What goes into the net and what is to come out, but for the speaker."""

    sound: Ints  # (T,)
    tracks: Floats  # (T, TRACKS)
    combs: Floats  # (T, VOICED_BANDS)
    mel: Floats  # (T, BANDS) normalised
    room: Floats  # (ROOM,)
    told: Floats  # (N, TOLD) lengths less the mean of their symbol
    weight: Floats  # (N, TOLD) how sure that is


def pitch_of(hertz: Floats) -> tuple[float, float]:
    """Mean and deviation of a speaker's log Hz in (T,) Hz, 0 without voice; octave errors left out."""
    logs = np.log(hertz[hertz > 0])
    if len(logs) < 20:
        return 5.0, 0.2
    near = logs[np.abs(logs - np.median(logs)) < 0.55]
    return float(near.mean()), float(max(near.std(), 0.1))


def study(lesson: Lesson, pitch: tuple[float, float], scale: Scale) -> Study:
    """`pitch`: of the speaker, see `pitch_of`."""
    contour, voiced = contour_of(lesson.hertz, pitch[0])
    energy = (energies(lesson) - scale.energy[0]) / scale.energy[1]
    spoken = lesson.rows[:, 0] > SYMBOLS.index(BREATH)
    rate = (np.log(lesson.frames) - scale.lengths[lesson.rows[:, 0]])[spoken].mean() if spoken.any() else 0.0
    level = (contour[voiced > 0] - pitch[0]) / pitch[1] if voiced.any() else np.zeros(2)
    mel = (lesson.mel[voiced > 0] if voiced.any() else lesson.mel).astype(np.float32)
    effort = mel[:, EFFORT[1]].mean() - mel[:, EFFORT[0]].mean()
    style = np.array([-3 * rate, level.mean(), 2 * np.log(level.std() + 0.1), effort], np.float32)
    return Study(lesson, contour, voiced, pitch, energy.astype(np.float32), style)


def against(studies: Sequence[Study]) -> None:
    """Makes the style of each of one speaker's utterances what is unusual about it."""
    usual = np.mean([one.style for one in studies], axis=0)
    for one in studies:
        one.style[:] = np.clip(one.style - usual, -1.5, 1.5)


def example(one: Study, mel: Floats, contour: Floats, mean: float, scale: Scale, sure: float = 1.0) -> Example:
    """`mel` (T, BANDS) and `contour` (T,): the lesson's, or made into another voice's of `mean` log Hz.

    `sure`: how much its lengths and melody are worth.
    """
    frames = one.lesson.frames.astype(np.int32)
    pitch = (contour - mean) / one.pitch[1]
    middles = np.cumsum(frames) - frames / 2 - 0.5
    energy = np.interp(np.arange(len(mel)), middles, one.energy).astype(np.float32)
    sound, frame = tracks(frames, contour, pitch, energy)
    told, weight = _told(one, pitch, sure)
    told[:, 0] -= scale.lengths[one.lesson.rows[:, 0]]
    room = (floor_of(mel) - scale.room[0]) / scale.room[1]
    normal = (mel - scale.mel) / np.float32(scale.spread)
    return Example(sound, frame, combs(contour), normal, room.astype(np.float32), told, weight)


def contour_of(hertz: Floats, usual: float) -> tuple[Floats, Floats]:
    """(T,) Hz, 0 without voice -> log Hz, octaves mended and gaps bridged, and (T,) 1 with voice.

    A frame more than 0.4 from the median of its surroundings is moved by an octave if that brings it near, or dropped.
    """
    logs = np.log(np.maximum(hertz, 1.0))
    with_voice = np.flatnonzero((hertz > 0) & (np.abs(logs - usual) < 1.1))
    if len(with_voice) < 4:
        return np.full(len(hertz), usual, np.float32), np.zeros(len(hertz), np.float32)
    values = logs[with_voice]
    for _ in range(2):
        near = _medians(values, 20, usual)
        for octave in (np.log(2), -np.log(2)):
            values = np.where(
                (np.abs(values - near) > 0.4) & (np.abs(values + octave - near) < 0.25), values + octave, values
            )
    around = _medians(values, 15, usual)
    kept = np.abs(values - around) < 0.5
    with_voice, values = with_voice[kept], values[kept]
    voiced = np.zeros(len(hertz), np.float32)
    voiced[with_voice] = 1
    contour = np.interp(np.arange(len(hertz)), with_voice, values)
    padded = np.pad(contour, 1, mode="edge")
    contour = np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)
    padded = np.pad(contour, 1, mode="edge")
    return ((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4).astype(np.float32), voiced


def _medians(values: Floats, reach: int, beyond: float) -> Floats:
    """Of each value and `reach` on either side of it; what is beyond the ends is `beyond`."""
    padded = np.pad(values, reach, constant_values=beyond)
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1))


def energies(lesson: Lesson) -> Floats:
    """(N,) mean log level of each sound."""
    level = lesson.mel[:, :HEARD].astype(np.float64).mean(axis=1)
    ends = np.cumsum(lesson.frames)
    total = np.concatenate([[0.0], np.cumsum(level)])
    return np.asarray((total[ends] - total[ends - lesson.frames]) / lesson.frames, np.float32)


def floor_of(mel: Floats) -> Floats:
    """(T, BANDS) -> (ROOM,) mean of the quietest frames in each group of bands."""
    quiet = np.argsort(mel[:, :HEARD].mean(axis=1))[: max(4, len(mel) // 20)]
    rows = mel[quiet]
    return np.array([rows[:, low:high].mean() for low, high in itertools.pairwise(_ROOMS)], np.float32)


def _told(one: Study, pitch: Floats, sure: float) -> tuple[Floats, Floats]:
    """(N, TOLD) what the predictor is to say of each sound, and how sure that is."""
    lesson = one.lesson
    count, points = len(lesson.rows), len(POINTS)
    begin = np.cumsum(lesson.frames) - lesson.frames
    at = begin[:, None] + lesson.frames[:, None] * np.array(POINTS) - 0.5
    told, weight = np.zeros((count, TOLD), np.float32), np.ones((count, TOLD), np.float32)
    told[:, 0] = np.log(lesson.frames)
    told[:, 1 : 1 + points] = np.clip(np.interp(at, np.arange(len(pitch)), pitch), -4, 4)
    told[:, 1 + points] = one.energy
    told[:, 2 + points] = lesson.closed
    pause = lesson.rows[:, 0] <= SYMBOLS.index(BREATH)
    weight[:, 0] = np.where(pause, 0.2, sure)
    weight[[0, -1], 0] *= ~pause[[0, -1]]  # cut to a length that says nothing
    weight[:, 1 : 1 + points] = sure * (0.05 + 0.95 * one.voiced[np.clip(at, 0, len(pitch) - 1).astype(int)])
    weight[:, 2 + points] = lesson.closed > 0
    return told, weight


assert _ROOMS[-1] == HEARD, "a room is told by the bands that every recording has"
assert len(_ROOMS) == ROOM + 1, "each number of a room has its bands"
assert STYLE == 4, "rate, pitch, range, effort"
assert BANDS > HEARD

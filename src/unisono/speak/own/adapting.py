"""A net that knows a speaker only by what it hears of him -> one that has learnt a minute of him, without torch.

Every sixth piece is not learnt from but asked about; what is kept is the last moment at which the net did better on
those than at the beginning. The best moment comes earlier, but what is learnt after it makes the voice more alike.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from unisono.speak.own.layers import Gradients
from unisono.speak.own.learning import VOICE, Adam, Losses, taught
from unisono.speak.own.lessons import Example, Lesson, Study, against, example, floor_of, pitch_of, study
from unisono.speak.own.mels import BANDS
from unisono.speak.own.net import Net
from unisono.speak.own.shape import VOICED_BANDS, speaking
from unisono.speak.own.speaker import Speaker
from unisono.types import Floats

STEPS = 96  # what is held back gains nothing from more
SECONDS = 45.0  # at most
_FRAMES = 1200  # of a step, about
_RATE, _VECTOR = 1e-3, 8.0  # of learning; times as much for the speaker's vector
_THREADS = 2  # numpy frees the other while it works on one piece; more threads would wait for each other
_AVERAGED = 0.9  # weights are averaged over about ten steps: what one step learns by heart, the next forgets
_EVERY = 12  # steps between two looks at what is held back
_SPREAD = (0.9, 1.1)  # what a band may be widened by: more is not the speaker's liveliness but his room's
_ASKED = 6  # every sixth piece is
_FIXED = ("listener",)  # what no speaker changes

_Piece = tuple[Study, Example]


@dataclass(frozen=True, eq=False)
class Adapted:
    """What enrolment made, and how much better it is than what was only heard."""

    speaker: Speaker
    heard: Losses  # of the pieces held back, before
    learnt: Losses  # after
    steps: int  # 0 where nothing was better than what was heard


def heard(net: Net, lessons: Sequence[Lesson]) -> Speaker:
    """The speaker as the net hears him in these lessons; nothing is learnt."""
    pitch = pitch_of(np.concatenate([lesson.hertz for lesson in lessons]))
    mel = np.concatenate([lesson.mel for lesson in lessons]).astype(np.float32)
    return Speaker(net.heard(mel, pitch), pitch)


def adapted(net: Net, lessons: Sequence[Lesson], seconds: float = SECONDS, seed: int = 0) -> Adapted:
    """Learns for at most `seconds`; the same lessons give the same speaker, if time does not run out."""
    until = time.monotonic() + seconds
    start = heard(net, lessons)
    pieces = _pieces(net, lessons, start.pitch)
    learnt = [piece for at, piece in enumerate(pieces) if at % _ASKED != _ASKED // 2 or len(pieces) < _ASKED]
    asked = [piece for at, piece in enumerate(pieces) if at % _ASKED == _ASKED // 2] or learnt
    weights = {name: value for name, value in net.weights.items() if not name.startswith(_FIXED)}
    weights[VOICE] = start.vector
    adam = Adam(weights)
    draw = np.random.default_rng(seed)
    average = {name: value.copy() for name, value in weights.items()}
    kept, at = dict(weights), 0
    with ThreadPoolExecutor(_THREADS) as team:
        first = last = _asked(net, weights, asked, team)
        for step in range(1, STEPS + 1):
            fall = min(1.0, step / 8) * (1 - 0.9 * step / STEPS)
            adam.step(_gradients(net, weights, _drawn(learnt, draw), team), _RATE * fall, {VOICE: _VECTOR})
            for name, value in average.items():
                value += np.float32(max(1 - _AVERAGED, 4 / (step + 4))) * (weights[name] - value)
            late = time.monotonic() > until
            if step % _EVERY == 0 or late:
                now = _asked(net, average, asked, team)
                if _total(now) < _total(first):
                    last, kept, at = now, {name: value.copy() for name, value in average.items()}, step
            if late:
                break
    vector = kept.pop(VOICE)
    changed = _as_wide(net, kept, vector, pieces) if at else {}
    return Adapted(Speaker(vector, start.pitch, _quiet(net, lessons), changed), first, last, at)


def _pieces(net: Net, lessons: Sequence[Lesson], pitch: tuple[float, float]) -> list[_Piece]:
    studies = [study(lesson, pitch, net.scale) for lesson in lessons]
    against(studies)
    return [(one, example(one, one.lesson.mel.astype(np.float32), one.contour, pitch[0], net.scale)) for one in studies]


def _drawn(pieces: Sequence[_Piece], draw: np.random.Generator) -> list[_Piece]:
    """As many as make a step."""
    order = draw.permutation(len(pieces))
    frames = np.cumsum([len(pieces[at][1].mel) for at in order])
    return [pieces[at] for at in order[: int(np.searchsorted(frames, _FRAMES)) + 1]]


def _gradients(net: Net, weights: dict[str, Floats], pieces: Sequence[_Piece], team: Executor) -> Gradients:
    """The sum over the pieces by their length, in their order: the same however many threads there are."""
    total: Gradients = {}
    every = team.map(partial(_taught, net, weights), pieces)
    for (_, made), (_, gradients) in zip(pieces, every, strict=True):
        for name, gradient in gradients.items():
            gradient *= np.float32(len(made.mel) / _FRAMES)
            if name in total:
                total[name] += gradient
            else:
                total[name] = gradient
    return total


def _taught(net: Net, weights: dict[str, Floats], piece: _Piece) -> tuple[Losses, Gradients]:
    one, made = piece
    return taught(weights, net.shape, one.lesson.rows.astype(np.int32), made, one.voiced, one.style, one.lesson.top)


def _asked(net: Net, weights: dict[str, Floats], pieces: Sequence[_Piece], team: Executor) -> Losses:
    every = [losses for losses, _ in team.map(partial(_taught, net, weights), pieces)]
    size = np.array([len(made.mel) for _, made in pieces], np.float64)
    means = np.average([(one.mel, one.structure, one.length, one.pitch) for one in every], axis=0, weights=size)
    return Losses(*(float(mean) for mean in means))


def _total(losses: Losses) -> float:
    """What is looked at: lengths and melodies of two or three pieces are chance."""
    return losses.mel + 0.5 * losses.structure


def _as_wide(net: Net, learnt: dict[str, Floats], vector: Floats, pieces: Sequence[_Piece]) -> dict[str, Floats]:
    """The same weights, their mels as loud and as lively in each band as the speaker's.

    Mean and deviation over speech, of what is told for his own words and of what he said (Toda & Tokuda 2007 call the
    second global variance; here it is a line through each band, so the last matrix takes it up).
    """
    own = net.with_weights(learnt)
    pairs = [_told_and_real(own, vector, piece) for piece in pieces]
    told, real = (np.concatenate(every) for every in zip(*pairs, strict=True))
    speech = speaking(np.asarray(real * net.scale.spread, np.float32))
    told, real = told[speech], real[speech]
    wider = np.clip(real.std(axis=0) / (told.std(axis=0) + 1e-3), *_SPREAD)
    higher = real.mean(axis=0) - wider * told.mean(axis=0)
    top = min(one.lesson.top for one, _ in pieces)
    wider[top:], higher[top:] = 1, 0
    rows = np.concatenate([wider, [1], wider[:VOICED_BANDS]]).astype(np.float32)  # mel, voicing, single harmonics
    bias = learnt["mel.bias"] * rows
    bias[:BANDS] += higher.astype(np.float32)
    return {**learnt, "mel.weight": learnt["mel.weight"] * rows[:, None], "mel.bias": bias}


def _told_and_real(net: Net, vector: Floats, piece: _Piece) -> tuple[Floats, Floats]:
    """(T, BANDS) normalised mels of a piece: what the net tells with its lengths and pitch, and what it is."""
    one, made = piece
    condition = net.condition(vector, one.style, made.room)
    encoded = net.encode(one.lesson.rows, condition)
    frames = net.decode(encoded, made.sound, made.tracks, one.contour, condition)
    told = (np.concatenate([mel for mel, _ in frames]) - net.scale.mel) / net.scale.spread
    return np.asarray(told, np.float32), made.mel


def _quiet(net: Net, lessons: Sequence[Lesson]) -> Floats:
    """The room that the speaker is put into: his own, if it is a quiet one."""
    floors = np.stack([floor_of(lesson.mel.astype(np.float32)) for lesson in lessons])
    own = (floors.mean(axis=0) - net.scale.room[0]) / net.scale.room[1]
    return np.asarray(np.clip(own, -1.5, -0.7), np.float32)

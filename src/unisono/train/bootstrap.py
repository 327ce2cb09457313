"""States for every frame of the data: a GMM-HMM learns them from exact speech and carries them over to real speech."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from unisono.align.spectra import normalised
from unisono.align.units import STATES
from unisono.train.closures import closed
from unisono.train.gmm import Counts, Gaussians, features
from unisono.train.lessons import Lesson
from unisono.train.paths import best
from unisono.types import Floats, Ints

Scores = Callable[[int, Ints], Floats]  # number of a lesson, M states -> (T, M) their log likelihoods
Say = Callable[[str], None]

_POOR = -4.0  # nepers a frame below the median of its shard: the words are not what was said


def trained(
    data: Sequence[Lesson], most: int = 8, passes: int = 9, real_from: int = 3, seed: int = 0, say: Say = print
) -> tuple[Gaussians, list[Ints]]:
    """Gaussians by Viterbi EM and the path (T,) of every lesson; real speech joins in after `real_from` passes."""
    draw = np.random.default_rng(seed)
    rows = [features(normalised(lesson.rows.astype(np.float32))) for lesson in data]
    model: Gaussians | None = None
    for turn in range(passes):
        size = min(most, 1 << max(0, (turn - 1)))
        counts = Counts(model, size if model is None else model.weights.shape[1])
        total, used = 0.0, 0
        for at, lesson in enumerate(data):
            if not lesson.exact and (turn < real_from or draw.random() > share(lesson)):
                continue
            path, score = _path(lesson, rows[at], model)
            if score > -np.inf:
                counts.add(rows[at], lesson.graph.states[path])
                total, used = total + score, used + 1
        model = counts.model_of(size)
        say(f"GMM pass {turn + 1} of {passes}: {used} utterances, {total / max(used, 1):.2f} nepers a frame")
    assert model is not None
    return model, aligned(data, lambda at, states: model.scores(rows[at], states), say)


def _path(lesson: Lesson, rows: Floats, model: Gaussians | None) -> tuple[Ints, float]:
    if model is None:
        return closed(lesson, evenly(lesson)), 0.0
    path, score = best(lesson.graph, model.scores(rows, lesson.graph.needed))
    return closed(lesson, path), score


def share(lesson: Lesson) -> float:
    """How much of a shard one pass learns from: speech in a strong accent teaches less."""
    return {"en_so762": 0.4, "en_grid_s1": 0.4, "espeak_en": 0.5}.get(lesson.utterance.shard, 1.0)


def evenly(lesson: Lesson) -> Ints:
    """The nodes (T,) of an exact lesson, every unit shared out evenly; a stop by its release, its burst 20 ms."""
    graph = lesson.graph
    path = np.zeros(lesson.frames, np.int32)
    for at in range(0, len(graph.states), STATES):
        low, burst = int(graph.low[at]), int(graph.low[at + 1])
        high = min(int(graph.high[at + 2]), lesson.frames)
        edges = (burst, burst + 2) if burst > low else (low + (high - low + 2) // 3, low + (2 * (high - low) + 2) // 3)
        for state, (begin, end) in enumerate(zip((low, *edges), (*edges, high), strict=True)):
            path[min(begin, high) : min(end, high)] = at + state
    return path


def aligned(
    data: Sequence[Lesson], scores: Scores, say: Say = print, before: Sequence[Ints] | None = None
) -> list[Ints]:
    """The path (T,) of every lesson; empty where real speech fits its words far worse than others of its shard.

    `before`: paths found before, which exact lessons keep.
    """
    found = [
        (before[at], 0.0) if before and lesson.exact else best(lesson.graph, scores(at, lesson.graph.needed))
        for at, lesson in enumerate(data)
    ]
    shards: dict[str, list[float]] = {}
    for lesson, (_, score) in zip(data, found, strict=True):
        if score > -np.inf:
            shards.setdefault(lesson.utterance.shard, []).append(score)
    kept = []
    for lesson, (path, score) in zip(data, found, strict=True):
        fits = lesson.exact or score > np.median(shards.get(lesson.utterance.shard, [0.0])) + _POOR
        kept.append(closed(lesson, path) if fits else path[:0])
    lost = sum(not len(path) for path in kept)
    say(f"aligned {len(kept) - lost} utterances; {lost} do not fit their words")
    return kept

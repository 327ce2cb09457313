"""How far found boundaries are from exact ones, to 10 ms frames: for choosing among models while they are trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from unisono.align.acoustics import Acoustics
from unisono.align.net import Net
from unisono.align.spectra import normalised
from unisono.align.units import SIL, STATES, is_closing
from unisono.train.bootstrap import Scores
from unisono.train.corpus import Utterance
from unisono.train.lessons import Lesson
from unisono.train.paths import Graph, best, graph_of
from unisono.types import Floats, Ints


@dataclass(frozen=True)
class Errors:
    """Of the starts of all phones after the first; milliseconds."""

    mean: float
    median: float
    within_25: float  # share
    within_50: float
    closures: float  # median of stops alone

    def __str__(self) -> str:
        return (
            f"mean {self.mean:.1f} ms, median {self.median:.1f}, <=25 ms {self.within_25:.1%}, "
            f"<=50 ms {self.within_50:.1%}, closures median {self.closures:.1f}"
        )


def without_times(lesson: Lesson) -> Lesson:
    """An exact lesson of which only the phones are told: what lies between two pauses is a word."""
    words: list[list[int]] = [[]]
    for piece in lesson.utterance.pieces:
        if piece.unit == SIL:
            words.append([])
        else:
            words[-1].append(piece.unit)
    told: Utterance = replace(lesson.utterance, pieces=(), words=tuple((tuple(word),) for word in words if word))
    return replace(lesson, utterance=told, graph=graph_of(told))


def errors(exact: Sequence[Lesson], scores: Scores) -> Errors:
    """Of lessons of which the times are known, found from their phones alone."""
    away: list[float] = []
    closing: list[float] = []
    for at, lesson in enumerate(exact):
        graph = without_times(lesson).graph
        path, score = best(graph, scores(at, graph.needed))
        if score == -np.inf:
            continue
        found = starts(graph, path)
        true = [piece for piece in lesson.utterance.pieces if piece.unit != SIL]
        for piece, start in list(zip(true, found, strict=True))[1:]:
            away.append(1000 * abs(start - piece.start))
            if is_closing(piece.unit):
                closing.append(away[-1])
    errors_ = np.array(away)
    return Errors(
        float(errors_.mean()),
        float(np.median(errors_)),
        float(np.mean(errors_ <= 25)),
        float(np.mean(errors_ <= 50)),
        float(np.median(closing)),
    )


def starts(graph: Graph, path: Ints) -> list[float]:
    """Seconds at which each spoken unit of a path begins."""
    places = graph.places[path]
    first = np.flatnonzero(np.diff(places, prepend=-1))
    return [at / 100 for at in first.tolist() if graph.states[path[at]] // STATES > 2]


def scorer(acoustics: Acoustics, data: Sequence[Lesson]) -> Scores:
    """Scores of lessons by number."""

    def scores(at: int, states: Ints) -> Floats:
        net = Net(acoustics.weights)
        rows = normalised(data[at].rows.astype(np.float32))
        found = np.concatenate([net.feed(rows), net.finish()])
        return np.ascontiguousarray(acoustics.likelihoods(found)[:, states])

    return scores

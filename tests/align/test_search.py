"""The search finds the best way there is, in bounded memory, and the same however the frames were cut."""

from __future__ import annotations

import itertools
import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from unisono.align import search
from unisono.align.graph import Graph, graph
from unisono.align.search import Search
from unisono.align.units import STATES, UNITS
from unisono.text.marked import words
from unisono.types import Floats, Ints, Line

COLUMNS = len(UNITS) * STATES


def of(text: str, language: str = "en") -> Graph:
    return graph(words(Line(text, language)))


def walk(g: Graph, rng: np.random.Generator, most: float = 20.0) -> Ints:
    """States that some reader passes, frame by frame, by arcs that cost no more than `most`."""
    onward: dict[int, list[tuple[int, float]]] = {}
    for state in range(len(g.emits)):
        for arc in range(g.first[state], g.first[state + 1]):
            if g.before[arc] != state and g.cost[arc] < most:
                onward.setdefault(int(g.before[arc]), []).append((state, float(g.cost[arc])))
    path: list[int] = []
    state = 0
    while state != g.end:
        if g.emits[state] >= 0:
            path += [state] * int(rng.integers(1, 7))
        ways = onward[state]
        weights = np.exp(-np.array([cost for _, cost in ways]))
        state = ways[rng.choice(len(ways), p=weights / weights.sum())][0]
    return np.array(path, np.int32)


def heard(g: Graph, path: Ints, rng: np.random.Generator, clear: float) -> Floats:
    """(T, C) noisy scores in which the states of a path stand out."""
    scores = rng.normal(0.0, 2.0, (len(path), COLUMNS)).astype(np.float32)
    scores[np.arange(len(path)), g.emits[path]] += clear
    return scores


def found(g: Graph, scores: Floats, lag: int = 10**6, cuts: int = 10**6, beam: float = 1e9) -> Ints:
    looking = Search(g, lag, beam)
    parts = [looking.feed(scores[at : at + cuts]) for at in range(0, len(scores), cuts)]
    return np.concatenate([*parts, looking.finish()])


def worth(g: Graph, path: Ints, scores: Floats) -> float:
    """The value of the best way that hears these states, by plain dynamic programming over places."""
    return best(g, np.where(np.arange(len(g.emits))[None] == path[:, None], 0.0, -1e9) + scores[:, g.emits])


def best(g: Graph, local: NDArray[np.float64]) -> float:
    """(T, S) -> the value of the best way to the end; slow and simple."""
    arcs = [list(zip(g.before[a:b], g.cost[a:b], strict=True)) for a, b in itertools.pairwise(g.first)]
    value = np.full(len(g.emits), -np.inf)
    value[0] = 0.0
    for state, into in enumerate(arcs):
        if g.emits[state] < 0 and state:
            value[state] = max((value[o] - c for o, c in into), default=-np.inf)
    for frame in local:
        new = np.full(len(g.emits), -np.inf)
        for state, into in enumerate(arcs):
            source = value if g.emits[state] >= 0 else new
            new[state] = max((source[o] - c for o, c in into), default=-np.inf)
            if g.emits[state] >= 0:
                new[state] += frame[state]
        value = new
    return float(value[g.end])


@pytest.mark.parametrize("seed", range(4))
def test_the_best_way_of_all_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    g = of("to the point, 12 of them", "en")
    scores = heard(g, walk(g, rng), rng, clear=2.5)
    path = found(g, scores)[:, 0]
    assert worth(g, path, scores) == pytest.approx(best(g, scores[:, g.emits].astype(float)), abs=0.05)


@pytest.mark.parametrize("lag", [8, 20, 100, 10**6])
def test_cuts_do_not_matter(lag: int) -> None:
    rng = np.random.default_rng(1)
    g = of("She had your dark suit in greasy wash water all year.")
    scores = heard(g, walk(g, rng), rng, clear=6.0)
    whole = found(g, scores, lag, beam=search.BEAM)
    for cuts in (1, 7, 32, 50):
        assert np.array_equal(found(g, scores, lag, cuts, beam=search.BEAM), whole)
    assert len(whole) == len(scores)


def test_a_short_lag_tells_what_a_long_one_tells() -> None:
    rng = np.random.default_rng(2)
    g = of("Please keep both of my big blue maps, and bring them back tomorrow.")
    scores = heard(g, walk(g, rng), rng, clear=9.0)
    late, soon = (g.sound[found(g, scores, lag)[:, 0]] for lag in (10**6, 8))
    assert np.mean(late == soon) > 0.97


def test_frames_are_told_after_the_lag_and_no_later() -> None:
    rng = np.random.default_rng(3)
    g = of("one two three four five")
    scores = heard(g, walk(g, rng), rng, clear=6.0)
    looking, told = Search(g, 9), 0
    for at, row in enumerate(scores):
        told += len(looking.feed(row[None]))
        assert told >= at + 1 - 9


def test_a_long_text_needs_no_more_memory_than_its_states() -> None:
    rng = np.random.default_rng(4)
    sentence = "Many boats came by in the bay and more men began to sing. "

    def peak(times: int) -> tuple[int, float]:
        g = of(sentence * times)
        path = walk(g, rng)
        tracemalloc.start()
        looking = Search(g, 500)
        right = told = 0
        for at in range(0, len(path), 500):
            states = looking.feed(heard(g, path[at : at + 500], rng, clear=8.0))[:, 0]
            right += int(np.sum(g.sound[states] == g.sound[path[told : told + len(states)]]))
            told += len(states)
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size - 30 * len(g.emits), right / told

    (short, right_short), (long, right_long) = peak(4), peak(60)
    assert min(right_short, right_long) > 0.95
    assert long < 1.3 * short + 2e6


def test_rows_that_are_full_decide_early_and_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_BYTES", 1 << 14)
    monkeypatch.setattr(search, "_MOST", 1 << 14)
    monkeypatch.setattr(search, "_ROWS", 64)
    rng = np.random.default_rng(5)
    g = of("We were away a year ago when you were here.")
    path = walk(g, rng)
    states = found(g, heard(g, path, rng, clear=8.0))[:, 0]
    assert len(states) == len(path)
    assert np.mean(g.sound[states] == g.sound[path]) > 0.9


def test_a_sound_that_ends_early_has_its_frames_all_the_same() -> None:
    rng = np.random.default_rng(6)
    g = of("This sentence is never finished by the one who reads it aloud.")
    path = walk(g, rng)
    for length in (1, 2, 30, len(path) // 2):
        states = found(g, heard(g, path[:length], rng, clear=8.0))[:, 0]
        assert len(states) == length
        assert (states >= 0).all()
    assert len(found(g, np.zeros((0, COLUMNS), np.float32))) == 0

"""The best way of an utterance through the states of its words, for training: Viterbi over a small graph of states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono.align.units import NOISE, SIL, STATES, UNITS, is_closing
from unisono.compiled.jit import kernel
from unisono.train.corpus import Piece, Utterance
from unisono.types import Floats, Ints

_NOISE = UNITS.index(NOISE)
_SKIP = -1.5  # nepers for leaving out the middle state of a unit
_PAUSE = -4.0  # nepers for a silence between words
_NOISY = -12.0  # nepers for a noise between words
_START = -1  # what is before the first state
_FREE = 1 << 30  # no last frame
_NEVER = -1e30


@dataclass(frozen=True, eq=False)
class Graph:
    """N states and the arcs that lead into each; -1 is the start."""

    states: Ints  # (N,) unit * STATES + state
    needed: Ints  # (M,) the states that occur
    columns: Ints  # (N,) which of them each is
    places: Ints  # (N,) which unit of the graph, counted up: two neighbours of one unit stay two
    sources: Ints  # (A,) where each arc comes from; sorted by where it leads
    costs: Floats  # (A,) nepers, 0 or less
    edges: Ints  # (N + 1,) where the arcs into each state begin
    last: Ints  # states that a path may end with
    low: Ints  # (N,) the first frame that a state may have
    high: Ints  # (N,) the frame after the last


def graph_of(utterance: Utterance) -> Graph:
    """Of exact pieces a chain in which every unit keeps its time; of words all their pronunciations, pauses between."""
    builder = _Builder()
    if utterance.pieces:
        for piece in utterance.pieces:
            builder.piece(piece)
        builder.limits[-STATES:] = [(low, _FREE) for low, _ in builder.limits[-STATES:]]  # to the end of the sound
    else:
        builder.pause()
        for word in utterance.words:
            builder.word(word)
            builder.pause()
    return builder.graph()


class _Builder:
    def __init__(self) -> None:
        self.states: list[int] = []
        self.places: list[int] = []
        self.limits: list[tuple[int, int]] = []
        self.arcs: list[tuple[int, int, float]] = []  # to, from, cost
        self.open: list[tuple[int, float]] = [(_START, 0.0)]  # what the next unit may follow, and at what cost

    def piece(self, piece: Piece) -> None:
        """One unit that keeps its time; its states share it, a stop's by its release."""
        low = max(round(piece.start * 100), self.limits[-1][0] + 1 if self.limits else 0)
        high = max(low + 1, round(piece.end * 100))
        at = self.unit(piece.unit, (low, high), short=True)
        burst = min(round(piece.release * 100), high - 1)
        if is_closing(piece.unit) and burst > low:
            self.limits[at : at + STATES] = [(low, burst), (burst, high), (burst, high)]
        self.open = [(at + STATES - 1, 0.0)]

    def word(self, variants: tuple[tuple[int, ...], ...]) -> None:
        """One of its pronunciations."""
        before, ends = self.open, []
        for variant in variants:
            self.open = before
            for unit in variant:
                self.open = [(self.unit(unit) + STATES - 1, 0.0)]
            ends += self.open
        self.open = ends

    def pause(self) -> None:
        """A silence, a noise, or nothing. Between words a silence is long: a short one is the closure of a stop."""
        before = self.open
        if any(place == _START for place, _ in before):
            silence = self.unit(SIL, short=True) + STATES - 1
        else:
            self.open = [(place, cost + _PAUSE) for place, cost in before]
            silence = self.chain([SIL * STATES + n for n in (0, 0, 0, 1, 1, 1, 2)])
        self.open = [(place, cost + _NOISY) for place, cost in before]
        noise = self.unit(_NOISE) + STATES - 1
        self.open = [*before, (silence, 0.0), (noise, 0.0)]

    def chain(self, states: list[int]) -> int:
        """States in a row, each for a frame at least; the last of them."""
        place = self.places[-1] + 1 if self.places else 0
        for state in states:
            at = len(self.states)
            self.states.append(state)
            self.places.append(place)
            self.limits.append((0, _FREE))
            self.arcs.append((at, at, 0.0))
            self.arcs += [(at, source, cost) for source, cost in self.open]
            self.open = [(at, 0.0)]
        return at

    def unit(self, unit: int, limits: tuple[int, int] = (0, _FREE), short: bool = False) -> int:
        """The first of its states; a short one may be no longer than a frame."""
        at = len(self.states)
        place = self.places[-1] + 1 if self.places else 0
        for state in range(STATES):
            self.states.append(unit * STATES + state)
            self.places.append(place)
            self.limits.append(limits)
            self.arcs.append((at + state, at + state, 0.0))
        self.arcs += [(at + 1, at, 0.0), (at + 2, at + 1, 0.0), (at + 2, at, _SKIP)]
        self.arcs += [(at, place, cost) for place, cost in self.open]
        if short:
            self.arcs += [(at + 2, place, cost + 2 * _SKIP) for place, cost in self.open]
        return at

    def graph(self) -> Graph:
        arcs = sorted(self.arcs)
        limits = np.array(self.limits, np.int32)
        states = np.array(self.states, np.int32)
        needed, columns = np.unique(states, return_inverse=True)
        return Graph(
            states,
            needed,
            columns.astype(np.int32),
            np.array(self.places, np.int32),
            np.array([source for _, source, _ in arcs], np.int32),
            np.array([cost for _, _, cost in arcs], np.float32),
            np.searchsorted([to for to, _, _ in arcs], np.arange(len(self.states) + 1)).astype(np.int32),
            np.array([place for place, _ in self.open if place >= 0], np.int32),
            np.ascontiguousarray(limits[:, 0]),
            np.ascontiguousarray(limits[:, 1]),
        )


def best(graph: Graph, scores: Floats) -> tuple[Ints, float]:
    """(T, M) log likelihoods of the needed states -> (T,) the node of each frame on the best path, and its mean score.

    The score is -inf where no path fits, as when the sound is shorter than its words.
    """
    path, total = viterbi(
        graph.columns, graph.sources, graph.costs, graph.edges, graph.last, graph.low, graph.high,
        np.ascontiguousarray(scores, np.float32),
    )  # fmt: skip
    return path, total / max(len(scores), 1) if total > _NEVER / 2 else -np.inf


@kernel
def viterbi(
    columns: Ints, sources: Ints, costs: Floats, edges: Ints, last: Ints, low: Ints, high: Ints, scores: Floats
) -> tuple[Ints, float]:
    """Rabiner 1989, eq. 33, over arcs; a state counts only in its own frames."""
    frames, nodes = len(scores), len(columns)
    came = np.empty((frames, nodes), np.int16)
    total = np.full(nodes, -1e30)
    before = np.full(nodes, -1e30)
    for t in range(frames):
        before, total = total, before
        for node in range(nodes):
            top, source = -1e30, -1
            if low[node] <= t < high[node]:
                for arc in range(edges[node], edges[node + 1]):
                    origin = sources[arc]
                    value = costs[arc]
                    if origin >= 0:
                        value += before[origin] if t > 0 else -1e30
                    elif t > 0:
                        value = -1e30
                    if value > top:
                        top, source = value, origin
                top += scores[t, columns[node]]
            total[node] = top
            came[t, node] = source
    at, top = 0, -1e30
    for node in last:
        if total[node] > top:
            at, top = node, total[node]
    path = np.empty(frames, np.int32)
    for t in range(frames - 1, -1, -1):
        path[t] = at
        at = came[t, at]
    return path, top

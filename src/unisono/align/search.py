"""The best way through a graph as sound comes, in bounded memory: what is certain is told, what is old is decided."""

from __future__ import annotations

import numpy as np

from unisono.align.graph import Graph
from unisono.align.kernels import viterbi
from unisono.types import Floats, Image, Ints

BEAM = 250.0  # nepers below the best that are followed
_EVERY = 32  # frames between two looks whether all that is followed has one past
_ROWS, _BYTES = 1 << 12, 1 << 20  # at first; they grow
_MOST = 1 << 26  # bytes of rows; beyond them the past is decided early


class Search:
    """Viterbi with a lag: a frame is decided when everything that is followed agrees on it, or `lag` frames later.

    What is decided does not depend on how the frames were cut. With a long lag it is the best way of all.
    """

    def __init__(self, graph: Graph, lag: int, beam: float = BEAM) -> None:
        self._graph, self._lag, self._beam = graph, lag, beam
        count = len(graph.emits)
        self._old, self._new = (np.full(count, viterbi.NOWHERE, np.float32) for _ in range(2))
        self._window = np.zeros(2, np.int32)
        self._came = np.zeros(max(_BYTES, 2 * count), np.uint8)
        self._begins, self._low = (np.zeros(_ROWS, np.int32) for _ in range(2))
        self._ways, self._seen = np.zeros(count, np.int32), np.full(count, -1, np.int32)
        self._row = 0  # frames heard since row 0
        self._told = 0  # of them decided
        self._heard = 0  # frames in all
        arcs = (graph.emits, graph.first, graph.before, graph.cost, graph.passes)
        viterbi.start(*arcs, self._old, self._came, self._window)

    def feed(self, scores: Floats) -> Ints:
        """(T, C) further frames -> (N, 2) those decided: the state that heard each, and 1 where a place led into it."""
        decided = [np.zeros((0, 2), np.int32)]
        every = 1 if self._lag < _EVERY else _EVERY  # counted from the beginning, so that cuts do not matter
        at = 0
        while at < len(scores):
            done = self._advance(np.ascontiguousarray(scores[at : at + every - self._heard % every]))
            at += done
            if not done:
                decided += self._room()
            elif self._heard % every == 0:
                decided += self._decided()
        return np.concatenate(decided)

    def finish(self) -> Ints:
        """The frames that are left: as far as the end of the text where it was reached, else to the likeliest place."""
        low, high = self._window
        end = self._graph.end
        reached = low <= end < high and self._old[end] > viterbi.NOWHERE
        return self._path(end if reached else self._best(), self._row)

    def _advance(self, scores: Floats) -> int:
        g = self._graph
        done = viterbi.advance(
            scores, g.emits, g.first, g.before, g.cost, g.passes, g.reach, self._beam,
            self._old, self._new, self._window, self._came, self._begins, self._low, self._row,
        )  # fmt: skip
        if done % 2:
            self._old, self._new = self._new, self._old
        self._row += done
        self._heard += done
        return done

    def _decided(self) -> list[Ints]:
        """What all that is followed agrees on, and at least all but `lag` frames."""
        until = self._told
        if self._lag >= _EVERY:
            until = viterbi.agreed(
                self._row, self._told, self._old, self._window, *self._rows(), self._ways, self._seen
            )
        found = [self._path(self._best(), until)] if until > self._told else []
        if self._row - self._told > self._lag:
            found.append(self._forced(self._row - self._lag))
        self._drop()
        return found

    def _forced(self, until: int) -> Ints:
        """The best way up to row `until`; what was in another sound there is followed no more."""
        path = self._path(self._best(), until)
        sound = self._graph.sound
        args = (self._row, self._row - until, sound[path[-1, 0]], sound, self._old, self._window)
        viterbi.forget(*args, *self._rows())
        return path

    def _path(self, state: int, until: int) -> Ints:
        """The frames not yet told up to row `until`, on the best way to a state of the last row."""
        path = np.zeros((self._row - self._told, 2), np.int32)
        viterbi.trace(state, self._row, *self._rows(), path)
        path, self._told = path[: until - self._told], until
        return path

    def _best(self) -> int:
        low, high = self._window
        return int(low + np.argmax(self._old[low:high]))

    def _rows(self) -> tuple[Ints, Ints, Ints, Image, Ints, Ints]:
        g = self._graph
        return g.emits, g.first, g.before, self._came, self._begins, self._low

    def _drop(self) -> None:
        """Rows of frames that were told are given back once they are half of what is held."""
        if self._told > max(self._row // 2, _EVERY):
            begin = self._begins[self._told]
            end = self._begins[self._row] + self._window[1] - self._window[0]
            self._came[: end - begin] = self._came[begin:end].copy()
            kept = slice(self._told, self._row + 1)
            self._low[: self._row + 1 - self._told] = self._low[kept].copy()
            self._begins[: self._row + 1 - self._told] = self._begins[kept] - begin
            self._row, self._told = self._row - self._told, 0

    def _room(self) -> list[Ints]:
        """More rows; where they are as many as may be, half of what is undecided is decided now."""
        if len(self._came) < _MOST:
            self._came = np.concatenate([self._came, np.zeros_like(self._came)])
            self._begins, self._low = (
                np.concatenate([rows, np.zeros_like(rows)]) for rows in (self._begins, self._low)
            )
            return []
        found = self._forced((self._row + self._told + 1) // 2)
        self._drop()
        return [found]

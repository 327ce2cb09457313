"""Paths with the closures of stops where the sound falls silent: a GMM-HMM lets a vowel run on into them.

The level above half a kilohertz tells: the voice may go on in a closed mouth, its overtones do not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.align.units import SIL, STATES, is_closing
from unisono.train.lessons import Lesson
from unisono.types import Ints

_LOWEST_BAND = 9  # of the spectra: some 500 Hz
_LONGEST = 26  # rows of 5 ms that a closure is looked for before the burst
_DEEP = 1.6  # nepers that the level must fall by
_ONSET = 0.6  # of the fall in nepers, where the closure begins
_REACH = 5  # rows that the burst may be from where the path has it
_LEFT = 2  # frames that the phone before keeps
_BRIEF = 2  # frames of a burst; breath follows


def closed(lesson: Lesson, path: Ints) -> Ints:
    """The same path (T,); in real speech a stop starts where its closure is heard, and everywhere it bursts on time.

    Where the times of a stop are exact they stay; where nothing tells its burst it is the steepest rise within it.
    """
    if not len(path):
        return path
    level = lesson.rows[:, _LOWEST_BAND:].astype(np.float32).mean(axis=1)
    level = np.convolve(np.pad(level, 1, mode="edge"), np.full(3, 1 / 3, np.float32), "valid")
    graph, moved = lesson.graph, path.copy()
    states, places = graph.states[path], graph.places[path]
    firsts = np.flatnonzero(np.diff(places, prepend=-1)).tolist()
    for before, first, after in zip([-1, *firsts], firsts, [*firsts[1:], len(path)], strict=False):
        node = int(path[first]) - int(states[first]) % STATES
        if not is_closing(int(states[first]) // STATES) or graph.low[node + 1] > graph.low[node]:
            continue
        start, burst = first, _burst(level, first, after)
        if not lesson.exact and before >= 0 and states[before] // STATES != SIL:
            start, burst = _closure(level, before + _LEFT, _released(states, first, after), after) or (start, burst)
        moved[start:burst] = node
        moved[burst:after] = node + 1
        moved[burst + _BRIEF : after] = node + 2
        if after - burst == 1:
            moved[burst] = node + 2  # a path ends in the last state
        if start > first:
            moved[first:start] = path[first - 1]
    return moved


def _released(states: Ints, first: int, after: int) -> int:
    """The frame where the path has the burst."""
    late = np.flatnonzero(states[first:after] % STATES > 0)
    return first + int(late[0]) if len(late) else after - 1


def _burst(level: NDArray[np.floating[Any]], first: int, after: int) -> int:
    """The frame of the steepest rise within a stop, its end included."""
    rows = np.arange(2 * first + 2, min(2 * after + 1, len(level) - 1))
    if not len(rows):
        return after - 1
    rise = level[rows + 1] - level[rows - 2]
    return int(np.clip(round(float(rows[rise.argmax()]) / 2), min(first + 1, after - 1), after - 1))


def _closure(level: NDArray[np.floating[Any]], low: int, burst: int, end: int) -> tuple[int, int] | None:
    """Frames of the onset and of the burst; None where the level tells of no closure."""
    near = np.arange(max(2 * burst - _REACH, 2 * low + 4), min(2 * burst + _REACH, 2 * end - 1))
    if not len(near):
        return None
    rise = level[np.minimum(near + 1, len(level) - 1)] - level[near - 2]
    at = int(near[rise.argmax()])
    begin = max(2 * low, at - _LONGEST)
    window = level[begin:at]
    if len(window) < 4:
        return None
    bottom = int(window[-16:].argmin()) + max(len(window) - 16, 0)
    floor, loud = float(window[bottom]), float(window[: bottom + 1].max())
    if loud - floor < _DEEP:
        return None
    above = np.flatnonzero(window[: bottom + 1] > floor + _ONSET * (loud - floor))
    onset = round((begin + int(above[-1]) + 1) / 2)
    burst = min(max(round(at / 2), onset + 1), end - 1)
    return (onset, burst) if low <= onset < burst else None

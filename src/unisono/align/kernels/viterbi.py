"""One frame after another: the best way into every state that is still worth following (Rabiner 1989, eq. 33).

A state that emits hears a frame; one that does not is a place between words, passed within a frame: it comes after the
states that lead to it. A row of `came` says for each state by which of its arcs it was reached; row r was written after
r frames were heard, begins at `begins[r]` and holds the states from `low[r]`. Values are natural logarithms, less those
of the frame's best.
"""

from __future__ import annotations

from unisono.compiled.jit import kernel
from unisono.types import Floats, Image, Ints

NOWHERE = -1e30
UNREACHED = 255  # in `came`


@kernel
def start(
    emits: Ints, first: Ints, before: Ints, cost: Floats, passes: Ints, value: Floats, came: Image, window: Ints
) -> None:
    """Row 0, before anything is heard: the places that can be reached from state 0. Arrays as in `advance`."""
    value[0], came[0] = 0.0, UNREACHED
    limit = max(passes[0] + 1, 1)
    state = 1
    while state < limit:
        value[state], came[state] = NOWHERE, UNREACHED
        if emits[state] < 0:
            enter(state, first, before, cost, value, 0, state, value, came, state)
            if value[state] > NOWHERE:
                limit = max(limit, passes[state] + 1)
        state += 1
    window[0], window[1] = 0, limit


@kernel
def advance(
    scores: Floats, emits: Ints, first: Ints, before: Ints, cost: Floats, passes: Ints, reach: Ints, beam: float,
    old: Floats, new: Floats, window: Ints, came: Image, begins: Ints, low: Ints, row: int,
) -> int:  # fmt: skip
    """Hears up to T frames, from after `row` on; returns how many, fewer than T where the rows are full.

    scores (T, C); emits (S,) column, -1 for a place; arcs of state s are first[s] to first[s + 1] of `before` and
    `cost`; passes (S,) the furthest place that s leads to within a frame, -1 for none; reach (S, 2) the lowest and the
    furthest state that may hear the frame after s. `old` (S,) are the values within `window`, [from, to); where an odd
    number of frames was heard, `new` (S,) are.
    """
    for frame in range(len(scores)):
        at = begins[row + frame] + window[1] - window[0]
        if row + frame + 1 >= len(low) or not heard(
            scores[frame], emits, first, before, cost, passes, reach, beam, old, new, window, came[at:]
        ):
            return frame
        begins[row + frame + 1], low[row + frame + 1] = at, window[0]
        old, new = new, old
    return len(scores)


@kernel
def heard(
    score: Floats, emits: Ints, first: Ints, before: Ints, cost: Floats, passes: Ints, reach: Ints, beam: float,
    old: Floats, new: Floats, window: Ints, came: Image,
) -> bool:  # fmt: skip
    """One frame, `score` (C,); False, and nothing done, where the row does not fit into `came`."""
    was_low, was_high = window[0], window[1]
    low, limit = len(emits), 0
    for state in range(was_low, was_high):
        if old[state] > -beam:
            low, limit = min(low, reach[state, 0]), max(limit, reach[state, 1] + 1)
    best = NOWHERE
    state = low
    while state < limit:
        if state - low >= len(came):
            new[low:state] = NOWHERE
            return False
        new[state], came[state - low] = NOWHERE, UNREACHED
        if emits[state] >= 0:
            enter(state, first, before, cost, old, was_low, was_high, new, came, state - low)
            if new[state] > NOWHERE:
                new[state] += score[emits[state]]
                best = max(best, new[state])
        else:
            enter(state, first, before, cost, new, low, state, new, came, state - low)
        if new[state] > best - beam:
            limit = max(limit, passes[state] + 1)
        state += 1
    old[was_low:was_high] = NOWHERE
    for state in range(low, limit):
        new[state] = new[state] - best if new[state] > best - beam else NOWHERE
    window[0], window[1] = low, limit
    return True


@kernel
def enter(
    state: int, first: Ints, before: Ints, cost: Floats, source: Floats, low: int, high: int, into: Floats, came: Image,
    at: int,
) -> None:  # fmt: skip
    """The best arc into a state from those of `source` within low..high."""
    best, chosen = NOWHERE, UNREACHED
    for arc in range(first[state], first[state + 1]):
        origin = before[arc]
        if low <= origin < high and source[origin] > NOWHERE:
            here = source[origin] - cost[arc]
            if here > best:
                best, chosen = here, arc - first[state]
    into[state] = best
    came[at] = chosen


@kernel
def trace(
    state: int, row: int, emits: Ints, first: Ints, before: Ints, came: Image, begins: Ints, low: Ints, path: Ints
) -> None:
    """The best way to a `state` of `row`: path (N, 2) are the state that heard each of the last N frames, and whether
    it was entered there from a place. -1 before the beginning."""
    for at in range(len(path) - 1, -1, -1):
        state = settled(state, row, emits, first, before, came, begins, low)
        path[at, 0], path[at, 1] = state, 0
        if state >= 0:
            state = before[first[state] + came[begins[row] + state - low[row]]]
            path[at, 1] = emits[state] < 0
        row -= 1


@kernel
def settled(state: int, row: int, emits: Ints, first: Ints, before: Ints, came: Image, begins: Ints, low: Ints) -> int:
    """The state that emits before a place, in the same row; itself where it emits, -1 where it is the beginning."""
    while state >= 0 and emits[state] < 0:
        arc = came[begins[row] + state - low[row]]
        state = -1 if arc == UNREACHED else before[first[state] + arc]
    return state


@kernel
def agreed(
    row: int, until: int, value: Floats, window: Ints, emits: Ints, first: Ints, before: Ints, came: Image,
    begins: Ints, low: Ints, ways: Ints, seen: Ints,
) -> int:  # fmt: skip
    """The last row after `until` at which all that is followed at `row` was in one state; `until` where there is none.

    ways (S,) and seen (S,), all -1, are for work.
    """
    count = 0
    for state in range(window[0], window[1]):
        if value[state] > NOWHERE:
            count = _added(settled(state, row, emits, first, before, came, begins, low), row, ways, count, seen)
    while count > 1 and row > until + 1:
        went, count = count, 0
        for at in range(went):
            state = ways[at]
            state = before[first[state] + came[begins[row] + state - low[row]]]
            state = settled(state, row - 1, emits, first, before, came, begins, low)
            count = _added(state, row - 1, ways, count, seen)
        row -= 1
    seen[:] = -1
    return row if count == 1 else until


@kernel
def _added(state: int, row: int, ways: Ints, count: int, seen: Ints) -> int:
    if state < 0 or seen[state] == row:
        return count
    seen[state] = row
    ways[count] = state
    return count + 1


@kernel
def forget(
    row: int, frames: int, wanted: int, phone: Ints, value: Floats, window: Ints, emits: Ints, first: Ints,
    before: Ints, came: Image, begins: Ints, low: Ints,
) -> None:  # fmt: skip
    """Follows no longer what, so many frames before `row`, was in another phone than `wanted`. phone (S,)."""
    for state in range(window[0], window[1]):
        if value[state] > NOWHERE:
            here = settled(state, row, emits, first, before, came, begins, low)
            for at in range(row, row - frames, -1):
                if here < 0:
                    break
                here = before[first[here] + came[begins[at] + here - low[at]]]
                here = settled(here, at - 1, emits, first, before, came, begins, low)
            if here < 0 or phone[here] != wanted:
                value[state] = NOWHERE

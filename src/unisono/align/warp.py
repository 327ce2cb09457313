"""Dynamic time warping of a recording onto an echo of it: pauses may stand before any word, in either.

Every frame of the recording is counted once, so costs add up evenly (asymmetric DTW; Sakoe & Chiba 1978). The echo is
a row of columns: its frames, and a silence before each word and at the end. A silence costs what the recording's level
says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unisono.types import Floats

Indices = NDArray[np.intp]

_BLOCK = 256  # rows of distances computed at once
_STAY, _LEAP, _LEAP_FAR, _PAUSE = 0.3, 0.3, 0.8, 0.5  # cost of an echo frame held, of one or two left out, of a pause
_NARROW = 600  # columns: the band is at least so wide


@dataclass(frozen=True, eq=False)
class Columns:
    """What each column of the warp is, and from where it can be reached."""

    frame: Indices  # (S,) echo frame; of a silence, the frame after it
    silent: NDArray[np.bool_]  # (S,)
    before: Indices  # (K, S) columns, itself included; -1 where there is none
    cost: Floats  # (K, S)


def columns(frames: int, pauses: Indices) -> Columns:
    """Columns for an echo of `frames`, with a silence before each frame in `pauses` (0..frames, ascending)."""
    frame = np.insert(np.arange(frames), pauses, pauses)
    silent = np.insert(np.zeros(frames, bool), pauses, True)
    column = np.flatnonzero(~silent)
    before = np.full((5, len(frame)), -1, np.intp)
    cost = np.zeros((5, len(frame)), np.float32)
    before[0] = np.arange(len(frame))
    cost[0] = np.where(silent, 0.0, _STAY)
    for back, extra in ((1, 0.0), (2, _LEAP), (3, _LEAP_FAR)):
        reach = frame - back >= 0
        before[back, reach] = column[np.minimum(frame[reach] - back, frames - 1)]
        cost[back] = np.where(silent, _PAUSE, extra)
    after_silence = np.flatnonzero(~silent[1:] & silent[:-1]) + 1
    before[4, after_silence] = after_silence - 1
    return Columns(frame, silent, before, cost)


def path(heard: Floats, echo: Floats, pause: Floats, row: Columns, progress: Floats) -> Indices:
    """The cheapest column for each of the T frames heard.

    heard (T, C) and echo (J, C): features scaled so that a matching frame costs about 1 (the mean square over C);
    pause (T,): what silence costs at each frame; progress (T,): 0..1, about where in the echo a frame lies.
    """
    frames, width = len(heard), len(row.frame)
    band = min(width, max(_NARROW, width // 3))
    low = np.clip(np.round(progress * width).astype(np.intp) - band // 2, 0, width - band)
    low[0], low[-1] = 0, width - band
    came = np.zeros((frames, band), np.uint8)
    total = np.full(width + 1, np.inf, np.float32)  # the last one stands for "none"
    total[:2] = 0.0  # a recording begins with silence or with the first sound
    for start in range(0, frames, _BLOCK):
        stop = min(start + _BLOCK, frames)
        local = _local_costs(heard[start:stop], echo, pause[start:stop], row)
        for t in range(start, stop):
            here = slice(low[t], low[t] + band)
            if t == 0:
                best = total[:-1][here] + local[0, here]
            else:
                reached = total[row.before[:, here]] + row.cost[:, here]
                choice = reached.argmin(axis=0)
                came[t] = choice
                best = np.take_along_axis(reached, choice[None], axis=0)[0] + local[t - start, here]
            total = np.full(width + 1, np.inf, np.float32)
            total[here] = best
    return _walked_back(row, came, low, int(total[-3:-1].argmin()) + width - 2)


def _local_costs(heard: Floats, echo: Floats, pause: Floats, row: Columns) -> Floats:
    """(B, C) frames against every column -> (B, S)."""
    square = (heard**2).sum(1)[:, None] + (echo**2).sum(1)[None] - 2 * heard @ echo.T
    local = square[:, np.minimum(row.frame, len(echo) - 1)] / heard.shape[1]
    return np.where(row.silent, pause[:, None], local).astype(np.float32)


def _walked_back(row: Columns, came: NDArray[np.uint8], low: Indices, last: int) -> Indices:
    found = np.zeros(len(came), np.intp)
    for t in range(len(came) - 1, -1, -1):
        found[t] = last
        if t:
            last = int(row.before[came[t, last - low[t]], last])
    return found

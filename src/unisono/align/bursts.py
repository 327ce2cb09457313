"""Stops moved to where the sound has them: the lips close where its level falls, and open where it bursts.

A warp places a phone within some 20 ms; a closed mouth is seen at half of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from unisono.phones import is_stop
from unisono.types import SILENCE, Floats, Phone

STEPS = 500  # levels per second
REACH = 0.04  # seconds that a burst may be from where the warp says
RISE = 6.0  # dB that a burst must rise by
ONSET = 0.3  # of a rise in dB, where it begins: the noise of an affricate swells
CLOSURE = 0.12  # seconds: the longest closure that is looked for
REST = 0.06  # seconds: closure of a stop after a pause, where nothing is heard of it


def bursts(phones: Sequence[Phone], samples: Floats, rate: int) -> list[Phone]:
    """The same phones without gaps; stops and affricates start at their closure and have their release at the burst.

    Where the sound shows no burst, a phone stays as it is.
    """
    level = _level(samples, rate)
    moved = list(phones)
    for at, phone in enumerate(phones):
        if is_stop(phone.label) and phone.release is not None and 0 < at < len(phones) - 1:
            found = _found(level, moved[at - 1], phone, moved[at + 1])
            if found:
                start, release = found
                moved[at - 1] = _until(moved[at - 1], start)
                moved[at] = replace(phone, start=start, release=release)
                if release > phone.end - 0.01:
                    end = min(release + 0.01, moved[at + 1].end - 0.01)
                    moved[at] = replace(moved[at], end=end)
                    moved[at + 1] = _since(moved[at + 1], end)
    return moved


def _until(phone: Phone, end: float) -> Phone:
    release = None if phone.release is None else min(phone.release, end)
    return replace(phone, end=end, release=release)


def _since(phone: Phone, start: float) -> Phone:
    release = None if phone.release is None else max(phone.release, start)
    return replace(phone, start=start, release=release)


def _level(samples: Floats, rate: int) -> NDArray[np.float64]:
    """(N,) -> dB above about 1 kHz, every 2 ms over 6 ms: the voice goes on in a b, its overtones do not."""
    sharp = np.diff(np.asarray(samples, np.float64), prepend=0.0)
    power = np.concatenate([[0.0], np.cumsum(sharp**2)])
    centre = (np.arange(int(len(samples) / rate * STEPS)) + 0.5) / STEPS * rate
    left = np.clip(centre - 0.003 * rate, 0, len(samples)).astype(np.intp)
    right = np.clip(centre + 0.003 * rate, 1, len(samples)).astype(np.intp)
    return np.asarray(10 * np.log10((power[right] - power[left]) / np.maximum(right - left, 1) + 1e-9))


def _found(level: NDArray[np.float64], before: Phone, stop: Phone, after: Phone) -> tuple[float, float] | None:
    """Start of the closure and time of the burst in seconds; None where there is no burst."""
    assert stop.release is not None
    low = max(before.start + 0.015, stop.start - REACH)
    high = min(after.end - 0.02, stop.end + REACH)
    burst = _burst(level, max(low, stop.release - REACH), min(high, stop.release + REACH), stop.release)
    if burst is None:
        return None
    earliest = max(before.start + 0.015, burst - CLOSURE)
    if before.label == SILENCE:
        return max(earliest, burst - REST), burst
    closed = _closed(level, earliest, burst)
    return (closed, burst) if closed < burst else None


def _burst(level: NDArray[np.float64], low: float, high: float, expected: float) -> float | None:
    """The time of the steepest rise between two times, the nearer the better."""
    steps = np.arange(max(4, int(low * STEPS)), min(len(level) - 4, int(high * STEPS)))
    if not len(steps):
        return None
    after = np.maximum(level[steps], level[steps + 1])
    before = np.minimum(level[steps - 2], level[steps - 3])
    rise = after - before
    best = int(np.argmax(rise - 6 * ((steps / STEPS - expected) / REACH) ** 2))
    if rise[best] < RISE:
        return None
    steepest = int(steps[best])
    window = level[max(0, steepest - 12) : steepest + 1]
    soft = np.flatnonzero(window < window.min() + ONSET * (after[best] - window.min()))
    return float((steepest - len(window) + 2 + int(soft[-1])) / STEPS)


def _closed(level: NDArray[np.float64], low: float, burst: float) -> float:
    """Where, going back from the burst, the level is half way in dB from the closure's to that of the sound before."""
    window = level[int(low * STEPS) : max(int(burst * STEPS) - 1, int(low * STEPS) + 1)]
    floor, loud = np.min(window[-12:]), np.max(window)
    above = np.flatnonzero(window > 0.5 * (floor + loud))
    return low + (int(above[-1]) + 1) / STEPS if len(above) else low

"""Other throats, rooms, microphones, telephones and noises, made of log mel spectra alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono.align.spectra import USUAL, Mean, mean_of, normalised
from unisono.align.units import NOISE, SIL, STATES, UNITS
from unisono.audio.features import MELS
from unisono.compiled.jit import kernel
from unisono.types import Floats, Ints

_FLOOR = 1e-8  # power of `features.mels`
_NOISE = UNITS.index(NOISE) * STATES
_BANDS = np.arange(MELS, dtype=np.float32)
_ABOVE_TELEPHONE = (29, 31)  # the band where 3.4 and 4 kHz are, about


@dataclass(frozen=True)
class Changes:
    """How likely each change is, and how great it is at most."""

    pace: float = 0.15  # share of time
    throat: float = 0.12  # share of frequency
    gain: float = 1.2  # nepers of power, one standard deviation
    colour: float = 1.2  # the same, of a microphone's response
    noisy: float = 0.55
    ratio: tuple[float, float] = (3.0, 35.0)  # dB of speech over noise
    babble: float = 0.2  # of the noises
    room: float = 0.3
    telephone: float = 0.15
    breath: float = 0.3  # of the pauses that are long enough
    streamed: float = 0.25  # begins with the usual mean, as a stream does


def changed(
    rows: Floats, states: Ints, draw: np.random.Generator, others: Floats, how: Changes | None = None
) -> tuple[Floats, Ints]:
    """(2 T, MELS) log power and the state (T,) of each frame -> both for another recording, normalised.

    `others`: (M, MELS) log power of other speech, for babble. The length may differ.
    """
    how = how or Changes()
    rows, states = _paced(rows, states, 1 + draw.uniform(-how.pace, how.pace))
    rows = _throat(rows, 1 + draw.uniform(-how.throat, how.throat))
    power: Floats = np.exp(rows)
    level = float(np.percentile(power.mean(axis=1), 90))
    power, states = _breathed(power, states, level, draw, how.breath)
    if draw.random() < how.room:
        power = echoed(power, float(np.exp(-0.005 * 6.9 / draw.uniform(0.15, 0.7))), float(draw.uniform(0.003, 0.04)))
    if draw.random() < how.noisy:
        ratio = 10 ** (-draw.uniform(*how.ratio) / 10)
        noise = _babble(others, len(power), draw) if draw.random() < how.babble else _hiss(len(power), draw)
        power = power + noise * (level * ratio / max(float(noise.mean()), 1e-20))
    rows = np.log(power + 1e-20) + _colour(draw, how.colour) + draw.normal(0, how.gain)
    if draw.random() < how.telephone:
        rows[:, draw.integers(*_ABOVE_TELEPHONE, endpoint=True) :] = -40
        rows[:, : draw.integers(0, 5)] -= draw.uniform(0, 6)
    rows = np.log(np.exp(rows) + _FLOOR).astype(np.float32)
    start = _stream_start(rows, draw) if draw.random() < how.streamed else None
    return normalised(rows, start), states


def _stream_start(rows: Floats, draw: np.random.Generator) -> Mean:
    """The usual mean at nearly this recording's level: engines speak at a level that is known."""
    lift = mean_of(rows).loud - USUAL.loud + draw.normal(0, 1.0)
    return Mean((USUAL.spectrum + lift).astype(np.float32), USUAL.loud + lift)


def _paced(rows: Floats, states: Ints, factor: float) -> tuple[Floats, Ints]:
    """Slower or faster, by interpolation."""
    frames = max(int(len(states) / factor), 4)
    at = np.clip((np.arange(2 * frames) + 0.5) * factor - 0.5, 0, len(rows) - 1)
    low = at.astype(np.intp)
    part = (at - low).astype(np.float32)[:, None]
    warped = rows[low] * (1 - part) + rows[np.minimum(low + 1, len(rows) - 1)] * part
    which = np.clip(((np.arange(frames) + 0.5) * factor).astype(np.intp), 0, len(states) - 1)
    return warped, states[which]


def _throat(rows: Floats, factor: float) -> Floats:
    """All formants higher or lower; the top bands stay, as in Lee & Rose 1998."""
    hertz = 700 * (10 ** (np.linspace(102.6, 2808.0, MELS) / 2595) - 1)
    wanted = np.where(hertz < 5500, hertz * factor, 5500 * factor + (hertz - 5500) * (7600 - 5500 * factor) / 2100)
    at = np.clip(np.interp(wanted, hertz, _BANDS), 0, MELS - 1)
    low = np.minimum(at.astype(np.intp), MELS - 2)
    part = (at - low).astype(np.float32)
    return np.asarray(rows[:, low] * (1 - part) + rows[:, low + 1] * part, np.float32)


def _colour(draw: np.random.Generator, size: float) -> Floats:
    """(MELS,) a smooth response."""
    waves = [draw.normal(0, size / n) * np.cos(np.pi * n * _BANDS / MELS + draw.uniform(0, 6.3)) for n in (1, 2, 3)]
    return np.asarray(np.sum(waves, axis=0), np.float32)


def _hiss(frames: int, draw: np.random.Generator) -> Floats:
    """Steady noise of any colour; wide bands flutter less, and neighbouring frames share half of their window."""
    freedom = np.interp(_BANDS, [0, MELS - 1], [1.5, 10]).astype(np.float32)
    flutter = draw.gamma(freedom, 1 / freedom, (frames + 2, MELS)).astype(np.float32)
    smooth = (flutter[:-2] + flutter[1:-1] + flutter[2:]) / 3
    return np.asarray(smooth * np.exp(_colour(draw, 2.0) - draw.uniform(0, 3) * _BANDS / MELS), np.float32)


def _babble(others: Floats, frames: int, draw: np.random.Generator) -> Floats:
    """Some voices at once."""
    voices = []
    for _ in range(draw.integers(2, 6)):
        start = draw.integers(0, max(1, len(others) - frames))
        voices.append(np.resize(np.exp(others[start : start + frames].astype(np.float32)), (frames, MELS)))
    return np.asarray(np.sum(voices, axis=0), np.float32)


def _breathed(
    power: Floats, states: Ints, level: float, draw: np.random.Generator, chance: float
) -> tuple[Floats, Ints]:
    """Breaths and clicks within some of the pauses."""
    silent = np.flatnonzero(np.diff(np.concatenate([[0], states // STATES == SIL, [0]])))
    for begin, end in silent.reshape(-1, 2):
        if end - begin < 14 or draw.random() > chance:
            continue
        click = draw.random() < 0.25
        length = int(draw.integers(3, 6) if click else draw.integers(10, min(60, end - begin - 2), endpoint=True))
        start = int(draw.integers(begin + 1, max(end - length - 1, begin + 2)))
        length = min(length, end - start - 1)
        noise = _hiss(2 * length, draw)
        shape = 1.0 if click else np.hanning(2 * length + 2)[1:-1, None] + 0.05
        loud = level * 10 ** (-draw.uniform(8, 30) / 10)
        power[2 * start : 2 * (start + length)] += noise * shape * (loud / max(float(noise.mean()), 1e-20))
        states = states.copy()
        states[start : start + length] = _NOISE + np.arange(length) * STATES // length
    return power, states


@kernel
def echoed(power: Floats, decay: float, part: float) -> Floats:
    """A room: what has sounded dies away by `decay` a frame; `part` of each frame joins it."""
    out = np.empty_like(power)
    for band in range(power.shape[1]):
        left = 0.0
        for t in range(power.shape[0]):
            out[t, band] = power[t, band] + left
            left = (left + power[t, band] * part) * decay
    return out

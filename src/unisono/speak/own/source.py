"""Pulses and breath through the envelope that a mel tells: a first guess at the sound, 10 ms at a time.

Pulses stand at the exact times of the pitch and ring with minimum phase, as a throat does. High up, where every voice
is rough, breath takes over, and it swells with each pulse: without that it hisses beside the voice, and with pulses all
the way up the voice buzzes. Where it takes over and how far it swells is what `benchmarks/vocoder.py` hears in people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.speak.own.mels import BANDS, FLOOR, HOP, RATE, centres
from unisono.types import Floats

_LENGTH = 1024  # samples of its spectra: 10 ms of source and 32 ms of ringing
_HERTZ = np.arange(_LENGTH // 2 + 1) * RATE / _LENGTH
_TURN = 2 * np.pi / _LENGTH * np.arange(_LENGTH // 2 + 1)  # radians that a spectrum turns with a sample's delay
_VOICE = (1 / (1 + (_HERTZ / 2500) ** 5)).astype(np.float32)  # share of the power of a full voice that is pulses
_SWELL = 0.6  # of the breath of a full voice with its pulses


@dataclass(frozen=True, eq=False)
class _Moment:
    """The middle of a frame."""

    envelope: Floats  # (BANDS,) log magnitude
    breath: NDArray[np.complex64]  # (_LENGTH // 2 + 1,) what noise goes through
    hertz: float
    voice: float  # 0..1

    @staticmethod
    def of(mel: Floats, hertz: float, voice: float) -> _Moment:
        loud = np.exp(mel) - FLOOR
        envelope = np.log(np.maximum(loud, 1e-3 * FLOOR)).astype(np.float32)
        voice = min(max(voice, 0.0), 1.0)
        breath = np.exp(envelope @ _minimum_phase()) * _moving() * np.sqrt(1 - np.float32(voice) * _VOICE)
        return _Moment(envelope, breath, min(max(hertz, 20.0), 2000.0), voice)


class Source:
    """Remembers where in its period the voice is, and what still rings."""

    def __init__(self) -> None:
        self._dice = np.random.default_rng(0)  # drawn sample by sample, so that it does not matter how frames come
        self._turns = 0.0  # periods since the last pulse
        self._ringing = np.zeros(_LENGTH, np.float32)
        self._last: _Moment | None = None

    def feed(self, mel: Floats, hertz: float, voice: float) -> Floats:
        """(BANDS,) natural log, Hz, 0..1 -> the sound from the middle of the last frame to that of this one, (HOP,).

        Of the first frame, its first half.
        """
        now = _Moment.of(mel, hertz, voice)
        last, self._last = self._last, now
        return self._sound(last or now, now, HOP if last else HOP // 2)

    def finish(self) -> Floats:
        """The second half of the last frame, (HOP // 2,)."""
        return self._sound(self._last, self._last, HOP // 2) if self._last else np.zeros(0, np.float32)

    def _sound(self, last: _Moment, now: _Moment, count: int) -> Floats:
        ramp = (np.arange(count) + 0.5) / count
        step = (last.hertz + (now.hertz - last.hertz) * ramp) / RATE
        turns = self._turns + np.cumsum(step)
        voice = last.voice + (now.voice - last.voice) * ramp
        noise = self._dice.standard_normal(count, np.float32) * _swelling(turns, voice)
        spectrum = _breath(noise, ramp, last, now)
        whole = np.floor(turns)
        starts = np.flatnonzero(np.diff(whole, prepend=0.0) * (voice > 0.01))
        if len(starts):
            at = starts + 1 - (turns[starts] - whole[starts]) / step[starts]  # samples, and what lies between them
            spectrum += _pulses(at, voice[starts] / step[starts], at / count, last, now)
        self._turns = float(turns[-1] - whole[-1])
        self._ringing += np.fft.irfft(spectrum).astype(np.float32)
        sound = self._ringing[:count]
        self._ringing = np.concatenate([self._ringing[count:], np.zeros(count, np.float32)])
        return sound


def _swelling(turns: NDArray[np.float64], voice: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) gain of the breath, its mean square 1: greatest where a pulse starts."""
    depth = _SWELL * voice
    return np.asarray((1 + depth * np.cos(2 * np.pi * turns)) / np.sqrt(1 + depth**2 / 2))


def _breath(noise: NDArray[np.float64], ramp: NDArray[np.float64], last: _Moment, now: _Moment) -> NDArray[Any]:
    """Spectrum of the noise, through the one envelope at its beginning, through the other at its end."""
    faded = np.fft.rfft((noise * np.sqrt(np.stack([1 - ramp, ramp]))).astype(np.float32), _LENGTH)
    return np.asarray(faded[0] * last.breath + faded[1] * now.breath)


def _pulses(
    at: NDArray[np.float64], power: NDArray[np.float64], part: NDArray[np.float64], last: _Moment, now: _Moment
) -> NDArray[Any]:
    """Spectrum of pulses `at` so many samples, as strong as noise where `power` is one period: `part` is how far each
    is from `last` to `now`."""
    envelope = (last.envelope + (now.envelope - last.envelope) * part[:, None]).astype(np.float32)
    logs = envelope @ _minimum_phase() + _voice_phase()
    logs += 0.5 * np.log(power[:, None]).astype(np.float32)
    logs.imag -= at[:, None] * _TURN
    return np.asarray(np.exp(logs).sum(axis=0))


@lru_cache(maxsize=1)
def _minimum_phase() -> NDArray[np.complex64]:
    """(BANDS, _LENGTH // 2 + 1): log magnitudes of the bands @ it = the complex log spectrum; lines between them."""
    return _with_phase(np.stack([np.interp(_HERTZ, centres(), row) for row in np.eye(BANDS)]))


@lru_cache(maxsize=1)
def _voice_phase() -> NDArray[np.complex64]:
    """(_LENGTH // 2 + 1,) complex log spectrum of one pulse before the envelope."""
    return np.asarray(_with_phase(0.5 * np.log(_VOICE)) + np.log(_moving()), np.complex64)


@lru_cache(maxsize=1)
def _moving() -> NDArray[np.complex64]:
    """(_LENGTH // 2 + 1,) takes out what is below 20 Hz, without looking ahead: no mouth blows steadily."""
    late = np.exp(-2j * np.pi * _HERTZ / RATE)
    response = (1 - late) / (1 - np.exp(-2 * np.pi * 20 / RATE) * late)
    response[0] = 1e-3  # it has a logarithm
    return np.asarray(response, np.complex64)


def _with_phase(logs: NDArray[np.float64]) -> NDArray[np.complex64]:
    """Log magnitudes -> complex log spectrum of minimum phase: the cepstrum's past folded onto its future.

    Oppenheim & Schafer, Discrete-Time Signal Processing, 13.5. It is linear, so a matrix does for all.
    """
    cepstrum = np.fft.irfft(logs)
    cepstrum[..., 1 : _LENGTH // 2] *= 2
    cepstrum[..., _LENGTH // 2 + 1 :] = 0
    return np.asarray(np.fft.rfft(cepstrum), np.complex64)

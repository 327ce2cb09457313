"""How each vowel is said: its loudness and pitch against the speaker's vowels so far.

A vowel is measured once, whole, when it is known; the norms move vowel by vowel. So the figures do not depend on how
the sound was cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, log2, log10, sqrt
from statistics import median

import numpy as np

from unisono import phones
from unisono.audio import features
from unisono.errors import SoundError
from unisono.types import SILENCE, Floats, Phone, Speech

_MEMORY = 100  # vowels that a norm remembers, about 20 s of talk
_PRIOR_WEIGHT = 4  # vowels that the first guess of a deviation counts as
_FLOOR = 1e-9  # power; -90 dBFS
_MOMENTS = (0.2, 0.5, 0.8)  # of a vowel, where its pitch is taken
_LONGEST = 0.2  # seconds of a vowel that are listened to, from its middle


@dataclass(frozen=True)
class Tone:
    """How a sound is said: deviations from the speaker's usual vowel."""

    loudness: float = 0.0  # deviations, -3..3
    pitch: float = 0.0  # deviations, -3..3; 0 where no voice sounds
    rise: float = 0.0  # semitones from its beginning to its end


USUAL = Tone()


class Prosody:
    """The norms of one speaker, and the sound that no phone has explained yet."""

    def __init__(self, rate: int) -> None:
        """`rate`: samples per second."""
        self._sound = Speech(np.zeros(0, np.float32), rate)
        self._level = _Norm(deviation=3.0, least=1.2)  # dB
        self._pitch = _Norm(deviation=2.5, least=0.8)  # semitones

    def hear(self, chunk: Speech) -> Iterator[Tone]:
        """A tone for each of its phones, told as they end; `USUAL` for what is no vowel. SoundError for a NaN."""
        sound = Speech(np.concatenate([self._sound.samples, chunk.samples]), chunk.rate, self._sound.offset)
        for phone in chunk.phones:
            yield self._of(phone, sound)
        told = round(max((p.end for p in chunk.phones), default=0.0) * chunk.rate)
        keep = min(max(told, sound.offset), sound.end)
        # A copy: a slice would hold on to all of the chunk.
        self._sound = Speech(sound.samples[keep - sound.offset :].copy(), sound.rate, keep)

    def _of(self, phone: Phone, sound: Speech) -> Tone:
        if phone.label == SILENCE or not phones.is_vowel(phone.label):
            return USUAL
        first, last = (max(round(time * sound.rate) - sound.offset, 0) for time in (phone.start, phone.end))
        heard = sound.samples[first:last]
        if not len(heard):
            return USUAL
        power = float(np.square(heard, dtype=np.float64).sum()) / len(heard)
        if not isfinite(power):
            raise SoundError("the sound has samples that are not numbers (NaN or infinite); read it anew")
        loudness = self._level.deviations(10 * log10(power + _FLOOR))
        semitones = _semitones(heard, sound.rate)
        if not semitones:
            return Tone(loudness)
        return Tone(loudness, self._pitch.deviations(median(semitones)), semitones[-1] - semitones[0])


class _Norm:
    """A running mean and deviation."""

    def __init__(self, deviation: float, least: float) -> None:
        self._count, self._mean, self._variance, self._least = 0, 0.0, deviation * deviation, least

    def deviations(self, value: float) -> float:
        """How far off `value` is, itself included in the norm; -3..3."""
        self._count += 1
        away = value - self._mean
        self._mean += away / min(self._count, _MEMORY)
        if self._count > 1:
            spread = away * (value - self._mean)
            self._variance += (spread - self._variance) / min(self._count + _PRIOR_WEIGHT, _MEMORY)
        deviation = max(sqrt(self._variance), self._least)
        return min(max((value - self._mean) / deviation, -3.0), 3.0)


def _semitones(heard: Floats, rate: int) -> list[float]:
    """Pitch above 60 Hz at the `_MOMENTS` where the voice sounds."""
    spare = max(len(heard) - int(_LONGEST * rate), 0) // 2
    middle = heard[spare : len(heard) - spare]
    hertz = features.pitch_at(middle, rate, [len(middle) / rate * moment for moment in _MOMENTS])
    return [12 * log2(f / 60.0) for f in hertz.tolist() if f > 0]

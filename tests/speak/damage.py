"""What may be wrong with a recording, made up."""

from __future__ import annotations

import numpy as np

from unisono.types import Floats


def with_noise(samples: Floats, decibels: float, seed: int = 0) -> Floats:
    """White noise so far below the voice, which is the louder half of the samples' power."""
    noise = np.random.default_rng(seed).standard_normal(len(samples))
    power = 2 * float(np.mean(np.square(samples))) * 10 ** (-decibels / 10)
    return np.asarray(samples + np.sqrt(power) * noise, np.float32)


def with_hum(samples: Floats, rate: int, hertz: float = 50.03, size: float = 0.02) -> Floats:
    """Mains, with some harmonics."""
    time = np.arange(len(samples)) / rate
    lines = sum(np.sin(2 * np.pi * hertz * k * time + k) for k in (1, 2, 3, 5, 7))
    return np.asarray(samples + size * lines, np.float32)


def in_a_room(samples: Floats, rate: int, seconds: float, seed: int = 0) -> Floats:
    """As loud an echo as the voice, which dies away by 60 dB in so many seconds."""
    time = np.arange(round(1.2 * seconds * rate)) / rate
    answer = np.random.default_rng(seed).standard_normal(len(time)) * 10 ** (-3 * time / seconds)
    answer[: round(0.003 * rate)] = 0
    answer /= np.sqrt(np.sum(answer**2))
    answer[0] = 1
    length = 1 << (len(samples) + len(answer)).bit_length()
    echoed = np.fft.irfft(np.fft.rfft(samples, length) * np.fft.rfft(answer, length), length)
    return np.asarray(echoed[: len(samples)], np.float32)

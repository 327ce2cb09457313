"""The mel spectra that the voice thinks in: 100 bands up to 12 kHz, a hundred times a second."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from unisono.types import Floats

RATE = 24000  # samples a second
HOP = 240  # samples from frame to frame: frame t is centred on (t + 0.5) * 10 ms, as in audio.features
WIDTH = 1024  # samples of its Hann window
BANDS = 100
FLOOR = 1e-5  # added to the mean magnitude of a band before the logarithm


def mel(samples: Floats) -> Floats:
    """(N,) sound at 24 kHz -> (ceil(N / 240), 100) natural log of the mean magnitude in each band.

    White noise of variance 1 has magnitude 1.
    """
    frames = -(-len(samples) // HOP)
    before = WIDTH // 2 - HOP // 2
    padded = np.pad(np.asarray(samples, np.float32), (before, before + WIDTH))
    views = np.lib.stride_tricks.sliding_window_view(padded, WIDTH)[::HOP][:frames]
    window = np.hanning(WIDTH + 1)[:-1].astype(np.float32)
    window /= np.sqrt(np.sum(window**2))
    told = [
        np.log(np.abs(np.fft.rfft(views[at : at + 500] * window, axis=1)) @ bank().T + FLOOR)
        for at in range(0, frames, 500)
    ]
    return np.concatenate([np.zeros((0, BANDS)), *told]).astype(np.float32)


@lru_cache(maxsize=1)
def centres() -> Floats:
    """(BANDS,) Hz."""
    return np.asarray(edges()[1:-1], np.float32)


@lru_cache(maxsize=1)
def bank() -> Floats:
    """(BANDS, WIDTH // 2 + 1) triangles of sum one, even on the mel scale 2595 log10(1 + f / 700)."""
    ends = edges()
    reach = np.maximum(np.diff(ends), RATE / WIDTH)
    bins = np.arange(WIDTH // 2 + 1) * RATE / WIDTH
    rise = 1 + (bins - ends[1:-1, None]) / reach[:-1, None]
    fall = 1 - (bins - ends[1:-1, None]) / reach[1:, None]
    triangles = np.clip(np.minimum(rise, fall), 0, None)
    return np.asarray(triangles / triangles.sum(axis=1, keepdims=True), np.float32)


@lru_cache(maxsize=1)
def edges() -> NDArray[np.float64]:
    """(BANDS + 2,) Hz: each band has its middle at one, and ends at those beside it."""
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    return np.asarray(700 * (10 ** (np.linspace(0, top, BANDS + 2) / 2595) - 1))

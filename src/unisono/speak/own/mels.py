"""The mel spectra that the voice thinks in: 100 bands up to 12 kHz, a hundred times a second."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from unisono.audio.features import mel_bank, mel_edges
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
    """(BANDS, WIDTH // 2 + 1) triangles of sum one."""
    return mel_bank(RATE, WIDTH, BANDS, 0.0, RATE / 2)


@lru_cache(maxsize=1)
def edges() -> NDArray[np.float64]:
    """(BANDS + 2,) Hz: each band has its middle at one, and ends at those beside it."""
    return mel_edges(BANDS, 0.0, RATE / 2)

"""Makes a sound's mel the one that is wished for, as the sound comes: it scales its spectrum and keeps its phase.

Spectra overlap, so to change one changes its neighbours: a few frames are scaled together, several rounds, before the
oldest of them is settled (as real-time spectrogram inversion does: Zhu, Beauregard & Wyse 2007). What is wished for is
taken apart. The envelope, over bands as wide as the pitch, is always followed. The grain, which is what harmonics and
the chance of noise make of it, is followed only as far as the wish has one: a mel that a net tells is blurred, and to
follow it there would fill the gaps between harmonics until no pitch is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from unisono.speak.own.mels import BANDS, FLOOR, HOP, RATE, WIDTH, bank, centres, edges
from unisono.types import Floats

_TOGETHER = 2  # frames that are scaled at once
_ROUNDS = 2
_STRIDE = 1.3  # of what a round would change it does so much, which saves a third round
_FAR = 2.0  # nepers that a round may change
_NEAR = 6  # bands to either side over which the strength of a grain is told

_WINDOW: Floats = np.hanning(WIDTH + 1)[:-1].astype(np.float32)


@dataclass(frozen=True, eq=False)
class _Wish:
    """What n frames are to be."""

    wide: Floats  # (n, BANDS, BANDS) means of power over the width of the pitch
    envelope: Floats  # (n, BANDS)
    grain: Floats  # (n, BANDS) the rest of the mel
    strength: Floats  # (n, BANDS) mean square of the grain


class Likening:
    """One sound, frame by frame."""

    def __init__(self) -> None:
        self._settled = np.zeros(WIDTH + (_TOGETHER - 1) * HOP, np.float32)  # sum, from the first unsettled frame on
        self._weight = np.zeros_like(self._settled)  # of settled and unsettled frames
        self._frames: list[Floats] = []  # (WIDTH,) of each unsettled frame, windowed once
        self._wishes: list[tuple[Floats, ...]] = []  # of each, the fields of _Wish

    def feed(self, sound: Floats, mel: Floats, hertz: float) -> Floats:
        """The (WIDTH,) samples about a frame and what its mel is to be -> the next (HOP,) samples, or none yet."""
        at = len(self._frames) * HOP
        self._frames.append(np.asarray(sound * _WINDOW, np.float32))
        self._weight[at : at + WIDTH] += _WINDOW**2
        self._wishes.append(_wish(mel, hertz))
        return self._settle() if len(self._frames) == _TOGETHER else self._settled[:0]

    def finish(self) -> Floats:
        """The rest, up to the end of the last frame's window."""
        parts = [self._settle() for _ in range(len(self._frames))]
        parts.append(np.asarray(self._settled / np.maximum(self._weight, 1e-6), np.float32)[: WIDTH - HOP])
        return np.concatenate(parts)

    def _settle(self) -> Floats:
        scale = np.asarray(1 / np.maximum(self._weight, 1e-6), np.float32)
        wish = _Wish(*(np.stack(every) for every in zip(*self._wishes, strict=True)))
        frames = self._frames
        for _ in range(_ROUNDS):
            frames = [*self._scaled(frames, scale, wish)]
        self._settled[:WIDTH] += frames[0] * _WINDOW
        self._frames, self._wishes = frames[1:], self._wishes[1:]
        sound = np.asarray(self._settled[:HOP] * scale[:HOP], np.float32)
        nothing = np.zeros(HOP, np.float32)
        self._settled = np.concatenate([self._settled[HOP:], nothing])
        self._weight = np.concatenate([self._weight[HOP:], nothing])
        return sound

    def _scaled(self, frames: list[Floats], scale: Floats, wish: _Wish) -> Floats:
        """(n, WIDTH) unsettled frames after one round, windowed once."""
        sound = self._settled.copy()
        for n, frame in enumerate(frames):
            sound[n * HOP : n * HOP + WIDTH] += frame * _WINDOW
        sound *= scale
        windows = np.stack([sound[n * HOP : n * HOP + WIDTH] for n in range(len(frames))])
        spectra = np.fft.rfft(windows * _WINDOW)
        mel = np.log(np.abs(spectra).astype(np.float32) @ _bank() + np.float32(FLOOR))
        spectra *= np.exp(np.clip(_change(mel, wish), -_FAR, _FAR) @ _lines())
        return np.asarray(np.fft.irfft(spectra), np.float32)


def _wish(mel: Floats, hertz: float) -> tuple[Floats, ...]:
    wide = _wide(round(24 * float(np.log2(min(max(hertz, 50.0), 800.0) / 50))))
    envelope = _envelope(mel, wide)
    grain = np.asarray(mel - envelope, np.float32)
    return wide, envelope, grain, np.asarray(grain**2 @ _around(), np.float32)


def _change(mel: Floats, wish: _Wish) -> Floats:
    """(n, BANDS) nepers that bring mels nearer to what is wished."""
    envelope = _envelope(mel, wish.wide)
    grain = mel - envelope
    follow = np.minimum(wish.strength / (grain**2 @ _around() + np.float32(1e-6)), 1)
    return np.asarray(wish.envelope - envelope + follow * (wish.grain - grain))


def _envelope(mel: Floats, wide: Floats) -> Floats:
    return np.asarray(0.5 * np.log((wide @ np.exp(2 * mel)[..., None])[..., 0]), np.float32)


@lru_cache(maxsize=128)
def _wide(step: int) -> Floats:
    """(BANDS, BANDS) triangles that reach as far as a pitch of 50 Hz and so many twenty-fourths of an octave.

    Triangles that reach from one harmonic to the next weigh all places between them alike: no harmonic shows.
    """
    reach = np.maximum(np.diff(edges()), 50 * 2 ** (step / 24))
    away = centres() - centres()[:, None]
    shape = 1 - np.where(away < 0, -away / reach[:-1, None], away / reach[1:, None])
    weights = np.clip(shape, 0, None) * (edges()[2:] - edges()[:-2])
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


@lru_cache(maxsize=1)
def _bank() -> Floats:
    """(WIDTH // 2 + 1, BANDS) of spectra under our window: white noise of variance 1 is flat at 1."""
    return np.ascontiguousarray(bank().T / np.sqrt(np.sum(_WINDOW.astype(np.float64) ** 2)), np.float32)


@lru_cache(maxsize=1)
def _around() -> Floats:
    """(BANDS, BANDS): bands @ it = means over the neighbours of each."""
    near = np.abs(np.subtract.outer(np.arange(BANDS), np.arange(BANDS))) <= _NEAR
    return np.asarray(near / near.sum(axis=0), np.float32)


@lru_cache(maxsize=1)
def _lines() -> Floats:
    """(BANDS, WIDTH // 2 + 1): bands @ it = straight lines between them, times the stride."""
    bins = np.arange(WIDTH // 2 + 1) * RATE / WIDTH
    return _STRIDE * np.stack([np.interp(bins, centres(), row) for row in np.eye(BANDS)]).astype(np.float32)

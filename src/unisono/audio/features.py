"""Sound as numbers a hundred times a second: MFCC, pitch and loudness, in numpy alone.

Every function tells T = ceil(seconds * 100) frames; frame t is centred on (t + 0.5) * 10 ms, whatever the rate, so the
features of one sound lie side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from unisono.clock import frames_covering, samples_before
from unisono.types import Floats, Ints

_F = TypeVar("_F", np.float32, np.float64)

FRAMES = 100  # per second
MELS = 40  # bands of `mels`
QUIET = -100.0  # dB, the floor of `energy`: digital silence

_BLOCK = 1000  # frames worked on at once, so that memory does not grow with the length of the sound
_LOW, _HIGH = 60.0, 500.0  # Hz, the pitch of people


def energy(samples: Floats, rate: int) -> Floats:
    """(N,) sound, -1..1 -> (T,) level of 25 ms around each frame in dB: a full-scale sine is -3, silence `QUIET`."""
    width = _odd(0.025 * rate)
    power = [np.mean(np.square(block), axis=1) for block in _framed(_without_rumble(samples, rate), rate, width)]
    return np.asarray(np.maximum(10 * np.log10(_joined(power) + 1e-20), QUIET), np.float32)


def mfcc(samples: Floats, rate: int) -> Floats:
    """(N,) sound, -1..1 -> (T, 13) mel cepstrum; c0 is the mean log level.

    25 ms Hann windows, 26 triangles even on the mel scale from 60 Hz to 7.6 kHz (or just below Nyquist), natural log,
    orthonormal DCT-II (Davis & Mermelstein 1980).
    """
    width = _odd(0.025 * rate)
    window = np.hanning(width).astype(np.float32)
    length = _power_of_two(width)
    bank, cosines = mel_bank(rate, length), _dct(26, 13)
    rows = []
    for block in _framed(_without_rumble(samples, rate), rate, width):
        spectrum = np.abs(np.fft.rfft(block * window, length)) ** 2 / width
        rows.append(np.log(spectrum @ bank.T + 1e-8) @ cosines.T)
    return _joined(rows, 13)


def mels(samples: Floats, rate: int, starts: Ints) -> Floats:
    """(N,) sound, -1..1 -> (T, 40) log mel power of the 20 ms (Hann) from each of the (T,) starts on, in samples.

    40 triangles from 80 Hz to 7.6 kHz, natural log, floor at -80 dB; the same at any rate, but that bands above half of
    it are empty.
    """
    if not len(starts):
        return np.zeros((0, MELS), np.float32)
    width = mel_width(rate)
    windows = sliding_window_view(np.ascontiguousarray(samples, np.float32), width)
    shape = np.hanning(width).astype(np.float32)
    shape *= np.sqrt(16000 / rate / np.sum(shape**2))  # power in a Hz, whatever the rate
    length = _power_of_two(width * 3 // 2)
    bank = mel_bank(rate, length, MELS, 80.0, 7600.0).T
    rows = []
    for at in range(0, len(starts), _BLOCK):
        block = windows[starts[at : at + _BLOCK]]
        spectrum = np.fft.rfft((block - block.mean(axis=1, keepdims=True)) * shape, length)
        rows.append(np.log((spectrum.real**2 + spectrum.imag**2) @ bank + 1e-8))
    return _joined(rows, MELS)


def mel_width(rate: int) -> int:
    """Samples of a window of `mels`: 20 ms."""
    return rate // 50


@lru_cache(maxsize=8)
def mel_bank(rate: int, length: int, bands: int = 26, low: float = 60.0, top: float = 0.0) -> Floats:
    """(bands, length // 2 + 1) triangles of area one between `mel_edges`; zero above Nyquist.

    For spectra of `length` samples. `top`: Hz; 0 for 7.6 kHz or just below Nyquist.
    """
    edges = mel_edges(bands, low, top or min(7600.0, 0.49 * rate))
    # A triangle narrower than a bin would see nothing, so none is.
    reach = np.maximum(np.diff(edges), rate / length)
    bins = np.arange(length // 2 + 1) * rate / length
    rise = 1 + (bins - edges[1:-1, None]) / reach[:-1, None]
    fall = 1 - (bins - edges[1:-1, None]) / reach[1:, None]
    bank = np.clip(np.minimum(rise, fall), 0, None) * (edges[1:-1, None] < rate / 2)
    return np.asarray(bank / np.maximum(bank.sum(axis=1, keepdims=True), 1e-9), np.float32)


def mel_edges(bands: int, low: float, top: float) -> NDArray[np.float64]:
    """(bands + 2,) Hz, even in mel = 2595 log10(1 + f / 700): a band is highest at one and ends at its neighbours."""
    mel = np.linspace(2595 * np.log10(1 + low / 700), 2595 * np.log10(1 + top / 700), bands + 2)
    return np.asarray(700 * (10 ** (mel / 2595) - 1))


def slopes(rows: NDArray[_F]) -> NDArray[_F]:
    """(T, C) features -> (T - 4, C) their change a frame, from the third on: of the line through five frames."""
    return np.asarray((2 * (rows[4:] - rows[:-4]) + rows[3:-1] - rows[1:-3]) / 10, rows.dtype)


def pitch(samples: Floats, rate: int) -> Floats:
    """(N,) sound, -1..1 -> (T,) Hz, 60..500; 0 where the voice does not sound.

    Normalised autocorrelation of 50 ms and the cheapest path through its peaks, which is what keeps the octave
    (Boersma 1993, "Accurate short-term analysis of the fundamental frequency"; costs are his).
    """
    frames = frames_covering(len(samples), rate, FRAMES)
    samples, rate = _thinned(_without_rumble(samples, rate), rate)
    candidates = [_peaks(block, rate) for block in _framed(samples, rate, _odd(3 / _LOW * rate))]
    if not candidates:
        return np.zeros(0, np.float32)
    # Thinned sound ends up to four samples later, which may begin one frame too many.
    hertz, periodicity, loudness = (np.concatenate(column)[:frames] for column in zip(*candidates, strict=True))
    return _cheapest_path(hertz, _strengths(hertz, periodicity, loudness))


def pitch_at(samples: Floats, rate: int, moments: Sequence[float]) -> Floats:
    """(N,) sound, -1..1 -> Hz at each of some moments (seconds), 0 where the voice does not sound.

    As `pitch`, at a fraction of its cost, but each moment for itself: an octave may be mistaken for its neighbour.
    """
    thin, thin_rate = _thinned(np.asarray(samples, np.float32), rate)
    thin = _without_rumble(thin, thin_rate)
    width = _odd(3 / _LOW * thin_rate)
    padded = np.zeros(len(thin) + width, np.float32)
    padded[width // 2 : width // 2 + len(thin)] = thin
    starts = (min(round(moment * thin_rate), len(thin)) for moment in moments)
    block = np.stack([padded[start : start + width] for start in starts])
    likeness, near, far = _likeness(block, thin_rate)
    left, mid, right = likeness[:, near - 1 : far - 1], likeness[:, near:far], likeness[:, near + 1 : far + 1]
    best = np.where((mid > left) & (mid >= right), mid - _octaves(near, far), -10.0).argmax(axis=1)
    voiced = mid[np.arange(len(best)), best] > _VOICING
    return np.where(voiced, 2 * thin_rate / (near + best), 0.0).astype(np.float32)


def _without_rumble(samples: Floats, rate: int) -> Floats:
    """The sound less its mean over 20 ms, taken twice: what lies below 30 Hz goes, what lies above 60 Hz stays.

    A microphone that is breathed on has its greatest power there, and no peak of a voice would stand out beside it.
    """
    width = _odd(0.02 * rate)
    mean = np.asarray(samples, np.float64)
    for _ in range(2):
        held = np.concatenate([np.repeat(mean[:1], width // 2), mean, np.repeat(mean[-1:], width // 2)])
        total = np.zeros(len(held) + 1)
        np.cumsum(held, out=total[1:])
        mean = (total[width:] - total[:-width]) / width
    return np.asarray(samples - mean, np.float32) if len(samples) else np.zeros(0, np.float32)


def _framed(samples: Floats, rate: int, width: int) -> list[Floats]:
    """Views (<= _BLOCK, width) of the sound around each frame's centre, silence beyond its ends."""
    frames = frames_covering(len(samples), rate, FRAMES)
    padded = np.pad(np.asarray(samples, np.float32), (width // 2, width // 2 + rate // FRAMES + 1))
    windows = sliding_window_view(padded, width)
    centres = np.array([samples_before(2 * t + 1, rate, 2 * FRAMES) for t in range(frames)], np.intp)
    return [windows[centres[at : at + _BLOCK]] for at in range(0, frames, _BLOCK)]


def _odd(width: float) -> int:
    return int(width) | 1


def _power_of_two(length: int) -> int:
    return 1 << (length - 1).bit_length()


def _joined(blocks: Sequence[NDArray[np.floating[Any]]], width: int = 0) -> Floats:
    if not blocks:
        return np.zeros((0, width) if width else 0, np.float32)
    return np.asarray(np.concatenate(blocks), np.float32)


@lru_cache(maxsize=8)
def _dct(inputs: int, outputs: int) -> Floats:
    """(outputs, inputs) orthonormal DCT-II."""
    basis = np.cos(np.pi * np.arange(outputs)[:, None] * (np.arange(inputs) + 0.5) / inputs)
    basis *= np.sqrt(2 / inputs)
    basis[0] /= np.sqrt(2)
    return np.asarray(basis, np.float32)


def _thinned(samples: Floats, rate: int) -> tuple[Floats, int]:
    """Every k samples as their mean, k chosen to leave 8 kHz or more: all that pitch needs."""
    by = rate // 8000
    # A rate that k does not divide would no longer tell 10 ms frames.
    while by > 1 and rate % by:
        by -= 1
    if by < 2:
        return samples, rate
    whole = len(samples) // by * by
    total = sum(samples[first:whole:by] for first in range(by))  # quicker than along an axis so short
    rest = samples[whole:].mean(keepdims=True) if whole < len(samples) else samples[:0]
    return np.concatenate([total / np.float32(by), rest]), rate // by


_CANDIDATES = 6
_VOICING, _SILENCE, _OCTAVE = 0.45, 0.03, 0.01  # periodicity of a voice, of the peak; cost of an octave lower
_SWITCH, _JUMP = 0.14, 0.35  # cost of starting or stopping the voice, of an octave between two frames


def _peaks(block: Floats, rate: int) -> tuple[Floats, Floats, Floats]:
    """(T, W) sound -> the best peaks of its normalised autocorrelation: Hz and height (T, 6), and loudness (T,)."""
    likeness, near, far = _likeness(block, rate)
    hertz, height = _tops(likeness, near, far, 2 * rate)
    return hertz, height, np.asarray(np.abs(block).max(axis=1), np.float32)


def _likeness(block: Floats, rate: int) -> tuple[NDArray[np.float64], int, int]:
    """(T, W) sound -> (T, L) normalised autocorrelation at half samples, and the lags between which voices lie."""
    width = block.shape[1]
    length = -(-(width + int(rate / _LOW) + 2) // 64) * 64  # a multiple of 64 is quick to transform
    window, of_window = _pitch_window(width, length)
    shaped = (block - block.mean(axis=1, keepdims=True)) * window
    likeness = _autocorrelation(shaped, length, _low_pass(length, rate)) / of_window
    near, far = int(2 * rate / _HIGH), int(2 * rate / _LOW) + 1
    return likeness[:, : far + 2] / np.maximum(likeness[:, :1], 1e-12), near, far


@lru_cache(maxsize=8)
def _octaves(near: int, far: int) -> NDArray[np.float64]:
    """(far - near,) what each lag costs: the shortest goes first."""
    return np.asarray(_OCTAVE * np.log2(np.arange(near, far)))


@lru_cache(maxsize=8)
def _pitch_window(width: int, length: int) -> tuple[Floats, NDArray[np.float64]]:
    """The window of `_peaks` (W,) and its own autocorrelation (1, length // 2)."""
    window = np.hanning(width).astype(np.float32)
    return window, _autocorrelation(window[None], length, 1.0)


@lru_cache(maxsize=8)
def _low_pass(length: int, rate: int) -> Floats:
    """(length // 2 + 1,) 1 up to 2 kHz, 0 from 3.5 kHz: peaks so round that half samples and a parabola find them."""
    hertz = np.arange(length // 2 + 1) * rate / length
    return np.asarray(np.cos(np.pi / 2 * np.clip((hertz - 2000) / 1500, 0, 1)) ** 2, np.float32)


def _autocorrelation(rows: Floats, length: int, weight: Floats | float) -> NDArray[np.float64]:
    """Autocorrelation of each row at half samples: the weighted power spectrum padded to twice its length."""
    power = np.abs(np.fft.rfft(rows, length)) ** 2 * weight
    return np.fft.irfft(power, 2 * length)[:, : length // 2]


def _tops(likeness: NDArray[np.float64], near: int, far: int, rate: int) -> tuple[Floats, Floats]:
    """The strongest local maxima between two lags, refined by a parabola; what is missing has height -1."""
    left, mid, right = likeness[:, near - 1 : far - 1], likeness[:, near:far], likeness[:, near + 1 : far + 1]
    # A steady high voice has as many peaks as there are octaves and twelfths below it: the shortest lag goes first.
    strength = np.where((mid > left) & (mid >= right), mid - _octaves(near, far), -10.0)
    best = np.argpartition(-strength, _CANDIDATES, axis=1)[:, :_CANDIDATES]
    a, b, c = (np.take_along_axis(part, best, axis=1) for part in (left, mid, right))
    found = (np.take_along_axis(strength, best, axis=1) > -10.0) & (b > 0)
    curve = np.where(found, a - 2 * b + c, -1.0)  # below 0 wherever mid > left and mid >= right
    shift = np.where(found, 0.5 * (a - c) / curve, 0.0)
    top = np.where(found, np.minimum(b - 0.25 * (a - c) * shift, 1.0), -1.0)
    hertz = np.where(found, rate / (near + best + shift), _LOW)
    return hertz.astype(np.float32), top.astype(np.float32)


def _strengths(hertz: Floats, periodicity: Floats, loudness: Floats) -> Floats:
    """(T, 7): how well each candidate explains its frame; the first is "no voice" (Boersma 1993, eqs. 23 and 24)."""
    peak = max(float(loudness.max()), 1e-6)
    silent = _VOICING + np.maximum(0, 2 - loudness / peak * (1 + _VOICING) / _SILENCE)
    voiced = np.where(periodicity > 0, periodicity + _OCTAVE * np.log2(hertz / _LOW), -10.0)
    return np.asarray(np.concatenate([silent[:, None], voiced], axis=1), np.float32)


def _cheapest_path(hertz: Floats, strength: Floats) -> Floats:
    """Viterbi over candidates: strength kept, jumps and switches paid for (Boersma 1993, eq. 27)."""
    octaves = np.concatenate([np.zeros((len(hertz), 1)), np.log2(hertz)], axis=1)
    voiced = np.ones(strength.shape[1], bool)
    voiced[0] = False
    switch = _SWITCH * (voiced[:, None] != voiced[None, :])
    both = _JUMP * (voiced[:, None] & voiced[None, :])
    # (T - 1, to, from): all costs at once, so that the loop is left with one sum and one maximum.
    costs = switch + both * np.abs(octaves[1:, :, None] - octaves[:-1, None, :])
    total = strength[0].astype(np.float64)
    came: Ints = np.zeros(strength.shape, np.int32)
    for t in range(1, len(strength)):
        paths = total[None, :] - costs[t - 1]
        came[t] = paths.argmax(axis=1)
        total = strength[t] + paths.max(axis=1)
    return _walked_back(hertz, came, int(total.argmax()))


def _walked_back(hertz: Floats, came: Ints, last: int) -> Floats:
    path = np.zeros(len(came), np.float32)
    for t in range(len(came) - 1, -1, -1):
        path[t] = hertz[t, last - 1] if last else 0.0
        last = int(came[t, last])
    return path

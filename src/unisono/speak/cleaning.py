"""A recording with less hum, rumble and noise: gently, for noise that is left harms less than gaps in a voice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.types import Floats

_RUMBLE = (15.0, 35.0)  # Hz: nothing below the one, all above the other
_MAINS = (50.0, 60.0)  # Hz
_HARMONICS = 40
_STANDS_OUT = 10.0  # times the power of its surroundings: a line of hum
_NOTCH = (0.6, 1.6)  # Hz to either side: nothing within the one, all beyond the other

_WIDTH = 0.032  # seconds of the spectra that noise is told from; four of them overlap
_PAUSES = 0.08  # share of the frames, the quietest, in which nobody speaks
_BLOCK = 20.0  # seconds in which a noise is taken to be steady
_LEAST = 0.15  # gain: deeper, what is left of the noise would begin to sing
_SOFT = 35.0  # dB: a noise so far below the voice is let be
_KEPT = 0.98  # of what the frame before told (Ephraim & Malah 1984, eq. 51)


def cleaned(samples: Floats, rate: int) -> Floats:
    """(N,) -> (N,) without offset, rumble and mains hum, its steady noise 35 dB below the voice or 16 dB softer."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / rate)
    low, high = _RUMBLE
    spectrum *= _rising((hertz - low) / (high - low))
    for line in hum(samples, rate):
        near = slice(*np.searchsorted(hertz, (line - _NOTCH[1], line + _NOTCH[1])))
        spectrum[near] *= _rising((np.abs(hertz[near] - line) - _NOTCH[0]) / (_NOTCH[1] - _NOTCH[0]))
    return _quieter(np.asarray(np.fft.irfft(spectrum, len(samples)), np.float32), rate)


def hum(samples: Floats, rate: int) -> tuple[float, ...]:
    """Hz of the lines that mains left in (N,) samples: harmonics of 50 or of 60 Hz, steady all the time."""
    width = 2 * rate
    if len(samples) < width:
        return ()
    window = np.hanning(width).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(np.asarray(samples, np.float32), width)[:: width // 2]
    steady = np.percentile([np.abs(np.fft.rfft(frame * window)) ** 2 for frame in frames], 25, axis=0)
    found = [tuple(_lines(steady, mains, rate)) for mains in _MAINS]
    best = max(found, key=len)
    return best if len(best) > 1 else ()  # a single one may be anything


def _lines(steady: NDArray[np.float64], mains: float, rate: int) -> Iterator[float]:
    """The harmonics that stand out of (K,) power in steps of half a Hz."""
    for number in range(1, min(_HARMONICS, int(0.45 * rate / mains)) + 1):
        middle, reach = round(2 * number * mains), 1 + number // 10  # mains are within 0.1 Hz or so
        here = steady[middle - reach : middle + reach + 1]
        around = np.concatenate([steady[middle - 20 : middle - reach - 3], steady[middle + reach + 4 : middle + 21]])
        if here.max() > _STANDS_OUT * np.median(around) + 1e-12:
            yield (middle - reach + int(here.argmax())) / 2


def _rising(part: NDArray[Any]) -> NDArray[Any]:
    """0 below 0, 1 above 1, and a smooth way between."""
    return np.asarray(np.sin(np.pi / 2 * np.clip(part, 0, 1)) ** 2)


def _quieter(samples: Floats, rate: int) -> Floats:
    """Wiener's gains by the decision-directed estimate of how much of each frame is voice."""
    hop = max(round(_WIDTH * rate) // 4, 1)
    width = 4 * hop
    window = np.hanning(width + 1)[:-1].astype(np.float32)
    padded = np.pad(samples, (width, 2 * width))
    frames = np.lib.stride_tricks.sliding_window_view(padded, width)[::hop]
    spectra = np.fft.rfft(frames * window).astype(np.complex64)
    for begin, end in _blocks(len(spectra), round(_BLOCK * rate / hop)):
        spectra[begin:end] *= _gains(np.abs(spectra[begin:end]) ** 2)
    sound = np.zeros(len(padded), np.float32)
    for at, frame in enumerate(np.fft.irfft(spectra, width)):
        sound[at * hop : at * hop + width] += frame * window
    return np.asarray(sound[width : width + len(samples)] / 1.5, np.float32)  # four Hann windows squared


def _blocks(count: int, size: int) -> Iterator[tuple[int, int]]:
    """Even parts, each of about the size."""
    edges = np.linspace(0, count, max(round(count / size), 1) + 1).astype(int)
    yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)


def _gains(power: Floats) -> NDArray[Any]:
    """(T, K) power of spectra -> (T, K) what to multiply them with."""
    level = np.log(power + 1e-12).mean(axis=1)
    level = np.convolve(np.pad(level, 2, mode="edge"), np.full(5, 0.2), "valid")
    sounding = level > np.log(1e-11)  # digital silence tells nothing about a noise
    quiet = power[sounding & (level <= np.percentile(level[sounding], 100 * _PAUSES))] if sounding.any() else power[:0]
    if not len(quiet):
        return np.ones_like(power)
    noise = quiet.mean(axis=0) + 1e-12
    ratio = power / noise
    loud = power.sum(axis=1)
    far = loud[loud >= np.median(loud)].mean() / noise.sum()  # of the voice above the noise
    least = np.clip(np.sqrt(far / 10 ** (_SOFT / 10)), _LEAST, 1)
    gains = np.empty_like(power)
    before = np.zeros_like(power[0])
    for at, now in enumerate(ratio):
        voice = _KEPT * before + (1 - _KEPT) * np.maximum(now - 1, 0)
        gains[at] = np.maximum(voice / (1 + voice), least)
        before = gains[at] ** 2 * now
    return gains

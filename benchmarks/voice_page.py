"""A page of spectra: the same sentence as every voice says it, a column for each speaker, with its pitch drawn in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yardsticks

from unisono.audio.resample import resample
from unisono.types import Floats, Speech

_RATE, _TOP = 16000, 8.0  # samples a second; kHz
_HOP, _WIDTH = 80, 400  # samples: 5 ms and 25 ms
_COLUMNS = 3
_HERTZ = (60.0, 420.0)  # of the pitch, at the lower and at the upper edge


def draw(pages: Mapping[str, Mapping[str, Speech]], path: Path) -> None:
    """By speaker, at most `_COLUMNS` of them, and by voice."""
    pages = dict(itertools.islice(pages.items(), _COLUMNS))
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = max(map(len, pages.values()))
    size = (7 * len(pages), 2.1 * rows + 0.6)
    figure, axes = pyplot.subplots(rows, len(pages), figsize=size, layout="constrained", squeeze=False)
    for column, (speaker, voices) in enumerate(pages.items()):
        longest = max(speech.duration for speech in voices.values())
        for axis, (voice, speech) in zip(axes[:, column], voices.items(), strict=False):
            _draw_one(axis, speech)
            axis.set_xlim(0, longest)
            axis.set_title(f"{speaker}: {voice}", fontsize=10, loc="left")
        axes[-1, column].set_xlabel("seconds")
    for axis in axes[:, 0]:
        axis.set_ylabel("kHz")
    figure.suptitle(f"white: pitch, {_HERTZ[0]:.0f} to {_HERTZ[1]:.0f} Hz", fontsize=10)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def _draw_one(axis: Any, speech: Speech) -> None:
    """Spectra, the pitch, and phones along the lower edge."""
    samples = resample(speech.samples, speech.rate, _RATE)
    extent = (0, len(samples) / _RATE, 0, _TOP)
    axis.imshow(_levels(samples), origin="lower", aspect="auto", cmap="magma", extent=extent, vmin=-75, vmax=-5)
    contour, voiced = yardsticks.melody(speech)
    hertz = np.where(voiced > 0, np.exp(contour), np.nan)
    seconds = (np.arange(len(hertz)) + 0.5) / 100
    axis.plot(seconds, _TOP * (hertz - _HERTZ[0]) / (_HERTZ[1] - _HERTZ[0]), color="white", linewidth=1.6)
    for phone in speech.phones:
        axis.text((phone.start + phone.end) / 2, -0.45, phone.label, fontsize=8, ha="center", va="center")
        axis.axvline(phone.start, 0, 0.1, color="black", linewidth=0.5)
    axis.set_ylim(-0.9, _TOP)


def _levels(samples: Floats) -> Floats:
    """(N,) at `_RATE` -> (bins, T) dB under the loudest."""
    padded = np.pad(samples, (_WIDTH // 2, _WIDTH))
    views = np.lib.stride_tricks.sliding_window_view(padded, _WIDTH)[::_HOP][: len(samples) // _HOP]
    level = 20 * np.log10(np.abs(np.fft.rfft(views * np.hanning(_WIDTH), 512)).T + 1e-6)
    return np.asarray(level - level.max(), np.float32)

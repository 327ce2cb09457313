"""Draws recordings large enough to label them by eye: rows of wave, wide-band spectrogram and levels with a ms ruler.

python benchmarks/labelling.py sound.flac [--begin 1.0] [--end 4.0] [--plain] [--labels en.json] [--out folder]

Edges are where the level above 1 kHz falls (blue) or rises (red) at once; they are numbered, so that a label may name
one instead of reading the ruler. `--plain` leaves them out: for labelling a second time, unled. `--labels` writes a
file of tests/align/labels above the spectrogram: for looking them over (how they are made: README.md there).
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.types import Floats, Span

RATE = 16000  # Hz: drawn up to 8 kHz
WINDOW = 0.005  # seconds: wide-band, single glottal pulses are seen
HOP = 0.001  # seconds
STEP = 8  # ms on both sides of an edge; about a period of a low voice
RISE = 5.5  # dB that the mean level changes by at an edge
ROWS = 4  # on one picture
SECONDS = 0.6  # of a row
RANGE = 55.0  # dB of the spectrogram, white to black


@dataclass(frozen=True, eq=False)
class Look:
    """A recording as it is drawn: one column each millisecond."""

    samples: Floats  # (N,) at RATE
    power: NDArray[np.float64]  # (T, F) of the wide-band spectrogram, dB
    low: NDArray[np.float64]  # (T,) dB below 500 Hz
    high: NDArray[np.float64]  # (T,) dB above 1 kHz
    edges: tuple[tuple[float, float], ...]  # seconds, dB up or down


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("--begin", type=float, default=0.0)
    parser.add_argument("--end", type=float)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of one row")
    parser.add_argument("--plain", action="store_true", help="without numbered edges")
    parser.add_argument("--labels", type=Path, help="to look over: a file of tests/align/labels")
    parser.add_argument("--out", type=Path, default=Path())
    asked = parser.parse_args()
    seen = look(asked.sound)
    end = asked.end or len(seen.samples) / RATE
    asked.out.mkdir(parents=True, exist_ok=True)
    starts = np.arange(asked.begin, end, asked.seconds)
    labels = written(asked.labels, asked.sound) if asked.labels else ()
    for path in draw(seen, asked.out / asked.sound.stem, starts, asked.seconds, labels, asked.plain):
        print(path)


def written(labels: Path, sound: Path) -> list[Span]:
    """Labels of a sound: phones by their name, a lip closure `b[`, its release `]`, a pause `(`, `)`."""
    spans = []
    for path, utterance in json.loads(labels.read_text()).items():
        if not sound.as_posix().endswith(path):
            continue
        for event in utterance["events"]:
            kind = event["kind"]
            begin, end = ("start", "end") if "start" in event else ("closure", "release")
            signs = {"phone": (event.get("label"), ""), "pause": ("(", ")"), "speech": ("<", ">")}.get(
                kind, (kind + "[", "]")
            )
            times = (event[begin], event[end])
            spans += [Span(sign, t, t) for sign, t in zip(signs, times, strict=True) if sign and t is not None]
    return spans


def look(path: Path) -> Look:
    """Everything that is drawn of a sound file."""
    sound = read(path)
    samples = resample(sound.samples, sound.rate, RATE)
    power = _power(samples)
    hertz = np.arange(power.shape[1]) * RATE / 2 / (power.shape[1] - 1)
    high = _level(power[:, hertz > 1000])
    return Look(samples, 10 * np.log10(power + 1e-10), _level(power[:, hertz < 500]), high, edges(high))


def _power(samples: Floats) -> NDArray[np.float64]:
    """(T, 129) power of a 5 ms window every ms, pre-emphasised; column t is centred on t ms."""
    width, hop = round(WINDOW * RATE), round(HOP * RATE)
    sharp = np.diff(samples, prepend=samples[:1])
    padded = np.pad(sharp, width // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, width)[: len(samples) : hop]
    return np.asarray(np.abs(np.fft.rfft(frames * np.hanning(width), 256)) ** 2, np.float64)


def _level(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(10 * np.log10(power.sum(1) + 1e-7))


def edges(level: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """(seconds, dB) where the mean of the level over `STEP` ms after differs most from that before."""
    floored = np.maximum(level, np.percentile(level, 2) + 3.0)  # what happens in the noise is no edge
    total = np.concatenate([[0.0], np.cumsum(np.pad(floored, STEP, mode="edge"))])
    at = np.arange(len(level)) + STEP
    change = (total[at + STEP] - 2 * total[at] + total[at - STEP]) / STEP
    found = []
    for t in np.flatnonzero(np.abs(change) > RISE):
        near = change[max(0, t - STEP) : t + STEP + 1] * np.sign(change[t])
        if near.max() == abs(change[t]):
            found.append((float(t) / 1000, float(change[t])))
    return tuple(found)


def draw(
    seen: Look,
    stem: Path,
    starts: Sequence[float] | NDArray[np.float64],
    seconds: float = SECONDS,
    labels: Sequence[Span] = (),
    plain: bool = False,
) -> list[Path]:
    """Pictures `stem`-1.png, …: `ROWS` rows on each, a row from each of `starts`; `labels` are written above."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    written = []
    for page, first in enumerate(range(0, len(starts), ROWS), 1):
        rows = starts[first : first + ROWS]
        heights = [h for _ in rows for h in (0.7, 1.7, 0.75, 0.45)]
        figure, axes = plt.subplots(len(heights), figsize=(13, 0.1 + 2.25 * len(rows)), height_ratios=heights)
        for row, start in enumerate(rows):
            wave, spectrum, levels, gap = axes[4 * row : 4 * row + 4]
            gap.axis("off")
            _row(seen, wave, spectrum, levels, (float(start), float(start) + seconds), labels, plain)
        figure.subplots_adjust(0.002, 0.0, 0.998, 1 - 0.28 / (0.1 + 2.25 * len(rows)), hspace=0.0)
        figure.text(0.01, 0.998, stem.name, fontsize=8, va="top")
        path = stem.with_name(f"{stem.name}-{page}.png")
        figure.savefig(path, dpi=100)
        plt.close(figure)
        written.append(path)
    return written


def _row(
    seen: Look, wave: Any, spectrum: Any, levels: Any, span: tuple[float, float], labels: Sequence[Span], plain: bool
) -> None:
    a, b = (round(1000 * t) for t in span)
    b = min(b, len(seen.high))
    samples = seen.samples[a * 16 : b * 16]
    wave.plot(a + np.arange(len(samples)) / 16, samples, "k", lw=0.5)
    reach = max(float(np.abs(samples).max()) if len(samples) else 0.0, 0.02)
    wave.set_ylim(-reach, reach)
    top = np.percentile(seen.power, 99.7)
    picture = seen.power[a:b].T
    spectrum.imshow(
        picture,
        origin="lower",
        aspect="auto",
        cmap="gray_r",
        vmin=top - RANGE,
        vmax=top,
        extent=(a - 0.5, b - 0.5, 0, 8),
    )
    levels.plot(np.arange(a, b), seen.high[a:b], "r", lw=0.8)
    levels.plot(np.arange(a, b), seen.low[a:b], "b", lw=0.8)
    for axis in (wave, spectrum, levels):
        _ruler(axis, span)
    for number, (t, change) in enumerate(() if plain else seen.edges):
        if span[0] <= t < span[1]:
            colour = "red" if change > 0 else "blue"
            for axis in (wave, spectrum, levels):
                axis.axvline(1000 * t, color=colour, lw=0.7, alpha=0.7)
            wave.text(1000 * t, reach, str(number), color=colour, fontsize=7, ha="center", va="bottom")
    for said in labels:
        if span[0] <= said.start < span[1]:
            height = 1.0 if said.label[-1] in "[]()<>" else 7.9  # kHz: apart from the phones
            spectrum.text(1000 * said.start, height, "|" + said.label, color="green", fontsize=9, va="top")


def _ruler(axis: Any, span: tuple[float, float]) -> None:
    """Fine lines every 10 ms, strong ones every 50, written every 50."""
    a, b = (1000 * t for t in span)
    axis.set_xlim(a, b)
    axis.set_yticks([])
    axis.set_xticks(np.arange(np.ceil(a / 50) * 50, b, 50))
    axis.tick_params(labelsize=7, length=2, pad=1)
    for t in itertools.takewhile(lambda t: t < b, itertools.count(int(np.ceil(a / 10)) * 10, 10)):
        axis.axvline(t, color="0.3", lw=0.6 if t % 50 == 0 else 0.25, alpha=0.6)


if __name__ == "__main__":
    main()

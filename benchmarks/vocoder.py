"""Prints what the vocoder makes of the mels of real, unseen speakers, as they are and blurred as a net's may be.

    python benchmarks/vocoder.py [--clips 13] [--out benchmarks/out]

Beside it the recordings themselves and Griffin-Lim (60 rounds, fast: Perraudin et al. 2013) on the same mels. Columns:
mean error of the mel (nepers) and of spectra of three lengths, of log pitch; likeness to the recording (Resemblyzer:
mean and least), DNSMOS, how far the sound swells with the pitch in four bands (0.5, 2, 3.5, 5.5, 7.6 kHz: more buzzes,
less hisses), seconds of work for one of sound on one core. It hears ../shared/speech and needs, besides the bench
extra, what benchmarks/yardsticks.py names.
"""

from __future__ import annotations

import argparse
import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from yardsticks import mos, spoken, voice_of

from unisono.audio.features import pitch
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.speak.own.mels import BANDS, HOP, RATE, WIDTH, bank, mel
from unisono.types import Floats

SPEECH = Path(os.environ.get("UNISONO_SHARED", Path(__file__).parents[2] / "shared")) / "speech"
CLIPS = (
    *(f"en_female_ljspeech/LJ001-00{n}.flac" for n in ("03", "10", "20")),
    *(f"zh_female_aishell_S0150/BAC009S0150W0{n}.flac" for n in (121, 205, 271)),
    *(f"zh_male_aishell_S0252/BAC009S0252W0{n}.flac" for n in (121, 205, 331)),
    *(f"misc/en_librispeech_{n}.flac" for n in ("1995-1837-0001", "2412-153948-0000", "1088-134315-0000")),
    "en_male_mfa/acoustic_corpus.flac",
)
LONGEST = 8.0  # seconds of a clip
BLUR = 1.5  # frames and bands, the deviation of a Gaussian
BUZZ = (500, 2000, 3500, 5500, 7600)  # Hz


@dataclass(frozen=True, eq=False)
class Clip:
    """A recording and what is known about it."""

    samples: Floats
    rate: int  # of the file: above half of it nothing is compared
    hertz: Floats  # 0 without voice


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=len(CLIPS), help="only so many")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out")
    options = parser.parse_args()
    clips = [clip(SPEECH / name) for name in CLIPS[: options.clips]]
    makers: dict[str, Callable[[Clip], Floats]] = {
        "recordings": lambda c: c.samples,
        "vocoder": lambda c: spoken(mel(c.samples), c.hertz),
        "Griffin-Lim": lambda c: griffin_lim(mel(c.samples)),
        "vocoder, blurred": lambda c: spoken(blurred(mel(c.samples)), c.hertz),
        "Griffin-Lim, blurred": lambda c: griffin_lim(blurred(mel(c.samples))),
    }
    print(f"{'':22}mel    spectra pitch  alike (least)   DNSMOS swells with the pitch    work")
    spoken(mel(clips[0].samples[:RATE]), clips[0].hertz[:100])  # tables are made once
    sounds = {}
    for name, make in makers.items():
        began = process_time()
        sounds[name] = [make(c) for c in clips]
        work = (process_time() - began) / sum(len(c.samples) / RATE for c in clips)
        print(f"{name:22}{row(clips, sounds[name])} {work:8.3f}", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    draw({name: every[0] for name, every in sounds.items()}, options.out / "vocoder.png")


def clip(path: Path) -> Clip:
    speech = read(path)
    samples = resample(speech.samples[: int(LONGEST * speech.rate)], speech.rate, RATE)
    samples = samples[: len(samples) // HOP * HOP]
    return Clip(samples, speech.rate, pitch(samples, RATE)[: len(samples) // HOP])


def blurred(rows: Floats) -> Floats:
    reach = int(4 * BLUR)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / BLUR) ** 2)
    kernel /= kernel.sum()

    def smooth(row: Floats) -> Floats:
        return np.convolve(np.pad(row, reach, mode="edge"), kernel, "valid")

    return np.asarray(np.apply_along_axis(smooth, 1, np.apply_along_axis(smooth, 0, rows)), np.float32)


def griffin_lim(rows: Floats) -> Floats:
    """60 rounds from the least spectrum that has this mel, its momentum 0.99."""
    magnitude, target = np.ones((len(rows), WIDTH // 2 + 1)), np.exp(rows.astype(np.float64))
    for _ in range(60):  # multiplicative updates (Lee & Seung 2001)
        magnitude *= (target @ bank()) / np.maximum(magnitude @ bank().T @ bank(), 1e-9)
    window = np.hanning(WIDTH + 1)[:-1]
    magnitude *= np.sqrt(np.sum(window**2))
    phase = np.exp(2j * np.pi * np.random.default_rng(0).random(magnitude.shape))
    before = np.zeros_like(phase)
    for _ in range(60):
        now = np.fft.rfft(frames(overlapped(magnitude * phase, window), WIDTH, HOP, len(rows)) * window)
        phase, before = now + 0.99 * (now - before), now
        phase /= np.maximum(np.abs(phase), 1e-12)
    return overlapped(magnitude * phase, window)


def overlapped(spectra: NDArray[Any], window: NDArray[np.float64]) -> Floats:
    pieces, size = np.fft.irfft(spectra) * window, len(spectra) * HOP + WIDTH
    total, weight = np.zeros(size), np.full(size, 1e-6)
    for t, piece in enumerate(pieces):
        total[t * HOP : t * HOP + WIDTH] += piece
        weight[t * HOP : t * HOP + WIDTH] += window**2
    begin = (WIDTH - HOP) // 2
    return np.asarray((total / weight)[begin : begin + len(spectra) * HOP], np.float32)


def frames(sound: Floats, width: int, hop: int, count: int) -> Floats:
    padded = np.pad(sound, ((width - hop) // 2, width + hop))
    return np.lib.stride_tricks.sliding_window_view(padded, width)[::hop][:count]


def row(clips: list[Clip], sounds: list[Floats]) -> str:
    """One line of the table."""
    pairs = list(zip(clips, sounds, strict=True))
    likeness = [float(voice_of(s, RATE) @ voice_of(c.samples, RATE)) for c, s in pairs]
    figures = [
        f"{np.mean([np.abs(mel(s) - mel(c.samples))[:, : told(c)].mean() for c, s in pairs]):.3f}",
        f"{np.mean([spectral_error(c, s) for c, s in pairs]):7.3f}",
        f"{np.mean([pitch_error(c, s) for c, s in pairs]):7.3f}",
        f"{np.mean(likeness):7.3f} ({min(likeness):.3f})",
        f"{np.mean([mos(s, RATE) for s in sounds]):8.2f}",
        "  " + "/".join(f"{swing:.2f}" for swing in np.mean([list(swings(c, s)) for c, s in pairs], axis=0)),
    ]
    return " ".join(figures)


def told(c: Clip) -> int:
    """Bands that the recording fills."""
    return BANDS if c.rate >= RATE else int(BANDS * np.log(1 + 0.475 * c.rate / 700) / np.log(1 + 12000 / 700))


def spectral_error(c: Clip, sound: Floats) -> float:
    """Mean of three lengths: relative distance and mean difference of logs (Yamamoto et al. 2020)."""
    errors = []
    for width in (512, 1024, 2048):
        top = int(0.475 * min(c.rate, 16000) / RATE * width)
        count = 4 * len(sound) // width
        a, b = (
            np.abs(np.fft.rfft(frames(x, width, width // 4, count) * np.hanning(width)))[:, :top]
            / np.sqrt(0.375 * width)
            for x in (c.samples, sound)
        )
        errors.append(np.linalg.norm(a - b) / np.linalg.norm(a) + np.abs(np.log(a + 1e-4) - np.log(b + 1e-4)).mean())
    return float(np.mean(errors))


def pitch_error(c: Clip, sound: Floats) -> float:
    heard = pitch(sound, RATE)
    both = (heard > 0) & (c.hertz > 0)
    return float(np.sqrt(np.mean(np.log(heard[both] / c.hertz[both]) ** 2)))


def swings(c: Clip, sound: Floats) -> Iterator[float]:
    """In each band of BUZZ: how far three periods' envelope swings with the pitch, against its mean."""
    spectrum, hertz = np.fft.fft(sound.astype(np.float64)), np.fft.fftfreq(len(sound), 1 / RATE)
    steady = [t for t in range(3, len(c.hertz) - 4) if c.hertz[t - 2 : t + 3].min() > 0]
    for low, high in itertools.pairwise(BUZZ):
        envelope = np.abs(np.fft.ifft(np.where((hertz > low) & (hertz < high), 2 * spectrum, 0)))
        found = []
        for t in steady:
            period = RATE / c.hertz[t]
            count = round(3 * period)
            piece = envelope[max(0, t * HOP + HOP // 2 - count // 2) :][:count]
            weighed = piece * np.hanning(len(piece))
            turn = np.exp(-2j * np.pi * np.arange(len(piece)) / period)
            found.append(2 * np.abs(weighed @ turn) / (weighed.sum() + 1e-12))
        yield float(np.mean(found))


def draw(sounds: dict[str, Floats], path: Path) -> None:
    """Two seconds of the first clip, as spectra below 8 kHz."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(len(sounds), 1, figsize=(14, 3 * len(sounds)), layout="constrained")
    for axis, (name, sound) in zip(axes, sounds.items(), strict=True):
        pieces = frames(sound[: 2 * RATE], 800, 60, 2 * RATE // 60)
        level = 20 * np.log10(np.abs(np.fft.rfft(pieces * np.hanning(800), 1024))[:, :342] + 1e-3)
        axis.imshow(level.T, origin="lower", aspect="auto", cmap="magma", extent=(0, 2, 0, 8), vmin=-40)
        axis.set_title(name, fontsize=10)
    figure.savefig(path, dpi=70)


if __name__ == "__main__":
    main()

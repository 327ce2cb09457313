"""Prints what an hour of joined speech costs the aligner: time, memory, and whether every sentence is where it was put.

python benchmarks/align_long.py [--minutes 60] [--speech ../shared/speech]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core

import numpy as np

from unisono import plugins
from unisono.align.heard import HeardWord
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.text.marked import words
from unisono.types import Floats, Line, Speech

RATE = 16_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    options = parser.parse_args()
    sentences = repeated(options.speech, options.minutes)
    line = Line(" ".join(text for text, _ in sentences), "en")
    starts: dict[int, float] = {}
    began = time.process_time()
    for chunk in plugins.load("aligner", "own").align(line, joined(sentences)):
        starts |= {word.place: word.start for word in chunk.words if isinstance(word, HeardWord)}
    took = time.process_time() - began
    seconds = sum(len(sound) for _, sound in sentences) / RATE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    off = np.array([starts.get(place, np.inf) - begin for place, begin in begins(sentences)])
    print(
        f"{seconds / 60:.1f} min, {len(starts)} words: {took:.1f} s of one core, x real {took / seconds:.4f}, "
        f"{peak:.0f} MB"
    )
    print(f"sentences that begin within 0.3 s of where they do: {np.mean(np.abs(off) < 0.3):.1%} of {len(off)}")


def repeated(folder: Path, minutes: float) -> list[tuple[str, Floats]]:
    """The LJSpeech sentences of the folder, over and over."""
    rows = [json.loads(row) for row in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if "ljspeech" in row["audio"] and row["text"]]
    once = [(row["text"], resample((s := read(folder / row["audio"])).samples, s.rate, RATE)) for row in rows]
    chosen: list[tuple[str, Floats]] = []
    while sum(len(sound) for _, sound in chosen) < minutes * 60 * RATE:
        chosen.append(once[len(chosen) % len(once)])
    return chosen


def joined(sentences: list[tuple[str, Floats]]) -> Iterator[Speech]:
    """Their sound, a second at a time."""
    at = 0
    for _, sound in sentences:
        for begin in range(0, len(sound), RATE):
            piece = sound[begin : begin + RATE]
            yield Speech(piece, RATE, at)
            at += len(piece)


def begins(sentences: list[tuple[str, Floats]]) -> Iterator[tuple[int, float]]:
    """The number of each sentence's first word, and when it is said."""
    place, seconds = 0, 0.0
    for text, sound in sentences:
        yield place, seconds
        place += sum(bool(word.phones) for word in words(Line(text, "en")))
        seconds += len(sound) / RATE


if __name__ == "__main__":
    main()

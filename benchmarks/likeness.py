"""How far our portraits of voices go with Resemblyzer: `python benchmarks/likeness.py` (with ../shared).

Everyone in the speech pack of whom there are twenty seconds: pieces of ten seconds, every pair of them. Also prints the
means and deviations that `speak/likeness.py` carries.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from yardsticks import voice_of

from unisono.audio.features import pitch
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.speak.likeness import colours, likeness, measures_of, portrait
from unisono.types import Floats

PACK = Path(__file__).resolve().parents[2] / "shared" / "speech_pack"
RATE, SECONDS, MOST = 16000, 10, 4  # of each piece; pieces of a speaker


def main() -> None:
    pieces = [(name, sound) for name, sounds in sorted(people().items()) for sound in sounds]
    names = np.array([name for name, _ in pieces])
    measures = np.stack([measures_of(colours(sound, RATE), pitch(sound, RATE)) for _, sound in pieces])
    print("usual ", ", ".join(f"{value:.2f}" for value in measures.mean(axis=0)))
    print("spread", ", ".join(f"{value:.2f}" for value in measures.std(axis=0)))
    portraits = [portrait(sound, RATE) for _, sound in pieces]
    voices = np.stack([voice_of(sound, RATE) for _, sound in pieces])
    left, right = np.triu_indices(len(pieces), 1)
    ours = np.array([likeness(portraits[a], portraits[b]) for a, b in zip(left, right, strict=True)])
    same = names[left] == names[right]
    print(f"{len(set(names))} people, {same.sum()} pairs of one person, {(~same).sum()} of two")
    print("correlation with Resemblyzer", f"{np.corrcoef(ours, (voices[left] * voices[right]).sum(axis=1))[0, 1]:.2f}")
    print("one person: 5, 50, 95 %", np.percentile(ours[same], (5, 50, 95)).round(2))
    print("strangers: 50, 75, 95 %", np.percentile(ours[~same], (50, 75, 95)).round(2))
    least = np.percentile(ours[same], 10)
    print(
        f"strangers taken for one person where one pair of one person in ten is not: {(ours[~same] > least).mean():.1%}"
    )


def people() -> dict[str, list[Floats]]:
    """Pieces of ten seconds, by speaker."""
    entries = [json.loads(line) for line in (PACK / "manifest.jsonl").read_text("utf-8").splitlines()]
    found: dict[str, list[Floats]] = defaultdict(list)
    held, whole, waiting = "", np.zeros(0, np.float32), defaultdict[str, list[Floats]](list)
    for entry in entries:
        speaker = entry["speaker"]
        if len(found[speaker]) == MOST:
            continue
        if entry["file"] != held:
            held = entry["file"]
            speech = read(PACK / held)
            whole = resample(speech.samples, speech.rate, RATE)
        start = int(entry["start"] * RATE)
        waiting[speaker].append(whole[start : start + round(entry["duration"] * RATE)])
        if sum(map(len, waiting[speaker])) > SECONDS * RATE:
            found[speaker].append(np.concatenate(waiting.pop(speaker)))
    return {name: sounds for name, sounds in found.items() if len(sounds) > 1}


if __name__ == "__main__":
    main()

"""How far our portraits of voices go with Resemblyzer: `python benchmarks/likeness.py` (with ../shared).

Everyone in the speech pack of whom there are twenty seconds: pieces of ten seconds, every pair of them. Also prints the
means and deviations that `speak/likeness.py` carries.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
from yardsticks import voice_of

from unisono.audio.features import pitch
from unisono.audio.resample import resample
from unisono.speak.likeness import colours, likeness, measures_of, portrait
from unisono.train.shards import pieces
from unisono.types import Floats

PACK = Path(__file__).resolve().parents[2] / "shared" / "speech_pack"
RATE, SECONDS, MOST = 16000, 10, 4  # of each piece; pieces of a speaker


def main() -> None:
    sounds_of = [(name, sound) for name, sounds in sorted(people().items()) for sound in sounds]
    names = np.array([name for name, _ in sounds_of])
    measures = np.stack([measures_of(colours(sound, RATE), pitch(sound, RATE)) for _, sound in sounds_of])
    print("usual ", ", ".join(f"{value:.2f}" for value in measures.mean(axis=0)))
    print("spread", ", ".join(f"{value:.2f}" for value in measures.std(axis=0)))
    portraits = [portrait(sound, RATE) for _, sound in sounds_of]
    voices = np.stack([voice_of(sound, RATE) for _, sound in sounds_of])
    left, right = np.triu_indices(len(sounds_of), 1)
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
    found: dict[str, list[Floats]] = defaultdict(list)
    waiting: dict[str, list[Floats]] = defaultdict(list)
    for entry, sound in pieces(PACK, lambda entry: len(found[entry["speaker"]]) < MOST):
        speaker = entry["speaker"]
        waiting[speaker].append(resample(sound.samples, sound.rate, RATE))
        if sum(map(len, waiting[speaker])) > SECONDS * RATE:
            found[speaker].append(np.concatenate(waiting.pop(speaker)))
    return {name: sounds for name, sounds in found.items() if len(sounds) > 1}


if __name__ == "__main__":
    main()

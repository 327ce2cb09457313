"""How well GPT-SoVITS's guards hear what is wrong, and what they cost: python benchmarks/guards.py [--count 150]

Real utterances, as if a net had said them, sounded so far as the engine does. Prints, for English and Mandarin:

    false     utterances whose own text is heard as a fault at any look, of all
    left out, again, added, early
              two words cut out of the sound, played twice, others put in, the end cut off: faults heard, of all
    leak      the last 0.8 s of another recording before the first word: of these, how often sound has left at the
              second look
    cost      seconds of a processor for a second of sound, all looks together

Needs ../shared/speech (--speech).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from unisono.audio.read import read
from unisono.speak.gptsovits.hearing import Hearer
from unisono.text.marked import words
from unisono.types import SILENCE, Floats, Line

LOOKS = (0.56, 1.2, 2.04, 3.44, 5.44, 7.44)  # seconds of sound, as the engine comes to look
LEAK = 0.8  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--count", type=int, default=150, help="utterances of each language, of 1.5 to 11 s")
    options = parser.parse_args()
    listed = [json.loads(line) for line in (options.speech / "manifest.jsonl").read_text("utf-8").splitlines()]
    for language in ("en", "zh"):
        found = [one for one in listed if one.get("text") and one["lang"] == language and 1.5 < one["dur"] < 11]
        print(f"{language}: {measured(options.speech, found[: options.count], language)}", flush=True)


def measured(folder: Path, listed: list[dict[str, str]], language: str) -> str:
    draw, counts, before = np.random.default_rng(0), Counter[str](), np.zeros(0, np.float32)
    Hearer(words(Line("a", "en")), "en", 16000).hear(np.zeros(16000, np.float32), True)  # loads what is slow to load
    spent = 0.0
    for one in listed:
        speech = read(folder / one["audio"])
        sound, rate = speech.samples, speech.rate
        hearer = Hearer(words(Line(one["text"], language)), language, rate)
        begun = time.process_time()
        looks = [hearer.hear(sound[: round(at * rate)], False) for at in LOOKS if at < speech.duration]
        whole = hearer.hear(sound, True)
        spent += time.process_time() - begun
        counts["all"] += 1
        counts["seconds"] += round(speech.duration)
        counts["false"] += any(look.fault for look in (*looks, whole))
        if whole.fault or len(whole.words) < 6:
            continue
        first = int(draw.integers(1, len(whole.words) - 4))
        begin, end = (round(t * rate) for t in (whole.words[first].start, whole.words[first + 1].end))
        other, last = (round(whole.words[at].start * rate) for at in (-2, -3))
        spoilt = {
            "left out": np.concatenate([sound[:begin], sound[end:]]),
            "again": np.concatenate([sound[:end], sound[begin:]]),
            "added": np.concatenate([sound[:begin], sound[other:], sound[begin:]]),
            "early": sound[:last],
        }
        counts["spoilt"] += 1
        counts.update(name for name, wrong in spoilt.items() if hearer.hear(wrong, True).fault)
        counts["leaks"] += leaks(hearer, before, sound, rate)
        before = sound[: round(whole.words[-1].end * rate)][-round(LEAK * rate) :]
    told = ", ".join(f"{name} {counts[name]}" for name in ("left out", "again", "added", "early"))
    return (
        f"false {counts['false']} of {counts['all']}; of {counts['spoilt']}: {told}, leak {counts['leaks']}; "
        f"cost {spent / counts['seconds']:.3f}"
    )


def leaks(hearer: Hearer, leak: Floats, sound: Floats, rate: int) -> bool:
    """Whether speech of the leak would have left by the second look."""
    heard = hearer.hear(np.concatenate([leak, sound])[: round(LOOKS[1] * rate)], False)
    return heard.fault is None and any(phone.label != SILENCE for phone in heard.phones) and len(leak) > 0


if __name__ == "__main__":
    main()

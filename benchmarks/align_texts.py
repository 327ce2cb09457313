"""Prints what the aligner makes of texts that do not fit, of live speech, and of sound without a text.

python benchmarks/align_texts.py [--speech ../shared/speech] [--count 25]

    right      utterances whose own text gives no note
    put in     a word of another utterance put into the text is told as left out
    cut out    a word cut out of the text is told as added speech
    twice      up to three words played twice are told as said again
    live       share of boundaries of synthesized speech within 20 ms of those of a file
    ear        without a text: share of labelled lip closures found, and of those told that are true
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from unisono import plugins
from unisono.align.heard import Alignment, alignment, notes
from unisono.align.own import Own
from unisono.audio.read import read
from unisono.phones import BILABIALS, bases
from unisono.text.marked import words
from unisono.text.word import Word
from unisono.types import SILENCE, Line, Speech

LABELS = Path(__file__).parent.parent / "tests" / "align" / "labels"
SAID = {
    "en": (
        "Please keep both of my big blue maps, and bring them back tomorrow.",
        "The quick brown fox jumps over the lazy dog, and then it sleeps for a while.",
        "She had your dark suit in greasy wash water all year.",
        "Do you think that five measures of pure joy are enough to move both of us?",
        "My mother bought a pair of blue shoes; my father, a big map of the moon.",
    ),
    "zh": (
        "妈妈买了八个包子，爸爸跑步去图书馆。",
        "今天天气很好，我们一起去公园散步吧。",
        "知识就是力量，学习使人进步，坚持才能胜利。",
        "请问，去火车站怎么走？从这儿往前走，再往右拐。",
        "朋友们都说普通话，不过有的人说得非常快。",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--count", type=int, default=25, help="utterances of each language, of at most 12 s")
    options = parser.parse_args()
    for language in ("en", "zh"):
        labels = json.loads((LABELS / f"{language}.json").read_text("utf-8"))
        print(f"{language} ear: {ear(options.speech, labels)}", flush=True)
        print(f"{language} live: {live(language):.1%} within 20 ms", flush=True)
        print(f"{language} texts: {changed(options.speech, labels, language, options.count)}", flush=True)


def changed(folder: Path, labels: dict[str, Any], language: str, count: int) -> str:
    rng = np.random.default_rng(0)
    told = [(held["text"], read(folder / path)) for path, held in labels.items()]
    told = [(text, sound) for text, sound in told if sound.duration < 12][:count]
    pool = [word.text for text, _ in told for word in spoken(text, language) if len(word.phones) >= 3]
    right: dict[str, list[bool]] = {"right": [], "put in": [], "cut out": [], "twice": []}
    for text, sound in told:
        found, kinds = noted(text, language, sound)
        right["right"].append(not kinds)
        said = spoken(text, language)
        if len(said) < 5:
            continue
        at, other = said[int(rng.integers(1, len(said)))], pool[int(rng.integers(len(pool)))]
        more = text[: at.start] + other + (" " if language == "en" else "") + text[at.start :]
        right["put in"].append(noted(more, language, sound)[1] == ["left out"])
        long = [word for word in said[1:-1] if len(word.phones) >= 4]
        if long:
            gone = long[int(rng.integers(len(long)))]
            less = text[: gone.start] + text[gone.end :]
            right["cut out"].append("added" in noted(less, language, sound)[1])
        if len(found.words) == len(said):
            first = int(rng.integers(1, len(said) - 2))
            last = first + int(rng.integers(0, min(3, len(said) - first)))
            begin, end = (round(t * sound.rate) for t in (found.words[first].start, found.words[last].end))
            twice = np.concatenate([sound.samples[:end], sound.samples[begin:]])
            right["twice"].append(noted(text, language, Speech(twice, sound.rate))[1] == ["said again"])
    return ", ".join(f"{name} {sum(hits)} of {len(hits)}" for name, hits in right.items())


def spoken(text: str, language: str) -> list[Word]:
    return [word for word in words(Line(text, language)) if word.phones]


def noted(text: str, language: str, sound: Speech) -> tuple[Alignment, list[str]]:
    """The alignment, and the kinds of its notes."""
    heard = Speech.join(Own().align(Line(text, language), [sound]))
    found = alignment(heard.phones, heard.words, heard.duration)
    return found, [note.kind for note in notes(found, [word.text for word in spoken(text, language)])]


def live(language: str) -> float:
    synthesizer = plugins.load("synthesizer", "stand-in")
    off: list[float] = []
    for text in SAID[language]:
        for voice in synthesizer.voices():
            line = Line(text, language)
            said = Speech.join(synthesizer.speak(line, voice))
            late, soon = (begins(line, Speech(said.samples, said.rate), now) for now in (False, True))
            off += [float(np.abs(soon - time).min()) for time in late]
    return float(np.mean(np.array(off) <= 0.02))


def begins(line: Line, sound: Speech, now: bool) -> Any:
    phones = Speech.join(Own(live=now).align(line, [sound])).phones
    return np.array([phone.start for phone in phones if phone.label != SILENCE])


def ear(folder: Path, labels: dict[str, Any]) -> str:
    hits: list[bool] = []
    true: list[bool] = []
    for path, held in labels.items():
        known = list(closures(held["events"]))
        told = list(lips(read(folder / path)))
        hits += [any(min(b, d) - max(a, c) > 0.4 * (d - c) for a, b in told) for c, d in known]
        true += [any(min(b, d + 0.02) > max(a, c - 0.02) for c, d in known) for a, b in told]
    return f"found {np.mean(hits):.0%} of {len(hits)} lip closures; {np.mean(true):.0%} of {len(true)} told are true"


def closures(events: list[dict[str, Any]]) -> Iterator[tuple[float, float]]:
    """Labelled lip closures; where only one edge was seen, 60 ms of it."""
    for event in events:
        if event["kind"] in "pbm":
            closure, release = event["closure"], event["release"]
            yield release - 0.06 if closure is None else closure, closure + 0.06 if release is None else release


def lips(sound: Speech) -> Iterator[tuple[float, float]]:
    for phone in Speech.join(plugins.load("aligner", "ear").align(Line(""), [sound])).phones:
        if bases(phone.label)[0] in BILABIALS:
            yield phone.start, phone.end if phone.release is None else phone.release


if __name__ == "__main__":
    main()

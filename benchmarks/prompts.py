"""How often a prompt's text is not what is said in it: `python benchmarks/prompts.py [recordings]` (with ../shared).

Half a minute of each of several people with a text that is right, or is spoilt in every other sentence or all over.
What is said in the part that was chosen, the right text tells. The aligner has heard some of these people in training.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from unisono.align.own import Own
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.speak.gptsovits.parts import Parts
from unisono.speak.gptsovits.prompt import chosen
from unisono.text.marked import words
from unisono.types import Line, Speech

PACK = Path(__file__).resolve().parents[2] / "shared" / "speech_pack"
FILES = ("zh_aishell1_000.opus", "zh_aishell1_004.opus", "zh_aishell3_000.opus", "en_lj_000.opus", *(
    f"en_so762_{at:03}.opus" for at in range(0, 20, 3)
))  # fmt: skip
RATE, SECONDS = 16000, 35.0


@dataclass(frozen=True, eq=False)
class Recording:
    """Sentences of one person, one after the other."""

    language: str
    sentences: tuple[str, ...]
    sound: Speech

    def text(self, sentences: tuple[str, ...] | None = None) -> str:
        return ("。" if self.language == "zh" else ". ").join(self.sentences if sentences is None else sentences)


def main() -> None:
    recordings = list(found())[: int(sys.argv[1]) if len(sys.argv) > 1 else None]
    truth = [aligned(one, one.text()) for one in recordings]
    print("of", len(recordings), "recordings: right, wrong (each: with a word told to be in doubt, without), refused")
    for name, spoil in SPOILT.items():
        right, wrong, refused = [0, 0], [0, 0], 0
        for at, one in enumerate(recordings):
            text = one.text(spoil(one, recordings[(at + 1) % len(recordings)]))
            parts = Parts(aligned(one, text))
            choice = chosen(parts, text, one.language)
            if choice is None:
                refused += 1
                continue
            is_said = plain(choice.text) == heard(truth[at], *parts.edges(choice.first, choice.last))
            (right if is_said else wrong)[not choice.doubted] += 1
            if not is_said:
                print(f"   {choice.sure:.2f} {choice.cost:.2f} {choice.text!r} {choice.doubted}")
        print(
            f"{name:30} right {right[0]:2} {right[1]:2}  wrong {wrong[0]:2} {wrong[1]:2}  refused {refused:2}",
            flush=True,
        )


def found() -> Iterator[Recording]:
    entries = [json.loads(line) for line in (PACK / "manifest.jsonl").read_text("utf-8").splitlines()]
    for file in FILES:
        whole = read(PACK / file)
        here = [entry for entry in entries if entry["file"] == file and entry["text"]]
        for _, several in groupby(here, key=lambda entry: entry["speaker"]):
            taken = [entry for entry in several if entry["duration"] > 2]
            ends = np.cumsum([entry["duration"] for entry in taken])
            taken = [entry for entry, end in zip(taken, ends, strict=True) if end < SECONDS]
            if len(taken) < 5:
                continue
            cut = [round(e["start"] * whole.rate) for e in taken], [round(e["duration"] * whole.rate) for e in taken]
            sound = np.concatenate([whole.samples[at : at + size] for at, size in zip(*cut, strict=True)])
            speech = Speech(resample(sound, whole.rate, RATE), RATE)
            yield Recording(taken[0]["language"], tuple(entry["text"] for entry in taken), speech)


def aligned(one: Recording, text: str) -> Speech:
    return Speech.join(Own().align(Line(text, one.language), [one.sound]))


def heard(truth: Speech, start: float, end: float) -> str:
    return plain("".join(word.label for word in truth.words if start < (word.start + word.end) / 2 < end))


def plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


Spoil = Callable[[Recording, Recording], tuple[str, ...]]


def every_other(change: Callable[[list[str], list[str]], list[str]]) -> Spoil:
    """`change` for the words of every other sentence, which gets those of another recording's beside it."""

    def spoil(one: Recording, other: Recording) -> tuple[str, ...]:
        return tuple(
            joined(change(spoken(text), spoken(other.sentences[at % len(other.sentences)])), one.language)
            if at % 2 == 0
            else text
            for at, text in enumerate(one.sentences)
        )

    return spoil


def everywhere(change: Callable[[list[str], list[str]], list[str]]) -> Spoil:
    """The same for every sentence."""
    return lambda one, other: tuple(
        joined(change(spoken(text), spoken(other.sentences[at % len(other.sentences)])), one.language)
        for at, text in enumerate(one.sentences)
    )


def spoken(text: str) -> list[str]:
    return [word.text for word in words(Line(text)) if word.phones]


def joined(parts: list[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(parts)


def swapped(own: list[str], other: list[str]) -> list[str]:
    """The longest word is another one."""
    at = max(range(len(own)), key=lambda k: len(own[k]))
    return [*own[:at], max((word for word in other if word not in own), key=len), *own[at + 1 :]]


SPOILT: dict[str, Spoil] = {
    "right": lambda one, other: one.sentences,
    "a word is another, half": every_other(swapped),
    "a word is another, all": everywhere(swapped),
    "three words too many, half": every_other(lambda own, other: [*own, *other[:3]]),
    "three words too many, all": everywhere(lambda own, other: [*own, *other[:3]]),
    "a word too many, all": everywhere(lambda own, other: [*own, max(other, key=len)]),
    "two words missing, half": every_other(lambda own, other: own[:-2]),
    "two words missing, all": everywhere(lambda own, other: own[:-2]),
    "first word missing, all": everywhere(lambda own, other: own[1:]),
    "every other sentence missing": lambda one, other: one.sentences[::2],
    "another recording's": lambda one, other: other.sentences,
}

if __name__ == "__main__":
    main()

"""Recordings of real people, utterance after utterance, of which is known where each begins and what is said in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from unisono.align.own import Own
from unisono.audio.read import read
from unisono.speak.gptsovits.parts import Parts
from unisono.speak.gptsovits.prompt import Choice, chosen
from unisono.types import Floats, Line, Speech

LJ, MALE, FEMALE = "en_female_ljspeech", "zh_male_aishell_S0252", "zh_female_aishell_S0150"  # folders of ../shared


@dataclass(frozen=True, eq=False)
class Said:
    """Some utterances, joined."""

    sounds: tuple[Floats, ...]
    texts: tuple[str, ...]
    rate: int
    language: str

    @property
    def speech(self) -> Speech:
        return Speech(np.concatenate(self.sounds), self.rate)

    @property
    def text(self) -> str:
        return ("。" if self.language == "zh" else ". ").join(self.texts)

    def edges(self, at: int) -> tuple[float, float]:
        """Seconds."""
        ends = np.cumsum([0, *(len(sound) for sound in self.sounds)]) / self.rate
        return float(ends[at]), float(ends[at + 1])

    def spoilt(self, at: int, sound: Floats) -> Said:
        """With another sound for one of them."""
        return replace(self, sounds=(*self.sounds[:at], sound, *self.sounds[at + 1 :]))


def said(shared: Path, folder: str, count: int, first: int = 0) -> Said:
    """`count` utterances of three seconds or more, from the `first` on."""
    told = [entry for entry in _manifest(shared) if entry["audio"].startswith(folder + "/") and entry["dur"] >= 3]
    told = told[first : first + count]
    sounds = tuple(read(shared / "speech" / entry["audio"]).samples for entry in told)
    return Said(sounds, tuple(entry["text"].strip(" .,") for entry in told), told[0]["sr"], told[0]["lang"])


@lru_cache(maxsize=1)
def _manifest(shared: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shared / "speech" / "manifest.jsonl").read_text("utf-8").splitlines()]


def parts_of(speech: Speech, text: str) -> Parts:
    return Parts(Speech.join(Own().align(Line(text), [speech])))


def prompt_of(speech: Speech, text: str) -> tuple[Choice, float, float]:
    """The prompt, and where it begins and ends."""
    parts = parts_of(speech, text)
    choice = chosen(parts, text)
    assert choice is not None
    return choice, *parts.edges(choice.first, choice.last)


def plain(texts: str | Sequence[str]) -> str:
    """Letters and characters alone."""
    return "".join(char for char in "".join(texts).lower() if char.isalnum())

"""Speakers whom our voice never learnt, from ../shared: a reference with its text, and utterances that are held out."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from yardsticks import aligned, trimmed

from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.types import Speech

SHARED = Path(os.environ.get("UNISONO_SHARED", Path(__file__).parents[2] / "shared"))
CLEAN = ("S0252", "so762_1109", "so762_2327", "so762_0739", "so762_0157")
NOISY = ("michael",)  # spontaneous, two rooms, a cold
REFERENCE = 60.0  # seconds, at most
_LENGTHS = (2.4, 9.0)  # seconds of an utterance that is used
_PAUSE = 0.2  # seconds at which a long recording is cut


@dataclass(frozen=True, eq=False)
class Utterance:
    """A text and one sound of it, aligned and trimmed."""

    text: str
    language: str
    speech: Speech


@dataclass(frozen=True, eq=False)
class Speaker:
    """Somebody's recordings, parted."""

    name: str
    language: str
    reference: Speech  # as it was recorded, utterance after utterance
    text: str  # of the reference
    held: tuple[Utterance, ...]


def speaker(name: str, count: int) -> Speaker:
    """`count` utterances, or fewer, held out, spread over all; the reference is made of the others."""
    return _of_recordings(name, count) if name in NOISY else _of_utterances(name, count)


def utterance(text: str, language: str, sound: Speech) -> Utterance:
    return Utterance(text, language, trimmed(aligned(sound, text, language)))


def _of_utterances(name: str, count: int) -> Speaker:
    """Of ../shared/speech_pack."""
    entries = [entry for entry in _entries("speech_pack") if entry["speaker"] == name and entry["text"]]
    entries = [entry for entry in entries if _LENGTHS[0] < entry["duration"] < _LENGTHS[1]]
    if len(entries) < 2 * count:
        raise SystemExit(f"{name!r} has {len(entries)} utterances in speech_pack; expected {2 * count} or more")
    held = {int((at + 0.5) * len(entries) / count) for at in range(count)}
    others = [entry for at, entry in enumerate(entries) if at not in held]
    taken: list[dict[str, Any]] = []
    for entry in others[:: max(1, len(others) // 60)]:
        if sum(one["duration"] for one in taken) + entry["duration"] <= REFERENCE:
            taken.append(entry)
    sounds = [_sound(entry) for entry in taken]
    language = str(entries[0]["language"])
    text = ("。" if language == "zh" else ". ").join(entry["text"] for entry in taken)
    parts = [utterance(entries[at]["text"], language, _sound(entries[at])) for at in sorted(held)]
    return Speaker(name, language, _joined(sounds), text, tuple(parts))


def _of_recordings(name: str, count: int) -> Speaker:
    """Of ../shared/speech: the last recording is held out and cut at its pauses."""
    entries = [entry for entry in _entries("speech") if entry["speaker"] == name and entry["text"]]
    sounds = [read(SHARED / "speech" / entry["audio"]) for entry in entries]
    texts = [re.sub(r"\[.*?\]|<.*?>", " ", entry["text"]) for entry in entries]
    language = str(entries[0]["lang"])
    held = tuple(_cut(aligned(sounds[-1], texts[-1], language), language))[:count]
    return Speaker(name, language, _joined(sounds[:-1]), ". ".join(texts[:-1]), held)


def _cut(speech: Speech, language: str) -> Iterator[Utterance]:
    """Stretches between pauses, long enough to tell something."""
    begin = 0
    for at, word in enumerate(speech.words):
        after = speech.words[at + 1].start if at + 1 < len(speech.words) else speech.duration
        start = speech.words[begin].start
        if after - word.end < _PAUSE or word.end - start < _LENGTHS[0]:
            continue
        edges = [
            round((second + move) * speech.rate) for second, move in ((start, -_PAUSE / 2), (word.end, _PAUSE / 2))
        ]
        part = Speech(speech.samples[max(edges[0], 0) : edges[1]], speech.rate)
        yield utterance(" ".join(one.label for one in speech.words[begin : at + 1]), language, part)
        begin = at + 1


def _joined(sounds: list[Speech]) -> Speech:
    return replace(sounds[0], samples=np.concatenate([sound.samples for sound in sounds]))


def _sound(entry: dict[str, Any]) -> Speech:
    """At the rate of its source, as a user would bring it."""
    whole = _shard(entry["file"])
    begin = round(entry["start"] * whole.rate)
    samples = whole.samples[begin : begin + round(entry["duration"] * whole.rate)]
    return Speech(resample(samples, whole.rate, entry["sr"]), entry["sr"])


@lru_cache(maxsize=2)
def _shard(name: str) -> Speech:
    return read(SHARED / "speech_pack" / name)


@lru_cache(maxsize=2)
def _entries(folder: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / folder / "manifest.jsonl").read_text("utf-8").splitlines()]

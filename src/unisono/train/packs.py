"""The transcribed speech of ../shared/speech_pack as utterances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from unisono.align.units import units_of
from unisono.audio.resample import resample
from unisono.text import front
from unisono.text.variants import ways
from unisono.train.corpus import RATE, Utterance, Words, as_int16
from unisono.train.shards import Entry, pieces
from unisono.types import Floats


def pack(folder: Path, shards: Iterable[str]) -> Iterator[Utterance]:
    """The utterances of ../shared/speech_pack that have words, shard by shard."""
    wanted = set(shards)
    for entry, sound in pieces(folder, lambda entry: entry["shard"] in wanted and entry["text"]):
        yield _utterance(entry, resample(sound.samples, sound.rate, RATE))


def _utterance(entry: Entry, samples: Floats) -> Utterance:
    language, text = str(entry["language"]), str(entry["text"])
    whole = Utterance(str(entry["id"]), str(entry["shard"]), str(entry["speaker"]), language, as_int16(samples))
    told = entry.get("words")
    if isinstance(told, list):
        spoken = [(begin, end, word) for begin, end, word in told if word not in ("sil", "sp")]
        return replace(
            whole,
            words=tuple(word for _, _, text in spoken for word in words_of(text, language)),
            times=tuple((begin, end) for begin, end, _ in spoken),
        )
    return replace(whole, words=words_of(text, language))


def words_of(text: str, language: str) -> Words:
    """The words of a text, each in all its pronunciations."""
    return tuple(
        tuple(dict.fromkeys(tuple(u for p in way.phones for u in units_of(p, word.language)) for way in spoken))
        for word in front.read(text, language)
        for spoken in ways(word)
    )

"""Recordings and what is said in them -> lessons, by the aligner's states.

A pause is where the aligner hears one, whatever the text says; of a word's pronunciations it is the one that is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np

from unisono.align import graph as graphs
from unisono.align.search import Search
from unisono.align.units import NOISE, UNITS, is_closing
from unisono.audio.features import pitch
from unisono.audio.resample import resample
from unisono.speak.own.heard import LONG, Timed, levelled, without_short_pauses
from unisono.speak.own.heard import lesson_of as heard_lesson_of
from unisono.speak.own.inventory import BREATH, COMMA, STOP, WORD, Sound, language_of
from unisono.speak.own.lessons import Lesson
from unisono.speak.own.mels import BANDS, RATE, centres, mel
from unisono.speak.own.tokens import boundaries, spoken
from unisono.text import front
from unisono.text.word import Word
from unisono.train.shards import pieces
from unisono.types import SILENCE, Floats, Ints

_NOISE = UNITS.index(NOISE)

_Piece = tuple[graphs.Sound, int, int]  # what is heard, from which frame to which
Scores = Callable[[Floats], Floats]  # (N,) sound at 16 kHz -> (T, C) of the aligner's states, 100 frames a second


def lessons(folder: Path, shards: Sequence[str], scores: Scores) -> Iterator[Lesson]:
    """The utterances of ../shared/speech_pack that have words and fit them."""
    for entry, sound in pieces(folder, lambda entry: entry["shard"] in shards and entry["text"]):
        samples = resample(sound.samples, sound.rate, RATE)
        lesson = lesson_of(samples, entry["text"], entry["language"], scores)
        if lesson is not None:
            top = int(np.searchsorted(centres(), 0.475 * entry["source_sr"]))
            name, shard, speaker = entry["id"], entry["shard"], entry["speaker"]
            yield replace(lesson, top=min(top, BANDS), name=name, shard=shard, speaker=speaker)


def lesson_of(samples: Floats, text: str, language: str, scores: Scores) -> Lesson | None:
    """Sound (N,) at `RATE` and what is said in it; None where the words do not fit or nothing is heard."""
    samples = levelled(samples)
    words = front.read(text, language)
    heard = _aligned(words, language, scores(resample(samples, RATE, 16000)))
    if heard is None:
        return None
    timed, score = heard
    spectrum, hertz = mel(samples), pitch(samples, RATE)
    size = min(len(spectrum), len(hertz))
    lesson = heard_lesson_of(timed, spectrum[:size], hertz[:size])
    return None if lesson is None else replace(lesson, language=language, score=score)


def _aligned(words: Sequence[Word], language: str, scores: Floats) -> tuple[list[Timed], float] | None:
    """The sounds that are heard, a pause at the beginning, long or short; and nepers a frame."""
    graph = graphs.graph(words)
    if not graph.words or len(scores) < 20:
        return None
    search = Search(graph, lag=1 << 30)
    path = np.concatenate([search.feed(scores), search.finish()])[:, 0]
    if (path < 0).any():
        return None
    changes = np.flatnonzero(np.diff(graph.sound[path], prepend=-9))  # a sound said twice in a row does not occur
    ends = np.append(changes[1:], len(path))
    score = float(scores[np.arange(len(path)), graph.emits[path]].mean())
    heard = [(graph.sounds[graph.sound[path[b]]], int(b), int(e)) for b, e in zip(changes, ends, strict=True)]
    if any(sound.slot < 0 and sound.label != SILENCE for sound, _, _ in heard):
        return None  # other words than those of the text
    slots = [sound.slot for sound, _, _ in heard if sound.slot >= 0]
    if len(set(slots)) < len(graph.word_of) or slots != sorted(slots):
        return None  # a word left out or said again
    return _told(graph, words, heard, path), score


def _told(graph: graphs.Graph, words: Sequence[Word], heard: list[_Piece], path: Ints) -> list[Timed]:
    ends = boundaries(words)
    found: list[Timed] = []
    for slot, group in groupby(heard, key=lambda piece: piece[0].slot):
        pieces = list(group)
        if slot < 0:
            after = found[-1][0].after if found else STOP
            found.append(_pause(pieces, after, language_of(words[0].language)))
            continue
        last_of_word = slot + 1 == len(graph.word_of) or graph.word_of[slot + 1] != graph.word_of[slot]
        after = ends[graph.word_of[slot]] if last_of_word else WORD
        if pieces[-1][2] in _long_pauses(heard):
            after = max(after, COMMA)
        labels, symbols = [piece.label for piece, _, _ in pieces], [piece.source for piece, _, _ in pieces]
        said = spoken(labels, symbols, graph.words[graph.word_of[slot]].language, slot, after)
        for sound, (piece, begin, end) in zip(said, pieces, strict=True):
            burst = np.flatnonzero(graph.part[path[begin:end]] > 0)
            stop = is_closing(piece.unit)
            found.append((sound, end - begin, int(burst[0]) if stop and len(burst) else (end - begin) * stop))
    if found[0][0].word >= 0 and found[0][1] > 1:
        first, frames, closed = found[0]
        found[:1] = [(Sound(SILENCE, first.language, after=STOP), 1, 0), (first, frames - 1, max(closed - 1, 0))]
    return without_short_pauses(found)


def _pause(pieces: list[_Piece], after: int, language: str) -> Timed:
    noisy = any(piece.unit == _NOISE for piece, _, _ in pieces)
    name = BREATH if noisy else SILENCE
    return Sound(name, language, after=max(after, COMMA)), pieces[-1][2] - pieces[0][1], 0


def _long_pauses(heard: list[_Piece]) -> set[int]:
    """The frames at which a pause begins that is heard as a boundary."""
    return {begin for piece, begin, end in heard if piece.slot < 0 and end - begin >= LONG}

"""Mandarin cut into words with their part of speech: exactly jieba's `posseg`, but several times as fast.

The dictionary and the tables are read from jieba's wheel (MIT); the package itself is not imported. A sentence is cut
along the likeliest path through the dictionary; what falls to single characters is cut again by a hidden Markov model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.machinery import SourceFileLoader
from math import log
from types import ModuleType
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from unisono.text.compat.extras import file_of

Floats = NDArray[np.float64]
State = tuple[str, str]  # place in the word (B begin, M middle, E end, S single), part of speech

_NEVER: Final = -3.14e100  # jieba's logarithm of 0
_BLOCK: Final = re.compile("([\u4e00-\u9fd5.]+)")  # with the dot, as in 3.5: it goes into what the model cuts
_IDEOGRAPHS: Final = re.compile("([\u4e00-\u9fd5]+)")
_BEFORE: Final = {"B": "ES", "M": "MB", "S": "SE", "E": "BM"}


class _Dictionary(NamedTuple):
    place: dict[str, int]  # of each word in the two lists
    counts: list[str]  # how often it came, as written in the file
    chances: list[float | None]  # the same as logarithm of its share, once it was asked for
    kinds: list[str]
    total: float  # logarithm of all counts together
    longest: dict[str, int]  # of the words that begin with this character


class _Tables(NamedTuple):
    """The tagger's model; states stand in falling order, for among equals jieba takes the last."""

    states: tuple[State, ...]
    row: dict[State, int]
    start: Floats  # (states,)
    step: Floats  # (states, states): from, to
    heard: dict[State, dict[str, float]]
    of: dict[str, tuple[State, ...]]  # the states a character is known in


def tagged(sentence: str) -> list[tuple[str, str]]:
    """Words and parts of speech of a text of ideographs and marks; a mark is a word of its own."""
    return [word for run in _BLOCK.split(sentence) if run for word in _run(run)]


def searched(word: str) -> list[str]:
    """The parts by which jieba would look a word up: 蒙古包 → 蒙古, 蒙古包."""
    known = _dictionary().place
    found: list[str] = []
    for part in _plain(word):
        for length in (2, 3):
            if len(part) > length:
                grams = (part[at : at + length] for at in range(len(part) - length + 1))
                found += [gram for gram in grams if gram in known]
        found.append(part)
    return found


def _run(run: str) -> Iterator[tuple[str, str]]:
    if not _BLOCK.match(run):
        yield from ((sign, "x") for sign in run)
        return
    for piece, whole in _likeliest(run):
        if whole or len(piece) == 1:
            yield piece, _kind(piece)
        elif piece in _dictionary().place:  # likelier apart
            yield from ((character, _kind(character)) for character in piece)
        else:
            for part in filter(None, _IDEOGRAPHS.split(piece)):
                yield from _guessed(part) if _IDEOGRAPHS.match(part) else [(part, "m")]


def _kind(word: str) -> str:
    dictionary = _dictionary()
    place = dictionary.place.get(word)
    return "x" if place is None else dictionary.kinds[place]


def _plain(word: str) -> Iterator[str]:
    for run in filter(None, _BLOCK.split(word)):
        if not _BLOCK.match(run):
            yield from run
            continue
        for piece, whole in _likeliest(run):
            if whole or len(piece) == 1:
                yield piece
            elif piece in _dictionary().place:
                yield from piece
            else:
                for part in filter(None, _IDEOGRAPHS.split(piece)):
                    yield from _joined(part) if _IDEOGRAPHS.match(part) else [part]


def _likeliest(run: str) -> Iterator[tuple[str, bool]]:
    """Words of the likeliest path, True; neighbouring single characters come as one piece, False."""
    place, counts, chances, _, total, longest = _dictionary()
    length = len(run)
    best: list[tuple[float, int]] = [(0.0, 0)] * (length + 1)
    for start in range(length - 1, -1, -1):
        most: tuple[float, int] | None = None
        for end in range(start + 1, min(length, start + longest.get(run[start], 1)) + 1):
            word = place.get(run[start:end])
            if word is not None:
                share = chances[word]
                if share is None:
                    share = chances[word] = log(int(counts[word])) - total
                chance = (share + best[end][0], end)
                most = chance if most is None or chance > most else most
        best[start] = most or (log(1) - total + best[start + 1][0], start + 1)
    at = single = 0
    while at < length:
        end = best[at][1]
        if end - at > 1:
            if single < at:
                yield run[single:at], False
            yield run[at:end], True
            single = end
        at = end
    if single < length:
        yield run[single:], False


@lru_cache(maxsize=65536)
def _guessed(run: str) -> tuple[tuple[str, str], ...]:
    """Characters in no word of the dictionary → words by the tagger's model (Viterbi; Rabiner 1989, eq. 33)."""
    model = _tables()
    places, emitted = _known(run[0])
    chance: Floats = model.start[places] + emitted
    back: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = [(places, places)]  # states, the best one before each
    for character in run[1:]:
        following, emitted = _known(character)
        steps = model.step[places[:, None], following]
        open_to = np.isfinite(steps).any(axis=0)
        if not open_to.any():
            following = np.flatnonzero(np.isfinite(model.step[places]).any(axis=0))
            emitted = np.array([model.heard[model.states[row]].get(character, _NEVER) for row in following])
        else:
            following, emitted = following[open_to], emitted[open_to]
        every = chance[:, None] + model.step[places[:, None], following] + emitted
        best = every.argmax(axis=0)
        chance = every[best, np.arange(len(following))]
        back.append((following, best))
        places = following
    at = int(chance.argmax())
    path: list[State] = []
    for states, before in reversed(back):
        path.append(model.states[states[at]])
        at = int(before[at]) if len(path) < len(run) else at
    return tuple(_words_of(run, path[::-1]))


def _words_of(run: str, path: list[State]) -> Iterator[tuple[str, str]]:
    begin = 0
    for at, (place, kind) in enumerate(path):
        if place == "S":
            yield run[at], kind
        elif place == "E":
            yield run[begin : at + 1], kind
        if place in "SE":
            begin = at + 1
        elif place == "B":
            begin = at
    if begin < len(run) and path[-1][0] not in "SE":
        yield run[begin:], path[begin][1]


@lru_cache(maxsize=8192)
def _known(character: str) -> tuple[NDArray[np.intp], Floats]:
    """Rows of the states a character is known in, and how likely each is to be heard as it."""
    model = _tables()
    states = sorted(model.of.get(character, model.states), reverse=True)
    rows = np.array([model.row[state] for state in states], np.intp)
    return rows, np.array([model.heard[state].get(character, _NEVER) for state in states])


def _joined(run: str) -> Iterator[str]:
    """The same by jieba's smaller model, which knows no parts of speech."""
    start, step, heard = (_table(f"finalseg/prob_{name}.py") for name in ("start", "trans", "emit"))
    chances = {place: start[place] + heard[place].get(run[0], _NEVER) for place in _BEFORE}
    back: list[dict[str, str]] = []
    for character in run[1:]:
        best = {
            place: max(
                (chances[one] + step[one].get(place, _NEVER) + heard[place].get(character, _NEVER), one)
                for one in before
            )
            for place, before in _BEFORE.items()
        }
        chances = {place: chance for place, (chance, _) in best.items()}
        back.append({place: one for place, (_, one) in best.items()})
    path = [max((chances[place], place) for place in "ES")[1]]
    for before in reversed(back):
        path.append(before[path[-1]])
    yield from (word for word, _ in _words_of(run, [(place, "") for place in reversed(path)]))


@cache
def _dictionary() -> _Dictionary:
    fields = file_of("jieba", "dict.txt").read_text("utf-8").split()  # word, count, part of speech
    words, counts = fields[::3], fields[1::3]
    longest: dict[str, int] = {}
    for word in words:
        if len(word) > longest.get(word[0], 0):
            longest[word[0]] = len(word)
    place = dict(zip(words, range(len(words)), strict=True))
    return _Dictionary(place, counts, [None] * len(words), fields[2::3], log(sum(map(int, counts))), longest)


@cache
def _tables() -> _Tables:
    start, step, heard, of = (
        _table(f"posseg/{name}.py") for name in ("prob_start", "prob_trans", "prob_emit", "char_state_tab")
    )
    states = tuple(sorted(step, reverse=True))
    row = {state: at for at, state in enumerate(states)}
    steps = np.full((len(states), len(states)), -np.inf)
    for before, following in step.items():
        for after, chance in following.items():
            steps[row[before], row[after]] = chance
    return _Tables(states, row, np.array([start[state] for state in states]), steps, heard, of)


@cache
def _table(name: str) -> Any:
    """One of jieba's tables: a module by itself, without the package that loads everything."""
    loader = SourceFileLoader("_jieba_table", str(file_of("jieba", name)))
    module = ModuleType(loader.name)
    loader.exec_module(module)
    return module.P

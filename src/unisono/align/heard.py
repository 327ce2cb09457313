"""What an aligner tells of a sound: phones and words with where they come from and how sure they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from unisono.types import SILENCE, Phone, Span


@dataclass(frozen=True)
class HeardPhone(Phone):
    """A phone that was found in a sound; `weight` is how sure it is, 0..1."""

    source: str = ""  # its language's own symbol: ARPAbet, pinyin, kana, jyutping or jamo
    word: int = -1  # the number of its word among those told; -1 for a pause and for what is not in the text


@dataclass(frozen=True)
class HeardWord(Span):
    """A word that was found in a sound, with the marks beside it; `weight` is how sure it is, 0..1."""

    bare: str = ""  # without marks
    place: int = -1  # its number among the spoken words of the text: a word said twice has one place


@dataclass(frozen=True)
class Alignment:
    """A whole recording's."""

    phones: tuple[HeardPhone, ...]  # without gaps from 0 to the end
    words: tuple[HeardWord, ...]
    duration: float  # seconds


@dataclass(frozen=True)
class Note:
    """Where sound and text differ."""

    kind: str  # "left out", "said again" or "added"
    label: str  # the words of the text; empty for what was added
    start: float  # seconds
    end: float
    count: int = 0  # of these words


def alignment(phones: Sequence[Phone], words: Sequence[Span], duration: float) -> Alignment:
    """What any aligner told of a sound of `duration` seconds, from 0 on; the pieces of a pause are joined."""
    whole: list[HeardPhone] = []
    for phone in phones:
        if whole and whole[-1].label == phone.label == SILENCE:
            whole[-1] = replace(whole[-1], end=phone.end)
        elif isinstance(phone, HeardPhone):
            whole.append(phone)
        else:
            within = (at for at, word in enumerate(words) if word.start <= (phone.start + phone.end) / 2 < word.end)
            place = -1 if phone.label == SILENCE else next(within, -1)
            told = (phone.label, phone.start, phone.end, phone.weight, phone.release)
            whole.append(HeardPhone(*told, word=place))
    found = (w if isinstance(w, HeardWord) else HeardWord(w.label, w.start, w.end, w.weight, w.label) for w in words)
    return Alignment(tuple(whole), tuple(found), duration)


def notes(found: Alignment, text: Sequence[str]) -> tuple[Note, ...]:
    """Words of the text (`text`: each that is spoken, as written) that were left out or said again, and speech added.

    Neighbours are told together, in the order of time.
    """
    told = [*_left_out(found, text), *_again(found, text), *_added(found)]
    return tuple(sorted(told, key=lambda note: (note.start, note.end)))


def _left_out(found: Alignment, text: Sequence[str]) -> Iterator[Note]:
    """Runs of words that nowhere come."""
    said = {word.place for word in found.words}
    edges = [-1, *sorted(said), len(text)]
    ends = {word.place: word.end for word in found.words}
    for before, after in pairwise(edges):
        if after - before > 1:
            near = ends.get(before, 0.0)
            yield Note("left out", _together(text[before + 1 : after]), near, near, after - before - 1)


def _again(found: Alignment, text: Sequence[str]) -> Iterator[Note]:
    """Runs of words whose places had come before."""
    run: list[HeardWord] = []
    furthest = -1
    for word in found.words:
        if word.place > furthest or (run and word.place != run[-1].place + 1):
            yield from _as_note(run, text)
            run = []
        if word.place <= furthest:
            run.append(word)
        furthest = max(furthest, word.place)
    yield from _as_note(run, text)


def _as_note(run: Sequence[HeardWord], text: Sequence[str]) -> Iterator[Note]:
    if run:
        label = _together([text[word.place] for word in run])
        yield Note("said again", label, run[0].start, run[-1].end, len(run))


def _together(words: Sequence[str]) -> str:
    """Words as one writes them: with a space between them, but between Han characters and kana."""
    joined = "".join(words[:1])
    for word in words[1:]:
        tight = unicodedata.east_asian_width(joined[-1]) == unicodedata.east_asian_width(word[0]) == "W"
        joined += ("" if tight and not "가" <= word[0] <= "힣" else " ") + word
    return joined


def _added(found: Alignment) -> Iterator[Note]:
    """Stretches of phones that belong to no word."""
    begin: float | None = None
    for phone in (*found.phones, HeardPhone(SILENCE, found.duration, found.duration)):
        foreign = phone.word < 0 and phone.label != SILENCE
        if foreign and begin is None:
            begin = phone.start
        elif not foreign and begin is not None:
            yield Note("added", "", begin, phone.start)
            begin = None

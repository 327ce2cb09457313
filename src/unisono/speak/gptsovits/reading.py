"""Text -> what the nets read of it: rows of its phones, and of what BERT makes of its Mandarin.

Figures, signs and addresses become words by our own rules first, so that what is said is what the aligner and the
captions know; the rest is the official front end's (`text/compat`), which the weights were trained behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from unisono.errors import TextError
from unisono.speak.gptsovits.decoding import Piece, Tokens
from unisono.speak.gptsovits.nets import Nets
from unisono.speak.gptsovits.pronouncing import pronounced
from unisono.speak.gptsovits.vocabulary import Vocabulary
from unisono.text import front, normalise
from unisono.text.compat import Segment, segments_of
from unisono.text.compat.symbols import Version
from unisono.text.letters import HAN
from unisono.text.runs import runs
from unisono.types import Floats, Mark

WIDTH = 1024  # of BERT
FIRST_LANGUAGES = ("zh", "en", "ja")  # those of v1

_STOPS: Final = "，。？！,.?!~:：—…"  # marks that end a piece, as the official code has it
_RUN: Final = re.compile(r"([!?…,.，。！？、；：;~-])[!?…,.，。！？、；：;~-]+")
_SHORT: Final = 4  # characters: fewer are said after a stop


@dataclass(frozen=True, eq=False)
class Read:
    """A text as the nets are given it."""

    phones: Tokens  # (N,)
    bert: Floats | None = None  # (N, 1024); None where there is no Mandarin in it


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads for one set of nets; `vocabulary` is asked for at the first Mandarin."""

    nets: Nets
    vocabulary: Callable[[], Vocabulary]

    def read(self, text: str, language: str, marks: Sequence[Mark] = ()) -> Read:
        """`language`: "zh", "en", "ja", "yue", "ko", or empty: told from the letters. Nothing comes of stops alone.

        Of `marks` those with pinyin are followed. TextError for another language, or one that v1 lacks; MissingExtra
        for one that is not installed.
        """
        language = front.named(language) or front.told(text)
        parts = _runs(_finished(_said(text, language), language), language)
        version: Version = "v1" if self.nets.version == "v1" else "v2"
        for name, _ in parts:
            if version == "v1" and name not in FIRST_LANGUAGES:
                raise TextError(f"GPT-SoVITS v1 does not speak {name!r}; use v2 or newer weights")
        found = segments_of(parts, version)
        found = tuple(_unpaused(each, among=len(found)) for each in found)
        for mark in marks:
            found = _marked(found, text, language, mark, version)
        phones = np.array([row for each in found for row in each.ids], np.int64)
        if all(each.lang != "zh" for each in found):
            return Read(phones)
        return Read(phones, np.concatenate([self._rows(each) for each in found]))

    def _rows(self, segment: Segment) -> Floats:
        """(N, 1024): of Mandarin, each character's row as often as it has phones; of another language zeros."""
        if segment.lang != "zh" or not segment.norm or segment.word2ph is None:
            return np.zeros((len(segment.phones), WIDTH), np.float32)
        rows = self.nets.bert(self.vocabulary().ids(segment.norm))[1:-1]
        return np.repeat(rows, segment.word2ph, axis=0)


def behind(phones: Tokens, bert: Floats | None, read: Read) -> Piece:
    """What is to be said behind what the prompt says: (P,) ids of the prompt and their (P, 1024) rows."""
    both = np.concatenate([phones, read.phones])
    if bert is None and read.bert is None:
        return Piece(both)
    parts = [(phones, bert), (read.phones, read.bert)]
    rows = [np.zeros((len(ids), WIDTH), np.float32) if known is None else known for ids, known in parts]
    return Piece(both, np.ascontiguousarray(np.concatenate(rows).T))


def _said(text: str, language: str) -> str:
    """Figures and signs in words; of several marks in a row the first."""
    sizes = [(name, len(part)) for name, part in _runs(text, language)]
    return _RUN.sub(r"\1", normalise.heard(text, sizes).said).strip()


def _runs(text: str, language: str) -> list[tuple[str, str]]:
    """By the letters, as the aligner reads them: the official detector takes 北京大学 for Japanese."""
    order = (language, *(name for name in front.LANGUAGES if name != language))
    return [(run.language, run.text) for run in runs(text, language, order)]


def _finished(text: str, language: str) -> str:
    """With a stop at its end, and before it where hardly anything is said."""
    stop = "." if language == "en" else "。"
    end = "" if text.endswith(tuple(_STOPS)) else stop
    first = re.split(f"[{re.escape(_STOPS)}]", text)[0]
    return f"{stop if 0 < len(first) < _SHORT else ''}{text}{end}"


def _marked(found: tuple[Segment, ...], text: str, language: str, mark: Mark, version: Version) -> tuple[Segment, ...]:
    """With the pronunciation that a mark gives, where its characters are found again in what is said."""
    syllables = str(mark.value).split() if mark.kind == "pinyin" else []
    characters = _mandarin(text[mark.start : mark.end], language)
    before = len(_mandarin(text[: mark.start], language))
    if len(syllables) != len(characters) or _mandarin(text, language)[before:][: len(characters)] != characters:
        return found
    return pronounced(found, before, syllables, version)


def _mandarin(text: str, language: str) -> list[str]:
    """The characters of what is said that are Mandarin."""
    runs_of = _runs(_said(text, language), language)
    return [char for name, part in runs_of if name == "zh" for char in part if HAN.match(char)]


def _unpaused(segment: Segment, among: int) -> Segment:
    """Without the comma that the official code puts beside a short English word, where other words stand around it."""
    if among == 1 or segment.lang != "en" or "," in segment.text:
        return segment
    kept = [at for at, phone in enumerate(segment.phones) if phone != ","]
    return replace(segment, phones=tuple(segment.phones[at] for at in kept), ids=tuple(segment.ids[at] for at in kept))

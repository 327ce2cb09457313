"""A line -> what espeak-ng is asked for: runs of one language said in one way, and the captions of their words."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from unisono.errors import TextError
from unisono.speak.embedded.names import Token, token
from unisono.speak.embedded.others import plain, unread, voice_of
from unisono.speak.embedded.sounds import Sound, sounds
from unisono.speak.embedded.weak import is_weak
from unisono.text.front import LANGUAGES
from unisono.text.letters import is_spoken
from unisono.text.marked import SAID, words
from unisono.text.speakable import check_letters, language_of
from unisono.text.word import Word
from unisono.text.written import Shown, shown
from unisono.types import Line, Mark


@dataclass(frozen=True)
class Manner:
    """How a stretch is said, in times of the voice's own."""

    rate: float = 1.0
    pitch: float = 1.0
    volume: float = 1.0


@dataclass(frozen=True)
class Run:
    """A stretch in one language and manner, as espeak-ng is to read it."""

    language: str
    manner: Manner
    pause: float  # seconds of silence before it
    text: str
    tokens: tuple[Token, ...]
    starts: tuple[int, ...]  # where in `text` each of them begins, counted from 1
    captions: tuple[str, ...]  # the caption that ends with each; empty where it goes on
    tones: tuple[int, ...]  # of its syllables

    def at(self, position: int) -> int:
        """Which token stands at `position` of the text, counted from 0."""
        return max(0, bisect.bisect_right(self.starts, position) - 1)


FIRST, JOIN = 0.045, 0.04  # seconds: room for a first closure; between two runs
PAUSES = {"": 0.0, ",": 0.17, ";": 0.2, ":": 0.2, ".": 0.3, "!": 0.3, "?": 0.3}  # as espeak-ng's own, about


@dataclass(frozen=True)
class _Said:
    """A word with what follows it."""

    word: Word
    after: Shown
    language: str  # of espeak-ng's voice
    manner: Manner
    tokens: tuple[Token, ...]


def asked(line: Line) -> list[Run]:
    """The runs of a line. TextError where it has nothing to say or we cannot say it, MissingExtra as `front.read`."""
    said = _said(line)
    if not said:
        raise TextError(f"nothing to say in {line.text[:40]!r}; give words or numbers")
    runs: list[Run] = []
    before = ""
    for _, alike in itertools.groupby(said, key=lambda one: (one.language, one.manner)):
        part = list(alike)
        pause = max(JOIN, PAUSES[before]) if runs else FIRST
        before = part[-1].after.mark
        runs.append(_run(part, pause, before or ("" if part[-1] is said[-1] else ",")))
    return runs


def _said(line: Line) -> list[_Said]:
    found = _words(line)
    after = shown(line.text, [(word.start, word.end) for word in found])
    return [_spoken(word, follows, line.marks) for word, follows in zip(found, after, strict=True)]


def _words(line: Line) -> list[Word]:
    """The words that have a sound."""
    language = line.language or language_of(line.text, LANGUAGES)
    if other := voice_of(language):
        found = words(replace(line, language=other), unread)
        return [word for word in found if word.phones or any(map(is_spoken, word.text))]
    check_letters(line.text, LANGUAGES)
    return [word for word in words(replace(line, language=language)) if word.phones]


def _spoken(word: Word, after: Shown, marks: tuple[Mark, ...]) -> _Said:
    wishes = [mark for mark in marks if mark.start < word.end and word.start < mark.end]
    # A pronunciation given in IPA is said by the English voice, which comes nearest to most of it.
    language = "en" if word.phones and not word.symbols else word.language
    marked = any(mark.kind in ("emphasis", *SAID) for mark in wishes)
    phones = word.phones
    if language == "en" and not marked and is_weak(word.text, bool(after.mark)):
        phones = tuple(phone.lstrip("ˈˌ") for phone in phones)
    tokens = _tokens(language, phones, word.symbols, word.tones) or (Token(plain(word.said)),)
    return _Said(word, after, language, _manner(wishes), tokens)


def _manner(wishes: list[Mark]) -> Manner:
    manner = Manner()
    for mark in wishes:
        if mark.kind in _WISHES:
            wish = _WISHES[mark.kind](float(mark.value))
            manner = Manner(manner.rate * wish.rate, manner.pitch * wish.pitch, manner.volume * wish.volume)
    return manner


_WISHES: dict[str, Callable[[float], Manner]] = {
    "rate": lambda value: Manner(rate=value),
    "pitch": lambda value: Manner(pitch=value),
    "volume": lambda value: Manner(volume=value),
    # Emphasis is longer, higher and louder (Fry 1958), each a little.
    "emphasis": lambda value: Manner(1 - 0.12 * value, 1 + 0.1 * value, 1 + 0.2 * value),
}


@lru_cache(maxsize=8192)
def _tokens(
    language: str, phones: tuple[str, ...], symbols: tuple[str, ...], tones: tuple[int, ...]
) -> tuple[Token, ...]:
    parts = (part for word in sounds(language, phones, symbols, tones) for part in _cut(word))
    return tuple(one for part in parts if (one := token(part, language)).events)


_LONGEST = 50  # sounds: a word of espeak-ng's has room for some 200 codes, and it dies of more


def _cut(word: list[Sound]) -> Iterator[list[Sound]]:
    """A long word in parts that begin with a vowel."""
    start = 0
    while len(word) - start > _LONGEST:
        edges = (at for at in range(start + _LONGEST, start, -1) if word[at].is_vowel)
        end = next(edges, start + _LONGEST)
        yield word[start:end]
        start = end
    yield word[start:]


def _run(part: list[_Said], pause: float, closing: str) -> Run:
    """Words of one language and manner. `closing`: the mark that their melody ends with."""
    language = part[0].language
    tonal = language in ("zh", "yue")  # there espeak-ng bends the tones before any mark but a comma
    text = mark = ""
    starts: list[int] = []
    breath = 0  # where the last pause is
    for said in part:
        for one in said.tokens:
            # It begins where the one before ends: espeak-ng tells some words at the mark before them.
            starts.append(len(text) + 1)
            mark = mark or ("," if text and len(text) + len(one.text) - breath > _BREATH else "")
            breath = len(text) if mark else breath
            text += ("," if tonal and mark else mark) + (" " if text else "") + one.text
            mark = ""
        mark = said.after.mark
    return Run(
        language,
        part[0].manner,
        pause,
        text + ("" if tonal else closing),
        tuple(one for said in part for one in said.tokens),
        tuple(starts),
        tuple(label for said in part for label in (*[""] * (len(said.tokens) - 1), said.after.caption)),
        tuple(tone for said in part for tone in said.word.tones),
    )


_BREATH = 600  # characters: beyond some 800 without a mark espeak-ng loses words

"""A line as the sounds that the voice is to say, by the one reading of a text that serves all engines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from unisono.speak.own.inventory import COMMA, INSIDE, QUESTION, STOP, SYLLABLE, WORD, Sound, language_of
from unisono.text import marked
from unisono.text.sources import sources
from unisono.text.word import Word
from unisono.types import SILENCE, Line

_MARKS = {
    **dict.fromkeys("。.!！…\n", STOP),
    **dict.fromkeys("?？", QUESTION),
    **dict.fromkeys(",，、;；:：—–()（）-", COMMA),
}


def sounds(line: Line) -> tuple[tuple[Word, ...], tuple[Sound, ...]]:
    """The words of a line that are said, and their sounds with a pause at every mark, at the beginning and at the end.

    A line without words has no sounds. Errors as `marked.words`.
    """
    read = marked.words(line)
    said = tuple(word for word in read if word.phones)
    if not said:
        return (), ()
    found = [Sound(SILENCE, language_of(said[0].language), after=STOP)]
    for number, (word, after) in enumerate(zip(said, boundaries(read), strict=True)):
        found += spoken(word.phones, sources(word), word.language, number, after)
        if after > WORD:
            found.append(Sound(SILENCE, language_of(word.language), after=after))
    return said, tuple(found)


def boundaries(read: Iterable[Word]) -> list[int]:
    """What comes after each word that is said; after the last a STOP, if no mark tells more."""
    found: list[int] = []
    for word in read:
        if word.phones:
            found.append(WORD)
        elif found:
            found[-1] = max(found[-1], *(_MARKS.get(sign, WORD) for sign in word.text))
    if found:
        found[-1] = max(found[-1], STOP)
    return found


def spoken(labels: Sequence[str], symbols: Sequence[str], language: str, number: int, after: int) -> list[Sound]:
    """The sounds of one word; `symbols` are what each label comes from (`text.sources`), for its tone."""
    tones = _tones(symbols)
    last = len(labels) - 1
    return [
        Sound(label, language_of(language), tone, number, after if at == last else _within(symbols, at))
        for at, (label, tone) in enumerate(zip(labels, tones, strict=True))
    ]


def _within(symbols: Sequence[str], at: int) -> int:
    """Pinyin's finals end a syllable: they have a digit, and what follows is another symbol."""
    final = symbols[at][-1:].isdigit() and symbols[at][:-1].islower()
    return SYLLABLE if final and symbols[at + 1] != symbols[at] else INSIDE


def _tones(symbols: Sequence[str]) -> list[int]:
    """Of pinyin's symbols (j, ian2, ian2, ian2) each syllable's tone; 0 where a language has none."""
    found: list[int] = []
    tone = 0
    for symbol in reversed(symbols):
        if symbol[-1:].isdigit():
            tone = int(symbol[-1]) if symbol[:-1].islower() else 0  # ARPAbet's capitals carry stress
        found.append(min(tone, 5))
    return found[::-1]

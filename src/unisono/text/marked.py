"""A Line -> words as they are to be said: the front end's, but where a mark gives the pronunciation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from unisono.phones import VISEME
from unisono.text import english, front, mandarin
from unisono.text.word import Word
from unisono.types import Line, Mark

SAID = ("pinyin", "arpabet", "ipa", "say-as")  # the kinds of marks that say how a word is read
_ONE_BY_ONE = frozenset("digits telephone characters spell-out verbatim".split())
_HAN_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def words(line: Line) -> tuple[Word, ...]:
    """The words of a line and the marks between them, in order. Errors as `front.read`."""
    language = line.language or front.told(line.text)
    found: list[Word] = []
    at = 0
    for mark in sorted((m for m in line.marks if m.kind in SAID), key=lambda m: m.start):
        if mark.start < at:
            continue
        found += _read(line.text, at, mark.start, language)
        found += _marked(line.text, mark, language)
        at = mark.end
    return (*found, *_read(line.text, at, len(line.text), language))


def phones_of(ipa: str) -> tuple[str, ...]:
    """IPA as one writes it, cut into phones: two letters where they are one sound, signs with the sound they colour."""
    found: list[str] = []
    lead = ""
    at = 0
    while at < len(ipa):
        width = 2 if ipa[at : at + 2] in VISEME else 1
        piece = ipa[at : at + width]
        if piece in VISEME or piece == "g":
            found.append(lead + piece)
            lead = ""
        elif piece in "ˈˌ":
            lead += piece
        elif found and not piece.isspace() and piece not in ".‿":
            found[-1] += piece
        at += width
    return tuple(found)


def _read(text: str, start: int, end: int, language: str) -> Iterator[Word]:
    for word in front.read(text[start:end], language):
        yield replace(word, start=word.start + start, end=word.end + start)


def _marked(text: str, mark: Mark, language: str) -> Iterator[Word]:
    written = text[mark.start : mark.end]
    word = Word(written, mark.start, mark.end, language, written)
    if mark.kind == "pinyin":
        said = str(mark.value).split()
        symbols = tuple(symbol for syllable in said for symbol in mandarin.parts(syllable))
        phones = tuple(phone for syllable in said for phone in mandarin.ipa(syllable))
        tones = tuple(int(syllable[-1]) for syllable in said)
        yield replace(word, language="zh", symbols=symbols, phones=phones, tones=tones)
    elif mark.kind == "arpabet":
        symbols = tuple(str(mark.value).split())
        yield replace(word, language="en", symbols=symbols, phones=english.ipa(symbols))
    elif mark.kind == "ipa":
        yield replace(word, phones=phones_of(str(mark.value)))
    elif mark.value in _ONE_BY_ONE:
        yield _spelled(word)
    else:
        yield from _read(text, mark.start, mark.end, language)


def _spelled(word: Word) -> Word:
    """One character after another, digits in the language of the line."""
    alone = word.text.translate(_HAN_DIGITS) if word.language == "zh" else " ".join(word.text)
    read = [one for one in front.read(alone, word.language) if one.phones]
    return replace(
        word,
        said=" ".join(one.said for one in read) if word.language != "zh" else alone,
        phones=tuple(phone for one in read for phone in one.phones),
        symbols=tuple(symbol for one in read for symbol in one.symbols),
        tones=tuple(tone for one in read for tone in one.tones),
    )

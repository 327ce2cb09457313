"""A Line -> words as they are to be said: the front end's, but where a mark gives the pronunciation."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator
from dataclasses import replace

from unisono.phones import MANNER, VISEME
from unisono.text import english, front, mandarin
from unisono.text.letters import LATIN
from unisono.text.word import Word
from unisono.types import Line, Mark

SAID = ("pinyin", "arpabet", "ipa", "say-as")  # the kinds of marks that say how a word is read
_ONE_BY_ONE = frozenset("digits telephone characters spell-out verbatim".split())
_HAN_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


Reader = Callable[[str, str], tuple[Word, ...]]


def words(line: Line, read: Reader = front.read) -> tuple[Word, ...]:
    """The words of a line and the marks between them, in order. Errors as `front.read`.

    `read`: text and language -> words, for a language that the front does not know.
    """
    language = line.language or front.told(line.text)
    whole = read(line.text, language)
    found: list[Word] = []
    at = 0
    for mark in sorted((m for m in line.marks if m.kind in SAID), key=lambda m: m.start):
        if mark.start < at:
            continue
        found += _between(whole, line.text, at, mark.start, read)
        found += _marked(line.text, mark, language, read)
        at = mark.end
    return (*found, *_between(whole, line.text, at, len(line.text), read))


def _between(whole: tuple[Word, ...], text: str, start: int, end: int, read: Reader) -> Iterator[Word]:
    """The words of `text` from `start` to `end`, as read in the whole; one that a mark cuts is read anew."""
    first = bisect.bisect_right(whole, start, key=lambda word: word.end)
    last = bisect.bisect_left(whole, end, lo=first, key=lambda word: word.start)
    for word in whole[first:last]:
        if start <= word.start and word.end <= end:
            yield word
        else:
            yield from _read(text, max(start, word.start), min(end, word.end), word.language, read)


def phones_of(ipa: str) -> tuple[str, ...]:
    """IPA as one writes it, cut into phones: two letters where they are one sound, signs with the sound they colour.

    As a front end gives them: the stress of a syllable stands before its vowel, and a diphthong is one phone.
    """
    found: list[str] = []
    stress = ""
    at = 0
    while at < len(ipa):
        width = 2 if ipa[at : at + 2] in VISEME else 1
        piece = ipa[at : at + width]
        piece = "ɡ" if piece == "g" else piece
        if piece in VISEME:
            vowel = MANNER[piece] == "vowel"
            if found and not stress and (found[-1].lstrip("ˈˌ") + piece) in _DIPHTHONGS:
                found[-1] += piece
            else:
                found.append(stress + piece if vowel else piece)
                stress = "" if vowel else stress
        elif piece in "ˈˌ":
            stress = piece
        elif found and not piece.isspace() and piece not in ".‿":
            found[-1] += piece
        at += width
    return tuple(found)


_DIPHTHONGS = frozenset("eɪ ɛɪ aɪ ɑɪ ɔɪ oɪ aʊ ɑʊ oʊ əʊ ɔʊ".split())


def _read(text: str, start: int, end: int, language: str, read: Reader) -> Iterator[Word]:
    for word in read(text[start:end], language):
        yield replace(word, start=word.start + start, end=word.end + start)


def _marked(text: str, mark: Mark, language: str, read: Reader) -> Iterator[Word]:
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
        phones = phones_of(str(mark.value))
        yield from (replace(word, phones=phones),) if phones else _read(text, mark.start, mark.end, language, read)
    elif mark.value in _ONE_BY_ONE:
        for at, char in enumerate(written, mark.start):
            yield from _alone(char, at, language, read)
    else:
        yield from _read(text, mark.start, mark.end, language, read)


def _alone(char: str, at: int, language: str, read: Reader) -> Iterator[Word]:
    """A letter by its English name, a digit in the language of the line."""
    if LATIN.match(char):
        yield english.word(char, at)
        return
    digit = char.translate(_HAN_DIGITS) if language in ("zh", "yue") else char
    for word in read(digit, language):
        yield replace(word, text=char, start=at, end=at + 1)

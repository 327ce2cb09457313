"""What is said in place of what is written, and which written characters each piece of it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unisono.text.letters import script_of
from unisono.text.word import Word


@dataclass(frozen=True)
class Piece:
    """`said` stands for the written characters `start`..`end`; empty where nothing is said for them."""

    start: int
    end: int
    said: str


@dataclass(frozen=True)
class Spoken:
    """A text as it is said. Characters of `said` outside the pieces are those written, in the same order."""

    said: str
    changes: tuple[tuple[int, int, int, int], ...] = ()  # said from, to; written from, to


def spoken(text: str, pieces: Iterable[Piece]) -> Spoken:
    """`text` with each of the pieces (in order, apart from one another) said in its own way."""
    said: list[str] = []
    changes = []
    at = length = 0
    for piece in pieces:
        words = _spaced(piece, text, said[-1] if said and piece.start == at else "")
        said += (text[at : piece.start], words)
        length += piece.start - at
        changes.append((length, length + len(words), piece.start, piece.end))
        length += len(words)
        at = piece.end
    return Spoken("".join((*said, text[at:])), tuple(changes))


def _spaced(piece: Piece, text: str, touching: str) -> str:
    """HTML5 is said HTML five, not HTMLfive; `touching`: what is said for the piece that ends where this one starts."""
    before = touching[-1:] or text[max(0, piece.start - 1) : piece.start]
    after = text[piece.end : piece.end + 1]
    if not piece.said:
        return " " if _is_latin(before) and _is_latin(after) else ""
    left = not _is_latin(text[piece.start]) and _is_latin(before) and _is_latin(piece.said[0])
    right = not _is_latin(text[piece.end - 1]) and _is_latin(after) and _is_latin(piece.said[-1])
    return " " * left + piece.said + " " * right


def _is_latin(char: str) -> bool:
    return char != "" and script_of(char) == "Latin"


def placed(words: Iterable[Word], text: str, heard: Spoken) -> tuple[Word, ...]:
    """Words found in `heard.said` (spans in it), at the characters of `text` that they stand for.

    Words of one number become one word: 2026 as said, 二零二六, written once. What nothing is said for becomes a mark.
    Linear in the words.
    """
    if heard.said == text and not heard.changes:
        return tuple(words)
    found: list[Word] = []
    held: list[Word] = []  # what is said for one written word
    start = end = 0
    edges = _Edges(heard)
    for word in words:
        begin, stop = edges.place(word.start, word.end)
        if held and begin < end:
            held.append(word)
            end = max(end, stop)
        else:
            if held:
                found.append(_joined(held, text, start, end, heard.said))
            held, start, end = [word], begin, stop
    if held:
        found.append(_joined(held, text, start, end, heard.said))
    return tuple(_with_unsaid(found, text, heard))


class _Edges:
    """Where said characters are written, for words in order, without searching from the start for each."""

    def __init__(self, heard: Spoken) -> None:
        self.changes = heard.changes
        self.at = 0
        self.shift = 0

    def place(self, start: int, end: int) -> tuple[int, int]:
        while self.at < len(self.changes) and self.changes[self.at][1] <= start:
            self.shift = self.changes[self.at][3] - self.changes[self.at][1]
            self.at += 1
        first = self._edge(start, False)
        at, shift = self.at, self.shift
        while self.at < len(self.changes) and self.changes[self.at][1] < end:
            self.shift = self.changes[self.at][3] - self.changes[self.at][1]
            self.at += 1
        last = self._edge(end, True)
        self.at, self.shift = at, shift
        return first, last

    def _edge(self, at: int, end: bool) -> int:
        if self.at < len(self.changes):
            said_start, _, start, stop = self.changes[self.at]
            if said_start < at or (not end and said_start == at):
                return stop if end else start
        return at + self.shift


def _joined(held: list[Word], text: str, start: int, end: int, said: str) -> Word:
    """One word of several; of two languages, without their symbols, for nobody could tell whose they are."""
    first = held[0]
    if len(held) == 1:
        return Word(text[start:end], start, end, first.language, first.said, first.phones, first.symbols, first.tones)
    plain = all(word.said == word.text for word in held)
    alike = all(word.language == first.language for word in held)
    return Word(
        text[start:end],
        start,
        end,
        first.language,
        said[first.start : held[-1].end] if plain else "".join([word.said for word in held]),
        tuple([phone for word in held for phone in word.phones]),
        tuple([symbol for word in held for symbol in word.symbols]) if alike else (),
        tuple([tone for word in held for tone in word.tones]) if alike else (),
    )


def _with_unsaid(words: list[Word], text: str, heard: Spoken) -> Iterator[Word]:
    """The words, and a mark for each piece that nothing is said for and no word stands around."""
    unsaid = [(start, end) for begin, to, start, end in heard.changes if not heard.said[begin:to].strip()]
    at = 0
    for word in words:
        while at < len(unsaid) and unsaid[at][0] < word.end:
            if unsaid[at][1] <= word.start:
                yield _mark(text, *unsaid[at], word.language)
            at += 1
        yield word
    for start, end in unsaid[at:]:
        yield _mark(text, start, end, words[-1].language if words else "en")


def _mark(text: str, start: int, end: int, language: str) -> Word:
    return Word(text[start:end], start, end, language, "")

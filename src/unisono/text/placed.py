"""What is said in place of what is written, and which written characters each piece of it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from unisono.text.word import Word

# A number with its inner points and colons is one token, so that its point is never taken for a full stop.
_TOKEN = re.compile(
    r"(?:[+\-−]?[$€£¥￥#]\s?)?\d+(?:[.,:/\-~–—]\d+)*%?"
    r"|(?:[A-Za-z]\.){2,}|[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’][A-Za-z]+)*|\S"
)
_SWAP = 1.25  # of one token for another; leaving one out, or putting one in, costs 1
_LONGEST = 200  # tokens that are compared at once; longer stretches are one piece


@dataclass(frozen=True)
class Piece:
    """`said` stands for the written characters `start`..`end`."""

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
    left = " " if _LATIN.match(before) and _LATIN.match(piece.said) else ""
    right = " " if _LATIN.match(text[piece.end : piece.end + 1]) and _LATIN.match(piece.said[-1:]) else ""
    return left + piece.said + right


_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def rewritten(text: str, window: re.Pattern[str], read: Callable[[str], str]) -> Spoken:
    """`text` with every match of `window` read aloud by `read`; what it leaves as it was stays in place."""
    pieces: list[Piece] = []
    for found in window.finditer(text):
        shift = found.start()
        pieces += (replace(p, start=p.start + shift, end=p.end + shift) for p in changed(found.group(), read))
    return spoken(text, pieces)


def changed(written: str, read: Callable[[str], str]) -> list[Piece]:
    """What `read` changes in `written`, as pieces."""
    said = read(written)
    if said == written:
        return []
    left, right = list(_TOKEN.finditer(written)), list(_TOKEN.finditer(said))
    if not left or not right or len(left) + len(right) > _LONGEST:
        return [Piece(0, len(written), said)]
    names = [[token.group().casefold() for token in side] for side in (left, right)]
    pieces = []
    for i, j, k, m in _differences(*names):
        words = said[right[k].start() : right[m - 1].end()] if m > k else ""
        if i == j:  # a word that nothing written stands for goes with its neighbour
            near = left[i - 1] if i else left[0]
            pieces.append(
                Piece(near.start(), near.end(), f"{near.group()} {words}" if i else f"{words} {near.group()}")
            )
        elif words:
            pieces.append(Piece(left[i].start(), left[j - 1].end(), words))
    return _apart(pieces)


def _differences(left: list[str], right: list[str]) -> list[tuple[int, int, int, int]]:
    """Where two lists of tokens differ: left from, to; right from, to. Least edits (Wagner & Fischer 1974)."""
    rows, columns = len(left), len(right)
    costs = [[float(columns - k) for k in range(columns + 1)] for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        here, below, token = costs[i], costs[i + 1], left[i]
        here[columns] = float(rows - i)
        for k in range(columns - 1, -1, -1):
            swap = below[k + 1] + (0.0 if token == right[k] else _SWAP)
            here[k] = min(swap, below[k] + 1, here[k + 1] + 1)
    found: list[tuple[int, int, int, int]] = []
    i = k = from_left = from_right = 0
    while i < rows and k < columns:
        cost = costs[i][k]
        if left[i] == right[k] and cost == costs[i + 1][k + 1]:
            if (i, k) != (from_left, from_right):
                found.append((from_left, i, from_right, k))
            i, k = i + 1, k + 1
            from_left, from_right = i, k
        elif cost == costs[i + 1][k + 1] + _SWAP:
            i, k = i + 1, k + 1
        elif cost == costs[i + 1][k] + 1:
            i += 1
        else:
            k += 1
    if (from_left, from_right) != (rows, columns):
        found.append((from_left, rows, from_right, columns))
    return found


def _apart(pieces: list[Piece]) -> list[Piece]:
    """Pieces that do not overlap: an insertion may have joined the token of the piece before it."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and piece.start < kept[-1].end:
            kept[-1] = Piece(kept[-1].start, max(piece.end, kept[-1].end), kept[-1].said + " " + piece.said)
        else:
            kept.append(piece)
    return kept


def placed(words: Iterable[Word], text: str, heard: Spoken, offset: int) -> tuple[Word, ...]:
    """Words found in `heard.said` (spans in it), at the characters of `text` that they stand for; `offset` before it.

    Words of one number become one word: 2026年 as said, 二零二六年, written once. Linear in the words.
    """
    if not heard.changes and not offset:
        return tuple(words)
    found: list[Word] = []
    edges = _Edges(heard)
    for word in words:
        start, end = edges.place(word.start, word.end) if heard.changes else (word.start, word.end)
        if found and start + offset < found[-1].end:
            found[-1] = _joined(found[-1], word, end + offset, text, offset)
        else:
            parts = (word.language, word.said, word.phones, word.symbols, word.tones)
            found.append(Word(text[start:end], start + offset, end + offset, *parts))
    return tuple(found)


class _Edges:
    """`Spoken.place` for words in order, without searching from the start for each."""

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


def _joined(left: Word, right: Word, end: int, text: str, offset: int) -> Word:
    end = max(left.end, end)
    gap = " " if left.language in ("en", "ko") else ""
    return replace(
        left,
        text=text[left.start - offset : end - offset],
        end=end,
        said=f"{left.said}{gap}{right.said}",
        phones=left.phones + right.phones,
        symbols=left.symbols + right.symbols,
        tones=left.tones + right.tones,
    )

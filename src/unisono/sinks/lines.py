"""Words -> readable lines, told as soon as they are whole.

A line holds 42 Latin or 18 full-width characters and at most 6 s of words; it breaks where a sentence ends or the
speaker pauses. Netflix's timed text guide: 42 characters, 5/6 s to 7 s.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from unisono.types import Span

LATIN = 42  # characters of a line
WIDE = 18  # full-width characters of a line
LONGEST = 6.0  # seconds of words in a line
SHORTEST = 0.84  # seconds a line stays, where the next one leaves it the time
PAUSE = 0.35  # seconds between two words that part their lines

SENTENCE = tuple("。！？．!?.…")  # a line ends here
CLAUSE = tuple("，、；：,;:—")  # a line that is half full ends here
CLOSING = "\"'”’»)）]】」』》"  # may follow either
TIGHT = tuple(",.!?;:…%)]}”’»")  # no space before these
OPENING = tuple("([{“‘«")  # no space after these


class Lines:
    """Lines that never overlap. One is held back: the one that grows."""

    def __init__(self) -> None:
        self._line: Span | None = None
        self._told = 0.0  # seconds; where the last line told ends

    def add(self, word: Span) -> Span | None:
        """The line that this word proves whole, if it does."""
        word = replace(word, label=" ".join(word.label.split()))
        if not word.label:
            return None
        if self._line and not _breaks(self._line, word):
            self._line = _joined(self._line, word)
            return None
        line, self._line = self._line, word
        return line and self._timed(line, word.start)

    def finish(self, end: float) -> Span | None:
        """The last line, if there is one; `end` is where the sound ends, in seconds."""
        return self._line and self._timed(self._line, max(end, self._line.end))

    def _timed(self, line: Span, until: float) -> Span:
        """In whole milliseconds: after the line before, long enough to read, over when the next one starts."""
        start = max(round(line.start, 3), self._told)
        end = min(max(line.end, start + SHORTEST), until)
        self._told = max(round(end, 3), round(start + 0.001, 3))
        return replace(line, start=start, end=self._told)


def _breaks(line: Span, word: Span) -> bool:
    """True if the word starts a new line."""
    if _is_punctuation(word.label):
        return False
    end = line.label.rstrip(CLOSING)
    return (
        word.start - line.end >= PAUSE
        or word.end - line.start > LONGEST
        or _fullness(_joined(line, word).label) > 1
        or end.endswith(SENTENCE)
        or (end.endswith(CLAUSE) and _fullness(line.label) > 0.5)
    )


def _joined(line: Span, word: Span) -> Span:
    """A space between two words, but none beside Chinese or Japanese, before a comma, or after a dash without one."""
    left, right = line.label, word.label
    closes = right.startswith(TIGHT) and _is_punctuation(right)  # .NET and ’tis close nothing
    dashed = left.endswith("—") and left[-2:-1] not in ("", " ")
    tight = _is_unspaced(left[-1]) or _is_unspaced(right[0]) or closes or left.endswith(OPENING) or dashed
    return replace(line, label=f"{left}{'' if tight else ' '}{right}", end=max(line.end, word.end))


def _fullness(text: str) -> float:
    """The share of a line that the text takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return wide / WIDE + (len(text) - wide) / LATIN


def _is_unspaced(char: str) -> bool:
    """True for scripts and marks that are written without spaces; Korean, full-width too, is written with them."""
    return unicodedata.east_asian_width(char) in "WF" and "HANGUL" not in unicodedata.name(char, "")


def _is_punctuation(text: str) -> bool:
    return all(unicodedata.category(char).startswith("P") for char in text)

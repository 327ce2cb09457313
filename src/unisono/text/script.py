"""Text, or tokens as they come -> Lines: one sentence, one feeling each, told as early as they are certain.

Marks and SSML (`marks.py`, `ssml.py`) become what a Line asks for; they never reach the voice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from unisono.errors import TextError
from unisono.text import marks, ssml
from unisono.text.letters import is_silent, is_spoken
from unisono.text.sentences import next_end
from unisono.text.speakable import check, check_letters, language_of
from unisono.text.wishes import Close, Cut, Event, Feel, Open, Pause
from unisono.types import Line, Mark


def script(text: str | Iterable[str], languages: tuple[str, ...], lenient: bool = False) -> Iterator[Line]:
    """The sentences of `text` as Lines, each in the language that most of it is written in.

    A string that begins with <speak> is SSML; any other text may hold marks. Tokens (from a language model) give the
    same Lines as their joined text, each as soon as it is certain; a long first sentence is cut at a clause.
    TextError, for a string at once, when there is nothing to say, a letter that no voice of `languages` can speak, or a
    mark that is unknown (`lenient`: it is spoken as text).
    """
    if not isinstance(text, str):
        return _checked(_lines(marks.events(text, lenient), languages), languages)
    events = list(ssml.events(text, lenient) if ssml.is_ssml(text) else marks.events([text], lenient))
    check("".join(event for event in events if isinstance(event, str)), languages)
    return _lines(events, languages)


def _checked(lines: Iterator[Line], languages: tuple[str, ...]) -> Iterator[Line]:
    """The same lines; TextError at one that no voice can say, and at the end where none had text."""
    said = False
    for line in lines:
        check_letters(line.text, languages)
        said = said or bool(line.text)
        yield line
    if not said:
        raise TextError("nothing to say: the text holds no word and no number; give a sentence")


def _lines(events: Iterable[Event], languages: tuple[str, ...]) -> Iterator[Line]:
    """Lines between feelings, pauses and sentence ends."""
    held = _Held(languages, language=languages[0])
    for event in events:
        if isinstance(event, str):
            held.text += event
            yield from held.give(final=False)
        elif isinstance(event, Open):
            held.open.append((len(held.text), event))
        elif isinstance(event, Close):
            held.close()
        else:
            yield from held.give(final=True)
            held.wish(event)
    yield from held.give(final=True)
    if held.pause:
        yield Line("", held.language, pause=held.pause)


@dataclass
class _Held:
    """Text that no Line has told yet, and what was wished for it."""

    languages: tuple[str, ...]
    language: str  # of the Line before
    text: str = ""
    feeling: Feel = field(default_factory=lambda: Feel("neutral"))
    pause: float = 0.0  # seconds before the next Line
    open: list[tuple[int, Open]] = field(default_factory=list)  # where in `text` each begins
    marks: list[Mark] = field(default_factory=list)
    told: bool = False  # a Line was given: the next is not the first

    def wish(self, event: Feel | Pause | Cut) -> None:
        """What holds from here on."""
        if isinstance(event, Feel):
            self.feeling = event
        elif isinstance(event, Pause):
            self.pause += event.seconds

    def close(self) -> None:
        """The last open wish ends here."""
        if self.open:
            start, opened = self.open.pop()
            if start < len(self.text):
                self.marks.append(Mark(opened.kind, start, len(self.text), opened.value))

    def give(self, final: bool) -> Iterator[Line]:
        """The sentences at the front of the text whose end is certain, or all of them."""
        start = 0
        while start < len(self.text) and (end := next_end(self.text, start, final, first=not self.told)):
            said = _cleaned(self.text[start:end])
            if any(is_spoken(char) for char in said):
                self.language = language_of(said, self.languages) or self.language
                wanted = tuple(self._marks(start, end))
                yield Line(said, self.language, self.feeling.emotion, self.feeling.strength, self.pause, wanted)
                self.pause, self.told = 0.0, True
            start = end
        self.text = self.text[start:]
        self.open = [(max(0, at - start), opened) for at, opened in self.open]
        self.marks = [replace(m, start=max(0, m.start - start), end=m.end - start) for m in self.marks if m.end > start]

    def _marks(self, start: int, end: int) -> Iterator[Mark]:
        """What is wished for the characters start..end of the text, placed on the cleaned Line."""
        still_open = [Mark(opened.kind, at, len(self.text), opened.value) for at, opened in self.open]
        for mark in sorted((*self.marks, *still_open), key=lambda mark: mark.start):
            first, last = (
                len(_cleaned(self.text[start : min(max(at, start), end)] + "x")) - 1 for at in (mark.start, mark.end)
            )
            last = min(last, len(_cleaned(self.text[start:end])))
            if first < last:
                yield replace(mark, start=first, end=last)


def _cleaned(piece: str) -> str:
    kept = "".join(char for char in piece if not is_silent(char))
    return " ".join(unicodedata.normalize("NFC", kept).split())

"""A line in espeak-ng's spelling: runs of one language, Mandarin as pinyin, and which words the letters stand for."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from unisono.errors import TextError
from unisono.text.letters import is_spoken, script_of, spoken_in
from unisono.text.mandarin import Syllable, syllables
from unisono.text.normalise import normalise
from unisono.text.runs import runs
from unisono.types import Line

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Spelled:
    """A run as espeak-ng is to read it."""

    language: str
    text: str
    starts: tuple[int, ...]  # where in `text` each Mandarin syllable begins, counted from 1; none for English
    hanzi: tuple[str, ...]  # each syllable's character with the marks after it
    pause: float  # seconds of silence before it
    tones: tuple[int, ...] = ()  # of the Mandarin syllables, 1..5
    said: int = 0  # characters of English `text` that the line holds; a comma after them is ours

    def word(self, position: int, following: int) -> str:
        """The word that begins at `position` (from 1) with the mark after it, up to the next one.

        `following` is 0 where a pause comes next.
        """
        if self.starts:
            return self.hanzi[max(0, bisect.bisect_right(self.starts, position) - 1)]
        end = following - 1 if following > position else self.said
        rest = self.text[position - 1 : min(end, self.said)].lstrip(_EDGES)
        pause = None if following > position else _BREAK.search(rest)
        return rest[: pause.end() if pause else None].strip(" '-")


def spelled(line: Line) -> list[Spelled]:
    """The runs of a line that have something to say. TextError where none has, or where we cannot say a letter."""
    language = line.language.partition("-")[0]
    if language not in ("", *LANGUAGES):
        raise TextError(f"the stand-in voice speaks {' and '.join(LANGUAGES)}, not {line.language!r}; choose another")
    _check(line.text)
    found = list(_spelled(line.text, language or "en"))
    if not found:
        raise TextError(f"nothing to say in {line.text[:40]!r}; give words or numbers")
    return found


def _check(text: str) -> None:
    for char in text:
        script = script_of(char)
        # A lone Greek letter is read by its name: see text/normalise.py.
        if script and script != "Greek" and not spoken_in(script, LANGUAGES):
            raise TextError(f"the stand-in voice cannot say {char!r} ({script}); it speaks {' and '.join(LANGUAGES)}")


def _spelled(text: str, language: str) -> Iterator[Spelled]:
    lead = FIRST
    # Twice: once normalised, a sign or a Greek letter may have become words of another script.
    normal = [(run.language, normalise(run.text, run.language)) for run in runs(text, language, LANGUAGES)]
    parts = [(part.language, part.text) for lang, said in normal for part in runs(said, lang, LANGUAGES)]
    for at, (spoken, said) in enumerate(parts):
        if any(is_spoken(char) for char in said):
            one = _pinyin(said, lead) if spoken == "zh" else _english(said, lead, at == len(parts) - 1)
            if one.text:
                yield one
                lead = JOIN
        lead = max(lead, _pause_after(said)) if lead != FIRST else FIRST


FIRST, JOIN = 0.045, 0.04  # seconds: room for a first closure; between two languages
_PAUSES = {",": 0.17, ";": 0.2, ":": 0.2, ".": 0.3, "!": 0.3, "?": 0.3}  # as espeak-ng's own, about
_MARKS = {
    **dict(zip(map(ord, "，、；：。！？…—–（）【】《》"), ",,;:.!?,,,,,,,  ", strict=True)),
    **dict.fromkeys(map(ord, '「」“”"·'), " "),
    **dict.fromkeys(map(ord, "‘’"), "'"),
}


def _pause_after(said: str) -> float:
    """The silence that the last mark of a run asks for."""
    last = said.translate(_MARKS).rstrip(" '")[-1:]
    return _PAUSES.get(last, 0.0)


_EDGES = " ,.;:!?'-"
_STOPS = (",", ".", ";", ":", "!", "?")
_BREAK = re.compile(r"[,.;:!?]+(?:\s|$)|\s-+\s")
_SPACED_MARK = re.compile(r"\s+([,.;:!?])")
_UNSAID = re.compile(r"[^\w\s,.;:!?'-]|_")


def _english(said: str, pause: float, last: bool) -> Spelled:
    """Letters and the marks that espeak-ng makes pauses of; a run that goes on in Mandarin ends as a clause does."""
    text = " ".join(_UNSAID.sub(" ", re.sub(r"[()\[\]{}]", ",", said.translate(_MARKS))).split())
    text = _SPACED_MARK.sub(r"\1", text)
    length = len(text)
    if not last and not text.endswith(_STOPS):
        text = text.rstrip(_EDGES) + ","
    return Spelled("en", text if any(is_spoken(char) for char in text) else "", (), (), pause, said=length)


def _pinyin(said: str, pause: float) -> Spelled:
    """One espeak-ng word for every syllable, so that its word is known, and commas and full stops between them."""
    text = ""
    starts: list[int] = []
    spoken: list[Syllable] = []
    labels: list[str] = []  # what the captions show: the character and the marks after it
    for syllable in syllables(said):
        if syllable.pinyin:
            starts.append(len(text) + 1)
            spoken.append(syllable)
            labels.append(syllable.hanzi)
            text += _readable(syllable) + " "
            continue
        if labels:
            labels[-1] += syllable.hanzi.strip()
        if starts and (mark := _MARK_OF.get(syllable.hanzi)) and not text.endswith(", "):
            text = text.rstrip() + mark
    tones = tuple(syllable.tone for syllable in spoken)
    return Spelled("zh", text.rstrip(" ,"), tuple(starts), tuple(labels), pause, tones)


# Every pause is a comma: espeak-ng bends the tones before a full stop or a question mark.
_MARK_OF = dict.fromkeys("，、；：。！？…—,;:.!?", ", ")
_TONES = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
# Syllables that espeak-ng 1.52 reads as English letters (found by speaking all 1,506 of pypinyin), as its phonemes.
_UNREAD = {
    "jiong": "tS;j'ong",
    "qiong": "tS;hj'ong",
    "xiong": "S;j'ong",
    "m": "m",
    "hm": "X@m",
    "hng": "X@N",
    "ê": "'E",
    "r": "@r",
}


def _readable(syllable: Syllable) -> str:
    letters, tone = syllable.pinyin[:-1], syllable.pinyin[-1]
    return f"[[{_UNREAD[letters]}{_TONES[tone]}]]" if letters in _UNREAD else syllable.pinyin

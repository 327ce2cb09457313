"""A line in espeak-ng's spelling: runs of one language, Mandarin as pinyin, and which words the letters stand for."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from unisono.errors import TextError
from unisono.speak.embedded.wished import phonemes, stretches
from unisono.text.letters import is_spoken, script_of, spoken_in
from unisono.text.mandarin import Syllable, syllables
from unisono.text.normalise import normalise
from unisono.text.runs import runs
from unisono.types import Line, Mark

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Spelled:
    """A run as espeak-ng is to read it, and as it was written."""

    language: str
    text: str
    starts: tuple[int, ...]  # where in `text` each word (a syllable in Mandarin) begins, counted from 1
    written: tuple[str, ...]  # each of them with its marks, as captions show it
    pause: float  # seconds of silence before it
    tones: tuple[int, ...] = ()  # of the Mandarin syllables, 1..5
    rate: float = 1.0  # times the voice's own; likewise pitch and volume
    pitch: float = 1.0
    volume: float = 1.0

    def at(self, position: int) -> int:
        """Which word stands at `position` of the text, counted from 0."""
        return max(0, bisect.bisect_right(self.starts, position) - 1)

    def label(self, first: int, end: int) -> str:
        """The words from `first` up to `end`: espeak-ng says some, such as "in the", as one."""
        return ("" if self.language == "zh" else " ").join(self.written[first:end])


def spelled(line: Line) -> list[Spelled]:
    """The runs of a line that have something to say. TextError where none has, or where we cannot say a letter."""
    language = line.language.partition("-")[0]
    if language not in ("", *LANGUAGES):
        raise TextError(f"the stand-in voice speaks {' and '.join(LANGUAGES)}, not {line.language!r}; choose another")
    _check(line.text)
    found: list[Spelled] = []
    before = ""
    for stretch in stretches(line):
        runs_of = _read(stretch.text, stretch.read) if stretch.read else ()
        said = list(runs_of or _spelled(stretch.text, language or "en"))
        if said and found:
            said[0] = replace(said[0], pause=max(JOIN, _pause_after(before)))
        found += [replace(run, rate=stretch.rate, pitch=stretch.pitch, volume=stretch.volume) for run in said]
        before = stretch.text
    if not found:
        raise TextError(f"nothing to say in {line.text[:40]!r}; give words or numbers")
    return found


def _read(word: str, mark: Mark) -> tuple[Spelled, ...]:
    """A word in the pronunciation that its mark gives; nothing where espeak-ng has no name for one of its sounds."""
    if mark.kind != "pinyin":
        named = phonemes(mark)
        return (Spelled("en", named, (1,), (word,), FIRST),) if named else ()
    said = [Syllable(word, pinyin) for pinyin in str(mark.value).split()]
    letters = [_readable(syllable) for syllable in said]
    starts = tuple(itertools.accumulate((len(spelt) + 1 for spelt in letters[:-1]), initial=1))
    each = tuple(word) if len(word) == len(said) else (word, *[""] * (len(said) - 1))
    return (Spelled("zh", " ".join(letters), starts, each, FIRST, tuple(syllable.tone for syllable in said)),)


def _check(text: str) -> None:
    for char in text:
        script = script_of(char)
        # A lone Greek letter is read by its name: see text/normalise.py.
        if script and script != "Greek" and not spoken_in(script, LANGUAGES):
            raise TextError(f"the stand-in voice cannot say {char!r} ({script}); it speaks {' and '.join(LANGUAGES)}")


def _spelled(text: str, language: str) -> Iterator[Spelled]:
    lead, before = FIRST, ""
    # Twice: once normalised, a sign or a Greek letter may have become words of another script.
    normal = [(run.language, normalise(run.text, run.language)) for run in runs(text, language, LANGUAGES)]
    parts = _opened([(part.language, part.text) for lang, said in normal for part in runs(said, lang, LANGUAGES)])
    for at, (spoken, said) in enumerate(parts):
        lead = max(lead, _pause_before(said)) if lead != FIRST else FIRST
        if _has_letters(said):
            one = _pinyin(said, lead, before) if spoken == "zh" else _english(said, lead, at == len(parts) - 1)
            if one.text:
                yield one
                lead = JOIN
        lead = max(lead, _pause_after(said)) if lead != FIRST else FIRST
        before += said


def _opened(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same parts, each with the quotes and brackets that open it: `runs` leaves them with the part before."""
    found: list[tuple[str, str]] = []
    opening = before = ""
    for at, (language, said) in enumerate(parts):
        said = opening + said
        cut = len(said)
        while (
            cut and at < len(parts) - 1 and (said[cut - 1].isspace() or _opens(said[cut - 1], before + said[: cut - 1]))
        ):
            cut -= 1
        found.append((language, said[:cut]))
        opening = said[cut:].strip()
        before += said[:cut]
    return found


def _opens(mark: str, before: str) -> bool:
    """True for an opening quote or bracket; a straight quote after an even number of them opens."""
    return mark in _OPENING or (mark == '"' and before.count('"') % 2 == 0)


FIRST, JOIN = 0.045, 0.04  # seconds: room for a first closure; between two languages
_PAUSES = {",": 0.17, ";": 0.2, ":": 0.2, ".": 0.3, "!": 0.3, "?": 0.3}  # as espeak-ng's own, about
_MARKS = {
    **dict(zip(map(ord, "，、；：。！？…—–（）【】《》"), ",,;:.!?,,,,,,,  ", strict=True)),
    **dict.fromkeys(map(ord, '「」“”"·'), " "),
    **dict.fromkeys(map(ord, "‘’"), "'"),
}


def _pause_before(said: str) -> float:
    """The silence that a bracket asks for."""
    return _PAUSES[","] if said.translate(_MARKS).lstrip(" '").startswith(",") else 0.0


def _pause_after(said: str) -> float:
    """The silence that the last mark of a run asks for."""
    last = said.translate(_MARKS).rstrip(" '")[-1:]
    return _PAUSES.get(last, 0.0)


_OPENING = frozenset("([{“‘«（［｛【〔〖「『《〈")
_EDGES = " ,.;:!?'-"
_STOPS = (",", ".", ";", ":", "!", "?")
_CLAUSE = re.compile(r"(?:[,;，。；：！？…—]|\.{2,})[”’»)\]}）】》」』]*(?=[(\[{“‘«（\"]?\w)")  # with no space after it
_SPACED_MARK = re.compile(r"\s+([,.;:!?])")
_DOUBLE = re.compile(r",+(?=[,.;:!?])|(?<=[.;:!?]),+")
_UNSAID = re.compile(r"[^\w\s,.;:!?'-]|_")


def _english(said: str, pause: float, last: bool) -> Spelled:
    """Letters and the marks that espeak-ng makes pauses of; a run that goes on in Mandarin ends as a clause does."""
    text, end = "", 0  # where the last word ends in it
    starts: list[int] = []
    tokens = [(token, _sent(token)) for token in _CLAUSE.sub(r"\g<0> ", said).split()]
    for _, sent in tokens:
        if sent.startswith(",") and text and not text.endswith(_STOPS):
            text += ","
        if sent := sent.lstrip(", "):
            text += sent if sent in _STOPS or not text else f" {sent}"
        if _has_letters(sent):
            starts.append(end + 1)  # not at its first letter: espeak-ng tells a word at the dash before it
            end = len(text)
    if not last and not text.endswith(_STOPS):
        text = text.rstrip(_EDGES) + ","
    return Spelled("en", text if starts else "", tuple(starts), tuple(_written(tokens)), pause)


def _written(tokens: list[tuple[str, str]]) -> list[str]:
    """The words as written, a mark that stands alone with the word before it or, if it opens, after it."""
    found: list[str] = []
    opening = ""
    for token, sent in tokens:
        if _has_letters(sent):
            found.append(opening + token)
            opening = ""
        elif opening or not found or token[0] in _OPENING:
            opening += f"{token} "
        else:
            found[-1] += f" {token}"
    return [*found[:-1], f"{found[-1]} {opening}".rstrip()] if found else []


def _has_letters(text: str) -> bool:
    return any(is_spoken(char) for char in text)


def _sent(token: str) -> str:
    """What espeak-ng is sent for a word: of its marks only those that it makes pauses of."""
    plain = _UNSAID.sub(" ", re.sub(r"[()\[\]{}]", ",", token.translate(_MARKS)))
    return _DOUBLE.sub("", _SPACED_MARK.sub(r"\1", " ".join(plain.split())))


def _pinyin(said: str, pause: float, before: str) -> Spelled:
    """One espeak-ng word for every syllable, so that its word is known, and commas and full stops between them."""
    text = opening = ""
    starts: list[int] = []
    spoken: list[Syllable] = []
    written: list[str] = []
    for syllable in syllables(said):
        if syllable.pinyin:
            starts.append(len(text) + 1)
            spoken.append(syllable)
            written.append(opening + syllable.hanzi)
            opening = ""
            text += _readable(syllable) + " "
            continue
        if opening or not written or _opens(syllable.hanzi, before):
            opening += syllable.hanzi.strip()
        else:
            written[-1] += syllable.hanzi.strip()
        before += syllable.hanzi
        if starts and (mark := _MARK_OF.get(syllable.hanzi)) and not text.endswith(", "):
            text = text.rstrip() + mark
    if written:
        written[-1] += opening
    tones = tuple(syllable.tone for syllable in spoken)
    return Spelled("zh", text.rstrip(" ,"), tuple(starts), tuple(written), pause, tones)


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

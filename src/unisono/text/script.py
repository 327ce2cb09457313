"""Text -> Lines: one sentence each, cut lazily, so that a book is read in constant memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from unisono.errors import TextError
from unisono.text import abbreviations
from unisono.text.letters import HAN, LATIN, is_silent, is_spoken, script_of, spoken_in
from unisono.types import Line

LONG = 120  # characters: a longer sentence is cut at a clause
LONGEST = 240  # characters: what has no clause either is cut at a space, or anywhere

_END = re.compile(r"[。！？!?.．]|[\n\r\v\f\x85\u2028\u2029]")
_AFTER = re.compile(
    r"[。！？!?.．…~～]*[”’」』）》】〉\"')\]}]*"
)  # further ends, then what closes; the sentence keeps them
_SPACE = re.compile(r"\s*")
_CLAUSE = re.compile(r"[，、；：—…][”’」』）》】〉]*|[,;:][\"')\]]*(?=\s)")
_BLANK = re.compile(r"\s")
_NEWLINES = frozenset("\n\r\v\f\x85\u2028\u2029")
_COMMON = re.compile(r"[\x00-\x7f\u3000-\u3020\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff65]+")  # ASCII, Han and their marks


def script(text: str, languages: tuple[str, ...]) -> Iterator[Line]:
    """The sentences of `text` as Lines, each in the language that most of it is written in.

    TextError, at once, when there is nothing to say or letters that no voice of `languages` can speak.
    """
    _check(text, languages)
    return _lines(text, languages)


def pieces(text: str) -> Iterator[str]:
    """The sentences of `text` with the space after them: joined, they are the text again."""
    start = 0
    while start < len(text):
        end = _SPACE.match(text, _sentence_end(text, start)).end()  # type: ignore[union-attr]
        yield text[start:end]
        start = end


def _check(text: str, languages: tuple[str, ...]) -> None:
    if not text.strip():
        raise TextError("nothing to say: the text is empty; give a sentence")
    if not any(is_spoken(char) for char in text):
        raise TextError(f"nothing to say: {_shown(text)} holds no word and no number; give a sentence")
    for char in dict.fromkeys(_COMMON.sub("", text)):
        _check_letter(char, text, languages)
    for letter in (LATIN.search(text), HAN.search(text)):
        if letter:
            _check_letter(letter.group(), text, languages)


def _check_letter(char: str, text: str, languages: tuple[str, ...]) -> None:
    """TextError where `char` is a letter that no voice can say; a lone Greek one (π, Δt) is read by its name."""
    name = script_of(char)
    if not name or spoken_in(name, languages):
        return
    word = _word_of(name, text, text.index(char))
    if name == "Greek":
        long = re.search(r"[\u0370-\u03ff\u1f00-\u1fff]{2,}", text)
        if not long:
            return
        word = long.group()[:20]
    raise TextError(
        f"no voice here speaks {name} letters, such as {_shown(word)}; the languages spoken are {', '.join(languages)}"
    )


def _word_of(name: str, text: str, at: int) -> str:
    end = at
    while end < len(text) and end < at + 20 and script_of(text[end]) == name:
        end += 1
    return text[at:end]


def _shown(text: str) -> str:
    """A short quotation that every terminal can print."""
    short = text.strip()[:20].encode("utf-8", "backslashreplace").decode()
    return f"{short!r}" + ("…" if len(text.strip()) > 20 else "")


def _lines(text: str, languages: tuple[str, ...]) -> Iterator[Line]:
    language = languages[0]
    for piece in pieces(text):
        said = _cleaned(piece)
        if any(is_spoken(char) for char in said):
            language = _language(said, languages) or language
            yield Line(said, language)


def _cleaned(piece: str) -> str:
    kept = "".join(char for char in piece if not is_silent(char))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _language(text: str, languages: tuple[str, ...]) -> str:
    """The language that has most syllables: a Han character is one, a Latin word one for every three letters."""
    weights: dict[str, float] = {}
    for char in text:
        name = script_of(char)
        if name and (language := spoken_in(name, languages)):
            weights[language] = weights.get(language, 0.0) + (1 / 3 if name == "Latin" else 1.0)
    return max(weights, key=lambda language: weights[language], default="")


def _sentence_end(text: str, start: int) -> int:
    """Where the sentence that begins at `start` ends. The search looks no further than `LONGEST`: linear time."""
    limit = min(len(text), start + LONGEST)
    at = start
    while mark := _END.search(text, at, limit):
        end = _end_at(text, start, mark.start())
        at = mark.end()
        if end and at - start > LONG and (cut := _clause_end(text, start)):
            return cut
        if end:
            return end
    if limit == len(text) and limit - start <= LONG:
        return limit
    return _clause_end(text, start) or _forced_end(text, start, limit)


def _end_at(text: str, start: int, at: int) -> int:
    """The end of the sentence if the mark at `at` ends it, else 0."""
    if text[at] in _NEWLINES:
        return at if _breaks(text, at) and text[start:at].strip() else 0
    end = _AFTER.match(text, at + 1).end()  # type: ignore[union-attr]
    if _in_title(text, start, at) or (text[at] in ".．" and end == at + 1 and not _is_stop(text, start, at)):
        return 0
    follows = _next_char(text, end)
    if text[at] in "。！？":
        return end
    spaced = end == len(text) or text[end].isspace() or bool(HAN.match(text[end])) or text[end] in "“‘「『（《【"
    return end if spaced and not follows.islower() else 0


def _breaks(text: str, at: int) -> bool:
    """A new line ends the sentence, unless it only wraps Latin text: a lower-case word goes on after it."""
    blank = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    return not (_next_char(text, at).islower() and text.count("\n", at, blank) < 2)


def _next_char(text: str, at: int) -> str:
    """The first character from `at` that is no space; empty at the end."""
    found = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    return text[found : found + 1]


def _in_title(text: str, start: int, at: int) -> bool:
    """True between 《 and a 》 that is not far away."""
    return text.rfind("《", start, at) > text.rfind("》", start, at) and text.find("》", at, at + LONG) > 0


def _is_stop(text: str, start: int, at: int) -> bool:
    """False where a full stop belongs to a number, an address or an abbreviation."""
    follows = text[at + 1 : at + 2]
    if follows and not follows.isspace():
        return bool(HAN.match(follows)) or follows in "“‘「『（《【" or ord(follows) > 0x2E7F
    before = text[max(start, at - 24) : at]
    if before.strip().isdigit() and text[start:at].strip() == before.strip():
        return not follows  # "1. First": a number in a list
    word = abbreviations.LAST_WORD.search(before)
    if not word or not follows:
        return True
    short = word.group().lower()
    after = _next_char(text, at + 1)
    if short in abbreviations.NUMBERED:
        return not after.isdigit()
    if short in abbreviations.CAN_END:
        return after.isupper() or bool(HAN.match(after))
    is_initial = len(short) == 1 and word.group().isupper() and short != "i"
    return not (short in abbreviations.READINGS or "." in short or is_initial)


def _clause_end(text: str, start: int) -> int:
    """After the last clause that ends within `LONG` characters, or the first after them; 0 where there is none."""
    best = 0
    for mark in _CLAUSE.finditer(text, start + LONG // 4, min(len(text), start + LONGEST)):
        if best and mark.end() - start > LONG:
            break
        best = mark.end()
    return best if len(text) - best > LONG // 8 else 0


def _forced_end(text: str, start: int, limit: int) -> int:
    """At the last space before `limit`, or there: no sentence is longer."""
    if limit == len(text):
        return limit
    spaces = [space.end() for space in _BLANK.finditer(text, start + LONG, limit)]
    return spaces[-1] if spaces else limit

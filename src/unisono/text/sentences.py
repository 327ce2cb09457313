"""Where a sentence ends, in Chinese and Latin text; certain ends for text that is still coming."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unisono.text import abbreviations
from unisono.text.letters import HAN

LONG = 120  # characters: a longer sentence is cut at a clause
LONGEST = 240  # characters: what has no clause either is cut at a space, or anywhere
FIRST = (
    24  # Han characters, or 60 Latin: a first sentence that is longer is cut at a clause, so that sound starts early
)

_END = re.compile(r"[。！？!?.．]|[\n\r\v\f\x85\u2028\u2029]")
_AFTER = re.compile(
    r"[。！？!?.．…~～]*[”’」』）》】〉\"')\]}]*"
)  # further ends, then what closes; the sentence keeps them
_SPACE = re.compile(r"\s*")
_CLAUSE = re.compile(r"[，、；：—…][”’」』）》】〉]*|[,;:][\"')\]]*(?=\s)")
_EARLY = re.compile(r"[，；：][”’」』）》】〉]*|[,;:][\"')\]]*(?=\s)")
_BLANK = re.compile(r"\s")
_NEWLINES = frozenset("\n\r\v\f\x85\u2028\u2029")


def pieces(text: str) -> Iterator[str]:
    """The sentences of `text` with the space after them: joined, they are the text again."""
    start = 0
    while start < len(text):
        end = next_end(text, start, final=True, first=start == 0)
        yield text[start:end]
        start = end


def next_end(text: str, start: int, final: bool, first: bool = False) -> int:
    """Where the sentence that begins at `start`, and the space after it, ends. 0 where more text could change that.

    `final`: no more text comes. `first`: nothing was said before. Looks little further than `LONGEST`.
    """
    if first and (early := _first_clause(text, start, final)):
        return max(early, 0)
    end, sure = _sentence_end(text, start)
    end = _SPACE.match(text, end).end()  # type: ignore[union-attr]
    known = len(text) - start > LONGEST + LONG + 8 or (sure and end < len(text) and not _open_title(text, start, end))
    return end if final or known else 0


def _first_clause(text: str, start: int, final: bool) -> int:
    """After the last clause within `FIRST`, if no sentence seems to end there; 0 where none does, -1 where more text
    must tell."""
    room, budget = start, float(FIRST)
    while room < len(text) and budget > 0:
        budget -= 1.0 if ord(text[room]) > 0x2E7F else 0.4
        room += 1
    if _END.search(text, start, room):
        return 0
    if room == len(text):
        return 0 if final else -1
    clauses = [clause.end() for clause in _EARLY.finditer(text, start + FIRST // 3, room)]
    ends = [end for end in clauses if end < room and not _open_title(text, start, end)]
    return _SPACE.match(text, ends[-1]).end() if ends else 0  # type: ignore[union-attr]


def _open_title(text: str, start: int, end: int) -> bool:
    """True if a 《 before `end` has not met its 》 there."""
    return text.rfind("《", start, end) > text.rfind("》", start, end)


def _sentence_end(text: str, start: int) -> tuple[int, bool]:
    """Where the sentence that begins at `start` ends, and whether a mark ended it that what follows confirms."""
    limit = min(len(text), start + LONGEST)
    at = start
    while mark := _END.search(text, at, limit):
        end = _end_at(text, start, mark.start())
        at = mark.end()
        if end and at - start > LONG and (cut := _clause_end(text, start)):
            return cut, False
        if end:
            return end, True
    if limit == len(text) and limit - start <= LONG:
        return limit, False
    return _clause_end(text, start) or _forced_end(text, start, limit), False


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

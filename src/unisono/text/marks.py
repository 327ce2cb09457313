"""Marks in square brackets -> events: [emotion:happy] [pause:500ms] [重庆|chong2 qing4] [emphasis:really].

Brackets without a colon or a bar are text, as are clock times in brackets. A feeling lasts until the next one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from unisono.text.wishes import Close, Event, Feel, Open, Pause, feeling, reading, refused, seconds

LONGEST = 200  # characters of a mark; what is not closed by then is none

_NAMES = {
    **dict.fromkeys(("emotion", "情感", "情绪", "感情", "表情"), "emotion"),
    **dict.fromkeys(("pause", "break", "停顿", "停", "暂停"), "pause"),
    **dict.fromkeys(("emphasis", "强调", "重音", "重读"), "emphasis"),
}
_NAMED = re.compile(r"\s*([^\W\d_][\w-]*)\s*[:：](.*)", re.DOTALL)
_BRACKET, _CLOSING = re.compile(r"[\[［]"), re.compile(r"[\]］]")
_ENDING = re.compile(r"\s*/\s*(\w+)\s*")
KNOWN = "[emotion:happy] [pause:500ms] [emphasis:word] [word|pronunciation]"


def events(tokens: Iterable[str], lenient: bool = False) -> Iterator[Event]:
    """Text and wishes, as soon as they are certain, however the text is cut into tokens.

    TextError for a mark that is unknown, broken or not closed, naming it and its place; `lenient` leaves it as text.
    """
    held, line, column = "", 1, 1
    for token in itertools.chain(tokens, (None,)):
        held += token or ""
        at = 0
        while at < len(held):
            start = _BRACKET.search(held, at)
            if start and start.start() == at:
                window = held[at : at + LONGEST]
                taken, found = _next(window, lenient, line, column, token is None)
            else:
                taken = (start.start() if start else len(held)) - at
                found = [held[at : at + taken]]
            if not taken:
                break
            yield from found
            line, column = _moved(held[at : at + taken], line, column)
            at += taken
        held = held[at:]


def _next(window: str, lenient: bool, line: int, column: int, ended: bool) -> tuple[int, list[Event]]:
    """What the bracket that `window` begins with is, and how many characters it takes; 0 where more must be known."""
    end = _CLOSING.search(window)
    if end:
        return _mark(window[: end.end()], lenient, line, column)
    if not ended and len(window) < LONGEST:
        return 0, []
    if _looks_like_a_mark(window[1:]) and not lenient:
        raise refused(window.rstrip(), "it is not closed; end it with ]", line, column)
    return 1, [window[0]]


def _looks_like_a_mark(inside: str) -> bool:
    """True for what begins as a mark that we know; an unclosed bracket of any other kind is text."""
    named = _NAMED.match(inside)
    return bool(named and named.group(1).lower() in _NAMES)


def _mark(whole: str, lenient: bool, line: int, column: int) -> tuple[int, list[Event]]:
    inside = whole[1:-1]
    try:
        return len(whole), _read(inside) or [whole]
    except ValueError as error:
        if lenient:
            return len(whole), [whole]
        raise refused(whole, error, line, column) from None


def _read(inside: str) -> list[Event]:
    """The events of a mark; none where the brackets are only brackets. ValueError says what is wrong with it."""
    if "|" in inside or "｜" in inside:
        word, _, said = inside.replace("｜", "|").partition("|")
        if not word.strip():
            raise ValueError("no word stands before the bar; write [重庆|chong2 qing4]")
        return [reading(said), word, Close()]
    if ending := _ENDING.fullmatch(inside):
        return _closed(ending.group(1))
    named = _NAMED.fullmatch(inside)
    if not named:
        return []
    kind, value = _NAMES.get(named.group(1).lower()), named.group(2)
    if kind == "emotion":
        name, _, strength = value.replace("：", ":").partition(":")
        return [feeling(name, strength)]
    if kind == "pause":
        return [Pause(seconds(value))]
    if kind == "emphasis" and value.strip():
        return [Open("emphasis", 1.0), value.strip(), Close()]
    raise ValueError(f"it is not known; known are {KNOWN}. Text in brackets can be spoken as it is with --lenient")


def _closed(name: str) -> list[Event]:
    """[/emotion] ends a feeling; any other slash in brackets is text."""
    return [Feel("neutral")] if _NAMES.get(name.lower()) == "emotion" else []


def _moved(text: str, line: int, column: int) -> tuple[int, int]:
    """Where the reader is after `text`; line and column count from 1."""
    lines = text.count("\n")
    return line + lines, (len(text) - text.rfind("\n") if lines else column + len(text))

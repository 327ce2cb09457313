"""Which 3 to 10 s of a recording are the prompt: what speech goes on from, in pace, melody and colour.

Its text must be what is said in it, to the word: words too many leak into what is spoken, words too few are dropped
from it (specs/gpt-sovits.md §11). So the aligner has to be sure of every word; then come a quiet background, the pace
that the person usually has, and whole sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unisono.align.heard import HeardPhone, HeardWord
from unisono.speak.gptsovits.parts import Parts
from unisono.speak.reference import clipping
from unisono.text.marked import words
from unisono.text.word import Word
from unisono.types import SILENCE, Line, Phone

FITS = 0.5  # sureness, 0..1, of a prompt's words: parts of wrong texts have less
_HARDLY = 0.15  # sureness of a word that is told to be in doubt
_RATES = (3.0, 25.0)  # phones a second that people say
_ROUND = 0.2  # seconds of a pause at which a phrase ends of itself
_ENDS, _BREAKS = ".!?。！？…\n", ",;:，；：、—"
_OPENING, _CLOSING = " \t\u3000（(“‘「『《[", "）)”’」』》]\"'"

# What a prompt costs, all in one coin: a wrong word in six seconds costs a quarter.
_DOUBT, _WORST = 0.5, 1.5  # that a word is said: with less the worst word counts, to the last all by itself
_NOISE, _QUIET = 0.03, 35.0  # each dB of background above so many below the voice
_PACE = 0.6  # speaking e times as fast as usual, or as slow
_CLIPPED = 0.5
_PHRASE, _TORN = 0.05, 0.15  # an end after a mark that ends no sentence, or after none at all
_HASTY = 0.15  # an end without a proper pause
_GOOD, _BEYOND = (5.0, 9.0), 0.06  # seconds that prompts should have, and each second more or less
_LULL, _IDLE = 0.6, 0.1  # seconds of a pause within that are natural, and each more


@dataclass(frozen=True)
class Choice:
    """A prompt: where it is in the recording, and what is said in it."""

    first: int  # of `Parts.pauses`
    last: int
    text: str  # as written
    sure: float  # 0..1 that it is said
    cost: float  # by which they are compared
    doubted: tuple[str, ...] = ()  # words that are hardly heard


def chosen(parts: Parts, text: str, language: str = "") -> Choice | None:
    """The best prompt in a recording that our aligner heard with its `text`; None where no part of it fits.

    TextError as `text.front.read`.
    """
    spoken = tuple(word for word in words(Line(text, language)) if word.phones)
    usual = _pace(parts.speech.phones)
    places = (place for place in parts.all() if parts.is_spoken(*place))
    choices = (_choice(parts, first, last, text, spoken, usual) for first, last in places)
    return min(filter(None, choices), key=lambda choice: choice.cost, default=None)


def _choice(parts: Parts, first: int, last: int, text: str, spoken: tuple[Word, ...], usual: float) -> Choice | None:
    """None where sound and text differ: a word that is left out, said again or added, or too many for the time."""
    phones = [phone for phone in parts.phones(first, last) if phone.label != SILENCE]
    words_of = sorted({phone.word if isinstance(phone, HeardPhone) else -1 for phone in phones})
    if not words_of or words_of[0] < 0:
        return None
    heard = [word for word in (parts.speech.words[at] for at in words_of) if isinstance(word, HeardWord)]
    places = [word.place for word in heard]
    pace = _pace(phones)
    if places != list(range(places[0], places[0] + len(words_of))) or not _RATES[0] < pace < _RATES[1]:
        return None
    lengths = np.array([word.end - word.start for word in heard])
    doubts = np.array([1 - word.weight for word in heard])
    sure = 1 - float(doubts @ lengths / lengths.sum())
    if sure < FITS:
        return None
    begin, end = spoken[places[0]].start, spoken[places[-1] + 1].start if places[-1] + 1 < len(spoken) else len(text)
    cost = (
        float(np.sqrt(doubts**2 @ lengths / lengths.sum()))
        + _WORST * max(float(doubts.max()) - _DOUBT, 0)
        + _PACE * abs(float(np.log(pace / usual)))
        + _of_ends(text[:begin], text[:end])
        + _of_sound(parts, first, last)
    )
    doubted = tuple(word.bare for word in heard if word.weight < _HARDLY)
    return Choice(first, last, _in_one_line(text[begin:end]), sure, cost, doubted)


def _in_one_line(text: str) -> str:
    """What stands on lines of its own is said with a pause after it."""
    lines = [line.strip() for line in text.rstrip(_OPENING + "\n").splitlines() if line.strip()]
    joined = lines[0]
    for line in lines[1:]:
        marked = joined[-1] in _ENDS + _BREAKS + _CLOSING
        joined += ("" if marked else ",") + " " + line
    return joined


def _pace(phones: Sequence[Phone]) -> float:
    """Phones a second, pauses left out."""
    lengths = [phone.end - phone.start for phone in phones if phone.label != SILENCE]
    return len(lengths) / max(sum(lengths), 1e-9)


def _of_ends(before: str, until: str) -> float:
    """What it costs where the text up to the part, and up to its end, ends no sentence."""
    cost = 0.0
    for text in (before, until):
        mark = text.rstrip(_OPENING + _CLOSING)[-1:]
        cost += 0.0 if not mark or mark in _ENDS else _PHRASE if mark in _BREAKS else _TORN
    return cost


def _of_sound(parts: Parts, first: int, last: int) -> float:
    """Of noise, clipping, length, and pauses that are too short at the ends or too long within."""
    begin, end = parts.edges(first, last)
    lengths = [pause.end - pause.start for pause in parts.pauses[first : last + 1]]
    hasty = sum(length < _ROUND for at, length in ((first, lengths[0]), (last, lengths[-1])) if parts.is_inside(at))
    return (
        _NOISE * max(_QUIET - parts.above(first, last), 0)
        + _CLIPPED * bool(clipping(parts.sound(first, last).samples))
        + _BEYOND * max(_GOOD[0] - (end - begin), end - begin - _GOOD[1], 0)
        + _HASTY * hasty
        + _IDLE * sum(max(length - _LULL, 0) for length in lengths[1:-1])
    )

"""A text as everything that a reader of it may be heard saying: the states that the search walks through.

Between words stand two places: one where the word before has ended, and one where the next may begin; a pause, a noise
or other speech may lie between them. A word may be left out, or said again, with up to `AGAIN` words before it: both
at a price that nobody pays whose text is right.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from unisono.align.units import FILLER, NOISE, SIL, STATES, UNITS, is_closing, units_of
from unisono.text.variants import Spoken, ways
from unisono.text.word import Word
from unisono.types import SILENCE, Floats, Ints

AGAIN = 6  # words that may be said once more together

# What is paid, in the natural logarithm of a likelihood.
PAUSE = 4.0  # for a pause
NOISY = 8.0  # for a noise
OTHER, OTHER_FRAME = 25.0, 3.0  # for speech that is not in the text, and for each frame of it
LEFT_OUT, LEFT_OUT_PHONE = 15.0, 4.0  # for a word that is not said, and for each of its phones
SAID_AGAIN = 50.0  # for going back
EASED = 5.0  # for a way to say a word that is not the first
HURRIED = 3.0  # for a phone that is over before its middle
UNRELEASED = 3.0  # for a stop that does not burst

# What may lie between two words: label, unit, its price and that of each frame, its states in a row. Each state hears a
# frame or more, so a pause of less than seven frames is none: it is the closure of a stop.
_BETWEEN = (
    (SILENCE, SIL, PAUSE, 0.0, (0, 0, 0, 1, 1, 1, 2)),
    (SILENCE, UNITS.index(NOISE), NOISY, 0.0, (0, 1, 2)),
    ("ə", UNITS.index(FILLER), OTHER, OTHER_FRAME, (0, 1, 2)),
)


@dataclass(frozen=True, slots=True)
class Sound:
    """A phone that may be heard at one place of the text."""

    label: str  # IPA; SILENCE for a pause and a noise
    source: str  # the symbol of its language; empty for what is not in the text
    slot: int  # which spoken word of the text; -1 between words
    unit: int  # the first of its units, see units.py
    last: int  # the last of them


@dataclass(frozen=True, eq=False)
class Graph:
    """States from left to right; state 0 is the place where everything begins. Arrays as in kernels/viterbi.py."""

    emits: Ints  # (S,)
    first: Ints  # (S + 1,)
    before: Ints  # (A,)
    cost: Floats  # (A,)
    passes: Ints  # (S,)
    reach: Ints  # (S, 2)
    sound: Ints  # (S,) index into `sounds`; -1 for a place
    part: Ints  # (S,) which state of its sound
    end: int  # the place after everything
    sounds: tuple[Sound, ...]
    words: tuple[Word, ...]  # those that are spoken
    labels: tuple[str, ...]  # of each, as written with the marks beside it: “maps,”
    word_of: tuple[int, ...]  # of each slot; a number is several spoken words


def graph(words: Iterable[Word]) -> Graph:
    """Of the words of a text as `text.marked.words` reads them. Marks are left out."""
    words = tuple(words)
    spoken = tuple(word for word in words if word.phones)
    slots = [(at, way, word.language) for at, word in enumerate(spoken) for way in ways(word)]
    made = _Made()
    ended = made.place([])
    for slot, (_, way, language) in enumerate(slots):
        begin = made.pause(ended)
        made.begins.append(begin)
        ended = made.word(begin, slot, way, language)
    made.end = made.pause(ended)
    made.begins.append(made.end)
    made.say_again()
    return made.graph(spoken, with_marks(words), tuple(at for at, _, _ in slots))


def loop(units: Sequence[int], labels: Sequence[str], switch: float) -> Graph:
    """Any sequence of these units: what is heard where no text is known. `switch`: the price of each."""
    made = _Made()
    begin = made.place([])
    entered: list[int] = []
    lasts: list[int] = []
    for unit, label in zip(units, labels, strict=True):
        sound = made.sound(Sound(label, "", -1, unit, unit))
        entered.append(len(made.emits))
        lasts.append(made.chain(begin, unit, sound, switch, 0.0, range(STATES)))
    made.end = made.place([(last, 0.0) for last in lasts])
    for state in entered:
        made.join(state, [(made.end, switch)])
    return made.graph((), (), ())


def with_marks(words: Sequence[Word]) -> tuple[str, ...]:
    """The spoken words as captions show them: a mark goes with the word before it, one that opens with the next."""
    labels: list[str] = []
    opening, end = "", -1
    for word in words:
        if word.phones:
            labels.append(opening + word.text)
            opening = ""
        elif word.start == end and labels and unicodedata.category(word.text[0]) not in ("Ps", "Pi"):
            labels[-1] += word.text
        else:
            opening += word.text if unicodedata.category(word.text[0])[0] == "P" else ""
        end = word.end
    return tuple(labels)


@dataclass
class _Made:
    """States made so far, and the arcs into them: state, state before, price."""

    arcs: tuple[array[int], array[int], array[float]] = field(
        default_factory=lambda: (array("i"), array("i"), array("f"))
    )
    emits: array[int] = field(default_factory=lambda: array("i"))
    sound_of: array[int] = field(default_factory=lambda: array("i"))
    part: array[int] = field(default_factory=lambda: array("i"))
    sounds: list[Sound] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)  # the place before each slot, and the end
    entered: list[list[int]] = field(default_factory=list)  # the first states of each slot
    end: int = 0

    def state(self, emits: int, sound: int, part: int, before: Iterable[tuple[int, float]]) -> int:
        self.emits.append(emits)
        self.sound_of.append(sound)
        self.part.append(part)
        self.join(len(self.emits) - 1, before)
        return len(self.emits) - 1

    def join(self, state: int, before: Iterable[tuple[int, float]]) -> None:
        """Further arcs into a state."""
        into, origins, prices = self.arcs
        for origin, price in before:
            into.append(state)
            origins.append(origin)
            prices.append(price)

    def place(self, before: Iterable[tuple[int, float]]) -> int:
        return self.state(-1, -1, 0, before)

    def sound(self, sound: Sound) -> int:
        self.sounds.append(sound)
        return len(self.sounds) - 1

    def chain(self, begin: int, unit: int, sound: int, price: float, stay: float, parts: Sequence[int]) -> int:
        """States of one unit in a row, each frame in them at the price of `stay`; the last of them."""
        self.state(unit * STATES + parts[0], sound, parts[0], [(len(self.emits), stay), (begin, price + stay)])
        for part in parts[1:]:
            here = len(self.emits)
            self.state(unit * STATES + part, sound, part, [(here, stay), (here - 1, stay)])
        return len(self.emits) - 1

    def pause(self, ended: int) -> int:
        """What may lie between two words; the place where the next begins."""
        entered: list[int] = []
        lasts: list[int] = []
        for label, unit, price, stay, parts in _BETWEEN:
            entered.append(len(self.emits))
            sound = self.sound(Sound(label, "", -1, unit, unit))
            lasts.append(self.chain(ended, unit, sound, price, stay, parts))
        for at, (_, _, price, stay, _) in enumerate(_BETWEEN):  # one after another
            self.join(entered[at], [(last, price + stay) for last in lasts if last != lasts[at]])
        return self.place([(ended, 0.0), *((last, 0.0) for last in lasts)])

    def word(self, begin: int, slot: int, said: Sequence[Spoken], language: str) -> int:
        """One spoken word in all its ways, or left out; the place where it has ended."""
        lasts: list[tuple[int, float]] = []
        grown: dict[tuple[tuple[str, str], ...], list[tuple[int, float]]] = {}  # ways that begin alike share states
        self.entered.append([])
        for number, way in enumerate(said):
            if not way.phones:
                continue
            at, price = [(begin, 0.0)], EASED if number else 0.0
            steps = tuple(zip(way.phones, way.sources, strict=True))
            for place, (label, source) in enumerate(steps, 1):
                if steps[:place] not in grown:
                    arcs = [(state, paid + price) for state, paid in at]
                    entered, grown[steps[:place]] = self.phone(arcs, slot, label, source, language)
                    self.entered[-1] += [entered] if place == 1 else []
                    price = 0.0
                at = grown[steps[:place]]
            lasts += [(state, paid + price) for state, paid in at]
        price = LEFT_OUT + LEFT_OUT_PHONE * len(said[0].phones) if all(way.phones for way in said) else EASED
        return self.place([*lasts, (begin, price)])

    def phone(
        self, before: list[tuple[int, float]], slot: int, label: str, source: str, language: str
    ) -> tuple[int, list[tuple[int, float]]]:
        """The states of a phone; its first state, and those after which it may be over."""
        units = units_of(label, language)
        sound = self.sound(Sound(label, source, slot, units[0], units[-1]))
        begin = len(self.emits)
        for part, column in enumerate(unit * STATES + s for unit in units for s in range(STATES)):
            here = len(self.emits)
            arcs = before if part == 0 else [(here - 1, 0.0)]
            self.state(column, sound, part, [(here, 0.0), *arcs])
        last = len(self.emits) - 1
        if is_closing(units[0]):
            silent = "\u031a" in label  # p̚ is not released
            return begin, [(last, 0.0), (begin, 0.0 if silent else UNRELEASED)]
        self.join(last, [(last - 2, HURRIED)])
        return begin, [(last, 0.0)]

    def say_again(self) -> None:
        """From behind each word back to its beginning, and to those of the words before it."""
        for slot, entered in enumerate(self.entered):
            for state in entered:
                self.join(state, [(place, SAID_AGAIN) for place in self.begins[slot + 1 : slot + 1 + AGAIN]])

    def graph(self, words: tuple[Word, ...], labels: tuple[str, ...], word_of: tuple[int, ...]) -> Graph:
        count = len(self.emits)
        emits = np.array(self.emits, np.int32)
        into, before, cost = (np.array(column) for column in self.arcs)
        order = np.argsort(into, kind="stable")
        into, before, cost = into[order], before[order].astype(np.int32), cost[order].astype(np.float32)
        first = np.searchsorted(into, np.arange(count + 1)).astype(np.int32)
        hears = emits[into] >= 0
        passes = np.full(count, -1, np.int32)
        np.maximum.at(passes, before[~hears], into[~hears])
        reach = np.stack([np.full(count, count, np.int32), np.full(count, -1, np.int32)], 1)
        np.minimum.at(reach[:, 0], before[hears], into[hears])
        np.maximum.at(reach[:, 1], before[hears], into[hears])
        sound, part = np.array(self.sound_of, np.int32), np.array(self.part, np.int32)
        return Graph(
            emits, first, before, cost, passes, reach, sound, part, self.end, tuple(self.sounds), words, labels, word_of
        )

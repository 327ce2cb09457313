"""Phones as the mouth performs them: gestures on one clock, with pauses in one piece and lip contacts worked out.

A `Score` grows by `add` and shrinks by `forget`; what it says about a time t does not change any more once phones are
told up to t + `LOOKAHEAD`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono import phones
from unisono.animate import visemes
from unisono.animate.prosody import USUAL, Tone
from unisono.errors import InputError
from unisono.types import SILENCE, Phone

_LOUDNESS = (-1.5, 0.0, 1.0, 2.0)  # of a vowel, in deviations from the speaker's usual one
_OPENING = (0.2, 0.9, 1.3, 1.55)
LOOKAHEAD = 0.25  # seconds; nothing that starts later moves the face now

_TOUCH = 1e-4  # seconds: spans this near each other meet
_LEAD = 0.005  # seconds: lips meet this much before the closure is heard
_BEFORE_BURST = 0.055  # seconds: closed at least this long when the stop bursts
_HOLD = 0.051  # seconds: a touch any shorter is a flicker, however fast one talks
_MERGE = 0.12  # seconds: a closure that follows another this soon is one with it
_PART = 0.01  # seconds: the lower lip leaves the teeth this much before a labiodental ends
_YIELD = 0.6  # of a labiodental, what the lips may use to come from or go to a closure
_INTO_BEFORE = 1.4  # of the vowel before a closure, the most that closing may take
_HALF = 0.5  # of the previous phone, the most that a closure may take of it


@dataclass
class Gesture:
    """One sound, one mouth: wanted fully over [start, hold], part of a phone for a diphthong."""

    start: float  # seconds
    hold: float  # seconds; from here it lets go
    end: float  # seconds
    viseme: int  # row of the tables in visemes.py
    strength: float = 1.0  # 0..1; a sound too short to be made counts less
    is_vowel: bool = False
    is_stressed: bool = False  # the label carries a stress mark
    is_sibilant: bool = False
    tone: Tone = USUAL  # of the sound that it is part of
    opening: float = 1.0  # times the usual for its class: louder vowels open wider


@dataclass
class Contact:
    """The lips meet (bilabial), or the lower lip meets the upper teeth, over [start, end]."""

    start: float  # seconds
    end: float  # seconds
    room_before: float = float("inf")  # seconds free for closing
    room_after: float = float("inf")  # seconds free for opening; shrinks when the next contact becomes known
    follows_pause: bool = False

    @property
    def length(self) -> float:
        """Seconds of contact."""
        return self.end - self.start


def check(phone: Phone) -> None:
    """InputError if its label is not of the phone set or it ends before it starts."""
    if not phone.start <= phone.end:
        raise InputError(f"phone {phone.label!r} ends at {phone.end} s, before its start at {phone.start} s")
    try:
        phones.bases(phone.label)
    except ValueError as error:
        raise InputError(str(error)) from error


class Score:
    """The gestures and contacts that still matter, in the order of time."""

    def __init__(self, frame: float) -> None:
        """`frame`: seconds from one frame to the next; a contact is seen in one, and lasts 50 ms."""
        self.gestures: list[Gesture] = []
        self.seals: list[Contact] = []  # bilabials
        self.bites: list[Contact] = []  # labiodentals
        self.end = 0.0  # seconds told
        self._least = min(max(1.02 * frame, _HOLD), 0.06)

    def add(self, phone: Phone, tone: Tone = USUAL) -> None:
        """The next phone, one that passes `check`, and how it is said."""
        symbols = phones.bases(phone.label)
        if phone.start > self.end + _TOUCH:
            self._pause(self.end, phone.start)
        self.end = phone.end
        if phone.label == SILENCE:
            return self._pause(phone.start, phone.end)
        cuts = [phone.start + (phone.end - phone.start) * k / len(symbols) for k in range(len(symbols) + 1)]
        for k, symbol in enumerate(symbols):
            release = None if k or phone.release is None else min(max(phone.release, phone.start), phone.end)
            self._touch(symbol, cuts[k], cuts[k + 1], release)
            self.gestures.append(_gesture(phone.label, symbol, cuts[k], cuts[k + 1], release, tone))

    def finish(self) -> None:
        """No more phones: the mouth rests for ever after."""
        self._pause(self.end, float("inf"))

    def forget(self, time: float) -> None:
        """Drop what ended before `time`."""
        self.gestures = [g for g in self.gestures if g.end >= time]
        self.seals = [c for c in self.seals if c.end >= time]
        self.bites = [c for c in self.bites if c.end >= time]

    def _pause(self, start: float, end: float) -> None:
        """A pause, or another piece of one."""
        last = self.gestures[-1] if self.gestures else None
        if last and last.viseme == visemes.REST and start <= last.end + _TOUCH:
            last.hold = last.end = max(end, last.end)
        else:
            self.gestures.append(Gesture(start, end, end, visemes.REST))

    def _touch(self, symbol: str, start: float, end: float, release: float | None) -> None:
        before = self.gestures[-1] if self.gestures else None
        if symbol in phones.BILABIALS:
            self._seal(start, end, release, before)
        elif symbol in phones.LABIODENTALS:
            until = max(end - _PART, start)
            self._bite(Contact(min(start, until - self._least), until, follows_pause=_rests(before)))

    def _seal(self, start: float, end: float, release: float | None, before: Gesture | None) -> None:
        until = end if release is None else release
        reach = min(start - _LEAD, until - max(0.0 if release is None else _BEFORE_BURST, self._least))
        if before is not None and not _rests(before):
            reach = max(reach, min(before.start + _HALF * (before.end - before.start), start))
        new = Contact(min(reach, until - self._least), until, follows_pause=_rests(before))  # seen in a frame at least
        if before is not None and before.is_vowel:  # which opens the lips at some point
            new.room_before = _INTO_BEFORE * (new.start - before.start)
        if self.seals:
            last = self.seals[-1]
            gap = max(new.start - last.end, 0.0)
            new.room_before = min(gap, new.room_before)
            last.room_after = min(gap, last.room_after)
            if before is not None and last.end > before.start + _TOUCH and gap <= _MERGE:  # nothing between the two
                last.end = max(last.end, new.start)
        if self.bites:
            last = self.bites[-1]
            new.room_before = min(new.room_before, max(new.start - last.end, 0.0) + _YIELD * last.length)
        self.seals.append(new)

    def _bite(self, new: Contact) -> None:
        if self.seals:
            last = self.seals[-1]
            last.room_after = min(last.room_after, max(new.start - last.end, 0.0) + _YIELD * new.length)
        self.bites.append(new)


def _gesture(label: str, symbol: str, start: float, end: float, release: float | None, tone: Tone) -> Gesture:
    length = end - start
    hold = start + 0.75 * length if release is None else max(start, release)  # JALI: hold to 75 %
    vowel = phones.MANNER[symbol] == "vowel"
    return Gesture(
        start,
        hold,
        end,
        visemes.of(symbol),
        strength=min(1.0, length / 0.03),
        is_vowel=vowel,
        is_stressed=vowel and "ˈ" in label,
        is_sibilant=symbol in phones.SIBILANTS,
        tone=tone,
        opening=float(np.interp(tone.loudness, _LOUDNESS, _OPENING)) if vowel else 1.0,
    )


def _rests(gesture: Gesture | None) -> bool:
    return gesture is None or gesture.viseme == visemes.REST

"""Sound as it comes -> the same sound with phones and words: scores, search, and times between what was found.

A boundary is put where the sound has it once the search has decided it; it may move by `refine.REACH`, so sound is
handed on when no boundary can fall into it any more. A pause is told in pieces. Times are counted in samples.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from unisono.align import confidence, refine
from unisono.align.acoustics import Acoustics
from unisono.align.confidence import Confidence
from unisono.align.graph import Graph, loop
from unisono.align.heard import HeardPhone, HeardWord
from unisono.align.past import Past
from unisono.align.runs import Run, Runs
from unisono.align.search import Search
from unisono.align.units import FILLER, NOISE, SIL, STATES, UNITS, is_closing, label_of
from unisono.audio.features import FRAMES
from unisono.clock import samples_before
from unisono.errors import SoundError
from unisono.types import SILENCE, Floats, Ints, Speech

PIECE, OTHER_PIECE = 10, 200  # frames: a pause, and speech that is not in the text, are told in such pieces
CLOSURE = 16  # frames: a shorter pause before a stop is its closure
BLOCK, LIVE_BLOCK = 100, 2  # frames that the acoustics hear at once
SHORTEST = 0.005  # seconds of a phone
OTHER_PHONE = 4.0  # nepers for each phone of speech that is not in the text

REST = 0.015  # seconds of a phone that the closure after it leaves

_MOVE, _BACK = round(refine.REACH * FRAMES), round((refine.BACK + refine.REACH) * FRAMES)  # frames
_FILLER = UNITS.index(FILLER)
_PAUSES = (SIL, UNITS.index(NOISE))


class Listening:
    """One way through one sound. `feed` and `finish` hand on the sound that is certain, with its phones and words.

    A boundary before a stop is looked for from its burst back, so a phone is told when the stop after it is over. Live,
    nothing waits: the boundary is where it seems to be when the closure begins.
    """

    def __init__(self, graph: Graph, acoustics: Acoustics, units: tuple[int, ...], lag: int, first: Speech, live: bool):
        """`units`: those of the language, what a phone is measured against; `lag`: frames; `first`: its rate counts."""
        self._graph, self._units, self._live = graph, units, live
        self._search, self._runs, self._words = Search(graph, lag), Runs(graph), _Words(graph)
        self._stream, self._confidence = acoustics.stream(first.rate), Confidence(units)
        self._held = replace(first, samples=first.samples[:0], phones=(), words=(), emotions=())  # not handed on
        self._sound, self._scores = Past(), Past()
        self._listened = 0  # samples
        self._rate, self._zero = first.rate, first.offset
        self._ended: deque[Run] = deque()  # runs that are not told
        self._start, self._frame = first.offset, 0  # where what was not told begins, in samples and in frames

    def feed(self, chunk: Speech) -> Iterator[Speech]:
        """The sound that is certain now. SoundError where a sample is no number."""
        check_finite(chunk)
        brought = () if self._graph.words else chunk.words
        self._held = Speech.join([self._held, replace(chunk, phones=(), words=brought)])
        self._sound.add(chunk.samples)
        self._listen()
        certain = self._ended[0].end if self._ended else self._runs.frames
        edge = max(self._at(certain - (_MOVE if self._live else _BACK)), self._start)
        if edge > self._held.offset:
            told, self._held = self._held.split(edge)
            yield told

    def finish(self) -> Iterator[Speech]:
        """What is left."""
        rest = self._stream.feed(self._sound.part(self._listened, self._sound.end))
        decided = [self._heard(rest), self._heard(self._stream.finish()), self._search.finish()]
        self._follow(np.concatenate(decided))
        self._ended += self._runs.finish()
        self._settle(last=True)
        if len(self._held.samples):
            yield self._held

    def _listen(self) -> None:
        """Whole blocks of sound, however it was cut: sums of floats depend on how they are grouped."""
        block = self._rate * (LIVE_BLOCK if self._live else BLOCK) // FRAMES
        while self._listened + block <= self._sound.end:
            sound = self._sound.part(self._listened, self._listened + block)
            self._listened += block
            self._follow(self._heard(self._stream.feed(sound)))

    def _heard(self, scores: Floats) -> Ints:
        self._scores.add(scores)
        return self._search.feed(scores)

    def _follow(self, decided: Ints) -> None:
        for run in self._runs.feed(decided):
            self._ended.append(run)
            self._settle()
        if self._runs.open and not self._ended:
            self._tell_pieces(self._runs.open)
        self._scores.forget(self._frame)
        self._sound.forget(min(self._at(self._frame - 3 * _BACK) - self._zero, self._listened))

    def _settle(self, last: bool = False) -> None:
        """Tells the ended runs whose ends can be known now."""
        while self._ended and (last or self._live or not self._waits(self._ended[0])):
            run = self._ended.popleft()
            self._tell(run, self._boundary(run))

    def _waits(self, run: Run) -> bool:
        """True while a stop after it goes on, or a pause that may be the closure of one."""
        after = run.after
        if after and after.sound.unit in _PAUSES and len(after.states) < CLOSURE:
            return after.after is None or (is_closing(after.after.sound.unit) and after.after.after is None)
        return after is not None and is_closing(after.sound.unit) and after.after is None

    def _at(self, frame: int) -> int:
        """The sample at which a frame begins."""
        return self._zero + samples_before(max(frame, 0), self._rate, FRAMES)

    def _boundary(self, run: Run) -> int:
        """Where a run ends and the next begins."""
        if run.after is None:
            return self._held.end
        moved = refine.boundary(*self._around(run.end), self._rate, run.sound.last, run.after.sound.unit)
        end = self._at(run.end) + round(moved * self._rate)
        stop = run.after.after if self._is_closure(run.after) else run.after
        if not self._live and stop and is_closing(stop.sound.unit) and run.sound.unit not in _PAUSES:
            end = self._closure(end, stop)
        return min(max(end, self._start + round(SHORTEST * self._rate)), self._held.end)

    def _closure(self, end: int, stop: Run) -> int:
        """Where the closure of a stop begins: `end`, or well before it, for the search likes to keep a vowel going."""
        burst = self._burst(stop)
        low = max(self._start + round(REST * self._rate), burst - round(refine.BACK * self._rate))
        found = refine.closure(self._sound.part(low - self._zero, burst - self._zero), self._rate)
        if found is not None and low + found * self._rate < end - refine.REACH * self._rate:
            return low + round(found * self._rate)
        return end

    def _burst(self, run: Run) -> int:
        """The sample at which a stop bursts; its end where it does not."""
        begin = self._at(run.begin)
        sound = self._sound.part(begin - self._zero, self._at(run.end) - self._zero)
        found = refine.burst_within(sound, self._rate) if self._bursts(run) else None
        return self._at(run.end) if found is None else begin + round(found * self._rate)

    def _bursts(self, run: Run) -> bool:
        """True where the search found more than the closure of a stop."""
        return bool((self._graph.part[np.array(run.states, np.intp)] > 0).any())

    def _around(self, frame: int) -> tuple[Floats, int]:
        """The sound around the start of a frame, and where in it that is."""
        centre, reach = self._at(frame) - self._zero, round(refine.AROUND * self._rate)
        start = max(centre - reach, 0)
        return self._sound.part(start, centre + reach), centre - start

    def _tell(self, run: Run, end: int) -> None:
        """An ended run as phones, and the word that it ends."""
        self._tell_pieces(run)
        if run.sound.unit == _FILLER:
            self._tell_other(run, run.end, end)
        elif run.sound.unit in _PAUSES:
            if not self._is_closure(run):  # else the stop is told from its beginning on
                self._tell_phone(SILENCE, end, self._confidence.of(*self._heard_as(run, run.end)))
        else:
            share = self._confidence.share(*self._heard_as(run, run.end))
            begin, until = self._start / self._rate, end / self._rate
            word = self._words.add(run, begin, until, share) if run.sound.slot >= 0 else -1
            release = self._release(run, end) if is_closing(run.sound.unit) else None
            weight = confidence.phone(share, until - begin)
            self._tell_phone(run.sound.label, end, weight, release, run.sound.source, word)
        self._frame = run.end
        if ended := self._words.ended(run):
            self._held = replace(self._held, words=(*self._held.words, ended))

    def _tell_pieces(self, run: Run) -> None:
        """Of a pause, or of speech that is not in the text, what can be no other phone's any more."""
        if run.sound.unit in _PAUSES:
            # The first piece is as long as a closure may be: as far as the sound may have been handed on meanwhile.
            while (until := self._frame + (PIECE if self._frame > run.begin else CLOSURE)) <= run.end - _MOVE:
                self._tell_phone(SILENCE, self._at(until), self._confidence.of(*self._heard_as(run, until)))
                self._frame = until
        elif run.sound.unit == _FILLER:
            while (until := self._frame + OTHER_PIECE) <= run.end - _MOVE:
                self._tell_other(run, until, self._at(until))
                self._frame = until

    def _is_closure(self, run: Run) -> bool:
        silent = run.sound.unit in _PAUSES and run.end - run.begin < CLOSURE
        return silent and run.begin > 0 and run.after is not None and is_closing(run.after.sound.unit)

    def _tell_other(self, run: Run, until: int, end: int) -> None:
        """Speech that is not in the text, up to a frame: what its phones may be."""
        graph = phone_loop(self._units)
        search, runs = Search(graph, lag=1 << 30), Runs(graph)
        decided = search.feed(self._scores.part(self._frame, until))
        for part in [*runs.feed(np.concatenate([decided, search.finish()])), *runs.finish()]:
            stop = min(self._at(self._frame + part.end), end) if part.after else end
            self._tell_phone(part.sound.label, stop, 0.0)

    def _tell_phone(
        self, label: str, end: int, weight: float, release: float | None = None, source: str = "", word: int = -1
    ) -> None:
        """A phone from where the one before it ended."""
        if end > self._start:
            phone = HeardPhone(label, self._start / self._rate, end / self._rate, weight, release, source, word)
            self._held = replace(self._held, phones=(*self._held.phones, phone))
            self._start = end

    def _heard_as(self, run: Run, until: int) -> tuple[Floats, Ints]:
        """Scores and units of the frames of a run, from those that were not told up to one."""
        states = np.array(run.states[self._frame - run.begin : until - run.begin], np.intp)
        return self._scores.part(self._frame, until), self._graph.emits[states] // STATES

    def _release(self, run: Run, end: int) -> float | None:
        """Seconds; when a stop bursts, if it does."""
        return min(max(self._burst(run), self._start), end) / self._rate if self._bursts(run) else None


def check_finite(chunk: Speech) -> None:
    """SoundError where a sample is no number."""
    if not np.isfinite(chunk.samples).all():
        begin = chunk.offset / chunk.rate
        raise SoundError(f"the sound has NaN or infinite samples after {begin:.1f} s; make it anew")


@lru_cache(maxsize=8)
def phone_loop(units: tuple[int, ...]) -> Graph:
    """Any sequence of these units, labelled as phones."""
    return loop(units, [SILENCE if unit in _PAUSES else label_of(unit) for unit in units], OTHER_PHONE)


class _Words:
    """The word that the runs are in."""

    def __init__(self, graph: Graph) -> None:
        self._word_of, self._graph = graph.word_of, graph
        self._open: HeardWord | None = None
        self._slot = -1
        self._phones: list[tuple[float, float]] = []  # log share and seconds of each
        self._count = 0  # words begun

    def add(self, run: Run, start: float, end: float, share: float) -> int:
        """A phone from `start` to `end`, seconds, with its log share -> the number of its word."""
        slot = run.sound.slot
        if self._open is None or (run.entered and not self._goes_on(run)):
            place = self._word_of[slot]
            self._open = HeardWord(self._graph.labels[place], start, end, 0.0, self._graph.words[place].text, place)
            self._phones = []
            self._count += 1
        self._slot = slot
        self._phones.append((share, end - start))
        self._open = replace(self._open, end=end)
        return self._count - 1

    def ended(self, run: Run) -> HeardWord | None:
        """The word that is over, now that this run has ended."""
        if self._open is None or (run.after and (self._goes_on(run.after) or self._waits(run.after))):
            return None
        ended, self._open = replace(self._open, weight=confidence.word(self._phones)), None
        return ended

    def _goes_on(self, run: Run) -> bool:
        """True for a further phone of the same spoken word, and for the next spoken word of the same number."""
        slot = run.sound.slot
        same = slot == self._slot and not run.entered
        follows = slot == self._slot + 1 and self._word_of[slot] == self._word_of[self._slot]
        return same or (slot >= 0 and follows)

    def _waits(self, run: Run) -> bool:
        """True for a pause inside a number."""
        slot = self._slot
        return run.sound.slot < 0 and slot + 1 < len(self._word_of) and self._word_of[slot + 1] == self._word_of[slot]

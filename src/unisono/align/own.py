"""Our own aligner: a recording and its text -> phones and words, with nothing to download."""

from __future__ import annotations

import itertools
import math
from collections.abc import Generator, Iterable, Iterator

import numpy as np

from unisono.align import acoustics
from unisono.align.acoustics import Acoustics
from unisono.align.confidence import Confidence
from unisono.align.graph import Graph, graph
from unisono.align.inventory import units_said
from unisono.align.listening import Listening, check_finite
from unisono.align.search import Search
from unisono.align.units import FILLER, STATES, UNITS
from unisono.errors import TextError
from unisono.one_thread import single
from unisono.text import front
from unisono.text.marked import words
from unisono.types import Line, Speech

LATE, LIVE = 3000, 7  # frames of 10 ms that a decision may wait for
KNOWN = 120.0  # seconds of a recording that are heard before anything is told
ENOUGH = 60.0  # seconds of sound from which on it is worth while to adapt to the speaker
SURE, MOSTLY = -3.0, 0.6  # log share of a frame that adaptation trusts; share of frames that must be trusted


class Own:
    """Viterbi over all ways to say the text. Not live: told when certain, at best; live: within the lookahead."""

    about = "aligns a recording with its text; tells words left out, said again or added"

    def __init__(self, live: bool = False) -> None:
        self._live = live
        self.lookahead = 0.2 if live else math.inf  # seconds

    def align(self, line: Line, speech: Iterable[Speech]) -> Iterator[Speech]:
        """The same sound, recut to what is certain, with phones and words. TextError without a text.

        Phones are `HeardPhone` and words `HeardWord` (heard.py): their weight is how sure they are.
        """
        return single(self._aligned(line, speech))

    def _aligned(self, line: Line, speech: Iterable[Speech]) -> Generator[Speech, None, None]:
        chunks = iter(speech)
        held = list(_first(chunks, 0.0 if self._live else KNOWN))
        if held and not any(chunk.phones for chunk in held):
            yield from unless_told(held, chunks, self._listening(line, held))
        else:
            yield from (*held, *chunks)

    def _listening(self, line: Line, held: list[Speech]) -> Listening:
        text = graph(words(line))
        if not text.words:
            raise TextError("this aligner needs the text of the recording; give it (--text), or use the aligner 'ear'")
        units = units_said(line.language or front.told(line.text))
        model = acoustics.load() if self._live else _used_to(Speech.join(held), text, units)
        return Listening(text, model, units, LIVE if self._live else LATE, held[0], self._live)


def _used_to(sound: Speech, text: Graph, units: tuple[int, ...]) -> Acoustics:
    """The acoustics for a recording that begins with this sound: its mean, and its speaker where there is enough."""
    model = acoustics.load().begun(sound.samples, sound.rate)
    if sound.duration < ENOUGH:
        return model
    scores, search = model.scores(sound.samples, sound.rate), Search(text, LATE)
    found = text.emits[np.concatenate([search.feed(scores), search.finish()])[:, 0]]
    sure = (Confidence(units).shares(scores, found // STATES) > SURE) & (found // STATES != UNITS.index(FILLER))
    if sure.mean() < MOSTLY:  # another text than what is said teaches nothing
        return model
    return model.adapted(sound.samples, sound.rate, np.where(sure, found, -1).astype(np.int32))


def unless_told(held: list[Speech], chunks: Iterator[Speech], listening: Listening) -> Iterator[Speech]:
    """What `listening` makes of the sound; but the chunks as they came where the speech brings phones after all."""
    told = False
    untold: list[Speech] = []
    for chunk in itertools.chain(held, chunks):
        if chunk.phones and not told:
            yield from (*untold, chunk)
            yield from chunks
            return
        untold += [] if told else [chunk]
        for found in listening.feed(chunk):
            told = True
            untold = []
            yield found
    yield from listening.finish()


def _first(chunks: Iterator[Speech], seconds: float) -> Iterator[Speech]:
    """One chunk, and more up to so many seconds."""
    heard = 0.0
    for chunk in chunks:
        check_finite(chunk)
        yield chunk
        heard += chunk.duration
        if heard >= seconds:
            return

"""The aligner that only listens: it tells broad classes of sound as they come, good enough to move lips in time."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from unisono.align.sounds import HZ, LABELS, Running, Sounds, sounds
from unisono.audio.features import FRAMES, mfcc
from unisono.audio.resample import Resampler
from unisono.clock import samples_before
from unisono.types import Floats, Line, Phone, Speech

BLOCK = 3  # frames of 10 ms heard at once: a long sound is told in pieces of this length
AROUND = 4  # frames that the spectrum of a frame may reach into on either side
LAG = 5  # frames that a decision waits for
SWITCH = 5.0  # nepers that a change of class costs: what keeps a class for some frames


class Ear:
    """Listens in constant memory. A sound longer than 40 ms is told as several phones of one label."""

    lookahead = 0.25  # seconds: resampling 0.02 to 0.06, block 0.04, spectrum 0.04, slope 0.02, decision 0.06; and room
    about = "listens only: broad classes of sound, as the sound comes"

    def align(self, line: Line, speech: Iterable[Speech]) -> Iterator[Speech]:
        """The same sound and words, recut to what is certain, with phones without gaps; the line is not looked at."""
        chunks = iter(speech)
        first = next(chunks, None)
        if first is None:
            return
        held = _Held(first)
        for chunk in itertools.chain([first], chunks):
            if chunk.phones and not held.told:
                yield from (*held.chunks, chunk)
                yield from chunks
                return
            yield from held.hear(chunk)
        yield from held.finish()


class _Held:
    """Sound that was heard and not yet told."""

    def __init__(self, first: Speech) -> None:
        band = "wide" if first.rate >= HZ["wide"] else "narrow"
        model = sounds(band)
        self.chunks: list[Speech] = []  # as they came, until something is told
        self.told = 0  # frames
        self._offset, self._hz = first.offset, HZ[band]
        self._resampler = Resampler(first.rate, HZ[band])
        self._running, self._path = Running(model.start), _Path(model)
        self._speech = replace(first, samples=first.samples[:0], words=(), emotions=())  # not yet told
        # Resampled, from AROUND frames before the next.
        self._sound: Floats = np.zeros(AROUND * self._hz // FRAMES, np.float32)

    def hear(self, chunk: Speech) -> Iterator[Speech]:
        if not self.told:
            self.chunks.append(chunk)
        self._speech = Speech.join([self._speech, chunk])
        yield from self._listen(self._resampler.feed(chunk.samples))

    def finish(self) -> Iterator[Speech]:
        """The rest: what is left of the sound, decided without what would come after it."""
        hop = self._hz // FRAMES
        rest = self._resampler.finish()
        waiting = len(self._sound) + len(rest) - AROUND * hop
        yield from self._listen(
            np.concatenate([rest, np.zeros((AROUND + BLOCK) * hop, np.float32)]), -(-waiting // hop)
        )
        if len(self._speech.samples):
            classes = self._path.feed(self._running.finish()) + self._path.finish()
            yield self._told(classes, self._speech)

    def _listen(self, sound: Floats, frames: int | None = None) -> Iterator[Speech]:
        """Whole blocks of the resampled sound; of no more than `frames` frames where the rest is padding."""
        hop = self._hz // FRAMES
        self._sound = np.concatenate([self._sound, sound])
        window = (AROUND + BLOCK + AROUND) * hop
        start = 0
        while start + window <= len(self._sound) and (frames is None or frames > 0):
            cepstra = mfcc(self._sound[start : start + window], self._hz)[AROUND : AROUND + BLOCK]
            if frames is not None:
                cepstra, frames = cepstra[:frames], frames - BLOCK
            classes = self._path.feed(self._running.feed(cepstra))
            if classes:
                edge = self._offset + samples_before(self.told + len(classes), self._speech.rate, FRAMES)
                certain, self._speech = self._speech.split(edge)
                yield self._told(classes, certain)
            start += BLOCK * hop
        self._sound = self._sound[start:]

    def _told(self, classes: list[int], chunk: Speech) -> Speech:
        """The sound of further frames with their phones."""
        begin = self.told
        self.told += len(classes)
        self.chunks = []
        return replace(chunk, phones=self._phones(classes, begin, chunk))

    def _phones(self, classes: list[int], begin: int, chunk: Speech) -> tuple[Phone, ...]:
        """Frames of one class as one phone; they meet at sample times, and the last ends with the chunk."""
        rate = chunk.rate
        at = [(self._offset + samples_before(begin + n, rate, FRAMES)) / rate for n in range(len(classes))]
        starts = [n for n in range(len(classes)) if n == 0 or classes[n] != classes[n - 1]]
        edges = [chunk.offset / rate, *(at[n] for n in starts[1:]), chunk.end / rate]
        labels = [LABELS[classes[n]] for n in starts] or [LABELS[0]]
        return tuple(Phone(*span) for span in zip(labels, edges[:-1], edges[1:], strict=True) if span[2] > span[1])


class _Path:
    """Viterbi with a fixed lag: the class of each frame, told `LAG` frames later (Rabiner 1989, eq. 33)."""

    def __init__(self, model: Sounds) -> None:
        self._model = model
        self._total: Floats = np.zeros(len(LABELS), np.float32)
        self._came: deque[NDArray[np.intp]] = deque(maxlen=LAG)
        self._seen = 0

    def feed(self, features: Floats) -> list[int]:
        """(T, FEATURES) further frames -> the classes that are decided now."""
        decided = []
        for score in self._model.score(features) if len(features) else ():
            best = int(self._total.argmax())
            switched = self._total < self._total[best] - SWITCH
            came = np.where(switched, best, np.arange(len(LABELS)))
            self._total = np.maximum(self._total, self._total[best] - SWITCH) + score
            self._total -= self._total.max()
            self._came.append(came)
            self._seen += 1
            if self._seen > LAG:
                decided.append(self._back(LAG))
        return decided

    def finish(self) -> list[int]:
        """The last frames."""
        return [self._back(n) for n in range(min(self._seen, LAG) - 1, -1, -1)]

    def _back(self, frames: int) -> int:
        """The class that the best path had so many frames ago."""
        at = int(self._total.argmax())
        for came in itertools.islice(reversed(self._came), frames):
            at = int(came[at])
        return at

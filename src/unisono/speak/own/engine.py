"""`Own`: our own small voice, cloned from a minute of anyone, offline, in numpy."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TypeVar

import numpy as np

from unisono.errors import InputError
from unisono.one_thread import one_thread, single
from unisono.speak.own.inventory import LANGUAGES
from unisono.speak.own.mels import RATE
from unisono.speak.own.net import Net
from unisono.speak.own.plan import planned
from unisono.speak.own.sounding import sound
from unisono.speak.own.speaker import ENGINE, Speaker
from unisono.types import SILENCE, Floats, Line, Phone, Span, Speech, Voice

_S = TypeVar("_S", bound=Span)

CHUNK = 1440  # samples: 60 ms
_CORPORA = {
    "LJ": "LJSpeech, English",
    "SSB0139": "AISHELL-3, Mandarin",
    "S0150": "AISHELL-1, Mandarin",
    "grid_s1": "GRID, English",
}
_ENROLMENT = 2  # changes with the way in which a voice is learnt: those in the cache are then learnt anew


class Own:
    """One net for all; a voice is a vector, a pitch, and what of the net was changed for it."""

    rate = RATE
    languages: tuple[str, ...] = LANGUAGES
    about = "our own small voice: clones from a minute of speech, offline"
    clones = True

    def __init__(self, net: Net | None = None) -> None:
        self._base = net
        self._last: tuple[Voice, Speaker, Net] | None = None  # to change the net for one voice takes a while

    @property
    def net(self) -> Net:
        """The weights of the package, unless it was made with others."""
        return self._base or _packaged()

    @property
    def version(self) -> str:
        """Of the weights, and of how enrolment learns."""
        return f"{_ENROLMENT} {self.net.print.tobytes().hex()}"

    def voices(self) -> tuple[Voice, ...]:
        """Speakers whom the net has learnt, the default first."""
        return tuple(
            Voice(name, ENGINE, Speaker(vector, pitch).state(self.net), provenance=_reader(name, pitch[0]))
            for name, (vector, pitch) in self.net.known.items()
        )

    def enroll(self, reference: Speech, text: str | None = None) -> Voice:
        """A voice learnt from a recording in about a minute; with what is said in it (`text`) it speaks better.

        SoundError if it cannot be used, TextError for a text without words.
        """
        from unisono.speak.own.enrolment import enrolled  # loads numba, which speaking does without

        with one_thread():
            return enrolled(self.net, reference, text)

    def speak(self, line: Line, voice: Voice) -> Generator[Speech, None, None]:
        """The line in chunks of 60 ms with its phones and words; the same line and voice give the same samples.

        TextError if it cannot be said, InputError for another engine's voice.
        """
        if voice.engine != ENGINE:
            raise InputError(f"voice {voice.name!r} is one of {voice.engine!r}; enroll the recording with {ENGINE!r}")
        return single(self._spoken(line, voice))

    def _spoken(self, line: Line, voice: Voice) -> Generator[Speech, None, None]:
        speaker, net = self._of(voice)
        plan = planned(net, speaker, line)
        waiting = _Waiting(plan.phones(), plan.spans(line.text))
        for samples in sound(net, plan):
            waiting.take(samples)
            while len(waiting.samples) > CHUNK:
                yield waiting.give(CHUNK)
        yield waiting.give(len(waiting.samples))

    def _of(self, voice: Voice) -> tuple[Speaker, Net]:
        if self._last is None or self._last[0] is not voice:
            if not Speaker.fits(voice.state, self.net):
                raise InputError(
                    f"voice {voice.name!r} does not fit the weights that are here; enroll the recording again"
                )
            speaker = Speaker.of(voice.state)
            self._last = (voice, speaker, speaker.net(self.net))
        return self._last[1:]


def _reader(name: str, pitch: float) -> str:
    """Who he is whom the net has learnt; `pitch` is his mean log Hz."""
    corpus = _CORPORA.get(name, name)
    return f"a reader of the training data ({corpus}), {np.exp(pitch):.0f} Hz"


@lru_cache(maxsize=1)
def _packaged() -> Net:
    with as_file(files("unisono.speak.own") / "data" / "own.npz") as place:
        return Net.load(place)


class _Waiting:
    """Sound that is certain and not yet given, and what is known about it."""

    def __init__(self, phones: tuple[Phone, ...], words: tuple[Span, ...]) -> None:
        self.samples: Floats = np.zeros(0, np.float32)
        self._offset = 0
        self._phones, self._words = list(phones), list(words)

    def take(self, samples: Floats) -> None:
        """More sound at the end."""
        self.samples = np.concatenate([self.samples, np.clip(samples, -1, 1).astype(np.float32)])

    def give(self, count: int) -> Speech:
        """The first `count` samples, with the phones and words that end in them."""
        edge = (self._offset + count) / RATE
        chunk = Speech(self.samples[:count], RATE, self._offset, self._told(edge), tuple(_upto(self._words, edge)))
        self.samples, self._offset = self.samples[count:], self._offset + count
        return chunk

    def _told(self, edge: float) -> tuple[Phone, ...]:
        """Those that are over, and of a pause what is over of it: nobody is to wait for its end."""
        told = list(_upto(self._phones, edge))
        if self._phones and self._phones[0].label == SILENCE and self._phones[0].start < edge - 1e-9:
            told.append(Phone(SILENCE, self._phones[0].start, edge))
            self._phones[0] = Phone(SILENCE, edge, self._phones[0].end)
        return tuple(told)


def _upto(spans: list[_S], edge: float) -> Iterator[_S]:
    while spans and spans[0].end <= edge + 1e-9:
        yield spans.pop(0)

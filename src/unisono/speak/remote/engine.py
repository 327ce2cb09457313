"""`Remote`: a voice of a running GPT-SoVITS server, the official api_v2.py; our aligner times its phones."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import Any

import numpy as np

from unisono.audio.resample import Resampler
from unisono.errors import EngineError, InputError, TextError
from unisono.speak.remote.asking import asked
from unisono.speak.remote.reference import Reference, cut
from unisono.speak.remote.server import DEFAULT, Server
from unisono.speak.remote.sound import Piece, unpacked
from unisono.text.marked import words
from unisono.types import Floats, Line, Speech, Voice

ENGINE = "remote"
CHUNK = 2880  # samples: 60 ms
_NOTHING = 16000  # samples per second of the silence that the server sends for a text without words, or a failure


class Remote:
    """A voice is 3 to 10 s of sound, or a path on the server's machine, and what is said there."""

    rate = 48000  # the highest that a server speaks at; its own is not known before it does
    languages: tuple[str, ...] = ("zh", "en", "ja", "yue", "ko")
    about = f"a running GPT-SoVITS server, api_v2.py, at --server {DEFAULT}"
    clones = True
    version = "1"

    def __init__(self, server: str = DEFAULT) -> None:
        """`server`: its address; behind a ? what it is to do, named as in /tts: `?streaming_mode=3&media_type=ogg`.

        Nothing is asked yet. InputError for what is no address.
        """
        self._server = Server.of(server)

    def voices(self) -> tuple[Voice, ...]:
        """None: a server does not tell what it has."""
        return ()

    def enroll(self, reference: Speech, text: str | None = None) -> Voice:
        """A voice of a recording: its best 3 to 10 s, which go along with the voice.

        When it speaks they are in a file, so the server must run on this machine, or see its cache. SoundError where
        they cannot be found, TextError where the text does not fit.
        """
        found, notes = cut(reference, text)
        return Voice("clone", ENGINE, found.state(), notes=notes)

    def refer(self, path: str, text: str | None = None) -> Voice:
        """A voice of a recording that lies on the server's machine: 3 to 10 s, in which `text` is said."""
        return Voice("clone", ENGINE, Reference(" ".join((text or "").split()), path).state())

    def speak(self, line: Line, voice: Voice) -> Iterator[Speech]:
        """The line in chunks, with phones and words. The same line and voice are asked for with the same seed.

        TextError if nothing in it is said, InputError for another engine's voice and for what the server refuses,
        EngineError where the server fails.
        """
        if voice.engine != ENGINE:
            raise InputError(f"voice {voice.name!r} is one of {voice.engine!r}; enroll the recording with {ENGINE!r}")
        if not any(word.phones for word in words(line)):
            raise TextError(f"there is nothing to say in {line.text[:40]!r}")
        return self._spoken(line, self._fields(line, Reference.of(voice.state)))

    def _spoken(self, line: Line, fields: dict[str, Any]) -> Iterator[Speech]:
        from unisono.align.own import Own as Aligner  # loads numba

        with closing(self._heard(fields)) as heard:
            yield from Aligner(live=True).align(line, heard)

    def _heard(self, fields: dict[str, Any]) -> Generator[Speech, None, None]:
        offset, samples = 0, np.zeros(0, np.float32)
        with closing(asked(self._server, fields)) as content:  # type: ignore[type-var]
            for more in _at_rate(unpacked(self._server.media, content, self._server.rate), self.rate):
                samples = np.concatenate([samples, more])
                while len(samples) > CHUNK:
                    yield Speech(samples[:CHUNK], self.rate, offset)
                    offset, samples = offset + CHUNK, samples[CHUNK:]
        if offset + len(samples) == 0:
            raise EngineError(f"{self._server.url} sent no sound; what went wrong stands in its log")
        yield Speech(samples, self.rate, offset)

    def _fields(self, line: Line, reference: Reference) -> dict[str, Any]:
        """The body of a request to /tts (specs/gpt-sovits.md §10)."""
        told = f"{line.text}\0{reference.text}\0{reference.path}".encode()
        return {
            "text": line.text,
            "text_lang": _language(line),
            "ref_audio_path": reference.place(),
            "prompt_text": reference.text,
            "prompt_lang": reference.language,
            "media_type": self._server.media,
            "streaming_mode": self._server.mode,
            "seed": zlib.crc32(told),
            **self._server.fields,
        }


def _language(line: Line) -> str:
    """One that the server reads the whole line in: its own ones read English beside theirs."""
    found = {word.language for word in words(line) if word.phones}
    others = found - {"en"}
    if len(others) > 1:
        return "auto_yue" if "yue" in others else "auto"
    return next(iter(others), "en")


def _at_rate(pieces: Iterable[Piece], rate: int) -> Iterator[Floats]:
    """Their samples at one rate, -1..1."""
    resampler, came = None, 0
    for own, samples in pieces:
        if own == _NOTHING:
            raise EngineError("the server found nothing to say, or failed at it; what went wrong stands in its log")
        if resampler is None:
            resampler, came = Resampler(own, rate), own
        if own != came:
            raise EngineError(f"the server changed from {came} to {own} samples per second within a sentence")
        yield np.clip(resampler.feed(samples), -1, 1)
    if resampler is not None:
        yield np.clip(resampler.finish(), -1, 1)

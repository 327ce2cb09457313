"""`GptSovits`: the field's few-shot voice cloning, with the official weights or the user's own."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np

from unisono.errors import InputError, TextError, WeightsError
from unisono.one_thread import single
from unisono.speak.gptsovits import memory, vocabulary
from unisono.speak.gptsovits.decoding import OFFICIAL, Choice
from unisono.speak.gptsovits.guards import TRIES
from unisono.speak.gptsovits.nets import Nets
from unisono.speak.gptsovits.phrases import phrases
from unisono.speak.gptsovits.reading import FIRST_LANGUAGES, Reader
from unisono.speak.gptsovits.state import ENGINE, USUAL, Manner, unpack
from unisono.speak.gptsovits.telling import silence
from unisono.text import front
from unisono.types import Line, Speech, Voice

_ENROLMENT = 1  # changes with the way in which a voice is made: those in the cache are then made anew


class GptSovits:
    """Any of its versions, v1 to v4."""

    about = "GPT-SoVITS: clones from a minute of speech, in any of five languages; needs weights (unisono pull)"
    clones = True

    def __init__(
        self,
        weights: str | Path | None = None,
        device: str = "cpu",
        seed: int = 0,
        choice: Choice = OFFICIAL,
        tries: int = TRIES,
        reader: Reader | None = None,
    ) -> None:
        """`weights`: a folder, a .pth file or a pulled name, see `files.found`; read when they are needed.

        `device`: "cpu" or "cuda". `seed`, `choice`: how tokens are drawn. `tries`: how often, where the aligner hears
        something else than the text; 0 lets all pass. `reader`: with nets that are open already.
        """
        self._weights, self._device, self._seed, self._choice = weights, device, seed, choice
        self._tries, self._opened = tries, reader

    @cached_property
    def reader(self) -> Reader:
        """The nets and what reads for them. WeightsError where a file is missing, MissingExtra where a runtime is."""
        if self._opened:
            return self._opened
        from unisono.speak.gptsovits.files import found  # these load what `unisono list` does without
        from unisono.speak.gptsovits.opening import opened

        files = found(self._weights)
        with memory.told():
            return Reader(opened(files, device=self._device), lambda: vocabulary.beside(files.bert))

    @property
    def nets(self) -> Nets:
        """The nets; those that are heavy are loaded when they are asked for."""
        return self.reader.nets

    @property
    def rate(self) -> int:
        """Hz: 32000, 24000 of v3, 48000 of v4."""
        return self.nets.rate

    @property
    def languages(self) -> tuple[str, ...]:
        """What the weights know; all languages of ours where there are no weights yet."""
        try:
            return FIRST_LANGUAGES if self.nets.version == "v1" else front.LANGUAGES
        except WeightsError:
            return front.LANGUAGES

    @property
    def version(self) -> str:
        """Of the weights, and of how enrolment chooses."""
        return f"{_ENROLMENT} {self.nets.print}"

    def voices(self) -> tuple[Voice, ...]:
        """None: it only clones."""
        return ()

    def enroll(self, reference: Speech, text: str | None = None) -> Voice:
        """A voice from a recording of some seconds to minutes; with what is said in it (`text`) it speaks better.

        SoundError if it cannot be used, TextError for a text that does not fit, or is needed (v3, v4) and lacks.
        """
        from unisono.speak.gptsovits.enrolment import enrolled  # loads what speaking does without

        with memory.told():
            return enrolled(self.nets, self.reader, reference, text)

    def felt(self, usual: Voice, feelings: Mapping[str, Voice]) -> Voice:
        """One voice that speaks as `usual`, and in each feeling as that voice does. See `stages.Feeling`."""
        from unisono.speak.gptsovits.feelings import felt

        return felt(usual, feelings)

    def speak(self, line: Line, voice: Voice) -> Generator[Speech, None, None]:
        """The line in chunks of 60 ms with its phones and words; the same line, voice and seed give the same samples.

        TextError if it cannot be said, InputError for a voice of another engine or of other weights, MissingExtra for
        a language that is not installed.
        """
        if voice.engine != ENGINE:
            raise InputError(f"voice {voice.name!r} is one of {voice.engine!r}; enroll the recording with {ENGINE!r}")
        return single(self._within_memory(line, voice))

    def _within_memory(self, line: Line, voice: Voice) -> Generator[Speech, None, None]:
        with memory.told():
            yield from self._spoken(line, voice)

    def _spoken(self, line: Line, voice: Voice) -> Generator[Speech, None, None]:
        from unisono.speak.gptsovits.speaking import Speaking  # loads the aligner and its numba

        manner, clock = self._manner(voice, line), 0
        found = phrases(line)
        if not found:
            raise TextError(f"nothing to say in {line.text[:40]!r}; give words or numbers")
        for number, phrase in enumerate(found):
            seed = int(np.random.SeedSequence([self._seed, number]).generate_state(1)[0])
            read = self.reader.read(phrase.text, phrase.language, phrase.marks)
            begin = clock
            speaking = Speaking(self.nets, manner, phrase, read, seed, self._choice, self._tries)
            for chunk in speaking.chunks():
                yield chunk.moved(begin)
                clock = begin + chunk.end
            for chunk in silence(phrase.pause, self.rate, clock):
                yield chunk
                clock = chunk.end

    def _manner(self, voice: Voice, line: Line) -> Manner:
        """As the line's feeling asks, where it was recorded; of a blend (happy+surprised) the first that was."""
        weights, manners = unpack(voice.state)
        if weights != self.nets.print:
            raise InputError(
                f"voice {voice.name!r} was made with other weights than these; give those, or enroll it again"
            )
        return next((manners[name] for name in line.emotion.split("+") if name in manners), manners[USUAL])

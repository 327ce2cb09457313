"""`Embedded`: a Synthesizer that needs no model, no network and no GPU, and says that it is a stand-in."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress

from unisono.errors import TextError
from unisono.speak.embedded import tuning
from unisono.speak.embedded.asked import Run, asked
from unisono.speak.embedded.enrolment import check, enrolled, made
from unisono.speak.embedded.process import Part, Worker
from unisono.speak.embedded.segments import RATE, segments
from unisono.speak.embedded.stream import chunks
from unisono.text.front import LANGUAGES
from unisono.types import Line, Speech, Voice

LOUDEST = 1.2  # times the usual: the peaks of the voice are at 0.82 and must not be clipped


class Embedded:
    """espeak-ng in a process of its own, started at the first sentence and kept warm."""

    rate = RATE
    languages: tuple[str, ...] = LANGUAGES
    about = "stand-in voice (espeak-ng): follows the pitch and pace of a recording, clones nobody"
    clones = False
    version = "1"

    def __init__(self) -> None:
        self._idle: list[Worker] = []

    def voices(self) -> tuple[Voice, ...]:
        """A low voice (115 Hz) and a high one (205 Hz), both at 165 words per minute."""
        return made("low", 115.0, 165.0), made("high", 205.0, 165.0)

    def enroll(self, reference: Speech, text: str | None = None) -> Voice:
        """A voice at the median pitch and the pace of the recording; `text` is not needed. SoundError if unusable."""
        return enrolled(reference)

    def speak(self, line: Line, voice: Voice) -> Generator[Speech, None, None]:
        """The line in chunks of 60 ms with its phones and words; the same line and voice give the same samples.

        TextError if it cannot be said, InputError for another engine's voice, EngineError if the process dies.
        """
        check(voice)
        runs = asked(line)
        parts = [_part(run, voice) for run in runs]
        gains = [min(run.manner.volume, LOUDEST) * tuning.gain(run.language, _hertz(run, voice)) for run in runs]
        with self._worker() as worker, closing(worker.say(parts)) as sounds:
            said = False
            for chunk in chunks(segments(sounds, runs), gains):
                said = True
                yield chunk
        if not said:
            raise TextError(f"nothing to say in {line.text[:40]!r}; give words or numbers")

    def close(self) -> None:
        """End the process. The next sentence starts another."""
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        """A process for one sentence. One that is told while another is being told has a process of its own."""
        worker = self._taken()
        try:
            yield worker
        finally:
            if worker.usable and not self._idle:
                self._idle.append(worker)
            else:
                worker.close()

    def _taken(self) -> Worker:
        """An idle process that can still be asked, or a new one."""
        with suppress(IndexError):  # not looked at before it is taken: another thread might be quicker
            while True:
                worker = self._idle.pop()
                if worker.usable:
                    return worker
                worker.close()
        return Worker()


def _hertz(run: Run, voice: Voice) -> float:
    return float(voice.state["pitch"][0]) * run.manner.pitch


def _part(run: Run, voice: Voice) -> Part:
    hertz, pace = _hertz(run, voice), float(voice.state["pace"][0])
    setting = tuning.pitch(run.language, hertz, run.tones)
    return Part(
        voice=tuning.voice(run.language, float(voice.state["pitch"][0])),
        pitch=setting,
        range=tuning.swing(run.language, setting),
        rate=min(max(round(tuning.pace(pace) * run.manner.rate), 80), 450),
        text=run.text,
    )

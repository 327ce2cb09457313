"""Lines in, takes out. Offline is the streaming path, joined. Knows the contracts, never an implementation."""

from __future__ import annotations

import bisect
import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from unisono import casting, plugins
from unisono.clock import Fps, samples_before
from unisono.stages import Aligner, Animator, Synthesizer
from unisono.text.script import script
from unisono.types import SILENCE, FaceTrack, Line, Phone, Span, Speech, Take, Voice

T = TypeVar("T")
S = TypeVar("S", bound=Span)


@dataclass
class Actor:
    """A voice with a face. `stream` performs lines as they come; `say` is the same, joined."""

    voice: Voice
    synthesizer: Synthesizer
    aligner: Aligner
    animator: Animator
    lead: int = 2  # chunks of speech made ahead of the face, on a thread of their own; 0: no thread

    @staticmethod
    def cast(
        voice: str | None = None,
        engine: str | None = None,
        fps: Fps = 60,
        seed: int = 0,
        consent: str = "",
        **options: Any,
    ) -> Actor:
        """An actor by names: `voice` is a recording's path, a `.voice` file or a built-in voice (None: the first).

        `engine`: None for the file's, else our own; `options` go to it, such as weights="DIR" to "gptsovits". To clone
        a recording for the first time takes up to a minute and a word on who agreed to it, `consent="Anna Li,
        herself"`; afterwards its voice is in the user's cache. SoundError where there is no such voice or the recording
        cannot be used, VoiceError where the file cannot or nobody agreed; UnknownPlugin for an unknown engine.
        """
        part = casting.part(voice, engine, **options)
        return Actor.of(part.synthesizer, part.voiced(consent), fps, seed)

    @staticmethod
    def of(synthesizer: Synthesizer, voice: Voice, fps: Fps = 60, seed: int = 0, style: str = "usual") -> Actor:
        """An actor of an engine and one of its voices. `style` of the face: a preset's name or a file of `fit`."""
        animator = plugins.load("animator", "rules", fps=fps, seed=seed, style=style)
        return Actor(voice, synthesizer, plugins.load("aligner", "given"), animator)

    def say(self, lines: str | Iterable[Line]) -> Take:
        """The whole performance. TextError if there is nothing to say."""
        return Take.join(self.stream(lines))

    def stream(self, lines: str | Iterable[Line]) -> Iterator[Take]:
        """Takes as soon as they are certain. Closing the iterator stops every stage within a chunk (barge-in)."""
        if isinstance(lines, str):
            lines = script(lines, self.synthesizer.languages)
        return _acted(self._speech(lines), self.animator, self.lead)

    def _speech(self, lines: Iterable[Line]) -> Iterator[Speech]:
        """Lines one after another on one clock."""
        clock = 0
        for line in lines:
            for part in (_silence(line.pause, self.synthesizer.rate), self._line(line)):
                heard = 0
                with released(part) as chunks:
                    for chunk in chunks:
                        yield chunk.moved(clock)
                        heard = chunk.end
                clock += heard

    def _line(self, line: Line) -> Iterator[Speech]:
        """One line, each chunk coloured with its emotion; a line without text is only its pause."""
        return _aligned(self.synthesizer.speak(line, self.voice), line, self.aligner) if line.text else iter(())


def _silence(seconds: float, rate: int) -> Iterator[Speech]:
    """A pause, told in pieces of at most 80 ms."""
    length, piece = round(seconds * rate), round(0.08 * rate)
    for start in range(0, length, piece):
        end = min(start + piece, length)
        pause = Phone(SILENCE, start / rate, end / rate)
        yield Speech(np.zeros(end - start, np.float32), rate, start, (pause,))


def waiting(inbox: queue.Queue[Line | None], piece: float = 0.08) -> Iterator[Line]:
    """Lines as somebody puts them into `inbox`, and pauses of `piece` seconds while it is empty: a head that listens.

    None ends it. Whoever reads the takes keeps the pace: read at once, an empty inbox gives pauses without end.
    """
    while True:
        try:
            line = inbox.get_nowait()
        except queue.Empty:
            line = Line("", pause=piece)
        if line is None:
            return
        yield line


def dub(recording: Iterable[Speech], line: Line, aligner: Aligner, animator: Animator, lead: int = 2) -> Iterator[Take]:
    """A recording with a face: `line` holds what is said in it, or nothing. The same way as a spoken line goes."""
    return _acted(_aligned(recording, line, aligner), animator, lead)


def _aligned(sound: Iterable[Speech], line: Line, aligner: Aligner) -> Iterator[Speech]:
    """One line's sound with its phones, each chunk coloured with the line's emotion."""
    with released(sound) as chunks:
        with released(aligner.align(line, chunks)) as aligned:
            for chunk in aligned:
                yield _felt(chunk, line)


def played(face: FaceTrack, speech: Speech) -> Iterator[Take]:
    """Captured motion as takes of about a second; its sound is cut, or filled with silence, to the face's length."""
    rate = speech.rate
    length = samples_before(len(face), rate, face.fps)
    samples = np.pad(speech.samples[:length], (0, max(0, length - len(speech.samples))))
    phones, words = _by_end(speech.phones, length / rate), _by_end(speech.words, length / rate)
    step = max(1, round(float(face.fps)))
    for first in range(0, len(face), step):
        last = min(first + step, len(face))
        start, end = (samples_before(frame, rate, face.fps) for frame in (first, last))
        told = (_ending(phones, start / rate, end / rate), _ending(words, start / rate, end / rate))
        heard = Speech(samples[start:end], rate, start, *told)
        frames = slice(first, last)
        yield Take(heard, FaceTrack(face.weights[frames], face.head[frames], face.gaze[frames], face.fps, first))


def _by_end(spans: tuple[S, ...], end: float) -> list[S]:
    """The spans that begin before `end`, none of them longer, in the order in which they end."""
    return sorted((replace(s, end=min(s.end, end)) for s in spans if s.start < end), key=lambda s: s.end)


def _ending(spans: list[S], start: float, end: float) -> tuple[S, ...]:
    """Those that end within (start, end]."""
    first, last = (bisect.bisect_right(spans, edge, key=lambda s: s.end) for edge in (start, end))
    return tuple(spans[first:last])


def _acted(speech: Iterable[Speech], animator: Animator, lead: int) -> Iterator[Take]:
    with released(ahead(speech, lead)) as chunks:
        with released(animator.animate(chunks)) as takes:
            yield from takes


def _felt(chunk: Speech, line: Line) -> Speech:
    """A chunk that knows its line's emotion."""
    if line.emotion == "neutral":
        return chunk
    start, end = chunk.offset / chunk.rate, chunk.end / chunk.rate
    return replace(chunk, emotions=(Span(line.emotion, start, end, line.strength),))


@contextmanager
def released(items: Iterable[T]) -> Iterator[Iterator[T]]:
    """An iterator that is closed when the block ends, however it ends; what cannot be closed is left alone."""
    iterator = iter(items)
    try:
        yield iterator
    finally:
        getattr(iterator, "close", lambda: None)()


def ahead(items: Iterable[T], depth: int) -> Iterator[T]:
    """Run `items` on a thread of its own, at most `depth` ahead of whoever reads. The only thread in the pipeline.

    An error in `items` is raised to the reader where it happened in the order of items; closing the reader closes them.
    """
    if depth == 0:
        with released(items) as source:
            yield from source
        return
    box: queue.Queue[tuple[bool, T | BaseException | None]] = queue.Queue(depth)
    stop = threading.Event()
    thread = threading.Thread(target=_work, args=(items, box, stop), daemon=True, name="unisono-ahead")
    thread.start()
    try:
        while True:
            is_item, value = box.get()
            if is_item:
                yield value  # type: ignore[misc]
            elif value is None:
                return
            else:
                raise value  # type: ignore[misc]
    finally:
        stop.set()
        thread.join()


def _work(items: Iterable[T], box: queue.Queue[tuple[bool, T | BaseException | None]], stop: threading.Event) -> None:
    def put(is_item: bool, value: T | BaseException | None) -> None:
        while not stop.is_set():
            try:
                return box.put((is_item, value), timeout=0.05)
            except queue.Full:
                continue

    try:
        with released(items) as source:
            for item in source:
                put(True, item)
                if stop.is_set():
                    return
        put(False, None)
    except BaseException as error:  # handed to the reader, who raises it
        put(False, error)

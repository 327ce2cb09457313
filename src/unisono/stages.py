"""The contracts. A stage is iterator in, iterator out: its locals are its state, the end of its input is its flush,
and closing it cancels it. A stage with lookahead says so: latency is their sum.

Chunks are held to 80 ms where the engine allows, for a chunk in flight cannot be interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

from unisono.clock import Fps
from unisono.types import Avatar, FaceTrack, Image, Line, Speech, Take, Voice


class Synthesizer(Protocol):
    """Text in one voice -> sound, with phones where the engine knows them."""

    about: str  # one line for `unisono list`: what it is, and what it is not
    clones: bool  # `enroll` makes a voice that is like the person's, so that the person is asked first

    @property
    def rate(self) -> int:
        """Samples per second of what it speaks."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """ "zh", "en", …"""
        ...

    @property
    def version(self) -> str:
        """Changes when what `enroll` makes changes, so that voices kept from before are made anew."""
        ...

    def voices(self) -> tuple[Voice, ...]:
        """The voices that it has without a recording, the default first; none for an engine that only clones."""
        ...

    def enroll(self, reference: Speech, text: str | None = None) -> Voice:
        """A voice from a recording (any rate; `text` is what is said in it, where known). SoundError if unusable."""
        ...

    def speak(self, line: Line, voice: Voice) -> Iterator[Speech]:
        """The line as chunks from offset 0. TextError if it cannot be said."""
        ...


@runtime_checkable
class Feeling(Protocol):
    """What a synthesizer may do besides: speak as the person does in a feeling, where that was recorded."""

    def felt(self, usual: Voice, feelings: Mapping[str, Voice]) -> Voice:
        """One voice of several, each enrolled from a recording; `feelings` by `Line.emotion`."""
        ...


@runtime_checkable
class Elsewhere(Protocol):
    """What a synthesizer may do besides: use a recording that lies on another machine, where it works."""

    def refer(self, path: str, text: str | None = None) -> Voice:
        """A voice of a recording by its path there; nothing of it is read here."""
        ...


class Aligner(Protocol):
    """The same sound, phones filled in where they are missing."""

    lookahead: float  # seconds
    about: str

    def align(self, line: Line, speech: Iterable[Speech]) -> Iterator[Speech]:
        """Chunks of one line. Speech that brings its phones passes through untouched."""
        ...


class Animator(Protocol):
    """Speech -> speech and face, recut to whole frames."""

    fps: Fps
    lookahead: float  # seconds of phones it must know beyond a frame before it can tell the frame
    about: str

    def animate(self, speech: Iterable[Speech]) -> Iterator[Take]:
        """One take for every stretch of whole frames that is certain. The face does not depend on how sound was cut."""
        ...


class Renderer(Protocol):
    """A face on an avatar -> pictures."""

    about: str

    def draw(self, avatar: Avatar, face: FaceTrack) -> Iterator[Image]:
        """One (H, W, 3) uint8 sRGB picture per frame, or (H, W, 4) with straight alpha.

        The array is the reader's to keep.
        """
        ...


class Sink(Protocol):
    """Writes takes to the place it was opened for and hands each on, so that sinks can be chained in constant memory.

    What it writes has a temporary name until the input ends; closing it early, or an error, removes it.
    """

    about: str

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after it was written. The file has its name once the iterator is exhausted."""
        ...


Draw = Callable[[FaceTrack], Iterator[Image]]  # a renderer with its avatar, loaded at the first frame
OpenSink = Callable[[Path, Draw], Sink]  # what an entry point of the group unisono.sink names

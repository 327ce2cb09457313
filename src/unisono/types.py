"""The nouns. Four flow (Line -> Speech -> FaceTrack -> Take), two stay (Voice, Avatar).

One clock: arrays carry integer offsets, spans carry absolute seconds. Imports numpy and our own clock only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from unisono.clock import Fps

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Image = NDArray[np.uint8]  # (H, W, 3) sRGB; (H, W, 4) with straight alpha

Rule = Literal["halfway", "together", "beyond"]

SILENCE = "sil"  # the label of a pause, told like a phone; a long one may be told in pieces

_S = TypeVar("_S", bound="Span")

_TOUCH = 1e-4  # seconds: spans that are so close meet; a sample is 2e-5, and moving spans rounds


@dataclass(frozen=True)
class Span:
    """A label over [start, end) seconds: a word, an emotion, a caption."""

    label: str
    start: float  # seconds
    end: float  # seconds
    weight: float = 1.0

    def moved(self: _S, seconds: float) -> _S:
        """The same span `seconds` later."""
        return replace(self, start=self.start + seconds, end=self.end + seconds)


@dataclass(frozen=True)
class Phone(Span):
    """An IPA phone (see `phones.py`). `start` is where the mouth begins the sound: for a stop, its closure."""

    release: float | None = None  # seconds; when a stop or affricate bursts

    def moved(self, seconds: float) -> Phone:
        """The same phone `seconds` later, its release too."""
        later = super().moved(seconds)
        return later if later.release is None else replace(later, release=later.release + seconds)


@dataclass(frozen=True)
class Mark:
    """A wish about characters [start, end) of a line's text.

    kind        value
    pinyin      the pronunciation: "chong2 qing4"
    arpabet     the pronunciation: "R EH1 D"
    ipa         the pronunciation: "rɛd"
    say-as      how numbers and letters are read: "digits", "characters", "date", …
    emphasis    1.0 as usual, more or less; below 0 is reduced
    rate        times the usual; likewise pitch and volume
    """

    kind: str
    start: int
    end: int
    value: float | str


@dataclass(frozen=True)
class Line:
    """What to say and how: one sentence, one feeling. A line without text is a pause."""

    text: str
    language: str = ""  # "zh", "en", …; empty: told from the script of the text
    emotion: str = "neutral"
    strength: float = 1.0  # of the emotion, 0..1
    pause: float = 0.0  # seconds of silence before it
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, eq=False)
class Speech:
    """Sound with what is known about it. A chunk is a short Speech; joined chunks are a long one.

    Phones cover the sound without gaps (a pause is a phone labelled `SILENCE`); a phone or word is told in the chunk
    where it ends. An emotion is told in pieces, one for every chunk that it colours.
    """

    samples: Floats  # (N,) mono, -1..1
    rate: int  # samples per second
    offset: int = 0  # samples that came before this chunk
    phones: tuple[Phone, ...] = ()
    words: tuple[Span, ...] = ()
    emotions: tuple[Span, ...] = ()

    @property
    def end(self) -> int:
        """Samples up to the end of this chunk, counted from the start of the stream."""
        return self.offset + len(self.samples)

    @property
    def duration(self) -> float:
        """Seconds of sound in this chunk."""
        return len(self.samples) / self.rate

    def moved(self, samples: int) -> Speech:
        """The same sound, `samples` later in the stream."""
        by = samples / self.rate
        return replace(
            self,
            offset=self.offset + samples,
            phones=tuple(p.moved(by) for p in self.phones),
            words=tuple(w.moved(by) for w in self.words),
            emotions=tuple(e.moved(by) for e in self.emotions),
        )

    def split(self, at: int) -> tuple[Speech, Speech]:
        """Two chunks that meet at sample `at` of the stream; what is known goes with the chunk where it ends."""
        edge = at / self.rate
        left = Speech(
            self.samples[: at - self.offset],
            self.rate,
            self.offset,
            phones=tuple(p for p in self.phones if p.end <= edge),
            words=tuple(w for w in self.words if w.end <= edge),
            emotions=tuple(replace(e, end=min(e.end, edge)) for e in self.emotions if e.start < edge),
        )
        right = Speech(
            self.samples[at - self.offset :],
            self.rate,
            at,
            phones=tuple(p for p in self.phones if p.end > edge),
            words=tuple(w for w in self.words if w.end > edge),
            emotions=tuple(replace(e, start=max(e.start, edge)) for e in self.emotions if e.end > edge),
        )
        return left, right

    @staticmethod
    def join(chunks: Iterable[Speech]) -> Speech:
        """Chunks that follow one another, as one; ValueError where they do not meet or there are none."""
        parts = list(chunks)
        if not parts:
            raise ValueError("no chunks to join; a stream of speech has at least one")
        for left, right in itertools.pairwise(parts):
            if left.rate != right.rate:
                raise ValueError(f"chunks differ in rate: {left.rate} and {right.rate} samples per second")
            if left.end != right.offset:
                raise ValueError(
                    f"chunks do not meet: one ends at sample {left.end}, the next starts at {right.offset}"
                )
        return Speech(
            np.concatenate([p.samples for p in parts]),
            parts[0].rate,
            parts[0].offset,
            phones=tuple(s for p in parts for s in p.phones),
            words=tuple(s for p in parts for s in p.words),
            emotions=merged(s for p in parts for s in p.emotions),
        )


def merged(pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order; neighbours of one label and weight that touch become one."""
    whole: list[Span] = []
    for piece in pieces:
        last = whole[-1] if whole else None
        if last and (last.label, last.weight) == (piece.label, piece.weight) and piece.start <= last.end + _TOUCH:
            whole[-1] = replace(last, end=max(last.end, piece.end))
        else:
            whole.append(piece)
    return tuple(whole)


@dataclass(frozen=True, eq=False)
class FaceTrack:
    """ARKit weights, head turn and gaze, frame by frame."""

    weights: Floats  # (T, 52) 0..1, in arkit.NAMES order
    head: Floats  # (T, 3) radians: pitch (+ looks down), yaw (+ to the character's left), roll (+ to their right)
    gaze: Floats  # (T, 2) radians: pitch (+ looks down), yaw (+ to the character's left); both eyes
    fps: Fps
    offset: int = 0  # frames that came before this chunk

    def __post_init__(self) -> None:
        frames = len(self.weights)
        for name, got, want in (
            ("weights", self.weights.shape, (frames, 52)),
            ("head", self.head.shape, (frames, 3)),
            ("gaze", self.gaze.shape, (frames, 2)),
        ):
            if got != want:
                raise ValueError(f"face {name} have shape {got}; expected {want} (see arkit.NAMES for the 52)")

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def end(self) -> int:
        """Frames up to the end of this chunk, counted from the start of the stream."""
        return self.offset + len(self)

    @staticmethod
    def join(chunks: Iterable[FaceTrack]) -> FaceTrack:
        """Chunks that follow one another, as one; ValueError where they do not meet or there are none."""
        parts = list(chunks)
        if not parts:
            raise ValueError("no chunks to join; a face track has at least one")
        for left, right in itertools.pairwise(parts):
            if left.end != right.offset or left.fps != right.fps:
                raise ValueError(
                    f"chunks do not meet: one ends at frame {left.end} ({left.fps} fps), "
                    f"the next starts at {right.offset} ({right.fps} fps)"
                )
        return replace(
            parts[0],
            weights=np.concatenate([p.weights for p in parts]),
            head=np.concatenate([p.head for p in parts]),
            gaze=np.concatenate([p.gaze for p in parts]),
        )


@dataclass(frozen=True, eq=False)
class Take:
    """A stretch of performance: speech and face over the same time."""

    speech: Speech
    face: FaceTrack

    @staticmethod
    def join(takes: Iterable[Take]) -> Take:
        """Takes that follow one another, as one."""
        parts = list(takes)
        return Take(Speech.join(t.speech for t in parts), FaceTrack.join(t.face for t in parts))


@dataclass(frozen=True, eq=False)
class Voice:
    """Who speaks. `state` is what `engine` computed from the reference; opaque to everyone else."""

    name: str
    engine: str
    state: Mapping[str, Floats] = field(default_factory=dict)
    provenance: str = ""  # where the reference came from
    consent: str = ""  # who agreed to the cloning, when; empty for a voice that clones nobody
    notes: tuple[str, ...] = ()  # one line each: what the user should know (noise, clipping, a stand-in, …)


@dataclass(frozen=True, eq=False)
class Material:
    """How a part of the avatar takes the light. Colours are linear RGB, 0..1."""

    name: str
    color: tuple[float, float, float] = (0.8, 0.8, 0.8)
    roughness: float = 0.6  # 0 mirror .. 1 chalk
    subsurface: float = 0.0  # 0 hard .. 1 skin: how far light bleeds past the terminator
    strands: float = 0.0  # 0 skin .. 1 hair that runs along v: its sheen lies across the strands
    sheet: bool | None = None  # its back is seen too; None: told from how much of it is border
    texture: Image | None = None  # multiplied with color; v runs down, as in glTF
    opacity: float = 1.0  # 0 glass .. 1; multiplied with the texture's alpha, where it has one
    cutoff: float | None = None  # less opaque than this is not there, the rest is solid; None: seen through in part


@dataclass(frozen=True, eq=False)
class Corrective:
    """What straight-line shapes miss when they act: an arc half-way, or too much where two pull at the same flesh."""

    drivers: tuple[int, ...]  # columns of arkit.NAMES: one or two
    rule: Rule
    where: Ints  # (N,) vertices that it moves
    moves: Floats  # (N, 3) metres, at amount 1

    def amount(self, weights: Floats) -> Floats:
        """(...) how much of it weights (..., 52) call for.

        Halfway: 1 where its driver, or the lesser of two, is at half, 0 at both ends. Together: their product. Beyond:
        by how much the first outruns the second.
        """
        one: Floats = weights[..., self.drivers[0]]
        other: Floats = weights[..., self.drivers[-1]]
        if self.rule == "halfway":
            less = np.minimum(one, other)
            return np.asarray(4 * less * (1 - less))
        if self.rule == "beyond":
            return np.asarray(np.maximum(one - other, 0))
        return np.asarray(one * other)


def driven(weights: Floats, correctives: tuple[Corrective, ...]) -> Floats:
    """(..., 52 + K): weights (..., 52), then the amounts of the K correctives."""
    if not correctives:
        return weights
    amounts = np.array([corrective.amount(weights) for corrective in correctives], weights.dtype)
    return np.concatenate([weights, np.moveaxis(amounts, 0, -1)], axis=-1)


@dataclass(frozen=True, eq=False)
class Avatar:
    """A head that can move: metres, Y up, facing +Z, the character's left at +X."""

    name: str
    vertices: Floats  # (V, 3) at rest
    triangles: Ints  # (F, 3), counter-clockwise seen from outside
    shapes: Floats  # (52, V, 3) displacement at weight 1, arkit.NAMES order; all zero where the avatar lacks one
    uvs: Floats  # (V, 2)
    colors: Floats  # (V, 3) linear RGB, multiplied with the material's
    materials: tuple[Material, ...]
    material: Ints  # (F,) index into materials
    follows: Floats  # (V,) 0..1 how much a vertex follows the turning head (shoulders 0, skull 1)
    pivot: tuple[float, float, float] = (0.0, 0.0, 0.0)  # what the head turns about
    missing: tuple[str, ...] = ()  # ARKit names that it has no shape for
    correctives: tuple[Corrective, ...] = ()  # added to the shapes, by amounts that follow from the same weights

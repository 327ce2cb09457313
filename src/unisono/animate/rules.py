"""Speech -> face by rules: dominance co-articulation, feeling, signs of life, and JALI's hard rules last. No weights.

A frame at time t is a function of the phones that start before t + `lookahead`, of the sound about it and of the seed:
chunks of any length give the same face to the bit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from unisono import arkit
from unisono.animate import contacts, dice, emotion, opening, visemes
from unisono.animate.coarticulation import blend
from unisono.animate.idle import BEHIND, Idle
from unisono.animate.loudness import Loudness
from unisono.animate.prosody import Prosody, Tone
from unisono.animate.score import LOOKAHEAD, Score, check
from unisono.animate.style import Style
from unisono.animate.style import style as named_style
from unisono.animate.visemes import Doubles
from unisono.clock import Fps, frames_covering, samples_before, whole_frames
from unisono.errors import InputError
from unisono.types import FaceTrack, Phone, Span, Speech, Take, merged

_PATIENCE = 10.0  # seconds of sound without phones that are kept before giving up
_BATCH = 64  # frames computed together: bounds memory when a chunk is long

_LATE = 0.005  # seconds that shapes come after their sounds: without, lips lead the envelope of the sound by as much
_BROWS = [place for name, place in arkit.INDEX.items() if name.startswith("brow")]
_UNEVEN = 0.08  # left and right differ by up to this part


class Rules:
    """The animator that needs no weights."""

    about = "dominance co-articulation and JALI's hard rules; any language with IPA phones; no weights"
    lookahead = LOOKAHEAD

    def __init__(self, fps: Fps = 60, seed: int = 0, style: Style | str = "usual") -> None:
        """`fps` 1 to 240 frames a second; `seed` of blinks, gaze and head: the same seed, the same performance.

        `style`: gains, a preset's name or a file of `unisono fit`. InputError for what is none.
        """
        if not 1 <= fps <= 240:
            raise InputError(f"a face of {fps} frames a second can't be made; give 1 to 240")
        self.fps = fps
        self.seed = seed
        self.style = named_style(style) if isinstance(style, str) else style

    def animate(self, speech: Iterable[Speech]) -> Iterator[Take]:
        """Takes as soon as they are certain, the last one with the remainder (its last frame may be partly filled).

        InputError for a phone outside the set, an unknown emotion, chunks that do not meet, or speech without phones.
        """
        scene: _Scene | None = None
        for chunk in speech:
            scene = scene or _Scene(chunk, self.fps, self.seed, self.style)
            scene.hear(chunk)
            if frames := scene.certain():
                yield scene.take(frames)
        if scene and (frames := scene.finish()):
            yield scene.take(frames)


class _Scene:
    """What one run of the animator remembers: what it heard and has not handed on, and what still moves the face."""

    def __init__(self, first: Speech, fps: Fps, seed: int, style: Style) -> None:
        if first.offset != 0:
            raise InputError(f"the stream of speech starts at sample {first.offset}; an animator expects it from 0 on")
        self._fps = fps
        self._held = replace(first, samples=first.samples[:0], phones=(), words=(), emotions=())
        self._coming: deque[tuple[Phone, Tone]] = deque()  # phones that no frame made so far depends on
        self._told = 0.0  # seconds of phones
        self._over = False
        self._feelings: tuple[Span, ...] = ()
        self._score = Score(float(1 / Fraction(fps)))
        self._loudness = Loudness(first.rate)
        self._prosody = Prosody(first.rate)
        self._idle = Idle(seed, style)
        self._mouth = _gains(style)  # (S,)
        self._rest = style.resting()  # (52,)
        self._sides = _uneven(seed, style.asymmetry)  # (52,)
        self._sides[_BROWS] *= style.brows
        self._done = 0  # frames

    def hear(self, chunk: Speech) -> None:
        """The next chunk."""
        try:
            self._held = Speech.join([self._held, chunk])
        except ValueError as error:
            raise InputError(str(error)) from error
        self._loudness.hear(chunk.samples)
        emotion.check(chunk.emotions)
        self._feelings = merged([*self._feelings, *chunk.emotions])
        for phone in chunk.phones:
            check(phone)
            self._told = phone.end
        self._coming.extend(zip(chunk.phones, self._prosody.hear(chunk), strict=True))
        untold = chunk.end / chunk.rate - self._told
        if untold > _PATIENCE:
            raise InputError(f"{untold:.0f} s of speech came without phones; put an aligner before the animator")

    def certain(self) -> int:
        """How many frames more can be told."""
        rate, heard = self._held.rate, self._held.end
        known = min(self._told, heard / rate) - LOOKAHEAD
        told = int(known * Fraction(self._fps)) + 1 if known >= 0 else 0
        return max(min(told, whole_frames(heard, rate, self._fps)) - self._done, 0)

    def finish(self) -> int:
        """The input has ended: how many frames are left. InputError if there was sound and no phone."""
        if self._held.end and not self._told:
            raise InputError("the speech came without phones; put an aligner before the animator")
        self._over = True
        return frames_covering(self._held.end, self._held.rate, self._fps) - self._done

    def take(self, frames: int) -> Take:
        """The next `frames` frames with their sound; after `finish`, with all that is left."""
        face = self._face(frames)
        edge = self._held.end if self._over else samples_before(self._done, self._held.rate, self._fps)
        speech, rest = self._held.split(edge)
        if self._over:  # what was told to end after the sound does
            speech = replace(speech, phones=self._held.phones, words=self._held.words)
        self._held = rest
        self._feelings = tuple(f for f in self._feelings if f.end > edge / rest.rate - emotion.LINGERS)
        return Take(speech, face)

    def _face(self, frames: int) -> FaceTrack:
        fps = Fraction(self._fps)
        weights = np.empty((frames, len(arkit.NAMES)), np.float32)
        head, gaze = np.empty((frames, 3), np.float32), np.empty((frames, 2), np.float32)
        for start in range(0, frames, _BATCH):
            batch = slice(start, min(start + _BATCH, frames))
            times = np.arange(self._done + batch.start, self._done + batch.stop) * fps.denominator / fps.numerator
            self._move_on(float(times[0]), float(times[-1]))
            weights[batch], head[batch], gaze[batch] = self._pose(times)
        self._done += frames
        return FaceTrack(weights, head, gaze, self._fps, self._done - frames)

    def _move_on(self, start: float, end: float) -> None:
        """Take in the phones that frames up to `end` depend on, and drop what those from `start` on do not."""
        while self._coming and self._coming[0][0].start < end + LOOKAHEAD:
            self._score.add(*self._coming.popleft())
        if self._over and not self._coming:
            self._score.finish()
        self._score.forget(start - BEHIND)
        self._loudness.forget(start - 1.0)

    def _pose(self, times: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        """Weights (T, 52), head (T, 3) and gaze (T, 2) at `times` (T,) seconds."""
        score, gestures = self._score, self._score.gestures
        mouth, speaking = blend(times - _LATE, gestures)
        mouth *= self._mouth
        opening.follow(mouth, times - _LATE, gestures, score.seals, self._loudness)
        weights = _arkit(mouth)
        if self._feelings:
            emotion.colour(weights, times, self._feelings, speaking)
        weights *= self._sides
        head, gaze = self._idle.move(weights, times, gestures)
        weights += self._rest
        contacts.enforce(weights, times, gestures, score.bites, score.seals)
        return np.minimum(np.maximum(weights, 0.0), 1.0), head, gaze


def _gains(style: Style) -> Doubles:
    """(S,) what a style makes of each shape of speech."""
    return np.where(np.arange(len(visemes.SHAPES)) == visemes.JAW, style.jaw, style.lips)


def _uneven(seed: int, gain: float) -> Doubles:
    """(52,) factors that make the left of the face a little stronger or weaker than the right."""
    sides = np.ones(len(arkit.NAMES))
    for n, part in enumerate(("mouth", "brow", "cheek")):
        left = [name.startswith(part) and name.endswith("Left") for name in arkit.NAMES]
        sides[left] += gain * _UNEVEN * (2 * dice.uniform(seed, 1, n) - 1)
    return sides


def _arkit(mouth: Doubles) -> Doubles:
    """(T, S) mouth shapes as (T, 52) weights."""
    padded = np.concatenate([mouth, np.zeros((len(mouth), 1))], axis=1)
    return padded[:, visemes.COLUMNS]

"""Sound while the tokens still come: every chunk looks at all tokens so far, and only what is new is sounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from unisono.errors import WeightsError
from unisono.speak.gptsovits.decoding import Tokens
from unisono.types import Floats

PER_TOKEN = 1280  # samples at 32 kHz
OVERLAP = 2  # tokens of the chunk before that a chunk says again
CHANNELS = 192  # of a latent, of which a token has two
_FIRST, _MOST = 16, 50  # tokens that are sounded at once
_LEAST = 10  # tokens: with fewer the decoder hears its own ends
USUAL = tuple(2 * (tokens + OVERLAP) for tokens in (16, 32, 50))  # frames of chunks as `chunk` wants them


def chunk(said: int) -> int:
    """Tokens that are sounded next behind `said`: few at first, so that sound comes early, then as many as were said.

    So chunks have few lengths: a runtime writes code for each.
    """
    return min(max(said, _FIRST), _MOST)


class Decoder(Protocol):
    """The nets of v1, v2, v2Pro and v2ProPlus that a stream asks, in any runtime."""

    def sounds(self, phones: Tokens) -> Any:
        """(N,) ids -> the text, read once however many tokens follow, as `latents` wants it."""

    def latents(self, tokens: Tokens, sounds: Any, style: Floats) -> Floats:
        """(T,), the text, (C,) a voice -> (192, 2 T): what will be said, each depending on all."""

    def sound(self, latents: Floats, style: Floats, noise: Floats) -> Floats:
        """(192, F), (C,), (192, F) how far to go off the prior's mean, 1 being its deviation -> (640 F,) samples."""


class Stream:
    """One piece of text in one voice: `nets.Sounding` on any runtime.

    The frames of a token depend on all other tokens, later ones too, so that all are encoded again for each chunk
    (the text, the flow and the decoder are not). What is drawn for a frame stays with it, so that a chunk repeats the
    end of the one before nearly to the sample. What is shorter than the next of `lengths` (frames, rising; none as in
    the official code) is sounded with so many frames more of what was said.
    """

    def __init__(
        self,
        decoder: Decoder,
        phones: Tokens,
        style: Floats,
        *,
        speed: float = 1.0,
        noise: float = 0.5,
        seed: int = 0,
        overlap: int = OVERLAP,
        lengths: Sequence[int] = USUAL,
    ) -> None:
        self._decoder, self._sounds, self._style = decoder, decoder.sounds(phones), style
        self._speed, self._wanted, self._lengths = speed, overlap, lengths
        self._strength, self._draw = np.float32(noise), np.random.default_rng(seed)
        self._noise: Floats = np.zeros((0, CHANNELS), np.float32)  # a row for each frame so far
        self.latents: Floats = np.zeros((CHANNELS, 0), np.float32)  # (192, 2 T) as they were said

    @property
    def overlap(self) -> int:
        """Samples that a chunk says again."""
        return int(self._wanted * PER_TOKEN / self._speed)

    def push(self, tokens: Tokens) -> Floats:
        """(T,) all tokens so far, more of them than last time -> (N,) samples of the new, after `overlap`."""
        latents = self._decoder.latents(tokens, self._sounds, self._style)  # (192, 2 T)
        said = self.latents.shape[1]
        new = latents.shape[1] - said
        again = min(max(2 * self._wanted, 2 * _LEAST - new), said)  # frames
        fresh = latents[:, said - again :].copy()  # (192, again + new)
        angle = np.linspace(0, np.pi / 2, again + 1, dtype=np.float32)[:-1]
        fresh[:, :again] = np.sin(angle) * fresh[:, :again] + np.cos(angle) * self.latents[:, said - again :]
        self.latents = np.concatenate([self.latents[:, : said - again], fresh], axis=1)
        start = said - again - self._before(again + new, said - again)
        spoken = at_speed(self.latents[:, start:], self._speed)
        noise = self._drawn(int(start / self._speed), spoken.shape[1])
        sound = self._decoder.sound(spoken, self._style, noise)
        if not np.isfinite(sound).all():
            raise WeightsError(
                "the SoVITS weights give no numbers (NaN); they are damaged or badly trained: give others"
            )
        return sound[max(int((said - start) * PER_TOKEN / 2 / self._speed) - self.overlap, 0) :]

    def back(self, count: int) -> None:
        """As `Sounding.back`; what is drawn for a frame stays the same."""
        self.latents = self.latents[:, : 2 * count]

    def _before(self, frames: int, most: int) -> int:
        """Frames further back, of which there are `most`, that are sounded with so many."""
        length = next((one for one in self._lengths if one >= frames), frames)
        return length - frames if length - frames <= most else 0

    def _drawn(self, start: int, frames: int) -> Floats:
        """(192, frames) of noise from frame `start` on."""
        more = start + frames - len(self._noise)
        if more > 0:
            drawn = self._draw.standard_normal((more, CHANNELS), np.float32)
            self._noise = np.concatenate([self._noise, drawn])
        return self._strength * self._noise[start : start + frames].T


def at_speed(latents: Floats, speed: float) -> Floats:
    """(192, F) -> (192, int(F / speed) + 1), linearly between; unchanged at speed 1."""
    frames = latents.shape[1]
    if speed == 1:
        return latents
    wanted = int(frames / speed) + 1
    place = np.clip((np.arange(wanted) + 0.5) * (frames / wanted) - 0.5, 0, frames - 1)
    left = np.minimum(place.astype(np.intp), frames - 2) if frames > 1 else np.zeros(wanted, np.intp)
    share = (place - left).astype(np.float32)
    between: Floats = latents[:, left] * (1 - share) + latents[:, np.minimum(left + 1, frames - 1)] * share
    return between

"""What a trainer learns from: sound at 16 kHz with its words as units, and their times where they are exact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unisono.types import Floats

RATE = 16000

Units = tuple[int, ...]  # of one pronunciation, numbers in align.units.UNITS
Words = tuple[tuple[Units, ...], ...]  # word by word, all its pronunciations


@dataclass(frozen=True)
class Piece:
    """One unit of which the times are exact."""

    unit: int
    start: float  # seconds from the start of the utterance; of a stop, its closure
    end: float
    release: float = -1.0  # seconds; when a stop bursts, -1 where nobody tells


@dataclass(frozen=True, eq=False)
class Utterance:
    """One stretch of sound and what is said in it."""

    name: str
    shard: str
    speaker: str
    language: str
    samples: NDArray[np.int16]  # (N,) at 16 kHz, -32768..32767
    words: Words = ()
    pieces: tuple[Piece, ...] = ()  # all of it, silence too; none where only the words are known
    times: tuple[tuple[float, float], ...] = ()  # seconds, of each word, where they are given

    @property
    def sound(self) -> Floats:
        """(N,) float32, -1..1."""
        return self.samples.astype(np.float32) / np.float32(32768)


def as_int16(samples: Floats) -> NDArray[np.int16]:
    """-1..1 -> int16."""
    return np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16)

"""WAV: the sound alone, 16 bits a sample."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from unisono.sinks.first import first
from unisono.sinks.partial import partial
from unisono.stages import Draw
from unisono.types import Floats, Take

MADE = "synthetic voice made by unisono"  # synthetic media say that they are


@dataclass(frozen=True)
class Wav:
    """Writes the sound at the rate it has."""

    path: Path
    draw: Draw
    about = "WAV, 16 bit mono: the sound alone"

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after its sound was written. OutputError as `partial`."""
        with partial(self.path) as temporary:
            start, takes = first(takes, self.path)
            with soundfile.SoundFile(
                temporary, "w", start.speech.rate, channels=1, subtype="PCM_16", format="WAV"
            ) as file:
                file.comment = MADE
                for take in takes:
                    _append(file, take.speech.samples)
                    yield take


def _append(file: soundfile.SoundFile, samples: Floats) -> None:
    try:
        file.write(_pcm(samples))
    except soundfile.LibsndfileError as error:
        raise OSError(errno.ENOSPC, str(error)) from error  # it tells no reason; on a file just opened there is one


def _pcm(samples: Floats) -> NDArray[np.int16]:
    """To the nearest step, and what is too loud to the last one: so sound read from 16 bits comes back unchanged."""
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)

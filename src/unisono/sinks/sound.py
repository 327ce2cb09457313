"""WAV: the sound alone, 16 bits a sample."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
        with partial(self.path, takes) as (temporary, takes):
            start, takes = first(takes, self.path)
            with _opened(temporary, start.speech.rate) as file:
                file.comment = MADE
                for take in takes:
                    with _full_disk_told():
                        file.write(_pcm(take.speech.samples))
                    yield take


def _opened(path: Path, rate: int) -> soundfile.SoundFile:
    with _full_disk_told():  # the header is written now
        return soundfile.SoundFile(path, "w", rate, channels=1, subtype="PCM_16", format="WAV")


@contextmanager
def _full_disk_told() -> Iterator[None]:
    """libsndfile tells no reason; to a file that was just made there is one."""
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise OSError(errno.ENOSPC, str(error)) from error


def _pcm(samples: Floats) -> NDArray[np.int16]:
    """To the nearest step, and what is too loud to the last one: so sound read from 16 bits comes back unchanged."""
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)

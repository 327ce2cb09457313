"""The shape of the voice's net, and the numbers that go in and come out: shared by numpy, torch and adaptation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.speak.own.inventory import COLUMNS
from unisono.speak.own.mels import RATE, WIDTH, bank, centres
from unisono.types import Floats, Ints

POINTS = (1 / 6, 1 / 2, 5 / 6)  # where in a sound its pitch is told
STYLE = 4  # rate, pitch, pitch range, energy: of an utterance against its speaker's usual; 0 is the usual
ROOM = 4  # the noise floor in four groups of bands: what is not the speaker's
PLACES = 2  # of a sound: how far the clause has gone, how far the line
TRACKS = 6  # of a frame: place in its sound from either end, log length, log pitch, pitch of the speaker, energy
VOICED_BANDS = 60  # bands in which single harmonics can be told apart
HEARD = int(np.searchsorted(centres(), 7600.0))  # bands that every recording has: what the speaker is heard by


def speaking(mel: Floats) -> NDArray[np.bool_]:
    """(T, BANDS) natural log mel, whatever its bands are measured from -> (T,) True in the loud frames of speech."""
    level = mel[:, :HEARD].mean(axis=1)
    return np.asarray(level > np.percentile(level, 95) - 3.0)


@dataclass(frozen=True)
class Shape:
    """Widths and dilations. A block reaches as many steps to either side as its dilation."""

    width: int = 256  # of encoder, predictor and decoder
    speaker: int = 64  # of the vector that tells a speaker
    hearing: int = 128  # of the net that makes it from mels
    encoder: tuple[int, ...] = (1, 2, 4, 8)
    predictor: tuple[int, ...] = (1, 2, 4)
    decoder: tuple[int, ...] = (1, 2, 4, 1, 2, 4)
    listener: tuple[int, ...] = (1, 2)

    @staticmethod
    def of(told: Mapping[str, Any]) -> Shape:
        """From its fields as JSON tells them."""
        fields: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in told.items()}
        return Shape(**fields)

    @property
    def condition(self) -> int:
        """Width of what conditions every block: speaker, style and room."""
        return self.speaker + STYLE + ROOM

    @property
    def lookahead(self) -> int:
        """Frames that the decoder looks ahead."""
        return sum(self.decoder)


@lru_cache(maxsize=1)
def offsets() -> Ints:
    """(8,) where the values of each token column begin in the one table of embeddings."""
    return np.cumsum([0, *COLUMNS.values()])[:-1].astype(np.int32)


def places(rows: Ints) -> Floats:
    """(N, 8) rows -> (N, 2) how far, 0..1, the clause and the line have gone at each sound."""
    count = len(rows)
    line = (np.arange(count) + 0.5) / max(count, 1)
    clause = np.zeros(count)
    ends = np.flatnonzero(rows[:, 6] > 2)
    begin = 0
    for end in (*ends.tolist(), count - 1):
        size = end + 1 - begin
        clause[begin : end + 1] = (np.arange(size) + 0.5) / max(size, 1)
        begin = max(begin, end + 1)
    return np.stack([clause, line], 1).astype(np.float32)


def tracks(frames: Ints, contour: Floats, pitch: Floats, energy: Floats) -> tuple[Ints, Floats]:
    """Which sound (T,) each frame belongs to, and (T, TRACKS) what the decoder is told of it.

    frames (N,); contour (T,) log Hz; pitch (T,) the same less the speaker's mean, over his deviation; energy (T,).
    """
    sound = np.repeat(np.arange(len(frames), dtype=np.int32), frames)
    size = frames[sound].astype(np.float32)
    at = np.arange(len(sound)) - (np.cumsum(frames) - frames)[sound] + 0.5
    edges = (at / size, np.minimum(size - at, 12) / 6, np.minimum(at, 12) / 6)
    return sound, np.stack([*edges, 2 * (contour - 5), pitch, energy], 1).astype(np.float32)


def spread(values: Floats, frames: Ints, points: tuple[float, ...] = POINTS) -> Floats:
    """(N, P) values at `points` of every sound -> (T,) in straight lines between them, at the middle of each frame."""
    begin = np.cumsum(frames) - frames
    at = (begin[:, None] + frames[:, None] * np.array(points)).reshape(-1)
    return np.asarray(np.interp(np.arange(int(frames.sum())) + 0.5, at, values.reshape(-1)), np.float32)


def combs(contour: Floats) -> Floats:
    """(T,) log Hz -> (T, VOICED_BANDS) what single harmonics add to the log mel of a flat spectrum."""
    low, step, table = _comb_table()
    at = np.clip((contour - low) / step, 0, len(table) - 1.001)
    whole = at.astype(np.int32)
    part = (at - whole)[:, None].astype(np.float32)
    return np.asarray(table[whole] * (1 - part) + table[whole + 1] * part, np.float32)


@lru_cache(maxsize=1)
def _comb_table() -> tuple[float, float, Floats]:
    """Of harmonics at every F0 from 50 to 600 Hz: the main lobes of the Hann window, summed in power, in bands."""
    logs = np.linspace(np.log(50.0), np.log(600.0), 400)
    bins = np.arange(WIDTH // 2 + 1) * RATE / WIDTH
    table = np.empty((len(logs), VOICED_BANDS))
    for row, log in enumerate(logs):
        away = np.abs(bins[:, None] - np.exp(log) * np.arange(1, 1 + int(4000 / np.exp(log)))) * WIDTH / RATE
        lobe = np.where(away < 2, np.sinc(away) + (np.sinc(away - 1) + np.sinc(away + 1)) / 2, 0.0)
        power = np.sqrt((lobe**2).sum(axis=1) * np.exp(log) / 100)
        table[row] = np.log(power @ bank()[:VOICED_BANDS].T + 0.02)
    table -= table.mean(axis=0)
    return float(logs[0]), float(logs[1] - logs[0]), table.astype(np.float32)

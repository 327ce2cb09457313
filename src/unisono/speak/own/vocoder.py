"""`Vocoder`: mel, pitch and voicing -> sound, without weights: a source through an envelope, then made to fit the mel.

It streams: however the frames come, the sound is the same, bit for bit; it is at most 56 ms behind them.
"""

from __future__ import annotations

import numpy as np

from unisono.speak.own.likening import Likening
from unisono.speak.own.mels import BANDS, FLOOR, HOP, WIDTH
from unisono.speak.own.source import Source
from unisono.types import Floats

_BEFORE = (WIDTH - HOP) // 2  # samples that a frame's window begins before the frame
_LOUDEST = 3.0  # log magnitude; a full-scale sine has 2.4 in its own band
_AHEAD = 2  # frames of source that a frame's window reaches into; 32 samples that it then lacks weigh 1 % and less


class Vocoder:
    """One utterance."""

    def __init__(self) -> None:
        self._source, self._likening = Source(), Likening()
        self._guess = np.zeros(_BEFORE, np.float32)  # from the first sample of the next window on
        self._waiting: list[tuple[Floats, float]] = []  # frames whose window is not yet full
        self._skip = _BEFORE  # samples that come before the first frame
        self._due = 0  # samples still to be told of the frames so far

    def feed(self, mel: Floats, hertz: Floats, voicing: Floats) -> Floats:
        """(n, BANDS) natural log as `mels.mel` tells it, (n,) Hz > 0, also where no voice sounds, (n,) 0..1.

        Told: the samples at 24 kHz, about -1..1, that are certain now. ValueError for other shapes, NaN or infinity.
        """
        _check(mel, hertz, voicing)
        parts = [np.zeros(0, np.float32)]
        for row, pitch, voice in zip(
            np.clip(mel, np.log(FLOOR), _LOUDEST).astype(np.float32), hertz, voicing, strict=True
        ):
            self._guess = np.concatenate([self._guess, self._source.feed(row, float(pitch), float(voice))])
            self._waiting.append((row, float(pitch)))
            self._due += HOP
            if len(self._waiting) > _AHEAD:
                parts.append(self._fit())
        return self._told(np.concatenate(parts))

    def finish(self) -> Floats:
        """The rest: with it there are HOP samples for every frame."""
        self._guess = np.concatenate([self._guess, self._source.finish()])
        parts = [self._fit() for _ in range(len(self._waiting))]
        return self._told(np.concatenate([*parts, self._likening.finish()]))

    def _fit(self) -> Floats:
        window = self._guess[:WIDTH]
        self._guess = self._guess[HOP:]
        row, hertz = self._waiting.pop(0)
        return self._likening.feed(np.pad(window, (0, WIDTH - len(window))), row, hertz)

    def _told(self, samples: Floats) -> Floats:
        skipped = min(self._skip, len(samples))
        self._skip -= skipped
        samples = samples[skipped : skipped + self._due]
        self._due -= len(samples)
        return samples


def _check(mel: Floats, hertz: Floats, voicing: Floats) -> None:
    frames = len(mel)
    for name, values, shape in (
        ("mel", mel, (frames, BANDS)),
        ("hertz", hertz, (frames,)),
        ("voicing", voicing, (frames,)),
    ):
        if np.shape(values) != shape:
            raise ValueError(f"{name} has shape {np.shape(values)}; expected {shape}, one row for every frame")
        if not np.isfinite(values).all():
            raise ValueError(f"{name} has NaN or infinite values; the net or the recording that it came from is broken")
    if frames and np.min(hertz) <= 0:
        raise ValueError("hertz has 0; expected a pitch in every frame, bridged where no voice sounds")

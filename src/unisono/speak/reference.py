"""A recording to make a voice from: whether it can be used at all, and what its maker should know about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from unisono.audio.features import FRAMES, energy, pitch
from unisono.audio.resample import resample
from unisono.errors import SoundError
from unisono.types import Floats, Speech

SHORTEST, LONGEST = 1.0, 300.0  # seconds: less is none, more is not listened to
_SILENT = -60.0  # dB: no frame of the recording is louder
_VOICED = 0.3  # seconds of voice that pitch is told from
_CLIPPED = 0.0005  # of the samples amid others at full scale


@dataclass(frozen=True, eq=False)
class Reference:
    """A recording in which there is a voice."""

    samples: Floats  # (N,)
    rate: int
    loudness: Floats  # (T,) dB, 100 frames a second
    hertz: Floats  # (T,) pitch, 0 without voice
    voiced: Floats  # (V,) pitch where the voice is not faint


def shortened(reference: Speech, rate: int) -> tuple[Speech, tuple[str, ...]]:
    """Its first minutes at no more than `rate`, and a note where that is not all."""
    notes: tuple[str, ...] = ()
    if reference.rate > 0 and reference.duration > LONGEST:
        reference, _ = reference.split(reference.offset + round(LONGEST * reference.rate))
        notes = (f"of the reference the first {LONGEST / 60:.0f} minutes are used: one minute is enough",)
    if reference.rate > rate and np.ndim(reference.samples) == 1 and np.isfinite(reference.samples).all():
        reference = replace(reference, samples=resample(reference.samples, reference.rate, rate), rate=rate)
    return reference, notes


def voice_in(reference: Speech) -> Reference:
    """SoundError, in one line, where there is no voice to follow."""
    samples = sound_of(reference)
    loudness = energy(samples, reference.rate)
    if loudness.max() < _SILENT:
        raise SoundError("the reference is silent; expected a recording of a voice")
    hertz = pitch(samples, reference.rate)
    voiced = hertz[(hertz > 0) & (loudness > np.percentile(loudness, 95) - 25)]
    if len(voiced) < _VOICED * FRAMES:
        raise SoundError("no voice is heard in the reference; expected someone who speaks for a second or more")
    return Reference(samples, reference.rate, loudness, hertz, voiced)


def sound_of(reference: Speech) -> Floats:
    """(N,) finite samples that are long enough. SoundError, in one line, where there are none."""
    samples = np.asarray(reference.samples, np.float32)
    if samples.ndim != 1:
        raise SoundError(f"the reference has shape {samples.shape}; expected one channel (audio.read makes it so)")
    if reference.rate < 1000:
        raise SoundError(f"the reference has {reference.rate} samples per second; expected 8000 or more")
    if not len(samples):
        raise SoundError("the reference is empty; expected a recording of a voice")
    if len(samples) < SHORTEST * reference.rate:
        raise SoundError(
            f"the reference is {reference.duration:.1f} s long; expected at least {SHORTEST:.0f} s of speech"
        )
    if not np.isfinite(samples).all():
        raise SoundError("the reference holds NaN or infinite samples; export the recording again")
    return samples


def clipping(samples: Floats) -> tuple[str, ...]:
    """A note where the recording was too loud for its format."""
    level = float(np.abs(samples).max())
    full = np.abs(samples) >= 0.999 * level
    share = float(np.mean(full[:-2] & full[1:-1] & full[2:]))  # a wave that is whole has no flat top
    if level < 0.5 or share < _CLIPPED:
        return ()
    return (f"the reference is clipped ({share:.1%} of its samples at full scale)",)

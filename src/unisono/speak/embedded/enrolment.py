"""A recording -> the two numbers that the stand-in can follow: median pitch and pace."""

from __future__ import annotations

import numpy as np

from unisono.audio.features import FRAMES, energy, pitch
from unisono.errors import SoundError
from unisono.speak.embedded import tuning
from unisono.types import Floats, Speech, Voice

ENGINE = "stand-in"
STAND_IN = "a stand-in voice (espeak-ng): it follows pitch and pace only and clones nobody"

SHORTEST = 1.0  # seconds
_SILENT = -60.0  # dB: no frame of the recording is louder
_VOICED = 0.3  # seconds of voice that pitch is told from
_CLIPPED = 0.0005  # of the samples amid others at full scale


def enrolled(reference: Speech) -> Voice:
    """The voice of a recording. SoundError, in one line, where there is no voice to follow."""
    samples = _sound(reference)
    loudness = energy(samples, reference.rate)
    if loudness.max() < _SILENT:
        raise SoundError("the reference is silent; expected a recording of a voice")
    hertz = pitch(samples, reference.rate)
    voiced = hertz[(hertz > 0) & (loudness > np.percentile(loudness, 95) - 25)]
    if len(voiced) < _VOICED * FRAMES:
        raise SoundError("no voice is heard in the reference; expected someone who speaks for a second or more")
    median = float(np.median(voiced))
    return made(ENGINE, median, _words_per_minute(loudness, hertz), (*_clipping(samples), *_out_of_reach(median)))


def made(name: str, hertz: float, pace: float, notes: tuple[str, ...] = ()) -> Voice:
    """A voice at a median pitch (Hz) and a pace (words per minute)."""
    state = {"pitch": np.array([hertz], np.float32), "pace": np.array([pace], np.float32)}
    return Voice(name, ENGINE, state, notes=(STAND_IN, *notes))


def _sound(reference: Speech) -> Floats:
    """(N,) finite samples that are long enough."""
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


def _words_per_minute(loudness: Floats, hertz: Floats) -> float:
    """The pace of the recording while it speaks: syllables per second as words of 1.5 syllables per minute."""
    speaking = loudness > np.percentile(loudness, 95) - 25
    seconds = max(int(speaking.sum()), 1) / FRAMES
    return 60 / 1.5 * _syllables(loudness, hertz) / seconds


def _syllables(loudness: Floats, hertz: Floats) -> int:
    """Voiced peaks of loudness within 25 dB of the loudest, each after a dip of 2 dB (de Jong & Wempe 2009)."""
    smooth = np.convolve(np.pad(loudness, 2, mode="edge"), np.hanning(7)[1:-1] / 3, "valid")
    peaks = np.flatnonzero((smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] >= smooth[2:])) + 1
    count, last = 0, 0
    for peak in peaks[smooth[peaks] > np.percentile(smooth, 99) - 25]:
        if smooth[peak] - smooth[last : peak + 1].min() >= 2:
            count += bool(hertz[peak] > 0)
            last = int(peak)
    return count


def _clipping(samples: Floats) -> tuple[str, ...]:
    """A note where the recording was too loud for its format."""
    level = float(np.abs(samples).max())
    full = np.abs(samples) >= 0.999 * level
    share = float(np.mean(full[:-2] & full[1:-1] & full[2:]))  # a wave that is whole has no flat top
    if level < 0.5 or share < _CLIPPED:
        return ()
    return (f"the reference is clipped ({share:.1%} of its samples at full scale)",)


def _out_of_reach(hertz: float) -> tuple[str, ...]:
    if tuning.LOW <= hertz <= tuning.HIGH:
        return ()
    reach = f"{tuning.LOW:.0f} to {tuning.HIGH:.0f} Hz"
    return (f"the reference speaks at {hertz:.0f} Hz; the stand-in reaches {reach}",)

"""A recording -> the two numbers that the stand-in can follow: median pitch and pace."""

from __future__ import annotations

import numpy as np

from unisono.audio.features import FRAMES
from unisono.errors import InputError
from unisono.speak.embedded import tuning
from unisono.speak.reference import clipping, voice_in
from unisono.types import Floats, Speech, Voice

ENGINE = "stand-in"
STAND_IN = "a stand-in voice (espeak-ng): it follows pitch and pace only and clones nobody"


def enrolled(reference: Speech) -> Voice:
    """The voice of a recording. SoundError, in one line, where there is no voice to follow."""
    heard = voice_in(reference)
    median = float(np.median(heard.voiced))
    notes = (*clipping(heard.samples), *_out_of_reach(median))
    return made(ENGINE, median, _words_per_minute(heard.loudness, heard.hertz), notes)


def made(name: str, hertz: float, pace: float, notes: tuple[str, ...] = ()) -> Voice:
    """A voice at a median pitch (Hz) and a pace (words per minute)."""
    state = {"pitch": np.array([hertz], np.float32), "pace": np.array([pace], np.float32)}
    return Voice(name, ENGINE, state, notes=(STAND_IN, *notes))


def check(voice: Voice) -> None:
    """InputError unless the voice is of this engine and has what it follows; it may come from a file."""
    if voice.engine != ENGINE:
        raise InputError(f"voice {voice.name!r} is one of {voice.engine!r}; enroll the recording with {ENGINE!r}")
    shapes = {name: value.shape for name, value in voice.state.items()}
    if not {"pitch": (1,), "pace": (1,)}.items() <= shapes.items():
        raise InputError(f"voice {voice.name!r} has no pitch and pace; enroll the recording again")


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


def _out_of_reach(hertz: float) -> tuple[str, ...]:
    if tuning.LOW <= hertz <= tuning.HIGH:
        return ()
    reach = f"{tuning.LOW:.0f} to {tuning.HIGH:.0f} Hz"
    return (f"the reference speaks at {hertz:.0f} Hz; the stand-in reaches {reach}",)

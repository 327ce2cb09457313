"""A recording -> a voice: learnt from where its text and phones are known, else heard; and what to think of it."""

from __future__ import annotations

import numpy as np

from unisono.audio.features import pitch
from unisono.audio.resample import resample
from unisono.speak.own.adapting import SECONDS, Adapted, adapted
from unisono.speak.own.heard import lessons_of, levelled
from unisono.speak.own.lessons import pitch_of
from unisono.speak.own.mels import RATE, mel
from unisono.speak.own.net import Net
from unisono.speak.own.shape import HEARD
from unisono.speak.own.speaker import Speaker
from unisono.speak.reference import clipping, voice_in
from unisono.types import Floats, Speech, Voice

ENGINE = "own"
DECIBELS = 20 / np.log(10)  # of a difference of one in natural logarithms of magnitude
_LEAST = 8.0  # seconds of speech that something can be learnt from
_CLEAN = 22.0  # dB between speech and the quietest moments, below which noise is told of


def enrolled(net: Net, reference: Speech, text: str | None = None, seconds: float = SECONDS) -> Voice:
    """`reference` with its phones and `text`: learnt from, for at most `seconds`; without either: heard only.

    SoundError, in one line, where there is no voice in it.
    """
    samples = voice_in(reference).samples
    notes = clipping(samples)
    lessons = lessons_of(reference, text) if text and reference.phones else []
    learnable = sum(len(lesson.mel) for lesson in lessons) / 100
    if learnable >= _LEAST:
        found = adapted(net, lessons, seconds)
        speaker = found.speaker
        notes += (_likeness(net, found, learnable),)
    else:
        sound = levelled(resample(samples, reference.rate, RATE))
        spectrum, hertz = mel(sound), pitch(sound, RATE)
        speaker = Speaker(net.heard(spectrum, pitch_of(hertz)), pitch_of(hertz))
        notes += (_why(text, reference, learnable),)
    return Voice("clone", ENGINE, speaker.state(), notes=(*notes, *_noise(samples, reference.rate)))


def _likeness(net: Net, found: Adapted, seconds: float) -> str:
    before, after = (error.mel * net.scale.spread * DECIBELS for error in (found.heard, found.learnt))
    if not found.steps:
        return f"{seconds:.0f} s of speech taught nothing that was not heard at once: within {before:.1f} dB of it"
    return f"learnt from {seconds:.0f} s of speech: within {after:.1f} dB of it ({before:.1f} dB before learning)"


def _why(text: str | None, reference: Speech, seconds: float) -> str:
    told = "the voice is only heard, not learnt: less alike. "
    if not text:
        return told + "Tell what is said in the recording"
    if not reference.phones:
        return told + "The recording was not aligned with its text"
    return told + f"{seconds:.0f} s of the recording fit its text; {_LEAST:.0f} s or more are needed"


def _noise(samples: Floats, rate: int) -> tuple[str, ...]:
    """A note where the quietest moments are not quiet."""
    level = mel(resample(samples, rate, RATE))[:, :HEARD].mean(axis=1)
    above = float(np.percentile(level, 90) - np.percentile(level, 4)) * DECIBELS
    if above >= _CLEAN:
        return ()
    return (f"the reference is noisy or echoes (speech {above:.0f} dB above its background): the voice will be too",)

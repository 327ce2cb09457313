"""What espeak-ng must be told so that it speaks at a pitch and a pace: a table of ours, measured once."""

from __future__ import annotations

import numpy as np

LOW, HIGH = 80.0, 300.0  # Hz, the medians that it can be brought to
SLOWEST, FASTEST = 150, 180  # words per minute: intelligible (word errors double at 133; specs/components.md)

VOICES = {"zh": "cmn-latn-pinyin", "en": "en-us"}
VARIANT = "+f1"  # formants 10 to 20 % higher and, of the female variants, the one without an echo in its closures
CHANGE = 150.0  # Hz: from here on the voice is a woman's or a child's, not a hurried man's

# Median pitch at espeak-ng's pitch settings STEPS, its range as in `swing`; from benchmarks/calibrate_pitch.py.
STEPS = np.arange(0, 100, 11)
MEDIAN = {
    "en-us": [64.4, 67.8, 75.0, 83.9, 94.8, 107.2, 121.9, 138.9, 159.0, 181.7],
    "en-us+f1": [104.1, 116.9, 131.0, 147.6, 167.3, 189.7, 216.2, 246.9, 283.2, 324.5],
    "cmn-latn-pinyin": [65.0, 68.6, 73.2, 78.4, 83.0, 92.0, 105.0, 119.2, 136.3, 155.5],  # the first is a guess
    "cmn-latn-pinyin+f1": [92.2, 103.8, 115.7, 130.2, 146.9, 165.9, 189.7, 216.4, 247.5, 283.9],
}
# What a sentence of one tone only (1..5) would add to the log of its median: fitted to 70 sentences, it leaves 1.7 %.
LIFT = (0.24, 0.02, -0.165, -0.02, -0.095)
# Level of speech (dB, over its frames within 25 dB of the loudest) at 120 Hz, measured on 54 sentences; 2.7 dB more for
# an octave up.
LEVEL = {"en-us": -19.2, "en-us+f1": -20.1, "cmn-latn-pinyin": -16.7, "cmn-latn-pinyin+f1": -17.4}
LOUDNESS = -20.0  # dB, what every voice is brought to


def voice(language: str, hertz: float) -> str:
    """espeak-ng's voice for a language at a median pitch."""
    return VOICES[language] + (VARIANT if hertz >= CHANGE else "")


def pitch(language: str, hertz: float, tones: tuple[int, ...] = ()) -> int:
    """espeak-ng's pitch setting, 0..99, for a median pitch of a text with these Mandarin tones; 1.4 % a step."""
    known = np.log(MEDIAN[voice(language, hertz)])
    # A syllable or two have no median to speak of, and a low tone alone must stay low.
    lift = sum(LIFT[tone - 1] for tone in tones) / (len(tones) + 3)
    return round(float(np.interp(np.log(np.clip(hertz, LOW, HIGH)) - lift, known, STEPS)))


def swing(language: str, setting: int) -> int:
    """espeak-ng's range setting, 0..99: its melody is in Hz, so it must grow with the pitch to stay as many semitones.

    Its own Mandarin melody is a third of a speaker's, so there it is doubled.
    """
    wide = {"zh": 99, "en": 50}[language]
    return min(99, round(wide * 2 ** ((setting - 50) / 50)))


def pace(words_per_minute: float) -> int:
    """espeak-ng's words per minute, held to where it is understood."""
    return round(float(np.clip(words_per_minute, SLOWEST, FASTEST)))


def gain(language: str, hertz: float) -> float:
    """The factor that brings a voice to `LOUDNESS`: a constant, so that a stream needs no look ahead; never above 1."""
    level = LEVEL[voice(language, hertz)] + 2.7 * float(np.log2(np.clip(hertz, LOW, HIGH) / 120))
    return float(min(1.0, 10 ** ((LOUDNESS - level) / 20)))

"""What espeak-ng must be told so that it speaks at a pitch and a pace: a table of ours, measured once."""

from __future__ import annotations

import numpy as np

LOW, HIGH = 80.0, 300.0  # Hz, the medians that it can be brought to
SLOWEST, FASTEST = 150, 180  # words per minute: intelligible (word errors double at 133; specs/components.md)

VOICES = {"zh": "cmn-latn-pinyin", "en": "en-us"}  # others by their own name
VARIANT = "+f1"  # formants 10 to 20 % higher and, of the female variants, the one without an echo in its closures
CHANGE = 150.0  # Hz: from here on the voice is a woman's or a child's, not a hurried man's

# Median pitch at espeak-ng's pitch settings STEPS, its range as in `swing`, and level of speech (dB, over its frames
# within 25 dB of the loudest) at 120 Hz, 2.7 dB more for an octave up: both from benchmarks/calibrate_pitch.py.
STEPS = np.arange(0, 100, 11)
MEDIAN = {
    "en-us": [64.3, 68.3, 75.5, 84.6, 95.5, 108.1, 122.9, 140.1, 160.3, 183.4],
    "en-us+f1": [104.6, 117.5, 131.8, 148.5, 168.4, 191.1, 217.8, 248.9, 285.5, 327.1],
    "cmn-latn-pinyin": [65.0, 68.7, 73.6, 78.6, 83.0, 91.5, 104.5, 118.6, 135.8, 155.2],  # the first is a guess
    "cmn-latn-pinyin+f1": [91.7, 103.4, 115.3, 129.4, 146.1, 164.6, 188.4, 215.2, 246.5, 282.9],
    "ja": [60.0, 65.3, 72.5, 81.4, 91.7, 103.8, 117.8, 134.2, 153.5, 175.4],  # the first is a guess
    "ja+f1": [101.9, 114.2, 127.9, 143.8, 162.7, 184.4, 209.9, 239.7, 274.8, 314.5],
    "yue": [64.0, 67.8, 71.4, 74.6, 78.5, 88.0, 100.5, 115.2, 132.2, 151.6],  # the first is a guess
    "yue+f1": [89.4, 100.3, 111.9, 124.9, 140.9, 159.6, 182.8, 209.3, 240.5, 276.5],
    "ko": [63.2, 68.6, 75.3, 84.5, 95.5, 108.1, 122.8, 140.0, 160.2, 183.2],
    "ko+f1": [104.1, 117.1, 131.3, 148.4, 168.2, 191.0, 217.8, 248.9, 285.4, 326.9],
}
LEVEL = {
    **{"en-us": -19.4, "en-us+f1": -20.2, "cmn-latn-pinyin": -17.1, "cmn-latn-pinyin+f1": -17.9, "ja": -18.8},
    **{"ja+f1": -19.4, "yue": -17.3, "yue+f1": -18.1, "ko": -18.5, "ko+f1": -19.1},
}
# What a sentence of one tone only (1..5) would add to the log of its median: fitted to 70 sentences, it leaves 1.7 %.
LIFT = (0.24, 0.02, -0.165, -0.02, -0.095)
LOUDNESS = -20.0  # dB, what every voice is brought to


def voice(language: str, hertz: float) -> str:
    """espeak-ng's voice for a language at a median pitch."""
    return VOICES.get(language, language) + (VARIANT if hertz >= CHANGE else "")


def pitch(language: str, hertz: float, tones: tuple[int, ...] = ()) -> int:
    """espeak-ng's pitch setting, 0..99, for a median pitch of a text with these Mandarin tones; 1.4 % a step."""
    known = np.log(MEDIAN[_measured(language, hertz)])
    # A syllable or two have no median to speak of, and a low tone alone must stay low.
    lift = sum(LIFT[tone - 1] for tone in tones) / (len(tones) + 3) if language == "zh" else 0.0
    return round(float(np.interp(np.log(np.clip(hertz, LOW, HIGH)) - lift, known, STEPS)))


def _measured(language: str, hertz: float) -> str:
    """The voice whose figures hold: of a language that was not measured, English's."""
    name = voice(language, hertz)
    return name if name in MEDIAN else voice("en", hertz)


def swing(language: str, setting: int) -> int:
    """espeak-ng's range setting, 0..99: its melody is in Hz, so it must grow with the pitch to stay as many semitones.

    Its own Mandarin melody is a third of a speaker's, so there it is doubled.
    """
    wide = 99 if language in ("zh", "yue") else 50
    return min(99, round(wide * 2 ** ((setting - 50) / 50)))


def pace(words_per_minute: float) -> int:
    """espeak-ng's words per minute, held to where it is understood."""
    return round(float(np.clip(words_per_minute, SLOWEST, FASTEST)))


def gain(language: str, hertz: float) -> float:
    """The factor that brings a voice to `LOUDNESS`: a constant, so that a stream needs no look ahead; never above 1."""
    level = LEVEL[_measured(language, hertz)] + 2.7 * float(np.log2(np.clip(hertz, LOW, HIGH) / 120))
    return float(min(1.0, 10 ** ((LOUDNESS - level) / 20)))

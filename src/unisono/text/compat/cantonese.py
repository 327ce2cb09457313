"""Cantonese as GPT-SoVITS says it: jyutping by ToJyutping, cut in initial and final, each after a Y (§4.5)."""

from __future__ import annotations

from typing import Final

from unisono.text.compat import chinese
from unisono.text.compat.extras import load
from unisono.text.compat.symbols import PUNCTUATION

# Tried in this order; a syllable without consonant takes its vowel as initial, and says its last letter again.
_INITIALS: Final = (
    "aa aai aak aap aat aau ai au ap at ak a p b e ts t dz d kw k gw g f h l m ng n s y w c z j ong on ou oi ok o uk "
    "ung"
).split()


def read(text: str) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """Text normalised as Mandarin's, its phones, and how many of them each of its characters has."""
    norm = chinese.normalise_cantonese(text)
    said = [_sound(syllable) for syllable in _syllables(norm)]
    return norm, tuple(phone for sound in said for phone in sound), tuple(len(sound) for sound in said)


def _syllables(norm: str) -> list[str]:
    pairs = load("ToJyutping").get_jyutping_list(norm)
    return [str(jyutping or character) for character, jyutping in pairs]


def _sound(syllable: str) -> tuple[str, ...]:
    if syllable in PUNCTUATION:
        return (syllable,)
    bare, tone = syllable[:-1], syllable[-1]
    initial = next((each for each in _INITIALS if bare.startswith(each)), "")
    if not initial or not tone.isdigit():
        return ("UNK", "UNK")
    if bare.startswith("nga"):
        initial = "ng"
    return "Y" + initial, "Y" + (bare[len(initial) :] or initial[-1]) + tone

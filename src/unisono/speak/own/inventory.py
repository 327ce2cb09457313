"""The sounds that the voice knows, and each as a row of numbers: symbol, tone, stress, language, place and boundaries.

Mandarin and English share one inventory, so that a speaker of one can say the other; other languages take the nearest
sounds of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from unisono.phones import VISEME, bases
from unisono.types import SILENCE, Ints

BREATH = "breath"  # a noise between words, as training hears it
SYMBOLS: tuple[str, ...] = (
    SILENCE,
    BREATH,
    *"p pʰ b t tʰ d k kʰ ɡ ʔ m n ŋ f v θ ð s z ʃ ʒ h x ɕ ʂ tʃ dʒ tɕ tɕʰ tʂ tʂʰ ts tsʰ l ɹ ɻ j w ɥ ɾ".split(),
    *"a ɑ æ ʌ ə ɚ ɛ ɤ ɔ o i ɪ u ʊ y ɿ ʅ aɪ aʊ eɪ oʊ ɔɪ".split(),
)
LANGUAGES = ("zh", "en")
# What comes after a sound: more of its syllable or word, or which boundary. English words are not cut into syllables.
INSIDE, SYLLABLE, WORD, COMMA, STOP, QUESTION = range(6)

# Columns of a row and how many values each has.
COLUMNS = {
    "symbol": len(SYMBOLS),
    "tone": 6,  # 0 none, 1..5; of the syllable, its initial too
    "stress": 3,  # 0 none, 1 primary, 2 secondary
    "language": len(LANGUAGES),
    "place": 5,  # 0 alone in its word, 1 first, 2 within, 3 last, 4 in no word
    "before": 6,
    "after": 6,
    "clause": 6,  # the boundary that ends the clause: a question is one from its beginning
}

_NUMBER = {symbol: number for number, symbol in enumerate(SYMBOLS)}
_NEAREST = dict(
    pair.split(":")
    for pair in (
        "ɓ:b ʈ:t ɖ:d ɽ:ɾ q:k ɢ:ɡ c:tɕ ɟ:dʒ dz:z dʑ:dʒ dʐ:dʒ pf:f ɱ:m ɲ:n ɳ:n ɴ:ŋ ʋ:v ʐ:ɻ ʑ:ʒ ɣ:ɡ χ:x ç:ɕ ʝ:j ɦ:h ħ:h "
        "ɸ:f β:v r:ɾ ʁ:ɹ ʀ:ɹ ɫ:l ɭ:l ʎ:l ɬ:l ʍ:w ɰ:w ɐ:a ɒ:ɔ e:eɪ ɜ:ɚ ɝ:ɚ ᴇ:ɛ ɨ:ɪ ɵ:ʊ ɯ:u ᵿ:ʊ ʏ:y ø:y œ:y ɘ:ə ᵻ:ɪ"
    ).split()
)
_BREATHED = frozenset("p t k".split())  # in English unless an s comes before them in the word, as in Mandarin pʰ


@dataclass(frozen=True)
class Sound:
    """One phone to say, or a pause."""

    label: str  # IPA with its stress; SILENCE for a pause, BREATH for one that is breathed through
    language: str = "zh"
    tone: int = 0
    word: int = -1  # which word of the reading; -1 for a pause
    after: int = INSIDE  # of a pause: the boundary that it is at


def language_of(language: str) -> str:
    """The one of `LANGUAGES` in whose way a language's sounds are said."""
    return "en" if language == "en" else "zh"


def rows(said: Sequence[Sound]) -> Ints:
    """Sounds -> (N, 8) numbers, columns as in `COLUMNS`. ValueError for a label that is not in the phone set."""
    table = np.zeros((len(said), len(COLUMNS)), np.int32)
    clause, before = STOP, STOP
    for at in range(len(said) - 1, -1, -1):
        sound = said[at]
        clause = sound.after if sound.after > WORD else clause
        table[at, 7] = clause
    for at, sound in enumerate(said):
        follows_s = at > 0 and said[at - 1].word == sound.word and said[at - 1].label == "s"
        symbol, stress = symbol_of(sound.label, sound.language, follows_s)
        if sound.word < 0:
            table[at, :7] = symbol, 0, 0, LANGUAGES.index(sound.language), 4, before, sound.after
            continue
        first = at == 0 or said[at - 1].word != sound.word
        last = sound.after >= WORD
        place = (0 if last else 1) if first else (3 if last else 2)
        table[at, :7] = symbol, sound.tone, stress, LANGUAGES.index(sound.language), place, before, sound.after
        before = sound.after
    return table


@lru_cache(maxsize=8192)
def symbol_of(label: str, language: str = "zh", follows_s: bool = False) -> tuple[int, int]:
    """Number in `SYMBOLS` of an IPA label of any language, and its stress 0..2."""
    if label in (SILENCE, BREATH):
        return _NUMBER[label], 0
    stress = 1 if "ˈ" in label else 2 if "ˌ" in label else 0
    plain = bases(label)
    if len(plain) == 2 and "".join(plain) in _NUMBER:
        return _NUMBER["".join(plain)], stress
    sign = plain[0]
    sign = sign if sign in _NUMBER else _NEAREST[sign]
    breathed = "ʰ" in unicodedata.normalize("NFD", label) or (language == "en" and sign in _BREATHED and not follows_s)
    return _NUMBER[f"{sign}ʰ" if breathed and f"{sign}ʰ" in _NUMBER else sign], stress


assert all(sign in _NUMBER or sign in _NEAREST for sign in VISEME), "every sign of the phone set has a symbol"

"""Acoustic units: what the aligner tells apart by ear, and which of them a phone of any language is made of.

A unit has three states from left to right; those of a stop are its closure, its burst and what follows the burst.
English and Mandarin have units of their own where their sounds differ; what others add comes last.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from unisono.phones import MANNER, bases
from unisono.types import SILENCE

STATES = 3  # of each unit

# Sounds that English and Mandarin share, then those of one of them (Mandarin's marked where English has the sign too).
_SHARED = "m n ŋ f s l w j".split()
_ENGLISH = "p b t d k ɡ tʃ dʒ v θ ð z ʃ ʒ h ɹ ɾ ʔ ɑ æ ʌ ɔ aʊ aɪ ɛ ɝ eɪ ɪ i oʊ ɔɪ ʊ u ə".split()
_MANDARIN = (
    "zh/p zh/pʰ zh/t zh/tʰ zh/k zh/kʰ x tɕ tɕʰ ɕ tʂ tʂʰ ʂ ɻ ts tsʰ ɥ "
    "zh/a zh/ɑ ɤ zh/ɛ zh/aɪ zh/eɪ zh/aʊ zh/oʊ zh/ə zh/i zh/u y zh/ʊ zh/o zh/ɚ ɿ ʅ"
).split()
_OTHER = "e o ɯ ɲ ɸ ç dz r œ".split()

# Nobody whom we could learn from said these: they borrow from a neighbour's weights (see train/learn.py).
BORROWING = {"r": "ɹ"}

NOISE, FILLER = "noise", "filler"  # breath, cough, click; any speech at all
UNITS: tuple[str, ...] = (SILENCE, NOISE, FILLER, *_SHARED, *_ENGLISH, *_MANDARIN, *_OTHER)
SIL = UNITS.index(SILENCE)  # not spoken, in any language

_NUMBER = {name: number for number, name in enumerate(UNITS)}
# Signs that a language has no unit for -> one that it has. "" holds for every language, after its own.
_NEAREST = {
    "en": dict(pair.split(":") for pair in "a:ɑ ɐ:ə ɒ:ɔ ɚ:ɝ ɜ:ɝ ᵻ:ɪ ɨ:ɪ o:oʊ e:eɪ r:ɹ x:h ɫ:l ʉ:u ɵ:ʊ ɬ:l".split()),
    "zh": dict(pair.split(":") for pair in "ʐ:ɻ ɹ:ɻ ɜ:zh/ɚ ɝ:zh/ɚ æ:zh/ɛ e:zh/ɛ ɔ:zh/o ʌ:zh/a ɪ:zh/i h:x".split()),
    "": dict(
        pair.split(":")
        for pair in (
            "a:zh/a ɐ:zh/a ɒ:ɔ ɜ:ɝ ɚ:ɝ ᵻ:ɪ ɨ:ɯ ɵ:œ ø:œ ʏ:y ɘ:ə ᴇ:ɛ ɫ:l ɭ:l ʎ:l ɬ:l ɓ:b ʈ:zh/t ɖ:d ɽ:ɾ ɢ:ɡ q:zh/k c:tɕ "
            "ɟ:dʒ dʑ:dʒ dʐ:dʒ pf:f ɱ:m ɳ:n ɴ:ŋ ʋ:v ʐ:ɻ ʑ:ʒ ɣ:ɡ χ:x ʝ:j ɦ:h ħ:h β:v ʁ:r ʀ:r ʍ:w ɰ:ɯ ᵿ:ʊ"
        ).split()
    ),
}
# In Korean and Cantonese, as in Mandarin, a plain p is not breathed upon; Japanese and English p is, a little.
_BARE_STOPS = ("zh", "ko", "yue")


@lru_cache(maxsize=8192)
def units_of(label: str, language: str = "en") -> tuple[int, ...]:
    """Numbers in `UNITS` of an IPA label, in order: most phones are one unit, a diphthong that none knows is two.

    `language`: "en", "zh", "ja", "yue", "ko", …: the same sign is another sound in another language. ValueError for
    what is not in the phone set.
    """
    plain = bases(label)
    breathed = "ʰ" in unicodedata.normalize("NFD", label)
    if len(plain) == 2 and (whole := _unit("".join(plain), language, breathed)) is not None:
        return (whole,)
    found = tuple(_unit(sign, language, breathed) for sign in plain)
    assert all(number is not None for number in found), f"{label!r} has no unit: see _NEAREST"
    return tuple(number for number in found if number is not None)


@lru_cache(maxsize=8)
def units_heard(language: str) -> tuple[int, ...]:
    """The units that a language's speech is told in: those of the signs that it may use, silence and noise first."""
    own = {"en": _SHARED + _ENGLISH, "zh": _SHARED + _MANDARIN}.get(language, _SHARED + _ENGLISH + _MANDARIN + _OTHER)
    return (SIL, _NUMBER[NOISE], *(_NUMBER[name] for name in own))


def label_of(unit: int) -> str:
    """The phone of `phones.py` that a unit stands for."""
    return UNITS[unit].rpartition("/")[2]


def is_closing(unit: int) -> bool:
    """True for stops and affricates, whose first state is the closure and whose second is the burst."""
    name = label_of(unit)
    return name not in (NOISE, FILLER) and MANNER[bases(name)[0]] in ("stop", "affricate") and name not in ("ɾ", "ʔ")


def _unit(sign: str, language: str, breathed: bool) -> int | None:
    """The unit of one sign, the language's own first."""
    chinese = language == "zh" or (language in _BARE_STOPS and MANNER.get(sign) in ("stop", "affricate"))
    if breathed and language in _BARE_STOPS and sign in _BREATHED:
        sign += "ʰ"
    near = (_NEAREST[key].get(sign, "") if key in _NEAREST else "" for key in (language, ""))
    first, last = near
    names = (first, f"zh/{sign}" if chinese else sign, sign, f"zh/{sign}", last)
    return next((_NUMBER[name] for name in names if name in _NUMBER), None)


_BREATHED = frozenset("p t k ts tɕ tʂ".split())

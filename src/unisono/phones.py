"""The one IPA phone set that every engine speaks and every face understands: what each sound is to the mouth.

A label is one IPA phone as engines write it (`pʰ`, `ɑː`, `aɪ`, `tʂ`, `ˈiː`, `ɛ˥˩`). `bases` reduces it to plain
symbols, two for a diphthong; `VISEME` and `MANNER` tell what lips, jaw and tongue do for each. Affricates are one.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from unisono.types import SILENCE

# viseme -> symbols. PP..U are the names of the table in specs/face-animation.md; we add
#   Y   rounded lips on an I tongue (Mandarin ü, French u)
#   AP  apical vowels of zi/zhi: jaw narrow, lips as the fricative
#   AX  schwa: nearly at rest
#   HH  sounds of the throat: lips take the neighbours' shape
_TABLE: dict[str, dict[str, str]] = {
    "stop": {"PP": "p b ɓ", "DD": "t d ʈ ɖ ɾ ɽ", "kk": "k ɡ q ɢ c ɟ", "HH": "ʔ"},
    "affricate": {"SS": "ts dz", "CH": "tʃ dʒ tɕ dʑ tʂ dʐ", "FF": "pf"},
    "nasal": {"PP": "m", "FF": "ɱ", "nn": "n ɲ ɳ", "kk": "ŋ ɴ"},
    "fricative": {
        "FF": "f v ʋ",
        "TH": "θ ð",
        "SS": "s z",
        "CH": "ʃ ʒ ɕ ʑ ʂ ʐ",
        "kk": "x ɣ χ ç ʝ",
        "HH": "h ɦ ħ",
        "U": "ɸ β",
    },
    "approximant": {"RR": "ɹ ɻ r ʁ ʀ", "DD": "l ɫ ɭ ʎ ɬ", "I": "j", "U": "w ʍ ɰ", "Y": "ɥ"},
    "vowel": {
        "aa": "a ɑ ɐ ʌ ɒ æ",
        "E": "e ɛ ɜ ɝ ᴇ",
        "I": "i ɪ ɨ",
        "O": "o ɔ ɵ ɤ",
        "U": "u ʊ ɯ ᵿ",
        "Y": "y ʏ ø œ",
        "AX": "ə ɚ ɘ ᵻ",
        "AP": "ɿ ʅ",
    },
    "silence": {"sil": SILENCE},
}

VISEME: dict[str, str] = {s: v for row in _TABLE.values() for v, symbols in row.items() for s in symbols.split()}
MANNER: dict[str, str] = {s: m for m, row in _TABLE.items() for symbols in row.values() for s in symbols.split()}

BILABIALS = frozenset("p b ɓ m".split())  # the lips meet
LABIODENTALS = frozenset("f v ʋ ɱ pf".split())  # lower lip to upper teeth
SIBILANTS = frozenset("s z ʃ ʒ ɕ ʑ ʂ ʐ ts dz tʃ dʒ tɕ dʑ tʂ dʐ".split())  # the jaw is nearly shut
STOPS = frozenset(s for s, m in MANNER.items() if m in ("stop", "affricate"))  # silent closure, then a burst

_ALIASES = {
    "g": "ɡ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
    "ʦ": "ts",
    "ʣ": "dz",
    "ʨ": "tɕ",
    "ʥ": "dʑ",
    "ɧ": "ʃ",
    "ɩ": "ɪ",
    "ʉ": "u",
    "ɶ": "œ",
}


@lru_cache(maxsize=4096)
def bases(label: str) -> tuple[str, ...]:
    """The plain symbols of a label: `tʂʰ` -> (tʂ,), `aɪ` -> (a, ɪ), `iː` -> (i,); ValueError for what is no phone."""
    if label == SILENCE:
        return (SILENCE,)
    plain = unicodedata.normalize("NFD", label).replace("\u0361", "").replace("\u035c", "")  # ties: t͡ɕ is tɕ
    found: list[str] = []
    at = 0
    while at < len(plain):
        for width in (2, 1):
            symbol = unicodedata.normalize("NFC", plain[at : at + width])  # ç is c + cedilla when taken apart
            symbol = _ALIASES.get(symbol, symbol)
            if symbol in VISEME:
                found.append(symbol)
                at += width
                break
        else:
            if not _is_modifier(plain[at]):
                raise ValueError(
                    f"{label!r} is not in the phone set: {plain[at]!r} (U+{ord(plain[at]):04X}); see phones.py"
                )
            at += 1
    if not found:
        raise ValueError(f"{label!r} names no phone; expected IPA such as 'p', 'aɪ' or {SILENCE!r} for a pause")
    return tuple(found)


def _is_modifier(char: str) -> bool:
    """Length, stress, tone, aspiration, palatalisation, syllabicity, ties: they colour a phone but move no lips."""
    return (
        unicodedata.category(char) in ("Mn", "Lm", "Sk")
        or char in "ː ˑ ˈ ˌ ʰ ʲ ʷ ˠ ˤ ˥ ˦ ˧ ˨ ˩ 0 1 2 3 4 5 6 7 8 9 . ‿ -"
    )


def is_vowel(label: str) -> bool:
    """True for vowels and diphthongs."""
    return MANNER[bases(label)[0]] == "vowel"


def is_stop(label: str) -> bool:
    """True for stops and affricates: sounds with a silent closure and a burst."""
    return bases(label)[0] in STOPS

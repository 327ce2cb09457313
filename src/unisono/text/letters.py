"""Which script a character is written in, and which languages write in it.

Told from the character's Unicode name, so every script is known by name without a table of ranges.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]")

# Languages that are not written in Latin letters; every other language is taken to be.
_WRITTEN_IN: dict[str, tuple[str, ...]] = {
    "Han": ("zh", "yue", "ja"),
    "Hiragana": ("ja",),
    "Katakana": ("ja",),
    "Hangul": ("ko",),
    "Cyrillic": ("ru", "uk", "bg", "sr", "kk"),
    "Arabic": ("ar", "fa", "ur"),
    "Hebrew": ("he",),
    "Greek": ("el",),
    "Thai": ("th",),
    "Devanagari": ("hi", "mr", "ne"),
}
_ELSEWHERE = frozenset(language for languages in _WRITTEN_IN.values() for language in languages)
_SPOKEN_SIGNS = frozenset("°℃℉№")  # symbols that are read as words; every other pictograph is dropped


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """`"Han"`, `"Latin"`, `"Hebrew"`, …; empty for what is no letter: digits, marks, signs, spaces, emoji."""
    if HAN.match(char):
        return "Han"
    if LATIN.match(char):
        return "Latin"
    if not unicodedata.category(char).startswith("L"):
        return ""
    # 𝐇 and ﬁ are letters in disguise: NFKC shows H and f.
    name = unicodedata.name(unicodedata.normalize("NFKC", char)[0], "")
    first = name.partition(" ")[0].partition("-")[0].capitalize()
    # Modifier letters (ʰ, ˈ) colour their neighbours and belong to no script.
    return {"Cjk": "Han", "Ideographic": "Han", "Modifier": ""}.get(first, first)


def spoken_in(script: str, languages: tuple[str, ...]) -> str:
    """The first of `languages` that is written in `script`; empty where none is."""
    if script == "Latin":
        return next((language for language in languages if language not in _ELSEWHERE), "")
    return next((language for language in languages if language in _WRITTEN_IN.get(script, ())), "")


@lru_cache(maxsize=8192)
def is_spoken(char: str) -> bool:
    """True for letters and digits: a text without any has nothing to say."""
    return unicodedata.category(char)[0] in "LN"


@lru_cache(maxsize=8192)
def is_silent(char: str) -> bool:
    """True for what is dropped: emoji, zero-width and control characters, lone surrogates, private use."""
    if char.isspace() or char in _SPOKEN_SIGNS:
        return False
    category = unicodedata.category(char)
    return category[0] == "C" or category in ("So", "Sk", "Me") or "\ufe00" <= char <= "\ufe0f"

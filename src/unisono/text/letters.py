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
_TRADE = frozenset("™℠©®℗")  # nobody says them


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
    """True for what is dropped: emoji, zero-width and control characters, lone surrogates, private use.

    Pictographs that are letters or figures in disguise are not: ㊗ is 祝, ㎡ is m².
    """
    if char.isspace() or (char.isascii() and char.isprintable()) or char == "°":
        return False
    category = unicodedata.category(char)
    if category == "So" and char not in _TRADE:
        return not any(map(str.isalnum, unicodedata.normalize("NFKC", char)))
    return category[0] == "C" or category in ("So", "Sk", "Me") or "\ufe00" <= char <= "\ufe0f"


def silent(text: str) -> str:
    """What `is_silent` drops of a text, each character once; invisible ones by number, such as U+200B."""
    dropped = dict.fromkeys(char for char in text if is_silent(char) and char not in _STYLE)
    return " ".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in dropped)


_STYLE = frozenset(["\u200d", *map(chr, range(0xFE00, 0xFE10))])  # joins emoji, or says how they look


def is_mark(text: str) -> bool:
    """True for punctuation and spaces alone: nobody misses a word there."""
    return all(unicodedata.category(char)[0] in "PZ" for char in text)

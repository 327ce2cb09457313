"""`Word`: what a front end finds in a text, in every language: how a word is said, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One word of a line, or a mark between words (no phones)."""

    text: str  # as written
    start: int  # characters of the line before it
    end: int
    language: str  # "zh", "en", "ja", "yue", "ko"
    said: str  # as read aloud: numbers as words; a mark as itself
    phones: tuple[str, ...] = ()  # IPA of phones.py; stress as ˈ ˌ before a vowel, length as ː
    symbols: tuple[str, ...] = ()  # the language's own: ARPAbet, pinyin initial and final+tone, kana, jamo, jyutping
    tones: tuple[int, ...] = ()  # one for each syllable where the language has tones or accents

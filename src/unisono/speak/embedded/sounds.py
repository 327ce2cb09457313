"""A word of the front end -> the sounds that espeak-ng is to say: phones, and the stress and tone of their vowels."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from unisono.phones import MANNER
from unisono.text import cantonese, mandarin


@dataclass(frozen=True)
class Sound:
    """A phone to be said."""

    phone: str  # without stress and tone
    stress: str = ""  # ˈ or ˌ
    tone: int = 0  # from 1; 0 for none
    like: str = ""  # the phone whose name it goes by; empty for its own

    @property
    def is_vowel(self) -> bool:
        """Whether it can be stressed."""
        return MANNER.get(self.phone[:1]) == "vowel"


def sounds(
    language: str, phones: tuple[str, ...], symbols: tuple[str, ...], tones: tuple[int, ...]
) -> list[list[Sound]]:
    """The sounds of each of espeak-ng's words: a syllable in Mandarin and Cantonese, else the whole word."""
    if language in ("zh", "yue"):
        return [_syllable(syllable, language) for syllable in _syllables(symbols)]
    if language == "ja":
        return [_accented(phones, symbols, tones)]
    return [_first_stressed(phones) if language == "ko" else [_as_written(phone) for phone in phones]]


def _as_written(phone: str) -> Sound:
    plain = phone.lstrip("ˈˌ")
    return Sound(plain, phone[: len(phone) - len(plain)])


def _syllables(symbols: tuple[str, ...]) -> list[str]:
    """Pinyin or jyutping with tones; the 儿 of 花儿 goes with the syllable that it colours: hua1+."""
    found = [""]
    for symbol in symbols:
        if symbol == "r5" and found[0]:
            found[-2] += "+"
            continue
        found[-1] += symbol
        if symbol[-1].isdigit():
            found.append("")
    return found[:-1]


def _syllable(syllable: str, language: str) -> list[Sound]:
    """Every syllable but a light one is stressed. The e of a light one (的, 了) is a schwa."""
    plain = syllable.rstrip("+")
    tone = int(plain[-1])
    light = language == "zh" and tone == 5
    phones = mandarin.ipa(plain) if language == "zh" else cantonese.ipa(plain)
    sounds = [Sound("ə" if light and phone == "ɤ" else phone) for phone in phones]
    stress = "" if light else "ˈ"
    toned = [replace(sound, stress=stress, tone=tone) if sound.is_vowel else sound for sound in sounds]
    return toned + [Sound("ɻ")] * (len(syllable) - len(plain))


def _first_stressed(phones: tuple[str, ...]) -> list[Sound]:
    """Korean has no stress, but espeak-ng begins its words with one, and its melody needs it."""
    sounds = [Sound(phone) for phone in phones]
    first = next((at for at, sound in enumerate(sounds) if sound.is_vowel), -1)
    return [replace(sound, stress="ˈ") if at == first else sound for at, sound in enumerate(sounds)]


def _accented(phones: tuple[str, ...], morae: tuple[str, ...], pitches: tuple[int, ...]) -> list[Sound]:
    """A stress where the pitch falls after a mora; a held stop (ッ) is one long stop; every vowel has voice."""
    falls = next((at for at, (here, after) in enumerate(itertools.pairwise(pitches)) if here > after), None)
    accent = -1 if falls is None else sum(mora not in ("ン", "ッ", "ー") for mora in morae[: falls + 1]) - 1
    found: list[Sound] = []
    vowels = 0
    for phone, after in itertools.pairwise((*phones, "")):
        soft = phone.endswith("ʲ") and after.startswith("i")  # before an i every consonant is
        sound = Sound(phone.replace(_DEVOICED, ""), like=phone[:-1] if soft else "")
        if sound.is_vowel:
            sound = replace(sound, stress="ˈ" if vowels == accent else "")
            vowels += 1
        elif found and found[-1].phone in _HELD and phone.startswith(found[-1].phone):
            sound = replace(sound, phone=phone + "ː", like=(sound.like or phone) + "ː")
            found.pop()
        found.append(sound)
    return found


_HELD = frozenset("p t k b d ɡ".split())
_DEVOICED = "\u0325"

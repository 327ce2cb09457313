"""Mandarin as GPT-SoVITS reads it: normalised text and phones, two for each ideograph (specs/gpt-sovits.md §4.3).

This is the official reading without its polyphone net: pypinyin, one jieba word after the other.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from unisono.text.compat.chinese_numbers import read_figures
from unisono.text.compat.chinese_sandhi import Word, change_tones, join_words, roll
from unisono.text.compat.marks import collapse
from unisono.text.compat.symbols import PUNCTUATION
from unisono.text.compat.words import searched, tagged

_DROPPED: Final = re.compile(r"[—《》【】<>{}()（）#&@“”^_|\\ ]")
_SENTENCE_END: Final = re.compile(r"(?<=[：、，；。？！,;?!])(?![”’])|(?<=[：、，；。？！,;?!][”’])|\n")
_HALF_WIDTH: Final = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
)
_SIGNS: Final = dict.fromkeys("：；，·、", ",") | {"。": ".", "\n": ".", "$": ".", "！": "!", "？": "?", "—": "-"}
_MARKS: Final = str.maketrans(_SIGNS | {"/": ",", "~": "…", "～": "…", "嗯": "恩", "呣": "母"})
_CANTONESE_MARKS: Final = str.maketrans(_SIGNS | {"~": "-", "～": "-"})
_UNREAD: Final = re.compile(r"[^\u4e00-\u9fa5!?…,.-]+")
_AFTER_MARK: Final = re.compile(r"(?<=[!?…,.-])")
_WITHOUT_INITIAL: Final = {"ing": "ying", "i": "yi", "in": "yin", "u": "wu"}
_WITH_INITIAL: Final = {"uei": "ui", "iou": "iu", "uen": "un"}
_SEMIVOWELS: Final = {"v": "yu", "i": "y", "u": "w"}
_AFTER_Y: Final = {"an": "En", "e": "E", "u": "v", "uan": "van", "ue": "ve", "un": "vn"}


def read(text: str) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """Normalised text, its phones, and how many of them each of its characters has."""
    norm = normalise(text)
    return norm, *phones(norm)


def normalise(text: str) -> str:
    """Only ideographs and ! ? … , . - are left; numbers and signs are words."""
    return collapse("".join(_only_readable(sentence, _MARKS) for sentence in _in_words(text)))


def normalise_cantonese(text: str) -> str:
    """The same for Cantonese, which keeps runs of marks and 嗯, and says ~ as a dash."""
    return "".join(_only_readable(sentence, _CANTONESE_MARKS) for sentence in _in_words(text))


def phones(norm: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """`normalise`'s text → its phones, and how many phones each of its characters has (2 or 1)."""
    said = [sound for sentence in _AFTER_MARK.split(norm) if sentence.strip() for sound in _sounds(sentence)]
    return tuple(phone for sound in said for phone in sound), tuple(len(sound) for sound in said)


def simplified(text: str) -> str:
    """Traditional characters → simplified, each by itself, full-width letters and figures → half-width."""
    return text.translate(_one_for_one()).translate(_HALF_WIDTH)


def split_syllable(pinyin: str) -> tuple[str, str]:
    """A written syllable without tone → its two symbols: 'zhi' → ('zh', 'ir'), 'an' → ('AA', 'an')."""
    if pinyin[0] in "aeo":
        return pinyin[0].upper() * 2, pinyin
    length = 2 if pinyin[:2] in ("zh", "ch", "sh") else 1
    initial, final = pinyin[:length], pinyin[length:]
    if initial == "y":
        return initial, _AFTER_Y.get(final, final)
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        final = "ir"
    if final == "i" and initial in ("z", "c", "s"):
        final = "i0"
    return initial, final


def _in_words(text: str) -> list[str]:
    """The sentences of a text, simplified, figures and signs as words."""
    sentences = _SENTENCE_END.split(_DROPPED.sub("", text))
    return [read_figures(simplified(sentence.strip())) for sentence in sentences if sentence]


def _only_readable(sentence: str, marks: dict[int, str]) -> str:
    return _UNREAD.sub("", sentence.replace("...", "…").translate(marks))


def _sounds(sentence: str) -> list[tuple[str, ...]]:
    """One sentence with at most one mark, its last character."""
    return [sound for word in join_words(tagged(sentence), _finals) for sound in _said(word)]


@lru_cache(maxsize=65536)
def _said(word: Word) -> tuple[tuple[str, ...], ...]:
    changed = roll(word, change_tones(word, _finals(word[0]), _halves))
    return tuple(_symbols(initial, final) for initial, final in zip(_initials(word[0]), changed, strict=True))


def _symbols(initial: str, final: str) -> tuple[str, ...]:
    if initial in PUNCTUATION:
        return (initial,)
    bare, tone = final[:-1], final[-1:]
    if not bare or tone not in "12345":
        return ("UNK", "UNK")  # a syllable pypinyin cannot write, such as 噷; the official code stops here
    consonant, vowel = split_syllable(_written(initial, bare))
    return consonant, vowel + tone


def _written(initial: str, final: str) -> str:
    """pypinyin's initial and final → the syllable as pinyin is written: '', 'uei' → 'wei'."""
    if initial:
        return initial + _WITH_INITIAL.get(final, final)
    if final in _WITHOUT_INITIAL:
        return _WITHOUT_INITIAL[final]
    return _SEMIVOWELS.get(final[0], final[0]) + final[1:]


@lru_cache(maxsize=65536)
def _halves(word: str) -> tuple[str, str]:
    """Where jieba's search cut would part the word: its shortest part, and the rest."""
    shortest = min(searched(word), key=len)
    if word.startswith(shortest):
        return shortest, word[len(shortest) :]
    return word[: -len(shortest)], shortest


@lru_cache(maxsize=65536)
def _finals(word: str) -> list[str]:
    from pypinyin import Style

    return [final or "0" for final in _pinyin(word, Style.FINALS_TONE3)]  # 噷 has none that pinyin can write


@lru_cache(maxsize=65536)
def _initials(word: str) -> list[str]:
    from pypinyin import Style

    return _pinyin(word, Style.INITIALS)


def _pinyin(word: str, style: Any) -> list[str]:
    from pypinyin import lazy_pinyin

    sounds: list[str] = lazy_pinyin(word, neutral_tone_with_five=True, style=style)
    if len(sounds) != len(word):  # neighbours pypinyin does not know come back as one
        sounds = [lazy_pinyin(character, neutral_tone_with_five=True, style=style)[0] for character in word]
    return sounds


@cache
def _one_for_one() -> dict[int, str]:
    # One character at a time: its neighbours do not decide (乾隆, 乾燥), and 麼 is not 么 but 麽.
    *_, written, said = (files(__package__) / "data" / "traditional.txt").read_text("utf-8").splitlines()
    return {ord(left): right for left, right in zip(written, said, strict=True)}

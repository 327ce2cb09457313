"""Can a text be said, and in which language? Told before any work begins."""

from __future__ import annotations

import re

from unisono.errors import TextError
from unisono.text.addresses import without
from unisono.text.letters import HAN, LATIN, is_spoken, script_of, spoken_in

_COMMON = re.compile(r"[\x00-\x7f\u3000-\u3020\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff65]+")  # ASCII, Han and their marks


def check(text: str, languages: tuple[str, ...]) -> None:
    """TextError when there is nothing to say, or letters that no voice of `languages` can speak."""
    if not text.strip():
        raise TextError("nothing to say: the text is empty; give a sentence")
    if not any(is_spoken(char) for char in text):
        raise TextError(f"nothing to say: {_shown(text)} holds no word and no number; give a sentence")
    check_letters(text, languages)


def check_letters(text: str, languages: tuple[str, ...]) -> None:
    """TextError when `text` holds letters that no voice of `languages` can speak."""
    for char in sorted(set(_COMMON.sub("", text)), key=text.find):
        _check_letter(char, text, languages)
    for letter in (LATIN.search(text), HAN.search(text)):
        if letter:
            _check_letter(letter.group(), text, languages)


def _check_letter(char: str, text: str, languages: tuple[str, ...]) -> None:
    """TextError where `char` is a letter that no voice can say; a lone Greek one (π, Δt) is read by its name."""
    name = script_of(char)
    if not name or spoken_in(name, languages):
        return
    word = _word_of(name, text, text.index(char))
    if name == "Greek":
        long = re.search(r"[\u0370-\u03ff\u1f00-\u1fff]{2,}", text)
        if not long:
            return
        word = long.group()[:20]
    raise TextError(
        f"no voice here speaks {name} letters, such as {_shown(word)}; the languages spoken are {', '.join(languages)}"
    )


def _word_of(name: str, text: str, at: int) -> str:
    end = at
    while end < len(text) and end < at + 20 and script_of(text[end]) == name:
        end += 1
    return text[at:end]


def _shown(text: str) -> str:
    """A short quotation that every terminal can print."""
    short = text.strip()[:20].encode("utf-8", "backslashreplace").decode()
    return f"{short!r}" + ("…" if len(text.strip()) > 20 else "")


_KANA = re.compile(r"[ぁ-ゖァ-ヺー]")
_CANTONESE = re.compile(r"[嘅咗哋啲冇佢喺嚟唔嗰咁嘢噉咩啩喎㗎乜嘥攞搵瞓]|呢[個啲度排]|係咪|點解|而家")
_CLAUSE = re.compile(r"[^，。！？；：、,!?;:\n]+")
_WORDS = re.compile(rf"(?:{LATIN.pattern})+")
_LATIN_WORD, _LATIN_SHORT = 0.7, 0.3  # of a Han character: what a word counts; one of a letter or two


def language_of(text: str, languages: tuple[str, ...]) -> str:
    """The language that most of a text is written in; empty where it has no letter of any of them.

    Han characters among kana are Japanese, beside characters that only Cantonese writes Cantonese, and else of the
    first of `languages` that writes them.
    """
    weights: dict[str, float] = {}
    for char in _COMMON_LATIN.sub("", text):
        name = script_of(char)
        weights[name] = weights.get(name, 0.0) + 1
    for word in _WORDS.findall(without(text)):
        weights["Latin"] = weights.get("Latin", 0.0) + (_LATIN_WORD if len(word) > 2 else _LATIN_SHORT)
    kana = weights.get("Hiragana", 0) + weights.get("Katakana", 0)
    found: dict[str, float] = {}
    for name, weight in weights.items():
        language = _of_han(text, languages, kana) if name == "Han" else spoken_in(name, languages)
        if language and weight:
            found[language] = found.get(language, 0.0) + weight
    return max(found, key=lambda language: found[language], default="")


_COMMON_LATIN = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ɏ\u2010-\u2027\u3000-\u3020\uff01-\uff0f\uff1a-\uff20]+")


def _of_han(text: str, languages: tuple[str, ...], kana: float) -> str:
    if kana and "ja" in languages:
        both = any(_KANA.search(clause) and HAN.search(clause) for clause in _CLAUSE.findall(text))
        if both or len(HAN.findall(text)) < kana:
            return "ja"
    if "yue" in languages and _CANTONESE.search(text):
        return "yue"
    return spoken_in("Han", languages)

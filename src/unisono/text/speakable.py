"""Can a text be said, and in which language? Told before any work begins."""

from __future__ import annotations

import re

from unisono.errors import TextError
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


def language_of(text: str, languages: tuple[str, ...]) -> str:
    """The language that has most syllables: a Han character is one, a Latin word one for every three letters."""
    weights: dict[str, float] = {}
    for char in text:
        name = script_of(char)
        if name and (language := spoken_in(name, languages)):
            weights[language] = weights.get(language, 0.0) + (1 / 3 if name == "Latin" else 1.0)
    return max(weights, key=lambda language: weights[language], default="")

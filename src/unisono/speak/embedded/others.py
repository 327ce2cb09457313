"""Languages beyond those of the front end: espeak-ng reads them itself and names their phones in its own way."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from unisono.errors import TextError
from unisono.phones import bases
from unisono.text.front import LANGUAGES
from unisono.text.word import Word


def voice_of(language: str) -> str:
    """espeak-ng's name for a language that it reads itself; empty for one that our front end reads.

    TextError for a language that nobody reads.
    """
    name = language.replace("_", "-").lower()
    first = name.partition("-")[0]
    if first in ("", "cmn", *LANGUAGES):
        return ""
    for known in (name, first):
        if known in _voices():
            return known
    spoken = ", ".join(LANGUAGES)
    raise TextError(f"the stand-in voice does not speak {language!r}; it speaks {spoken}, and de, fr, es and the like")


def unread(text: str, language: str) -> tuple[Word, ...]:
    """The words between spaces, without phones."""
    return tuple(
        Word(found.group(), found.start(), found.end(), language, found.group()) for found in _WORD.finditer(text)
    )


_WORD = re.compile(r"\w(?:\S*\w)?")
_UNSAID = re.compile(r"[^\w'’.,%-]|_")


def plain(word: str) -> str:
    """A word without what is espeak-ng's own writing, such as [[ and <."""
    return " ".join(_UNSAID.sub(" ", word).split())


@lru_cache(maxsize=1024)
def named(ipa: str) -> str:
    """espeak-ng's name of a phone, or what of it is in our set: some languages have symbols that are nobody's IPA."""
    try:
        bases(ipa)
    except ValueError:
        return "".join(filter(_is_phone, ipa)) or "ə"
    return ipa


def _is_phone(char: str) -> bool:
    try:
        return bool(bases(char))
    except ValueError:
        return False


@lru_cache(maxsize=1)
def _voices() -> frozenset[str]:
    found = find_spec("espeakng_loader")
    folder = Path(str(found.origin)).parent / "espeak-ng-data" / "lang" if found else Path()
    return frozenset(path.name.lower() for path in folder.rglob("*") if path.is_file())

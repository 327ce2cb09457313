"""`segments`: one piece of text, as GPT-SoVITS's own front end hands it to its nets (specs/gpt-sovits.md §4.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Final

from unisono.errors import TextError
from unisono.text.compat.split import LANGUAGES, Run, split
from unisono.text.compat.symbols import SYMBOLS, Version, ids

_FEWEST: Final = 6  # phones; a shorter piece is said after a stop
_LONGEST: Final = 2000  # characters; the official code cuts at 510, and some rules below are quadratic
_SPECIAL: Final = (("￥", "SP2"), ("^", "SP3"))
_MODULES: Final = {"zh": "chinese", "en": "english", "ja": "japanese", "yue": "cantonese", "ko": "korean"}

_KNOWN: Final = {version: frozenset(table) for version, table in SYMBOLS.items()}

_Reads = Callable[[str], "tuple[str, tuple[str, ...], tuple[int, ...] | None]"]


@dataclass(frozen=True)
class Segment:
    """A run in one language: as written, as read, and its phones with their rows in the embedding."""

    lang: str  # "zh", "en", "ja", "yue", "ko"
    text: str
    norm: str
    phones: tuple[str, ...]
    word2ph: tuple[int, ...] | None  # phones of each character of norm; None where the language has none such
    ids: tuple[int, ...]


def segments(text: str, language: str, version: Version = "v2") -> tuple[Segment, ...]:
    """One piece → its runs. `language` is one of `split.LANGUAGES`.

    TextError when the language is another one or the piece is too long. MissingExtra when a package it needs is not
    installed.
    """
    if language not in LANGUAGES:
        raise TextError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    if len(text) > _LONGEST:
        raise TextError(f"a piece of {len(text)} characters; at most {_LONGEST} fit: cut the text at sentence ends")
    text = text.encode("utf-8", "ignore").decode()  # half a surrogate pair is no character
    found = _read(split(text, language), version)
    return found if _is_enough(found) else _read(split("." + text, language), version)


def segments_of(runs: Sequence[Run], version: Version = "v2") -> tuple[Segment, ...]:
    """A piece whose languages are known: "zh", "en", "ja", "yue", "ko". Nothing is detected. Errors as `segments`."""
    found = _read(runs, version)
    if not runs or _is_enough(found):
        return found
    (first, text), *others = runs
    return _read([(first, "." + text), *others], version)


def _is_enough(found: Sequence[Segment]) -> bool:
    return sum(len(segment.phones) for segment in found) >= _FEWEST


def _read(runs: Sequence[Run], version: Version) -> tuple[Segment, ...]:
    return tuple(_segment(run, name, version) for name, run in runs)


def _segment(text: str, language: str, version: Version) -> Segment:
    for sign, phone in _SPECIAL:
        if language == "zh" and sign in text:
            spoken = _segment(text.replace(sign, ","), language, version)
            phones = tuple(phone if each == "," else each for each in spoken.phones)
            return replace(spoken, text=text, phones=phones, ids=ids(phones, version))
    if language not in _MODULES:  # a piece of marks alone: the official code says an English blank
        return replace(_segment(" ", "en", version), text=text)
    read: _Reads = import_module(f"{__package__}.{_MODULES[language]}").read
    norm, phones, word2ph = read(text)
    known = _KNOWN[version]
    phones = tuple(phone if phone in known else "UNK" for phone in phones)
    return Segment(language, text, norm, phones, word2ph, ids(phones, version))

"""A mixed sentence as runs of one language each: 我爱 | Python 编程 -> zh, en, zh."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from unisono.text.letters import script_of, spoken_in


@dataclass(frozen=True)
class Run:
    """A stretch of text in one language."""

    language: str
    text: str


def runs(text: str, default: str, languages: tuple[str, ...] = ("zh", "en")) -> tuple[Run, ...]:
    """The runs of `text`; joined, they are the text again.

    What has no script (digits, marks, spaces) joins the run before it, or, at the start, the run after it; text without
    any letter is one run of `default`.
    """
    found = (Run(language, "".join(c for _, c in part)) for language, part in _grouped(text, default, languages))
    return tuple(found)


def _grouped(text: str, default: str, languages: tuple[str, ...]) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    told = [_language(char, languages) for char in text]
    current = next((language for language in told if language), default)
    labelled: list[tuple[str, str]] = []
    for language, char in zip(told, text, strict=True):
        current = language or current
        labelled.append((current, char))
    return itertools.groupby(labelled, key=lambda pair: pair[0])


def _language(char: str, languages: tuple[str, ...]) -> str:
    script = script_of(char)
    return spoken_in(script, languages) if script else ""

"""What else might have been said, where one asks how sure a phone is: the units of a language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from unisono.align.units import units_heard, units_of
from unisono.text import cantonese, japanese, korean


@lru_cache(maxsize=8)
def units_said(language: str) -> tuple[int, ...]:
    """The units of all its phones, silence and noise first; of every language's for one that is unknown."""
    phones = _PHONES.get(language)
    if phones is None:
        return units_heard(language)
    pauses = units_heard(language)[:2]
    return (*pauses, *sorted({unit for phone in phones() for unit in units_of(phone, language)} - set(pauses)))


def _japanese() -> Iterator[str]:
    for phones in japanese.MORAE.values():
        yield from phones
    yield from ("ŋ", "ɴ", "ʔ")


def _cantonese() -> Iterator[str]:
    for phones in (*cantonese.ONSETS.values(), *cantonese.RIMES.values()):
        yield from phones


def _korean() -> Iterator[str]:
    for phones in korean.VOWEL_PHONES.values():
        yield from phones
    yield from (*korean.ONSET_PHONES.values(), *korean.CODA_PHONES.values(), "ɡ", "d", "b", "dʑ", "l", "ɕ")


_PHONES = {"ja": _japanese, "yue": _cantonese, "ko": _korean}

"""Mandarin as marks wish it: 重庆 is chong2 qing4, whatever the official front end reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unisono.text.compat import Segment, ids
from unisono.text.compat.chinese import split_syllable
from unisono.text.compat.symbols import Version
from unisono.text.letters import HAN


def pronounced(
    found: Sequence[Segment], before: int, syllables: Sequence[str], version: Version
) -> tuple[Segment, ...]:
    """The segments, but that the characters after the first `before` of their Mandarin are said as these syllables.

    A syllable is pinyin with its tone: "chong2", "lv4".
    """
    changed = []
    wanted = dict(enumerate(syllables, before))
    at = 0
    for segment in found:
        if segment.lang == "zh" and segment.word2ph is not None:
            phones: list[str] = []
            place = 0
            for character, count in zip(segment.norm, segment.word2ph, strict=True):
                said = segment.phones[place : place + count]
                place += count
                if HAN.match(character):
                    phones += _symbols(wanted[at]) if at in wanted else said
                    at += 1
                else:
                    phones += said
            segment = replace(segment, phones=tuple(phones), ids=ids(phones, version))
        changed.append(segment)
    return tuple(changed)


def _symbols(syllable: str) -> tuple[str, str]:
    consonant, vowel = split_syllable(syllable[:-1])
    return consonant, vowel + syllable[-1]

"""Some hundred sentences of every kind: all is known to the table, and every character has its phones."""

from __future__ import annotations

from pathlib import Path

import pytest

from unisono.text.compat import SYMBOLS, segments

HERE = Path(__file__).parent
KNOWN = frozenset(SYMBOLS["v2"]) - {"UNK"}
CASES = [
    (language, line)
    for language in ("zh", "en")
    for line in (HERE / f"sentences_{language}.txt").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("language", "text"), CASES)
def test_every_sentence_is_phones_of_the_table(language: str, text: str) -> None:
    found = segments(text, language)
    assert found
    for segment in found:
        assert set(segment.phones) <= KNOWN
        if segment.word2ph is not None:
            assert len(segment.word2ph) == len(segment.norm)
            assert sum(segment.word2ph) == len(segment.phones)


def test_mandarin_says_two_phones_for_each_ideograph() -> None:
    for language, text in CASES:
        for segment in segments(text, "all_" + language) if language == "zh" else ():
            if segment.word2ph is not None:
                counts = dict(zip(segment.norm, segment.word2ph, strict=True))
                assert all(count == (2 if "\u4e00" <= sign <= "\u9fa5" else 1) for sign, count in counts.items())

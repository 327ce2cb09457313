"""Which of a language's own symbols each phone of a word comes from: n j ɛ n is n ian2 ian2 ian2."""

from __future__ import annotations

from itertools import pairwise

from unisono.text import cantonese, japanese, korean, mandarin
from unisono.text.word import Word


def sources(word: Word) -> tuple[str, ...]:
    """One symbol (ARPAbet, pinyin, kana, jyutping, jamo) for each phone; the phone itself where the word has none."""
    counts = _COUNTS.get(word.language, _one_each)(word.symbols)
    spread = tuple(symbol for symbol, count in zip(word.symbols, counts, strict=True) for _ in range(count))
    return spread if len(spread) == len(word.phones) else word.phones


def _one_each(symbols: tuple[str, ...]) -> list[int]:
    return [1] * len(symbols)


def _pinyin(symbols: tuple[str, ...]) -> list[int]:
    """An initial is one phone, a final what it takes to make the syllable."""
    counts: list[int] = []
    initial = ""
    for symbol in symbols:
        if symbol[-1].isdigit():
            counts.append(len(mandarin.ipa(initial + symbol)) - bool(initial))
            initial = ""
        else:
            counts.append(1)
            initial = symbol
    return counts


def _jyutping(symbols: tuple[str, ...]) -> list[int]:
    return [len(cantonese.RIMES[s[:-1]] if s[-1].isdigit() else cantonese.ONSETS[s]) for s in symbols]


def _kana(symbols: tuple[str, ...]) -> list[int]:
    """A mora that only lengthens the vowel before it has no phone of its own."""
    heard = [len(japanese.ipa(symbols[:at])) for at in range(len(symbols) + 1)]
    return [after - before for before, after in pairwise(heard)]


def _jamo(symbols: tuple[str, ...]) -> list[int]:
    return [len(korean.VOWEL_PHONES.get(symbol, (symbol,))) for symbol in symbols]


_COUNTS = {"zh": _pinyin, "yue": _jyutping, "ja": _kana, "ko": _jamo}

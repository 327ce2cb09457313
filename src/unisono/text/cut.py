"""Han text -> words: the likeliest path through a dictionary with frequencies (no model, no download)."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files
from math import log

from unisono.text import readings

_TOTAL = log(60_101_967)  # words counted in jieba's dict.txt; ln
_UNSEEN = 1.0  # ln of the count of a word that only we or pypinyin know
_OURS = 8.0  # ln of the count of a word whose tones we tell: it is kept whole
_WIDEST = 8  # characters of the longest word


def cut(text: str) -> list[str]:
    """The words of `text` (Han characters only); joined, they are the text again. Linear in its length."""
    known = _words()
    size = len(text)
    best = [0.0] * (size + 1)  # ln of the likeliest way to go on from here
    ends = [0] * size
    for at in range(size - 1, -1, -1):
        likely, end = known.get(text[at], 0.0) - _TOTAL + best[at + 1], at + 1
        for to in range(at + 2, min(at + _WIDEST, size) + 1):
            count = known.get(text[at:to])
            if count is not None and (way := count - _TOTAL + best[to]) > likely:
                likely, end = way, to
        best[at], ends[at] = likely, end
    found = []
    at = 0
    while at < size:
        found.append(text[at : ends[at]])
        at = ends[at]
    return found


@lru_cache(maxsize=1)
def _words() -> dict[str, float]:
    """Words and ln of their counts."""
    from pypinyin.constants import PHRASES_DICT

    known = dict.fromkeys((word for word in PHRASES_DICT if len(word) <= _WIDEST), _UNSEEN)
    with gzip.open(str(files("unisono.text") / "data" / "mandarin_words.txt.gz"), "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            count, *words = line.split()
            known.update(dict.fromkeys(words, int(count) / 4))
    for word in (*readings.LIGHT, *readings.WHOLE, *readings.READ, *readings.ORDINAL, *readings.CHILD):
        known[word] = max(known.get(word, 0.0), _OURS)
    return known

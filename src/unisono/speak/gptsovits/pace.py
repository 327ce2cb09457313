"""How many tokens a text may take: the pace is the prompt's own, so that a slow reader is no runaway."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from unisono.speak.gptsovits.decoding import LONGEST, SURE, Tokens
from unisono.speak.gptsovits.nets import HEARD, TAIL, TOKENS
from unisono.text.compat.symbols import ARPABET_VOWELS, PUNCTUATION, SYMBOLS

# Seconds of a sound as people read (LJSpeech, AISHELL-1 and -3: of each reader, nine sentences of ten are within 20 %
# of their usual, all of them within .74 to 1.64).
_MARK, _FINAL, _VOWEL, _OTHER, _EDGES = 0.2, 0.16, 0.105, 0.07, 0.3
_WITHIN = (0.6, 1.8)  # times that pace: a prompt beyond is a bad guide
_LEAST, _MOST, _MORE = 0.45, 1.9, 15  # times what is expected, and tokens more for pauses


@dataclass(frozen=True)
class Limits:
    """Of the tokens of one piece."""

    least: int  # fewer hardly hold the text
    usual: int  # where nothing tells when it is over
    most: int  # the piece ends there


def limits(phones: Tokens, prompt: Tokens, tokens: Tokens) -> Limits:
    """For (N,) ids of what is to be said, behind (P,) ids of a prompt of (T,) tokens; both empty without one."""
    expected = _usual(phones) * _pace(prompt, tokens) * TOKENS
    most = min(max(round(_MOST * expected), SURE) + _MORE, LONGEST)
    return Limits(round(_LEAST * expected), min(round(expected) + SURE, most), most)


def _pace(prompt: Tokens, tokens: Tokens) -> float:
    """Times the usual that the prompt takes for its sounds."""
    if not len(prompt) or not len(tokens):
        return 1.0
    spoken = max(len(tokens) / TOKENS - TAIL / HEARD, 0.0)
    return float(np.clip(spoken / _usual(prompt), *_WITHIN))


def _usual(phones: Tokens) -> float:
    """Seconds."""
    return _EDGES + float(_seconds()[phones].sum())


@lru_cache(maxsize=1)
def _seconds() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Of each row of the symbols; the first are those of v1."""
    return np.array([_of(symbol) for symbol in SYMBOLS["v2"]])


def _of(symbol: str) -> float:
    if symbol in PUNCTUATION or symbol.startswith("SP"):
        return _MARK
    if symbol in ("[", "]", "UNK", "_", "空", "停"):
        return 0.0  # how Japanese rises and falls, and blanks
    if not symbol[-1].isdigit():
        return _OTHER
    return _VOWEL if symbol[:-1] in ARPABET_VOWELS else _FINAL

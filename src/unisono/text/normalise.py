"""Figures, signs and addresses in words: what is said for a text whose runs of one language are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from unisono.text import figures
from unisono.text.letters import is_silent
from unisono.text.placed import Piece, Spoken, spoken
from unisono.text.saying import Saying

_WIDE = re.compile(
    r"(?![0-9])\d|[Ａ-Ｚａ-ｚ％＋－／＝＃＄＆＠～＜＞＊＾]|(?<=\d)[．：](?=\d)|(?<=[０-９])，(?=[０-９]{3}(?![０-９]))"
)


def normalise(text: str, language: str) -> str:
    """`text` as it is said in `language` ("zh", "en", "ja", "yue", "ko"), without emoji; no digit is left.

    In Japanese plain numbers stay figures: its reader counts them with what follows.

    >>> normalise("比分3:2", "zh")
    '比分三比二'
    """
    kept = unicodedata.normalize("NFC", "".join(char for char in text if not is_silent(char)))
    return " ".join(heard(kept, [(language, len(kept))]).said.split())


def heard(text: str, sizes: Iterable[tuple[str, int]]) -> Spoken:
    """What is said for `text`, whose runs are told by language and length. Linear in its length."""
    plain = _WIDE.sub(_half_width, text) if not text.isascii() else text
    pieces: list[Piece] = []
    at = 0
    for language, size in sizes:
        pieces += figures.pieces(plain, at, at + size, saying(language))
        at += size
    return spoken(plain, pieces)


def _half_width(found: re.Match[str]) -> str:
    char = found.group()
    return str(unicodedata.decimal(char)) if char.isdecimal() else chr(ord(char) - 0xFEE0)


@lru_cache(maxsize=8)
def saying(language: str) -> Saying:
    """How a language says figures; English for one that we cannot count in."""
    if language == "zh":
        from unisono.text.say_zh import SAYING
    elif language == "yue":
        from unisono.text.say_yue import SAYING
    elif language == "ja":
        from unisono.text.say_ja import SAYING
    elif language == "ko":
        from unisono.text.say_ko import SAYING
    else:
        from unisono.text.say_en import SAYING
    return SAYING

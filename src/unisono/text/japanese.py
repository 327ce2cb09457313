"""Japanese text -> words in kana with their accent, and IPA (pyopenjtalk-plus reads, its dictionary in the wheel)."""

from __future__ import annotations

import contextlib
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from unisono.errors import MissingExtra
from unisono.text.word import Word

_NO_WORDS: Mapping[str, str] = {}
_CLAUSE = re.compile(r"[^。！？!?\n、，]{1,100}[。！？!?\n、，]*|[。！？!?\n、，]+")
_SMALL = "ァィゥェォャュョヮ"
_MORA = re.compile(rf"[ァ-ヴ][{_SMALL}]?’?|ー")
_MARK = re.compile(r"[\W_]")


def words(text: str, offset: int = 0, own: Mapping[str, str] = _NO_WORDS) -> tuple[Word, ...]:
    """The words of Japanese text, `offset` characters into the line; a number with what it counts is one word.

    `own`: the user's dictionary, word -> kana. Symbols are morae in katakana, as they are said; tones the pitch of
    each, 1 high, 0 low. MissingExtra without pyopenjtalk-plus.
    """
    found: list[Word] = []
    for clause in _CLAUSE.finditer(text):
        found += _read(clause.group(), offset + clause.start(), own)
    return tuple(found)


def ipa(morae: tuple[str, ...], after: str = "") -> tuple[str, ...]:
    """The phones of morae in katakana: キョ ー -> kʲ oː; ’ after a mora marks a vowel without voice. `after`: what
    follows.

    Vance 2008, The Sounds of Japanese; Okada 1999 (Handbook of the IPA). ン and ッ take the place of what follows.
    """
    phones: list[str] = []
    for mora, follows in pairwise((*morae, after)):
        if mora == "ー":
            if phones and phones[-1][-1] != "ː":
                phones[-1] += "ː"
        elif mora == "ン":
            phones.append(_moraic_nasal(follows))
        elif mora == "ッ":
            phones.append(_doubled(follows))
        else:
            phones += _mora(mora)
    return tuple(phone for phone in phones if phone)


_VOWELS = dict(zip("アイウエオ", ("a", "i", "ɯ", "e", "o"), strict=True))
_ROWS = {
    "カキクケコ": ("k", "kʲ", "k", "k", "k"),
    "ガギグゲゴ": ("ɡ", "ɡʲ", "ɡ", "ɡ", "ɡ"),
    "サシスセソ": ("s", "ɕ", "s", "s", "s"),
    "ザジズゼゾ": ("dz", "dʑ", "dz", "dz", "dz"),
    "タチツテト": ("t", "tɕ", "ts", "t", "t"),
    "ダヂヅデド": ("d", "dʑ", "dz", "d", "d"),
    "ナニヌネノ": ("n", "ɲ", "n", "n", "n"),
    "ハヒフヘホ": ("h", "ç", "ɸ", "h", "h"),
    "バビブベボ": ("b", "bʲ", "b", "b", "b"),
    "パピプペポ": ("p", "pʲ", "p", "p", "p"),
    "マミムメモ": ("m", "mʲ", "m", "m", "m"),
    "ラリルレロ": ("ɾ", "ɾʲ", "ɾ", "ɾ", "ɾ"),
}
MORAE: dict[str, tuple[str, ...]] = {
    **{kana: (vowel,) for kana, vowel in _VOWELS.items()},
    **{
        kana: (onset, vowel)
        for row, onsets in _ROWS.items()
        for kana, onset, vowel in zip(row, onsets, _VOWELS.values(), strict=True)
    },
    **{k: ("j", v) for k, v in (("ヤ", "a"), ("ユ", "ɯ"), ("ヨ", "o"))},
    **{k: ("w", v) for k, v in (("ワ", "a"), ("ヰ", "i"), ("ヱ", "e"))},
    "ヲ": ("o",),
    "ヴ": ("v", "ɯ"),
}
"""Every kana of one sign and its phones; small kana take the place of its vowel."""
_SMALL_VOWELS = dict(zip("ァィゥェォャュョヮ", ("a", "i", "ɯ", "e", "o", "a", "ɯ", "o", "a"), strict=True))


@lru_cache(maxsize=2048)
def _mora(mora: str) -> tuple[str, ...]:
    voiceless = mora.endswith("’")
    kana, small = mora[0], mora[1:].rstrip("’")
    if kana in _SMALL_VOWELS:
        return (_SMALL_VOWELS[kana],) if kana not in "ャュョヮ" else ("w" if kana == "ヮ" else "j", _SMALL_VOWELS[kana])
    phones = MORAE.get(kana, ())
    if small and phones:
        phones = _with_small(phones, small)
    if voiceless and phones and phones[-1] in ("i", "ɯ"):
        phones = (*phones[:-1], phones[-1] + "\u0325")
    return phones


def _with_small(phones: tuple[str, ...], small: str) -> tuple[str, ...]:
    """キャ kʲ a, シェ ɕ e, ティ tʲ i, ウィ w i, ファ ɸ a, クヮ k w a."""
    vowel = _SMALL_VOWELS[small]
    onset = phones[:-1]
    if not onset:
        return ("w" if phones == ("ɯ",) else "j" if phones == ("i",) else phones[0], vowel)
    if small == "ヮ":
        return (*onset, "w", vowel)
    soft = onset[-1].endswith("ʲ") or onset[-1] in ("ɕ", "dʑ", "tɕ", "ɲ", "ç", "j")
    if small in "ャュョ" and not soft:
        return (onset[-1] + "ʲ", vowel)
    if small == "ィ" and onset[-1] in ("t", "d"):
        return (onset[-1] + "ʲ", vowel)
    if small in "ァェォィ" and phones[-1] == "ɯ" and onset[-1] in ("k", "ɡ"):
        return (onset[-1], "w", vowel)
    return (*onset, vowel)


def _moraic_nasal(after: str) -> str:
    """ン before lips is m, before the tongue's tip n, before its back ŋ, else ɴ."""
    phones = _mora(after) if after and after[0] not in "ンッー" else ()
    first = phones[0].rstrip("ʲ") if phones else ""
    if first in ("p", "b", "m"):
        return "m"
    if first in ("t", "d", "n", "ts", "dz", "ɾ", "tɕ", "dʑ"):
        return "n"
    if first == "ɲ":
        return "ɲ"
    return "ŋ" if first in ("k", "ɡ") else "ɴ"


def _doubled(after: str) -> str:
    """ッ holds the consonant that follows; at the end it is a glottal stop."""
    phones = _mora(after) if after and after[0] not in "ンッー" else ()
    if len(phones) < 2:
        return "ʔ"
    return {"ts": "t", "tɕ": "t", "dz": "d", "dʑ": "d"}.get(phones[0], phones[0].rstrip("ʲ"))


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], list[Any]]:
    try:
        # At import it says on the terminal which of its optional parts are missing; that is no news to our user.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            import pyopenjtalk
    except ImportError as cause:
        raise MissingExtra("Japanese needs pyopenjtalk-plus: pip install 'unisono[ja]'") from cause
    reader: Callable[[str], list[Any]] = pyopenjtalk.run_frontend
    return reader


def _read(clause: str, start: int, own: Mapping[str, str]) -> list[Word]:
    """The words of a clause, their spans in it + `start`."""
    if not re.search(r"\w", clause):
        return _marks(clause, 0, len(clause), start)
    nodes = _nodes(_safe(clause))
    pitches = _pitches(nodes)
    found: list[Word] = []
    at = 0
    for place, (written, morae, _, _) in enumerate(nodes):
        counts = _NUMERAL.match(written) is not None
        begin, end = _span(clause, at, written, counts)
        found += _marks(clause, at, begin, start)
        follows = next((node[1][0] for node in nodes[place + 1 : place + 2] if node[1]), "")
        said = unicodedata.normalize("NFKC", written)
        if counts and found and found[-1].end == start + begin and _in_figures(clause, begin):
            last = found[-1]  # another numeral of the same figures: 24 is 二, 十, 四
            text, sounds = clause[last.start - start : end], ((*last.symbols, *morae), (*last.tones, *pitches[place]))
            found[-1] = _word_of(text, last.start, last.said + said, *sounds, follows)
        elif end > begin:
            said = said if counts else clause[begin:end]
            found.append(_word(clause[begin:end], start + begin, said, morae, pitches[place], follows, own))
        at = max(at, end)
    return found + _marks(clause, at, len(clause), start)


def _safe(clause: str) -> str:
    return "".join(c for c in clause if unicodedata.category(c)[0] != "C")


@lru_cache(maxsize=4096)
def _nodes(clause: str) -> tuple[tuple[str, tuple[str, ...], int, int], ...]:
    """Written, morae, accent, whether it joins the accent phrase before it."""
    return tuple(
        (str(node["string"]), tuple(_MORA.findall(str(node["pron"]))), int(node["acc"]), int(node["chain_flag"]))
        for node in _reader()(clause)
    )


def _pitches(nodes: tuple[tuple[str, tuple[str, ...], int, int], ...]) -> list[tuple[int, ...]]:
    """High or low for each mora: an accent phrase rises after its first mora and falls after its accent."""
    found: list[tuple[int, ...]] = []
    accent = place = 0
    for _, morae, acc, joins in nodes:
        if joins != 1:
            accent, place = acc, 0
        found.append(tuple(_high(place + at, accent) for at in range(len(morae))))
        place += len(morae)
    return found


def _high(place: int, accent: int) -> int:
    if place == 0:
        return int(accent == 1)
    return int(accent == 0 or place < accent)


def _span(clause: str, at: int, written: str, counts: bool) -> tuple[int, int]:
    """Where a node stands in the clause, from `at`: as it is written, or as figures and what they count.

    The reader writes letters full width, figures in numerals of its own, some together with their counter (二人), and
    the everyday form of a rare character: such a node stands where as many characters are.
    """
    plain = unicodedata.normalize("NFKC", written)
    begin = at
    while begin < len(clause):
        if _same(clause[begin : begin + len(written)], written):
            return begin, begin + len(written)
        if counts and (_in_figures(clause, begin) or clause[begin].isdecimal()):
            figures = _FIGURES.match(clause, begin)
            end = figures.end() if figures else begin
            counter = _NUMERAL.sub("", plain)
            return begin, end + len(counter) * clause.startswith(counter, end)
        if clause[begin].isalnum():  # nothing but marks and spaces may stand between two nodes
            break
        begin += 1
    begin = at
    while begin < len(clause) and not clause[begin].isalnum():
        begin += 1
    if begin < len(clause) and ord(clause[begin]) > 0xFFFF:
        return begin, min(len(clause), begin + len(written))
    return at, at


_FIGURES = re.compile(r"\d+")
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万億兆\d０-９]+")


def _in_figures(clause: str, at: int) -> bool:
    """True after a figure: further numerals belong to it."""
    return at > 0 and clause[at - 1].isdecimal()


def _same(left: str, right: str) -> bool:
    return left == right or unicodedata.normalize("NFKC", left) == unicodedata.normalize("NFKC", right)


def _marks(clause: str, begin: int, end: int, start: int) -> list[Word]:
    return [
        Word(clause[at], start + at, start + at + 1, "ja", clause[at])
        for at in range(begin, end)
        if not clause[at].isspace()
    ]


def _word(
    text: str,
    start: int,
    said: str,
    morae: tuple[str, ...],
    tones: tuple[int, ...],
    follows: str,
    own: Mapping[str, str],
) -> Word:
    if own.get(text):
        kana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in own[text])
        morae = tuple(_MORA.findall(kana))
        tones = tuple(int(at > 0) for at in range(len(morae)))
    return _word_of(text, start, said, morae, tones, follows)


def _word_of(text: str, start: int, said: str, morae: tuple[str, ...], tones: tuple[int, ...], follows: str) -> Word:
    if not morae or (_MARK.fullmatch(text) and text not in "々〆ヶ%％"):
        return Word(text, start, start + len(text), "ja", text)
    return Word(text, start, start + len(text), "ja", said, ipa(morae, follows), morae, tones)

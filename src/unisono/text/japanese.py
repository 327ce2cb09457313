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
from unisono.text.placed import placed, rewritten
from unisono.text.word import Word

_NO_WORDS: Mapping[str, str] = {}
_CLAUSE = re.compile(r"[^。！？!?\n、，]{1,100}[。！？!?\n、，]*|[。！？!?\n、，]+")
_SMALL = "ァィゥェォャュョヮ"
_MORA = re.compile(rf"[ァ-ヴ][{_SMALL}]?’?|ー")
_MARK = re.compile(r"[\W_]")


def words(text: str, offset: int = 0, own: Mapping[str, str] = _NO_WORDS) -> tuple[Word, ...]:
    """The words of Japanese text, `offset` characters into the line; a number is one word.

    `own`: the user's dictionary, word -> kana. Symbols are morae in katakana, as they are said; tones the pitch of
    each, 1 high, 0 low. MissingExtra without pyopenjtalk-plus.
    """
    heard = rewritten(text, _CLAUSE, _in_words)
    found: list[Word] = []
    for clause in _CLAUSE.finditer(heard.said):
        found += _read(clause.group(), clause.start(), own)
    return placed(found, text, heard, offset)


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


_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])"), lambda m: _time(m[1], m[2])),
    (re.compile(r"(?<!\d)(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?!\d)"), lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日"),
    (re.compile(r"[¥￥]\s?(\d+)"), r"\1円"),
    (re.compile(r"[$＄]\s?(\d+(?:\.\d+)?)"), r"\1ドル"),
    (re.compile(r"€\s?(\d+(?:\.\d+)?)"), r"\1ユーロ"),
    (re.compile(r"(?<=\d)\s?%"), "パーセント"),
    (re.compile(r"(?<=\d)\s?(?:℃|°C)"), "度"),
    (re.compile(r"(?<!\d)-(?=\d)"), "マイナス"),
    (re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?!\d)"), r"\2分の\1"),
    (re.compile(r"(\d+)\s?[~〜～]\s?(?=\d)"), r"\1から"),
    (re.compile(r"(?<!\d)0\d{1,3}-\d{2,4}-\d{4}(?!\d)"), lambda m: "の".join(map(_digits, m[0].split("-")))),
    (re.compile(r"\d*\.\d+"), lambda m: (_count(m[0].split(".")[0]) or "零") + "点" + _digits(m[0].split(".")[1])),
    (re.compile(r"(?<=\d)km(?![A-Za-z])"), "キロメートル"),
    (re.compile(r"(?<=\d)kg(?![A-Za-z])"), "キログラム"),
    (re.compile(r"(?<=\d)cm(?![A-Za-z])"), "センチメートル"),
    (re.compile(r"(?<=\d)mm(?![A-Za-z])"), "ミリメートル"),
    (re.compile(r"(?<=\d)m(?![A-Za-z])"), "メートル"),
    (re.compile(r"(?<=\d)g(?![A-Za-z])"), "グラム"),
    (re.compile(r"\d{17,}"), lambda m: _digits(m[0])),
)  # fmt: skip
_UNREAD = re.compile(r"\d|[％０-９①-⓿]")
_UNITS = ("", "十", "百", "千")


def _time(hour: str, minute: str) -> str:
    return f"{int(hour)}時" + (f"{int(minute)}分" if int(minute) else "")


def _digits(digits: str) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in digits if digit.isdigit())


def _count(digits: str) -> str:
    return str(int(digits)) if digits else ""


@lru_cache(maxsize=8192)
def _in_words(clause: str) -> str:
    if not _UNREAD.search(clause):
        return clause
    said = "".join(
        unicodedata.normalize("NFKC", c) if unicodedata.category(c)[0] == "N" or c in "％：．，" else c for c in clause
    )
    for pattern, reading in _RULES:
        said = pattern.sub(reading, said)
    return said


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
        return [Word(c, start + at, start + at + 1, "ja", c) for at, c in enumerate(clause) if not c.isspace()]
    nodes = _nodes(_safe(clause))
    pitches = _pitches(nodes)
    found: list[Word] = []
    at = 0
    for place, (written, morae, _, _) in enumerate(nodes):
        begin, end = _span(clause, at, written)
        found += _marks(clause, at, begin, start)
        follows = next((node[1][0] for node in nodes[place + 1 : place + 2] if node[1]), "")
        tones = pitches[place]
        if end > begin:
            found.append(_word(clause[begin:end], start + begin, morae, tones, follows, own))
        elif morae and found:  # said, but written by nothing of its own: 24 is 二, 十, 四
            last = found[-1]
            found[-1] = _word_of(last.text, last.start, (*last.symbols, *morae), (*last.tones, *tones), follows)
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


def _span(clause: str, at: int, written: str) -> tuple[int, int]:
    """Where a node stands in the clause, from `at`. Its letters are full width; numbers are its own Han numerals."""
    begin = at
    while begin < len(clause):
        if digits := _DIGITS.match(clause, begin):
            return (begin, digits.end()) if _NUMERAL.match(written) else (at, at)
        if all(_same(c, w) for c, w in zip(clause[begin:], written, strict=False)) and begin + len(written) <= len(
            clause
        ):
            return begin, begin + len(written)
        if clause[begin].isalpha():  # nothing but marks and spaces may stand between two nodes
            break
        begin += 1
    return at, at


_DIGITS = re.compile(r"\d+")
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万億兆\d０-９]")


def _same(left: str, right: str) -> bool:
    return left == right or unicodedata.normalize("NFKC", left) == unicodedata.normalize("NFKC", right)


def _marks(clause: str, begin: int, end: int, start: int) -> list[Word]:
    return [
        Word(clause[at], start + at, start + at + 1, "ja", clause[at])
        for at in range(begin, end)
        if not clause[at].isspace()
    ]


def _word(
    text: str, start: int, morae: tuple[str, ...], tones: tuple[int, ...], follows: str, own: Mapping[str, str]
) -> Word:
    if own.get(text):
        kana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in own[text])
        morae = tuple(_MORA.findall(kana))
        tones = tuple(int(at > 0) for at in range(len(morae)))
    return _word_of(text, start, morae, tones, follows)


def _word_of(text: str, start: int, morae: tuple[str, ...], tones: tuple[int, ...], follows: str) -> Word:
    if not morae or (_MARK.fullmatch(text) and text not in "々〆ヶ%％"):
        return Word(text, start, start + len(text), "ja", text)
    return Word(text, start, start + len(text), "ja", text, ipa(morae, follows), morae, tones)

"""Cantonese text -> words in jyutping and IPA (ToJyutping reads, with its phrases)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from unisono.errors import MissingExtra
from unisono.text import mandarin
from unisono.text.letters import HAN
from unisono.text.word import Word

_NO_WORDS: Mapping[str, str] = {}
_SPAN = 2000  # characters that ToJyutping reads at once


def words(text: str, offset: int = 0, own: Mapping[str, str] = _NO_WORDS) -> tuple[Word, ...]:
    """The words of Cantonese text, `offset` characters into the line, its figures in words already.

    `own`: the user's dictionary, word -> jyutping. Symbols are onset and rime+tone, tones 1..6. MissingExtra without
    ToJyutping.
    """
    sounds = _sounds_of(text, own)
    found: list[Word] = []
    at = 0
    for token in mandarin.tokens(text):
        if not token.isspace():
            found.append(_word(token, offset + at, tuple(sounds[at : at + len(token)])))
        at += len(token)
    return tuple(found)


def ipa(jyutping: str) -> tuple[str, ...]:
    """The phones of a syllable: hoeng1 -> h œː ŋ, gwok3 -> k w ɔː k̚. ValueError if it is no jyutping.

    Bauer & Benedict 1997, Modern Cantonese Phonology; Zee 1991 (Journal of the IPA 21).
    """
    letters = re.fullmatch(r"([a-z]+)[1-6]?", jyutping)
    if not letters:
        raise ValueError(f"{jyutping!r} is not jyutping; expected letters and a tone, such as 'hoeng1'")
    onset, rime = _cut(letters.group(1))
    return (*ONSETS[onset], *RIMES[rime])


def parts(jyutping: str) -> tuple[str, ...]:
    """Onset and rime+tone: hoeng1 -> h oeng1, uk1 -> uk1."""
    onset, rime = _cut(jyutping[:-1])
    return (onset, rime + jyutping[-1]) if onset else (rime + jyutping[-1],)


ONSETS: dict[str, tuple[str, ...]] = {
    "": (),
    **{
        onset: tuple(phones.split("+"))
        for onset, phones in (
            pair.split(":")
            for pair in (
                "b:p p:pʰ m:m f:f d:t t:tʰ n:n l:l g:k k:kʰ ng:ŋ h:h gw:k+w kw:kʰ+w w:w z:ts c:tsʰ s:s j:j"
            ).split()
        )
    },
}
RIMES: dict[str, tuple[str, ...]] = {
    rime: tuple(phones.split("+"))
    for rime, phones in (
        pair.split(":")
        for pair in (
            "aa:aː aai:aɪ aau:aʊ aam:aː+m aan:aː+n aang:aː+ŋ aap:aː+p̚ aat:aː+t̚ aak:aː+k̚ "
            "a:ɐ ai:ɐɪ au:ɐʊ am:ɐ+m an:ɐ+n ang:ɐ+ŋ ap:ɐ+p̚ at:ɐ+t̚ ak:ɐ+k̚ "
            "e:ɛː ei:eɪ eu:ɛʊ em:ɛː+m en:ɛː+n eng:ɛː+ŋ ep:ɛː+p̚ et:ɛː+t̚ ek:ɛː+k̚ "
            "i:iː iu:iʊ im:iː+m in:iː+n ing:ɪ+ŋ ip:iː+p̚ it:iː+t̚ ik:ɪ+k̚ "
            "o:ɔː oi:ɔɪ ou:oʊ om:ɔː+m on:ɔː+n ong:ɔː+ŋ op:ɔː+p̚ ot:ɔː+t̚ ok:ɔː+k̚ "
            "u:uː ui:uɪ um:uː+m un:uː+n ung:ʊ+ŋ up:uː+p̚ ut:uː+t̚ uk:ʊ+k̚ "
            "oe:œː oen:œː+n oeng:œː+ŋ oet:œː+t̚ oek:œː+k̚ eo:ɵ eoi:ɵy eon:ɵ+n eot:ɵ+t̚ eong:ɵ+ŋ eok:ɵ+k̚ "
            "yu:yː yun:yː+n yut:yː+t̚ m:m ng:ŋ"
        ).split()
    )
}
_LONGEST_FIRST = sorted((onset for onset in ONSETS if onset), key=len, reverse=True)


@lru_cache(maxsize=4096)
def _cut(letters: str) -> tuple[str, str]:
    if letters in RIMES:  # m4 and ng5 have no vowel
        return "", letters
    for onset in _LONGEST_FIRST:
        if letters.startswith(onset) and letters[len(onset) :] in RIMES:
            return onset, letters[len(onset) :]
    raise ValueError(f"{letters!r} is not jyutping; expected a syllable such as 'hoeng', 'gwok' or 'm'")


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], list[tuple[str, str | None]]]:
    try:
        from ToJyutping import get_jyutping_list
    except ImportError as cause:
        raise MissingExtra("Cantonese needs ToJyutping: pip install 'unisono[yue]'") from cause
    reader: Callable[[str], list[tuple[str, str | None]]] = get_jyutping_list
    return reader


def _sounds_of(said: str, own: Mapping[str, str]) -> list[str]:
    """The jyutping of each character; empty where it has none."""
    sounds: list[str] = []
    for start in range(0, len(said), _SPAN):
        for token, sound in _reader()(said[start : start + _SPAN]):
            read = (sound or "").split()
            sounds += read if len(read) == len(token) else [""] * len(token)
    for word, jyutping in own.items():
        for found in re.finditer(re.escape(word), said) if word in said else ():
            sounds[found.start() : found.end()] = jyutping.split()
    return sounds


@lru_cache(maxsize=65536)
def _word(token: str, start: int, sounds: tuple[str, ...]) -> Word:
    if not HAN.match(token):
        return mandarin.unread(token, start, "yue")
    read = [sound for sound in sounds if sound]
    return Word(
        token,
        start,
        start + len(token),
        "yue",
        token,
        tuple(phone for sound in read for phone in ipa(sound)),
        tuple(symbol for sound in read for symbol in parts(sound)),
        tuple(int(sound[-1]) for sound in read),
    )

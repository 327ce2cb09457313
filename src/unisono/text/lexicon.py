"""`unisono.dict`: how a user wants words to be said, one entry a line.

    # comments, and an empty line
    重庆 = chong2 qing4        pinyin: a tone (1..5) after each syllable, ü as v
    GitHub = G IH1 T HH AH2 B  ARPAbet; upper and lower case are one, unless the entry has capitals
    read/v = R IY1 D           only as a verb (/n: only as a noun)
    yue 行 = haang4            jyutping, by the language first
    一人 = ヒトリ              kana
    독립 = 동닙                hangul

Read from the working folder first, then from the config folder ($XDG_CONFIG_HOME/unisono or ~/.config/unisono), then
our own entries; an earlier file wins.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from unisono.errors import TextError

NAME = "unisono.dict"
LANGUAGES = ("zh", "en", "ja", "yue", "ko")

_ENTRY = re.compile(r"(?:(zh|en|ja|yue|ko)\s+)?(\S(?:[^=]*[^=\s])?)\s*=\s*(\S.*)")
_LETTERS = re.compile(r"[A-Za-zÀ-ɏ]")
_HAN = r"[㐀-鿿豈-﫿\U00020000-\U000323af〇]"
_READING = {
    "zh": re.compile(r"[a-zêü]+[1-5](?: [a-zêü]+[1-5])*"),
    "en": re.compile(r"[A-Z]{1,2}[012]?(?: [A-Z]{1,2}[012]?)*"),
    "ja": re.compile(r"[ァ-ヴーぁ-ゔ]+"),
    "yue": re.compile(r"[a-z]+[1-6](?: [a-z]+[1-6])*"),
    "ko": re.compile(r"[가-힣 ]+"),
}
_EXAMPLE = {
    "zh": "pinyin such as 'chong2 qing4'",
    "en": "ARPAbet such as 'R IY1 D'",
    "ja": "kana such as 'ヒトリ'",
    "yue": "jyutping such as 'hoeng1 gong2'",
    "ko": "hangul such as '동닙'",
}


@dataclass(frozen=True)
class Lexicon:
    """The entries, language -> word -> reading."""

    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, language: str) -> Mapping[str, str]:
        """Word -> reading of one language; empty where there are none."""
        return self.entries.get(language, _NONE)


_NONE: Mapping[str, str] = {}


def lexicon() -> Lexicon:
    """The user's entries over ours, from the files as they are now. TextError names the file and line of a mistake."""
    places = (NAME, os.path.join(_config(), NAME))
    return _together(tuple((os.path.abspath(place), changed) for place in places if (changed := _changed_at(place))))


def read_file(path: Path) -> Lexicon:
    """The entries of one file. TextError where a line is no entry, or the file is no text."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise TextError(
            f"{path} cannot be read ({cause}); expected UTF-8 text with lines such as 重庆 = chong2 qing4"
        ) from cause
    return parse(text, str(path))


def parse(text: str, name: str) -> Lexicon:
    """The entries of a dictionary's text; `name` is what a message calls it."""
    found: dict[str, dict[str, str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        entry = re.sub(r"(?:^|\s)#.*", "", line).strip()
        if entry:
            language, word, said = _entry(entry, f"{name}, line {number}")
            found.setdefault(language, {}).setdefault(word, said)
    return Lexicon(found)


def _entry(entry: str, where: str) -> tuple[str, str, str]:
    parts = _ENTRY.fullmatch(entry)
    if not parts:
        raise TextError(f"{where}: {entry!r} is no entry; expected 'word = reading', such as 重庆 = chong2 qing4")
    told, word, said = parts.group(1) or "", parts.group(2), " ".join(parts.group(3).split())
    language = told or _language(word, said)
    if not _READING[language].fullmatch(said):
        raise TextError(f"{where}: {said!r} is no reading of {word!r} in {language}; expected {_EXAMPLE[language]}")
    _check(language, word, said, where)
    return language, word, said


def _language(word: str, said: str) -> str:
    """By the reading where it is plain; a reading with a sixth tone is Cantonese."""
    if re.search(r"[가-힣]", said):
        return "ko"
    if re.search(r"[ぁ-ヴ]", said):
        return "ja"
    if _LETTERS.search(word):
        return "en"
    return "yue" if re.search(r"[a-z]6", said) else "zh"


def _check(language: str, word: str, said: str, where: str) -> None:
    """Every syllable or sound must be one that we can say, and pinyin one for each character."""
    count = len(re.findall(_HAN, word))
    if language in ("zh", "yue") and (count != len(said.split()) or count != len(word)):
        raise TextError(
            f"{where}: {word!r} has {count} characters and {said!r} {len(said.split())} syllables; give one each"
        )
    with_sounds = {"zh": _mandarin, "en": _english}.get(language)
    if with_sounds:
        try:
            with_sounds(said)
        except ValueError as cause:
            raise TextError(f"{where}: {cause}") from None


def _mandarin(said: str) -> None:
    from unisono.text.mandarin import ipa

    for sound in said.split():
        ipa(sound)


def _english(said: str) -> None:
    from unisono.text.english import ipa

    ipa(tuple(said.split()))


def _config() -> str:
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(home, "unisono")


def _changed_at(place: str) -> int:
    """Nanoseconds; 0 where there is no such file. An edited dictionary is read anew."""
    try:
        return os.stat(place).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _together(places: tuple[tuple[str, int], ...]) -> Lexicon:
    together: dict[str, dict[str, str]] = {}
    for layer in (*(read_file(Path(place)) for place, _ in places), _ours()):
        for language, entries in layer.entries.items():
            known = together.setdefault(language, {})
            known.update((word, said) for word, said in entries.items() if word not in known)
    return Lexicon(together)


@lru_cache(maxsize=1)
def _ours() -> Lexicon:
    return parse((files("unisono.text") / "data" / NAME).read_text("utf-8"), f"unisono's own {NAME}")

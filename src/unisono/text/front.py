"""Any text -> words: cut into runs of one language, read by that language's front end, joined."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping

from unisono.errors import TextError
from unisono.text import english, mandarin, normalise
from unisono.text.lexicon import Lexicon, lexicon
from unisono.text.placed import placed
from unisono.text.runs import runs
from unisono.text.speakable import language_of
from unisono.text.word import Word

LANGUAGES = ("zh", "en", "ja", "yue", "ko")

_KANA = re.compile(r"[ぁ-ゖァ-ヺー]")
_ONLY_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uff0f\uff1a-\uff20\s\d“”‘’…—·,.!?:;%()+~/$-]*")
_ONLY_LATIN = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ɏ“”‘’–—…£€]*")
_CHINESE = re.compile(
    r"[你們们这吗呢啊谢说语东车门问间时个为开关电让书买卖请认识觉对错难还进远运过边达违连迟咱她您很没]"
)
_CLAUSE = re.compile(r"[^，。！？；：、,!?;:\n「」『』（）()]*[，。！？；：、,!?;:\n「」『』（）()]*")


def read(text: str, language: str = "", own: Lexicon | None = None) -> tuple[Word, ...]:
    """The words of `text` and the marks between them, in order; what they leave out is spaces and silent characters.

    `language`: "zh", "en", "ja", "yue", "ko" (also "zh-CN", …): what Han characters and lone numbers are read in;
    empty: told from the characters. Latin words are always read in English. `own`: pronunciations; None: the user's
    `unisono.dict` over ours. TextError for an unknown language or a mistake in the dictionary; MissingExtra for a
    language that is not installed.
    """
    asked = named(language)
    default = asked or told(text)
    entries = own or lexicon()
    written = _parts(text, default, bool(asked))
    heard = normalise.heard(text, [(name, len(part)) for name, part in written])
    found: list[Word] = []
    at = 0
    for name, part in _parts(heard.said, default, bool(asked)) if heard.said != text else written:
        found += _front(name)(part, at, entries.of(name))
        at += len(part)
    return placed(found, text, heard)


def told(text: str) -> str:
    """The language of most of a text, from its characters; Mandarin where no letter tells."""
    return language_of(text, LANGUAGES) or LANGUAGES[0]


def named(language: str) -> str:
    """ "zh-CN" -> "zh": one of `LANGUAGES`; empty stays empty. TextError for a language that is none of them."""
    if not language or language in LANGUAGES:
        return language
    first, _, region = language.replace("_", "-").lower().partition("-")
    if first == "cmn" or (first == "zh" and "hk" not in region):
        return "zh"
    if language.lower() in ("zh-hk", "zh-hant-hk"):
        return "yue"
    if first in LANGUAGES:
        return first
    raise TextError(f"no front end reads {language!r}; the languages are {', '.join(LANGUAGES)}")


def _front(language: str) -> Callable[[str, int, Mapping[str, str]], tuple[Word, ...]]:
    if language == "zh":
        return mandarin.words
    if language == "en":
        return english.words
    from unisono.text import cantonese, japanese, korean

    return {"ja": japanese.words, "yue": cantonese.words, "ko": korean.words}[language]


def _parts(text: str, default: str, asked: bool) -> list[tuple[str, str]]:
    """The runs of a text, language and text; the Han of a clause with kana is Japanese, other Han `default`'s."""
    if (default in ("zh", "yue") and _ONLY_HAN.fullmatch(text)) or (default == "en" and _ONLY_LATIN.fullmatch(text)):
        return [(default, text)]
    han = default if default in ("zh", "yue", "ja") else "zh"
    if not _KANA.search(text) or (han == "ja" and asked):
        return _of(text, default, han)
    clauses = [(_han_of(clause, han), clause) for clause in _CLAUSE.findall(text)]
    return [
        part
        for name, group in itertools.groupby(clauses, key=lambda clause: clause[0])
        for part in _of("".join(clause for _, clause in group), default, name)
    ]


def _han_of(clause: str, han: str) -> str:
    if _KANA.search(clause):
        return "ja"
    return "zh" if han == "ja" and _CHINESE.search(clause) else han


def _of(text: str, default: str, han: str) -> list[tuple[str, str]]:
    fallback = han if default in ("zh", "yue", "ja") else default
    return [(run.language, run.text) for run in runs(text, fallback, (han, *(n for n in LANGUAGES if n != han)))]

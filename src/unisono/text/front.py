"""Any text -> words: cut into runs of one language, read by that language's front end, joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from unisono.errors import TextError
from unisono.text import english, mandarin
from unisono.text.lexicon import Lexicon, lexicon
from unisono.text.runs import runs
from unisono.text.word import Word

LANGUAGES = ("zh", "en", "ja", "yue", "ko")

_KANA = re.compile(r"[ぁ-ゖァ-ヺー]")
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U000323af〇]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_CANTONESE = re.compile(r"[嘅咗哋啲冇佢喺嚟唔嗰咁嘢噉咩啩喎㗎乜嘥攞搵瞓]|呢[個啲度排]|係咪|點解|而家")
_ONLY_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uff0f\uff1a-\uff20\s\d“”‘’…—·,.!?:;%()+~/$-]*")
_ONLY_LATIN = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ɏ“”‘’–—…£€]*")
_CHINESE = re.compile(
    r"[你們们这吗呢啊谢说语东车门问间时个为开关电让书买卖请认识觉对错难还进远运过边达违连迟咱她您很没]"
)
_CLAUSE = re.compile(r"[^，。！？；：、,!?;:\n「」『』（）()]*[，。！？；：、,!?;:\n「」『』（）()]*")
# A number goes with what it counts, 5点, not with the word before a space: at 5点.
_COUNTED = re.compile(r"(?:(?<=\s)|^)[\d.,:/$￥¥%-]*\d[%]?$")
_UNIT = re.compile(
    r"(?:km/h|[kmGMT]?bps|[kmc]?m|[kmμ]?g|m?[lL]|[kMG]?Hz|[kMG]?W|k?V|m?A|[kKMGT]B|h|s|ms|min|kcal)(?![A-Za-z])"
)
_MEASURE = re.compile(rf"\s*[\d.,]*\d\s?{_UNIT.pattern}")


def read(text: str, language: str = "", own: Lexicon | None = None) -> tuple[Word, ...]:
    """The words of `text` and the marks between them, in order; what they leave out is spaces and silent characters.

    `language`: "zh", "en", "ja", "yue", "ko" (also "zh-CN", …): what Han characters and lone numbers are read in;
    empty: told from the characters. Latin words are always read in English. `own`: pronunciations; None: the user's
    `unisono.dict` over ours. TextError for an unknown language or a mistake in the dictionary; MissingExtra for a
    language that is not installed.
    """
    asked = _named(language)
    entries = own or lexicon()
    found: list[Word] = []
    for at, name, part in _parts(text, asked or told(text), bool(asked)):
        found += _front(name)(part, at, entries.of(name))
    return tuple(found)


def told(text: str) -> str:
    """The language of most of a text, from its characters; "en" where there are no letters that tell."""
    if _ONLY_LATIN.fullmatch(text):
        return "en"
    hangul, kana, han = (len(script.findall(text)) for script in (_HANGUL, _KANA, _HAN))
    if hangul > kana + han:
        return "ko"
    if kana and (kana > han or any(_KANA.search(c) and _HAN.search(c) for c in _CLAUSE.findall(text))):
        return "ja"
    if _CANTONESE.search(text):
        return "yue"
    return "zh" if han else "en"


def _named(language: str) -> str:
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


def _parts(text: str, default: str, asked: bool) -> Iterator[tuple[int, str, str]]:
    """Where each run starts, its language and its text; joined, the runs are the text."""
    if (default in ("zh", "yue") and _ONLY_HAN.fullmatch(text)) or (default == "en" and _ONLY_LATIN.fullmatch(text)):
        yield 0, default, text
    else:
        at = 0
        for name, part in _balanced(_told_apart(text, default, asked), default):
            yield at, name, part
            at += len(part)


def _balanced(told_apart: Iterator[tuple[str, str]], default: str) -> Iterator[tuple[str, str]]:
    """Runs, with a number moved over to the word that it counts and a unit to its number."""
    held: tuple[str, str] | None = None
    for name, part in told_apart:
        if name == "en" != default and not held and (measure := _MEASURE.match(part)):
            held, part = (default, measure.group()), part[measure.end() :]
            name = name if _LATIN.search(part) else default
        if held and held[0] != name:
            moved = _COUNTED.search(held[1]) if _glued(held[1], part) and name != "en" else None
            unit = _UNIT.match(part) if name == "en" and held[1][-1:].isdigit() else None
            if moved:
                held, part = (held[0], held[1][: moved.start()]), moved.group() + part
            elif unit:
                held, part = (held[0], held[1] + unit.group()), part[unit.end() :]
                name = name if _LATIN.search(part) else held[0]
        if held and held[0] == name:
            held = (name, held[1] + part)
        else:
            if held and held[1]:
                yield held
            held = (name, part)
    if held and held[1]:
        yield held


def _glued(left: str, right: str) -> bool:
    return bool(left) and left[-1] in "0123456789%" and not right[:1].isspace()


def _told_apart(text: str, default: str, asked: bool) -> Iterator[tuple[str, str]]:
    """Runs by script; the Han of a clause with kana is Japanese, other Han is `default`'s or Mandarin."""
    han = default if default in ("zh", "yue", "ja") else "zh"
    if not _KANA.search(text) or (han == "ja" and asked):
        yield from _of(text, default, han)
        return
    for clause in _CLAUSE.findall(text):
        if _KANA.search(clause):
            yield from _of(clause, default, "ja")
        elif clause:
            yield from _of(clause, default, "zh" if han == "ja" and _CHINESE.search(clause) else han)


def _of(text: str, default: str, han: str) -> Iterator[tuple[str, str]]:
    fallback = han if default in ("zh", "yue", "ja") else default
    for run in runs(text, fallback, (han, *(name for name in LANGUAGES if name != han))):
        yield run.language, run.text

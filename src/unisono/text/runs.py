"""A mixed sentence as runs of one language each: 我爱 | Python 编程 -> zh, en, zh.

Letters are of the language that writes them. Figures, signs and addresses have no letters of their own: they are read
in the language that they stand before (5点), else in the sentence's (用 Python 3.11 写), else with what is before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from unisono.text.addresses import ADDRESS, may_have_one
from unisono.text.letters import script_of, spoken_in
from unisono.text.units import CODE, UNIT


@dataclass(frozen=True)
class Run:
    """A stretch of text in one language."""

    language: str
    text: str


_FIGURES = (
    rf"(?:(?:(?:US|HK|NT|[ACS])\$|(?<![A-Za-z]){CODE}(?=\s?\d)|[$€£¥￥₩₹~≈≤≥<>±+−-]){{1,3}}\s?)?"
    r"\d(?:[\d.,:/%‰°'′″–—~～〜×xX^+·-]{0,80}[\d%‰])?"
    rf"(?:\s?(?:{UNIT}|[€£￥¥$](?!\d)|{CODE}(?![A-Za-z])|[AaPp]\.?[Mm](?![A-Za-z])|w(?![A-Za-z])))?(?:/{UNIT})?\+?"
    rf"|(?<=[万亿萬億]){UNIT}"
    r"|[½⅓⅔¼¾⅐-⅞①-⓿❶-➓Ⅰ-ↈ²³¹⁰-₉]+|[=<>≤≥≈≠×÷±√+−∠∵∴∈∑∫⊥∥]|(?<![A-Za-z])(?:No|NO)\.(?=\s?\d)|№"
    r"|(?<=[第제])[IVX]{1,6}(?![A-Za-z])|(?<![A-Za-z])[IVX]{1,6}(?=[期型级級类類代世卷章部巻])"
)
_REST = (
    rf"(?P<figures>{_FIGURES})|(?P<end>[。！？!?\n]+|\.(?=\s))"
    r"|(?P<initials>(?<![A-Za-z])[A-Z]{1,2}(?=[\dァ-ヺ])|(?<=\d)[A-Z](?![A-Za-z]))"  # A4, Tシャツ, 5G
    r"|(?P<latin>[A-Za-zÀ-ÖØ-öø-ɏ]+)|(?P<han>[㐀-鿿]+)|(?P<kana>[ぁ-ゖァ-ヺー]+)|(?P<hangul>[가-힣]+)|."
)
_SCRIPTS = {"latin": "Latin", "han": "Han", "kana": "Hiragana", "hangul": "Hangul"}
_SIGN = re.compile(r"[\d=<>≤≥≈≠×÷±√+−²³^/]")
_FUNCTIONS = frozenset("sin cos tan cot log ln lg lim max min exp".split())
_PENDING = "?"  # figures: their language is known at the end of the sentence


def runs(text: str, default: str, languages: tuple[str, ...] = ("zh", "en")) -> tuple[Run, ...]:
    """The runs of `text`; joined, they are the text again. Linear in its length.

    `default`: what text without any letter is read in, and figures in sentences that have a letter of it (unless it is
    written in Latin letters, as every foreign name is). Marks and spaces join the run before them, or, at the start,
    the run after.
    """
    found: list[Run] = []
    start = at = 0
    current = ""
    for language, size in _labelled(text, default, languages):
        if language and current and language != current:
            found.append(Run(current, text[start:at]))
            start = at
        current = language or current
        at += size
    return (*found, Run(current or default, text[start:])) if text else ()


def _labelled(text: str, default: str, languages: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Stretches by language and length; the language is empty for marks."""
    scripts = {kind: spoken_in(script, languages) for kind, script in _SCRIPTS.items()}
    scripts["initials"] = "ja" if languages[0] == "ja" else scripts["latin"]
    sentence: list[tuple[str, int]] = []
    before = ""  # the language of the last letter
    named = False  # the sentence has a Latin word, not only letters of a formula
    for token in _tokens(may_have_one(text)).finditer(text):
        kind = token.lastgroup or ""
        size = len(token.group())
        if kind in ("address", "figures"):
            sentence.append((_PENDING, size))
            continue
        if kind in scripts:
            language = scripts[kind]
            named = named or (kind == "latin" and not _is_symbol(token))
        elif kind == "end":
            language = ""
        else:
            script = script_of(token.group())
            language = spoken_in(script, languages) if script else ""
        sentence.append((language, size))
        if kind == "end":
            yield from _decided(sentence, default, scripts["latin"], before, named)
            before = next((language for language, _ in reversed(sentence) if language not in ("", _PENDING)), before)
            sentence, named = [], False
    yield from _decided(sentence, default, scripts["latin"], before, named)


@lru_cache(maxsize=2)
def _tokens(addresses: bool) -> re.Pattern[str]:
    return re.compile(f"(?P<address>{ADDRESS})|{_REST}" if addresses else _REST, re.DOTALL)


def _is_symbol(word: re.Match[str]) -> bool:
    """x, GDP, the mc of mc²: letters of a formula, which do not make a sentence English."""
    written = word.group()
    if len(written) == 1 or (len(written) < 4 and written.isupper()) or written in _FUNCTIONS:
        return True
    beside = word.string[word.start() - 1 : word.start()] + word.string[word.end() : word.end() + 1]
    return len(written) < 3 and _SIGN.search(beside) is not None


def _decided(
    sentence: list[tuple[str, int]], default: str, latin: str, before: str, named: bool
) -> Iterator[tuple[str, int]]:
    """The same stretches, figures with their language."""
    told = {language for language, _ in sentence}
    home = default if default != latin and (default in told or (not named and told <= {"", _PENDING, latin})) else ""
    follows = next((language for language, _ in sentence if language not in ("", _PENDING)), "")
    for at, (language, size) in enumerate(sentence):
        if language == _PENDING:
            glued = sentence[at + 1][0] if at + 1 < len(sentence) else ""
            language = glued if glued not in ("", _PENDING, latin) else home or before or follows or default
        elif language:
            before = language
        yield language, size

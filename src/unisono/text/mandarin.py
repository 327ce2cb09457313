"""Mandarin text -> syllables in pinyin with the tones that are spoken, and pinyin -> IPA phones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from unisono.text import readings
from unisono.text.letters import HAN

_NUMBERS = frozenset("零〇一二三四五六七八九")
_UNITS = frozenset("百千万亿刻")  # 一百 changes even inside a number; 三点一刻 too
_NUMBER = re.compile(r"[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿点]{2,}")
_BEFORE_DIGIT = _NUMBERS | frozenset("十百千万亿点之负")


@dataclass(frozen=True)
class Syllable:
    """One Han character and its reading; a mark or anything else that is not Han has no pinyin."""

    hanzi: str
    pinyin: (
        str  # "ni2": ü is written v, the tone after sandhi is 1..5 (5 is light); "r5" is a 儿 that colours the vowel
    )
    first: bool = True  # begins a word

    @property
    def tone(self) -> int:
        """1..5; 0 for a mark."""
        return int(self.pinyin[-1]) if self.pinyin else 0


def syllables(text: str) -> list[Syllable]:
    """The syllables of Han text, with its marks in their places.

    Words and polyphones through pypinyin's phrases and `readings.py`; then the sandhi of 一 and 不, then of third
    tones (right to left between words: 我很好 is wo3 hen2 hao3). A character without a known reading is left out.
    """
    found: list[Syllable] = []
    clause: list[Syllable] = []
    for word in _words(text):
        read = _read(word)
        if read and read[0].pinyin:
            clause += read
        else:
            found += [*_changed(clause), *read]
            clause = []
    return found + _changed(clause)


def ipa(pinyin: str) -> tuple[str, ...]:
    """The phones of a syllable: xian4 -> ɕ j ɛ n, zhi1 -> tʂ ʅ, yu2 -> y. ValueError if it is no pinyin.

    Wiese 1997 / Lee & Zee 2003 (Journal of the IPA 33), written broadly: what the mouth does, not every allophone.
    """
    letters = re.fullmatch(r"([a-zê]+)[1-5]?", pinyin.replace("ü", "v"))
    if not letters:
        raise ValueError(f"{pinyin!r} is not pinyin; expected letters and a tone, such as 'zhong1' or 'lv4'")
    return _phones(letters.group(1))


@lru_cache(maxsize=2048)
def _phones(letters: str) -> tuple[str, ...]:
    if letters in _WHOLE:
        return _WHOLE[letters]
    initial = next((i for i in _BY_LENGTH if letters.startswith(i)), "")
    final = _plain_final(initial, letters[len(initial) :])
    if final in _FINALS:
        return (*_INITIALS[initial], *_FINALS[final])
    if final.endswith("r") and (bare := final[:-1]) in _FINALS:
        return (*_INITIALS[initial], *_rhotic(_FINALS[bare]))
    raise ValueError(f"{letters!r} is not pinyin; expected a syllable such as 'zhong', 'lv' or 'er'")


_INITIALS: dict[str, tuple[str, ...]] = {
    "": (),
    **{i: (p,) for i, p in (pair.split(":") for pair in "b:p p:pʰ m:m f:f d:t t:tʰ n:n l:l g:k k:kʰ h:x".split())},
    **{i: (p,) for i, p in (pair.split(":") for pair in "j:tɕ q:tɕʰ x:ɕ zh:tʂ ch:tʂʰ sh:ʂ r:ɻ z:ts c:tsʰ s:s".split())},
}
_BY_LENGTH = sorted((i for i in _INITIALS if i), key=len, reverse=True)
_FINALS: dict[str, tuple[str, ...]] = {
    spelled: tuple(phones.split("+"))
    for spelled, phones in (
        pair.split(":")
        for pair in (
            "a:a o:w+o e:ɤ ê:ɛ ai:aɪ ei:eɪ ao:aʊ ou:oʊ an:a+n en:ə+n ang:ɑ+ŋ eng:ə+ŋ ong:ʊ+ŋ er:ɚ "
            "i:i ia:j+a io:j+o ie:j+ɛ iai:j+aɪ iao:j+aʊ iou:j+oʊ ian:j+ɛ+n in:i+n iang:j+ɑ+ŋ ing:i+ŋ iong:j+ʊ+ŋ "
            "u:u ua:w+a uo:w+o uai:w+aɪ uei:w+eɪ uan:w+a+n uen:w+ə+n uang:w+ɑ+ŋ ueng:w+ə+ŋ "
            "v:y ve:ɥ+ɛ van:ɥ+ɛ+n vn:y+n ɿ:ɿ ʅ:ʅ"
        ).split()
    )
}
_WHOLE = {  # interjections, and the 儿 of 花儿
    "m": ("m",),
    "hm": ("x", "m"),
    "n": ("n",),
    "ng": ("ŋ",),
    "hng": ("x", "ŋ"),
    "r": ("ɻ",),
    "o": ("ɔ",),
    "lo": ("l", "ɔ"),
}


def _plain_final(initial: str, final: str) -> str:
    """The final without pinyin's short spellings: (j, u) -> v, (d, ui) -> uei, ("", yang) -> iang."""
    if not initial:
        for spelled, plain in (("yu", "v"), ("yi", "i"), ("y", "i"), ("wu", "u"), ("w", "u")):
            if final.startswith(spelled):
                final = plain + final[len(spelled) :]
                break
        final = {"vong": "iong"}.get(final, final)  # yong
    elif initial in "jqx" and final.startswith("u"):
        final = "v" + final[1:]
    if final in ("i", "ir"):
        apical = {"z": "ɿ", "c": "ɿ", "s": "ɿ", "zh": "ʅ", "ch": "ʅ", "sh": "ʅ", "r": "ʅ"}.get(initial)
        final = apical + final[1:] if apical else final
    return {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve", "uong": "ong"}.get(final, final)


def _rhotic(phones: tuple[str, ...]) -> tuple[str, ...]:
    """-n, -ŋ and the glide of ai, ei are lost in an r; a high vowel gets a schwa before it: 事儿 ʂ ə ɻ."""
    kept = [p for p in phones if p not in ("n", "ŋ")]
    kept[-1] = {"aɪ": "a", "eɪ": "ə", "ɿ": "ə", "ʅ": "ə"}.get(kept[-1], kept[-1])
    return (*kept, *(("ə",) if kept[-1] in ("i", "y") else ()), "ɻ")


def _words(text: str) -> Iterator[str]:
    """Cut by the longest word first, of pypinyin's phrases and ours; the rest, and numbers, character by character."""
    longest = _longest_words()
    at = 0
    while at < len(text):
        number = _NUMBER.match(text, at)
        if number:
            yield from number.group()
            at = number.end()
            continue
        lengths = longest.get(text[at : at + 2], ())
        length = next((n for n in lengths if text[at : at + n] in _lexicon()), 1)
        yield text[at : at + length]
        at += length


@lru_cache(maxsize=1)
def _lexicon() -> frozenset[str]:
    from pypinyin.constants import PHRASES_DICT

    ours = (readings.LIGHT, readings.WHOLE, readings.READ, readings.ORDINAL, readings.CHILD)
    return frozenset(PHRASES_DICT).union(*ours)


@lru_cache(maxsize=1)
def _longest_words() -> dict[str, tuple[int, ...]]:
    """The lengths of the words that begin with these two characters, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in _lexicon():
        lengths.setdefault(word[:2], set()).add(len(word))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


@lru_cache(maxsize=65536)
def _read(word: str) -> tuple[Syllable, ...]:
    """A word in its dictionary tones, 一 and 不 in their own; what is not Han as one item without pinyin."""
    if not HAN.match(word):
        return tuple(Syllable(char, "") for char in word)
    pinyin = readings.READ[word].split() if word in readings.READ else _dictionary(word)
    read = [
        Syllable(hanzi, _base_tone(word, at, sound), first=not at)
        for at, (hanzi, sound) in enumerate(zip(word, pinyin, strict=False))
        if re.fullmatch(r"[a-zê]+[1-5]", sound)
    ]
    if word in readings.LIGHT and len(read) > 1:
        read[-1] = replace(read[-1], pinyin=read[-1].pinyin[:-1] + "5")
    if word not in readings.CHILD:
        read = [replace(s, pinyin="r5") if s.hanzi == "儿" and at else s for at, s in enumerate(read)]
    return tuple(read)


def _dictionary(word: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    spread: Any = list  # what has no reading comes back as it is, character by character; the stubs know only str
    return list(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors=spread))


def _base_tone(word: str, at: int, sound: str) -> str:
    """The reading of `word[at]`; tone 0 for an 一 or 不 whose tone its neighbours decide (the dictionary is uneven)."""
    if word[at] not in "一不" or word in readings.READ or sound.endswith("5"):
        return sound
    ends = word[at] == "一" and len(word) > 1 and at == len(word) - 1
    return "yi1" if ends or word in readings.ORDINAL else sound[:-1] + "0"


def _changed(clause: list[Syllable]) -> list[Syllable]:
    """A clause (no pause inside) after sandhi."""
    if not clause:
        return []
    joined = [replace(s, pinyin="r5", first=False) if _colours(clause, at) else s for at, s in enumerate(clause)]
    decided = [replace(s, pinyin=_decided(joined, at)) if s.tone == 0 else s for at, s in enumerate(joined)]
    return _third_tones(decided)


def _colours(clause: list[Syllable], at: int) -> bool:
    """True for a 儿 that is a word by itself after another syllable: 玩|儿."""
    alone = clause[at].first and (at + 1 == len(clause) or clause[at + 1].first)
    return at > 0 and alone and clause[at].hanzi == "儿"


def _decided(clause: list[Syllable], at: int) -> str:
    """The reading of an 一 or 不 between its neighbours."""
    here = clause[at].pinyin[:-1]
    before = clause[at - 1].hanzi if at else ""
    if at + 1 == len(clause):
        return here + _OWN_TONE[here]
    after = clause[at + 1]
    if after.hanzi == before and before not in _NUMBERS:
        return here + "5"  # 看一看, 好不好
    if here == "yi" and _counts(before, after.hanzi):
        return "yi1"
    tone = _OWN_TONE.get(after.pinyin[:-1], "") if after.tone == 0 else str(after.tone)
    if tone == "4" or (here == "yi" and tone == "5"):
        return here + "2"
    return here + "4"


_OWN_TONE = {"yi": "1", "bu": "4"}


def _counts(before: str, after: str) -> bool:
    """True for an 一 among digits: 一九九九, 二十一个, 一百一十, 三点一; not for that of 一万一千."""
    if after in _NUMBERS:
        return True
    return before in _BEFORE_DIGIT and after not in _UNITS


def _third_tones(clause: list[Syllable]) -> list[Syllable]:
    """Third before third becomes second: inside words first, then between words, from the right."""
    tones = [s.tone for s in clause]
    starts = [at for at, s in enumerate(clause) if s.first or at == 0]
    spans = list(zip(starts, [*starts[1:], len(clause)], strict=True))
    for start, end in spans:
        halves = ((start, start + 2), (start + 2, end)) if end - start == 4 else ((start, end),)
        for left, right in halves:
            for at in range(left, right - 1):
                if tones[at] == 3 and _next_tone(clause, tones, at, right) == 3:
                    tones[at] = 2
    for start, end in reversed(spans):
        for at in range(end - 1, start - 1, -1):
            if clause[at].pinyin != "r5":
                if tones[at] == 3 and _next_tone(clause, tones, at, len(clause)) == 3:
                    tones[at] = 2
                break
    return [replace(s, pinyin=s.pinyin[:-1] + str(tone)) for s, tone in zip(clause, tones, strict=True)]


def _next_tone(clause: list[Syllable], tones: list[int], at: int, end: int) -> int:
    """The tone that follows, past a 儿 that has none of its own; 0 at the end."""
    return next((tones[k] for k in range(at + 1, end) if clause[k].pinyin != "r5"), 0)

"""The ways in which a word may be said: what a listener who knows the text must be ready for.

The reading of the front end comes first. English adds the other readings of CMU's dictionary, the weak forms of small
words and sounds that running speech leaves out; Mandarin the polyphones that are words by themselves and the r that
colours a vowel; Cantonese what lazy tongues say; Japanese vowels that are not heard.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from unisono.phones import is_vowel
from unisono.text import english, front, mandarin
from unisono.text.sources import sources
from unisono.text.word import Word

MOST = 16  # ways of one word; further ones are left out


@dataclass(frozen=True)
class Spoken:
    """One way to say a word."""

    phones: tuple[str, ...]  # IPA of phones.py
    sources: tuple[str, ...]  # of each phone: ARPAbet, pinyin, kana, jyutping or jamo


def ways(word: Word) -> tuple[tuple[Spoken, ...], ...]:
    """The spoken words that a written one stands for (a number has several), each in all its ways; none for a mark.

    The first way of each is the front end's. A way without phones is a word that need not be said.
    """
    if not word.phones:
        return ()
    others = tuple(_otherwise(word))
    first = Spoken(word.phones, sources(word))
    return (_unlike((first, *others)),) if others else _plain(word, first)


def _plain(word: Word, first: Spoken) -> tuple[tuple[Spoken, ...], ...]:
    """`ways` for one reading of what is written, `first`."""
    if word.language == "en" and word.symbols:
        number = word.text[:1].isdigit()
        return tuple(
            (*_english(sounds, said), *((_NOT_SAID,) if number and said == "and" else ()))
            for sounds, said in _parts(word)
        )
    more = {"zh": _mandarin, "yue": _cantonese, "ja": _japanese}.get(word.language)
    return (_unlike((first, *(more(word, first) if more else ()))),)


def _otherwise(word: Word) -> Iterator[Spoken]:
    """Four digits are a year or a count; i.e. is that is, or i e."""
    texts: list[str] = []
    if re.fullmatch(r"[1-9]\d{3}", word.text):
        count, year = f"{word.text[0]},{word.text[1:]}", f"{word.text[:2]} {word.text[2:]}"
        texts = [count, year] if word.language == "en" else []
        texts = [word.text.translate(_HAN_DIGITS), word.text + "个"] if word.language == "zh" else texts
    elif re.fullmatch(r"(?:[A-Za-z]\.){2,}", word.text) and word.language == "en":
        texts = [" ".join(word.text.upper().replace(".", " "))]
    for text in texts:
        read = [part for part in front.read(text, word.language) if part.phones and part.text != "个"]
        parts = [part for one in read for part in _plain(one, Spoken(one.phones, sources(one)))]
        yield _joined(parts)
        yield _joined([part for part in parts if part[-1].phones])  # without and


def _joined(parts: Sequence[tuple[Spoken, ...]]) -> Spoken:
    """The first ways of spoken words, as one."""
    phones = tuple(phone for part in parts for phone in part[0].phones)
    return Spoken(phones, tuple(source for part in parts for source in part[0].sources))


_NOT_SAID = Spoken((), ())  # the and of two hundred and six
_HAN_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def _unlike(spoken: tuple[Spoken, ...]) -> tuple[Spoken, ...]:
    """No two of the same phones, stress aside."""
    kept: dict[tuple[str, ...], Spoken] = {}
    for way in spoken:
        if way.sources:
            kept.setdefault(tuple(phone.strip("ˈˌ") for phone in way.phones), way)
    return tuple(kept.values())[:MOST]


def _parts(word: Word) -> Iterator[tuple[tuple[str, ...], str]]:
    """The sounds of each spoken word; where those do not add up to the sounds of the whole, all in one."""
    said = [part for part in word.said.split() if part[0].isalpha()]
    sounds = [english.arpabet(part) for part in said]
    if len(said) > 1 and tuple(sound for part in sounds for sound in part) == word.symbols:
        yield from zip(sounds, said, strict=True)
    else:
        yield word.symbols, word.said


@lru_cache(maxsize=16384)
def _english(sounds: tuple[str, ...], said: str) -> tuple[Spoken, ...]:
    name = said.lower().replace("’", "'").strip("'")
    further = [tuple(way.split()) for way in _further().get(name, "").split("|") if way]
    weak = [tuple(way.split()) for way in _WEAK.get(name, "").split("|") if way]
    plain = english.arpabet(name) if further or weak else ()  # without what stands beside it: the is DH AH0 too
    if said.isupper() and sounds not in (plain, *further):  # US is spelled, us is not
        plain, further, weak = (), [], []
    full = (sounds, plain, *further, *weak)
    eased = (way for one in full for way in _eased(one))
    return _unlike(tuple(_arpabet(way) for way in (*full, *eased)))


def _arpabet(sounds: tuple[str, ...]) -> Spoken:
    return Spoken(tuple("ɾ" if sound == "DX" else english.ipa((sound,))[0] for sound in sounds), sounds)


@lru_cache(maxsize=1)
def _further() -> dict[str, str]:
    with gzip.open(str(files("unisono.text") / "data" / "english_variants.txt.gz"), "rt", encoding="ascii") as lines:
        next(lines)
        return dict([line.rstrip().split(" ", 1) for line in lines])


# The weak forms of Cruttenden 2014 (Gimson's Pronunciation of English), table 11.6, that CMU's dictionary lacks.
_WEAK = dict(
    entry.split(":")
    for entry in (
        "of:AH0 V|AH0,and:AH0 N|N,to:T AH0,from:F R AH0 M,at:AH0 T,as:AH0 Z,is:Z,has:AH0 Z|Z,had:HH AH0 D|AH0 D|D,"
        "have:HH AH0 V|AH0 V|V,he:IY0,him:IH0 M,his:IH0 Z,her:ER0,them:AH0 M,were:W ER0,you:Y AH0,your:Y ER0,can:K N,"
        "could:K AH0 D,would:W AH0 D|AH0 D,should:SH AH0 D,will:W AH0 L|AH0 L,must:M AH0 S T|M AH0 S,some:S AH0 M,"
        "than:DH AH0 N,but:B AH0 T,an:AH0 N,us:AH0 S,do:D AH0,does:D AH0 Z,because:K AH0 Z,my:M AH0,it:AH0 T,in:AH0 N,"
        "i:AH0,that's:DH AH0 T S,there:DH ER0"
    ).split(",")
)


def _eased(sounds: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What running speech makes of a word: a t that is a flap, an n that is a syllable, a t or d that is not said."""
    for at in range(1, len(sounds) - 1):
        before, here, after = sounds[at - 1 : at + 2]
        if here in ("T", "D") and (_is_vowel(before) or before == "R") and after[-1] == "0":
            yield (*sounds[:at], "DX", *sounds[at + 1 :])
        if here == "AH0" and after in ("N", "L", "M") and not _is_vowel(before):
            yield (*sounds[:at], *sounds[at + 1 :])
    if len(sounds) > 2 and sounds[-1] in ("T", "D") and not _is_vowel(sounds[-2]) and sounds[-2] != "R":
        yield sounds[:-1]
    if sounds[-2:] == ("IH0", "NG"):
        yield (*sounds[:-1], "N")


def _is_vowel(sound: str) -> bool:
    return sound[-1].isdigit()


# Characters that are words by themselves and have a second reading, whatever stands beside them.
_SECOND = dict(
    entry.split(":")
    for entry in (
        "得:de5 dei3 de2,地:de5 di4,了:le5 liao3,着:zhe5 zhao2,还:hai2 huan2,长:chang2 zhang3,都:dou1 du1,"
        "和:he2 han4 huo5,"
        "行:xing2 hang2,重:zhong4 chong2,没:mei2 mo4,谁:shei2 shui2,那:na4 nei4,这:zhe4 zhei4,哪:na3 nei3,血:xue4 xie3,"
        "给:gei3 ji3,只:zhi3 zhi1,种:zhong3 zhong4,为:wei4 wei2,乐:le4 yue4,朝:chao2 zhao1,薄:bao2 bo2,弹:tan2 dan4,"
        "调:diao4 tiao2,降:jiang4 xiang2,觉:jue2 jiao4,角:jiao3 jue2,壳:ke2 qiao4,剥:bao1 bo1,"
        "落:luo4 la4 lao4,露:lu4 lou4,"
        "色:se4 shai3,熟:shu2 shou2,藏:cang2 zang4,曾:ceng2 zeng1,参:can1 shen1,单:dan1 shan4 chan2,大:da4 dai4,"
        "一:yi1 yao1,两:liang3,的:de5 di4,吗:ma5,呢:ne5 ni2,啊:a5 ya5 wa5 na5,哦:o5,嗯:en5 ng5"
    ).split(",")
)


def _mandarin(word: Word, first: Spoken) -> Iterator[Spoken]:
    for pinyin in _SECOND.get(word.text, "").split():
        phones = mandarin.ipa(pinyin)
        yield Spoken(phones, sources(replace(word, phones=phones, symbols=mandarin.parts(pinyin))))
    if "r5" in first.sources[1:]:
        at = first.sources.index("r5", 1)
        lost = first.phones[at - 1] in ("n", "ŋ")
        if lost:  # 玩儿 is wɐɻ
            yield _without(first, at - 1)
        yield Spoken((*first.phones[:at], "ɚ", *first.phones[at + 1 :]), first.sources)  # 玩 and 儿, two syllables


def _cantonese(word: Word, first: Spoken) -> Iterator[Spoken]:
    """n as l, ŋ not said, kw as k (Zee 1999)."""
    lazy = tuple("l" if source == "n" else phone for phone, source in zip(first.phones, first.sources, strict=True))
    yield Spoken(lazy, first.sources)
    for at, source in enumerate(first.sources):
        if source == "ng" or (first.phones[at] == "w" and source in ("gw", "kw")):
            yield _without(first, at)


def _japanese(word: Word, first: Spoken) -> Iterator[Spoken]:
    """A vowel without voice may not be heard at all: です ends in s."""
    silent = [at for at, phone in enumerate(first.phones) if phone.endswith("\u0325") and is_vowel(phone)]
    for at in reversed(silent):
        yield _without(first, at)


def _without(spoken: Spoken, at: int) -> Spoken:
    return Spoken((*spoken.phones[:at], *spoken.phones[at + 1 :]), (*spoken.sources[:at], *spoken.sources[at + 1 :]))

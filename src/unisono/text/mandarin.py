"""Mandarin text -> syllables in pinyin with the tones that are spoken, and pinyin -> IPA phones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from unisono.text import english, polyphones, readings, simplified
from unisono.text.cut import cut
from unisono.text.letters import HAN, LATIN
from unisono.text.word import Word

_NUMBERS = frozenset("零〇一二三四五六七八九")
_UNITS = frozenset("百千万亿刻")  # 一百 changes even inside a number; 三点一刻 too
_OWN: Mapping[str, str] = {}
_NUMBER = re.compile(  # with the 分 of a clock: 八点三十分|开会
    r"[零〇一二两三四五六七八九十]{1,3}点[零一二三四五六七八九十]{1,3}分(?!之)"
    r"|[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿点]{2,}"
)
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


def words(text: str, offset: int = 0, own: Mapping[str, str] = _OWN) -> tuple[Word, ...]:
    """The words of Han text, `offset` characters into the line, its figures in words already; Latin words in English.

    `own`: words of the user's dictionary and their pinyin ("chong2 qing4"). Symbols are initial and final+tone, a
    syllable without initial its final alone; tones are 1..5 after sandhi.
    """
    found: list[Word] = []
    at = offset
    for clause in _clauses(text, own):
        for word in _grouped(clause):
            hanzi = "".join([syllable.hanzi for syllable in word])
            if not hanzi.isspace():
                found.append(_word(hanzi, at, tuple([syllable.pinyin for syllable in word])))
            at += len(hanzi)
    return tuple(found)


def syllables(text: str, own: Mapping[str, str] = _OWN) -> list[Syllable]:
    """The syllables of Han text, with its marks in their places.

    Words by `cut`, polyphones through pypinyin's phrases, `readings.py`, `polyphones.py` and `own` (words of a user's
    dictionary: pinyin); then the sandhi of 一 and 不, then of third tones (right to left between words: 我很好 is
    wo3 hen2 hao3). A character without a known reading is left out.
    """
    found: list[Syllable] = []
    for clause in _clauses(text, own):
        for syllable in clause:
            if syllable.pinyin:
                found.append(syllable)
            elif not HAN.match(syllable.hanzi):
                found += (Syllable(char, "") for char in syllable.hanzi)
    return found


def tokens(text: str) -> Iterator[str]:
    """Han words, Latin words, spaces and single marks; joined, they are the text again."""
    at = 0
    for token in _words(text.translate(simplified.table()), _OWN):
        yield text[at : at + len(token)]
        at += len(token)


def unread(token: str, start: int, language: str = "zh") -> Word:
    """What is not Han: a Latin word in English, or a mark."""
    if LATIN.match(token):
        return english.word(token, start)
    return Word(token, start, start + len(token), language, token)


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


def _clauses(text: str, own: Mapping[str, str]) -> Iterator[list[Syllable]]:
    """Stretches without a pause, after sandhi, and what stands between them, token by token."""
    clause: list[Syllable] = []
    for word, pinyin in _in_context(text, own):
        read = _read(word, pinyin)
        if read[0].pinyin:
            clause += read
        else:
            yield _changed(clause)
            yield list(read)
            clause = []
    yield _changed(clause)


def _grouped(clause: list[Syllable]) -> Iterator[list[Syllable]]:
    """Syllables word by word."""
    word: list[Syllable] = []
    for syllable in clause:
        if syllable.first and word:
            yield word
            word = []
        word.append(syllable)
    if word:
        yield word


def _in_context(text: str, own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The words of `text` with the pinyin that the user or the neighbours ask for; empty for the dictionary's."""
    at = 0
    plain = text.translate(simplified.table())
    for word in _words(plain, own):
        end = at + len(word)
        pinyin = own.get(text[at:end]) or own.get(word, "")
        if not pinyin and len(word) == 1 and word in polyphones.CHARACTERS:
            before, after = plain[max(0, at - polyphones.REACH) : at], plain[end : end + polyphones.REACH]
            pinyin = polyphones.reading(word, before, after)
        yield text[at:end], pinyin
        at = end


def _words(text: str, own: Mapping[str, str]) -> Iterator[str]:
    """The user's words first, then the likeliest; what is not Han, and numbers, character by character."""
    if own:
        at = 0
        for mine in _pattern(tuple(own)).finditer(text):
            yield from _words(text[at : mine.start()], _OWN)
            yield mine.group()
            at = mine.end()
        text = text[at:]
    for part in _PARTS.findall(text):
        if not HAN.match(part):
            yield part
            continue
        at = 0
        for number in _NUMBER.finditer(part):
            yield from _cut(part[at : number.start()])
            yield from number.group()
            at = number.end()
        yield from _cut(part[at:])


_PARTS = re.compile(rf"{HAN.pattern}+|{LATIN.pattern}+(?:['’]{LATIN.pattern}+)*|\s+|.", re.DOTALL)


def _cut(text: str) -> Iterator[str]:
    for word in cut(text):
        yield from _halves(word)


@lru_cache(maxsize=64)
def _pattern(own: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(own, key=len, reverse=True)))


def _halves(word: str) -> tuple[str, ...]:
    """爸爸妈妈 is one word in the dictionary; its halves carry the light tones."""
    if len(word) == 4 and word not in readings.READ and (word[:2] in readings.LIGHT or word[2:] in readings.LIGHT):
        return word[:2], word[2:]
    if len(word) == 2 and word[1] == "只" and word[0] in "一二两三四五六七八九十百千几每":
        return word[:1], word[1:]  # 三只猫: a counter, not "only"
    if len(word) > 2 and word[:2] in readings.ORDINAL:
        return word[:2], word[2:]
    if len(word) == 3 and word[1:] in readings.WHOLE and word not in readings.WHOLE:
        return word[:1], word[1:]  # 小老虎: the third tones pair inside 老虎 first
    return (word,)


@lru_cache(maxsize=65536)
def _word(hanzi: str, start: int, pinyin: tuple[str, ...]) -> Word:
    if not pinyin[0]:
        return unread(hanzi, start)
    phones, symbols, tones = _sounds(pinyin)
    return Word(hanzi, start, start + len(hanzi), "zh", hanzi, phones, symbols, tones)


@lru_cache(maxsize=65536)
def _sounds(pinyin: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]:
    read = [sound for sound in pinyin if sound]
    phones = tuple(phone for sound in read for phone in ipa(sound))
    return phones, tuple(s for sound in read for s in parts(sound)), tuple(int(sound[-1]) for sound in read)


@lru_cache(maxsize=8192)
def parts(pinyin: str) -> tuple[str, ...]:
    """Initial and final+tone: zhong1 -> zh ong1, wo3 -> uo3, yue4 -> ve4, r5 -> r5."""
    letters, tone = pinyin[:-1], pinyin[-1]
    if letters in _WHOLE:
        return (pinyin,)
    initial = next((i for i in _BY_LENGTH if letters.startswith(i)), "")
    if not initial:
        return (_plain_final("", letters) + tone,)
    final = letters[len(initial) :]
    return initial, ("v" + final[1:] if initial in "jqx" and final.startswith("u") else final) + tone


@lru_cache(maxsize=65536)
def _read(word: str, pinyin: str = "") -> tuple[Syllable, ...]:
    """A word in its dictionary tones, or in `pinyin`; 一 and 不 in their own; what is not Han is one item unread."""
    if not HAN.match(word):
        return (Syllable(word, ""),)
    plain = word.translate(simplified.table())
    told = pinyin or readings.READ.get(plain, "")
    sounds = told.split() if told else _dictionary(word, plain)
    read = [
        Syllable(hanzi, sound if told else _base_tone(plain, at, sound), first=not at)
        for at, (hanzi, sound) in enumerate(zip(word, sounds, strict=False))
    ]
    if told:
        return tuple(read)
    if plain in readings.LIGHT and len(read) > 1:
        read[-1] = replace(read[-1], pinyin=read[-1].pinyin[:-1] + "5")
    if plain not in readings.CHILD:
        read = [replace(s, pinyin="r5") if s.hanzi in "儿兒" and at else s for at, s in enumerate(read)]
    return tuple(read)


def _dictionary(word: str, plain: str) -> list[str]:
    """A phrase in simplified characters, a character as it is written (隻 zhi1, 只 zhi3); "" for what is unread."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.seg.mmseg import seg

    if "著" in plain and not _AUTHORED.search(plain):  # 看著 is 看着
        word = plain = plain.replace("著", "着")
    found: list[str] = []
    for part in [plain] if plain in PHRASES_DICT else seg.cut(word):
        if part in PHRASES_DICT:
            found += (sounds[0] for sounds in PHRASES_DICT[part])
        else:
            every = (PINYIN_DICT.get(ord(_VARIANTS.get(char, char)), "") for char in part)
            found += (sounds.partition(",")[0] for sounds in every)
    return [_numbered(sound) for sound in found]


@lru_cache(maxsize=4096)
def _numbered(marked: str) -> str:
    """lǜ -> lv4, de -> de5; "" for nothing."""
    from pypinyin.contrib.tone_convert import to_tone3

    sound = str(to_tone3(marked, neutral_tone_with_five=True)).replace("ü", "v")
    return sound if _PINYIN.fullmatch(sound) else ""


_VARIANTS = {"𠮷": "吉"}  # that no dictionary of pinyin has
_AUTHORED = re.compile(r"[名专原显卓土昭编论译巨拙合]著|著[名作称者述书录]")
_PINYIN = re.compile(r"[a-zê]+[1-5]")


def _base_tone(word: str, at: int, sound: str) -> str:
    """The reading of `word[at]`; tone 0 for an 一 or 不 whose tone its neighbours decide (the dictionary is uneven)."""
    if word[at] not in "一不" or sound.endswith("5"):
        return sound
    ends = word[at] == "一" and len(word) > 1 and at == len(word) - 1
    return "yi1" if ends or word in readings.ORDINAL else sound[:-1] + "0"


def _changed(clause: list[Syllable]) -> list[Syllable]:
    """A clause (no pause inside) after sandhi."""
    if any(s.hanzi in "儿兒" for s in clause):
        clause = [replace(s, pinyin="r5", first=False) if _colours(clause, at) else s for at, s in enumerate(clause)]
    if any(s.pinyin.endswith("0") for s in clause):
        clause = [
            replace(s, pinyin=_decided(clause, at)) if s.pinyin.endswith("0") else s for at, s in enumerate(clause)
        ]
    return _third_tones(clause) if sum(s.pinyin.endswith("3") for s in clause) > 1 else clause


def _colours(clause: list[Syllable], at: int) -> bool:
    """True for a 儿 that is a word by itself after another syllable: 玩|儿."""
    alone = clause[at].first and (at + 1 == len(clause) or clause[at + 1].first)
    return at > 0 and alone and clause[at].hanzi in "儿兒"


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
    return [
        s if s.tone == tone else Syllable(s.hanzi, s.pinyin[:-1] + str(tone), s.first)
        for s, tone in zip(clause, tones, strict=True)
    ]


def _next_tone(clause: list[Syllable], tones: list[int], at: int, end: int) -> int:
    """The tone that follows, past a 儿 that has none of its own; 0 at the end."""
    return next((tones[k] for k in range(at + 1, end) if clause[k].pinyin != "r5"), 0)

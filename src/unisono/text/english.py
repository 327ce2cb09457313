"""English text -> words in ARPAbet and IPA: a dictionary, rules for what it lacks, and a small net for the rest."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from unisono.text import guess, homographs
from unisono.text.word import Word

IPA = {
    **dict(
        p.split(":")
        for p in "AA:ɑː AE:æ AH:ʌ AO:ɔː AW:aʊ AY:aɪ EH:ɛ ER:ɝ EY:eɪ IH:ɪ IY:iː OW:oʊ OY:ɔɪ UH:ʊ UW:uː".split()
    ),
    **dict(p.split(":") for p in "B:b CH:tʃ D:d DH:ð F:f G:ɡ HH:h JH:dʒ K:k L:l M:m N:n NG:ŋ P:p R:ɹ S:s SH:ʃ".split()),
    **dict(p.split(":") for p in "T:t TH:θ V:v W:w Y:j Z:z ZH:ʒ".split()),
}
"""The 39 sounds of ARPAbet, vowels without stress, in the symbols of `phones.py`."""
_UNSTRESSED = {"AH": "ə", "ER": "ɚ", "IY": "i"}
_NO_WORDS: Mapping[str, str] = {}

_LETTER = r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ\u0300-\u036f]"
_TOKEN = re.compile(
    rf"(?<![\w.])[A-Za-z](?:\.[A-Za-z])+(?!\w)(?:\.(?=\s+[a-z]))?|{_LETTER}+(?:['’‑-]{_LETTER}+)*(?:(?<=[sS])['’](?!\w))?|[^\s]"
)
_ENDS = re.compile(rf"^({_LETTER}+)(['’]s|['’])$")
_CAMEL = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_SHORT_WORDS = frozenset(  # in capitals they are words said loudly; any other short word in capitals is spelled
    """
    a i am an and are as at be big bad but by can did do for get go got had has hat he her him his hot how if in
    is its let may me my new no not now of off oh old on one or our out put run say see set she so stop the them
    then they this to too top try two up was way we why yes yet you your all any ask bye day end far few fun man
    men own red sad six ten use ok lan ram rom sim gif pin mac sql sap vip asap aids
    """.split()
)
_CLOSING = frozenset(".,;:!?)]=+-*/<>")  # an a before them is the letter
_LONGEST = 40  # letters; a longer string is no word


def words(text: str, offset: int = 0, own: Mapping[str, str] = _NO_WORDS) -> tuple[Word, ...]:
    """The words of English text, `offset` characters into the line, its figures in words already.

    `own`: the user's dictionary, word -> ARPAbet; "read/v", "read/n" for a verb or a noun only. Symbols are ARPAbet,
    tones the stress of each vowel: 0 none, 1 primary, 2 secondary.
    """
    tokens = list(_TOKEN.finditer(text))
    names = [token.group().lower() for token in tokens]
    past: bool | None = None
    shouted = text.isupper()
    found: list[Word] = []
    for at, (token, name) in enumerate(zip(tokens, names, strict=True)):
        symbols: tuple[str, ...] = ()
        written = token.group()
        if name in homographs.WORDS or own:
            before = names[at - 1] if at and names[at - 1][0].isalpha() else ""
            after = names[at + 1] if at + 1 < len(names) and names[at + 1][0].isalpha() else ""
            symbols = _owned(written, before, after, own) if own else ()
            if (
                not symbols
                and name in homographs.WORDS
                and not (len(name) == 1 and written.isupper() and (before or at))
                and not (name == "a" and (at + 1 == len(names) or names[at + 1] in _CLOSING))
            ):
                past = homographs.is_past(text.lower()) if past is None else past
                symbols = _split(homographs.reading(name, before, after, past))
        if name == "the" and not symbols:
            follows = arpabet(tokens[at + 1].group(), shouted) if at + 1 < len(tokens) else ()
            symbols = ("DH", "IY0" if follows and follows[0][-1].isdigit() else "AH0")
        symbols = symbols or arpabet(written, shouted)
        found.append(_word(written, offset + token.start(), symbols))
    return tuple(found)


def word(text: str, start: int = 0) -> Word:
    """One word by itself, where it starts; a mark has no phones."""
    return _word(text, start, arpabet(text))


@lru_cache(maxsize=65536)
def arpabet(written: str, shouted: bool = False) -> tuple[str, ...]:
    """The sounds of one word as it is written; none for a mark. `shouted`: all around it is in capitals too."""
    if not written[0].isalpha():
        return ()
    plain = unicodedata.normalize("NFKD", written).replace("’", "'").replace("‑", "-")
    plain = "".join(_BARE.get(c, c) for c in plain if c.isascii() or c in _BARE)
    if "-" in plain:
        return tuple(sound for part in plain.split("-") if part for sound in arpabet(part, shouted))
    if not plain:
        return ()
    if "." in written:  # U.S.
        return _letters("".join(c for c in plain.lower() if c.isalpha()))
    if len(plain) > _LONGEST:
        return tuple(sound for letter in plain.lower() if letter.isalpha() for sound in _letter(letter))
    return _by_rule(plain, shouted)


_BARE = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "th",
    "þ": "th",
    "ı": "i",
    "Ø": "O",
    "Æ": "Ae",
    "Ł": "L",
}


def ipa(symbols: tuple[str, ...]) -> tuple[str, ...]:
    """ARPAbet -> phones; the stress stands before its vowel: EY1 -> ˈeɪ, AH0 -> ə."""
    return tuple([_phone(symbol) for symbol in symbols])


@lru_cache(maxsize=256)
def _phone(symbol: str) -> str:
    sound, stress = symbol.rstrip("012"), symbol[len(symbol.rstrip("012")) :]
    if sound not in IPA:
        raise ValueError(f"{symbol!r} is not ARPAbet; expected a sound such as 'K', 'AE1' or 'ZH'")
    if stress == "0" and sound in _UNSTRESSED:
        return _UNSTRESSED[sound]
    return {"1": "ˈ", "2": "ˌ"}.get(stress, "") + IPA[sound]


@lru_cache(maxsize=65536)
def _sounds(symbols: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    return ipa(symbols), tuple(int(s[-1]) for s in symbols if s[-1].isdigit())


def _word(text: str, start: int, symbols: tuple[str, ...]) -> Word:
    phones, tones = _sounds(symbols)
    return Word(text, start, start + len(text), "en", text, phones, symbols, tones)


def _owned(written: str, before: str, after: str, own: Mapping[str, str]) -> tuple[str, ...]:
    lower = written.lower()
    for name in (written, lower) if written != lower else (lower,):
        if found := own.get(name):
            return _split(found)
        if f"{name}/v" in own or f"{name}/n" in own:
            return _split(own.get(f"{name}/{homographs.role(before, after)[0]}", ""))
    if "'" not in written and "’" not in written:
        return ()
    if ends := _ENDS.match(written):
        stem = _owned(ends.group(1), before, after, own)
        return _with_s(stem) if stem and len(ends.group(2)) == 2 else stem
    return ()


@lru_cache(maxsize=65536)
def _split(symbols: str) -> tuple[str, ...]:
    return tuple(symbols.split())


def _by_rule(plain: str, shouted: bool) -> tuple[str, ...]:
    lower = plain.lower()
    if len(plain) == 1:
        return _letter(lower)
    if len(plain) <= 3 and not shouted and plain.isupper() and lower not in _SHORT_WORDS:
        return _letters(lower)
    return _known(lower) or _possessive(plain, shouted) or _camel(plain) or _capitals(plain) or _unknown(lower)


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    with gzip.open(str(files("unisono.text") / "data" / "english_words.txt.gz"), "rt", encoding="ascii") as lines:
        next(lines)
        return dict([line.rstrip().split(" ", 1) for line in lines])


def _known(lower: str) -> tuple[str, ...]:
    found = _dictionary().get(lower)
    return _split(found) if found else ()


def _letter(letter: str) -> tuple[str, ...]:
    return _split(_LETTERS.get(letter, ""))


_LETTERS = dict(
    pair.split(":")
    for pair in (
        "a:EY1|b:B IY1|c:S IY1|d:D IY1|e:IY1|f:EH1 F|g:JH IY1|h:EY1 CH|i:AY1|j:JH EY1|k:K EY1|l:EH1 L|m:EH1 M|"
        "n:EH1 N|o:OW1|"
        "p:P IY1|q:K Y UW1|r:AA1 R|s:EH1 S|t:T IY1|u:Y UW1|v:V IY1|w:D AH1 B AH0 L Y UW0|x:EH1 K S|y:W AY1|z:Z IY1"
    ).split("|")
)


def _letters(lower: str) -> tuple[str, ...]:
    """Letter by letter, the last one loudest: FBI is EH2 F B IY2 AY1."""
    most = [sound.replace("1", "2") for letter in lower[:-1] for sound in _letter(letter)]
    return (*most, *_letter(lower[-1]))


def _possessive(plain: str, shouted: bool) -> tuple[str, ...]:
    ends = _ENDS.match(plain)
    if ends:
        stem = arpabet(ends.group(1), shouted)
        return _with_s(stem) if len(ends.group(2)) == 2 else stem
    head, _, tail = plain.rpartition("'")
    if head and tail.lower() in _CONTRACTED:
        return (*arpabet(head, shouted), *_CONTRACTED[tail.lower()])
    if "'" in plain:  # d'être, o'hare: the parts
        return tuple(sound for part in plain.split("'") if part for sound in arpabet(part, shouted))
    if plain[-1] == "s" and plain[:-1].isupper() and len(plain) > 2:  # GPUs
        return _with_s(arpabet(plain[:-1]))
    return ()


_CONTRACTED = {"d": ("D",), "ll": ("AH0", "L"), "ve": ("AH0", "V"), "re": ("ER0",), "m": ("M",), "t": ("T",)}


def _with_s(stem: tuple[str, ...]) -> tuple[str, ...]:
    """A plural or a possessive: Z after a voiced sound, S after a voiceless one, IH0 Z after a hiss."""
    if not stem:
        return stem
    if stem[-1] in ("S", "Z", "SH", "ZH", "CH", "JH"):
        return (*stem, "IH0", "Z")
    return (*stem, "S" if stem[-1] in ("P", "T", "K", "F", "TH") else "Z")


def _camel(plain: str) -> tuple[str, ...]:
    """OpenAI, GitHub, iPhone: part by part."""
    if plain.isupper() or plain.islower() or plain[1:].islower():
        return ()
    found = _CAMEL.findall(plain)
    return tuple(sound for part in found for sound in arpabet(part)) if len(found) > 1 else ()


def _capitals(plain: str) -> tuple[str, ...]:
    """GPT is spelled; UNESCO, long enough and with vowels in their places, is read."""
    if not plain.isupper():
        return ()
    if len(plain) > 4 and re.fullmatch(r"(?:[^AEIOU]{0,2}[AEIOUY])+[^AEIOU]{0,2}", plain):
        return ()
    return _letters(plain.lower())


def _unknown(lower: str) -> tuple[str, ...]:
    letters = re.sub(r"[^a-z]", "", lower)
    if not letters:
        return ()
    if not re.search(r"[aeiouy]", letters):
        return _letters(letters)
    return _inflected(letters) or _compound(letters) or _guessed(letters)


def _inflected(word: str) -> tuple[str, ...]:
    """Plurals and verb forms of a known word: vlogs, googled, podcasting."""
    if word.endswith("s") and not word.endswith("ss"):
        stems = (
            [word[:-1]]
            + ([word[:-2]] if word.endswith("es") else [])
            + ([word[:-3] + "y"] if word.endswith("ies") else [])
        )
        if stem := _first(stems):
            return _with_s(stem)
    if word.endswith("ed") and (stem := _first(_stems(word[:-2]))):
        return (*stem, "IH0", "D") if stem[-1] in "TD" else (*stem, "T" if stem[-1] in _VOICELESS else "D")
    for ending, sounds in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2 and (stem := _first(_stems(word[: -len(ending)]))):
            return stem + sounds
    for start, sounds in _STARTS:
        if word.startswith(start) and len(word) > len(start) + 3 and (rest := _known(word[len(start) :])):
            return sounds + rest
    return ()


_VOICELESS = frozenset("P T K F TH S SH CH".split())
_ENDINGS = tuple(
    (ending, tuple(sounds.split()))
    for ending, sounds in (
        ("ing", "IH0 NG"), ("ingly", "IH0 NG L IY0"), ("ers", "ER0 Z"), ("er", "ER0"), ("ly", "L IY0"),
        ("ness", "N AH0 S"),
        ("less", "L AH0 S"), ("ful", "F AH0 L"), ("ment", "M AH0 N T"), ("able", "AH0 B AH0 L"), ("ist", "IH0 S T"),
        ("ish", "IH0 SH"), ("ism", "IH2 Z AH0 M"), ("y", "IY0"),
    )
)  # fmt: skip
_STARTS = tuple(
    (start, tuple(sounds.split()))
    for start, sounds in (
        ("un", "AH0 N"), ("re", "R IY0"), ("non", "N AA2 N"), ("pre", "P R IY0"), ("mis", "M IH0 S"),
        ("over", "OW2 V ER0"),
        ("under", "AH2 N D ER0"), ("micro", "M AY2 K R OW0"), ("multi", "M AH2 L T IY0"), ("anti", "AE2 N T IY0"),
        ("super", "S UW2 P ER0"), ("cyber", "S AY2 B ER0"), ("meta", "M EH2 T AH0"), ("auto", "AO2 T OW0"),
        ("bio", "B AY2 OW0"),
    )
)  # fmt: skip


def _stems(bare: str) -> list[str]:
    doubled = [bare[:-1]] if len(bare) > 3 and bare[-1] == bare[-2] else []
    return [*doubled, bare, bare + "e"]


def _first(stems: list[str]) -> tuple[str, ...]:
    return next((found for stem in stems if len(stem) > 2 and (found := _known(stem))), ())


def _compound(word: str) -> tuple[str, ...]:
    """Two known words in one: deepspeech, webassembly; the second with its stress made second."""
    cuts = [at for at in range(3, len(word) - 2) if _known(word[:at]) and _known(word[at:])]
    if not cuts:
        return ()
    at = min(cuts, key=lambda cut: abs(2 * cut - len(word)))
    return (*_known(word[:at]), *(sound.replace("1", "2") for sound in _known(word[at:])))


def _guessed(letters: str) -> tuple[str, ...]:
    parts = [letters[at : at + guess.LONGEST] for at in range(0, len(letters), guess.LONGEST)]
    return tuple(sound for part in parts for sound in guess.guessed(part)) or _letters(letters)

"""Phones -> espeak-ng's names for them, and which phones each of its events is.

The phones told are then those of the reading, whichever engine speaks it, and espeak-ng gives their times. Its names
are those of its phoneme tables (1.52). Where it says two phones as one, such as its `iou`, they share the event's time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from unisono.phones import MANNER
from unisono.speak.embedded.sounds import Sound


@dataclass(frozen=True)
class Told:
    """An event of espeak-ng's: which phones sound from there on."""

    shares: tuple[tuple[str, float], ...]  # labels, with their shares of its time
    goes_on: bool = False  # it belongs to the phone of the event before it


@dataclass(frozen=True)
class Token:
    """One word of espeak-ng's: a word, in Mandarin and Cantonese a syllable."""

    text: str
    events: tuple[Told, ...] = ()  # one for each event; none: as espeak-ng names it


def token(sounds: list[Sound], language: str) -> Token:
    """The sounds in [[phonemes]] of espeak-ng's voice for a language; no events where it has a name for none."""
    names: list[str] = []
    events: list[Told] = []
    at = 0
    while at < len(sounds):
        if events and _colours(sounds, at, language):
            names += _said(sounds[at : at + 1], False, language)
            events[-1:] = _coloured(events[-1], sounds[at].phone, 0.35 if at + 1 == len(sounds) else 0.1)
            at += 1
            continue
        group = sounds[at : at + 2] if _are_one(sounds, at, language) else [_sayable(sounds[at], language)]
        said = _said(group, at == 0, language)
        names += _stressed(said, group, language)
        events += _told([_label(sound, language) for sound in group], len(said))
        at += len(group)
        if language == "en" and group[-1].phone in _LINKED and at < len(sounds) and sounds[at].is_vowel:
            events.append(replace(events[-1], goes_on=True))  # espeak-ng puts an r of its own there
    return Token(f"[[{'|'.join(names)}]]", tuple(events))


_LINKED = ("ɝ", "ɚ", "ɜː", "ɜ")


def _colours(sounds: list[Sound], at: int, language: str) -> bool:
    """True for what is hardly more than the end of the vowel before it: an English l, a stop of Cantonese."""
    ends = at + 1 == len(sounds) or not sounds[at + 1].is_vowel
    return ends and sounds[at].phone in _COLOURING.get(language, ()) and sounds[at - 1].phone not in _CONSONANTS


_COLOURING = {"en": ("l",), "yue": ("p̚", "t̚", "k̚")}
_CONSONANTS = frozenset(symbol for symbol, manner in MANNER.items() if manner != "vowel" and symbol != "ɹ")


def _coloured(event: Told, coda: str, part: float) -> list[Told]:
    """A vowel and its coda: espeak-ng lets one glide into the other and leaves the coda's event little time or none.

    `part`: of the vowel's time that sounds like the coda, in spectra of words such as well (0.35) and help (0.1).
    """
    return [
        Told((*((label, (1 - part) * share) for label, share in event.shares), (coda, part)), event.goes_on),
        Told(((coda, 1.0),), goes_on=True),
    ]


def _are_one(sounds: list[Sound], at: int, language: str) -> bool:
    """True where the table has one entry for two phones."""
    pair = sounds[at : at + 2]
    if len(pair) < 2 or (pair[0].phone, pair[1].phone) not in _NAMES[language]:
        return False
    if language == "en":  # a vowel and the ɹ or l that ends its syllable
        return at + 2 == len(sounds) or not sounds[at + 2].is_vowel
    return at > 0 or pair[0].phone not in ("j", "w")  # Mandarin: a glide after an initial, and its vowel


def _sayable(sound: Sound, language: str) -> Sound:
    """The sound, or the nearest that the voice has: IPA may ask for any."""
    plain = sound.like or sound.phone
    for phone in (plain, plain.rstrip("ː"), _COLOUR.sub("", plain)):
        for near in (phone, _NEAR.get(phone, phone)):
            if (near,) in _NAMES[language]:
                return sound if near == plain else replace(sound, phone=near, like="")
    return sound


_COLOUR = re.compile(r"[\W_ʰʱʲʷˠˤːˑ]")


def _said(group: list[Sound], first: bool, language: str) -> tuple[str, ...]:
    key = tuple(sound.like or sound.phone for sound in group)
    table = _NAMES[language]
    return (first and table.get(("#" + key[0], *key[1:]))) or table.get(key, ())


def _stressed(said: tuple[str, ...], group: list[Sound], language: str) -> list[str]:
    """The names, with the stress before that of the vowel and the tone after it."""
    vowel = next((sound for sound in group if sound.is_vowel), None)
    if vowel is None or not said:
        return list(said)
    place = 1 if said[0] in ("j", "w") else 0
    stress = {"": "", "ˈ": "'", "ˌ": ","}[vowel.stress]
    tone = _CONTOURS[language][vowel.tone - 1] if vowel.tone else ""
    return [name for name in (*said[:place], stress, said[place], tone, *said[place + 1 :]) if name]


def _told(labels: list[str], events: int) -> list[Told]:
    """One label for all events; or one event for each label; or one event for two labels."""
    if len(labels) == 1:
        return [Told(((labels[0], 1.0),), goes_on=place > 0) for place in range(events)]
    if len(labels) == events:
        return [Told(((label, 1.0),)) for label in labels]
    first, second = labels
    share = 0.3 if first in ("j", "w", "ɥ") else 0.65 if second in ("ɹ", "ɚ") else 0.5
    return [Told(((first, share), (second, 1 - share)))]


def _label(sound: Sound, language: str) -> str:
    return sound.stress + sound.phone + (_LETTERS[language][sound.tone - 1] if sound.tone else "")


_CONTOURS = {"zh": "55 35 214 51 11".split(), "yue": "1 2 3 4 5 6".split()}  # espeak-ng's names of the tones 1, 2, …
_LETTERS = {"zh": ("˥", "˧˥", "˨˩˦", "˥˩", ""), "yue": tuple("˥ ˨˥ ˧ ˨˩ ˨˧ ˨".split())}  # Zee 1991

# phone:name; phone:name|name for two events; phone+phone:name for two phones in one event; #phone at the start.
_EVERYWHERE = (
    "p:p b:b t:t d:d k:k ɡ:g m:m n:n ŋ:N f:f v:v θ:T ð:D s:s z:z ʃ:S ʒ:Z h:h tʃ:tS dʒ:dZ l:l j:j w:w x:x ç:C ɲ:n^ "
    "ɳ:n. ɕ:S; ʑ:z; tɕ:tS; dʑ:dZ; ʂ:s. ʐ:z. ts:t|s dz:d|z ʔ:? q:q c:c ɟ:J β:B ɣ:Q χ:X ʎ:l^ ɭ:l. ɬ:l# ɾ:* ʁ:Q"
)
_TABLES = {
    "en": (
        "ɹ:r ʍ:w# ɑː:A: ɑ:A: ɒ:A: æ:a ʌ:V ɔː:O: ɔ:O aʊ:aU aɪ:aI ɛ:E ɝ:3: ɜː:3: ɜ:3: eɪ:eI ɪ:I iː:i: oʊ:oU ɔɪ:OI ʊ:U "
        "uː:u: ə:@ ɚ:3 i:i e:e o:o u:u a:a ɐ:a# ɨ:I# "
        "ɑː+ɹ:A@ ɔː+ɹ:O@ oʊ+ɹ:O@ ɛ+ɹ:e@ ɪ+ɹ:i@3 iː+ɹ:i@3 i+ɹ:i@3 ʊ+ɹ:U@ uː+ɹ:U@ aɪ+ɹ:aI3 aɪ+ɚ:aI3 "
        "aʊ+ɹ:aU|3 ɔɪ+ɹ:OI|3 eɪ+ɹ:eI|3 æ+ɹ:a|3 ʌ+ɹ:V|3 ə+ɹ:3 ɝ+ɹ:3: ɚ+ɹ:3 ə+l:@L"
    ),
    "zh": (
        "pʰ:ph tʰ:th kʰ:kh x:X tɕʰ:tS;h tʂ:ts. tʂʰ:ts.h ɻ:@r #ɻ:z. ts:ts tsʰ:tsh #ŋ:N- a:A ɑ:A ɤ:o- ɛ:E aɪ:ai eɪ:ei "
        "aʊ:Au oʊ:ou ə:@ ɚ:@r i:i #i:j|i u:u #u:w|u y:y #y:j|y ɿ:i[ ʅ:i. o:o ɔ:o ʊ:u a+n:a|n j+a:iA j+ɛ:iE j+oʊ:iou "
        "j+ɑ:iA j+o:io w+o:uo w+aɪ:uai w+eɪ:uei w+ə:u@ ʊ+ŋ:ong ɥ+ɛ:yE y+n:y@|n #y+n:y@|n"
    ),
    "yue": (
        "p:b pʰ:p t:d tʰ:t k:g kʰ:k p̚:p t̚:t k̚:k ts:z tsʰ:c aː:aa ɐ:a ɛː:e iː:i ɔː:o uː:u œː:oe ɵ:eo yː:yu ɪ:i ʊ:u "
        "aɪ:aai aʊ:aau ɐɪ:ai ɐʊ:au eɪ:ei ɛʊ:eu iʊ:iu ɔɪ:oi oʊ:ou uɪ:ui ɵy:eoi"
    ),
    "ja": (
        "a:a i:i ɯ:u e:e o:o aː:a|a iː:i|i ɯː:u|u eː:e|e oː:o|o ɕ:s\\ ts:t_s tɕ:t_s\\ dʑ:d_z\\ ɸ:p\\ ɾ:r` ɴ:N\\ "
        "kʲ:k|_j ɡʲ:g|_j bʲ:b|_j pʲ:p|_j mʲ:m|_j ɾʲ:r`|_j tʲ:t|_j dʲ:d|_j nʲ:n|_j vʲ:v|_j "
        "pː:p: tː:t: kː:k: bː:b: dː:d: ɡː:g: kʲː:k:|_j pʲː:p:|_j tsː:t_s: tɕː:t_s\\: dʑː:d_z\\:"
    ),
    "ko": (
        "a:a ɛ:E ʌ:@ e:e o:o u:u ɯ:u- i:i kʰ:kh tʰ:t|h pʰ:ph k͈:q- t͈:t- p͈:p- s͈:s- ɕ͈:S; tɕ͈:tS;- tɕʰ:tS;|h "
        "k̚:k t̚:t p̚:p ɥ:w ɰ:u-"
    ),
}
_NAMES: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {
    language: {
        tuple(phones.split("+")): tuple(names.split("|"))
        for phones, names in (entry.split(":", 1) for entry in f"{_EVERYWHERE} {table}".split())
    }
    for language, table in _TABLES.items()
}
_NEAR = dict(
    pair.split(":")
    for pair in (
        "r:ɹ ɻ:ɹ ɫ:l ʀ:ʁ ɱ:m ɴ:ŋ ɸ:f pf:f ʋ:v ʝ:j ɥ:w ɰ:w ħ:h ɦ:h ʈ:t ɖ:d ɢ:ɡ ɓ:b ɽ:ɾ tʂ:tʃ dʐ:dʒ "
        "y:uː ʏ:ʊ ø:ɜː œ:ɜː ɵ:ʊ ɯ:ʊ ɤ:ʌ ɿ:ə ʅ:ə ɘ:ə ᵻ:ɨ ᵿ:ʊ ᴇ:ɛ "
        "əʊ:oʊ ɔʊ:oʊ ɛɪ:eɪ ɑɪ:aɪ ɑʊ:aʊ oɪ:ɔɪ"
    ).split()
)

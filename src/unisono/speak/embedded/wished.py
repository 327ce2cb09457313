"""A line's marks as espeak-ng can follow them: stretches at a rate, pitch and loudness, and words in its phonemes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from unisono.text.marked import phones_of
from unisono.types import Line, Mark

READ = ("pinyin", "arpabet", "ipa")
_WISHES = ("rate", "pitch", "volume", "emphasis")
# ARPAbet in espeak-ng's names for en-us; a stressed vowel has ' or , before it.
_NAMES = dict(
    pair.split(":", 1)
    for pair in (
        "AA:A: AE:a AH:V AH0:@ AO:O: AW:aU AY:aI B:b CH:tS D:d DH:D EH:E ER:3: ER0:3 EY:eI F:f G:g HH:h IH:I IY:i: "
        "IY0:i JH:dZ K:k L:l M:m N:n NG:N OW:oU OY:OI P:p R:r S:s SH:S T:t TH:T UH:U UW:u: V:v W:w Y:j Z:z ZH:Z"
    ).split()
)
_FROM_IPA = dict(
    pair.split(":", 1)
    for pair in (
        "p:P b:B t:T d:D k:K ɡ:G g:G m:M n:N ŋ:NG f:F v:V θ:TH ð:DH s:S z:Z ʃ:SH ʒ:ZH h:HH tʃ:CH dʒ:JH l:L ɹ:R r:R "
        "j:Y w:W i:IY ɪ:IH e:EH ɛ:EH æ:AE a:AE ɑ:AA ɒ:AA ɔ:AO o:OW ʊ:UH u:UW ʌ:AH ə:AH0 ɚ:ER0 ɝ:ER ɜ:ER ɐ:AH"
    ).split()
)
_PAIRS = {("EH", "IH"): "EY", ("AE", "IH"): "AY", ("AE", "UH"): "AW", ("AO", "IH"): "OY", ("OW", "UH"): "OW"}


@dataclass(frozen=True)
class Stretch:
    """Some of a line, to be said in one way."""

    text: str
    rate: float = 1.0  # times the usual; likewise the others
    pitch: float = 1.0
    volume: float = 1.0
    read: Mark | None = None  # how its word is pronounced


def stretches(line: Line) -> Iterator[Stretch]:
    """The line cut where what its marks ask for changes."""
    marks = [mark for mark in line.marks if mark.kind in (*READ, *_WISHES)]
    edges = sorted({0, len(line.text), *(edge for mark in marks for edge in (mark.start, mark.end))})
    for start, end in itertools.pairwise(edges):
        stretch = Stretch(line.text[start:end])
        for mark in marks:
            if mark.start <= start and end <= mark.end:
                stretch = _with(stretch, mark)
        yield stretch


def _with(stretch: Stretch, mark: Mark) -> Stretch:
    if mark.kind in READ:
        return replace(stretch, read=mark)
    value = float(mark.value)
    if mark.kind == "rate":
        return replace(stretch, rate=stretch.rate * value)
    if mark.kind == "pitch":
        return replace(stretch, pitch=stretch.pitch * value)
    if mark.kind == "volume":
        return replace(stretch, volume=stretch.volume * value)
    # Emphasis is longer, higher and louder (Fry 1958), each a little.
    return replace(
        stretch,
        rate=stretch.rate * (1 - 0.12 * value),
        pitch=stretch.pitch * (1 + 0.1 * value),
        volume=stretch.volume * (1 + 0.2 * value),
    )


def phonemes(mark: Mark) -> str:
    """An English pronunciation in espeak-ng's names, [[r'Ed]]; empty where it has none for a sound."""
    symbols = str(mark.value).split() if mark.kind == "arpabet" else _arpabet(str(mark.value))
    names = []
    for symbol in symbols:
        bare = symbol.rstrip("012")
        name = _NAMES.get(symbol) or _NAMES.get(bare)
        if name is None:
            return ""
        names.append({"1": "'", "2": ","}.get(symbol[len(bare) :], "") + name)
    return f"[[{''.join(names)}]]" if names else ""


def _arpabet(ipa: str) -> list[str]:
    """IPA as ARPAbet, as far as English has the sound; diphthongs from their two vowels."""
    found: list[str] = []
    for phone in phones_of(ipa):
        symbol = _FROM_IPA.get(re.sub(r"[ˈˌːˑʰ̩̯]", "", phone), "?")
        stress = "1" if "ˈ" in phone else "2" if "ˌ" in phone else ""
        if found and (pair := _PAIRS.get((found[-1].rstrip("12"), symbol))):
            found[-1] = pair + found[-1][len(found[-1].rstrip("12")) :]
        else:
            found.append(symbol if symbol.endswith("0") and stress == "" else symbol.rstrip("0") + stress)
    return _stressed_vowels(found)


def _stressed_vowels(symbols: list[str]) -> list[str]:
    """IPA writes stress before the syllable; ARPAbet on its vowel."""
    found: list[str] = []
    waiting = ""
    for symbol in symbols:
        bare = symbol.rstrip("12")
        waiting = symbol[len(bare) :] or waiting
        is_vowel = bare.rstrip("0") in "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split()
        found.append(bare.rstrip("0") + waiting if is_vowel and waiting else bare)
        waiting = "" if is_vowel else waiting
    return found

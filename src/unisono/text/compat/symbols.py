"""The phone symbols GPT-SoVITS knows and their ids: 322 in v1, 732 from v2 on (specs/gpt-sovits.md §3).

The order is a rule, so no table is kept: each alphabet sorted by code point, v2 = v1, the Japanese accent marks, Korean
jamo, Cantonese initials and finals.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

Version = Literal["v1", "v2"]

PUNCTUATION: Final = ("!", "?", "…", ",", ".", "-")  # the only marks that are phones
INITIALS: Final = tuple("AA EE OO b c ch d f g h j k l m n p q r s sh t w x y z zh".split())
FINALS: Final = tuple(
    "E En a ai an ang ao e ei en eng er i i0 ia ian iang iao ie in ing iong ir iu o ong ou "
    "u ua uai uan uang ui un uo v van ve vn".split()
)
ARPABET_CONSONANTS: Final = tuple("B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split())
ARPABET_VOWELS: Final = tuple("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
JAPANESE: Final = tuple(
    "I N U a b by ch cl d dy e f g gy h hy i j k ky m my n ny o p py r ry s sh t ts u v w y z".split()
)
KOREAN: Final = tuple("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅓㅔㅗㅜㅡㅣ停空")
CANTONESE_INITIALS: Final = tuple("a aa ai ak au b c d e f g gw h j k kw l m n ng o oi ok on ou p s t uk w z".split())
CANTONESE_FINALS: Final = tuple(
    "a aa aai aak aam aan aang aap aat aau ai ak am an ang ap at au e ei ek eng eoi eon eot g i ik im in ing ip it iu "
    "k m n o oe oek oeng oi ok on ong ot ou p t u ui uk un ung ut yu yun yut".split()
)


def ids(phones: Iterable[str], version: Version = "v2") -> tuple[int, ...]:
    """The rows of the embedding, one for each phone; a phone the version does not know is UNK's row."""
    rows = _ROWS[version]
    unknown = rows["UNK"]
    return tuple(rows.get(phone, unknown) for phone in phones)


def _first() -> tuple[str, ...]:
    """v1: Mandarin, English, Japanese, marks."""
    toned = (final + tone for final in FINALS for tone in "12345")
    # The oldest dictionaries wrote some English vowels without stress; these three are still rows.
    stressed = (*(vowel + stress for vowel in ARPABET_VOWELS for stress in "012"), "ER", "IH")
    special = ("_", "SP", "SP2", "SP3", "UNK")
    return tuple(sorted({*INITIALS, *toned, *ARPABET_CONSONANTS, *stressed, *JAPANESE, *PUNCTUATION, *special}))


def _second() -> tuple[str, ...]:
    """v2: v1 first, so that old ids stay, then what its new languages need."""
    cantonese = {*CANTONESE_INITIALS, *(final + tone for final in CANTONESE_FINALS for tone in "123456")}
    return (*_first(), "[", "]", *KOREAN, *sorted("Y" + symbol for symbol in cantonese))


SYMBOLS: Final[dict[Version, tuple[str, ...]]] = {"v1": _first(), "v2": _second()}
_ROWS: Final = {version: {symbol: row for row, symbol in enumerate(table)} for version, table in SYMBOLS.items()}

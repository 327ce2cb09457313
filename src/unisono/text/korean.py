"""Korean text -> words as they are pronounced, in jamo and IPA, by the rules of 표준 발음법 (no library)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from unisono.text.word import Word

_NO_WORDS: Mapping[str, str] = {}
_TOKEN = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]+|\S")
_LONGEST = 100  # syllables without a space that are read together

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

Syllable = tuple[str, str, str]  # onset ("" before a vowel), vowel, coda


def words(text: str, offset: int = 0, own: Mapping[str, str] = _NO_WORDS) -> tuple[Word, ...]:
    """The words of Korean text, `offset` characters into the line, its figures in words already.

    `own`: the user's dictionary, word -> hangul as it is pronounced. Symbols are jamo as pronounced, a final one with a
    stop after it: 국물 -> ㄱ ㅜ ㅇ. ㅁ ㅜ ㄹ.
    """
    found: list[Word] = []
    for token in _TOKEN.finditer(text):
        written = token.group()
        if len(written) == 1 and not "ㄱ" <= written <= "힣":
            found.append(Word(written, offset + token.start(), offset + token.end(), "ko", written))
            continue
        for at in range(0, len(written), _LONGEST):
            part = written[at : at + _LONGEST]
            phones, symbols = _sounds(_owned(part, own))
            start = offset + token.start() + at
            found.append(Word(part, start, start + len(part), "ko", part, phones, symbols))
    return tuple(found)


def _owned(word: str, own: Mapping[str, str]) -> str:
    for written, said in own.items():
        if written in word:
            word = word.replace(written, said.replace(" ", ""))
    return word


@lru_cache(maxsize=32768)
def _sounds(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    said = pronounced(word)
    symbols = tuple(s for onset, vowel, coda in said for s in (onset, vowel, f"{coda}." if coda else "") if s)
    return ipa(said), symbols


def pronounced(word: str) -> tuple[Syllable, ...]:
    """The syllables of a word in hangul as they are said: 국립 -> 궁닙, 같이 -> 가치, 없어요 -> 업써요."""
    for written, said in _EXCEPTIONS:
        if written in word:
            word = word.replace(written, said)
    said_so = [list(syllable) for syllable in map(_apart, word) if syllable]
    for left, right in pairwise(said_so):
        _meet(left, right)
    for at, syllable in enumerate(said_so):
        syllable[2] = _NEUTRAL.get(syllable[2], syllable[2])
        _plain_vowel(syllable, at)
    return tuple((onset, vowel, coda) for onset, vowel, coda in said_so)


# Words whose sounds the rules do not give: ㄴ put in between (29항), joints of compounds (15, 27, 28항), Sino-Korean 6.
_EXCEPTIONS = tuple(
    pair.split(":")
    for pair in (
        "맛있:마싰 멋있:머싰 맛없:마덦 꽃잎:꼰닙 꽃이름:꼰니름 "
        "깻잎:깬닙 나뭇잎:나문닙 한여름:한녀름 색연필:생년필 담요:담뇨 "
        "솜이불:솜니불 막일:망닐 부엌일:부엉닐 집안일:지반닐 서울역:서울력 "
        "지하철역:지하철력 물약:물략 알약:알략 볼일:볼릴 "
        "십육:심뉵 백육:뱅뉵 천육:천뉵 만육:만뉵 의견란:의견난 "
        "생산량:생산냥 결단력:결딴녁 공권력:공꿘녁 동원령:동원녕 상견례:상견녜 "
        "이원론:이원논 입원료:이붠뇨 횡단로:횡단노 갈등:갈뜽 발전:발쩐 "
        "발달:발딸 결정:결쩡 열심히:열씨미 일상:일쌍 실제:실쩨 "
        "절대:절때 물질:물찔 활동:활똥 출장:출짱 출신:출씬 설득:설뜩 "
        "걸작:걸짝 할게:할께 갈게:갈께 볼게:볼께 줄게:줄께 "
        "할지:할찌 할수:할쑤 사건:사껀 조건:조껀 여권:여꿘 인권:인꿘 "
        "문법:문뻡 방법:방법 헌법:헌뻡 한자:한짜 문자:문짜 글자:글짜 "
        "안과:안꽈 내과:내꽈 치과:치꽈 효과:효꽈 성격:성껵 인격:인껵 "
        "평가:평까 물가:물까 눈동자:눈똥자 산새:산쌔 길가:길까 "
        "손등:손뜽 바닷가:바다까 햇살:해쌀 등불:등뿔 강가:강까 "
        "술잔:술짠 비빔밥:비빔빱 김밥:김빱 아침밥:아침빱 보름달:보름딸 "
        "넓죽:넙쭉 넓둥:넙뚱 밟:밥 디귿이:디그시"
    ).split()
)


def _apart(syllable: str) -> Syllable | None:
    """Onset, vowel and coda; a lone vowel is a syllable, a lone consonant (ㅋㅋ) is not said."""
    at = ord(syllable) - 0xAC00
    if 0 <= at < 11172:
        onset = ONSETS[at // 588]
        return ("" if onset == "ㅇ" else onset), VOWELS[at % 588 // 28], CODAS[at % 28]
    return ("", syllable, "") if syllable in VOWELS else None


_CLUSTER = {
    pair[0]: (pair[1], pair[2])
    for pair in "ㄳㄱㅅ ㄵㄴㅈ ㄶㄴㅎ ㄺㄹㄱ ㄻㄹㅁ ㄼㄹㅂ ㄽㄹㅅ ㄾㄹㅌ ㄿㄹㅍ ㅀㄹㅎ ㅄㅂㅅ".split()
}
_NEUTRAL = {
    **dict.fromkeys("ㄲㅋㄳㄺ", "ㄱ"),
    **dict.fromkeys("ㅅㅆㅈㅊㅌㅎ", "ㄷ"),
    **dict.fromkeys("ㅍㅄㄿ", "ㅂ"),
    **dict.fromkeys("ㄵㄶ", "ㄴ"),
    **dict.fromkeys("ㄼㄽㄾㅀ", "ㄹ"),
    "ㄻ": "ㅁ",
}
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_TENSE = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}


def _meet(left: list[str], right: list[str]) -> None:
    """What the coda of one syllable and the onset of the next do to one another; both are changed in place."""
    coda, onset = left[2], right[0]
    if not coda:
        return
    if not onset:
        _link(left, right)
    elif onset == "ㅎ" and (last := _CLUSTER.get(coda, ("", coda))[1]) not in "ㄴㅁㄹㅇㅎ":
        _breathe(left, right, last)
    elif coda in "ㅎㄶㅀ" and (onset in _ASPIRATED or onset in "ㅅㄴ"):
        _lose_breath(left, right)
    else:
        _harden(left, right)
        _assimilate(left, right)


def _link(left: list[str], right: list[str]) -> None:
    """연음 (13, 14항): a coda goes over to a vowel; 구개음화 (17항) before 이; ㅎ is lost (12항)."""
    coda = left[2]
    stays, goes = _CLUSTER.get(coda, ("", coda))
    if coda == "ㅇ":
        return
    if coda == "ㅎ":
        left[2] = ""
        return
    if goes == "ㅎ":  # 많아 -> 마나
        left[2], right[0] = "", stays
        return
    if right[1] in "ㅣㅕ" and goes in "ㄷㅌ":
        goes = {"ㄷ": "ㅈ", "ㅌ": "ㅊ"}[goes]
    left[2], right[0] = stays, {"ㅅ": "ㅆ"}.get(goes, goes) if stays else goes


def _breathe(left: list[str], right: list[str], last: str) -> None:
    """ㅎ after a stop joins it (12항): 축하 -> 추카, 닫혀 -> 다처, 못해 -> 모태."""
    stays = _CLUSTER.get(left[2], ("", ""))[0]
    palatal = last == "ㅈ" or (last == "ㄷ" and right[1] in "ㅣㅕ")
    joined = "ㅊ" if palatal else _ASPIRATED[_NEUTRAL.get(last, last)]
    left[2], right[0] = stays, joined


def _lose_breath(left: list[str], right: list[str]) -> None:
    """A coda ㅎ before a consonant (12항): 좋고 -> 조코, 좋소 -> 조쏘, 놓는 -> 논는, 않네 -> 안네, 뚫는 -> 뚤른."""
    stays = _CLUSTER.get(left[2], ("", ""))[0]
    if right[0] == "ㄴ":
        left[2] = stays or "ㄴ"
        if stays == "ㄹ":
            right[0] = "ㄹ"
    elif right[0] == "ㅅ":
        left[2], right[0] = stays, "ㅆ"
    else:
        left[2], right[0] = stays, _ASPIRATED[right[0]]


def _harden(left: list[str], right: list[str]) -> None:
    """경음화 (23-25항): after a stop, and after the ㄴ, ㄹ, ㅁ of ㄵ, ㄼ, ㄾ, ㄻ."""
    coda = left[2]
    if coda == "ㄺ" and right[0] == "ㄱ":  # 맑게 -> 말께 (11항)
        left[2] = "ㄹ"
        right[0] = "ㄲ"
        return
    if right[0] in _TENSE and (_NEUTRAL.get(coda, coda) in _NASAL or coda in "ㄵㄼㄾㄽㄿㄻ"):
        right[0] = _TENSE[right[0]]


def _assimilate(left: list[str], right: list[str]) -> None:
    """비음화 (18, 19항) and 유음화 (20항)."""
    coda = _NEUTRAL.get(left[2], left[2])
    if right[0] in "ㄴㅁ" and coda in _NASAL:
        left[2] = _NASAL[coda]
    elif right[0] == "ㄹ" and (coda in _NASAL or coda in "ㅁㅇ"):
        left[2], right[0] = _NASAL.get(coda, coda), "ㄴ"
    elif (coda, right[0]) in (("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")):
        left[2], right[0] = "ㄹ", "ㄹ"


def _plain_vowel(syllable: list[str], at: int) -> None:
    """5항: 져 is 저; ㅖ after a consonant ㅔ; 의 is 이 where it does not begin the word."""
    onset, vowel, _ = syllable
    if vowel == "ㅢ" and (onset or at):
        syllable[1] = "ㅣ"
    elif vowel == "ㅖ" and onset and onset != "ㄹ":
        syllable[1] = "ㅔ"
    elif onset in ("ㅈ", "ㅉ", "ㅊ") and vowel in "ㅑㅕㅛㅠ":
        syllable[1] = {"ㅑ": "ㅏ", "ㅕ": "ㅓ", "ㅛ": "ㅗ", "ㅠ": "ㅜ"}[vowel]


ONSET_PHONES = dict(
    pair.split(":")
    for pair in (
        "ㄱ:k ㄲ:k͈ ㄴ:n ㄷ:t ㄸ:t͈ ㄹ:ɾ ㅁ:m ㅂ:p ㅃ:p͈ ㅅ:s ㅆ:s͈ ㅈ:tɕ ㅉ:tɕ͈ ㅊ:tɕʰ ㅋ:kʰ ㅌ:tʰ ㅍ:pʰ ㅎ:h"
    ).split()
)
VOWEL_PHONES = {
    vowel: tuple(phones.split("+"))
    for vowel, phones in (
        pair.split(":")
        for pair in (
            "ㅏ:a ㅐ:ɛ ㅑ:j+a ㅒ:j+ɛ ㅓ:ʌ ㅔ:e ㅕ:j+ʌ ㅖ:j+e ㅗ:o ㅘ:w+a ㅙ:w+ɛ ㅚ:w+e ㅛ:j+o ㅜ:u ㅝ:w+ʌ ㅞ:w+e "
            "ㅟ:ɥ+i ㅠ:j+u ㅡ:ɯ ㅢ:ɰ+i ㅣ:i"
        ).split()
    )
}
CODA_PHONES = dict(pair.split(":") for pair in "ㄱ:k̚ ㄴ:n ㄷ:t̚ ㄹ:l ㅁ:m ㅂ:p̚ ㅇ:ŋ".split())
_VOICED = {"ㄱ": "ɡ", "ㄷ": "d", "ㅂ": "b", "ㅈ": "dʑ"}


def ipa(said: tuple[Syllable, ...]) -> tuple[str, ...]:
    """The phones of syllables as pronounced: plain stops are voiced between voiced sounds (Lee 1999)."""
    phones: list[str] = []
    before = ""  # the coda before; "-" after a vowel, empty at the start
    for onset, vowel, coda in said:
        if onset:
            phones.append(_onset(onset, vowel, before))
        phones += VOWEL_PHONES[vowel]
        if coda:
            phones.append(CODA_PHONES[coda])
        before = coda or "-"
    return tuple(phones)


def _onset(onset: str, vowel: str, before: str) -> str:
    if onset in _VOICED and before in ("-", "ㄴ", "ㄹ", "ㅁ", "ㅇ"):
        return _VOICED[onset]
    if onset == "ㄹ" and before == "ㄹ":
        return "l"
    if onset in "ㅅㅆ" and vowel in "ㅣㅑㅒㅕㅖㅛㅠㅟ":
        return {"ㅅ": "ɕ", "ㅆ": "ɕ͈"}[onset]
    return ONSET_PHONES[onset]

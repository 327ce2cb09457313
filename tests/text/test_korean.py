"""Korean is read by the rules of Standard Pronunciation."""

from __future__ import annotations

import pytest

from unisono.text import count_ko, front, korean

SAID = {
    "3개": "ㅅ ㅔ ㄱ ㅐ",
    "3개월": "ㅅ ㅏ ㅁ. ㄱ ㅐ ㅝ ㄹ.",
    "20권": "ㅅ ㅡ ㅁ ㅜ ㄱ ㅝ ㄴ.",
    "100명": "ㅂ ㅐ ㅇ. ㅁ ㅕ ㅇ.",
    "3시": "ㅅ ㅔ ㅅ ㅣ",
    "30분": "ㅅ ㅏ ㅁ. ㅅ ㅣ ㅂ. ㅃ ㅜ ㄴ.",
    "10:30": "ㅕ ㄹ. ㅅ ㅣ ㅅ ㅏ ㅁ. ㅅ ㅣ ㅂ. ㅃ ㅜ ㄴ.",
    "6월": "ㅠ ㅝ ㄹ.",
    "10월": "ㅅ ㅣ ㅝ ㄹ.",
    "2026년": "ㅣ ㅊ ㅓ ㄴ ㅣ ㅅ ㅣ ㅁ. ㄴ ㅠ ㅇ. ㄴ ㅕ ㄴ.",
    "1,980원": "ㅊ ㅓ ㄴ. ㄱ ㅜ ㅂ ㅐ ㄱ. ㅍ ㅏ ㄹ. ㅅ ㅣ ㅂ ㅝ ㄴ.",
    "12500원": "ㅁ ㅏ ㄴ ㅣ ㅊ ㅓ ㄴ ㅗ ㅂ ㅐ ㄱ ㅝ ㄴ.",
    "$3.5": "ㅅ ㅏ ㅁ. ㅈ ㅓ ㅁ. ㅗ ㄷ ㅏ ㄹ. ㄹ ㅓ",
    "50%": "ㅗ ㅅ ㅣ ㅂ. ㅍ ㅓ ㅅ ㅔ ㄴ. ㅌ ㅡ",
    "010-1234-5678": "ㄱ ㅗ ㅇ. ㅣ ㄹ. ㄱ ㅗ ㅇ. ㅣ ㄹ ㅣ ㅅ ㅏ ㅁ. ㅅ ㅏ ㅗ ㅠ ㄱ. ㅊ ㅣ ㄹ. ㅍ ㅏ ㄹ.",
    "1/2": "ㅣ ㅂ ㅜ ㄴ ㅣ ㅣ ㄹ.",
    "3.14": "ㅅ ㅏ ㅁ. ㅈ ㅓ ㅁ. ㅣ ㄹ. ㅅ ㅏ",
    "5km": "ㅗ ㅋ ㅣ ㄹ. ㄹ ㅗ ㅁ ㅣ ㅌ ㅓ",
    "-5도": "ㅁ ㅏ ㅣ ㄴ ㅓ ㅅ ㅡ ㅗ ㄷ ㅗ",
    "21살": "ㅅ ㅡ ㅁ ㅜ ㄹ. ㅎ ㅏ ㄴ. ㅅ ㅏ ㄹ.",
    "3번": "ㅅ ㅔ ㅂ ㅓ ㄴ.",
    "한국말": "ㅎ ㅏ ㄴ. ㄱ ㅜ ㅇ. ㅁ ㅏ ㄹ.",
    "국물": "ㄱ ㅜ ㅇ. ㅁ ㅜ ㄹ.",
    "앞문": "ㅏ ㅁ. ㅁ ㅜ ㄴ.",
    "값": "ㄱ ㅏ ㅂ.",
    "값이": "ㄱ ㅏ ㅂ. ㅆ ㅣ",
    "닭": "ㄷ ㅏ ㄱ.",
    "닭이": "ㄷ ㅏ ㄹ. ㄱ ㅣ",
    "읽다": "ㅣ ㄱ. ㄸ ㅏ",
    "좋다": "ㅈ ㅗ ㅌ ㅏ",
    "많다": "ㅁ ㅏ ㄴ. ㅌ ㅏ",
    "같이": "ㄱ ㅏ ㅊ ㅣ",
    "굳이": "ㄱ ㅜ ㅈ ㅣ",
    "밥물": "ㅂ ㅏ ㅁ. ㅁ ㅜ ㄹ.",
    "신라": "ㅅ ㅣ ㄹ. ㄹ ㅏ",
    "설날": "ㅅ ㅓ ㄹ. ㄹ ㅏ ㄹ.",
    "독립": "ㄷ ㅗ ㅇ. ㄴ ㅣ ㅂ.",
    "학교": "ㅎ ㅏ ㄱ. ㄲ ㅛ",
    "입력": "ㅣ ㅁ. ㄴ ㅕ ㄱ.",
    "백화점": "ㅂ ㅐ ㅋ ㅘ ㅈ ㅓ ㅁ.",
    "맛있다": "ㅁ ㅏ ㅅ ㅣ ㄷ. ㄸ ㅏ",
    "의자": "ㅢ ㅈ ㅏ",
    "회의": "ㅎ ㅚ ㅣ",
    "무늬": "ㅁ ㅜ ㄴ ㅣ",
}


@pytest.mark.parametrize(("text", "symbols"), SAID.items())
def test_a_text_is_said(text: str, symbols: str) -> None:
    assert " ".join(s for w in front.read(text, "ko") for s in w.symbols) == symbols


PRONOUNCED = dict(
    pair.split(":")
    for pair in (
        "국립:궁닙 같이:가치 없어요:업써요 좋아요:조아요 많아요:마나요 "
        "않는:안는 뚫는:뚤른 축하:추카 못해:모태 닫혀:다처 "
        "맑게:말께 앉고:안꼬 닮고:담꼬 넓다:널따 심리:심니 신라:실라 칼날:칼랄 독립:동닙 학교:학꾜 먹는:멍는 "
        "값이:갑씨 읽어요:일거요 굳이:구지 꽃잎:꼰닙 의사:의사 희망:히망 시계:시게 십육:심뉵 닭이:달기 밟다:밥따 "
        "맛있어요:마시써요 맛있다:마싣따 협력:혐녁 대통령:대통녕 끝이:끄치 "
        "붙이다:부치다 옷이:오시 밥을:바블 놓고:노코 싫어:시러 "
        "삶:삼 여덟:여덜 밖에:바께 좋네요:존네요 갔습니다:갇씀니다 십만:심만 닫는:단는 꽃:꼳 부엌:부억 가져:가저 "
    ).split()
)


@pytest.mark.parametrize(("written", "said"), PRONOUNCED.items())
def test_sounds_change_where_they_meet(written: str, said: str) -> None:
    assert "".join(map(_hangul, korean.pronounced(written))) == said


def _hangul(syllable: korean.Syllable) -> str:
    onset, vowel, coda = syllable
    places = korean.ONSETS.index(onset or "ㅇ"), korean.VOWELS.index(vowel), korean.CODAS.index(coda)
    return chr(0xAC00 + 588 * places[0] + 28 * places[1] + places[2])


NUMBERS = {
    0: "영",
    1: "일",
    10: "십",
    11: "십일",
    100: "백",
    1980: "천구백팔십",
    10000: "만",
    110000: "십일만",
    10**8: "일억",
}


@pytest.mark.parametrize(("number", "said"), NUMBERS.items())
def test_numbers_are_counted(number: int, said: str) -> None:
    assert count_ko.sino(number) == said


def test_plain_stops_are_voiced_between_voiced_sounds() -> None:
    assert korean.ipa(korean.pronounced("감기")) == ("k", "a", "m", "ɡ", "i")
    assert korean.ipa(korean.pronounced("시계")) == ("ɕ", "i", "ɡ", "e")


def test_the_users_reading_is_taken() -> None:
    (word,) = korean.words("독립", own={"독립": "독닙"})
    assert word.symbols[:3] == ("ㄷ", "ㅗ", "ㅇ.")

"""Korean as GPT-SoVITS says it: jamo one by one, a space as 空, what it cannot say as 停 (§4.5)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Final

from unisono.text.compat.extras import file_of, load
from unisono.text.compat.korean_sounds import pronounce
from unisono.text.compat.symbols import KOREAN, PUNCTUATION

_LETTERS: Final = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        (
            "에이 비 시 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 아르 에스 티 유 브이 더블유 엑스 "
            "와이 제트"
        ).split(),
        strict=True,
    )
)
_MARKS: Final = {**dict.fromkeys("：；，·、", ","), "。": ".", "\n": ".", "！": "!", "？": "?", " ": "空"}
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"  # in the order of their code points, from U+1100
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"  # from U+1161
_FINALS: Final = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"  # from U+11A8
_SEPARATE: Final = {
    first + at: letter
    for first, letters in ((0x1100, _INITIALS), (0x1161, _VOWELS), (0x11A8, _FINALS))
    for at, letter in enumerate(letters)
}
_PARTS: Final = {
    ord(pair[0]): pair[2:]
    for pair in (
        "ㄳ=ㄱㅅ ㄵ=ㄴㅈ ㄶ=ㄴㅎ ㄺ=ㄹㄱ ㄻ=ㄹㅁ ㄼ=ㄹㅂ ㄽ=ㄹㅅ ㄾ=ㄹㅌ ㄿ=ㄹㅍ ㅀ=ㄹㅎ ㅄ=ㅂㅅ "
        "ㅘ=ㅗㅏ ㅙ=ㅗㅐ ㅚ=ㅗㅣ ㅝ=ㅜㅓ ㅞ=ㅜㅔ ㅟ=ㅜㅣ ㅢ=ㅡㅣ ㅑ=ㅣㅏ ㅒ=ㅣㅐ ㅕ=ㅣㅓ ㅖ=ㅣㅔ ㅛ=ㅣㅗ ㅠ=ㅣㅜ"
    ).split()
}
_NATIVE_COUNTED: Final = (
    "군데 권 개 그루 닢 대 두 마리 모 모금 뭇 발 발짝 방 번 벌 보루 살 수 술 시 쌈 움큼 정 짝 채 척 첩 축 켤레 톨 통"
)
_ONES: Final = " 한 두 세 네 다섯 여섯 일곱 여덟 아홉".split(" ")
_TENS: Final = " 열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split(" ")
_SINO: Final = "영일이삼사오육칠팔구"


def read(text: str) -> tuple[str, tuple[str, ...], None]:
    """The text as it is, and its phones."""
    spelled = re.sub("[A-Za-z]", lambda match: _LETTERS[match[0].lower()], text)
    for written, sound in _idioms():
        spelled = spelled.replace(written, sound)
    noted = _figures(_noted(spelled))
    said = pronounce(unicodedata.normalize("NFD", noted)).translate(_SEPARATE).translate(_PARTS)
    said = re.sub("([ㅇㄹ]ㅡㄹ) ㄹ", r"\1 ㄴ", said)  # a repair of g2pk2's, which the voices were trained with
    said = re.sub(r"([\u3131-\u3163])$", r"\1.", said)
    return text, tuple(_phone(sign) for sign in said), None


def _phone(sign: str) -> str:
    sign = _MARKS.get(sign, sign)
    return sign if sign in PUNCTUATION or sign in KOREAN else "停"


def _noted(text: str) -> str:
    """The text with the tagger's notes after the syllables `pronounce` and `_figures` care about."""
    tokens = [(str(token), str(tag)) for token, tag in _tagger().pos(text)]
    if "".join(token for token, _ in tokens) != text.replace(" ", ""):
        return text
    noted, at = "", 0
    for token, tag in tokens:
        end = at + len(token)
        while text[at] == " ":
            noted, at, end = noted + " ", at + 1, end + 1
        noted += text[at:end] + _note(token[-1], tag.split("+")[-1])
        at = end
    return noted + text[at:]


def _note(syllable: str, tag: str) -> str:
    final = unicodedata.normalize("NFD", syllable)[-1]
    if tag == "NNBC":
        return "/B"
    if tag.startswith("E") and final == "ᆯ":
        return "/E"
    return "/P" if tag.startswith("V") and final in "ᆫᆬᆷᆱᆰᆲᆴ" else ""


def _figures(text: str) -> str:
    """Figures before a counter as a number, native where the counter wants it, others digit by digit."""
    text = re.sub("([0-9][0-9,]*)([ㄱ-힣]+)/B", lambda match: _counted(match[1].replace(",", ""), match[2]), text)
    return re.sub("[0-9]", lambda match: _SINO[int(match[0])], text)


def _counted(figures: str, counter: str) -> str:
    native = counter in _NATIVE_COUNTED
    return (_native(figures) if native else _sino(figures)) + counter + "/B"


def _native(figures: str) -> str:
    if figures == "0":
        return _SINO[0]
    if figures == "20":
        return "스무"
    small = figures[-2:].rjust(2, "0")
    larger = _sino(figures[:-2] + "00") if figures[:-2].strip("0") else ""
    return larger + _TENS[int(small[0])] + _ONES[int(small[1])]


def _sino(figures: str) -> str:
    """'12345' → 만이천삼백사십오; groups of four figures."""
    figures = figures.lstrip("0") or "0"
    if figures == "0":
        return _SINO[0]
    groups = [figures[max(0, end - 4) : end] for end in range(len(figures), 0, -4)]
    words = [
        _below_ten_thousand(group) + unit if int(group) else "" for group, unit in zip(groups, _GROUPS, strict=False)
    ]
    said = "".join(reversed(words))
    return said.removeprefix("일") if said.startswith("일만") else said


_GROUPS: Final = ("", "만", "억", "조", "경", "해")


def _below_ten_thousand(figures: str) -> str:
    said = ""
    for digit, unit in zip(figures.rjust(4, "0"), ("천", "백", "십", ""), strict=True):
        if digit != "0":
            said += ("" if digit == "1" and unit else _SINO[int(digit)]) + unit
    return said


@cache
def _idioms() -> tuple[tuple[str, str], ...]:
    """Words said otherwise than the rules tell, from g2pk2's wheel (Apache-2.0): "written===said"."""
    lines = file_of("g2pk2", "idioms.txt").read_text("utf-8").splitlines()
    pairs = (line.partition("#")[0].strip().partition("===") for line in lines)
    return tuple((written, sound) for written, mark, sound in pairs if mark)


@cache
def _tagger() -> Any:
    return load("mecab").MeCab()

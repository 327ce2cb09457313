"""Numbers and signs are read as people say them; no digit is left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.text.normalise import normalise

MANDARIN = {
    "12,345,678元": "一千二百三十四万五千六百七十八元",
    "比分3:2": "比分三比二",
    "-12.5度": "负十二点五度",
    "零下－12.5℃": "零下十二点五摄氏度",
    "５０％的人": "百分之五十的人",
    "13%-15%": "百分之十三到百分之十五",
    "1,234.56": "一千二百三十四点五六",
    "2024年5月1日": "二零二四年五月一日",
    "下午3：30开会": "下午三点三十分开会",
    "１２３": "一百二十三",
    "电话13800138000": "电话幺三八零零幺三八零零零",
    "1/3": "三分之一",
    "½": "二分之一",
    "$100": "一百美元",
    "GPT-4": "GPT 四",
    "2个": "两个",
    "3-5个": "三到五个",
    "192.168.1.1": "一九二点一六八点一点一",
    "第①章": "第一章",
    "3m²": "三平方米",
    "٣个": "三个",
    "“3”": "“三”",
    "没有数字，只有字。": "没有数字，只有字。",
}
ENGLISH = {
    "12,345,678 people": "twelve million three hundred forty five thousand six hundred and seventy eight people",
    "3:2": "three to two",
    "-12.5 degrees": "minus twelve point five degrees",
    "50% of it": "fifty percent of it",
    "$12.50": "twelve dollars and fifty cents",
    "$1,000": "one thousand dollars",
    "in 1999": "in nineteen ninety nine",
    "the 1990s": "the nineteen nineties",
    "1999-2004": "nineteen ninety nine to two thousand four",
    "May 1, 2024": "May first, twenty twenty four",
    "2nd": "second",
    "１２３": "one hundred and twenty three",
    "#1": "number one",
    "50+": "fifty plus",
    "+1 415 555 2671": "plus one four one five five five five two six seven one",
    "Dr. Smith vs. Mr. Jones": "doctor Smith versus mister Jones",
    "at 5 p.m.": "at five P M",
    'say "3"!': 'say "three"!',
    "a π of 3.14": "a pi of three point one four",
    "No numbers here, it's fine.": "No numbers here, it's fine.",
}


@pytest.mark.parametrize(("written", "said"), MANDARIN.items())
def test_mandarin_is_read_right(written: str, said: str) -> None:
    assert normalise(written, "zh") == said


@pytest.mark.parametrize(("written", "said"), ENGLISH.items())
def test_english_is_read_right(written: str, said: str) -> None:
    assert normalise(written, "en") == said


@given(st.text(st.one_of(st.characters(), st.sampled_from('0123456789.,:-+/%$年月日元 aBπ½²"\\<>{}[]')), max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_digit_is_left_of_any_text(text: str) -> None:
    for language in ("zh", "en"):
        said = normalise(text, language)
        assert not any(char.isdigit() for char in said)
        said.encode()


@pytest.mark.parametrize("endless", ["1", "1,", "1.", "1:", "a1", "，1", "+1", "Mr. ", "thousand 1 ", "1-"])
def test_hostile_text_is_read_in_linear_time(endless: str) -> None:
    text = (endless * 2_000)[:2_000]
    for language in ("zh", "en"):
        assert not any(char.isdigit() for char in normalise(text, language))

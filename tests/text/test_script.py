"""Text becomes Lines: whole sentences, told lazily, and nothing is lost or torn."""

from __future__ import annotations

import itertools
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import TextError
from unisono.text.letters import script_of
from unisono.text.script import script
from unisono.text.sentences import LONGEST, pieces

BOTH = ("zh", "en")
ANY_TEXT = st.text(st.characters(), max_size=400)  # lone surrogates included


def sentences(text: str) -> list[str]:
    return [line.text for line in script(text, BOTH)]


def test_one_sentence_is_one_line() -> None:
    assert sentences("Good morning. How are you? Fine!") == ["Good morning.", "How are you?", "Fine!"]
    assert sentences("早上好。你好吗？很好！") == ["早上好。", "你好吗？", "很好！"]


@pytest.mark.parametrize(
    "whole",
    [
        "It costs 3.14 dollars.",
        "See https://example.com/a.html?q=1.5&b=2! for more.",
        "Mr. Smith met Dr. Jones and Mrs. Lee.",
        "In the U.S. Army it is so, e.g. in Washington, D.C. every day.",
        "J. K. Rowling wrote it.",
        "No. 5 is alive.",
        "We meet at 5 p.m. on Jan. 3.",
        "《你好，李焕英！》很好看。",
        "《谁？我。》是一本书。",
        '"Really?" she asked.',
        "他说圆周率是3.14。",
        "版本2.0.1发布了！",
    ],
)
def test_a_sentence_is_never_torn(whole: str) -> None:
    assert sentences(whole) == [whole]


def test_closing_quotes_stay_with_their_sentence() -> None:
    assert sentences("他说：“走吧！”然后走了。") == ["他说：“走吧！”", "然后走了。"]
    assert sentences('He said "Go!" Then he left.') == ['He said "Go!"', "Then he left."]
    assert sentences("（真的吗？！）当然。") == ["（真的吗？！）", "当然。"]


def test_an_abbreviation_may_end_a_sentence() -> None:
    assert sentences("Apples, pears, etc. Then he left.") == ["Apples, pears, etc.", "Then he left."]
    assert sentences("I said no. Then I left.") == ["I said no.", "Then I left."]


def test_a_new_line_ends_a_sentence_unless_it_wraps_one() -> None:
    assert sentences("静夜思\n床前明月光\n疑是地上霜") == ["静夜思", "床前明月光", "疑是地上霜"]
    assert sentences("a line that\nis wrapped here.\nNew one") == ["a line that is wrapped here.", "New one"]
    assert sentences("a title\n\nand text") == ["a title", "and text"]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    clause = "the quick brown fox jumps over the lazy dog"
    lines = sentences(", ".join([clause] * 8) + ".")
    assert len(lines) > 1
    assert all(line.endswith((clause + ",", clause + ".")) and len(line) <= 140 for line in lines)


def test_decimals_and_thousands_are_no_clauses() -> None:
    assert all("12,345" in line for line in sentences("we have 12,345 apples and so many pears here now " * 40))


@pytest.mark.parametrize(
    "endless", ["a", "好", "好，", "《", "。", " ", "\n", ".", "1.", "a.", "!", "“", "Mr. ", "1 ", "\u3000"]
)
def test_hostile_text_is_cut_in_linear_time(endless: str) -> None:
    text = (endless * 100_000)[:100_000]
    cut = list(pieces(text))
    assert "".join(cut) == text
    if any(char.isalnum() for char in endless):
        assert max(map(len, cut)) <= LONGEST + 10
        assert sum(len(line.text) for line in script(text, BOTH)) > 0


def test_a_book_is_read_in_constant_memory() -> None:
    text = "这是一个句子，说的是很多事情。This is a sentence about things. " * 5000
    lines = script(text, BOTH)
    next(lines)
    tracemalloc.start()
    try:
        for _ in lines:
            pass
        assert tracemalloc.get_traced_memory()[1] < 200_000
    finally:
        tracemalloc.stop()


def test_lines_come_one_by_one() -> None:
    first = next(script("First. " * 1_000_000, BOTH))
    assert first.text == "First."


def test_the_language_is_told_from_the_script() -> None:
    lines = list(script("你好。Hello. 我今天用 Python 写代码。I love 北京 very much. 42!", BOTH))
    assert [line.language for line in lines] == ["zh", "en", "zh", "en", "en"]
    assert next(script("123", BOTH)).language == "zh"


def test_emoji_and_zero_width_characters_are_dropped() -> None:
    assert sentences("I ❤️ y\u200bou 👨‍👩‍👧‍👦! 1️⃣ 🇨🇳你好👋🏽。") == ["I you !", "1 你好。"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("...!?", "'...!?'"),
        ("😀🎉", "😀🎉"),
        ("——。", "——。"),
        ("\ud800", "ud800"),
        ("\u200b\u200d", "no word"),
    ],
)
def test_nothing_to_say_is_an_error(text: str, named: str) -> None:
    with pytest.raises(TextError, match="nothing to say") as caught:
        script(text, BOTH)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "named", "example"),
    [
        ("Hello שלום", "Hebrew", "שלום"),
        ("مرحبا 你好", "Arabic", "مرحبا"),
        ("Привет, мир", "Cyrillic", "Привет"),
        ("今日はいい天気", "Hiragana", "はいい"),
        ("カタカナ", "Katakana", "カタカナ"),
        ("안녕하세요", "Hangul", "안녕하세요"),
        ("γνῶθι σεαυτόν", "Greek", "γν"),
        ("สวัสดี", "Thai", "ส"),
    ],
)
def test_letters_that_no_voice_speaks_are_an_error_before_any_line(text: str, named: str, example: str) -> None:
    with pytest.raises(TextError) as caught:
        script("A first sentence. " + text, BOTH)
    message = str(caught.value)
    assert named in message
    assert example in message
    assert "zh, en" in message


def test_what_is_spoken_depends_on_the_voice() -> None:
    assert next(script("こんにちは。", ("ja",))).language == "ja"
    assert next(script("안녕", ("ko", "en"))).language == "ko"
    with pytest.raises(TextError, match="Han"):
        script("你好", ("en",))
    with pytest.raises(TextError, match="Latin"):
        script("hello", ("zh",))


def test_a_greek_letter_in_a_formula_is_spoken() -> None:
    assert sentences("The angle α is π/2.") == ["The angle α is π/2."]


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_printable_lines_or_a_text_error(text: str) -> None:
    try:
        lines = list(itertools.islice(script(text, BOTH), 100))
    except TextError as error:
        str(error).encode()
        return
    assert lines
    for line in lines:
        assert line.text == line.text.strip()
        assert line.text.encode()
        assert "\n" not in line.text
        assert line.language in BOTH


def test_a_hundred_thousand_random_characters_are_read() -> None:
    random = np.random.default_rng(0)
    text = "hello " + "".join(map(chr, random.integers(0, 0x110000, 100_000)))
    assert "".join(pieces(text)) == text
    with pytest.raises(TextError, match="letters"):
        script(text, BOTH)
    every_script = ("zh", "en", "ja", "ko", "ru", "ar", "he", "el", "th", "hi")
    spoken = "".join(char for char in text if script_of(char) in ("", "Han", "Latin", "Hangul", "Cyrillic", "Thai"))
    assert sum(1 for _ in script(spoken, every_script)) > 100

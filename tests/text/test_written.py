"""Captions show spoken words as they are written, every character once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.text.front import read
from unisono.text.written import Shown, shown


def told(text: str) -> tuple[Shown, ...]:
    return shown(text, [(word.start, word.end) for word in read(text) if word.phones])


def captions(text: str) -> list[str]:
    return [one.caption for one in told(text) if one.caption]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026年11月22日，iPhone15Pro卖$3.50！", "2026年|11月|22日，|iPhone15Pro|卖|$3.50！"),
        ("5G手机，A4纸，3.5MB的文件", "5G|手机，|A4纸，|3.5MB|的|文件"),
        ("Use .NET and node.js and/or Python (really).", "Use|.NET|and|node.js|and/or|Python|(really)."),
        ("The U.S. and Mr. Smith paid $1,200.50.", "The|U.S.|and|Mr.|Smith|paid|$1,200.50."),
        ("wait—what ... so", "wait—|what ...|so"),
        ("One - two", "One -|two"),
        ("“你好”，《红楼梦》。", "“你好”，|《红楼梦》。"),
        ('他说"你好"，她说 "hi"', '他|说|"你好"，|她|说|"hi"'),
        ("He said 'single quotes' now", "He|said|'single|quotes'|now"),
        ("LG전자 3시에 만나요.", "LG전자|3시에|만나요."),
        ("我用“Python”写《Harry Potter》的“故事”。", "我|用|“Python”|写|《Harry|Potter》|的|“故事”。"),
    ],
)
def test_what_is_written_in_one_piece_is_one_caption_with_its_marks(text: str, said: str) -> None:
    assert captions(text) == said.split("|")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("yes, no; maybe: so! Really? ok.", ",;:!?."),
        ("Use .NET now (or not) yes", "    , , "),
        ("wait—what", ","),
        ("sure?! 好，行。", "? ,."),
        ("3.14 and 1,000 at 8:30", ""),
        ("node.js", ""),
    ],
)
def test_marks_ask_for_pauses_and_those_within_words_do_not(text: str, marks: str) -> None:
    assert "".join(one.mark for one in told(text)) == marks.replace(" ", "")


PIECES = (
    "你好",
    "重庆",
    "2026年",
    "3.5%",
    "iPhone15",
    "the",
    "U.S.",
    "don't",
    "“so”",
    "《书》",
    "(a)",
    "—",
    "…",
    ",",
    "。",
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), st.sampled_from(["", " "]))
@settings(max_examples=200, deadline=None)
def test_every_character_stands_in_one_caption(pieces: list[str], between: str) -> None:
    text = between.join(("So", *pieces))
    assert "".join("".join(captions(text)).split()) == "".join(text.split())


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_has_captions(text: str) -> None:
    spans = [(at, at + 1) for at, char in enumerate(text) if char.isalpha()]
    found = "".join(one.caption for one in shown(text, spans))
    assert "".join(found.split()) == ("".join(text.split()) if spans else "")

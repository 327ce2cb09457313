"""Captions: readable lines, one after the other, in Chinese and English."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sinks.performance import cut, performance, written
from unisono.sinks.lines import Lines
from unisono.types import Span, Speech, Take


def _spoken(text: str, each: float = 0.1) -> list[Span]:
    """The words of `text`, a letter lasting `each` seconds; `_` is half a second of silence."""
    clock, words = 0.0, []
    for word in text.split():
        if word == "_":
            clock += 0.5
            continue
        words.append(Span(word, clock, clock + each * len(word)))
        clock += each * len(word)
    return words


def _lines(words: list[Span], end: float = 0.0) -> list[Span]:
    lines = Lines()
    told = [line for word in words if (line := lines.add(word))]
    last = lines.finish(end)
    return [*told, last] if last else told


def _texts(text: str) -> list[str]:
    return [line.label for line in _lines(_spoken(text))]


def _file(tmp_path: Path, suffix: str, words: list[Span], seconds: int = 10) -> str:
    face = performance(seconds).face
    speech = Speech(np.zeros(seconds * 8_000, np.float32), 8_000, words=tuple(words))
    return written(tmp_path / f"a.{suffix}", cut(Take(speech, face), 3)).read_text(encoding="utf-8")


def test_latin_words_have_spaces_and_chinese_ones_have_none() -> None:
    assert _texts("hello world") == ["hello world"]
    assert _texts("你好 世界") == ["你好世界"]
    assert _texts("我 用 Python 3 写 代码") == ["我用Python 3写代码"]
    assert _texts("안녕 세상") == ["안녕 세상"]


def test_marks_that_are_told_as_words_stay_with_theirs() -> None:
    assert _texts("hello , ( big ) world !") == ["hello, (big) world!"]
    assert _texts("你好 ， 世界 。") == ["你好，世界。"]


def test_marks_that_begin_a_word_are_apart_from_the_word_before() -> None:
    assert _texts("use .NET , and ’tis “so” (now)") == ["use .NET, and ’tis “so” (now)"]


def test_a_dash_stands_as_it_was_written() -> None:
    assert _texts("wait”— what — no") == ["wait”—what — no"]


def test_a_line_ends_with_the_sentence() -> None:
    assert _texts("One. Two! 三。 四？” five") == ["One.", "Two!", "三。", "四？”", "five"]


def test_a_line_ends_where_the_speaker_pauses() -> None:
    assert _texts("one two _ three") == ["one two", "three"]


def test_a_line_that_is_half_full_ends_with_a_clause() -> None:
    assert _texts("yes, but the quick brown fox, jumps over") == ["yes, but the quick brown fox,", "jumps over"]


def test_lines_are_no_longer_than_can_be_read() -> None:
    latin = _texts("the quick brown fox jumps over the lazy dog " * 4)
    assert max(map(len, latin)) <= 42
    assert min(map(len, latin[:-1])) > 30
    chinese = _texts("这 是 一 个 没 有 标 点 的 很 长 的 句 子 " * 4)
    assert [len(line) for line in chinese] == [18, 18, 18, 2]
    assert len(_texts("这是 一个 mixed line 有 中文 and English words 在 一起")) == 2


def test_lines_stay_no_longer_than_six_seconds() -> None:
    lines = _lines(_spoken("a very slow speaker says this now", each=0.5))
    assert len(lines) > 1
    assert all(line.end - line.start <= 6.001 for line in lines)


def test_one_word_that_is_too_long_is_a_line_of_its_own() -> None:
    assert _texts(f"a {'x' * 60} b") == ["a", "x" * 60, "b"]


def test_a_short_line_stays_long_enough_to_be_read_where_it_can() -> None:
    words = [Span("Yes.", 0.0, 0.2), Span("No.", 0.5, 0.7), Span("Maybe.", 3.0, 3.2)]
    assert [(line.start, line.end) for line in _lines(words, 3.5)] == [(0.0, 0.5), (0.5, 1.34), (3.0, 3.5)]


@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.floats(0, 50, width=32), st.floats(0, 8, width=32)),
        max_size=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_the_words_lines_never_overlap_and_lose_no_letter(told: list[tuple[str, float, float]]) -> None:
    words = [Span(label, start, start + long) for label, start, long in told]
    lines = _lines(words, 60.0)
    assert all(line.start < line.end for line in lines)
    assert all(left.end <= right.start for left, right in pairwise(lines))
    letters = "".join("".join(word.label.split()) for word in words)
    assert "".join("".join(line.label.split()) for line in lines) == letters


def test_srt_is_numbered_with_commas(tmp_path: Path) -> None:
    words = [Span("Hello", 0.0, 0.4), Span("world.", 0.4, 1.0), Span("你好", 2.0, 3.4567)]
    assert _file(tmp_path, "srt", words) == (
        "1\n00:00:00,000 --> 00:00:01,000\nHello world.\n\n2\n00:00:02,000 --> 00:00:03,457\n你好\n\n"
    )


def test_vtt_has_a_header_points_and_no_markup(tmp_path: Path) -> None:
    words = [Span("<b>", 0.0, 1.0), Span("&", 1.0, 2.0), Span("-->", 2.0, 3.0)]
    assert _file(tmp_path, "vtt", words) == ("WEBVTT\n\n00:00:00.000 --> 00:00:03.000\n&lt;b&gt; &amp; --&gt;\n\n")


def test_an_arrow_in_the_words_is_no_time(tmp_path: Path) -> None:
    text = _file(tmp_path, "srt", [Span("a", 0, 1), Span("-->\n\n", 1, 2), Span("b", 2, 3)])
    assert text == "1\n00:00:00,000 --> 00:00:03,000\na → b\n\n"


def test_hours_are_told(tmp_path: Path) -> None:
    base = performance(1.0)
    take = Take(replace(base.speech, words=(Span("late", 3661.5, 3662.5),)), base.face)
    text = written(tmp_path / "a.srt", iter([take])).read_text()
    assert "01:01:01,500 --> 01:01:02,500" in text


def test_speech_without_words_gives_a_valid_file_without_captions(tmp_path: Path) -> None:
    assert _file(tmp_path, "srt", []) == ""
    assert _file(tmp_path, "vtt", []) == "WEBVTT\n\n"

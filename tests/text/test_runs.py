"""A mixed sentence falls into runs of one language each."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from unisono.text.runs import Run, runs


def test_a_mixed_sentence_falls_into_runs() -> None:
    assert runs("我爱 Python 编程，OK？", "zh") == (
        Run("zh", "我爱 "),
        Run("en", "Python "),
        Run("zh", "编程，"),
        Run("en", "OK？"),
    )


def test_marks_join_the_run_before_them() -> None:
    assert runs("真好, Python，真好", "zh") == (Run("zh", "真好, "), Run("en", "Python，"), Run("zh", "真好"))


def test_figures_are_read_in_the_language_of_their_sentence() -> None:
    assert runs("iPhone 15，真好", "zh") == (Run("en", "iPhone "), Run("zh", "15，真好"))
    assert runs("真好。It cost $5.", "zh") == (Run("zh", "真好。"), Run("en", "It cost $5."))
    assert runs("We met at 5点 on May 3", "en") == (Run("en", "We met at "), Run("zh", "5点 "), Run("en", "on May 3"))


def test_a_mark_at_the_start_joins_what_follows() -> None:
    assert runs("“Hello”你", "zh") == (Run("en", "“Hello”"), Run("zh", "你"))


def test_text_without_letters_is_one_run_of_the_default() -> None:
    assert runs("123。", "en") == (Run("en", "123。"),)
    assert runs("", "en") == ()


@given(st.text(st.one_of(st.characters(), st.sampled_from("你好 ab1，"))))
def test_runs_joined_are_the_text_and_neighbours_differ(text: str) -> None:
    found = runs(text, "zh")
    assert "".join(run.text for run in found) == text
    assert all(a.language != b.language for a, b in itertools.pairwise(found))

"""Lines cut into what the nets are given at once, and how long that may take."""

from __future__ import annotations

import numpy as np
import pytest

from unisono.speak.gptsovits.guards import loop
from unisono.speak.gptsovits.pace import limits
from unisono.speak.gptsovits.phrases import phrases
from unisono.types import Line, Mark

CLAUSE = "今天的天气真不错，"


def test_a_short_line_is_one_phrase_with_all_its_words() -> None:
    (phrase,) = phrases(Line("你好，world！", "zh"))
    assert phrase.text == "你好，world！"
    assert phrase.language == "zh"
    assert [word.text for word in phrase.words if word.phones] == ["你好", "world"]


@pytest.mark.parametrize("count", [1, 5, 17, 40])
def test_a_long_line_is_cut_after_marks_and_nothing_is_lost(count: int) -> None:
    line = Line(CLAUSE * count + "好。", "zh")
    found = phrases(line)
    assert "".join(phrase.text for phrase in found) == line.text
    assert all(phrase.text[-1] in "，。" for phrase in found)
    sizes = [sum(len(word.phones) for word in phrase.words) for phrase in found]
    assert max(sizes) <= 100
    assert min(sizes) >= 8 or len(found) == 1


def test_one_without_marks_is_cut_between_words() -> None:
    line = Line("we walk along the river and then we go up the hill " * 8, "en")
    found = phrases(line)
    assert len(found) > 2
    assert " ".join(phrase.text for phrase in found).split() == line.text.split()


@pytest.mark.parametrize("text", ["", "……", "！？", " ", "—— 。"])
def test_marks_alone_are_no_phrase(text: str) -> None:
    assert not phrases(Line(text, "zh"))


def test_runs_of_marks_end_one_phrase() -> None:
    assert len(phrases(Line("真的吗？！……是的。", "zh"))) == 1


def test_the_rate_that_is_wished_is_that_of_the_words_it_covers() -> None:
    line = Line("今天好。", "zh", marks=(Mark("rate", 0, 3, 1.5),))
    assert phrases(line)[0].speed == pytest.approx(1.5)
    assert phrases(Line("今天好。", "zh", marks=(Mark("rate", 0, 3, 100.0),)))[0].speed == 2.0
    assert phrases(Line("今天好。", "zh"))[0].speed == 1.0


def test_pinyin_goes_with_its_phrase() -> None:
    line = Line(CLAUSE * 6 + "重庆好。", "zh", marks=(Mark("pinyin", 54, 56, "chong2 qing4"),))
    *others, last = phrases(line)
    (mark,) = last.marks
    assert last.text[mark.start : mark.end] == "重庆"
    assert others
    assert not any(phrase.marks for phrase in others)


def test_a_slow_prompt_leaves_more_time() -> None:
    phones = np.arange(100, 160)
    none = np.zeros(0, np.int64)
    quick, slow = (limits(phones, phones[:20], np.zeros(15 + count, np.int64)) for count in (60, 120))
    assert slow.most > quick.most > limits(phones[:10], none, none).most
    assert slow.least > quick.least
    for one in (quick, slow):
        assert one.least < one.usual < one.most <= 1500


def test_limits_are_sane_whatever_the_prompt() -> None:
    phones = np.arange(30)
    for prompt, tokens in ((phones[:1], np.zeros(250)), (phones, np.zeros(3)), (phones[:0], np.zeros(0))):
        found = limits(phones, prompt, tokens.astype(np.int64))
        assert 0 < found.least < found.most < 400


@pytest.mark.parametrize("period", [1, 2, 5, 12])
def test_a_loop_is_found_where_it_begins(period: int) -> None:
    before = list(range(100, 130))
    tokens = before + list(range(period)) * 40
    count = next(n for n in range(len(tokens) + 1) if loop(tokens[:n]) is not None)
    assert loop(tokens[:count]) == len(before)
    assert count <= len(before) + 60


def test_speech_is_no_loop() -> None:
    tokens = np.random.default_rng(0).integers(0, 1024, 300).tolist()
    assert all(loop(tokens[:n]) is None for n in range(len(tokens)))
    assert loop([7] * 20) is None

"""Our cut of Mandarin is jieba's own, to the word and its part of speech."""

from __future__ import annotations

import logging
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.text.compat.words import searched, tagged

jieba = pytest.importorskip("jieba")
posseg = pytest.importorskip("jieba.posseg")

jieba.setLogLevel(logging.WARNING)
SENTENCES = (Path(__file__).parent / "sentences_zh.txt").read_text("utf-8").splitlines()
COMMON = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所"
RARE = "饕餮龘囧槑嘚瑟怼囍黟歙婺佢嘅喺咗鬱靐"
MARKS = "，。！？…,.-"


def _theirs(text: str) -> list[tuple[str, str]]:
    return [(pair.word, pair.flag) for pair in posseg.lcut(text)]


@pytest.mark.parametrize("text", [re.sub("[^\u4e00-\u9fa5，。.,]", "", line) for line in SENTENCES])
def test_sentences_are_cut_as_jieba_cuts_them(text: str) -> None:
    assert tagged(text) == _theirs(text)


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from(COMMON) | st.sampled_from(RARE) | st.sampled_from(MARKS), max_size=24))
def test_any_characters_are_cut_as_jieba_cuts_them(text: str) -> None:
    assert tagged(text) == _theirs(text)


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from(COMMON) | st.sampled_from(RARE) | st.just("."), min_size=1, max_size=5))
def test_a_word_has_the_parts_jieba_would_search_by(word: str) -> None:
    assert searched(word) == jieba.lcut_for_search(word)


def test_words_of_the_dictionary_in_any_order_are_cut_as_jieba_cuts_them() -> None:
    dice = random.Random(11)
    words = [word for word in dice.sample(sorted(jieba.dt.FREQ), 3000) if re.fullmatch("[\u4e00-\u9fa5]+", word)]
    for at in range(0, len(words), 3):
        text = "".join(words[at : at + 3])
        assert tagged(text) == _theirs(text)

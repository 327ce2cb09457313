"""What the nets read of a text, and what a voice of theirs holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.speak.gptsovits.tape import PRINT, TapeNets
from unisono.errors import TextError, VoiceError, WeightsError
from unisono.speak.gptsovits.decoding import Tokens
from unisono.speak.gptsovits.reading import Read, Reader, behind
from unisono.speak.gptsovits.state import Manner, pack, unpack
from unisono.speak.gptsovits.vocabulary import Vocabulary, beside
from unisono.text.compat import SYMBOLS
from unisono.types import Floats, Mark

pytest.importorskip("jieba", reason="GPT-SoVITS's reading of Mandarin needs unisono[gptsovits]")


class Numbering(TapeNets):
    """Its BERT tells which word each row is of."""

    def bert(self, ids: Tokens) -> Floats:
        return np.repeat(ids[:, None], 1024, axis=1).astype(np.float32)


def reader(version: str = "v2") -> Reader:
    words = ["[UNK]", "[CLS]", "[SEP]", *"今天好你,.!?…-我爱"]
    return Reader(Numbering(version=version), lambda: Vocabulary({word: row for row, word in enumerate(words)}))


def symbols(read: Read) -> list[str]:
    return [SYMBOLS["v2"][row] for row in read.phones]


def test_each_character_of_mandarin_has_its_row_for_each_of_its_phones() -> None:
    read = reader().read("今天你好", "zh")
    assert symbols(read) == "j in1 t ian1 n i2 h ao3 .".split()
    assert read.bert is not None
    assert read.bert[:, 0].tolist() == [3, 3, 4, 4, 6, 6, 5, 5, 8]


def test_other_languages_have_no_rows() -> None:
    assert reader().read("Hello there.", "en").bert is None
    mixed = reader().read("我爱Python编程语言", "zh")
    assert mixed.bert is not None
    assert len(mixed.bert) == len(mixed.phones)
    assert not mixed.bert[4:8].any()


def test_a_short_english_word_brings_no_pause_into_a_mandarin_sentence() -> None:
    assert "," not in symbols(reader().read("我用AI写代码", "zh"))


def test_a_mark_says_how_mandarin_is_read() -> None:
    text, place = "花了35元，今天还好", 8
    mark = Mark("pinyin", place, place + 2, "huan2 hao3")
    usual, marked = (symbols(reader().read(text, "zh", marks)) for marks in ((), (mark,)))
    assert text[mark.start : mark.end] == "还好"
    assert " ".join(usual).replace("h ai2 h ao3", "h uan2 h ao3") == " ".join(marked)
    assert usual != marked
    elsewhere = replace(mark, value="huan2")
    assert symbols(reader().read(text, "zh", (elsewhere,))) == usual


def test_figures_are_said_as_our_front_end_says_them() -> None:
    assert symbols(reader().read("比分3:2", "zh")) == symbols(reader().read("比分三比二", "zh"))
    assert symbols(reader().read("$3.50", "en")) == symbols(reader().read("three dollars and fifty cents", "en"))


def test_of_a_run_of_marks_the_first_is_said() -> None:
    assert symbols(reader().read("今天好！！！？？", "zh"))[-2:] == ["ao3", "!"]


def test_han_is_read_in_the_language_of_the_line() -> None:
    read = reader().read("It is called 今天好 in Chinese.", "en")
    assert read.bert is not None
    assert "j in1 t ian1" in " ".join(symbols(read))


@pytest.mark.parametrize(
    ("text", "language"), [("今日は天気がいい。", "ja"), ("오늘 날씨가 좋네요.", "ko"), ("今日天氣好好。", "yue")]
)
def test_the_other_languages_are_read_where_they_are_installed(text: str, language: str) -> None:
    for package in {"ja": ["pyopenjtalk"], "ko": ["mecab", "g2pk2"], "yue": ["ToJyutping"]}[language]:
        pytest.importorskip(package)
    assert len(reader().read(text, language).phones) > 10
    if language != "ja":
        with pytest.raises(TextError, match="v1"):
            reader("v1").read(text, language)


def test_the_target_stands_behind_the_prompt() -> None:
    mandarin, english = reader().read("今天好", "zh"), reader().read("Hello there.", "en")
    both = behind(english.phones, english.bert, mandarin)
    assert both.phones.tolist() == [*english.phones, *mandarin.phones]
    assert both.bert is not None
    assert mandarin.bert is not None
    assert not both.bert[:, : len(english.phones)].any()
    assert np.array_equal(both.bert[:, len(english.phones) :], mandarin.bert.T)
    assert behind(english.phones, None, english).bert is None


def test_a_voice_keeps_its_manners() -> None:
    rows = np.random.default_rng(0).standard_normal((4, 1024)).astype(np.float32)
    usual = Manner(np.arange(9), np.arange(4), rows, "今天好", "zh", {"style": np.ones(512, np.float32)})
    happy = Manner(np.arange(3), np.arange(2), None, "Hi", "en", {"style": np.zeros(512, np.float32)})
    weights, manners = unpack(pack(PRINT, {"neutral": usual, "happy": happy}))
    assert weights == PRINT
    assert set(manners) == {"neutral", "happy"}
    for want, got in ((usual, manners["neutral"]), (happy, manners["happy"])):
        assert (got.text, got.language) == (want.text, want.language)
        assert np.array_equal(got.tokens, want.tokens)
        assert np.array_equal(got.phones, want.phones)
        assert (got.bert is None) == (want.bert is None)
        assert np.array_equal(got.heard["style"], want.heard["style"])


@pytest.mark.parametrize("lost", ["weights", "neutral/tokens", "neutral/text"])
def test_a_voice_that_lacks_something_is_told(lost: str) -> None:
    state = pack(PRINT, {"neutral": Manner(np.arange(2), np.arange(2))})
    del state[lost]
    with pytest.raises(VoiceError, match="enroll the recording again"):
        unpack(state)


def test_the_vocabulary_is_found_beside_the_weights(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"vocab\.txt"):
        beside(tmp_path)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "今", "天"]
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": {"vocab": {w: n for n, w in enumerate(words)}}}))
    assert beside(tmp_path / "pytorch_model.bin").ids("今天x").tolist() == [2, 4, 5, 1, 3]
    (tmp_path / "vocab.txt").write_text("\n".join(words), "utf-8")
    assert beside(tmp_path).ids("天").tolist() == [2, 5, 3]


@pytest.mark.parametrize("content", ["", "{", '{"model": 3}', '{"model": {"vocab": {"a": "b"}}}'])
def test_a_damaged_vocabulary_is_told_in_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(WeightsError, match="vocabulary"):
        beside(tmp_path)

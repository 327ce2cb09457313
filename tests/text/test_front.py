"""Any text becomes words that stand where they are written."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import MissingExtra, TextError
from unisono.phones import bases
from unisono.text import cantonese, front
from unisono.text.letters import is_silent
from unisono.text.word import Word

MANDARIN = {
    "2026年": "er4 l ing2 er4 l iu4 n ian2",
    "3月1日": "s an1 ve4 i2 r i4",
    "12:30": "sh i2 er4 d ian3 s an1 sh i2 f en1",
    "¥680": "l iu4 b ai3 b a1 sh i2 van2",
    "$100": "i4 b ai2 m ei3 van2",
    "50%": "b ai3 f en1 zh i1 u3 sh i2",
    "3.14": "s an1 d ian3 i1 s i4",
    "1/2": "er4 f en1 zh i1 i1",
    "3:2": "s an1 b i3 er4",
    "-5℃": "f u4 u3 sh e4 sh i4 d u4",
    "第3章": "d i4 s an1 zh ang1",
    "2个": "l iang3 g e4",
    "200个": "er4 b ai3 g e4",
    "12,345,678元": "i4 q ian1 er4 b ai3 s an1 sh i2 s i4 uan4 u3 q ian1 l iu4 b ai3 q i1 sh i2 b a1 van2",
    "13812345678": "iao1 s an1 b a1 iao1 er4 s an1 s i4 u3 l iu4 q i1 b a1",
    "10~15公里": "sh i2 d ao4 sh i2 u3 g ong1 l i3",
    "120㎡": "i4 b ai3 er4 sh i2 p ing2 f ang1 m i3",
    "5km": "u3 g ong1 l i3",
    "90年代": "j iu3 sh i2 n ian2 d ai4",
    "这個": "zh e4 g e4",
    "謝謝": "x ie4 x ie5",
    "著名": "zh u4 m ing2",
    "看著": "k an4 zh e5",
    "三隻貓": "s an1 zh i1 m ao1",
    "頭髮": "t ou2 f a5",
    "發展": "f a1 zh an3",
    "后來": "h ou4 l ai2",
    "長大": "zh ang3 d a4",
    "他得走": "t a1 d ei2 z ou3",
    "跑得快": "p ao3 d e5 k uai4",
    "慢慢地": "m an4 m an4 d e5",
    "土地": "t u3 d i4",
    "还钱": "h uan2 q ian2",
    "还有": "h ai2 iou3",
    "银行行长": "in2 h ang2 h ang2 zh ang3",
    "重庆": "ch ong2 q ing4",
    "重要": "zh ong4 iao4",
    "音乐": "in1 ve4",
    "快乐": "k uai4 l e4",
    "朝阳": "ch ao2 iang2",
    "睡觉": "sh ui4 j iao4",
    "觉得": "j ve2 d e5",
    "一行人": "i4 x ing2 r en2",
    "为了": "uei4 l e5",
    "成为": "ch eng2 uei2",
    "只有": "zh i2 iou3",
    "三只猫": "s an1 zh i1 m ao1",
    "教书": "j iao1 sh u1",
    "人行道": "r en2 x ing2 d ao4",
    "面积是120㎡": "m ian4 j i1 sh i4 i4 b ai3 er4 sh i2 p ing2 f ang1 m i3",
    "看著他": "k an4 zh e5 t a1",
    "花了12.5元": "h ua1 l e5 sh i2 er4 d ian2 u3 van2",
    "2天": "l iang3 t ian1",
    "涨了3.5%": "zh ang3 l e5 b ai3 f en1 zh i1 s an1 d ian2 u3",
    "A股": "EY1 g u3",
}


@pytest.mark.parametrize(("text", "symbols"), MANDARIN.items())
def test_mandarin_is_said(text: str, symbols: str) -> None:
    assert " ".join(s for w in front.read(text, "zh") for s in w.symbols) == symbols


RUNS = {
    "我最近在用Python写代码": "zh zh zh zh en zh zh",
    "The meeting is at 5点。": "en en en en zh",
    "你好。안녕! Hello! こんにちは！": "zh ko en ja",
    "このアプリはPythonで": "ja ja ja en ja",
    "呢個app好正": "yue yue en yue yue",
    "저는 Python을": "ko en ko",
    "学了一句日语：ありがとう，谢谢": "zh zh zh zh ja zh",
    "昨日、友達と映画を見た": "ja ja ja ja ja ja ja",
    "速度为10km/h": "zh zh zh",
    "3.5": "zh",
}


@pytest.mark.parametrize(("text", "languages"), RUNS.items())
def test_each_run_is_read_in_its_language(text: str, languages: str) -> None:
    pytest.importorskip("pyopenjtalk")
    pytest.importorskip("ToJyutping")
    assert " ".join(w.language for w in front.read(text) if w.phones) == languages


def test_a_number_is_one_word_with_both_forms() -> None:
    found = {w.text: w.said for w in front.read("今天花了12.5元，是2026年。 It cost $5.", "zh")}
    assert found["12.5"] == "十二点五"
    assert found["2026"] == "二零二六"
    assert found["$5"] == "five dollars"


def test_the_language_can_be_asked_for() -> None:
    assert front.read("行", "zh-TW")[0].language == "zh"
    pytest.importorskip("ToJyutping")
    assert front.read("行", "zh-HK")[0].language == "yue"


def test_an_unknown_language_is_a_mistake() -> None:
    with pytest.raises(TextError, match="no front end reads 'fr'"):
        front.read("bonjour", "fr")


def test_a_missing_extra_tells_the_pip_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ToJyutping", None)
    cantonese._reader.cache_clear()
    with pytest.raises(MissingExtra, match=r"pip install 'unisono\[yue\]'"):
        front.read("佢", "yue")
    cantonese._reader.cache_clear()


def check(text: str, found: tuple[Word, ...]) -> None:
    """Words stand where they say, in order, and leave out nothing but spaces and silent characters."""
    at = 0
    for word in found:
        assert text[word.start : word.end] == word.text
        assert word.start >= at
        assert all(c.isspace() or is_silent(c) for c in text[at : word.start])
        at = word.end
        for phone in word.phones:
            assert bases(phone)
    assert all(c.isspace() or is_silent(c) for c in text[at:])


PARTS = [
    "今天", "2026年", "3月1日", "12:30", "¥680", "50%", "Dr. Smith", "$19.99", "1/2", "GPT-4", "iPhone 15", "don't",
    "🙂", "\u200b", "\u0000",
    "こんにちは", "1,980円", "ヴッンー", "佢哋", "25蚊", "값이 3개", "10:30", "ㅋㅋ",
    "שלום", "…", "——", "《》", "[", "]", "Ⅻ", "①", "½", "α", "μm",
    "\ud800", "é", "e\u0301", "ß", "e.g.", "No. 5", " ", "\n", "\t", "，", "。", ",", ".", "-5℃", "3~5",
    "A", "a", "3.1.4", "００７", "٣", "得", "儿", "一", "不",
]  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=12), st.sampled_from(["", "zh", "en", "ko"]))
def test_the_words_of_any_mixture_tile_it(parts: list[str], language: str) -> None:
    text = "".join(parts)
    check(text, front.read(text, language))


@settings(max_examples=250, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "zh", "en", "ja", "yue", "ko"]))
def test_any_unicode_is_read_without_a_crash(text: str, language: str) -> None:
    pytest.importorskip("pyopenjtalk")
    pytest.importorskip("ToJyutping")
    check(text, front.read(text, language))


LONG = {
    "zh": "今天天气真不错我们去公园",
    "en": "the quick brown fox ",
    "ja": "今日は学校に行った",
    "yue": "佢哋今日去飲茶",
    "ko": "같이밥을 먹어요 ",
}
ENDLESS = {
    "zh": ("1", "1,", "1:00-", "x²", "½", "第1", "<a ", "&amp;", "a@", "π", "《", "一不", "\u202eא1"),
    "en": ("1 ", "1-", "$1", "Nov 1 ", "Mr. ", "a.", "www.", "[", "<b", "\u200b1", "\ud800"),
    "ja": ("か1", "1/"),
    "ko": ("값1개",),
    "yue": ("佢1",),
}


@pytest.mark.parametrize(
    ("language", "endless"),
    [*LONG.items(), *((language, text) for language, texts in ENDLESS.items() for text in texts)],
)
def test_reading_time_grows_no_faster_than_the_text(language: str, endless: str) -> None:
    pytest.importorskip("pyopenjtalk")
    pytest.importorskip("ToJyutping")
    check((endless * 1000)[:10_000], front.read((endless * 1000)[:10_000], language))

    def seconds(size: int) -> float:
        text = (endless * size)[:size]
        gc.disable()  # it goes through all that other tests keep
        try:
            start = time.process_time()
            front.read(text, language)
            return time.process_time() - start
        finally:
            gc.enable()

    # Four times the text; a quadratic pass would take sixteen times as long. The clock is uneven: three goes.
    assert any(seconds(100_000) < 9 * max(seconds(25_000), 0.02) for _ in range(3))

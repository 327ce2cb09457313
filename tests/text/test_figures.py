"""Figures, signs, addresses and names are read as people read them: the families of figures.txt, in five languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.text import count_en, count_ko, count_zh, front, units
from unisono.text.normalise import normalise, saying
from unisono.text.simplified import table
from unisono.text.sources import sources

EXTRAS = {"ja": "pyopenjtalk", "yue": "ToJyutping"}
CJK = ("zh", "ja", "yue")


def readings() -> Iterator[tuple[str, str, str, str]]:
    family = ""
    for line in (Path(__file__).parent / "figures.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            family = line[2:]
        elif line:
            language, written, said = line.split(" | ")
            yield family, language, written, said


@pytest.mark.parametrize(("family", "language", "written", "said"), list(readings()))
def test_it_is_read_as_people_read_it(family: str, language: str, written: str, said: str) -> None:
    if language in EXTRAS:
        pytest.importorskip(EXTRAS[language])
    found = front.read(written, language)
    assert ("" if language in CJK else " ").join(word.said for word in found if word.phones) == said
    for word in found:
        assert written[word.start : word.end] == word.text
        assert len(sources(word)) == len(word.phones)


def test_figures_alone_take_the_language_asked_for() -> None:
    assert [word.said for word in front.read("12", "en")] == ["twelve"]
    assert [word.said for word in front.read("12", "ko")] == ["십이"]
    assert [word.said for word in front.read("12")] == ["十二"]


def test_each_part_of_a_date_is_a_word_of_its_own() -> None:
    found = {word.text: word.said for word in front.read("2026年11月22日", "zh")}
    assert found["2026"] == "二零二六"
    assert found["22"] == "二十二"


def test_what_is_not_said_is_a_mark_in_its_place() -> None:
    tag, word, _ = front.read("<b>好</b>", "zh")
    assert (tag.text, tag.said, tag.phones) == ("<b>", "", ())
    assert word.text == "好"


@given(st.integers(0, 10**16 - 1))
def test_chinese_numbers_say_every_unit_once_and_no_zero_twice(number: int) -> None:
    said = count_zh.cardinal(str(number))
    assert "零零" not in said
    assert all(f"{unit}{unit}" not in said for unit in "十百千万")
    assert _value(said.replace("两", "二")) == number


def _value(said: str) -> int:
    """Chinese words -> the number."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        high, found, low = said.rpartition(name)
        if found:
            return _value(high) * size + _value(low)
    total = digit = 0
    for char in said:
        if char in "十百千":
            total += max(digit, 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(char)
    return total + digit


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_two_numbers_are_never_said_alike(left: int, right: int) -> None:
    for say in (count_en.cardinal, count_ko.sino, lambda number: count_zh.cardinal(str(number))):
        assert (say(left) == say(right)) == (left == right)


@pytest.mark.parametrize("language", ["zh", "en", "ja", "yue", "ko"])
def test_every_unit_and_currency_is_said_after_a_number(language: str) -> None:
    for sign, unit in units.UNITS.items():
        said = normalise(f"3{sign}", language)
        name = {"en": unit.en_more, "ja": unit.ja, "ko": unit.ko}.get(language, unit.zh) or sign
        assert all(part in said or language == "yue" for part in name.split("{}")), sign
    for code in units.CURRENCIES:
        assert code not in normalise(f"{code} 3", language)


def test_cantonese_is_written_as_in_hong_kong() -> None:
    simplified = (
        set(table().values()) - set(map(chr, table())) - set("克厘台秘千同里布升")
    )  # which Hong Kong writes too
    every = [written for _, language, written, _ in readings() if language == "zh"]
    every += [f"3{sign}" for sign in units.UNITS] + [f"{code} 3" for code in units.CURRENCIES]
    for written in every:
        assert not (set(normalise(written, "yue")) - set(written)) & simplified, written
    assert not set("".join(saying("yue").signs.values())) & simplified


SIGNS = "0123456789.,:;/-–—~～+=<>≤×²½①㎡%‰°′$€¥#@&*^_|()[]{}'\"第年月日点个万元 \n"


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(SIGNS + "abcIVXkmgw我了三가개かﾔ"), max_size=40), st.sampled_from(["zh", "en", "ko"]))
def test_any_figures_are_said_without_a_figure_left(text: str, language: str) -> None:
    said = normalise(text, language)
    assert not any(char.isdecimal() for char in said)
    for word in front.read(text, language):
        assert len(sources(word)) == len(word.phones)


@pytest.mark.parametrize("language", ["zh", "en", "ja", "yue", "ko"])
def test_every_language_says_every_kind(language: str) -> None:
    from unisono.text.figures import KINDS

    mine = saying(language)
    assert {kind for kind, _ in (*KINDS, *mine.own)} | {"unit", "per"} <= set(mine.kinds)
    assert {"+", "-", "=", "×", "<", ">", "to", "about", "number", "&", "@", "%"} <= set(mine.signs)
    assert {".", "/", "-", "_", "@", ":"} <= set(mine.address)

"""Every way in which a word may be said is there, each phone with the symbol that it comes from."""

from __future__ import annotations

import pytest

from unisono.phones import bases
from unisono.text.marked import words
from unisono.text.sources import sources
from unisono.text.variants import MOST, ways
from unisono.types import Line


def said(text: str, language: str) -> list[list[str]]:
    """The spoken words of a text, each as the phones of its ways, stress left out."""
    spoken = (part for word in words(Line(text, language)) for part in ways(word))
    return [[" ".join(phone.strip("ˈˌ") for phone in way.phones) for way in part] for part in spoken]


def test_all_readings_of_cmu_and_weak_forms_are_there() -> None:
    either, read, the, him = said("either read the him", "en")
    assert {"iː ð ɚ", "aɪ ð ɚ"} <= set(either)
    assert {"ɹ iː d", "ɹ ɛ d"} <= set(read)
    assert {"ð ə", "ð i"} <= set(the)
    assert {"h ɪ m", "ɪ m"} <= set(him)
    assert {"ə v", "ə"} < set(said("of", "en")[0])


def test_running_speech_leaves_sounds_out() -> None:
    assert "w ɔː ɾ ɚ" in said("water", "en")[0]
    assert "b ʌ t n" in said("button", "en")[0]
    assert "dʒ ʌ s" in said("just", "en")[0]
    assert "ɹ ʌ n ɪ n" in said("running", "en")[0]


def test_capitals_are_words_or_letters() -> None:
    assert "ə v" in said("THE END OF IT", "en")[2]
    assert said("FBI", "en") == [["ɛ f b iː aɪ"]]


def test_a_number_is_several_spoken_words_in_english() -> None:
    parts = said("345", "en")
    assert [part[0] for part in parts] == [said(word, "en")[0][0] for word in "three hundred and forty five".split()]
    assert "" in parts[2]
    assert all("" not in part for part in parts[:2] + parts[3:])


def test_four_digits_are_a_year_or_a_count() -> None:
    def whole(text: str, language: str = "en") -> str:
        return " ".join(part[0] for part in said(text, language))

    counts = {whole("one thousand nine hundred and ninety eight"), whole("one thousand nine hundred ninety eight")}
    assert {whole("nineteen ninety eight")} | counts == set(said("1998", "en")[0])
    assert {whole("一九九八", "zh"), whole("一千九百九十八", "zh")} <= set(said("1998年", "zh")[0])
    assert {whole("that is"), whole("I E")} == set(said("i.e.", "en")[0])


def test_mandarin_polyphones_and_coloured_vowels() -> None:
    assert {"t ɤ", "t eɪ"} <= set(said("你得走", "zh")[1])
    assert {"w a n ɻ", "w a ɻ"} <= set(said("玩儿", "zh")[0])


def test_lazy_cantonese_and_silent_japanese_vowels() -> None:
    pytest.importorskip("ToJyutping")
    pytest.importorskip("pyopenjtalk")
    assert {"n iː n", "l iː n"} <= set(said("年", "yue")[0])
    assert "ɔː" in said("我", "yue")[0]
    assert "d e s" in said("です", "ja")[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The quick brown fox, isn't it? 3.50 on $20 at 8:30 — GPUs & co.", "en"),
        ("2026年11月，重庆很重要。一会儿见，用iPhone看GitHub。", "zh"),
        ("東京へ行った。キャッチ、学校とファン", "ja"),
        ("香港廣東話，食咗飯未呀？2026年", "yue"),
        ("안녕하십니까 같이 독립 왜 의사 3시", "ko"),
    ],
)
def test_every_phone_has_its_source_and_is_in_the_phone_set(text: str, language: str) -> None:
    for word in words(Line(text, language)):
        parts = ways(word)
        assert bool(parts) == bool(word.phones)
        assert tuple(p for part in parts for p in part[0].phones) == word.phones
        for part in parts:
            assert 1 <= len(part) <= MOST
            for way in part:
                assert len(way.phones) == len(way.sources) > 0
                assert all(way.sources)
                for phone in way.phones:
                    bases(phone)
        if word.phones and word.symbols:
            assert set(sources(word)) <= set(word.symbols)


def test_sources_of_a_syllable_are_its_initial_and_final() -> None:
    (word,) = words(Line("年", "zh"))
    assert sources(word) == ("n", "ian2", "ian2", "ian2")

"""Words as marks want them said, the rest as in the whole line."""

from __future__ import annotations

import pytest

from unisono.text.marked import phones_of, words
from unisono.text.script import script
from unisono.text.word import Word
from unisono.types import Line, Mark

SPOKEN = ("zh", "en", "ja", "yue", "ko")


def said(text: str) -> list[Word]:
    (line,) = script(text, SPOKEN)
    return [word for word in words(line) if word.phones]


def phones(text: str) -> str:
    return " | ".join(" ".join(word.phones) for word in said(text))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("[重庆|zhong4 qing4]很大", "tʂ ʊ ŋ tɕʰ i ŋ |"),
        ("I [read|R EH1 D] it", "| ɹ ˈɛ d |"),
        ("a [tomato|/təˈmɑːtoʊ/] here", "| t ə m ˈɑː t oʊ |"),
    ],
)
def test_a_mark_gives_the_sounds(text: str, holds: str) -> None:
    assert holds in phones(text)


def test_words_beside_a_mark_are_read_as_in_the_whole_line() -> None:
    assert phones("the [apple|AE1 P AH0 L]").startswith("ð i |")  # as before any vowel
    assert phones("a [tomato|/təˈmɑːtoʊ/]").startswith("ə |")  # the article, not the letter
    plain, marked = said("他一定不去重庆"), said("他一定不去[重庆|chong2 qing4]")
    assert [word.tones for word in marked] == [word.tones for word in plain]


def test_a_word_that_a_mark_cuts_is_read_in_two() -> None:
    assert [(word.text, word.tones) for word in said("[重|chong2]庆[行|xing2]")] == [
        ("重", (2,)),
        ("庆", (4,)),
        ("行", (2,)),
    ]


@pytest.mark.parametrize(
    ("language", "text", "phones"),
    [
        ("zh", "110", "i | i | l i ŋ"),
        ("en", "12", "w ˈʌ n | t ˈuː"),
        ("zh", "A1", "ˈeɪ | i"),
        ("en", "AB", "ˈeɪ | b ˈiː"),
    ],
)
def test_one_by_one_every_character_is_a_word(language: str, text: str, phones: str) -> None:
    found = words(Line(text, language, marks=(Mark("say-as", 0, len(text), "characters"),)))
    assert " | ".join(" ".join(word.phones) for word in found) == phones
    assert [(word.text, word.start) for word in found] == [(char, at) for at, char in enumerate(text)]


@pytest.mark.parametrize(
    ("ipa", "found"),
    [
        ("təˈmeɪtoʊ", "t ə m ˈeɪ t oʊ"),
        ("ˈtʃɜːtʃ", "tʃ ˈɜː tʃ"),
        ("ɡoʊ.ˈɪŋ", "ɡ oʊ ˈɪ ŋ"),
        ("pʰaˈn̩", "pʰ a n̩"),
        ("gʊd", "ɡ ʊ d"),
    ],
)
def test_ipa_is_cut_into_phones_as_a_front_end_writes_them(ipa: str, found: str) -> None:
    assert " ".join(phones_of(ipa)) == found


def test_a_reader_reads_what_no_front_end_knows() -> None:
    def letters(text: str, language: str) -> tuple[Word, ...]:
        return tuple(Word(char, at, at + 1, language, char) for at, char in enumerate(text))

    line = Line("Tag mit read", "de", marks=(Mark("arpabet", 8, 12, "R EH1 D"),))
    assert [(word.text, word.language) for word in words(line, letters)][-2:] == [(" ", "de"), ("read", "en")]

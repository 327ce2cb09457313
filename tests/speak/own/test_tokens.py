"""Every sound that a text can have is one that the voice knows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.errors import TextError
from unisono.phones import VISEME
from unisono.speak.own.inventory import (
    COLUMNS,
    COMMA,
    LANGUAGES,
    QUESTION,
    STOP,
    SYLLABLE,
    SYMBOLS,
    WORD,
    Sound,
    rows,
    symbol_of,
)
from unisono.speak.own.tokens import sounds
from unisono.text import english, mandarin
from unisono.types import SILENCE, Line, Mark


def _labels(text: str, language: str = "") -> list[str]:
    return [sound.label for sound in sounds(Line(text, language))[1] if sound.word >= 0]


def test_every_sign_of_the_phone_set_has_a_symbol() -> None:
    for sign in VISEME:
        for language in ("zh", "en", "ja"):
            number, stress = symbol_of(sign, "en" if language == "en" else "zh")
            assert 0 <= number < len(SYMBOLS)
            assert stress == 0


def test_every_english_and_mandarin_sound_has_a_symbol_of_its_own_but_for_stress_and_length() -> None:
    of_english = {symbol_of(phone, "en")[0] for phone in english.IPA.values()}
    assert len(of_english) == len(english.IPA)
    syllables = (
        "ba pa ma fa da ta na la ga ka ha ji qi xi zhi chi shi ri zi ci si yan yue yu er wo ye ai ei ao ou en ang ong"
    )
    of_mandarin = {phone for syllable in syllables.split() for phone in mandarin.ipa(f"{syllable}1")}
    assert len({symbol_of(phone, "zh")[0] for phone in of_mandarin}) == len(of_mandarin)


def test_tones_belong_to_their_whole_syllable() -> None:
    told = sounds(Line("你好吗", "zh"))[1]
    assert [(sound.label, sound.tone) for sound in told if sound.word >= 0] == [
        ("n", 2), ("i", 2), ("x", 3), ("aʊ", 3), ("m", 5), ("a", 5),
    ]  # fmt: skip


def test_a_syllable_of_mandarin_ends_where_its_final_does() -> None:
    told = sounds(Line("天安门", "zh"))[1]
    ends = [sound.label for sound in told if sound.after >= SYLLABLE and sound.word >= 0]
    assert ends == ["n", "n", "n"]


def test_stress_and_breath_of_english() -> None:
    told = rows(sounds(Line("Speak to Peter.", "en"))[1])
    names = [SYMBOLS[row[0]] for row in told]
    assert "p" in names  # after an s as in Mandarin b
    assert "pʰ" in names  # Peter
    assert 1 in told[:, 2]


def test_marks_bound_words_and_a_question_is_one_from_the_beginning_of_its_clause() -> None:
    told = sounds(Line("Well, is it here? Yes.", "en"))[1]
    afters = [sound.after for sound in told if sound.word >= 0 and sound.after >= WORD]
    assert afters == [COMMA, WORD, WORD, QUESTION, STOP]
    table = rows(told)
    clause = table[[at for at, sound in enumerate(told) if sound.word in (1, 2, 3)], 7]
    assert set(clause.tolist()) == {QUESTION}
    assert told[0].label == told[-1].label == SILENCE


def test_one_line_may_mix_languages() -> None:
    told = sounds(Line("我用Python写程序", "zh"))[1]
    assert {sound.language for sound in told} == set(LANGUAGES)


def test_a_mark_gives_the_pronunciation() -> None:
    told = sounds(Line("重", "zh", marks=(Mark("pinyin", 0, 1, "chong2"),)))[1]
    assert [(sound.label, sound.tone) for sound in told if sound.word >= 0] == [("tʂʰ", 2), ("ʊ", 2), ("ŋ", 2)]


def test_other_languages_take_the_nearest_sounds() -> None:
    said = [Sound(label, "zh", 0, 0) for label in ("ɯ", "ɸ", "k̚", "k͈", "ŋ", "ɵy", "aː")]
    assert rows(said).shape == (7, len(COLUMNS))


def test_what_is_no_phone_is_refused() -> None:
    with pytest.raises(ValueError, match="phone set"):
        rows([Sound("%", "zh", 0, 0)])


@pytest.mark.parametrize("text", ["", " ", "……", "🙂", "\x00", "((((", "?!?!", "\n\n"])
def test_a_text_without_words_has_no_sounds(text: str) -> None:
    assert sounds(Line(text, "en")) == ((), ())


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(list("你好重庆花儿一不 abcXYZ'’-.,?!，。？3.5%$\u200b\ufeff\u0301é🙂")), max_size=24
    )
)
def test_whatever_is_written_its_rows_are_in_their_columns(text: str) -> None:
    try:
        words, told = sounds(Line(text, "zh"))
    except TextError:
        return
    table = rows(told)
    assert table.shape == (len(told), len(COLUMNS))
    assert (table >= 0).all()
    assert (table < np.array(list(COLUMNS.values()))).all()
    assert {sound.word for sound in told if sound.word >= 0} == set(range(len(words)))

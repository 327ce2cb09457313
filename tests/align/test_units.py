"""Every phone that a front end may tell has units, and a unit tells its phone."""

import pytest

from unisono.align.units import FILLER, NOISE, SIL, STATES, UNITS, is_closing, label_of, units_heard, units_of
from unisono.phones import VISEME, is_stop
from unisono.text import cantonese, english, japanese, korean, mandarin


@pytest.mark.parametrize("language", ["en", "zh", "ja", "yue", "ko", "", "xx"])
def test_the_whole_phone_set_has_units_in_every_language(language: str) -> None:
    for sign in VISEME:
        for label in (sign, f"ˈ{sign}", f"{sign}ː", f"{sign}ʰ"):
            assert all(0 <= unit < len(UNITS) for unit in units_of(label, language)), label
            assert units_of(label, language)


def test_what_the_front_ends_tell_is_no_silence_noise_or_filler() -> None:
    told = {
        "en": english.ipa(tuple(f"{s}1" if s in ("AA", "ER", "AY") else s for s in english.IPA)),
        "zh": [p for initial in mandarin._INITIALS.values() for p in initial]
        + [p for final in mandarin._FINALS.values() for p in final],
        "ja": [p for phones in japanese.MORAE.values() for p in phones],
        "yue": cantonese.ipa("hoeng1") + cantonese.ipa("gwok3"),
        "ko": tuple(korean.ONSET_PHONES.values()) + tuple(korean.CODA_PHONES.values()),
    }
    for language, labels in told.items():
        for label in labels:
            assert not {UNITS[unit] for unit in units_of(label, language)} & {"sil", NOISE, FILLER}, label


def test_diphthongs_are_one_unit_where_there_is_one() -> None:
    assert [UNITS[unit] for unit in units_of("aɪ", "en")] == ["aɪ"]
    assert [UNITS[unit] for unit in units_of("aɪ", "zh")] == ["zh/aɪ"]
    assert [UNITS[unit] for unit in units_of("ɪə", "en")] == ["ɪ", "ə"]


def test_breath_makes_another_stop_in_mandarin_and_not_in_english() -> None:
    assert units_of("pʰ", "zh") != units_of("p", "zh")
    assert units_of("pʰ", "en") == units_of("p", "en")
    assert units_of("tʂʰ", "zh") != units_of("tʂ", "zh")


def test_stops_and_affricates_close() -> None:
    for label in "p b t d k ɡ tʃ dʒ".split():
        assert is_stop(label)
        assert all(is_closing(unit) for unit in units_of(label, "en"))
    assert not any(is_closing(unit) for unit in (SIL, UNITS.index(NOISE), UNITS.index(FILLER), *units_of("s", "en")))


def test_a_unit_tells_a_label_of_the_phone_set() -> None:
    for unit, name in enumerate(UNITS):
        if name not in (NOISE, FILLER):
            assert units_of(label_of(unit), "zh" if name.startswith("zh/") else "en")
    assert len(set(UNITS)) == len(UNITS)
    assert STATES == 3


def test_a_language_is_heard_in_its_own_units_and_in_silence() -> None:
    for language in ("en", "zh", "ja"):
        heard = units_heard(language)
        assert heard[0] == SIL
        assert len(set(heard)) == len(heard)
    assert set(units_of("ɿ", "zh")) <= set(units_heard("zh")) - set(units_heard("en"))


@pytest.mark.parametrize("label", ["", "?", "1", "Q7", "ˈ"])
def test_what_is_no_phone_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="phone"):
        units_of(label, "en")

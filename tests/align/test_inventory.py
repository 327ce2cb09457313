"""The units of a language are those of everything that its readings say."""

import importlib.util

import pytest

from unisono.align.inventory import units_said
from unisono.align.units import NOISE, SIL, UNITS, units_of
from unisono.text.marked import words
from unisono.types import Line

READ = {
    "ja": ("きょうは、でんしゃでびょういんへいった。ファミリー、ジュース、ぎゅうにゅう、つづく。", "pyopenjtalk"),
    "yue": ("佢哋響度食飯，今日天氣好好，我想飲杯茶。", "ToJyutping"),
    "ko": ("어제는 친구하고 학교에서 재미있는 책을 읽었습니다. 뺨, 꽃, 쌀, 괜찮아요.", ""),
}


@pytest.mark.parametrize("language", READ)
def test_whatever_is_read_can_be_heard(language: str) -> None:
    text, extra = READ[language]
    if extra and importlib.util.find_spec(extra) is None:
        pytest.skip(f"needs {extra}")
    said = units_said(language)
    read = {unit for word in words(Line(text, language)) for phone in word.phones for unit in units_of(phone, language)}
    assert len(read) > 15
    assert read <= set(said), [UNITS[unit] for unit in read - set(said)]


@pytest.mark.parametrize("language", ["en", "zh", "ja", "yue", "ko", "xx"])
def test_silence_and_noise_come_first_and_nothing_twice(language: str) -> None:
    said = units_said(language)
    assert said[:2] == (SIL, UNITS.index(NOISE))
    assert len(set(said)) == len(said)

"""The aligner of voices that tell their phones adds nothing and misses nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unisono import plugins
from unisono.errors import EngineError
from unisono.testing import check_aligner, cut, spoken
from unisono.types import Line, Speech

LINE = Line("hello there", "en")


def test_speech_with_phones_passes_through_untouched() -> None:
    chunks = list(cut(spoken("hello there"), 500))
    assert all(a is b for a, b in zip(plugins.load("aligner", "given").align(LINE, chunks), chunks, strict=True))
    check_aligner(lambda: plugins.load("aligner", "given"), LINE, spoken("hello there"))


def test_missing_phones_are_an_error_that_names_the_other_aligners() -> None:
    bare = Speech(np.zeros(16_000, np.float32), 16_000)
    with pytest.raises(EngineError, match=r"0\.00 s of 1\.00 s.*'own'.*'ear'"):
        list(plugins.load("aligner", "given").align(LINE, [bare]))


def test_phones_that_break_off_are_an_error() -> None:
    sound = spoken("hello there")
    with pytest.raises(EngineError, match="hello there"):
        list(plugins.load("aligner", "given").align(LINE, [replace(sound, phones=sound.phones[:-3])]))


def test_a_line_without_sound_is_no_error() -> None:
    assert list(plugins.load("aligner", "given").align(LINE, [])) == []

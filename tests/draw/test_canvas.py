"""What is drawn is where it was asked for; letters of every script have ink; the file is a PNG that others read."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono.draw import glyphs
from unisono.draw.canvas import Canvas
from unisono.phones import VISEME


def test_every_symbol_of_the_phone_set_and_five_scripts_have_letters_of_their_own() -> None:
    unknown = glyphs.dots("\ufffd")
    for text in (*VISEME, "Å", "ñ", "你", "鬱", "か", "ヴ", "한", "ㄲ", "「", "—", "˥", "ʰ", "\u031a"):
        for char in text:
            ink = glyphs.dots(char)
            assert ink.any(), f"{char} has no ink"
            assert not np.array_equal(ink, unknown), f"{char} is unknown"


@given(st.text(max_size=30), st.sampled_from([0.75, 1.0, 1.25, 2.0]))
@settings(deadline=None)
def test_any_text_is_as_wide_as_it_says(text: str, size: float) -> None:
    assert glyphs.dots(text).shape == (glyphs.HEIGHT, glyphs.width(text))
    ink = glyphs.ink(text, size)
    assert ink.shape == (round(16 * size), round(glyphs.width(text) * size))
    assert ink.size == 0 or (ink.min() >= 0 and ink.max() <= 1.001)


def test_a_sign_below_a_letter_takes_no_room() -> None:
    assert glyphs.width("n̩") == glyphs.width("n")
    assert (glyphs.dots("n̩") & ~glyphs.dots("n")).any()


def test_smooth_letters_keep_their_ink() -> None:
    plain, smooth = glyphs.dots("永字八法").sum(), glyphs.ink("永字八法", 2.0).sum() / 4
    assert smooth == pytest.approx(plain, rel=0.12)


@given(st.integers(-40, 60), st.integers(-40, 60), st.integers(0, 80), st.integers(0, 80))
@settings(max_examples=40, deadline=None)
def test_what_lies_beyond_the_edges_is_left_out(x: int, y: int, width: int, height: int) -> None:
    picture = Canvas(32, 24)
    picture.box(x, y, width, height, (0, 0, 0))
    rows, columns = np.mgrid[:24, :32]
    inside = (columns >= x) & (columns < x + width) & (rows >= y) & (rows < y + height)
    assert np.array_equal(picture.image[:, :, 0] == 0, inside)
    other = np.full((max(height, 1), max(width, 1), 3), 7, np.uint8)
    picture.paste(x, y, other)
    picture.text(x, y, "gÅ你", (9, 9, 9), 1.25, within=width)
    picture.bars(max(x, 0), np.full(width, 30.0, np.float32), np.full(width, -3.0, np.float32), (1, 2, 3))


def test_the_file_is_read_back_by_ffmpeg() -> None:
    picture = Canvas(37, 23, (250, 240, 230))
    picture.box(3, 4, 9, 5, (200, 10, 20))
    picture.text(5, 5, "p̚ 你", (0, 60, 90))
    with av.open(io.BytesIO(picture.png())) as file:
        (frame,) = file.decode(video=0)
    assert np.array_equal(frame.to_ndarray(format="rgb24"), picture.image)

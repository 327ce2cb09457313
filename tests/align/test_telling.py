"""Starts rise and leave no gaps; spans are told where they end."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unisono.align.telling import spread, told
from unisono.testing import cut
from unisono.types import Phone, Span, Speech


@given(st.lists(st.floats(-1, 5), min_size=1, max_size=60), st.floats(0.001, 3))
def test_starts_rise_within_the_sound(wanted: list[float], length: float) -> None:
    starts = spread(np.array(wanted), 0.0, length)
    assert starts[0] == 0.0
    assert (np.diff([*starts, length]) > 0).all()


def test_starts_that_are_well_apart_stay_as_they_are() -> None:
    assert spread(np.array([0.0, 0.3, 0.5]), 0.0, 1.0).tolist() == [0.0, 0.3, 0.5]


def test_spans_are_told_in_the_chunk_where_they_end() -> None:
    sound = Speech(np.zeros(1000, np.float32), 1000)
    phones = [Phone("a", 0.0, 0.25), Phone("b", 0.25, 0.5), Phone("c", 0.5, 1.0)]
    chunks = list(told(list(cut(sound, 250)), phones, [Span("word", 0.0, 0.6)]))
    assert [[p.label for p in chunk.phones] for chunk in chunks] == [["a"], ["b"], [], ["c"]]
    assert [len(chunk.words) for chunk in chunks] == [0, 0, 1, 0]

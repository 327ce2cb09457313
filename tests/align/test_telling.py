"""Spans are told where they end."""

from __future__ import annotations

import numpy as np

from unisono.align.telling import told
from unisono.testing import cut
from unisono.types import Phone, Span, Speech


def test_spans_are_told_in_the_chunk_where_they_end() -> None:
    sound = Speech(np.zeros(1000, np.float32), 1000)
    phones = [Phone("a", 0.0, 0.25), Phone("b", 0.25, 0.5), Phone("c", 0.5, 1.0)]
    chunks = list(told(list(cut(sound, 250)), phones, [Span("word", 0.0, 0.6)]))
    assert [[p.label for p in chunk.phones] for chunk in chunks] == [["a"], ["b"], [], ["c"]]
    assert [len(chunk.words) for chunk in chunks] == [0, 0, 1, 0]

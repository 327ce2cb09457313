"""The loop that picks tokens, on a net of a few lines: what ends it, what it draws, that neighbours do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from unisono.errors import WeightsError
from unisono.speak.gptsovits.decoding import END, SURE, Choice, Piece, decode, probabilities

VOCABULARY = END + 1
DRAWN = Choice()


class Sum:
    """Logits are noise that follows from the piece's first phone and from the tokens so far; END as told."""

    def __init__(self, end: float = -50.0) -> None:
        self.end = end

    def read(self, pieces: Sequence[Piece]) -> SumReading:
        return SumReading([[int(piece.phones[0]), *piece.prompt] for piece in pieces], self.end)


class SumReading:
    def __init__(self, told: list[list[int]], end: float) -> None:
        self.told, self.end = told, end
        self.logits = self._logits()

    def step(self, tokens: Any) -> None:
        for told, token in zip(self.told, tokens, strict=True):
            told.append(int(token))
        self.logits = self._logits()

    def keep(self, rows: Any) -> None:
        self.told = [self.told[row] for row in rows]

    def _logits(self) -> Any:
        rows = np.stack([np.random.default_rng(told).normal(0, 3, VOCABULARY) for told in self.told]).astype(np.float32)
        rows[:, END] = self.end
        return rows


def piece(phone: int, limit: int = 20, prompt: Sequence[int] = ()) -> Piece:
    return Piece(np.array([phone]), prompt=np.array(prompt, np.int64), limit=limit)


def told(
    net: Any, pieces: Sequence[Piece], choice: Choice = DRAWN, seeds: Sequence[int] | None = None
) -> list[list[int]]:
    out: list[list[int]] = [[] for _ in pieces]
    for i, token in decode(net, pieces, choice, seeds):
        out[i].append(token)
    return out


def test_a_piece_ends_at_its_limit_or_by_the_net_but_not_before_the_eleventh() -> None:
    assert [len(tokens) for tokens in told(Sum(), [piece(1, 20), piece(2, 0), piece(3, 5)])] == [20, 0, 5]
    ended = told(Sum(end=99.0), [piece(1), piece(2, 5)])
    assert [len(tokens) for tokens in ended] == [SURE + 1, 5]
    assert ended[0][-1] == END
    assert END not in ended[1]


def test_end_is_taken_where_it_is_likeliest_whatever_is_drawn() -> None:
    hot = Choice(top_k=VOCABULARY, temperature=100.0)  # draws nearly evenly
    assert told(Sum(end=15.0), [piece(1, 99)], hot)[0][SURE:] == [END]


def test_what_is_drawn_does_not_depend_on_neighbours() -> None:
    pieces = [piece(1, 9), piece(2, 30, [4, 5]), piece(3, 3)]
    together = told(Sum(), pieces, seeds=[7, 8, 9])
    alone = [told(Sum(), [p], seeds=[seed])[0] for p, seed in zip(pieces, (7, 8, 9), strict=True)]
    assert together == alone
    assert told(Sum(), pieces[:1], seeds=[10]) != together[:1]


def test_tokens_come_as_they_are_picked() -> None:
    class Counted(Sum):
        def read(self, pieces: Sequence[Piece]) -> SumReading:
            self.reading = super().read(pieces)
            return self.reading

    net = Counted()
    stream = decode(net, [piece(1)])
    next(stream)
    next(stream)
    assert len(net.reading.told[0]) == 2  # the phone and one token: the second pick is not taken in yet


def test_a_net_without_numbers_is_an_error_in_one_line() -> None:
    with pytest.raises(WeightsError, match="NaN") as failure:
        told(Sum(end=np.nan), [piece(1)])
    assert "\n" not in str(failure.value)


LOGITS = arrays(np.float32, 40, elements=st.integers(-40, 40).map(lambda half: half / 2))
SEEN = arrays(np.bool_, 40)


@settings(deadline=None)
@given(LOGITS, SEEN, st.integers(1, 45), st.floats(0, 1), st.floats(0.1, 3), st.floats(1, 2))
def test_chances_sum_to_one_and_only_the_likeliest_stay(
    logits: Any, seen: Any, top_k: int, top_p: float, temperature: float, penalty: float
) -> None:
    before = logits.copy()
    chances = probabilities(logits, seen, Choice(top_k, top_p, temperature, penalty))
    np.testing.assert_array_equal(logits, before)
    assert chances.sum() == pytest.approx(1, abs=1e-5)
    away = np.where(logits < 0, logits * np.float32(penalty), logits / np.float32(penalty))
    penalised = np.where(seen, away, logits)
    assert penalised[chances.argmax()] == penalised.max()
    assert not chances[penalised < np.sort(penalised)[-min(top_k, 40)]].any()


def test_a_token_is_drawn_as_often_as_its_chance_says() -> None:
    class Steady(SumReading):
        def _logits(self) -> Any:
            rows = np.full((1, VOCABULARY), -30, np.float32)
            rows[:, :3] = np.log([0.5, 0.3, 0.2])
            return rows

    class Same(Sum):
        def read(self, pieces: Sequence[Piece]) -> SumReading:
            return Steady([[0]], 0)

    tokens = told(Same(), [piece(1, 4000)], Choice(penalty=1.0))[0]
    np.testing.assert_allclose(np.bincount(tokens) / 4000, [0.5, 0.3, 0.2], atol=0.035)

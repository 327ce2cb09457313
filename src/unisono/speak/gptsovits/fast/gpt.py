"""`decoding.Net` on the graph of `gpt_graph.py`: rows are looked up here, layers run there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.speak.gptsovits.decoding import Piece, Tokens
from unisono.speak.gptsovits.seeing import sees
from unisono.types import Floats

TABLES = {  # what is looked up, by its name in a checkpoint
    "text": "model.ar_text_embedding.word_embeddings.weight",
    "sound": "model.ar_audio_embedding.word_embeddings.weight",
    "bert": "model.bert_proj.weight",
    "bias": "model.bert_proj.bias",
    "text_place": "model.ar_text_position.alpha",
    "sound_place": "model.ar_audio_position.alpha",
}


class Gpt:
    """A net that reads; it keeps one reading at a time: a new one ends the one before."""

    def __init__(self, compiled: Any, tables: Mapping[str, Floats]) -> None:
        self._request, self.tables = compiled.create_infer_request(), tables
        self.places = places(1, len(tables["bias"]))

    def read(self, pieces: Sequence[Piece]) -> Reading:
        """As `decoding.Net.read`."""
        self._request.reset_state()
        return Reading(self, self._request, pieces)

    def text(self, piece: Piece) -> Floats:
        """(N, C)."""
        t, count = self.tables, len(piece.phones)
        told = t["text"][piece.phones] + t["bias"]
        if piece.bert is not None:
            told = told + piece.bert.T @ t["bert"].T
        rows: Floats = told + t["text_place"] * self.at(np.arange(count))
        return rows

    def sound(self, tokens: Tokens, at: NDArray[np.intp]) -> Floats:
        """(P,) tokens at (P,) places -> (P, C)."""
        rows: Floats = self.tables["sound"][tokens] + self.tables["sound_place"] * self.at(at)
        return rows

    def at(self, numbers: NDArray[np.intp]) -> Floats:
        """(P,) -> (P, C) of the table of places, which grows as it is asked."""
        most = int(numbers.max(initial=0)) + 1
        if most > len(self.places):
            self.places = places(2 * most, self.places.shape[1])
        return self.places[numbers]


class Reading:
    """`decoding.Reading`. Pieces are padded in front, so that all end at the same row."""

    def __init__(self, gpt: Gpt, request: Any, pieces: Sequence[Piece]) -> None:
        self._gpt, self._request = gpt, request
        rows = [np.concatenate([gpt.text(p), gpt.sound(p.prompt, np.arange(len(p.prompt)))]) for p in pieces]
        T = max(map(len, rows))
        self._front = np.array([T - len(row) for row in rows])  # (B,) rows of padding
        self._next = np.array([len(piece.prompt) for piece in pieces])  # (B,) place of a token
        self._rows, self._keep = T, np.arange(len(pieces), dtype=np.int32)
        x = np.stack([np.pad(row, ((front, 0), (0, 0))) for row, front in zip(rows, self._front, strict=True)])
        seen = np.stack([sees(T, piece) for piece in pieces])
        self.logits = self._run(x, np.where(seen, np.float32(0), np.float32(-np.inf))[:, None])

    def step(self, tokens: Tokens) -> None:
        """As `decoding.Reading.step`."""
        self._rows += 1
        hidden = np.arange(self._rows) < self._front[:, None]
        mask = np.where(hidden, np.float32(-np.inf), np.float32(0))[:, None, None]  # (B, 1, 1, S)
        self.logits = self._run(self._gpt.sound(tokens, self._next)[:, None], mask)
        self._next = self._next + 1

    def keep(self, rows: NDArray[np.intp]) -> None:
        """As `decoding.Reading.keep`: the rows are dropped with the next step."""
        self._front, self._next, self._keep = self._front[rows], self._next[rows], self._keep[rows]

    def _run(self, x: Floats, mask: Floats) -> Floats:
        """(B, T, C), (B, 1, T, S) -> (B, 1025)."""
        told = self._request.infer({"rows": x, "mask": mask, "keep": self._keep}, share_inputs=True)
        self._keep = np.arange(len(x), dtype=np.int32)
        logits: Floats = np.array(told[0][:, 0])
        return logits


def places(count: int, width: int) -> Floats:
    """(count, width): sine and cosine of a row's number, by turns, at falling frequencies."""
    rate = np.exp(np.arange(0, width, 2) * (-np.log(10000) / width))
    angle = np.arange(count)[:, None] * rate  # (count, width / 2)
    table: Floats = np.stack([np.sin(angle), np.cos(angle)], -1).reshape(count, width).astype(np.float32)
    return table

"""Text and prompt -> semantic tokens (s1, "GPT"): a transformer whose text sees all of itself, tokens what came before.

B pieces, T rows read at once, S rows kept, C channels, H heads, D channels of a head.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from unisono.errors import WeightsError
from unisono.speak.gptsovits.decoding import END, Piece, Tokens
from unisono.speak.gptsovits.folding import filled
from unisono.speak.gptsovits.seeing import sees
from unisono.speak.gptsovits.weights import Checkpoint
from unisono.types import Floats

_BERT = 1024  # channels of a BERT feature


@dataclass(frozen=True)
class Shape:
    """Sizes, as a checkpoint tells them."""

    phones: int = 732  # rows of the table of phones
    width: int = 512
    heads: int = 16
    layers: int = 24


class Table(nn.Module):  # type: ignore[misc]
    """Ids -> vectors."""

    def __init__(self, rows: int, width: int) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(rows, width)

    def forward(self, ids: Tensor) -> Tensor:
        """(…) -> (…, C)."""
        return self.word_embeddings(ids)


class Place(nn.Module):  # type: ignore[misc]
    """Adds where a row stands: sines of its number, at a learnt strength."""

    def __init__(self) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(1))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        """(T, C), (T, C) -> (T, C)."""
        return x + self.alpha * table


class Attention(nn.Module):  # type: ignore[misc]
    """Each row asks those that are kept; `in_proj` makes question, key and value in one."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.in_proj = nn.Linear(width, 3 * width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor, kept: Tensor, start: int, mask: Tensor | None) -> Tensor:
        """(B, T, C) rows from `start` on, (2, B, H, S, D) keys and values so far -> (B, T, C); writes into `kept`."""
        B, T, C = x.shape
        H, D = kept.shape[2], kept.shape[4]
        q, k, v = self.in_proj(x).view(B, T, 3, H, D).permute(2, 0, 3, 1, 4)  # three of (B, H, T, D)
        kept[0, :, :, start : start + T] = k
        kept[1, :, :, start : start + T] = v
        keys, values = kept[:, :, :, : start + T]
        heard = functional.scaled_dot_product_attention(q, keys, values, attn_mask=mask)
        return self.out_proj(heard.transpose(1, 2).reshape(B, T, C))


class Layer(nn.Module):  # type: ignore[misc]
    """Attention, then two matrices; each is added and then normalised."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.self_attn = Attention(width)
        self.linear1 = nn.Linear(width, 4 * width)
        self.linear2 = nn.Linear(4 * width, width)
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)

    def forward(self, x: Tensor, kept: Tensor, start: int, mask: Tensor | None) -> Tensor:
        """As its attention."""
        x = self.norm1(x + self.self_attn(x, kept, start, mask))
        return self.norm2(x + self.linear2(functional.relu(self.linear1(x))))


class T2S(nn.Module):  # type: ignore[misc]
    """The net; `read` is its only use. Names of its weights are the official ones without `model.`."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.shape = shape
        self.bert_proj = nn.Linear(_BERT, width)
        self.ar_text_embedding, self.ar_text_position = Table(shape.phones, width), Place()
        self.ar_audio_embedding, self.ar_audio_position = Table(END + 1, width), Place()
        self.h = nn.ModuleDict({"layers": nn.ModuleList(Layer(width) for _ in range(shape.layers))})
        self.ar_predict_layer = nn.Linear(width, END + 1, bias=False)

    @classmethod
    def load(cls, checkpoint: Checkpoint) -> T2S:
        """The net of an s1 checkpoint, whose weights it takes over."""
        named = {
            name.removeprefix("model.").replace(".in_proj_", ".in_proj."): value
            for name, value in checkpoint.tensors.items()
        }
        shape = _shape(checkpoint)
        return filled("a GPT net", lambda: cls(shape), named)

    def read(self, pieces: Sequence[Piece]) -> TorchReading:
        """Reads text and prompts of pieces side by side."""
        reading: TorchReading = TorchReading(self, pieces)
        return reading

    def run(self, x: Tensor, kept: Tensor, start: int, mask: Tensor | None) -> Tensor:
        """(B, T, C) rows from `start` on, (layers, 2, B, H, S, D) -> (B, 1025) logits after the last row."""
        for layer, own in zip(self.h["layers"], kept, strict=True):
            x = layer(x, own, start, mask)
        return self.ar_predict_layer(x[:, -1])

    def text(self, phones: Tensor, bert: Tensor) -> Tensor:
        """(N,) ids, (N, 1024) -> (N, C)."""
        x = self.ar_text_embedding(phones) + self.bert_proj(bert)
        return self.ar_text_position(x, places(len(phones), self.shape.width).to(x))

    def sound(self, tokens: Tensor) -> Tensor:
        """(P,) prompt -> (P, C)."""
        x = self.ar_audio_embedding(tokens)
        return self.ar_audio_position(x, places(len(tokens), self.shape.width).to(x))


class TorchReading:
    """`decoding.Reading` on torch. Pieces are padded in front, so that all end at the same row.

    Keys and values of every row to come have their place from the start: a step writes one row and copies none.
    """

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def __init__(self, net: T2S, pieces: Sequence[Piece]) -> None:
        self._net, shape = net, net.shape
        self._device = net.ar_text_position.alpha.device
        rows = [self._embedded(piece) for piece in pieces]
        self._rows = T = max(map(len, rows))
        x = torch.stack([functional.pad(row, (0, 0, T - len(row), 0)) for row in rows])  # (B, T, C)
        seen = torch.from_numpy(np.stack([sees(T, piece) for piece in pieces]))  # (B, T, T)
        room = T + max(piece.limit for piece in pieces)
        self._kept = x.new_empty(shape.layers, 2, len(pieces), shape.heads, room, shape.width // shape.heads)
        self._filled = _filled([len(row) for row in rows], T, room, self._device)
        self._places = places(max(len(p.prompt) + p.limit for p in pieces), shape.width).to(x)
        self._next = torch.tensor([len(piece.prompt) for piece in pieces], device=self._device)  # (B,) place of a token
        self.logits = _numbers(net.run(x, self._kept, 0, seen[:, None].to(self._device)))

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def step(self, tokens: Tokens) -> None:
        """As `decoding.Reading.step`."""
        x = self._net.ar_audio_embedding(torch.from_numpy(tokens).to(self._device))  # (B, C)
        x = self._net.ar_audio_position(x, self._places[self._next])
        mask = None if self._filled is None else self._filled[:, None, None, : self._rows + 1]  # (B, 1, 1, S)
        self.logits = _numbers(self._net.run(x[:, None], self._kept, self._rows, mask))
        self._rows += 1
        self._next += 1

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def keep(self, rows: NDArray[np.intp]) -> None:
        """As `decoding.Reading.keep`."""
        index = torch.from_numpy(rows).to(self._device)
        kept = self._kept.new_empty(*self._kept.shape[:2], len(rows), *self._kept.shape[3:])
        kept[..., : self._rows, :] = self._kept[:, :, index, :, : self._rows]  # what has no rows yet takes no memory
        self._kept, self._next = kept, self._next[index]
        self._filled = None if self._filled is None else self._filled[index]

    def _embedded(self, piece: Piece) -> Tensor:
        """(N + P, C): text, then prompt."""
        phones, prompt = (torch.from_numpy(ids).to(self._device) for ids in (piece.phones, piece.prompt))
        bert = torch.zeros(len(phones), _BERT) if piece.bert is None else torch.from_numpy(piece.bert).T
        return torch.cat([self._net.text(phones, bert.to(self._net.bert_proj.weight)), self._net.sound(prompt)])


def _filled(lengths: list[int], T: int, room: int, device: torch.device) -> Tensor | None:
    """(B, room) whether a kept row is more than padding; None where all are."""
    if min(lengths) == T:
        return None
    front = T - torch.tensor(lengths, device=device)
    return torch.arange(room, device=device) >= front[:, None]


def _numbers(logits: Tensor) -> Floats:
    numbers: Floats = logits.float().cpu().numpy()
    return numbers


def _shape(checkpoint: Checkpoint) -> Shape:
    sizes = checkpoint.config.get("model")
    sizes = sizes if isinstance(sizes, dict) else {}
    phones = len(checkpoint.tensors["model.ar_text_embedding.word_embeddings.weight"])
    try:
        shape = Shape(phones, int(sizes["hidden_dim"]), int(sizes["head"]), int(sizes["n_layer"]))
        if shape.width % (2 * shape.heads) == 0 and 0 < shape.layers < 100:
            return shape
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        pass
    raise WeightsError(
        "the GPT weights do not tell their sizes (hidden_dim, head, n_layer); give a file of the trainer"
    )


def places(count: int, width: int) -> Tensor:
    """(count, width): sine and cosine of a row's number, by turns, at falling frequencies."""
    rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10000) / width))
    angle = torch.arange(count)[:, None] * rate  # (count, width / 2)
    return torch.stack([angle.sin(), angle.cos()], -1).flatten(1)

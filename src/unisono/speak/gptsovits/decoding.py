"""Picks tokens one by one: what is kept of a net's logits, what is drawn, when it ends. Knows no net and no torch.

Any runtime serves that can do what `Net` and `Reading` ask for, so fast ones stand beside the torch one (`t2s.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from unisono.errors import WeightsError
from unisono.types import Floats

Tokens = NDArray[np.int64]
Marks = NDArray[np.bool_]

END = 1024  # the token that ends a piece
SURE = 11  # so many tokens come before END may
LONGEST = 1500  # tokens: a minute at 25 a second


@dataclass(frozen=True)
class Piece:
    """What is to be said, behind what the prompt says."""

    phones: Tokens  # (N,) ids of the prompt's text and of the target's
    bert: Floats | None = None  # (1024, N); None is zeros: no Mandarin in it
    prompt: Tokens = field(
        default_factory=lambda: np.zeros(0, np.int64)
    )  # (P,) tokens of the prompt's sound; without them the text is the target's alone
    limit: int = LONGEST  # tokens, at the most
    said: int = 0  # of the prompt's tokens, the last so many are of the target already: it is gone on with


@dataclass(frozen=True)
class Choice:
    """How one token is drawn; the official defaults. top_k 1 is greedy."""

    top_k: int = 15
    top_p: float = 1.0
    temperature: float = 1.0
    penalty: float = 1.35  # for tokens that were there before


OFFICIAL = Choice()


class Reading(Protocol):
    """Pieces that a net has read, side by side, and goes on with."""

    @property
    def logits(self) -> Floats:
        """(B, 1025) for the next token of each piece."""

    def step(self, tokens: Tokens) -> None:
        """Takes (B,) tokens in and renews the logits."""

    def keep(self, rows: NDArray[np.intp]) -> None:
        """Goes on with these rows only; the others have ended."""


class Net(Protocol):
    """A net that reads pieces."""

    def read(self, pieces: Sequence[Piece]) -> Reading:
        """Reads text and prompts; the logits are then those of each piece's first token."""


def decode(
    net: Net, pieces: Sequence[Piece], choice: Choice = OFFICIAL, seeds: Sequence[int] | None = None
) -> Iterator[tuple[int, int]]:
    """(piece, token) as they are picked, the pieces side by side; (piece, END) where the net itself ended one.

    A piece without END ran into its limit. What is drawn for a piece depends on its seed, not on its neighbours.
    WeightsError where the net gives no numbers.
    """
    draws = [np.random.default_rng(seed) for seed in (seeds if seeds is not None else range(len(pieces)))]
    alive = [i for i, piece in enumerate(pieces) if piece.limit > 0]
    reading = net.read([pieces[i] for i in alive]) if alive else None
    counts = [0] * len(pieces)
    seen: list[Marks] = [_marked(piece.prompt) for piece in pieces]
    while alive and reading is not None:
        picked = {
            i: pick(row, seen[i], choice, pieces[i].said + counts[i], draws[i])
            for i, row in zip(alive, reading.logits, strict=True)
        }
        going = []
        for i, token in picked.items():
            yield i, token
            counts[i] += 1
            seen[i][token] = True
            if token != END and counts[i] < pieces[i].limit:
                going.append(i)
        if 0 < len(going) < len(alive):
            reading.keep(np.array([alive.index(i) for i in going], np.intp))
        alive = going
        if alive:
            reading.step(np.array([picked[i] for i in alive], np.int64))


def pick(logits: Floats, seen: Marks, choice: Choice, before: int, draw: np.random.Generator) -> int:
    """The next token from (1025,) logits after `before` tokens; END also where it is the likeliest, drawn or not."""
    if not np.isfinite(logits).all():
        raise WeightsError("the GPT weights give no numbers (NaN); they are damaged or badly trained: give others")
    if before < SURE:
        logits, seen = logits[:END], seen[:END]
    logits = _penalised(logits, seen, choice.penalty)
    if int(logits.argmax()) == END:
        return END
    chances = _chances(logits, choice)
    return int((chances / draw.standard_exponential(len(chances))).argmax())  # a draw: the first of exponential clocks


def probabilities(logits: Floats, seen: Marks, choice: Choice) -> Floats:
    """(V,) logits, (V,) tokens that were there before -> (V,) how likely each is drawn."""
    return _chances(_penalised(logits, seen, choice.penalty), choice)


def _marked(tokens: Tokens) -> Marks:
    marks = np.zeros(END + 1, np.bool_)
    marks[tokens] = True
    return marks


def _penalised(logits: Floats, seen: Marks, penalty: float) -> Floats:
    away = np.where(logits < 0, logits * np.float32(penalty), logits / np.float32(penalty))
    return np.where(seen, away, logits)


def _chances(logits: Floats, choice: Choice) -> Floats:
    if choice.top_p < 1:
        order = np.argsort(-logits, kind="stable")
        beyond = np.cumsum(_softmax(logits[order])) > choice.top_p  # the one that crosses goes too
        beyond[0] = False
        logits = logits.copy()
        logits[order[beyond]] = -np.inf
    logits = logits / np.float32(max(choice.temperature, 1e-5))
    if choice.top_k < len(logits):
        logits = np.where(logits < np.partition(logits, -choice.top_k)[-choice.top_k], -np.inf, logits)
    return _softmax(logits)


def _softmax(logits: Any) -> Floats:
    powers = np.exp(logits - logits.max())
    result: Floats = (powers / powers.sum()).astype(np.float32)
    return result

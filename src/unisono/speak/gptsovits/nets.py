"""What a runtime of GPT-SoVITS offers to the engine: its nets, numpy in and out. Knows no runtime and no torch.

Two fulfil it: `torch_nets.TorchNets`, the reference, and `fast.FastNets`, the default on a processor; `opening.opened`
picks one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from unisono.speak.gptsovits.decoding import Net, Tokens
from unisono.types import Floats

State = Mapping[str, NDArray[Any]]  # of a voice: what `Nets.heard` tells

TOKENS = 25  # a second: 40 ms each
STREAMING = ("v1", "v2", "v2Pro", "v2ProPlus")  # versions that sound a piece before all of its tokens are there
HEARD = 16000  # Hz of the sound that `Nets.tokens` hears
REFERENCE = 32000  # Hz of the recordings that `Nets.heard` hears
TAIL = 9600  # zeros at 16 kHz that the nets were trained to find behind a prompt's sound: `Nets.tokens` adds them
STEPS = 32  # of the flow of v3 and v4, as the reference has it; each costs the same


@dataclass(frozen=True)
class Prompt:
    """The recording that speech goes on from, as the net heard it; its sound is the first given to `Nets.heard`."""

    tokens: Tokens  # (P,) of `Nets.tokens`
    phones: Tokens  # (N,) ids of its text's sounds


def levelled(sound: Floats) -> Floats:
    """(N,) at `REFERENCE` as `Nets.heard` takes it: what is beyond full scale is brought down, by half at the most."""
    return sound / np.float32(min(2, max(1, float(np.abs(sound).max(initial=0)))))


def with_tail(sound: Floats) -> Floats:
    """(N,) at `HEARD` -> (N + TAIL,), as HuBERT hears it."""
    return np.concatenate([sound, np.zeros(TAIL, np.float32)])


class Sounding(Protocol):
    """One piece of text in one voice, sounded as its tokens come. `joining.joined` makes one sound of the chunks."""

    @property
    def overlap(self) -> int:
        """Samples of the chunk before that each chunk but the first says again; 0 where a piece comes in one chunk."""

    def push(self, tokens: Tokens) -> Floats:
        """(T,) all tokens so far, without END, more of them than last time -> (N,) samples, -1..1, at `Nets.rate`.

        What is new, after `overlap` samples of what was; v3 and v4 sound whatever they are given whole. A token has
        `rate` / `TOKENS` / speed samples.
        """

    def back(self, count: int) -> None:
        """Forgets all but the first `count` tokens; `push` then goes on from there."""


class Nets(Protocol):
    """All nets of one pair of weights with their companions. Each is loaded when it is first asked for.

    WeightsError, in one line, where a companion that is needed was not given; EngineError where a net gives no
    numbers, or memory runs out. One thread at a time.
    """

    @property
    def version(self) -> str:
        """Of s2: v1 v2 v2Pro v2ProPlus v3 v4. v1 knows 322 phones, the others 732."""

    @property
    def rate(self) -> int:
        """Hz of the sound it makes: 32000, 24000 in v3, 48000 in v4."""

    @property
    def print(self) -> str:
        """32 hex digits that tell these s1 and s2 weights from all others; the same in every runtime."""

    @property
    def gpt(self) -> Net:
        """For `decoding.decode`: text and prompt -> tokens."""

    def bert(self, ids: Tokens) -> Floats:
        """(T,) ids of BERT's tokens, [CLS] first and [SEP] last -> (T, 1024), a row for each."""

    def tokens(self, sound: Floats) -> Tokens:
        """(N,) recording at 16 kHz, -1..1 -> (P,) tokens, 25 a second, those of `TAIL` zeros behind it included."""

    def heard(self, sounds: Sequence[Floats], prompt: Prompt | None = None) -> dict[str, NDArray[Any]]:
        """Recordings of one voice, (N,) each at 32 kHz, the prompt's first -> the voice's state, for `sounding`.

        `style` (C,), the mean of all; in v3 and v4, which need `prompt`, also what goes on from it: `mel` (100, Q),
        `features` (512, P). Always float32.
        """

    def sounding(
        self,
        state: State,
        phones: Tokens,
        *,
        speed: float = 1.0,
        noise: float = 0.5,
        seed: int = 0,
        steps: int = STEPS,
    ) -> Sounding:
        """A new piece: (N,) ids of the target's sounds alone, without the prompt's.

        `speed` above 1 is faster. `noise`: how much of the prior's deviation is drawn, from `seed`; in v3 and v4,
        which are all noise at first, it does nothing and `steps` says how often the flow moves it.
        """

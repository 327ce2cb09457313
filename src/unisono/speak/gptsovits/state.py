"""What a voice of this engine holds: how the person speaks as a rule, and in each feeling that was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.errors import VoiceError
from unisono.speak.gptsovits.decoding import Tokens
from unisono.speak.gptsovits.nets import State
from unisono.types import Floats

ENGINE = "gptsovits"
USUAL = "neutral"  # the manner that every voice has

_WEIGHTS = "weights"


@dataclass(frozen=True, eq=False)
class Manner:
    """The prompt that speech goes on from, and what the sound is made with."""

    tokens: Tokens  # (P,) of `Nets.tokens`; empty where nothing is known of what is said in the recording
    phones: Tokens  # (N,) ids of the prompt's text
    bert: Floats | None = None  # (N, 1024); None where there is no Mandarin in it
    text: str = ""  # of the prompt, as it is said
    language: str = ""
    heard: State = field(default_factory=dict)  # of `Nets.heard`


def pack(weights: str, manners: Mapping[str, Manner]) -> dict[str, NDArray[Any]]:
    """`Voice.state` of manners by feeling, `USUAL` among them; `weights` is `Nets.print`.

    Names: `weights` (16,) uint8; of each feeling `happy/tokens`, `happy/phones`, `happy/bert`, `happy/text` and
    `happy/language` (UTF-8), `happy/heard/…`.
    """
    state: dict[str, NDArray[Any]] = {_WEIGHTS: np.frombuffer(bytes.fromhex(weights), np.uint8)}
    for feeling, manner in manners.items():
        state |= {f"{feeling}/{name}": value for name, value in _arrays(manner)}
    return state


def unpack(state: State) -> tuple[str, dict[str, Manner]]:
    """`Nets.print` of the weights that the voice was made with, and its manners. VoiceError where something lacks."""
    feelings = sorted({name.partition("/")[0] for name in state if "/" in name})
    try:
        manners = {feeling: _manner(_within(state, f"{feeling}/")) for feeling in feelings}
        return state[_WEIGHTS].astype(np.uint8).tobytes().hex(), {USUAL: manners[USUAL], **manners}
    except (KeyError, UnicodeDecodeError) as error:
        raise VoiceError(f"this voice lacks {error} of what {ENGINE!r} needs; enroll the recording again") from None


def _arrays(manner: Manner) -> Iterator[tuple[str, NDArray[Any]]]:
    yield "tokens", manner.tokens.astype(np.int16)
    yield "phones", manner.phones.astype(np.int16)
    if manner.bert is not None:
        yield "bert", np.asarray(manner.bert, np.float32)
    for name, text in (("text", manner.text), ("language", manner.language)):
        yield name, np.frombuffer(text.encode(), np.uint8)
    for name, value in manner.heard.items():
        yield f"heard/{name}", value


def _manner(state: State) -> Manner:
    return Manner(
        state["tokens"].astype(np.int64),
        state["phones"].astype(np.int64),
        state.get("bert"),
        state["text"].astype(np.uint8).tobytes().decode(),
        state["language"].astype(np.uint8).tobytes().decode(),
        _within(state, "heard/"),
    )


def _within(state: State, prefix: str) -> dict[str, NDArray[Any]]:
    return {name[len(prefix) :]: value for name, value in state.items() if name.startswith(prefix)}

"""The engine on the real nets with weights made from names: a noise, which the guards must bring to an end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="the nets need torch")

from unisono.errors import InputError
from unisono.speak.gptsovits.decoding import Piece, Reading
from unisono.speak.gptsovits.engine import GptSovits
from unisono.speak.gptsovits.guards import TRIES
from unisono.speak.gptsovits.nets import Prompt
from unisono.speak.gptsovits.pace import limits
from unisono.speak.gptsovits.reading import Reader
from unisono.speak.gptsovits.state import ENGINE, USUAL, Manner, pack
from unisono.speak.gptsovits.torch_nets import TorchNets
from unisono.speak.gptsovits.vocabulary import Vocabulary
from unisono.speak.gptsovits.weights import load
from unisono.testing import check_synthesizer
from unisono.types import Line, Mark, Speech, Voice

LAYERS = 4  # of the GPT, of 24: its shape is told by the checkpoint
LINE = Line("We walk home.", "en")


class Counted:
    """A net that counts the tokens that it is asked for."""

    def __init__(self, net: Any) -> None:
        self.net, self.steps = net, 0

    def read(self, pieces: Sequence[Piece]) -> Reading:
        reading = self.net.read(pieces)
        step = reading.step

        def counted(tokens: Any) -> None:
            self.steps += 1
            step(tokens)

        reading.step = counted
        return reading  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def nets(checkpoint: Callable[..., Path]) -> TorchNets:
    import torch

    torch.set_num_threads(1)
    s1, s2 = load(checkpoint("s1_v2"), "s1"), load(checkpoint("v2"), "s2")
    deep = tuple(f"model.h.layers.{n}." for n in range(LAYERS, 24))
    shallow = {name: value for name, value in s1.tensors.items() if not name.startswith(deep)}
    config = {**s1.config, "model": {**s1.config["model"], "n_layer": LAYERS}}
    return TorchNets(replace(s1, tensors=shallow, config=config), s2, {}, "ab" * 16)


@pytest.fixture(scope="module")
def engine(nets: TorchNets) -> GptSovits:
    return GptSovits(reader=Reader(nets, lambda: Vocabulary({})))


@pytest.fixture(scope="module")
def manner(engine: GptSovits, nets: TorchNets) -> Manner:
    draw = np.random.default_rng(0)
    read = engine.reader.read("See you tomorrow.", "en")
    tokens = draw.integers(0, 1024, 60)
    heard = nets.heard([draw.normal(0, 0.1, 3 * 32000).astype(np.float32)], Prompt(tokens, read.phones))
    return Manner(tokens, read.phones, read.bert, "See you tomorrow.", "en", heard)


@pytest.fixture(scope="module")
def voice(nets: TorchNets, manner: Manner) -> Voice:
    return Voice("noise", ENGINE, pack(nets.print, {USUAL: manner}))


def test_the_contract_is_kept(engine: GptSovits, voice: Voice) -> None:
    check_synthesizer(engine, voice, LINE)


def test_noise_ends_after_its_tries_and_costs_a_few_times_what_speech_would(
    engine: GptSovits,
    nets: TorchNets,
    manner: Manner,
    voice: Voice,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = Counted(nets.gpt)
    monkeypatch.setattr(nets, "gpt", counted)
    with caplog.at_level(logging.INFO, "unisono.speak.gptsovits"):
        speech = Speech.join(engine.speak(LINE, voice))
    usual = limits(engine.reader.read(LINE.text, "en").phones, manner.phones, manner.tokens)
    assert counted.steps < 4 * usual.most
    assert speech.duration <= usual.most / 25 + 1
    assert sum("drawn anew" in record.getMessage() for record in caplog.records) == TRIES


def test_a_wished_rate_is_heard_in_the_length(engine: GptSovits, voice: Voice) -> None:
    free = GptSovits(reader=engine.reader, tries=0)
    marks = (Mark("rate", 0, len(LINE.text), 1.5),)
    usual, quick = (Speech.join(free.speak(line, voice)) for line in (LINE, replace(LINE, marks=marks)))
    assert quick.duration < 0.8 * usual.duration
    assert quick.phones[-1].end == pytest.approx(quick.duration)


def test_another_seed_is_another_sound(nets: TorchNets, engine: GptSovits, voice: Voice) -> None:
    other = GptSovits(reader=engine.reader, seed=1)
    first, second = (Speech.join(one.speak(LINE, voice)).samples for one in (engine, other))
    assert not np.array_equal(first[:1000], second[:1000]) or len(first) != len(second)


def test_without_weights_nothing_is_read_until_something_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = GptSovits(weights=tmp_path)
    assert engine.voices() == ()
    assert set(engine.languages) == {"zh", "en", "ja", "yue", "ko"}
    with pytest.raises(InputError, match=str(tmp_path)):
        engine.rate  # noqa: B018

"""The text-to-token net against the official code at full size: logits, chances, and every token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.speak.gptsovits.golden import arrays, shapes, torch, weights
from unisono.errors import WeightsError
from unisono.speak.gptsovits.decoding import END, Choice, Net, Piece, decode, probabilities
from unisono.speak.gptsovits.t2s import T2S
from unisono.speak.gptsovits.weights import Checkpoint, load
from unisono.types import Floats

CONFIG = {"model": {"hidden_dim": 512, "head": 16, "n_layer": 24}}
GREEDY = Choice(top_k=1)


@pytest.fixture(scope="module", params=["v1", "v2"])
def both(request: pytest.FixtureRequest) -> tuple[T2S, dict[str, Any]]:
    """The net and its golden arrays."""
    tensors = {name: value.numpy() for name, value in weights(shapes(f"s1_{request.param}")).items()}
    return T2S.load(Checkpoint("s1", request.param, tensors, CONFIG)), told(request.param)


def told(version: str) -> dict[str, Any]:
    return {name: value.numpy() for name, value in arrays(f"t2s_{version}.npz").items()}


def piece(g: dict[str, Any], limit: int, **change: Any) -> Piece:
    return replace(Piece(g["phones"], g["bert"], g["prompt"], limit), **change)


def tokens(net: Net, pieces: list[Piece], choice: Choice = GREEDY, seeds: list[int] | None = None) -> list[list[int]]:
    out: list[list[int]] = [[] for _ in pieces]
    for i, token in decode(net, pieces, choice, seeds):
        out[i].append(token)
    return out


def test_golden_logits_with_and_without_a_prompt(both: Any) -> None:
    net, g = both
    np.testing.assert_allclose(net.read([piece(g, 1)]).logits[0], g["prefill_logits"], atol=2e-3)
    bare = net.read([piece(g, 1, prompt=g["prompt"][:0])])
    np.testing.assert_allclose(bare.logits[0], g["noprompt_prefill_logits"], atol=2e-3)


@pytest.mark.parametrize(("name", "penalty", "steps"), [("rp1", 1.0, None), ("rp135", 1.35, [1, 30, 44])])
def test_golden_greedy_tokens_and_logits(both: Any, name: str, penalty: float, steps: list[int] | None) -> None:
    net, g = both
    wanted = g[
        f"greedy_{name}"
    ]  # the official loop stops once more than `early_stop` are there: one more than our limit
    heard = Heard(net)
    assert tokens(heard, [piece(g, len(wanted))], Choice(1, penalty=penalty)) == [wanted.tolist()]
    found = np.concatenate(heard.said)[steps or g[f"step_logits_{name}_steps"]]
    np.testing.assert_allclose(found, g[f"step_logits_{name}"], atol=2e-3)


class Heard:
    """A net that remembers its logits."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.said: list[Floats] = []

    def read(self, pieces: Sequence[Piece]) -> Heard:
        self.reading = self.net.read(pieces)
        self.said.append(self.logits)
        return self

    def step(self, tokens: Any) -> None:
        self.reading.step(tokens)
        self.said.append(self.logits)

    def keep(self, rows: Any) -> None:
        self.reading.keep(rows)

    @property
    def logits(self) -> Floats:
        return self.reading.logits


def test_golden_tokens_without_a_prompt(both: Any) -> None:
    net, g = both
    wanted = g["noprompt_greedy"]
    assert tokens(net, [piece(g, len(wanted), prompt=g["prompt"][:0])]) == [wanted.tolist()]


def test_golden_tokens_of_two_pieces_side_by_side(both: Any) -> None:
    net, g = both
    wanted = [g[name][len(g["prompt"]) :].tolist() for name in ("batch_y0", "batch_y1")]
    second = Piece(g["batch_phones2"], g["batch_bert2"], g["prompt"], len(wanted[1]))
    assert tokens(net, [piece(g, len(wanted[0])), second]) == wanted


def test_golden_tokens_up_to_the_end(both: Any) -> None:
    net, g = both
    rows = net.ar_predict_layer.weight
    kept = rows[END].clone()
    try:
        with torch.no_grad():
            rows[END] = float(g["eos_scale"]) * rows[int(g["eos_token"])]
        assert tokens(net, [piece(g, 99)]) == [[*g["eos_tokens"].tolist(), END]]
    finally:
        with torch.no_grad():
            rows[END] = kept


def test_golden_chances(both: Any) -> None:
    _, g = both
    for i in range(5):
        top_k, top_p, temperature, penalty = g[f"probs_{i}_args"].tolist()
        seen = np.isin(np.arange(END + 1), g["probs_history"])
        found = probabilities(g["prefill_logits"], seen, Choice(int(top_k), top_p, temperature, penalty))
        np.testing.assert_allclose(found, g[f"probs_{i}"], atol=1e-5)


def test_golden_pieces_of_any_length_and_prompt_do_not_disturb_each_other(both: Any) -> None:
    net, g = both
    pieces = [
        piece(g, 8),
        Piece(g["batch_phones2"], None, g["prompt"][:7], 5),
        piece(g, 3, prompt=g["prompt"][:0]),
    ]
    choice = Choice(top_k=5)
    alone = [tokens(net, [p], choice, [seed])[0] for seed, p in enumerate(pieces)]
    assert tokens(net, pieces, choice, [0, 1, 2]) == alone


def test_golden_a_checkpoint_in_the_official_container_speaks(checkpoint: Any) -> None:
    g = told("v2")
    net = T2S.load(load(checkpoint("s1_v2"), "s1"))
    logits = net.read([piece(g, 1)]).logits[0]
    assert 1e-4 < np.abs(logits - g["prefill_logits"]).max() < 0.1  # what float16 rounds off


def test_weights_that_do_not_tell_their_sizes_are_refused() -> None:
    table = {"model.ar_text_embedding.word_embeddings.weight": np.zeros((732, 8), np.float32)}
    for config in (
        {},
        {"model": 3},
        {"model": {"hidden_dim": 512, "head": 0, "n_layer": 24}},
        {"model": {"head": "x"}},
    ):
        with pytest.raises(WeightsError, match="sizes"):
            T2S.load(Checkpoint("s1", "v2", table, config))
    with pytest.raises(WeightsError, match="lack"):
        T2S.load(Checkpoint("s1", "v2", table, CONFIG))

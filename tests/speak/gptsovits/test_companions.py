"""HuBERT, BERT, the speaker vector and their spectra against the official ones."""

from __future__ import annotations

import pytest

from tests.speak.gptsovits.golden import arrays, distance, shapes, torch, weights
from tests.speak.gptsovits.models import bert_shapes, hubert_shapes
from unisono.errors import SoundError, WeightsError
from unisono.speak.gptsovits.bert import Bert
from unisono.speak.gptsovits.hubert import Hubert
from unisono.speak.gptsovits.speaker import Speaker
from unisono.speak.gptsovits.spectra import kaldi_mels, spectrogram

HIDDEN = 2e-3  # tolerance of what comes out of a transformer


def test_golden_spectrogram() -> None:
    given = arrays("features.npz")
    assert distance(spectrogram(given["wav32"][None])[0], given["spec"]) <= 1e-2


def test_golden_speaker() -> None:
    given = arrays("speaker.npz")
    assert distance(kaldi_mels(given["wav16"]), given["fbank"]) <= 1e-2
    net = Speaker.load(weights(shapes("eres2netv2")))
    assert distance(net(given["wav16"])[0], given["emb"]) <= HIDDEN


@pytest.mark.parametrize("written", ["now", "before torch 2.0"])
def test_golden_hubert(written: str) -> None:
    given = arrays("hubert.npz")
    names = weights(hubert_shapes())
    if written != "now":
        new = "parametrizations.weight.original"
        names = {name.replace(new + "0", "weight_g").replace(new + "1", "weight_v"): v for name, v in names.items()}
    net = Hubert.load(names)
    assert distance(net(given["wav16"][None])[0].mT, given["hidden"]) <= HIDDEN


def test_golden_bert() -> None:
    given = arrays("bert.npz")
    # What is not read need not be right, only named as it is in the file.
    unread = ["encoder.layer.22.output.dense.bias", "encoder.layer.23.output.dense.bias", "pooler.dense.bias"]
    more = {f"bert.{name}": torch.zeros(1) for name in unread} | {"cls.predictions.bias": torch.zeros(1)}
    net = Bert.load(weights(bert_shapes()) | more)
    assert distance(net(given["token_ids"][None])[0], given["hidden_m3"]) <= HIDDEN
    features = net.phone_features(given["token_ids"], given["word2ph"].tolist())
    assert distance(features, given["phone_features"]) <= HIDDEN


def test_too_little_sound_is_told() -> None:
    with pytest.raises(SoundError, match=r"399 .* 400"):
        kaldi_mels(torch.zeros(399))
    with pytest.raises(SoundError, match=r"704 .* more than 704"):
        spectrogram(torch.zeros(1, 704))


@pytest.mark.parametrize("net", [Bert, Hubert, Speaker])
def test_weights_of_another_net_are_refused_in_one_line(net: type[Bert | Hubert | Speaker]) -> None:
    with pytest.raises(WeightsError, match=r"no weights of (BERT|HuBERT|ERes2Net).*lack") as refused:
        net.load({"dec.conv_pre.weight": torch.zeros(1)})
    assert "\n" not in str(refused.value)

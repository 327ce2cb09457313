"""SoVITS v3 and v4 against the official code: features, one look of the net, a mel in four steps, LoRA."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.speak.gptsovits.golden import arrays, distance, shapes, torch, weights
from unisono.speak.gptsovits.cfm import Flow
from unisono.speak.gptsovits.hifigan import vocoder
from unisono.speak.gptsovits.mel_voice import MelVoice
from unisono.speak.gptsovits.mels import V3, V4, Kind, mel, normalised
from unisono.speak.gptsovits.sovits.mel_net import MelSovits
from unisono.speak.gptsovits.spectra import spectrogram
from unisono.speak.gptsovits.weights import Checkpoint, merged
from unisono.speak.gptsovits.windows import mels

Arrays = dict[str, Any]
VERSION = pytest.mark.parametrize("version", ["v3", "v4"])


@pytest.fixture(scope="module")
def base() -> Iterator[Arrays]:
    """The weights that v3 and v4 share, for the filler knows names alone: 1.5 GB."""
    given = {name: value.numpy() for name, value in weights(shapes("v3")).items()}
    yield given
    given.clear()


@pytest.fixture(scope="module")
def flow(base: Arrays) -> Flow:
    return MelSovits.load(base, V3).cfm


@pytest.fixture(scope="module")
def changed(base: Arrays) -> Flow:
    """The flow of a LoRA file."""
    changes = {name: value.numpy() for name, value in weights(shapes("v3_v4_lora_rank4")).items()}
    whole = merged(Checkpoint("s2", "v3", base, {}), Checkpoint("s2", "v3", changes, {}, lora=True))
    return MelSovits.load(whole.tensors, V3).cfm


@pytest.mark.parametrize(("version", "kind"), [("v3", V3), ("v4", V4)])
def test_golden_features(base: Arrays, version: str, kind: Kind) -> None:
    net, known = MelSovits.load(base, kind), arrays(f"cfm_{version}.npz")
    style = net.style([known["refer"][None]])
    assert distance(style[0, :, 0], known["ge"]) < 1e-3
    reference = net.features(known["ref_codes"][None], known["ref_phones"][None], style)
    assert distance(reference[0], known["fea_ref"]) < 1e-3
    target = known["codes"][None], known["phones"][None], style
    assert distance(net.features(*target)[0], known["fea"]) < 1e-3
    assert distance(net.features(*target, speed=1.25)[0], known["fea_speed125"]) < 1e-3


@VERSION
def test_golden_estimate(flow: Flow, version: str) -> None:
    known = arrays(f"cfm_{version}.npz")
    assert distance(_estimate(flow, known), known["est_out"]) < 2e-3


@VERSION
def test_golden_estimate_with_lora(changed: Flow, version: str) -> None:
    known = arrays(f"cfm_{version}.npz")
    assert distance(_estimate(changed, known), known["est_out_lora"]) < 2e-3


@VERSION
def test_golden_mel(flow: Flow, version: str) -> None:
    known = arrays(f"cfm_{version}.npz")
    features = torch.cat([known["fea_ref"], known["fea"]], -1)[None]
    made = flow(features, known["mel_prompt"][None], known["noise"][None], int(known["cfm_steps"]))
    assert distance(made[0], known["cfm_out"]) < 5e-3


def test_golden_weights_go_on_from_what_was_made(flow: Flow) -> None:
    features, before = torch.randn(1, 512, 30), (torch.randn(1, 512, 8), torch.randn(1, 100, 8))
    draw, kind = torch.Generator().manual_seed(5), replace(V4, prompt=8, window=28)
    first, second = mels(flow, kind, features, before, steps=1, generator=draw)
    draw.manual_seed(5)
    _, noise = (torch.randn(1, 100, length, generator=draw) for length in (28, 18))
    assert distance(second, flow(features[..., 12:], first[..., -8:], noise, 1)[..., 8:]) < 1e-5


def test_golden_weights_speak_from_a_recording_on(base: Arrays) -> None:
    net, known = MelSovits.load(base, V4), arrays("cfm_v4.npz")
    voice = MelVoice(net, vocoder(weights(shapes("v4_vocoder"))))
    samples = arrays("features.npz")["wav32"][None, :17920]  # as long as the tokens: 14 of 40 ms
    heard = voice.reference(known["ref_codes"][None], known["ref_phones"][None], samples, [spectrogram(samples)])
    assert distance(heard.prompt[1], normalised(mel(samples, V4))) == 0
    said = known["codes"][None], known["phones"][None], heard
    draws = [torch.Generator().manual_seed(seed) for seed in (7, 7, 8)]
    sounds = [voice.sound(voice.mels(*said, steps=1, generator=draw)) for draw in draws]
    assert sounds[0].shape == (1, 20 * 1920)
    assert distance(sounds[0], sounds[1]) == 0 < distance(sounds[0], sounds[2])


def _estimate(flow: Flow, known: Arrays) -> Any:
    """(T, 100) what the net tells of the golden noise at the golden time."""
    prompt = known["mel_prompt"].shape[-1]
    x, beside = known["noise"].mT[None].clone(), torch.zeros(1, known["noise"].shape[-1], 100)
    x[:, :prompt], beside[:, :prompt] = 0, known["mel_prompt"].mT
    told = flow.estimator.told(torch.cat([known["fea_ref"], known["fea"]], -1).mT[None])
    when = flow.estimator.when(known["est_t"][None], known["est_d"][None])
    return flow.estimator(x, beside, told, when)[0]

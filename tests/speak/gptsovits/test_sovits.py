"""SoVITS v1, v2, v2Pro and v2ProPlus against what the official code made of the same weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.speak.gptsovits.golden import arrays, distance, shapes, torch, weights
from unisono.errors import WeightsError
from unisono.speak.gptsovits.sovits.net import Sovits
from unisono.speak.gptsovits.sovits.stream import Stream

LATENT, SOUND = 1e-3, 3e-4  # tolerances: style, prior and flow; sound
VERSIONS = ("v1", "v2", "v2Pro", "v2ProPlus")


@dataclass(frozen=True, eq=False)
class Case:
    """A net, what goes in, and what came out."""

    net: Sovits
    given: dict[str, Any]

    def style(self, *which: str) -> Any:
        speakers = ["sv_emb" + name for name in which] if self.net.shape.knows_speakers else []
        return self.net.style([self[f"refer{name}"] for name in which], [self[name] for name in speakers])

    def decoded(self, style: Any, **wishes: Any) -> Any:
        return self.net.decode(self["codes"], self["phones"], style, **{"noise": 0.0, **wishes})[0]

    def __getitem__(self, name: str) -> Any:
        return self.given[name][None]


@pytest.fixture(scope="module", params=VERSIONS)
def case(request: pytest.FixtureRequest) -> Case:
    given = arrays(f"vits_{request.param}.npz")
    return Case(Sovits.load(weights(shapes(request.param))), given)


def test_golden_style_prior_and_flow(case: Case) -> None:
    style = case.style("")
    assert distance(style[..., 0], case["ge"]) <= LATENT
    latents = case.net.latents(case["codes"], case.net.sounds(case["phones"]), style)
    mean, log_deviation = case.net.enc_p.prior(latents)
    assert distance(mean, case["m_p"]) <= LATENT
    assert distance(log_deviation, case["logs_p"]) <= LATENT
    assert distance(case.net.flow(mean, style), case["z"]) <= LATENT


def test_golden_sound(case: Case) -> None:
    style = case.style("")
    assert distance(case.decoded(style), case.given["audio"]) <= SOUND
    noisy = case.decoded(style, noise=0.5 * case["noise"])
    assert distance(noisy, case.given["audio_noise05"]) <= SOUND


def test_golden_sound_faster_and_slower(case: Case) -> None:
    style = case.style("")
    assert distance(case.decoded(style, speed=1.25), case.given["audio_speed125"]) <= SOUND
    assert distance(case.decoded(style, speed=0.8), case.given["audio_speed80"]) <= SOUND


def test_golden_sound_of_two_recordings(case: Case) -> None:
    style = case.style("", "2")
    assert distance(style[..., 0], case["ge_two"]) <= LATENT
    assert distance(case.decoded(style), case.given["audio_two"]) <= SOUND


@pytest.mark.parametrize("case", ["v2", "v2Pro"], indirect=True)
def test_golden_stream(case: Case) -> None:
    overlap = int(case.given["stream_overlap"])
    stream = Stream(case.net, case["phones"], case.style(""), noise=0.0, overlap=overlap)
    codes = case["codes"]
    first, split = codes[:, : case.given["stream_split"]], 2 * int(case.given["stream_split"])
    assert distance(stream.push(first)[0], case.given["stream_audio1"]) <= SOUND
    assert distance(stream.latents[0], case.given["stream_latent1"]) <= LATENT
    assert distance(stream.push(codes)[0], case.given["stream_audio2"]) <= SOUND
    assert distance(stream.latents[0, :, split - 2 * overlap :], case.given["stream_latent2"]) <= LATENT


@pytest.mark.parametrize("case", ["v2"], indirect=True)
def test_chunks_of_any_length_tell_each_sample_once(case: Case) -> None:
    stream = Stream(case.net, case["phones"], case.style(""), noise=0.0)
    codes, told = case["codes"], 0
    for until in (12, 13, 17, 24):
        chunk = stream.push(codes[:, :until])
        told += chunk.shape[1] - (stream.overlap if told else 0)
        assert told == until * 1280
        assert bool(chunk.isfinite().all())


def test_golden_tokens_of_a_recording(case: Case) -> None:
    given = arrays("latent.npz")  # of v2, but the tensors' names are the same in all versions, and so their values
    ssl = given["ssl"][None]
    assert distance(case.net.ssl_proj(ssl)[0], given["projected"]) <= LATENT
    assert torch.equal(case.net.codes(ssl), given["codes"][None])


def test_weights_that_are_not_its_own_are_refused_in_one_line() -> None:
    names = {name: shape for name, shape in shapes("v2").items() if not name.startswith("enc_q.")}
    empty = {name: torch.zeros(shape) for name, shape in names.items()}
    cut = {name: value for name, value in empty.items() if name != "enc_p.proj.bias"}
    for odd, says in (
        (cut, "lack enc_p.proj.bias"),
        ({**empty, "flow.more": torch.zeros(1)}, "should not hold flow.more"),
        ({**empty, "enc_p.proj.bias": torch.zeros(3)}, r"enc_p.proj.bias is \(3,\), expected \(384,\)"),
        ({name: value for name, value in empty.items() if "weight_v" not in name}, "lack"),
        ({name: value for name, value in empty.items() if "flow" not in name or "_v" not in name}, "incomplete"),
        ({**empty, "flow.flows.0.enc.cond_layer.weight_g": torch.zeros(3)}, "does not fit"),
        ({**empty, "dec.conv_pre.weight": torch.zeros(())}, "no weights"),
        ({}, "lack"),
    ):
        with pytest.raises(WeightsError, match=says) as refused:
            Sovits.load(odd)
        assert "\n" not in str(refused.value)

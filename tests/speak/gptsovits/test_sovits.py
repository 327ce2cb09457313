"""SoVITS v1, v2, v2Pro and v2ProPlus against what the official code made of the same weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tests.speak.gptsovits.golden import arrays, distance, shapes, torch, weights
from unisono.errors import WeightsError
from unisono.speak.gptsovits.sovits import text_encoder
from unisono.speak.gptsovits.sovits.net import Sovits
from unisono.speak.gptsovits.streaming import Stream, at_speed
from unisono.speak.gptsovits.torch_nets import TorchDecoder

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

    def stream(self, **wishes: Any) -> Stream:
        style = self.style("")[0, :, 0].numpy()
        return Stream(TorchDecoder(self.net), self.given["phones"].numpy(), style, **wishes)

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
    stream = case.stream(noise=0.0, overlap=overlap, lengths=())
    codes, split = case.given["codes"].numpy(), int(case.given["stream_split"])
    for tokens, number in ((codes[:split], 1), (codes, 2)):
        np.testing.assert_allclose(stream.push(tokens), case.given[f"stream_audio{number}"], atol=SOUND)
        kept = stream.latents[:, 2 * (split - overlap) if number == 2 else 0 :]
        np.testing.assert_allclose(kept, case.given[f"stream_latent{number}"], atol=LATENT)


@pytest.mark.parametrize("case", ["v2"], indirect=True)
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_chunks_of_any_length_tell_each_sample_once(case: Case, noise: float) -> None:
    stream = case.stream(noise=noise)
    codes, told = case.given["codes"].numpy(), 0
    for until in (12, 13, 17, 24):
        chunk = stream.push(codes[:until])
        told += len(chunk) - (stream.overlap if told else 0)
        assert told == until * 1280
        assert np.isfinite(chunk).all()


@pytest.mark.parametrize("case", ["v2"], indirect=True)
def test_a_chunk_repeats_the_end_of_the_one_before(case: Case) -> None:
    stream = case.stream(noise=0.5)
    codes = case.given["codes"].numpy()
    first, second = stream.push(codes[:16]), stream.push(codes)
    n = stream.overlap
    assert np.corrcoef(first[-n:], second[:n])[0, 1] > 0.8


@pytest.mark.parametrize("frames", [1, 2, 7, 50])
@pytest.mark.parametrize("speed", [1.0, 0.8, 1.25, 2.0])
def test_speed_is_the_same_without_torch(frames: int, speed: float) -> None:
    latents = torch.randn(1, 192, frames)
    wanted = text_encoder.at_speed(latents, speed)[0].numpy()
    np.testing.assert_allclose(
        at_speed(latents[0].numpy(), speed), wanted, atol=5e-5
    )  # torch places them in single precision


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

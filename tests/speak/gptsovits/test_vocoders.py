"""The vocoders of v3 and v4 against the official code's sound."""

from __future__ import annotations

import pytest

from tests.speak.gptsovits.golden import arrays, distance, shapes, torch, weights
from unisono.errors import WeightsError
from unisono.speak.gptsovits.bigvgan import BigVgan, doubled, halved, low_pass
from unisono.speak.gptsovits.hifigan import vocoder

BIGVGAN = "bigvgan_v2_24khz_100band_256x"


def test_golden_v4() -> None:
    known = arrays("vocoder.npz")
    with torch.inference_mode():
        sound = vocoder(weights(shapes("v4_vocoder")))(known["mel"][None])[0]
    assert distance(sound, known["audio_v4"]) < 1e-3


def test_golden_v3() -> None:
    known = arrays("vocoder.npz")
    sound = BigVgan.load(weights(shapes(BIGVGAN)))(known["mel"][None])[0]
    assert distance(sound, known["audio_v3_bigvgan"]) < 1e-3


def test_golden_filter() -> None:
    assert distance(low_pass(), arrays("vocoder.npz")["antialias_filter"]) < 1e-6


def test_a_slow_wave_survives_doubling_and_halving() -> None:
    slow = torch.cos(torch.arange(400) * 0.3)
    back = halved(doubled(slow[None, None]))[0, 0]
    assert distance(back[20:-20], slow[20:-20]) < 0.01


def test_halving_leaves_nothing_of_what_would_fold_back() -> None:
    fast = torch.cos(torch.arange(400) * 3.0)
    assert float(halved(fast[None, None])[..., 20:-20].abs().max()) < 0.01


def test_doubling_keeps_every_sample_where_it_was() -> None:
    blip = torch.zeros(1, 1, 41)
    blip[0, 0, 20] = 1
    told = doubled(blip)[0, 0]
    centre = float((told * torch.arange(82)).sum() / told.sum())
    assert centre == pytest.approx(40.5, abs=1e-4)  # between the two that come of it


def test_golden_weights_of_another_net_are_refused() -> None:
    given = {name: torch.zeros(shape) for name, shape in shapes("v4_vocoder").items()}
    with pytest.raises(WeightsError, match="BigVGAN"):
        BigVgan.load(given)
    del given["ups.3.bias"]
    with pytest.raises(WeightsError, match=r"ups\.3\.bias"):
        vocoder(given)

"""The spectra that v3 and v4 are told and tell, against the official code."""

from __future__ import annotations

import pytest

from tests.speak.gptsovits.golden import arrays, distance, torch
from unisono.speak.gptsovits.mels import V3, V4, Kind, mel, normalised, restored


def test_golden_v3() -> None:
    known = arrays("features.npz")
    found = mel(known["wav24"][None], V3)[0]
    assert distance(found, known["mel_v3"]) < 1e-3
    assert distance(normalised(found), known["mel_v3_norm"]) < 1e-3
    assert distance(restored(normalised(found)), found) < 1e-5


def test_golden_v4() -> None:
    known = arrays("features.npz")
    assert distance(mel(known["wav32"][None], V4)[0], known["mel_v4"]) < 1e-3


@pytest.mark.parametrize("kind", [V3, V4])
def test_a_tone_lies_in_its_band_and_silence_on_the_floor(kind: Kind) -> None:
    turn = torch.arange(kind.rate) * 2 * torch.pi / kind.rate  # of 1 Hz
    low, high = (mel(torch.sin(hertz * turn)[None], kind)[0] for hertz in (440, 1760))
    assert low.shape == (100, kind.rate // kind.hop)
    assert low.mean(1).argmax() < high.mean(1).argmax()
    assert float(mel(torch.zeros(1, kind.rate), kind).max()) < -9

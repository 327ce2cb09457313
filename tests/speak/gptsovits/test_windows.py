"""Mels longer than the flow's window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.speak.gptsovits.golden import torch
from unisono.errors import SoundError
from unisono.speak.gptsovits.mels import V3, V4, Kind
from unisono.speak.gptsovits.windows import mels


@given(st.integers(0, 60), st.integers(1, 30), st.integers(1, 30), st.integers(1, 20), st.integers(1, 20))
@example(1400, 500, 500, 468, 466)  # v3: the first prompt is two frames longer than what a window adds
def test_no_frame_is_lost_or_said_twice(length: int, heard: int, seen: int, prompt: int, room: int) -> None:
    kind = replace(V4, prompt=prompt, window=prompt + room)
    features, before = torch.randn(1, 512, length), (torch.randn(1, 512, heard), torch.randn(1, 100, seen))
    known_before = before[1][..., : min(heard, seen)]

    def flow(told: torch.Tensor, known: torch.Tensor, noise: torch.Tensor, steps: int) -> torch.Tensor:
        """Tells the features themselves; what is known must lie beside the features that it was made of."""
        assert told.shape[-1] == noise.shape[-1] <= kind.window
        so_far = torch.cat([known_before, *parts], -1) if parts else known_before
        assert torch.equal(known, so_far[..., -known.shape[-1] :])
        if parts:
            assert torch.equal(told[:, :100, : known.shape[-1]], known)
        return told[:, :100]

    parts: list[torch.Tensor] = []
    for part in mels(flow, kind, features, before):
        parts.append(part)
    assert torch.equal(torch.cat([features[:, :100, :0], *parts], -1), features[:, :100])


@pytest.mark.parametrize("kind", [V3, V4])
def test_the_end_of_the_reference_is_the_prompt(kind: Kind) -> None:
    frames = kind.prompt + 50
    before = torch.arange(frames).expand(1, 512, -1), torch.arange(frames + 9).expand(1, 100, -1)

    def flow(told: torch.Tensor, known: torch.Tensor, noise: torch.Tensor, steps: int) -> torch.Tensor:
        assert known[0, 0].tolist() == list(range(50, frames))
        assert told[0, 0, : kind.prompt].tolist() == list(range(50, frames))
        return told[:, :100]

    assert next(mels(flow, kind, torch.zeros(1, 512, 7, dtype=torch.long), before)).shape == (1, 100, 7)


def test_a_reference_of_nothing_is_refused() -> None:
    before = torch.zeros(1, 512, 3), torch.zeros(1, 100, 0)
    with pytest.raises(SoundError, match="single frame"):
        next(mels(lambda told, *rest: told[:, :100], V3, torch.zeros(1, 512, 7), before))

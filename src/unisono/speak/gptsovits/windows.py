"""A mel of any length out of a flow that sees ten seconds: each window goes on from the end of the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from unisono.errors import SoundError
from unisono.speak.gptsovits.mels import Kind

Flow = Callable[[Tensor, Tensor, Tensor, int], Tensor]  # `cfm.Flow`: features, prompt's mel, noise, steps -> mel


def mels(
    flow: Flow,
    kind: Kind,
    features: Tensor,
    prompt: tuple[Tensor, Tensor],
    *,
    steps: int = 32,
    generator: torch.Generator | None = None,
) -> Iterator[Tensor]:
    """(1, 512, M) features of what is to be said -> its mel, normalised, as some (1, 100, ·) that are M long in all.

    `prompt`: (1, 512, P) features and (1, 100, Q) mel of the reference; where they end differently the shorter counts.
    Of it the last `kind.prompt` frames are taken. A window costs the same whether what it sees is prompt or new, so a
    short prompt is cheap. `generator` draws the noise, on the CPU: the same seed tells the same on every device.
    """
    shorter = min(part.shape[-1] for part in prompt)
    known, before = (part[..., max(0, shorter - kind.prompt) : shorter] for part in prompt)
    taken = before.shape[-1]
    if not taken:
        raise SoundError("the reference came without a single frame; give a recording of 3 to 10 seconds")
    for start in range(0, features.shape[-1], kind.window - taken):
        new = features[..., start : start + kind.window - taken]
        told = torch.cat([known, new], -1)  # (1, 512, at most kind.window)
        noise = torch.randn(1, before.shape[1], told.shape[-1], generator=generator).to(told)
        made = flow(told, before, noise, steps)[..., before.shape[-1] :]  # less than `taken` where a window was short
        yield made
        known, before = new[..., -taken:], made[..., -taken:]

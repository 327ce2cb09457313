"""Conditional flow matching: noise becomes a mel in a few straight steps along the velocity that the net tells."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from unisono.speak.gptsovits.dit import Estimator


class Flow(nn.Module):  # type: ignore[misc]
    """Mels here are normalised (`spectra.normalised`). Names of parameters are the checkpoint's (`cfm.…`)."""

    def __init__(self) -> None:
        super().__init__()
        self.estimator = Estimator()

    def forward(self, features: Tensor, prompt: Tensor, noise: Tensor, steps: int = 32) -> Tensor:
        """(B, 512, T) features, the prompt's first; (B, 100, P) its mel; (B, 100, T) noise -> (B, 100, T) mel.

        The first P frames of what comes out are zero: the prompt is told beside what moves, and does not move.
        """
        known, step = prompt.shape[-1], 1 / steps
        beside = torch.zeros_like(noise.mT)  # (B, T, 100)
        beside[:, :known] = prompt.mT
        x = noise.mT.clone()
        x[:, :known] = 0
        told = self.estimator.told(features.mT)
        for n in range(steps):
            time = torch.full((len(x),), n * step, device=x.device)
            when = self.estimator.when(time, torch.full_like(time, step))
            x = x + step * self.estimator(x, beside, told, when)
            x[:, :known] = 0
        return x.mT  # (B, 100, T)

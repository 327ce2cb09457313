"""Self-supervised features become semantic tokens, 25 a second: the nearest of 1024 vectors."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SIZE, WIDTH = 1024, 768


class Quantizer(nn.Module):  # type: ignore[misc]
    """The codebook. Its key in a checkpoint is `quantizer.vq.layers.0._codebook.embed`."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Parameter(torch.empty(SIZE, WIDTH))

    def forward(self, frames: Tensor) -> Tensor:
        """(B, 768, T) -> (B, T) codes, nearest by Euclidean distance."""
        x = frames.mT  # (B, T, 768)
        # |x|² is the same for all codes.
        return (self.embed.square().sum(1) - 2 * x @ self.embed.mT).argmin(-1)

    def frames(self, codes: Tensor) -> Tensor:
        """(B, T) codes at 25 Hz -> (B, 768, 2 T) at 50 Hz, each twice."""
        return functional.embedding(codes, self.embed).mT.repeat_interleave(2, dim=-1)

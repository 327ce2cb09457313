"""The flow that turns a voiceless latent into the speaker's: four couplings, walked backward (Dinh et al. 2017)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from unisono.speak.gptsovits.sovits.wavenet import WaveNet

WIDTH = 192
PLACES = ("0", "2", "4", "6")  # in the checkpoint; between them lie flips, which have no weights


class Flow(nn.Module):  # type: ignore[misc]
    """(B, 192, T) from the prior, (B, style, 1) a voice -> (B, 192, T) for the decoder."""

    def __init__(self, style: int) -> None:
        super().__init__()
        self.flows = nn.ModuleDict({place: Coupling(style) for place in PLACES})

    def forward(self, z: Tensor, style: Tensor) -> Tensor:
        """The inverse direction, the only one that speaking needs."""
        for place in reversed(PLACES):
            z = self.flows[place](z.flip(1), style)
        return z


class Coupling(nn.Module):  # type: ignore[misc]
    """The second half of the channels less what the first half tells."""

    def __init__(self, style: int) -> None:
        super().__init__()
        self.pre = nn.Conv1d(WIDTH // 2, WIDTH, 1)
        self.enc = WaveNet(WIDTH, 4, style)
        self.post = nn.Conv1d(WIDTH, WIDTH // 2, 1)

    def forward(self, z: Tensor, style: Tensor) -> Tensor:
        """(B, 192, T) -> the same shape."""
        kept, moved = z.chunk(2, dim=1)  # (B, 96, T) each
        return torch.cat([kept, moved - self.post(self.enc(self.pre(kept), style))], dim=1)

"""The acoustic net in torch: the same layers as align/net.py, with batch normalisation while it learns."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from unisono.align.net import ROWS, TAPS
from unisono.audio.features import MELS
from unisono.train.gmm import COUNT
from unisono.types import Floats


class Acoustic(nn.Module):  # type: ignore[misc]
    """(B, 2 T, MELS) normalised spectra -> (B, T, J) logits of the states."""

    def __init__(self, channels: int = 224, within: int = 128) -> None:
        super().__init__()
        self.seen = ROWS[1] - ROWS[0] + 1
        self.into = nn.Linear(self.seen * MELS, channels)
        self.wide = nn.ModuleList(nn.Linear(3 * channels, within) for _ in TAPS)
        self.norm = nn.ModuleList(nn.BatchNorm1d(within) for _ in TAPS)
        self.back = nn.ModuleList(nn.Linear(within, channels) for _ in TAPS)
        self.out = nn.Linear(channels, COUNT)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """As `unisono.align.net.Net`, a whole batch at once."""
        rows = functional.pad(rows, (0, 0, -ROWS[0], ROWS[1] - 1))
        x = functional.relu(self.into(rows.unfold(1, self.seen, 2).transpose(2, 3).flatten(2)))  # (B, T, C)
        for taps, wide, norm, back in zip(TAPS, self.wide, self.norm, self.back, strict=True):
            padded = functional.pad(x, (0, 0, -taps[0], taps[-1]))
            frames = x.shape[1]
            seen = torch.cat([padded[:, tap - taps[0] : tap - taps[0] + frames] for tap in taps], dim=2)
            h = wide(seen)
            h = functional.relu(norm(h.flatten(0, 1).float()).view_as(h)).to(h.dtype)
            x = functional.relu(x + back(h))
        logits: torch.Tensor = self.out(x)
        return logits

    def arrays(self) -> dict[str, Floats]:
        """Weights as align/net.py reads them, the normalisation folded in."""
        found = {
            "into": _with_bias(self.into.weight, self.into.bias),
            "out": _with_bias(self.out.weight, self.out.bias),
        }
        for number, (wide, norm, back) in enumerate(zip(self.wide, self.norm, self.back, strict=True)):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            bias = (wide.bias - norm.running_mean) * scale + norm.bias
            found[f"wide{number}"] = _with_bias(wide.weight * scale[:, None], bias)
            found[f"back{number}"] = _with_bias(back.weight, back.bias)
        return found


def _with_bias(weight: torch.Tensor, bias: torch.Tensor) -> Floats:
    return np.concatenate([weight.detach().T.numpy(), bias.detach()[None].numpy()]).astype(np.float32)

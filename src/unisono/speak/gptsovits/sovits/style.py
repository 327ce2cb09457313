"""What a voice sounds like, from the spectrogram of a recording: Meta-StyleSpeech's style encoder (Min et al. 2021)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS = 128, 2


class StyleEncoder(nn.Module):  # type: ignore[misc]
    """(B, bins, F) magnitudes -> (B, style, 1)."""

    def __init__(self, bins: int, style: int) -> None:
        super().__init__()
        self.bins = bins
        self.spectral = nn.ModuleDict(
            {"0": _Held("fc", nn.Linear(bins, WIDTH)), "3": _Held("fc", nn.Linear(WIDTH, WIDTH))}
        )
        self.temporal = nn.ModuleList(
            _Held("conv1", _Held("conv", nn.Conv1d(WIDTH, 2 * WIDTH, 5, padding=2))) for _ in range(2)
        )
        self.slf_attn = _Attention()
        self.fc = _Held("fc", nn.Linear(WIDTH, style))

    def forward(self, spectrogram: Tensor) -> Tensor:
        """Bins beyond those that the version looks at are not seen."""
        x = spectrogram[:, : self.bins].mT  # (B, F, bins)
        for layer in self.spectral.values():
            x = functional.mish(layer(x))  # (B, F, 128)
        for layer in self.temporal:
            x = x + functional.glu(layer(x.mT).mT)  # (B, F, 256) halved
        return self.fc(self.slf_attn(x)).mean(1)[..., None]  # (B, style, 1)


class _Held(nn.Module):  # type: ignore[misc]
    """A layer one name deeper, as the checkpoints have it."""

    def __init__(self, name: str, layer: nn.Module) -> None:
        super().__init__()
        self.name = name
        self.add_module(name, layer)

    def forward(self, x: Tensor) -> Tensor:
        return getattr(self, self.name)(x)


class _Attention(nn.Module):  # type: ignore[misc]
    """(B, F, 128) -> the same shape, beside a shortcut."""

    def __init__(self) -> None:
        super().__init__()
        self.w_qs, self.w_ks, self.w_vs, self.fc = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (
            layer(x).unflatten(-1, (HEADS, -1)).transpose(1, 2)  # (B, heads, F, 64)
            for layer in (self.w_qs, self.w_ks, self.w_vs)
        )
        # The scale is of the whole width, not of a head.
        heard = functional.scaled_dot_product_attention(q, k, v, scale=WIDTH**-0.5)
        return x + self.fc(heard.transpose(1, 2).flatten(2))


def mean_style(styles: list[Tensor]) -> Tensor:
    """Several recordings of one voice: the mean of their (B, style, 1)."""
    return torch.stack(styles).mean(0)

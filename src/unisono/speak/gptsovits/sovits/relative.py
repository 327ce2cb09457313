"""A transformer that knows how far apart two frames are, up to four (Shaw et al. 2018, as VITS uses it)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WINDOW = 4  # frames to either side that have a vector of their own


class Encoder(nn.Module):  # type: ignore[misc]
    """(B, width, T) -> the same shape: `layers` of attention and convolution, each normalised after its shortcut."""

    def __init__(self, layers: int, width: int = 192, heads: int = 2) -> None:
        super().__init__()
        self.attn_layers = nn.ModuleList(Attention(width, heads, WINDOW) for _ in range(layers))
        self.norm_layers_1 = nn.ModuleList(Norm(width) for _ in range(layers))
        self.ffn_layers = nn.ModuleList(FeedForward(width) for _ in range(layers))
        self.norm_layers_2 = nn.ModuleList(Norm(width) for _ in range(layers))

    def forward(self, x: Tensor) -> Tensor:
        """All frames see one another."""
        parts = (self.attn_layers, self.norm_layers_1, self.ffn_layers, self.norm_layers_2)
        for attention, norm, feed_forward, last_norm in zip(*parts, strict=True):
            x = norm(x + attention(x, x))
            x = last_norm(x + feed_forward(x))
        return x


class Attention(nn.Module):  # type: ignore[misc]
    """(B, C, T) asks (B, C, S) -> (B, C, T); with a window, T = S, and distance counts."""

    def __init__(self, width: int, heads: int, window: int = 0) -> None:
        super().__init__()
        self.heads, self.window = heads, window
        self.conv_q, self.conv_k, self.conv_v, self.conv_o = (nn.Conv1d(width, width, 1) for _ in range(4))
        if window:
            self.emb_rel_k = nn.Parameter(torch.empty(1, 2 * window + 1, width // heads))
            self.emb_rel_v = nn.Parameter(torch.empty(1, 2 * window + 1, width // heads))

    def forward(self, asking: Tensor, asked: Tensor) -> Tensor:
        """As the class says."""
        q, k, v = (
            conv(x).unflatten(1, (self.heads, -1)).transpose(2, 3)  # (B, heads, T, C / heads)
            for conv, x in ((self.conv_q, asking), (self.conv_k, asked), (self.conv_v, asked))
        )
        q = q / q.shape[-1] ** 0.5
        scores = q @ k.transpose(2, 3)  # (B, heads, T, S)
        if self.window:
            scores = scores + _spread(q @ self.emb_rel_k.mT, self.window)
        shares = scores.softmax(-1)
        heard = shares @ v  # (B, heads, T, C / heads)
        if self.window:
            heard = heard + _gathered(shares, self.window) @ self.emb_rel_v
        return self.conv_o(heard.transpose(2, 3).flatten(1, 2))  # (B, C, T)


class FeedForward(nn.Module):  # type: ignore[misc]
    """Two convolutions of three frames, four times as wide between them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv_1 = nn.Conv1d(width, 4 * width, 3, padding=1)
        self.conv_2 = nn.Conv1d(4 * width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, width, T) -> the same shape."""
        return self.conv_2(functional.relu(self.conv_1(x)))


class Norm(nn.Module):  # type: ignore[misc]
    """Layer norm over the channels of (B, C, T)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.empty(width))
        self.beta = nn.Parameter(torch.empty(width))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, T) -> the same shape."""
        return functional.layer_norm(x.mT, self.gamma.shape, self.gamma, self.beta, 1e-5).mT


def _spread(near: Tensor, window: int) -> Tensor:
    """(..., T, 2 window + 1) by distance -> (..., T, T) by place, zero beyond the window.

    Rows laid end to end with one place too few for each: every row begins one place later than the one before.
    """
    T, wide = near.shape[-2:]
    flat = functional.pad(near, (0, T)).flatten(-2)[..., : T * (T + wide - 1)]
    return flat.unflatten(-1, (T, T + wide - 1))[..., window : window + T]


def _gathered(shares: Tensor, window: int) -> Tensor:
    """(..., T, T) by place -> (..., T, 2 window + 1) by distance: `_spread` undone."""
    T, wide = shares.shape[-1], 2 * window + 1
    flat = functional.pad(functional.pad(shares, (window, window)).flatten(-2), (0, T))
    return flat.unflatten(-1, (T, T + wide))[..., :wide]

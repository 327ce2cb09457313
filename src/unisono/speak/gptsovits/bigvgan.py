"""BigVGAN v2 (Lee et al. 2023), 24 kHz, 100 bands: v3's vocoder.

As HiFi-GAN, but what bends the signal is a periodic curve, and it bends at twice the rate, between two low-pass
filters, so that the overtones it makes do not fold back. Names of parameters are the checkpoint's, weight norm folded.
"""

from __future__ import annotations

import math
from functools import lru_cache

import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.speak.gptsovits import hifigan
from unisono.speak.gptsovits.folding import Weights, filled
from unisono.speak.gptsovits.hifigan import DILATIONS, KERNELS

RATE, HOP, BANDS = 24000, 256, 100
_FIRST, _RATES, _UP = 1536, (4, 4, 2, 2, 2, 2), (8, 8, 4, 4, 4, 4)
_TAPS, _CUTOFF, _WIDTH = 12, 0.25, 0.3  # cutoff and half of the transition band, in parts of the doubled rate


class BigVgan(nn.Module):  # type: ignore[misc]
    """(B, 100, T) mel (natural log, not normalised) -> (B, 256 T) sound at 24 kHz, -1..1. `load` fills it."""

    def __init__(self) -> None:
        super().__init__()
        widths = [_FIRST >> step for step in range(len(_RATES) + 1)]
        self.conv_pre = nn.Conv1d(BANDS, _FIRST, 7, padding=3)
        self.ups = nn.ModuleList(
            nn.ModuleList([nn.ConvTranspose1d(wide, narrow, kernel, rate, (kernel - rate) // 2)])
            for wide, narrow, kernel, rate in zip(widths, widths[1:], _UP, _RATES, strict=False)
        )
        self.resblocks = nn.ModuleList(Residual(width, kernel) for width in widths[1:] for kernel in KERNELS)
        self.activation_post = Curve(widths[-1])
        self.conv_post = nn.Conv1d(widths[-1], 1, 7, padding=3, bias=False)

    @staticmethod
    def load(weights: Weights) -> BigVgan:
        """From the float32 tensors under a checkpoint's key `generator`."""
        # Every curve's filters are stored, all of them `low_pass`.
        given = {name: value for name, value in weights.items() if not name.endswith(".filter")}
        return filled("BigVGAN v2 (24 kHz, 100 bands)", BigVgan, given)

    def forward(self, mel: Tensor) -> Tensor:
        """(B, 100, T) -> (B, 256 T)."""
        x = self.conv_pre(mel)  # (B, 1536, T)
        for step, (up,) in enumerate(self.ups):
            x = up(x)  # (B, C / 2, T * rate)
            beside = self.resblocks[step * len(KERNELS) : (step + 1) * len(KERNELS)]
            x = sum(block(x) for block in beside) / len(KERNELS)
        return self.conv_post(self.activation_post(x)).clamp(-1, 1).squeeze(1)  # (B, samples)


class Residual(hifigan.Residual):
    """As HiFi-GAN's, with a curve of its own before each convolution."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__(width, kernel)
        self.activations = nn.ModuleList(Curve(width) for _ in range(2 * len(DILATIONS)))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, T) -> (B, C, T)."""
        curves = iter(self.activations)
        for wide, plain in zip(self.convs1, self.convs2, strict=True):
            inner = wide(next(curves)(x))
            x = x + plain(next(curves)(inner))
        return x


class Curve(nn.Module):  # type: ignore[misc]
    """x + sin²(αx) / β at twice the rate; α and β are stored as logarithms, one of each a channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.act = nn.ParameterDict({"alpha": torch.zeros(channels), "beta": torch.zeros(channels)})

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, T) -> (B, C, T)."""
        alpha, beta = self.act["alpha"].exp()[:, None], self.act["beta"].exp()[:, None]
        x = doubled(x)
        return halved(x + (alpha * x).sin().square() / (beta + 1e-9))


def doubled(x: Tensor) -> Tensor:
    """(B, C, T) -> (B, C, 2 T), the ends held."""
    margin = _TAPS // 2 - 1
    taps = 2 * low_pass().to(x).expand(x.shape[1], 1, -1)  # twice, for every other sample that it meets is none
    ends = functional.pad(x, (margin, margin), mode="replicate")
    told = functional.conv_transpose1d(ends, taps, stride=2, groups=x.shape[1])
    return told[..., 3 * margin : -3 * margin]


def halved(x: Tensor) -> Tensor:
    """(B, C, 2 T) -> (B, C, T), the ends held."""
    taps = low_pass().to(x).expand(x.shape[1], 1, -1)
    ends = functional.pad(x, (_TAPS // 2 - 1, _TAPS // 2), mode="replicate")
    return functional.conv1d(ends, taps, stride=2, groups=x.shape[1])


@lru_cache(maxsize=1)
def low_pass() -> Tensor:
    """(12,) a sinc under a Kaiser window, of sum one (Kaiser 1974 gives the window's shape for a transition band)."""
    depth = 2.285 * (_TAPS // 2 - 1) * math.pi * 4 * _WIDTH + 7.95  # dB
    shape = 0.1102 * (depth - 8.7) if depth > 50 else 0.5842 * (depth - 21) ** 0.4 + 0.07886 * (depth - 21)
    places = torch.arange(_TAPS, dtype=torch.float64) - (_TAPS - 1) / 2
    window = torch.kaiser_window(_TAPS, periodic=False, beta=shape, dtype=torch.float64)
    taps = window * torch.sinc(2 * _CUTOFF * places)
    return (taps / taps.sum()).float()

"""HiFi-GAN: frames become sound by transposed convolutions, each followed by three residual blocks (Kong et al. 2020).

The decoder of v1, v2 and v2Pro, where a voice colours its first layer, and the vocoder of v4.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from unisono.speak.gptsovits.folding import Weights, filled

KERNELS = (3, 7, 11)  # of the residual blocks of a stage
DILATIONS = (1, 3, 5)


class Generator(nn.Module):  # type: ignore[misc]
    """(B, inputs, T) frames, (B, style, 1) a voice -> (B, T * product of rates) sound, -1..1.

    `first`: channels of the first layer, which every stage halves; a stage makes `rates` steps of one.
    `style`: channels of the voice, 0 for none. `bias`: whether the last layer has one.
    """

    def __init__(
        self,
        inputs: int,
        first: int,
        rates: tuple[int, ...],
        kernels: tuple[int, ...],
        *,
        style: int = 0,
        bias: bool = False,
    ) -> None:
        super().__init__()
        widths = [first >> stage for stage in range(len(rates) + 1)]
        self.conv_pre = nn.Conv1d(inputs, first, 7, padding=3)
        if style:
            self.cond = nn.Conv1d(style, first, 1)
        self.ups = nn.ModuleList(
            nn.ConvTranspose1d(wide, narrow, kernel, rate, padding=(kernel - rate) // 2)
            for wide, narrow, kernel, rate in zip(widths, widths[1:], kernels, rates, strict=False)
        )
        self.resblocks = nn.ModuleList(Residual(width, kernel) for width in widths[1:] for kernel in KERNELS)
        self.conv_post = nn.Conv1d(widths[-1], 1, 7, padding=3, bias=bias)

    def forward(self, frames: Tensor, style: Tensor | None = None) -> Tensor:
        """All of it at once; the sound of a frame depends on some 15 frames around it."""
        x = self.conv_pre(frames)  # (B, channels, T)
        if style is not None:
            x = x + self.cond(style)
        for stage, up in enumerate(self.ups):
            x = up(functional.leaky_relu(x, 0.1))  # (B, C / 2, T * rate)
            blocks = self.resblocks[stage * len(KERNELS) : (stage + 1) * len(KERNELS)]
            x = sum(block(x) for block in blocks) / len(KERNELS)
        x = functional.leaky_relu(x, 0.01)  # not 0.1: torch's default slope
        return self.conv_post(x).tanh().squeeze(1)  # (B, samples)


class Residual(nn.Module):  # type: ignore[misc]
    """Three pairs of convolutions, the first of each dilated, each pair beside a shortcut."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__()
        self.convs1 = nn.ModuleList(
            nn.Conv1d(width, width, kernel, dilation=step, padding=step * (kernel // 2)) for step in DILATIONS
        )
        self.convs2 = nn.ModuleList(nn.Conv1d(width, width, kernel, padding=kernel // 2) for _ in DILATIONS)

    def forward(self, x: Tensor) -> Tensor:
        """(B, width, T) -> the same shape."""
        for first, second in zip(self.convs1, self.convs2, strict=True):
            x = x + second(functional.leaky_relu(first(functional.leaky_relu(x, 0.1)), 0.1))
        return x


def vocoder(weights: Weights) -> Generator:
    """v4's, from its float32 tensors: (B, 100, T) mel, natural log, not normalised -> (B, 480 T) sound at 48 kHz."""
    rates, kernels = (10, 6, 2, 2, 2), (20, 12, 4, 4, 4)
    return filled("v4's vocoder", lambda: Generator(100, 512, rates, kernels, bias=True), weights)

"""Transposed convolutions as plain ones that make all steps of a frame side by side: OpenVINO has those faster."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Unrolled(nn.Module):  # type: ignore[misc]
    """What a ConvTranspose1d does that makes `rate` steps of each frame: (B, in, T) -> (B, out, T * rate)."""

    def __init__(self, layer: nn.ConvTranspose1d) -> None:
        super().__init__()
        (kernel,), (self.rate,), (padding,) = layer.kernel_size, layer.stride, layer.padding
        if kernel - 2 * padding != self.rate:
            raise ValueError("the layer does not make as many steps of each frame")
        inputs, outputs, _ = layer.weight.shape
        # Step r of frame q hears frame q + d by the layer's tap r + padding - rate * d.
        first, last = -((kernel - 1 - padding) // self.rate), (self.rate - 1 + padding) // self.rate
        weight = layer.weight.new_zeros(self.rate, outputs, inputs, last - first + 1)
        for r in range(self.rate):
            for d in range(first, last + 1):
                tap = r + padding - self.rate * d
                if 0 <= tap < kernel:
                    weight[r, :, :, d - first] = layer.weight[:, :, tap].T
        self.beside = (-first, last)
        self.weight = nn.Parameter(weight.flatten(0, 1), requires_grad=False)  # (rate * out, in, taps)
        self.bias = nn.Parameter(layer.bias.repeat(self.rate), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        """As the class says."""
        x = functional.conv1d(functional.pad(x, self.beside), self.weight, self.bias)  # (B, rate * out, T)
        return x.unflatten(1, (self.rate, -1)).permute(0, 2, 3, 1).flatten(2)  # (B, out, T * rate)


def unroll(layers: nn.ModuleList) -> None:
    """Every transposed convolution of `layers`, in place."""
    for number, layer in enumerate(layers):
        with torch.no_grad():
            layers[number] = Unrolled(layer)

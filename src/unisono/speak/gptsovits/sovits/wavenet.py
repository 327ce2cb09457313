"""WaveNet's gated convolutions with a voice's style added in each layer, without dilation."""

from __future__ import annotations

from torch import Tensor, nn


class WaveNet(nn.Module):  # type: ignore[misc]
    """(B, width, T) frames, (B, style, 1) a voice -> (B, width, T): the sum of what every layer lets out."""

    def __init__(self, width: int, layers: int, style: int, kernel: int = 5) -> None:
        super().__init__()
        self.cond_layer = nn.Conv1d(style, 2 * width * layers, 1)
        self.in_layers = nn.ModuleList(nn.Conv1d(width, 2 * width, kernel, padding=kernel // 2) for _ in range(layers))
        # The last layer hands nothing on: all of it goes out.
        self.res_skip_layers = nn.ModuleList(
            nn.Conv1d(width, width if layer == layers - 1 else 2 * width, 1) for layer in range(layers)
        )

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """As the class says."""
        out = 0
        styles = self.cond_layer(style).chunk(len(self.in_layers), dim=1)  # of (B, 2 width, 1)
        for into, onward, coloured in zip(self.in_layers, self.res_skip_layers, styles, strict=True):
            wave, gate = (into(x) + coloured).chunk(2, dim=1)  # (B, width, T) each
            told = onward(wave.tanh() * gate.sigmoid())
            if told.shape[1] > x.shape[1]:
                change, told = told.chunk(2, dim=1)
                x = x + change
            out = out + told
        return out

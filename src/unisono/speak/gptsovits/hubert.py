"""HuBERT base as chinese-hubert-base has it (Hsu et al. 2021): sound becomes what is said, 50 times a second."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from unisono.errors import SoundError
from unisono.speak.gptsovits.companion import Layer, renamed
from unisono.speak.gptsovits.folding import Weights, filled

WIDTH, LAYERS, HEADS, EPS = 768, 12, 12, 1e-5
HEARD = 512  # channels of the convolutions
LEAST = 400  # samples of a first frame
_KERNELS, _STRIDES = (10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2)
_NAMES = {
    "encoder.layers.": "layers.",
    "encoder.layer_norm": "norm",
    "encoder.pos_conv_embed.conv": "places",
    "feature_extractor.conv_layers.": "ears.",
    "feature_projection.layer_norm": "heard_norm",
    "feature_projection.projection": "project",
    "attention.q_proj": "query",
    "attention.k_proj": "key",
    "attention.v_proj": "value",
    "attention.out_proj": "out",
    "feed_forward.intermediate_dense": "wide",
    "feed_forward.output_dense": "back",
    ".layer_norm": ".norm",
    "final_layer_norm": "last_norm",
}


class Hubert(nn.Module):  # type: ignore[misc]
    """(B, N) sound at 16 kHz, -1..1, as it is -> (B, 768, F), F = (N - 400) // 320 + 1. `load` fills it."""

    def __init__(self) -> None:
        super().__init__()
        self.ears = nn.ModuleList(
            _Ear(1 if first else HEARD, kernel, stride, first)
            for first, kernel, stride in zip([True] + [False] * 6, _KERNELS, _STRIDES, strict=True)
        )
        self.heard_norm = nn.LayerNorm(HEARD, EPS)
        self.project = nn.Linear(HEARD, WIDTH)
        self.places = nn.Conv1d(WIDTH, WIDTH, 128, padding=64, groups=16)
        self.norm = nn.LayerNorm(WIDTH, EPS)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, EPS) for _ in range(LAYERS))

    @staticmethod
    def load(weights: Weights) -> Hubert:
        """From the tensors of `pytorch_model.bin`."""
        return filled("HuBERT base", Hubert, renamed(weights, "hubert.", _NAMES), ("masked_spec_embed",))

    def forward(self, samples: Tensor) -> Tensor:
        """The last layer's output. Raises SoundError for less than 25 ms."""
        if samples.shape[-1] < LEAST:
            raise SoundError(f"{samples.shape[-1]} samples came, at least {LEAST} at 16 kHz were expected")
        x = samples[:, None]  # (B, 1, N)
        for ear in self.ears:
            x = ear(x)  # at last (B, 512, F)
        x = self.project(self.heard_norm(x.mT))  # (B, F, 768)
        # 128 is even: the padding makes one frame too many.
        x = self.norm(x + functional.gelu(self.places(x.mT)[..., :-1]).mT)
        for layer in self.layers:
            x = layer(x)
        return x.mT


class _Ear(nn.Module):  # type: ignore[misc]
    """One convolution of the sound; the first normalises each channel over time."""

    def __init__(self, inputs: int, kernel: int, stride: int, normed: bool) -> None:
        super().__init__()
        self.conv = nn.Conv1d(inputs, HEARD, kernel, stride, bias=False)
        self.norm = nn.GroupNorm(HEARD, HEARD) if normed else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return functional.gelu(self.norm(self.conv(x)))

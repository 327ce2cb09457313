"""The transformer layer of BERT and HuBERT: attention, then a wide layer, each normalised after its shortcut."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn
from torch.nn import functional


class Layer(nn.Module):  # type: ignore[misc]
    """(B, T, width) -> the same shape; all frames see one another (Vaswani et al. 2017, with GELU)."""

    def __init__(self, width: int, heads: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.norm = nn.LayerNorm(width, eps)
        self.wide = nn.Linear(width, 4 * width)
        self.back = nn.Linear(4 * width, width)
        self.last_norm = nn.LayerNorm(width, eps)

    def forward(self, x: Tensor) -> Tensor:
        """As the class says."""
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, heads, T, width / heads)
            for layer in (self.query, self.key, self.value)
        )
        heard = functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)  # (B, T, width)
        x = self.norm(x + self.out(heard))
        return self.last_norm(x + self.back(functional.gelu(self.wide(x))))


def renamed(weights: Mapping[str, Any], prefix: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Names less `prefix`, then every part of `names` as its own; what else there is keeps its name."""
    parts = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    return {parts.sub(lambda m: names[m[0]], name.removeprefix(prefix)): value for name, value in weights.items()}

"""BERT-large as chinese-roberta-wwm-ext-large has it: what a Mandarin sentence means, for its prosody.

Only 22 of its 24 layers run: GPT-SoVITS reads the third hidden state from the end.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from unisono.errors import WeightsError
from unisono.speak.gptsovits.companion import Layer, renamed
from unisono.speak.gptsovits.folding import Weights, filled

WIDTH, LAYERS, HEADS, EPS = 1024, 22, 16, 1e-12
_NAMES = {
    "encoder.layer.": "layers.",
    "attention.self.": "",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm",
    "intermediate.dense": "wide",
    "output.dense": "back",
    "output.LayerNorm": "last_norm",
}
_UNUSED = ("layers.22.", "layers.23.", "pooler.", "cls.", "embeddings.position_ids")


class Bert(nn.Module):  # type: ignore[misc]
    """(B, T) ids of tokens, [CLS] first and [SEP] last -> (B, T, 1024). `load` fills it."""

    def __init__(self, tokens: int, places: int) -> None:
        super().__init__()
        self.embeddings = _Embeddings(tokens, places)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, EPS) for _ in range(LAYERS))

    @staticmethod
    def load(weights: Weights) -> Bert:
        """From the tensors of `pytorch_model.bin`."""
        named = renamed(weights, "bert.", _NAMES)
        try:
            sizes = [len(named[f"embeddings.{table}_embeddings.weight"]) for table in ("word", "position")]
        except KeyError as cause:
            raise WeightsError(f"these are no weights of BERT: they lack {cause}") from None
        return filled("BERT-large", lambda: Bert(*sizes), named, _UNUSED)

    def forward(self, tokens: Tensor) -> Tensor:
        """One sentence, or several of the same length."""
        x = self.embeddings(tokens)  # (B, T, 1024)
        for layer in self.layers:
            x = layer(x)
        return x

    def phone_features(self, tokens: Tensor, word2ph: Sequence[int]) -> Tensor:
        """(T,) ids, how many sounds each of the T - 2 characters has -> (1024, N) for the N sounds."""
        inner = self(tokens[None])[0, 1:-1]  # (T - 2, 1024)
        return inner.repeat_interleave(torch.as_tensor(word2ph, device=inner.device), dim=0).mT


class _Embeddings(nn.Module):  # type: ignore[misc]
    """Tokens, their places, and that all are of the first sentence."""

    def __init__(self, tokens: int, places: int) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(tokens, WIDTH)
        self.position_embeddings = nn.Embedding(places, WIDTH)
        self.token_type_embeddings = nn.Embedding(2, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, EPS)

    def forward(self, tokens: Tensor) -> Tensor:
        places = self.position_embeddings.weight[: tokens.shape[1]]
        return self.LayerNorm(self.word_embeddings(tokens) + places + self.token_type_embeddings.weight[0])

"""Whole models of golden weights, in files as their owners have them, single precision kept. Needs torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.speak.gptsovits.golden import shapes, torch, weights
from tests.speak.gptsovits.places import SALT, module
from unisono.speak.gptsovits.files import Files

Shapes = dict[str, list[int]]


def written(folder: Path, version: str, layers: tuple[int, int] = (22, 12)) -> Files:
    """The files of a version in `folder`; those that are there stay. `layers`: how many BERT and HuBERT have."""
    bert, hubert = folder / "chinese-roberta-wwm-ext-large", folder / "chinese-hubert-base"
    kind = "s1_v1" if version == "v1" else "s1_v2"
    files = Files(version, folder / f"{kind}.ckpt", folder / f"{version}.pth", bert, hubert)
    _save(files.s1, lambda: module("make_ckpt").build(kind, SALT, torch.float32))
    _save(files.s2, lambda: module("make_ckpt").build(version, SALT, torch.float32))
    _save(bert / "pytorch_model.bin", lambda: weights(bert_shapes(layers[0])))
    _save(hubert / "pytorch_model.bin", lambda: weights(hubert_shapes(layers[1])))
    if version.startswith("v2Pro"):
        speaker = folder / "pretrained_eres2netv2w24s4ep4.ckpt"
        _save(speaker, lambda: weights(shapes("eres2netv2")))
        return Files(version, files.s1, files.s2, bert, hubert, speaker)
    return files


def _save(path: Path, content: Any) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(content(), path)


def hubert_shapes(layers: int = 12) -> Shapes:
    """transformers.HubertModel, base."""
    named: Shapes = {"masked_spec_embed": [768]}
    for number, kernel in enumerate((10, 3, 3, 3, 3, 2, 2)):
        named[f"feature_extractor.conv_layers.{number}.conv.weight"] = [512, 512 if number else 1, kernel]
    named |= norm("feature_extractor.conv_layers.0.layer_norm", 512)
    named |= norm("feature_projection.layer_norm", 512) | linear("feature_projection.projection", 512, 768)
    places = "encoder.pos_conv_embed.conv."
    named |= {places + "bias": [768], places + "parametrizations.weight.original0": [1, 1, 128]}
    named |= {places + "parametrizations.weight.original1": [768, 48, 128]} | norm("encoder.layer_norm", 768)
    for layer in (f"encoder.layers.{number}." for number in range(layers)):
        for part in ("k", "v", "q", "out"):
            named |= linear(f"{layer}attention.{part}_proj", 768, 768)
        named |= linear(layer + "feed_forward.intermediate_dense", 768, 3072)
        named |= linear(layer + "feed_forward.output_dense", 3072, 768)
        named |= norm(layer + "layer_norm", 768) | norm(layer + "final_layer_norm", 768)
    return named


def bert_shapes(layers: int = 22) -> Shapes:
    """transformers.BertModel, large, the first layers."""
    tables = {"word": 21128, "position": 512, "token_type": 2}
    named = {f"bert.embeddings.{table}_embeddings.weight": [rows, 1024] for table, rows in tables.items()}
    named |= norm("bert.embeddings.LayerNorm", 1024)
    for layer in (f"bert.encoder.layer.{number}." for number in range(layers)):
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            named |= linear(f"{layer}attention.{part}", 1024, 1024)
        named |= norm(layer + "attention.output.LayerNorm", 1024) | norm(layer + "output.LayerNorm", 1024)
        named |= linear(layer + "intermediate.dense", 1024, 4096) | linear(layer + "output.dense", 4096, 1024)
    return named


def linear(name: str, inputs: int, outputs: int) -> Shapes:
    return {name + ".weight": [outputs, inputs], name + ".bias": [outputs]}


def norm(name: str, width: int) -> Shapes:
    return {name + ".weight": [width], name + ".bias": [width]}

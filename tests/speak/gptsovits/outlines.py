"""Checkpoints in torch's container, written without torch and small: the names and shapes that tell a version."""

from __future__ import annotations

import math
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TAGS = {"v2Pro": b"05", "v2ProPlus": b"06", "v3": b"02", "v4": b"04"}


@dataclass(frozen=True)
class Tensor:
    """Half-precision zeros."""

    shape: tuple[int, ...]


def content(kind: str) -> dict[str, Any]:
    """What is in a checkpoint of a kind of make_ckpt.py, as far as a version is told by it."""
    if kind.startswith("s1"):
        rows = 512 if kind == "s1_v1" else 732
        names: dict[str, tuple[int, ...]] = {
            "model.ar_text_embedding.word_embeddings.weight": (rows, 1),
            "model.ar_predict_layer.weight": (1025, 1),
        }
        return _checkpoint(names)
    names = {"enc_p.text_embedding.weight": (322 if kind == "v1" else 732, 1)}
    if kind.startswith("v2Pro"):
        names |= {"sv_emb.weight": (1, 1), "dec.conv_pre.weight": (768 if kind == "v2ProPlus" else 512, 1, 1)}
    if kind[:2] in ("v3", "v4"):
        names |= {f"cfm.estimator.x{'.lora_A.default' if 'lora' in kind else ''}.weight": (1, 1)}
    return _checkpoint(names)


def write(path: Path, kind: str) -> Path:
    """A checkpoint of a kind of make_ckpt.py, with the tag that goes with it."""
    return written(path, content(kind), TAGS.get(kind.split("_")[0], b"PK"))


def written(path: Path, stored: Any, tag: bytes = b"PK") -> Path:
    """Anything of dicts, text, integers and tensors as `torch.save` lays it out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors: list[Tensor] = []
    pickled = b"\x80\x02" + _pickled(stored, tensors) + b"."
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("archive/data.pkl", pickled)
        for number, tensor in enumerate(tensors):
            file.writestr(f"archive/data/{number}", bytes(2 * math.prod(tensor.shape)))
    with path.open("r+b") as raw:
        raw.write(tag)
    return path


def _checkpoint(names: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    return {"weight": {name: Tensor(shape) for name, shape in names.items()}, "config": {}, "info": "e8"}


def _pickled(value: Any, tensors: list[Tensor]) -> bytes:
    """By hand: what torch's own classes are called is written, and they need not be there."""
    if isinstance(value, dict):
        items = b"".join(_pickled(part, tensors) for pair in value.items() for part in pair)
        return b"}(" + items + b"u"
    if isinstance(value, tuple):
        return b"(" + b"".join(_pickled(part, tensors) for part in value) + b"t"
    if isinstance(value, str):
        return b"X" + struct.pack("<I", len(value.encode())) + value.encode()
    if isinstance(value, int):
        return b"J" + struct.pack("<i", value)
    tensors.append(value)
    steps = tuple(math.prod(value.shape[axis + 1 :]) for axis in range(len(value.shape)))
    told = (b"(", _pickled("storage", []), b"ctorch\nHalfStorage\n", _pickled(str(len(tensors) - 1), []))
    storage = b"".join(told) + _pickled("cpu", []) + _pickled(math.prod(value.shape), []) + b"tQ"
    of = storage + b"".join(_pickled(part, []) for part in (0, value.shape, steps, 0)) + b"}"
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + of + b"tR"

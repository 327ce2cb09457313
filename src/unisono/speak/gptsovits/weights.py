"""A checkpoint of GPT-SoVITS as its users have it: which net of which version it is, and its numbers as float32.

Two parts speak together: s1 ("GPT", .ckpt: text -> tokens) and s2 ("SoVITS", .pth: tokens -> sound).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.errors import WeightsError
from unisono.speak.gptsovits.container import read

Tensors = dict[str, NDArray[Any]]  # name -> float32, or integers as they were stored

PARTS = {"s1": "GPT weights (.ckpt)", "s2": "SoVITS weights (.pth)"}

_TAGS = {b"00": "v1", b"01": "v2", b"02": "v3", b"03": "v3", b"04": "v4", b"05": "v2Pro", b"06": "v2ProPlus"}
_BASES = {  # MD5 of the first 8192 bytes: v3 and v4 have the same names and shapes, and these two carry no tag
    "43797be674a37c1c83ee81081941ed0f": "v3",
    "4f26b9476d0c5033e04162c486074374": "v4",
}
_DOWN, _UP = ".lora_A.default.weight", ".lora_B.default.weight"
_WRAPPED = "cfm.base_model.model."  # what LoRA writes before names of the estimator


@dataclass(frozen=True)
class Checkpoint:
    """One file: `tensors` by the names of the official state dict, `config` as the trainer saved it."""

    part: str  # s1 or s2
    version: str  # s1: v1 or v2 (v2 serves all later ones too); s2: v1 v2 v3 v4 v2Pro v2ProPlus
    tensors: Tensors
    config: dict[str, Any]
    info: str = ""  # such as "e15"
    lora: bool = False  # holds changes to a base model only; see `merged`


def load(path: Path, part: str) -> Checkpoint:
    """The checkpoint at `path`, which is to be of `part`; WeightsError, in one line, where it is not."""
    return _loaded(path, part, numbers=True)


def outline(path: Path, part: str) -> Checkpoint:
    """As `load`, but at once and without memory: instead of its numbers, zeros."""
    return _loaded(path, part, numbers=False)


def plain(path: Path, key: str | None = None) -> Tensors:
    """The tensors of a companion (HuBERT, BERT, a vocoder …): a bare state dict, or the one under `key`."""
    stored, _ = read(path)
    if key is not None and isinstance(stored, dict):
        stored = stored.get(key)
    if not isinstance(stored, dict) or not any(isinstance(value, np.ndarray) for value in stored.values()):
        raise WeightsError(f"{path} holds no state dict{f' under {key!r}' if key else ''}: {_inside(stored)}")
    return _tensors(path, stored)


def merged(base: Checkpoint, lora: Checkpoint) -> Checkpoint:
    """The base model with the changes of a LoRA file: W + B·A, for its alpha equals its rank; the rest overwrites."""
    if base.version != lora.version or base.lora:
        raise WeightsError(
            f"LoRA weights of {lora.version} change the base model of {lora.version}, not {base.version}"
        )
    changes = {_unwrapped(name): value for name, value in lora.tensors.items()}
    downs = {name: changes.pop(name) for name in list(changes) if name.endswith(_DOWN)}
    ups = {name: changes.pop(name) for name in list(changes) if name.endswith(_UP)}
    tensors = base.tensors | changes
    for name, down in downs.items():  # (rank, in)
        layer = name.removesuffix(_DOWN)
        up = ups.pop(f"{layer}{_UP}", None)  # (out, rank)
        if up is None or up.shape[1:] != down.shape[:1]:
            raise WeightsError(f"LoRA weights of {layer!r} are not two matrices that fit; the file is cut down")
        tensors[f"{layer}.weight"] = tensors.get(f"{layer}.weight", np.float32(0)) + up @ down
    for name in tensors.keys() | ups.keys():
        if name not in base.tensors or tensors[name].shape != base.tensors[name].shape:
            raise WeightsError(f"LoRA weights change {name!r}, which the base model lacks or has in another shape")
    return replace(base, tensors=tensors, info=lora.info)


def _loaded(path: Path, part: str, numbers: bool) -> Checkpoint:
    stored, tag = read(path, numbers)
    if not isinstance(stored, dict) or not isinstance(stored.get("weight"), dict):
        raise WeightsError(f"{path} is no GPT-SoVITS checkpoint: {_inside(stored)}; give {PARTS[part]}")
    try:
        found = _checkpoint(path, stored, tag)
    except WeightsError:
        raise
    except (AttributeError, LookupError, TypeError, ValueError):
        raise WeightsError(f"{path} is no GPT-SoVITS checkpoint: its parts are of odd kinds") from None
    if found.part != part:
        raise WeightsError(f"{path} holds {PARTS[found.part]}; give {PARTS[part]} here")
    return found


def _checkpoint(path: Path, stored: dict[str, Any], tag: bytes) -> Checkpoint:
    tensors = _tensors(path, stored["weight"])
    config = dict(stored.get("config") or {})
    info = str(stored.get("info", ""))[:100]
    if "model.ar_predict_layer.weight" in tensors:
        rows = len(tensors["model.ar_text_embedding.word_embeddings.weight"])
        return Checkpoint("s1", "v1" if rows == 512 else "v2", tensors, config, info)
    version = _version(path, tensors, config, tag)
    _agreeing(path, version, tag)
    lora = any(".lora_A." in name for name in tensors)
    return Checkpoint("s2", version, tensors, config, info, lora)


def _version(path: Path, tensors: Tensors, config: dict[str, Any], tag: bytes) -> str:
    """Keys decide; between v3 and v4, which have the same, the tag, the start of the file, the config or its name."""
    if any(name.startswith("cfm.") for name in tensors):
        start = hashlib.md5(_first(path), usedforsecurity=False).hexdigest()
        told: list[Any] = [
            _TAGS.get(tag),
            _BASES.get(start),
            (config.get("model") or {}).get("version"),
            config.get("version"),
        ]
        told += [version for version in ("v3", "v4") if version in path.name.lower()]
        for version in told:
            if version in ("v3", "v4"):
                return str(version)
        raise WeightsError(f"{path} may be of v3 or of v4, which look the same; put v3 or v4 into its name")
    if "sv_emb.weight" in tensors:
        return "v2ProPlus" if len(tensors["dec.conv_pre.weight"]) == 768 else "v2Pro"
    if "enc_p.text_embedding.weight" not in tensors:
        raise WeightsError(f"{path} is no GPT-SoVITS checkpoint: {_inside(tensors)}")
    return "v1" if len(tensors["enc_p.text_embedding.weight"]) == 322 else "v2"


def _agreeing(path: Path, version: str, tag: bytes) -> None:
    if tag == b"PK":
        return
    told = _TAGS.get(tag)
    if told is None:
        raise WeightsError(f"{path} was written for a version that unisono does not know (tag {tag!r}); update unisono")
    if told != version and {told, version} != {"v1", "v2"}:  # the official loader too lets the table of symbols decide
        raise WeightsError(
            f"{path} says it is of {told}, but holds weights of {version}; give the file as training wrote it"
        )


def _tensors(path: Path, stored: dict[str, Any]) -> Tensors:
    tensors = {str(name): value for name, value in stored.items() if isinstance(value, np.ndarray)}
    for name, value in tensors.items():
        if value.dtype == np.float32 and not np.isfinite(value).all():
            raise WeightsError(f"{path} holds {name!r} with numbers that are not finite; its training broke down")
    return tensors


def _unwrapped(name: str) -> str:
    return name.replace(_WRAPPED, "cfm.", 1).replace(".base_layer.", ".", 1)


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8192)


def _inside(stored: Any) -> str:
    if not isinstance(stored, dict):
        return f"it holds a {type(stored).__name__}"
    names = ", ".join(sorted(repr(str(name)[:40]) for name in stored)[:4])
    return f"it holds {names or 'nothing'}{' …' if len(stored) > 4 else ''}"

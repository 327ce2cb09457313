"""The golden data of GPT-SoVITS as tensors, and weights made from names. Needs torch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.speak.gptsovits.places import SALT, module, path

torch = pytest.importorskip("torch", reason="GPT-SoVITS needs torch")
torch.set_num_threads(1)


def arrays(name: str) -> dict[str, Any]:
    """Everything in an npz, as tensors."""
    with np.load(path(name)) as file:
        return {key: torch.from_numpy(np.asarray(file[key])) for key in file.files}


def shapes(net: str) -> dict[str, list[int]]:
    """Names and shapes of a net in the official checkpoints."""
    found: dict[str, dict[str, list[int]]] = json.loads(path("state_dict_keys.json").read_text("utf-8"))
    return found[net]


def weights(names: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """A tensor for every name."""
    return {name: torch.from_numpy(_filler().tensor(name, shape, SALT)) for name, shape in names.items()}


def distance(found: Any, wanted: Any) -> float:
    """Largest absolute difference of two tensors of the same shape."""
    assert tuple(found.shape) == tuple(wanted.shape)
    return float((found - wanted).abs().max())


@cache
def _filler() -> Any:
    return module("filler")

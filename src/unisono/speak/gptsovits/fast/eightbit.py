"""Matrices of a graph in 8 bits: a token then reads a quarter of the memory, which is what it waits for."""

from __future__ import annotations

from typing import Any

import numpy as np
from openvino import Model
from openvino import opset13 as op

from unisono.types import Floats

LEAST = 1 << 16  # numbers: smaller matrices gain nothing


def eightbit(weight: Floats) -> Any:
    """(out, in) -> the node of its numbers: whole ones from -127 to 127, and one scale for each row."""
    scale = np.maximum(np.abs(weight).max(1, keepdims=True), 1e-12) / 127
    whole = op.convert(op.constant(np.round(weight / scale).astype(np.int8)), "f32")
    return op.multiply(whole, op.constant(scale.astype(np.float32)))


def shrink(model: Model) -> None:
    """Every product with a fixed matrix of `model`, in place."""
    for node in model.get_ops():
        if node.get_type_name() != "MatMul":
            continue
        fixed = node.input_value(1)
        if fixed.get_node().get_type_name() != "Constant" or len(fixed.get_shape()) != 2:
            continue
        weight = fixed.get_node().get_data()
        if weight.size < LEAST or weight.dtype != np.float32:
            continue
        turned = node.get_attributes()["transpose_b"]
        rows = eightbit(weight if turned else weight.T)
        replacement = op.matmul(node.input_value(0), rows, node.get_attributes()["transpose_a"], True)
        replacement.set_friendly_name(node.get_friendly_name())
        node.output(0).replace(replacement.output(0))

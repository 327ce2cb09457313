"""The text-to-token net (`t2s.py`) as a graph that remembers its keys and values, its matrices in 8 bits.

B pieces, T rows that come in, S rows kept with them, C channels, H heads, D channels of a head.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13 as op
from openvino.op.util import Variable, VariableInfo

from unisono.speak.gptsovits.fast.eightbit import eightbit
from unisono.speak.gptsovits.weights import Tensors

EPS = 1e-5


def graph(weights: Tensors, layers: int, heads: int) -> ov.Model:
    """`rows` (B, T, C), `mask` (B, 1, T, S) added to the scores, `keep` (B,) which old pieces go on -> (B, 1, 1025).

    The logits are those after the last row. Keys and values stay in the request until it is reset.
    """
    rows = op.parameter([-1, -1, weights["model.bert_proj.bias"].shape[0]], np.float32, name="rows")
    mask = op.parameter([-1, 1, -1, -1], np.float32, name="mask")
    keep = op.parameter([-1], np.int32, name="keep")
    built = _Layers(weights, heads, mask, keep, rows)
    x: Any = rows
    for layer in range(layers):
        x = built.layer(x, layer)
    last = op.gather(x, _ints(-1), op.constant(1))  # (B, 1, C): no other row's logits are asked for
    logits = op.matmul(last, op.constant(weights["model.ar_predict_layer.weight"]), False, True)
    return ov.Model([op.result(logits)], built.sinks, [rows, mask, keep], "gpt")


class _Layers:
    """What the layers share."""

    def __init__(self, weights: Tensors, heads: int, mask: Any, keep: Any, rows: Any) -> None:
        self._weights, self._heads, self._mask, self._keep = weights, heads, mask, keep
        self._pieces = op.gather(op.shape_of(rows), _ints(0), op.constant(0))  # (1,)
        self.sinks: list[Any] = []

    def layer(self, x: Any, number: int) -> Any:
        """(B, T, C) -> (B, T, C): attention, then two matrices; each is added and then normalised."""
        name = f"model.h.layers.{number}."
        heard = self._attention(x, number)
        x = self._norm(op.add(x, self._matrix(heard, name + "self_attn.out_proj.", "weight", "bias")), name + "norm1.")
        wide = op.relu(self._matrix(x, name + "linear1.", "weight", "bias"))
        return self._norm(op.add(x, self._matrix(wide, name + "linear2.", "weight", "bias")), name + "norm2.")

    def _attention(self, x: Any, number: int) -> Any:
        told = self._matrix(x, f"model.h.layers.{number}.self_attn.", "in_proj_weight", "in_proj_bias")  # (B, T, 3 C)
        split = op.reshape(
            told,
            _ints(0, -1, 3, self._heads, told.output(0).get_partial_shape()[2].get_length() // (3 * self._heads)),
            True,
        )
        parts = op.split(op.transpose(split, _ints(2, 0, 3, 1, 4)), op.constant(0), 3).outputs()
        q, k, v = (op.squeeze(part, op.constant(0)) for part in parts)  # (B, H, T, D) each
        kept = [self._kept(row, f"{kind}{number}") for kind, row in (("key", k), ("value", v))]
        heard = op.scaled_dot_product_attention(q, *kept, attention_mask=self._mask)
        return op.reshape(op.transpose(heard, _ints(0, 2, 1, 3)), _ints(0, 0, -1), True)  # (B, T, C)

    def _kept(self, new: Any, name: str) -> Any:
        """(B, H, T, D) new rows -> (B, H, S, D) behind the old ones."""
        _, heads, _, channels = (
            side.get_length() if side.is_static else -1 for side in new.output(0).get_partial_shape()
        )
        info = VariableInfo()
        info.data_shape = ov.PartialShape([-1, heads, -1, channels])
        info.data_type, info.variable_id = ov.Type.f32, name
        variable = Variable(info)
        none = op.broadcast(op.constant(np.float32(0)), op.concat([self._pieces, _ints(heads, 0, channels)], 0))
        old = op.gather(op.read_value(none, variable), self._keep, op.constant(0))
        whole = op.concat([old, new], 2)
        self.sinks.append(op.assign(whole, variable))
        return whole

    def _matrix(self, x: Any, name: str, weight: str, bias: str) -> Any:
        product = op.matmul(x, eightbit(self._weights[name + weight]), False, True)
        return op.add(product, op.constant(self._weights[name + bias][None, None]))

    def _norm(self, x: Any, name: str) -> Any:
        even = op.mvn(x, _ints(-1), True, EPS, "inside_sqrt")
        scaled = op.multiply(even, op.constant(self._weights[name + "weight"]))
        return op.add(scaled, op.constant(self._weights[name + "bias"]))


def _ints(*numbers: int) -> Any:
    array: NDArray[np.int64] = np.array(numbers, np.int64)
    return op.constant(array)

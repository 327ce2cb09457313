"""The few kinds of layers that the voice's net is made of, forwards and backwards, over one utterance: (T, C) arrays.

Backwards, each takes the gradient of what it told and what it kept, and tells the gradients of what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from unisono.types import Floats

Weights = Mapping[str, Floats]  # by torch's names: "decoder.blocks.0.mix.weight" (out, in), …
Gradients = dict[str, Floats]
Normal = tuple[Floats, Floats]  # (T, C) a norm before its weights, and (T, 1) one over the deviation

_TINY = 1e-5  # added to variances, as torch does


@dataclass(frozen=True, eq=False)
class Kept:
    """What a block needs again on the way back."""

    normal: Normal
    wide: Floats  # (T, 3 C) what is mixed
    value: Floats  # (T, C)
    gate: Floats  # (T, C) 0..1
    dilation: int


def linear(x: Floats, weights: Weights, name: str) -> Floats:
    """(…, in) -> (…, out)."""
    return np.asarray(x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"], np.float32)


def linear_back(told: Floats, x: Floats, weights: Weights, name: str, into: Gradients) -> Floats:
    """Gradient of x; those of weight and bias are added to `into`."""
    _add(into, f"{name}.weight", told.T @ x)
    _add(into, f"{name}.bias", told.sum(axis=0))
    return np.asarray(told @ weights[f"{name}.weight"], np.float32)


def norm(x: Floats, weights: Weights, name: str) -> tuple[Floats, Normal]:
    """Layer norm: what it tells, and what to keep."""
    away = x - x.mean(axis=-1, keepdims=True)
    inverse = 1 / np.sqrt(np.square(away).mean(axis=-1, keepdims=True) + np.float32(_TINY))
    normal = away * inverse
    return normal * weights[f"{name}.weight"] + weights[f"{name}.bias"], (normal, inverse)


def norm_back(told: Floats, kept: Normal, weights: Weights, name: str, into: Gradients) -> Floats:
    """Gradient of x."""
    normal, inverse = kept
    _add(into, f"{name}.weight", (told * normal).sum(axis=0))
    _add(into, f"{name}.bias", told.sum(axis=0))
    down = told * weights[f"{name}.weight"]
    mean = down.mean(axis=-1, keepdims=True)
    along = (down * normal).mean(axis=-1, keepdims=True)
    return np.asarray((down - mean - normal * along) * inverse, np.float32)


def widened(h: Floats, dilation: int) -> Floats:
    """(T, C) -> (T, 3 C): what was `dilation` steps ago, now, and what will be; silence beyond the ends."""
    size, width = h.shape
    wide = np.zeros((size, 3 * width), np.float32)
    step = min(dilation, size)
    wide[step:, :width] = h[: size - step]
    wide[:, width : 2 * width] = h
    wide[: size - step, 2 * width :] = h[step:]
    return wide


def widened_back(told: Floats, dilation: int) -> Floats:
    """Gradient of h."""
    size, width = len(told), told.shape[1] // 3
    step = min(dilation, size)
    back = told[:, width : 2 * width].copy()
    back[: size - step] += told[step:, :width]
    back[step:] += told[: size - step, 2 * width :]
    return back


def gated(wide: Floats, weights: Weights, name: str, shift: Floats | float) -> tuple[Floats, Floats]:
    """Value (T, C) and gate (T, C) of what a block mixes; their product is what it adds."""
    h = wide @ weights[f"{name}.mix.weight"].T + (weights[f"{name}.mix.bias"] + shift)
    half = h.shape[1] // 2
    return h[:, :half], np.asarray(1 / (1 + np.exp(-h[:, half:])), np.float32)


def shift_of(condition: Floats | None, weights: Weights, name: str) -> Floats | float:
    """(condition,) -> (2 C,) how a block is shifted by it; 0 for a block without."""
    return 0.0 if condition is None else np.asarray(weights[f"{name}.shift.weight"] @ condition, np.float32)


def block(x: Floats, weights: Weights, name: str, dilation: int, condition: Floats | None) -> tuple[Floats, Kept]:
    """(T, C) -> (T, C)."""
    h, normal = norm(x, weights, f"{name}.norm")
    wide = widened(h, dilation)
    value, gate = gated(wide, weights, name, shift_of(condition, weights, name))
    return x + value * gate, Kept(normal, wide, value, gate, dilation)


def block_back(
    told: Floats, kept: Kept, weights: Weights, name: str, condition: Floats | None, into: Gradients
) -> tuple[Floats, Any]:
    """Gradients of x and of the condition (0 where there is none)."""
    down = np.concatenate([told * kept.gate, told * kept.value * kept.gate * (1 - kept.gate)], 1)
    _add(into, f"{name}.mix.weight", down.T @ kept.wide)
    sums = down.sum(axis=0)
    _add(into, f"{name}.mix.bias", sums)
    of_condition: Any = 0.0
    if condition is not None:
        _add(into, f"{name}.shift.weight", np.outer(sums, condition))
        of_condition = sums @ weights[f"{name}.shift.weight"]
    back = widened_back(down @ weights[f"{name}.mix.weight"], kept.dilation)
    return told + norm_back(back, kept.normal, weights, f"{name}.norm", into), of_condition


def stack(
    x: Floats, weights: Weights, name: str, dilations: tuple[int, ...], condition: Floats | None
) -> tuple[Floats, list[Kept]]:
    """Blocks in a row."""
    every = []
    for at, dilation in enumerate(dilations):
        x, kept = block(x, weights, f"{name}.blocks.{at}", dilation, condition)
        every.append(kept)
    return x, every


def stack_back(
    told: Floats, every: list[Kept], weights: Weights, name: str, condition: Floats | None, into: Gradients
) -> tuple[Floats, Any]:
    """Gradients of x and of the condition."""
    total: Any = 0.0
    for at in range(len(every) - 1, -1, -1):
        told, of_condition = block_back(told, every[at], weights, f"{name}.blocks.{at}", condition, into)
        total = total + of_condition
    return told, total


def _add(into: Gradients, name: str, value: Floats) -> None:
    if name in into:
        into[name] += value
    else:
        into[name] = np.asarray(value, np.float32)

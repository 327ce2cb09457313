"""From a checkpoint's tensors to a net that is ready: weight norm folded, every name accounted for.

The keys of the nets in this package are those of the official checkpoints, less weight norm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from unisono.errors import WeightsError

Weights = Mapping[str, Any]  # names -> arrays or tensors
Net = TypeVar("Net", bound=nn.Module)

# Size and direction of a weight under weight norm, as torch named them before and since 2.0.
_PAIRS = (("weight_g", "weight_v"), ("parametrizations.weight.original0", "parametrizations.weight.original1"))


def filled(what: str, build: Callable[[], Net], weights: Weights, unused: tuple[str, ...] = ()) -> Net:
    """The net that `build` makes, ready to speak, its parameters and buffers being the very `weights`.

    `what` names the net for the user; names that begin with one of `unused` are left out. Raises WeightsError where a
    tensor is missing, unknown or of another shape.
    """
    with torch.device("meta"):  # no memory, no random numbers
        net = build()
    given = folded({name: value for name, value in weights.items() if not name.startswith(unused)})
    wanted = net.state_dict()
    told = f"these are no weights of {what}: "
    for names, verb in ((wanted.keys() - given.keys(), "lack"), (given.keys() - wanted.keys(), "should not hold")):
        if names:
            others = f" and {len(names) - 1} more" if len(names) > 1 else ""
            raise WeightsError(f"{told}they {verb} {min(names)}{others}")
    for name, value in wanted.items():
        if given[name].shape != value.shape:
            raise WeightsError(f"{told}{name} is {tuple(given[name].shape)}, expected {tuple(value.shape)}")
    net.load_state_dict(given, strict=True, assign=True)
    net.eval().requires_grad_(False)
    return net


def folded(weights: Weights) -> dict[str, Tensor]:
    """Every pair of weight norm as the one weight it stands for: w = g v / |v|; all others unchanged."""
    made = {name: torch.as_tensor(value) for name, value in weights.items()}
    for size, direction in _PAIRS:
        for name in [name for name in weights if name.endswith("." + size)]:
            stem = name.removesuffix(size)
            if stem + direction not in made:
                raise WeightsError(f"the weights hold {name} but lack {stem + direction}: the file is incomplete")
            g, v = made.pop(name), made.pop(stem + direction)
            if g.ndim != v.ndim or any(kept not in (1, n) for kept, n in zip(g.shape, v.shape, strict=True)):
                raise WeightsError(f"{name} is {tuple(g.shape)}, which does not fit {direction} {tuple(v.shape)}")
            # One size for each slice of the axis that g keeps: the first, but HuBERT's positions keep the last.
            axes = [axis for axis in range(v.ndim) if g.shape[axis] == 1]
            made[stem + "weight"] = v * (g / torch.linalg.vector_norm(v, dim=axes, keepdim=True))
    return made

"""A net of the right shape with weights by chance: quick, and as long-winded as any."""

from __future__ import annotations

import numpy as np

from unisono.speak.own.inventory import COLUMNS, SYMBOLS
from unisono.speak.own.mels import BANDS
from unisono.speak.own.net import Net, Scale
from unisono.speak.own.shape import HEARD, PLACES, TRACKS, VOICED_BANDS, Shape
from unisono.types import Floats

SMALL = Shape(width=24, speaker=8, hearing=12)


def small_net() -> Net:
    draw = np.random.default_rng(5)
    weights: dict[str, Floats] = {"table.weight": draw.normal(0, 0.3, (sum(COLUMNS.values()), 24)).astype(np.float32)}

    def put(name: str, out: int, into: int) -> None:
        weights[f"{name}.weight"] = draw.normal(0, into**-0.5, (out, into)).astype(np.float32)
        weights[f"{name}.bias"] = draw.normal(0, 0.1, out).astype(np.float32)

    def put_norm(name: str, width: int) -> None:
        weights[f"{name}.weight"] = draw.uniform(0.5, 1.5, width).astype(np.float32)
        weights[f"{name}.bias"] = draw.normal(0, 0.1, width).astype(np.float32)

    def put_stack(name: str, width: int, dilations: tuple[int, ...], condition: int) -> None:
        for at in range(len(dilations)):
            put_norm(f"{name}.blocks.{at}.norm", width)
            put(f"{name}.blocks.{at}.mix", 2 * width, 3 * width)
            if condition:
                put(f"{name}.blocks.{at}.shift", 2 * width, condition)

    for name, dilations in (("encoder", SMALL.encoder), ("predictor", SMALL.predictor), ("decoder", SMALL.decoder)):
        put_stack(name, 24, dilations, SMALL.condition)
    put_stack("listener.stack", 12, SMALL.listener, 0)
    for name, width in (("predicted_norm", 24), ("mel_norm", 24), ("listener.norm", 12)):
        put_norm(name, width)
    for name, out, into in (
        ("place", 24, PLACES), ("predicted", 6, 24), ("frame", 24, 24 + TRACKS), ("mel", BANDS + 1 + VOICED_BANDS, 24),
        ("listener.first", 12, HEARD), ("listener.last", 8, 26),
    ):  # fmt: skip
        put(name, out, into)
    scale = Scale(np.full(BANDS, -12, np.float32), 1.0, np.full(len(SYMBOLS), 2, np.float32), (-7.0, 1.0), (-9.0, 1.0))
    return Net(weights, SMALL, scale)

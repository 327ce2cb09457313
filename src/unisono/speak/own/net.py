"""The voice's net in numpy: sounds -> how long, how high, how loud; then, as a stream, mel frames and voicing.

`train/own_net.py` is the same in torch. The decoder is exact as a stream: it holds back what its blocks look ahead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.speak.own.layers import Weights, gated, linear, norm, shift_of, stack
from unisono.speak.own.mels import BANDS
from unisono.speak.own.shape import HEARD, POINTS, ROOM, STYLE, VOICED_BANDS, Shape, combs, offsets, places, speaking
from unisono.types import Floats, Ints

Known = tuple[Floats, tuple[float, float]]  # a speaker it has learnt: his vector, mean and deviation of his log Hz
STEP = 16  # frames that the decoder makes at once


@dataclass(frozen=True, eq=False)
class Scale:
    """By which everything was normalised in training."""

    mel: Floats  # (BANDS,) mean
    spread: float
    lengths: Floats  # (symbols,) mean log frames
    energy: tuple[float, float]  # mean and deviation
    room: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Told:
    """What is predicted of N sounds."""

    lengths: Floats  # (N,) log frames
    pitch: Floats  # (N, 3) at POINTS: of log Hz, less the speaker's mean, over his deviation
    energy: Floats  # (N,)
    closed: Floats  # (N,) share of a stop that is its closure


@dataclass(frozen=True, eq=False)
class Net:
    """Weights and what they mean. `load` reads them."""

    weights: Weights
    shape: Shape
    scale: Scale
    known: Mapping[str, Known] = field(default_factory=dict)  # by name

    @staticmethod
    def load(path: Path) -> Net:
        """From an npz that train/own.py wrote."""
        with np.load(path) as file:
            about = json.loads(str(file["about"]))
            names = [name for name in file.files if name != "about"]
            weights = {name: file[name].astype(np.float32) for name in names}
        shape = Shape.of(about["shape"])
        scale = Scale(
            weights["scale.mel"], float(weights["scale.spread"]), weights["scale.lengths"],
            _pair(weights["scale.energy"]), _pair(weights["scale.room"]),
        )  # fmt: skip
        known = {
            name: (vector, _pair(pitch))
            for name, vector, pitch in zip(about["known"], weights["known.vector"], weights["known.pitch"], strict=True)
        }
        kept = {name: value for name, value in weights.items() if not name.startswith(("scale.", "known."))}
        return Net(kept, shape, scale, known)

    @cached_property
    def print(self) -> NDArray[np.uint8]:
        """(8,) bytes that tell these weights from others of the same shape."""
        told = blake2b(digest_size=8)
        for name in ("listener.last.weight", "mel.weight"):  # any training changes both
            told.update(np.ascontiguousarray(self.weights[name]).tobytes())
        return np.frombuffer(told.digest(), np.uint8)

    def with_weights(self, weights: Mapping[str, Floats]) -> Net:
        """The same net with some of its weights replaced."""
        return replace(self, weights={**self.weights, **weights})

    def heard(self, mel: Floats, pitch: tuple[float, float]) -> Floats:
        """(T, BANDS) log mel of a speaker, mean and deviation of his log Hz -> (speaker,) what he sounds like."""
        h = linear((mel[:, :HEARD] - self.scale.mel[:HEARD]) / self.scale.spread, self.weights, "listener.first")
        h, _ = stack(h, self.weights, "listener.stack", self.shape.listener, None)
        h = norm(h, self.weights, "listener.norm")[0][speaking(mel)]
        spread = np.sqrt(h.var(axis=0) + 1e-4)
        told = np.concatenate([h.mean(axis=0), spread, [4 * (pitch[0] - 5), 4 * (pitch[1] - 0.2)]])
        return linear(told.astype(np.float32), self.weights, "listener.last")

    def condition(self, voice: Floats, style: Floats | None = None, room: Floats | None = None) -> Floats:
        """What shifts every block: `voice` (speaker,) from `heard` or learnt, style and room, 0 as usual."""
        parts = [np.tanh(voice), np.zeros(STYLE) if style is None else style, np.zeros(ROOM) if room is None else room]
        return np.concatenate(parts).astype(np.float32)

    def encode(self, rows: Ints, condition: Floats) -> Floats:
        """(N, 8) rows of `inventory.rows` -> (N, width)."""
        x = self.weights["table.weight"][rows + offsets()].sum(axis=1)
        x = x + linear(places(rows), self.weights, "place")
        return stack(x, self.weights, "encoder", self.shape.encoder, condition)[0]

    def predict(self, encoded: Floats, rows: Ints, condition: Floats) -> Told:
        """How long, how high and how loud each sound is to be."""
        h, _ = stack(encoded, self.weights, "predictor", self.shape.predictor, condition)
        told = linear(norm(h, self.weights, "predicted_norm")[0], self.weights, "predicted")
        points = len(POINTS)
        lengths = told[:, 0] + self.scale.lengths[rows[:, 0]]
        return Told(lengths, told[:, 1 : 1 + points], told[:, 1 + points], np.clip(told[:, 2 + points], 0, 1))

    def decode(
        self, encoded: Floats, sound: Ints, tracks: Floats, contour: Floats, condition: Floats
    ) -> Iterator[tuple[Floats, Floats]]:
        """Mel (n, BANDS), natural log, and voicing (n,) 0..1, up to `STEP` frames at a time.

        sound (T,) which sound each frame belongs to, tracks (T, TRACKS), contour (T,) log Hz: see shape.py.
        """
        done = 0
        for h in self._decoded(encoded, sound, tracks, condition):
            told = linear(norm(h, self.weights, "mel_norm")[0], self.weights, "mel")
            mel = told[:, :BANDS].copy()
            mel[:, :VOICED_BANDS] += told[:, BANDS + 1 :] * combs(contour[done : done + len(h)])
            done += len(h)
            voiced = np.asarray(1 / (1 + np.exp(-told[:, BANDS])), np.float32)
            yield mel * self.scale.spread + self.scale.mel, voiced

    def _decoded(self, encoded: Floats, sound: Ints, tracks: Floats, condition: Floats) -> Iterator[Floats]:
        dilations = self.shape.decoder
        blocks = [_Block(self.weights, f"decoder.blocks.{n}", d, condition) for n, d in enumerate(dilations)]
        for begin in range(0, len(sound), STEP):
            part = slice(begin, begin + STEP)
            h = linear(np.concatenate([encoded[sound[part]], tracks[part]], 1), self.weights, "frame")
            last = begin + STEP >= len(sound)
            for block in blocks:
                h = block.feed(h, last)
            if len(h):
                yield h


class _Block:
    """`layers.block` for a stream: what it is fed comes out `dilation` frames later, the rest with the last."""

    def __init__(self, weights: Weights, name: str, dilation: int, condition: Floats) -> None:
        self._weights, self._name, self._dilation = weights, name, dilation
        self._shift = shift_of(condition, weights, name)
        width = len(weights[f"{name}.norm.weight"])
        self._normal = np.zeros((dilation, width), np.float32)  # up to 2 * dilation frames
        self._held = np.zeros((0, width), np.float32)  # those that wait for what comes after

    def feed(self, x: Floats, last: bool) -> Floats:
        d = self._dilation
        normal = norm(x, self._weights, f"{self._name}.norm")[0]
        after = np.zeros((d if last else 0, x.shape[1]), np.float32)
        normal = np.concatenate([self._normal, normal, after])
        held = np.concatenate([self._held, x])
        ready = max(len(normal) - 2 * d, 0)
        self._normal, self._held = normal[ready:], held[ready:]
        if not ready:
            return held[:0]
        wide = np.concatenate([normal[:ready], normal[d : d + ready], normal[2 * d :]], 1)
        value, gate = gated(wide, self._weights, self._name, self._shift)
        return np.asarray(held[:ready] + value * gate, np.float32)


def _pair(values: Any) -> tuple[float, float]:
    return float(values[0]), float(values[1])

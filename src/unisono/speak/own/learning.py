"""Teaches the net an utterance, in numpy: how far it is off, the gradients of its weights by hand, and Adam's steps.

The losses are those of train/own_net.py, so that enrolment goes on where training ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from unisono.speak.own.layers import (
    Gradients,
    Weights,
    linear,
    linear_back,
    norm,
    norm_back,
    stack,
    stack_back,
)
from unisono.speak.own.lessons import Example
from unisono.speak.own.mels import BANDS
from unisono.speak.own.shape import POINTS, STYLE, VOICED_BANDS, Shape, offsets, places
from unisono.speak.own.structure import unlike
from unisono.types import Floats, Ints

VOICE = "voice"  # the name of the speaker's own vector among what is learnt
# Weights of the losses; that of the mel's error is 1.
_STRUCTURE, _LENGTH, _PITCH, _ENERGY, _CLOSURE, _VOICED = 0.5, 0.1, 0.1, 0.05, 0.1, 0.1


@dataclass(frozen=True)
class Losses:
    """How far the net is off on one utterance, each as a mean."""

    mel: float  # absolute, of normalised log mel
    structure: float  # 0 .. 2, see structure.py
    length: float  # squared, of log frames
    pitch: float  # squared, in deviations of the speaker


def taught(
    weights: Weights, shape: Shape, rows: Ints, one: Example, voiced: Floats, style: Floats, top: int
) -> tuple[Losses, Gradients]:
    """Losses of an utterance and the gradients of all weights that speak, and of `weights["voice"]` (speaker,).

    voiced (T,) 1 with voice; style (STYLE,); `top`: the bands that the recording has.
    """
    into: Gradients = {}
    voice = np.tanh(weights[VOICE])
    condition = np.concatenate([voice, style, one.room]).astype(np.float32)

    index = rows + offsets()
    where = places(rows)
    x = weights["table.weight"][index].sum(axis=1) + linear(where, weights, "place")
    encoded, kept_encoder = stack(x, weights, "encoder", shape.encoder, condition)

    h, kept_predictor = stack(encoded, weights, "predictor", shape.predictor, condition)
    h, kept_norm = norm(h, weights, "predicted_norm")
    told = linear(h, weights, "predicted")
    each, off = _of_sounds(told, one)
    back = norm_back(linear_back(off, h, weights, "predicted", into), kept_norm, weights, "predicted_norm", into)
    of_encoded, of_condition = stack_back(back, kept_predictor, weights, "predictor", condition, into)

    spread = np.concatenate([encoded[one.sound], one.tracks], 1)
    d, kept_decoder = stack(linear(spread, weights, "frame"), weights, "decoder", shape.decoder, condition)
    d, kept_norm = norm(d, weights, "mel_norm")
    far, off = _of_frames(linear(d, weights, "mel"), one, voiced, top)
    back = norm_back(linear_back(off, d, weights, "mel", into), kept_norm, weights, "mel_norm", into)
    back, also = stack_back(back, kept_decoder, weights, "decoder", condition, into)
    back = linear_back(back, spread, weights, "frame", into)
    ends = np.flatnonzero(np.diff(one.sound, prepend=-1))
    of_encoded[one.sound[ends]] += np.add.reduceat(back[:, : encoded.shape[1]], ends, axis=0)

    back, more = stack_back(of_encoded, kept_encoder, weights, "encoder", condition, into)
    linear_back(back, where, weights, "place", into)
    table = np.zeros_like(weights["table.weight"])
    for column in index.T:
        np.add.at(table, column, back)
    into["table.weight"] = table
    of_condition = of_condition + also + more
    into[VOICE] = np.asarray(of_condition[: len(voice)] * (1 - voice**2), np.float32)
    return Losses(*far, *each), into


def _of_sounds(told: Floats, one: Example) -> tuple[tuple[float, float], Floats]:
    """Mean squares of lengths and of pitch, and the gradient (N, TOLD) of their weighted sum."""
    points = len(POINTS)
    share = np.array([_LENGTH, *[_PITCH / points] * points, _ENERGY, _CLOSURE], np.float32)
    size = np.maximum(one.weight.sum(axis=0), 1)
    away = (told - one.told) * one.weight
    each = (away * (told - one.told)).sum(axis=0) / size
    return (float(each[0]), float(each[1 : 1 + points].mean())), np.asarray(2 * away * (share / size), np.float32)


def _of_frames(told: Floats, one: Example, voiced: Floats, top: int) -> tuple[tuple[float, float], Floats]:
    """Mean error of the mel and of its structure, and the gradient (T, …) of them and of the voicing."""
    mel = told[:, :BANDS].copy()
    mel[:, :VOICED_BANDS] += told[:, BANDS + 1 :] * one.combs
    away = mel - one.mel
    away[:, top:] = 0
    size = np.float32(len(mel) * top)
    structure, of_structure = unlike(mel[:, :top], one.mel[:, :top])
    back = np.empty_like(told)
    back[:, :BANDS] = np.sign(away) / size
    back[:, :top] += np.float32(_STRUCTURE) * of_structure
    back[:, BANDS + 1 :] = back[:, :VOICED_BANDS] * one.combs
    sure = 1 / (1 + np.exp(-told[:, BANDS]))
    back[:, BANDS] = _VOICED * (sure - voiced) / len(mel)
    return (float(np.abs(away).sum() / size), structure), back


@dataclass
class Adam:
    """Moves weights against their gradients (Kingma & Ba 2015); what it moves it keeps in `weights`."""

    weights: dict[str, Floats]
    steps: int = 0
    _mean: dict[str, Floats] = field(default_factory=dict)
    _square: dict[str, Floats] = field(default_factory=dict)

    def step(self, gradients: Gradients, rate: float, rates: dict[str, float] | None = None) -> None:
        """`rates`: times `rate`, for some names; a gradient of all above norm 1 is made shorter."""
        self.steps += 1
        length = np.sqrt(sum(float(np.vdot(g, g)) for g in gradients.values()))
        shorter = np.float32(min(1.0, 1.0 / (length + 1e-9)))
        first, second = 1 - 0.9**self.steps, 1 - 0.98**self.steps
        for name, gradient in gradients.items():
            gradient *= shorter
            mean = self._mean.setdefault(name, np.zeros_like(gradient))
            square = self._square.setdefault(name, np.zeros_like(gradient))
            mean += np.float32(0.1) * (gradient - mean)
            square += np.float32(0.02) * (gradient * gradient - square)
            by = np.float32(rate * (rates or {}).get(name, 1.0) / first)
            self.weights[name] = self.weights[name] - by * mean / (np.sqrt(square / np.float32(second)) + 1e-8)


assert STYLE == 4, "as train/own_net.py has it"

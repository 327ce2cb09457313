"""Checkpoints -> graphs of OpenVINO, written into a folder. Needs torch, for the nets are defined there once.

Runs in a process of its own (`preparing.py`): torch and whole weights never reach the process that speaks.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
import torch
from openvino import opset13 as op
from openvino.frontend.pytorch import ConversionExtension
from torch import Tensor, nn

from unisono.errors import WeightsError
from unisono.speak.gptsovits.bert import Bert
from unisono.speak.gptsovits.fast.eightbit import shrink
from unisono.speak.gptsovits.fast.gpt import TABLES
from unisono.speak.gptsovits.fast.gpt_graph import graph
from unisono.speak.gptsovits.fast.unrolling import unroll
from unisono.speak.gptsovits.hubert import Hubert
from unisono.speak.gptsovits.memory import is_of_memory
from unisono.speak.gptsovits.sovits.net import SPEAKER, Sovits
from unisono.speak.gptsovits.speaker import Speaker
from unisono.speak.gptsovits.spectra import kaldi_mels, spectrogram
from unisono.speak.gptsovits.t2s import T2S
from unisono.speak.gptsovits.weights import load, merged, plain


def convert(kind: str, files: Sequence[Path], folder: Path) -> None:
    """Writes what `kind` needs of `files` into `folder`: gpt, sovits, bert, hubert or speaker. WeightsError."""
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)  # lengths are traced, sizes are meant fixed
    logging.getLogger("openvino").setLevel(logging.ERROR)
    with torch.inference_mode():
        _KINDS[kind](files, folder)


def _gpt(files: Sequence[Path], folder: Path) -> None:
    checkpoint = load(files[0], "s1")
    shape = T2S.load(checkpoint).shape  # refuses what is not whole
    weights = checkpoint.tensors
    np.savez(folder / "tables.npz", **{name: weights[key] for name, key in TABLES.items()})  # type: ignore[arg-type]
    ov.save_model(graph(weights, shape.layers, shape.heads), folder / "gpt.xml", compress_to_fp16=False)


def _sovits(files: Sequence[Path], folder: Path) -> None:
    checkpoint = load(files[0], "s2")
    if checkpoint.lora:
        checkpoint = merged(load(files[1], "s2"), checkpoint)
    net = Sovits.load(checkpoint.tensors)
    unroll(net.dec.ups)
    style = net.shape.style
    ids, voice = torch.zeros(1, 23, dtype=torch.long), torch.zeros(1, style, 1)
    latents, sounds, noise = torch.zeros(1, 192, 46), torch.zeros(1, 192, 17), torch.zeros(1, 192, 46)
    flowing, fixed = [1, 192, -1], [1, style, 1]
    _write(_Call(net, net.sounds), (ids,), ([1, -1],), folder / "text.xml")
    _write(_Call(net, net.latents), (ids, sounds, voice), ([1, -1], flowing, fixed), folder / "latents.xml")

    def sound(latents: Tensor, style: Tensor, noise: Tensor) -> Tensor:
        return net.sound(latents, style, noise=noise)

    def heard(samples: Tensor, *speaker: Tensor) -> Tensor:
        return net.style([spectrogram(samples)], speaker)

    _write(_Call(net, sound), (latents, voice, noise), (flowing, fixed, flowing), folder / "sound.xml")
    speaker = net.shape.knows_speakers
    given = (torch.zeros(1, 40000), torch.zeros(1, SPEAKER))[: 1 + speaker]
    _write(_Call(net, heard), given, ([1, -1], [1, SPEAKER])[: 1 + speaker], folder / "style.xml")
    _write(_Call(net, net.codes), (torch.zeros(1, 768, 33),), ([1, 768, -1],), folder / "codes.xml")


def _bert(files: Sequence[Path], folder: Path) -> None:
    net = Bert.load(plain(files[0]))
    _write(net, (torch.zeros(1, 11, dtype=torch.long),), ([1, -1],), folder / "bert.xml", change=shrink)


def _hubert(files: Sequence[Path], folder: Path) -> None:
    _write(Hubert.load(plain(files[0])), (torch.zeros(1, 20000),), ([1, -1],), folder / "hubert.xml")


def _speaker(files: Sequence[Path], folder: Path) -> None:
    sound = torch.zeros(20000)
    kaldi_mels(sound)  # its bank is made once: before, not within, what is traced
    _write(Speaker.load(plain(files[0])), (sound,), ([-1],), folder / "speaker.xml")


_KINDS: Mapping[str, Callable[[Sequence[Path], Path], None]] = {
    "gpt": _gpt,
    "sovits": _sovits,
    "bert": _bert,
    "hubert": _hubert,
    "speaker": _speaker,
}


class _Call(nn.Module):  # type: ignore[misc]
    """One of the things that a net does, as a net of its own."""

    def __init__(self, net: nn.Module, call: Callable[..., Tensor]) -> None:
        super().__init__()
        self.net, self._call = net, call

    def forward(self, *given: Tensor) -> Tensor:
        return self._call(*given)


def _write(
    net: nn.Module,
    example: tuple[Tensor, ...],
    sides: Sequence[Sequence[int]],
    path: Path,
    change: Callable[[ov.Model], None] = lambda model: None,
) -> None:
    """`example` only shows the way through the net; a side of -1 may have any length. Numbers are kept in 16 bits."""
    try:
        model = ov.convert_model(
            torch.jit.trace(net, example, check_trace=False),
            example_input=example,
            input=[ov.PartialShape(list(one)) for one in sides],
            extension=[ConversionExtension("aten::mT", _turned)],
        )
    except Exception as error:  # OpenVINO raises many kinds
        if is_of_memory(error):
            raise
        raise WeightsError(f"{path.stem} cannot be prepared: {str(error).splitlines()[0][:200]}") from error
    change(model)
    ov.save_model(model, path, compress_to_fp16=True)


def _turned(context: Any) -> Any:
    """`Tensor.mT`, which OpenVINO does not know: the last two axes change places."""
    x = context.get_input(0)
    sides = x.get_partial_shape().rank.get_length()
    return [op.transpose(x, op.constant(np.array([*range(sides - 2), sides - 1, sides - 2]))).output(0)]

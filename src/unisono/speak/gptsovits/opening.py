"""Weights files -> `nets.Nets`: the fast nets on a processor, torch on CUDA and for what the fast ones lack."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from unisono.errors import MissingExtra, WeightsError
from unisono.speak.gptsovits.fast.preparing import INSTALL, prepared
from unisono.speak.gptsovits.files import Files
from unisono.speak.gptsovits.nets import STREAMING, Nets
from unisono.speak.gptsovits.prints import print_of_all

_WEIGHTS = "pytorch_model.bin"  # of BERT and HuBERT, in their folders


def opened(files: Files, device: str = "cpu", tell: Callable[[str], None] | None = None, threads: int = 0) -> Nets:
    """`device`: cpu, cuda or cuda:N; on a processor v3 and v4, whose flow is not prepared, speak by torch.

    `tell` is given a line before something is prepared, which is done once; by default a warning is logged.
    `threads` of the processor, 0: one for each core. MissingExtra where openvino or torch is not installed.
    """
    if device != "cpu" or files.version not in STREAMING:
        return torch_nets(files, device)
    _need("openvino")
    from unisono.speak.gptsovits.fast.nets import FastNets

    parts = {
        "gpt": [files.s1],
        "sovits": [files.s2, *([files.base] if files.base else [])],
        "bert": [files.bert / _WEIGHTS],
        "hubert": [files.hubert / _WEIGHTS],
        **({"speaker": [files.speaker]} if files.speaker else {}),
    }
    say = tell or logging.getLogger(__name__).warning
    return FastNets(files.version, _print(files), lambda kind: prepared(kind, parts[kind], say), threads)


def torch_nets(files: Files, device: str = "cpu") -> Nets:
    """All nets on torch: in single precision on a processor, the reference; in half precision on CUDA."""
    _need("torch")
    import torch

    from unisono.speak.gptsovits.torch_nets import TorchNets
    from unisono.speak.gptsovits.weights import load, merged, plain

    if device != "cpu" and not torch.cuda.is_available():
        raise WeightsError(f"no CUDA here for device {device!r}; leave it out, or give 'cpu'")
    s2 = load(files.s2, "s2")
    if files.base:
        s2 = merged(load(files.base, "s2"), s2)
    paths: dict[str, Path | None] = {
        "bert": files.bert / _WEIGHTS,
        "hubert": files.hubert / _WEIGHTS,
        "speaker": files.speaker,
        "vocoder": files.vocoder,
    }
    keys = {"vocoder": "generator"} if files.version == "v3" else {}
    companions = {name: partial(plain, path, keys.get(name)) for name, path in paths.items() if path}
    return TorchNets(load(files.s1, "s1"), s2, companions, _print(files), device)


def _print(files: Files) -> str:
    return print_of_all([files.s1, files.s2, *([files.base] if files.base else [])])


def _need(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise MissingExtra(f"GPT-SoVITS needs {package}: {INSTALL}")

"""`FastNets`: the nets of v1, v2, v2Pro and v2ProPlus as graphs of OpenVINO, without torch."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.audio.resample import resample
from unisono.errors import WeightsError
from unisono.speak.gptsovits.decoding import Tokens
from unisono.speak.gptsovits.fast.gpt import Gpt
from unisono.speak.gptsovits.fast.pages import release
from unisono.speak.gptsovits.nets import HEARD, REFERENCE, STEPS, Prompt, State, levelled, with_tail
from unisono.speak.gptsovits.streaming import Stream
from unisono.types import Floats

# oneDNN writes code for every length that comes, 35 MB of it for a sound, and would keep a thousand lengths. So only a
# graph's own cache stays: the decoder's has room for the lengths that come again (`streaming.USUAL`), those of texts
# and of tokens, which seldom do, for hardly one.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "0")
import openvino as ov

_ROOM = "CPU_RUNTIME_CACHE_CAPACITY"
_USUAL, _SELDOM, _OTHERS = {_ROOM: "600"}, {_ROOM: "100"}, {_ROOM: "300"}
_WHOLE = {"INFERENCE_PRECISION_HINT": "f32"}
# Rows that come in are made 8 bits too, 32 numbers at a time: with more, other tokens are picked.
_EIGHT = {**_WHOLE, "DYNAMIC_QUANTIZATION_GROUP_SIZE": "32", "KV_CACHE_PRECISION": "f16"}


class FastNets:
    """As `nets.Nets` says. `place` tells where the graphs of a kind lie (`preparing.prepared`); `threads` 0: all cores.

    What only a recording needs, HuBERT first, is let go when something is said.
    """

    rate = REFERENCE

    def __init__(self, version: str, print: str, place: Callable[[str], Path], threads: int = 0) -> None:
        self.version, self.print, self._place = version, print, place
        self._threads = {"INFERENCE_NUM_THREADS": str(threads)} if threads else {}
        self._ears: dict[str, Run] = {}
        self._core = ov.Core()
        self._half = {"INFERENCE_PRECISION_HINT": "bf16"} if self._can("BF16") else _WHOLE

    @cached_property
    def gpt(self) -> Gpt:
        """As `Nets.gpt`."""
        folder = self._place("gpt")
        with np.load(folder / "tables.npz") as tables:
            return Gpt(self._compiled(folder / "gpt.xml", _EIGHT), dict(tables))

    def bert(self, ids: Tokens) -> Floats:
        """As `Nets.bert`."""
        features: Floats = self._bert(ids[None])[0]
        return features

    def tokens(self, sound: Floats) -> Tokens:
        """As `Nets.tokens`."""
        told = self._ear("hubert", "hubert", self._half)(with_tail(sound)[None])
        if not np.isfinite(told).all():
            raise WeightsError("HuBERT's weights give no numbers (NaN); they are damaged: give others")
        codes: Tokens = self._ear("sovits", "codes", _WHOLE)(told)[0].astype(np.int64)
        return codes

    def heard(self, sounds: Sequence[Floats], prompt: Prompt | None = None) -> dict[str, NDArray[Any]]:
        """As `Nets.heard`."""
        sounds = [levelled(sound) for sound in sounds]
        hear, styles = self._ear("sovits", "style", _WHOLE), []
        for sound in sounds:
            at_rate = [resample(sound, REFERENCE, HEARD)] if "Pro" in self.version else []
            speaker = [self._ear("speaker", "speaker", _WHOLE)(one) for one in at_rate]
            styles.append(hear(sound[None].astype(np.float32), *speaker)[0, :, 0])
        return {"style": np.mean(styles, axis=0)}

    def sounding(
        self,
        state: State,
        phones: Tokens,
        *,
        speed: float = 1.0,
        noise: float = 0.5,
        seed: int = 0,
        steps: int = STEPS,
    ) -> Stream:
        """As `Nets.sounding`."""
        self._ears.clear()
        return Stream(self._decoder, phones, state["style"], speed=speed, noise=noise, seed=seed)

    @cached_property
    def _decoder(self) -> _Decoder:
        rooms = {"text": _SELDOM, "latents": _SELDOM, "sound": _USUAL}
        return _Decoder(*(self._run("sovits", name, {**self._half, **room}) for name, room in rooms.items()))

    @cached_property
    def _bert(self) -> Run:
        return self._run("bert", "bert", _EIGHT)

    def _ear(self, kind: str, name: str, wishes: dict[str, str]) -> Run:
        if name not in self._ears:
            self._ears[name] = self._run(kind, name, wishes)
        return self._ears[name]

    def _run(self, kind: str, name: str, wishes: dict[str, str]) -> Run:
        path = self._place(kind) / f"{name}.xml"
        return Run(self._compiled(path, wishes), path.with_suffix(".bin"))

    def _compiled(self, path: Path, wishes: dict[str, str]) -> Any:
        usual = {"PERFORMANCE_HINT": "LATENCY", **_OTHERS, **self._threads}
        return self._core.compile_model(path, "CPU", {**usual, **wishes})

    def _can(self, what: str) -> bool:
        return what in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")


class Run:
    """A graph with one result; `weights` are its own, packed when it first runs."""

    def __init__(self, compiled: Any, weights: Path) -> None:
        self._request = compiled.create_infer_request()
        self._unpacked: Path | None = weights

    def __call__(self, *given: NDArray[Any]) -> Any:
        """Arrays in their order -> the array that comes out, the caller's own."""
        told = self._request.infer([np.ascontiguousarray(array) for array in given], share_inputs=True)[0]
        if self._unpacked:
            release(self._unpacked)
            self._unpacked = None
        return np.array(told)


class _Decoder:
    """`streaming.Decoder` on graphs."""

    def __init__(self, text: Run, latents: Run, sound: Run) -> None:
        self._text, self._latents, self._sound = text, latents, sound

    def sounds(self, phones: Tokens) -> Floats:
        """As `Decoder.sounds`: (1, 192, N)."""
        read: Floats = self._text(phones[None])
        return read

    def latents(self, tokens: Tokens, sounds: Floats, style: Floats) -> Floats:
        """As `Decoder.latents`."""
        told: Floats = self._latents(tokens[None], sounds, style[None, :, None])[0]
        return told

    def sound(self, latents: Floats, style: Floats, noise: Floats) -> Floats:
        """As `Decoder.sound`."""
        samples: Floats = self._sound(latents[None], style[None, :, None], noise[None])[0]
        return samples

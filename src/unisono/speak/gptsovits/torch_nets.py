"""`TorchNets`: the nets on torch, in single precision on a processor (the reference), in half precision on CUDA."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from unisono.audio.resample import resample
from unisono.errors import EngineError, WeightsError
from unisono.speak.gptsovits.bert import Bert
from unisono.speak.gptsovits.bigvgan import BigVgan
from unisono.speak.gptsovits.decoding import Tokens
from unisono.speak.gptsovits.hifigan import vocoder
from unisono.speak.gptsovits.hubert import Hubert
from unisono.speak.gptsovits.mel_voice import MelVoice, Reference
from unisono.speak.gptsovits.mels import V3, V4
from unisono.speak.gptsovits.nets import HEARD, REFERENCE, STEPS, Prompt, State, levelled, with_tail
from unisono.speak.gptsovits.sovits.mel_net import MelSovits
from unisono.speak.gptsovits.sovits.net import Sovits
from unisono.speak.gptsovits.speaker import Speaker
from unisono.speak.gptsovits.spectra import spectrogram
from unisono.speak.gptsovits.streaming import Stream
from unisono.speak.gptsovits.t2s import T2S
from unisono.speak.gptsovits.weights import Checkpoint, Tensors
from unisono.types import Floats

Companions = Mapping[str, Callable[[], Tensors]]  # bert, hubert, speaker, vocoder: each is read when it is needed

_KINDS = {"v3": V3, "v4": V4}
_RATES = {"v3": 24000, "v4": 48000}
_CALLED = {
    "bert": "BERT (chinese-roberta-wwm-ext-large)",
    "hubert": "HuBERT (chinese-hubert-base)",
    "speaker": "ERes2NetV2 (pretrained_eres2netv2w24s4ep4.ckpt)",
    "vocoder": "a vocoder (v3: bigvgan_generator.pt, v4: vocoder.pth)",
}
_N = TypeVar("_N", bound=nn.Module)


class TorchNets:
    """As `nets.Nets` says; `print` is the fingerprint of the files that `s1` and `s2` were read from."""

    def __init__(self, s1: Checkpoint, s2: Checkpoint, companions: Companions, print: str, device: str = "cpu") -> None:
        self.version, self.print = s2.version, print
        self.rate = _RATES.get(s2.version, 32000)
        self._companions, self._device = companions, torch.device(device)
        self._type = torch.float16 if self._device.type == "cuda" else torch.float32
        self.gpt = self._ready(T2S.load(s1))
        kind = _KINDS.get(s2.version)
        self._s2: Sovits | MelSovits = self._ready(
            MelSovits.load(s2.tensors, kind) if kind else Sovits.load(s2.tensors)
        )

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def bert(self, ids: Tokens) -> Floats:
        """As `Nets.bert`."""
        return _numbers(self._bert(self._given(ids))[0])

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def tokens(self, sound: Floats) -> Tokens:
        """As `Nets.tokens`."""
        told = self._hubert(self._given(with_tail(sound)))
        if not bool(told.isfinite().all()):
            raise WeightsError("HuBERT's weights give no numbers (NaN); they are damaged: give others")
        codes: Tokens = self._s2.codes(told)[0].cpu().numpy()
        return codes

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def heard(self, sounds: Sequence[Floats], prompt: Prompt | None = None) -> dict[str, NDArray[Any]]:
        """As `Nets.heard`."""
        sounds = [levelled(sound) for sound in sounds]
        spectra = [spectrogram(torch.from_numpy(sound)[None]).to(self._device, self._type) for sound in sounds]
        if isinstance(self._s2, Sovits):
            return {"style": _numbers(self._s2.style(spectra, self._speakers(sounds))[0, :, 0])}
        if prompt is None:
            raise EngineError(f"{self.version} goes on from a prompt, and none was given")
        at_rate = torch.from_numpy(resample(sounds[0], REFERENCE, self._s2.kind.rate))[None]
        known = self._voice.reference(
            self._given(prompt.tokens), self._given(prompt.phones), at_rate.to(self._device), spectra
        )
        features, mel = known.prompt
        told = {"style": known.style[0, :, 0], "mel": mel[0], "features": features[0]}
        return {name: _numbers(value) for name, value in told.items()}

    def sounding(
        self,
        state: State,
        phones: Tokens,
        *,
        speed: float = 1.0,
        noise: float = 0.5,
        seed: int = 0,
        steps: int = STEPS,
    ) -> Stream | Whole:
        """As `Nets.sounding`."""
        if isinstance(self._s2, Sovits):
            return Stream(TorchDecoder(self._s2), phones, state["style"], speed=speed, noise=noise, seed=seed)
        style, features, mel = (self._given(state[name]) for name in ("style", "features", "mel"))
        known = Reference(style[..., None], (features, mel))
        return Whole(self._voice, known, self._given(phones), speed, steps, seed)

    @cached_property
    def _bert(self) -> Bert:
        return self._ready(Bert.load(self._companion("bert")))

    @cached_property
    def _hubert(self) -> Hubert:
        return self._ready(Hubert.load(self._companion("hubert")))

    @cached_property
    def _speaker(self) -> Speaker:
        return self._ready(Speaker.load(self._companion("speaker")))

    @cached_property
    def _voice(self) -> MelVoice:
        assert isinstance(self._s2, MelSovits)
        load: Callable[[Tensors], nn.Module] = BigVgan.load if self.version == "v3" else vocoder
        return MelVoice(self._s2, self._ready(load(self._companion("vocoder"))))

    def _speakers(self, sounds: Sequence[Floats]) -> list[Tensor]:
        assert isinstance(self._s2, Sovits)
        if not self._s2.shape.knows_speakers:
            return []
        return [self._speaker(self._given(resample(sound, REFERENCE, HEARD))[0]) for sound in sounds]

    def _companion(self, name: str) -> Tensors:
        if name not in self._companions:
            raise WeightsError(f"{self.version} needs {_CALLED[name]}, which is not beside its weights; put it there")
        return self._companions[name]()

    def _given(self, array: NDArray[Any]) -> Tensor:
        """(…) -> (1, …), floats in the nets' precision."""
        tensor = torch.from_numpy(np.ascontiguousarray(array))[None].to(self._device)
        return tensor.to(self._type) if tensor.is_floating_point() else tensor

    def _ready(self, net: _N) -> _N:
        placed: _N = net.to(self._device, self._type)
        return placed


@dataclass(frozen=True, eq=False)
class TorchDecoder:
    """`streaming.Decoder` on torch."""

    net: Sovits

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def sounds(self, phones: Tokens) -> Tensor:
        """As `Decoder.sounds`: (1, 192, N)."""
        return self.net.sounds(torch.from_numpy(phones).to(self._like.device)[None])

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def latents(self, tokens: Tokens, sounds: Tensor, style: Floats) -> Floats:
        """As `Decoder.latents`."""
        codes = torch.from_numpy(tokens).to(self._like.device)[None]
        return _numbers(self.net.latents(codes, sounds, self._given(style[:, None]))[0])

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def sound(self, latents: Floats, style: Floats, noise: Floats) -> Floats:
        """As `Decoder.sound`."""
        voice = self._given(style[:, None])
        return _numbers(self.net.sound(self._given(latents), voice, noise=self._given(noise))[0])

    @property
    def _like(self) -> Tensor:
        return self.net.quantizer.embed

    def _given(self, array: Floats) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array))[None].to(self._like)


@dataclass(frozen=True, eq=False)
class Whole:
    """A piece of v3 or v4, sounded whole: `nets.Sounding` without a memory."""

    voice: MelVoice
    known: Reference
    phones: Tensor  # (1, N)
    speed: float
    steps: int
    seed: int
    overlap: int = 0

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def push(self, tokens: Tokens) -> Floats:
        """As `Sounding.push`."""
        codes = torch.from_numpy(tokens).to(self.phones.device)[None]
        draw = torch.Generator().manual_seed(self.seed)
        mels = self.voice.mels(codes, self.phones, self.known, speed=self.speed, steps=self.steps, generator=draw)
        sound = self.voice.sound(mels)[0]
        if not bool(sound.isfinite().all()):
            raise WeightsError(
                "the SoVITS weights give no numbers (NaN); they are damaged or badly trained: give others"
            )
        return _numbers(sound)

    def back(self, count: int) -> None:
        """As `Sounding.back`: nothing was kept."""


def _numbers(tensor: Tensor) -> Floats:
    numbers: Floats = tensor.float().cpu().numpy()
    return numbers

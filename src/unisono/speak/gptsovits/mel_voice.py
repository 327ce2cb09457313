"""v3 and v4 whole: what a reference tells, then tokens and sounds to say -> sound, window after window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from unisono.speak.gptsovits.mels import mel, normalised, restored
from unisono.speak.gptsovits.sovits.mel_net import MelSovits
from unisono.speak.gptsovits.windows import mels


@dataclass(frozen=True, eq=False)
class Reference:
    """A voice, and the end of a recording that what is said goes on from."""

    style: Tensor  # (1, 512, 1)
    prompt: tuple[Tensor, Tensor]  # (1, 512, P) features and (1, 100, Q) mel, normalised


@dataclass(frozen=True, eq=False)
class MelVoice:
    """SoVITS v3 with BigVGAN (24 kHz), or v4 with its HiFi-GAN (48 kHz)."""

    net: MelSovits
    vocoder: Callable[[Tensor], Tensor]  # (1, 100, M) mel -> (1, samples)

    def reference(self, codes: Tensor, phones: Tensor, samples: Tensor, spectrograms: Sequence[Tensor]) -> Reference:
        """Of a recording: (1, T) tokens, (1, N) ids of its text, (1, samples) at `net.kind.rate`.

        `spectrograms`: (1, 1025, F) of it and of others of the same voice, for the style alone.
        """
        style = self.net.style(spectrograms)
        return Reference(style, (self.net.features(codes, phones, style), normalised(mel(samples, self.net.kind))))

    def mels(
        self,
        codes: Tensor,
        phones: Tensor,
        reference: Reference,
        *,
        speed: float = 1.0,
        steps: int = 32,
        generator: torch.Generator | None = None,
    ) -> Iterator[Tensor]:
        """(1, T) tokens and (1, N) sounds to say -> parts of the mel, (1, 100, ·) natural log, as they are made."""
        features = self.net.features(codes, phones, reference.style, speed=speed)
        parts = mels(self.net.cfm, self.net.kind, features, reference.prompt, steps=steps, generator=generator)
        return map(restored, parts)

    def sound(self, mels: Iterable[Tensor]) -> Tensor:
        """What `mels` told -> (1, samples): 960 for a token in v3, 1920 in v4, at speed 1."""
        return self.vocoder(torch.cat(list(mels), -1))

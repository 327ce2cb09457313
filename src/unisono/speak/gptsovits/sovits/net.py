"""SoVITS whole: a recording's tokens and style out, tokens and sounds to say in, sound out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from unisono.errors import WeightsError
from unisono.speak.gptsovits.folding import Weights, filled
from unisono.speak.gptsovits.hifigan import Generator
from unisono.speak.gptsovits.sovits.flow import Flow
from unisono.speak.gptsovits.sovits.quantizer import Quantizer
from unisono.speak.gptsovits.sovits.style import StyleEncoder, mean_style
from unisono.speak.gptsovits.sovits.text_encoder import MIXED, SSL, WIDTH, TextEncoder, at_speed

SPEAKER = 20480  # size of the speaker vector that v2Pro asks for
_CODEBOOK = "quantizer.vq.layers.0._codebook."
# Training's encoder, the bookkeeping of the codebook; and of v3 and v4 a layer that nothing reads.
_UNUSED = ("enc_q.", "quantizer.inited", "quantizer.cluster_size", "quantizer.embed_avg", "linear_mel.")


@dataclass(frozen=True)
class Shape:
    """Sizes in which the versions differ."""

    symbols: int = 732  # 322 in v1
    bins: int = 704  # of the spectrogram that the style is heard in; 1025 in v1
    style: int = 512  # 1024 in v2Pro and v2ProPlus
    channels: int = 512  # of the decoder; 768 in v2ProPlus
    kernel: int = 16  # of the decoder's first stage; 20 in v2ProPlus

    @property
    def knows_speakers(self) -> bool:
        """Whether it asks for a speaker vector beside the spectrogram: v2Pro, v2ProPlus."""
        return self.style > MIXED

    @staticmethod
    def of(weights: Weights) -> Shape:
        """The sizes that the tensors themselves tell."""
        try:
            return Shape(
                symbols=weights["enc_p.text_embedding.weight"].shape[0],
                bins=weights["ref_enc.spectral.0.fc.weight"].shape[1],
                style=weights["ref_enc.fc.fc.weight"].shape[0],
                channels=weights["dec.conv_pre.weight"].shape[0],
                kernel=weights["dec.ups.0.weight_v"].shape[2],
            )
        except (KeyError, IndexError) as cause:
            raise WeightsError(f"these are no weights of SoVITS v1, v2 or v2Pro: they lack {cause}") from None


class Sovits(nn.Module):  # type: ignore[misc]
    """SoVITS v1, v2, v2Pro or v2ProPlus. `load` fills it.

    Shapes of what goes in and out: codes (B, T) at 25 Hz, phones (B, N), spectrogram (B, 1025, F) of
    `spectra.spectrogram`, speaker (B, 20480) of `speaker`, style (B, style, 1), sound (B, samples) at 32 kHz.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.ssl_proj = nn.Conv1d(SSL, SSL, 2, stride=2)
        self.quantizer = Quantizer()
        self.ref_enc = StyleEncoder(shape.bins, shape.style)
        if shape.knows_speakers:
            self.sv_emb = nn.Linear(SPEAKER, shape.style)
            self.prelu = nn.PReLU(shape.style)
            self.ge_to512 = nn.Linear(shape.style, MIXED)
        self.enc_p = TextEncoder(shape.symbols)
        self.flow = Flow(shape.style)
        kernels = (shape.kernel, 16, 8, 2, 2)
        self.dec = Generator(WIDTH, shape.channels, (10, 8, 2, 2, 2), kernels, style=shape.style)

    @staticmethod
    def load(weights: Weights) -> Sovits:
        """From the float32 tensors of a checkpoint."""
        shape = Shape.of(weights)
        return filled("SoVITS", lambda: Sovits(shape), speaking(weights))

    def codes(self, ssl: Tensor) -> Tensor:
        """(B, 768, F) of HuBERT at 50 Hz -> (B, F // 2) semantic tokens."""
        return self.quantizer(self.ssl_proj(ssl))

    def style(self, spectrograms: Sequence[Tensor], speakers: Sequence[Tensor] = ()) -> Tensor:
        """The voice of one or several recordings; as many speaker vectors where `shape.knows_speakers`."""
        styles = [self.ref_enc(spectrogram) for spectrogram in spectrograms]
        if self.shape.knows_speakers:
            pairs = zip(styles, speakers, strict=True)
            styles = [self.prelu(style + self.sv_emb(speaker)[..., None]) for style, speaker in pairs]
        return mean_style(styles)

    def sounds(self, phones: Tensor) -> Tensor:
        """(B, N) -> (B, 192, N): the text, read once however many tokens follow."""
        return self.enc_p.sounds(phones)

    def latents(self, codes: Tensor, sounds: Tensor, style: Tensor) -> Tensor:
        """(B, 192, 2 T): what will be said, all of it depending on all of the tokens and `sounds`."""
        if self.shape.knows_speakers:
            style = self.ge_to512(style.mT).mT  # (B, 512, 1)
        return self.enc_p.latents(self.quantizer.frames(codes), sounds, style)

    def sound(self, latents: Tensor, style: Tensor, *, speed: float = 1.0, noise: Tensor | float = 0.5) -> Tensor:
        """Sound, 640 samples for a latent (fewer at a greater speed).

        `noise`: how much of the prior's deviation is drawn anew from torch's random numbers, or the very
        (B, 192, frames) noise to add, deviation 1 being all of it.
        """
        mean, log_deviation = self.enc_p.prior(at_speed(latents, speed))
        drawn = noise if isinstance(noise, Tensor) else noise * torch.randn_like(mean)
        z = self.flow(mean + drawn * log_deviation.exp(), style)
        return self.dec(z, style)

    def decode(
        self, codes: Tensor, phones: Tensor, style: Tensor, *, speed: float = 1.0, noise: Tensor | float = 0.5
    ) -> Tensor:
        """Tokens and sounds to say -> sound."""
        return self.sound(self.latents(codes, self.sounds(phones), style), style, speed=speed, noise=noise)


def speaking(weights: Weights) -> dict[str, Any]:
    """The tensors of a checkpoint of any version that speaking needs, the codebook's under a shorter name."""
    named = {name.replace(_CODEBOOK, "quantizer."): value for name, value in weights.items()}
    return {name: value for name, value in named.items() if not name.startswith(_UNUSED)}

"""SoVITS v3 and v4: tokens, sounds to say and a style become features, and those a mel, which a vocoder makes sound."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

from unisono.speak.gptsovits.cfm import Flow
from unisono.speak.gptsovits.folding import Weights, filled
from unisono.speak.gptsovits.mels import Kind
from unisono.speak.gptsovits.sovits.net import speaking
from unisono.speak.gptsovits.sovits.quantizer import Quantizer
from unisono.speak.gptsovits.sovits.style import StyleEncoder, mean_style
from unisono.speak.gptsovits.sovits.text_encoder import MIXED, SSL, WIDTH, TextEncoder, at_speed
from unisono.speak.gptsovits.sovits.wavenet import WaveNet

_SYMBOLS, _BINS = 732, 704


class MelSovits(nn.Module):  # type: ignore[misc]
    """SoVITS v3 or v4. `load` fills it.

    Shapes of what goes in and out: codes (B, T) at 25 Hz, phones (B, N), spectrogram (B, 1025, F) of
    `spectra.spectrogram`, style (B, 512, 1), features (B, 512, M) and mels (B, 100, M), normalised: M = 3.75 T in v3,
    4 T in v4.
    """

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.ssl_proj = nn.Conv1d(SSL, SSL, 2, stride=2)
        self.quantizer = Quantizer()
        self.ref_enc = StyleEncoder(_BINS, MIXED)
        self.enc_p = TextEncoder(_SYMBOLS)
        self.bridge = nn.Sequential(nn.Conv1d(WIDTH, MIXED, 1), nn.LeakyReLU(0.01))
        self.wns1 = Colouring()
        self.cfm = Flow()

    @staticmethod
    def load(weights: Weights, kind: Kind) -> MelSovits:
        """From the float32 tensors of a checkpoint, which do not tell which version they are of."""
        return filled("SoVITS v3 or v4", lambda: MelSovits(kind), speaking(weights))

    def codes(self, ssl: Tensor) -> Tensor:
        """(B, 768, F) of HuBERT at 50 Hz -> (B, F // 2) semantic tokens."""
        return self.quantizer(self.ssl_proj(ssl))

    def style(self, spectrograms: Sequence[Tensor]) -> Tensor:
        """The voice of one or several recordings."""
        return mean_style([self.ref_enc(spectrogram) for spectrogram in spectrograms])

    def features(self, codes: Tensor, phones: Tensor, style: Tensor, *, speed: float = 1.0) -> Tensor:
        """What the flow is told: of the target, and, with the prompt's codes and phones, of the reference."""
        latents = self.enc_p(self.quantizer.frames(codes), phones, style)
        x = self.bridge(at_speed(latents, speed))  # (B, 512, 2 T)
        x = functional.interpolate(x, scale_factor=self.kind.stretch, mode="nearest")  # (B, 512, M)
        if speed == 1:
            return self.wns1(x, style)
        said = x[..., : int(self.kind.heard * codes.shape[-1] / speed) + 1]
        return functional.pad(self.wns1(said, style), (0, x.shape[-1] - said.shape[-1]))  # (B, 512, M)


class Colouring(nn.Module):  # type: ignore[misc]
    """The style spoken into the features once more."""

    def __init__(self) -> None:
        super().__init__()
        self.pre = nn.Conv1d(MIXED, MIXED, 1)
        self.enc = WaveNet(MIXED, 8, MIXED)
        self.proj = nn.Conv1d(MIXED, MIXED, 1)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """(B, 512, M), (B, 512, 1) -> (B, 512, M)."""
        return self.proj(self.enc(self.pre(x), style))

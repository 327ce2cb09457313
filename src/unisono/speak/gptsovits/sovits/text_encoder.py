"""What is said and how it goes, before it has a voice: semantic frames that look up their sounds (MRTE)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from unisono.speak.gptsovits.sovits.relative import Attention, Encoder

WIDTH, SSL, MIXED = 192, 768, 512  # channels: of a latent, of a semantic frame, where text and style meet


class TextEncoder(nn.Module):  # type: ignore[misc]
    """Semantic frames, sounds and a style -> latents."""

    def __init__(self, symbols: int) -> None:
        super().__init__()
        self.ssl_proj = nn.Conv1d(SSL, WIDTH, 1)
        self.encoder_ssl = Encoder(3)
        self.text_embedding = nn.Embedding(symbols, WIDTH)
        self.encoder_text = Encoder(6)
        self.mrte = Mrte()
        self.encoder2 = Encoder(3)
        self.proj = nn.Conv1d(WIDTH, 2 * WIDTH, 1)

    def forward(self, semantic: Tensor, phones: Tensor, style: Tensor) -> Tensor:
        """(B, 768, T) at 50 Hz, (B, N) ids of the sounds to say, (B, 512, 1) -> (B, 192, T) latents."""
        return self.latents(semantic, self.sounds(phones), style)

    def sounds(self, phones: Tensor) -> Tensor:
        """(B, N) ids -> (B, 192, N): all that latents need of the text, whatever the tokens."""
        return self.encoder_text(self.text_embedding(phones).mT)

    def latents(self, semantic: Tensor, sounds: Tensor, style: Tensor) -> Tensor:
        """As `forward`, from `sounds`."""
        frames = self.encoder_ssl(self.ssl_proj(semantic))  # (B, 192, T)
        return self.encoder2(self.mrte(frames, sounds, style))

    def prior(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 192, T) latents -> mean and log deviation of what the flow takes, (B, 192, T) each."""
        mean, log_deviation = self.proj(latents).chunk(2, dim=1)
        return mean, log_deviation


class Mrte(nn.Module):  # type: ignore[misc]
    """Frames ask the text and take on the style."""

    def __init__(self) -> None:
        super().__init__()
        self.c_pre = nn.Conv1d(WIDTH, MIXED, 1)
        self.text_pre = nn.Conv1d(WIDTH, MIXED, 1)
        self.cross_attention = Attention(MIXED, heads=4)
        self.c_post = nn.Conv1d(MIXED, WIDTH, 1)

    def forward(self, frames: Tensor, sounds: Tensor, style: Tensor) -> Tensor:
        """(B, 192, T), (B, 192, N), (B, 512, 1) -> (B, 192, T)."""
        x = self.c_pre(frames)  # (B, 512, T)
        return self.c_post(self.cross_attention(x, self.text_pre(sounds)) + x + style)


def at_speed(latents: Tensor, speed: float) -> Tensor:
    """(B, 192, T) -> (B, 192, int(T / speed) + 1), linearly between; unchanged at speed 1."""
    if speed == 1:
        return latents
    return functional.interpolate(latents, size=int(latents.shape[-1] / speed) + 1, mode="linear")

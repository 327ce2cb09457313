"""Sound while the tokens still come: every chunk looks at all tokens so far, and only what is new is sounded."""

from __future__ import annotations

import torch
from torch import Tensor

from unisono.speak.gptsovits.sovits.net import PER_TOKEN, Sovits

OVERLAP = 2  # tokens of the chunk before that a chunk says again
_LEAST = 10  # tokens sounded at once: with fewer the decoder hears its own ends


class Stream:
    """One piece of text in one voice; `push` it all tokens so far, `joining.joined` makes one sound of the chunks.

    The frames of a token depend on all other tokens, later ones too, so that all are encoded again for each chunk
    (the text, the flow and the decoder are not).
    """

    def __init__(
        self,
        net: Sovits,
        phones: Tensor,
        style: Tensor,
        *,
        speed: float = 1.0,
        noise: float = 0.5,
        overlap: int = OVERLAP,
    ) -> None:
        self._net, self._sounds, self._style = net, net.sounds(phones), style
        self._speed, self._noise, self._wanted = speed, noise, overlap
        self.latents = self._sounds[..., :0]  # (B, 192, 2 T) as they were said

    @property
    def overlap(self) -> int:
        """Samples that a chunk says again."""
        return int(self._wanted * PER_TOKEN / self._speed)

    def push(self, codes: Tensor) -> Tensor:
        """(B, T) all tokens so far, more of them than last time -> (B, samples) of the new, after `overlap`."""
        latents = self._net.latents(codes, self._sounds, self._style)  # (B, 192, 2 T)
        said = self.latents.shape[-1]
        new = latents.shape[-1] - said
        again = min(max(2 * self._wanted, 2 * _LEAST - new), said)  # frames
        fresh = latents[..., said - again :]  # (B, 192, again + new)
        angle = torch.linspace(0, torch.pi / 2, again + 1, device=fresh.device)[:-1]
        faded = angle.sin() * fresh[..., :again] + angle.cos() * self.latents[..., said - again :]
        fresh = torch.cat([faded, fresh[..., again:]], dim=-1)
        self.latents = torch.cat([self.latents[..., : said - again], fresh], dim=-1)
        sound = self._net.sound(fresh, self._style, speed=self._speed, noise=self._noise)
        return sound[:, max(int(again * PER_TOKEN / 2 / self._speed) - self.overlap, 0) :]

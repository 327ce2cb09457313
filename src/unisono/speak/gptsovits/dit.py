"""The net of v3 and v4 that tells where a noisy mel should move: a transformer whose norms are steered by the time.

After F5-TTS's (Chen et al. 2024; DiT: Peebles & Xie 2023), with a second clock for the length of the step. Names of
parameters are the checkpoint's (`cfm.estimator.…`).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

MEL, FEATURE = 100, 512  # channels of what moves, and of what it is told
_WIDTH, _DEPTH, _HEADS, _WIDER = 1024, 22, 16, 2
_CLOCK, _PLACES = 256, 4096  # channels of a clock's wave; frames that the table of places has room for


class Estimator(nn.Module):  # type: ignore[misc]
    """Call `told` once for a text and `when` once for a step; neither depends on what moves."""

    def __init__(self) -> None:
        super().__init__()
        self.time_embed = Clock()
        self.d_embed = Clock()
        self.text_embed = Text()
        self.input_embed = Entrance()
        self.rotary_embed = nn.ParameterDict({"inv_freq": torch.zeros(_WIDTH // _HEADS // 2)})
        self.transformer_blocks = nn.ModuleList(Block() for _ in range(_DEPTH))
        self.norm_out = Steered(2)
        self.proj_out = nn.Linear(_WIDTH, MEL)

    def told(self, features: Tensor) -> Tensor:
        """(B, T, 512) features -> (B, T, 512) as `forward` wants them."""
        return self.text_embed(features)

    def when(self, time: Tensor, step: Tensor) -> Tensor:
        """(B,) time, 0..1, and (B,) length of the step -> (B, 1024)."""
        return self.time_embed(time) + self.d_embed(step)

    def forward(self, x: Tensor, prompt: Tensor, told: Tensor, when: Tensor) -> Tensor:
        """(B, T, 100) noisy mel, (B, T, 100) mel of the prompt then zeros, `told`, `when` -> (B, T, 100) velocity."""
        turns = self._turns(x.shape[1])
        x = self.input_embed(x, prompt, told)  # (B, T, 1024)
        when = functional.silu(when)
        for block in self.transformer_blocks:
            x = block(x, when, turns)
        scale, shift = self.norm_out(when)
        return self.proj_out(_normed(x, shift, scale))  # (B, T, 100)

    def _turns(self, frames: int) -> tuple[Tensor, Tensor]:
        """(T, 32) cosines and sines of each pair's angle at each frame."""
        speeds = self.rotary_embed["inv_freq"].float()  # half precision would lose far places
        angles = torch.arange(frames, device=speeds.device)[:, None] * speeds
        return angles.cos(), angles.sin()


class Clock(nn.Module):  # type: ignore[misc]
    """A number in 0..1 as waves, then through two layers."""

    def __init__(self) -> None:
        super().__init__()
        self.time_mlp = nn.Sequential(nn.Linear(_CLOCK, _WIDTH), nn.SiLU(), nn.Linear(_WIDTH, _WIDTH))

    def forward(self, number: Tensor) -> Tensor:
        """(B,) -> (B, 1024)."""
        half = _CLOCK // 2
        speeds = torch.exp(torch.arange(half, device=number.device) * (-math.log(10000) / (half - 1)))
        angles = 1000 * number.float()[:, None] * speeds  # (B, 128)
        waves = torch.cat([angles.sin(), angles.cos()], -1)
        return self.time_mlp(waves.to(self.time_mlp[0].weight))  # a net in half precision has clocks in full


class Text(nn.Module):  # type: ignore[misc]
    """Features with their places added, looked over by four ConvNeXt V2 blocks (Woo et al. 2023)."""

    def __init__(self) -> None:
        super().__init__()
        self.text_blocks = nn.ModuleList(Next() for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, 512) -> (B, T, 512)."""
        speeds = 10000.0 ** -(torch.arange(0, FEATURE, 2, device=x.device) / FEATURE)
        angles = torch.arange(x.shape[1], device=x.device).clamp(max=_PLACES - 1)[:, None] * speeds
        x = x + torch.cat([angles.cos(), angles.sin()], -1).to(x)
        for block in self.text_blocks:
            x = block(x)
        return x


class Next(nn.Module):  # type: ignore[misc]
    """Each channel over time, then all channels of a frame, channels measured against one another in between."""

    def __init__(self) -> None:
        super().__init__()
        self.dwconv = nn.Conv1d(FEATURE, FEATURE, 7, padding=3, groups=FEATURE)
        self.norm = nn.LayerNorm(FEATURE, eps=1e-6)
        self.pwconv1 = nn.Linear(FEATURE, 2 * FEATURE)
        self.grn = nn.ParameterDict({name: torch.zeros(1, 1, 2 * FEATURE) for name in ("gamma", "beta")})
        self.pwconv2 = nn.Linear(2 * FEATURE, FEATURE)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, 512) -> (B, T, 512)."""
        inner = self.norm(self.dwconv(x.mT).mT)
        inner = functional.gelu(self.pwconv1(inner))  # (B, T, 1024)
        length = inner.norm(dim=1, keepdim=True)  # (B, 1, 1024) of each channel, over time
        share = length / (length.mean(-1, keepdim=True) + 1e-6)
        inner = inner + self.grn["gamma"] * inner * share + self.grn["beta"]
        return x + self.pwconv2(inner)


class Entrance(nn.Module):  # type: ignore[misc]
    """All that a frame is given, in one vector; two wide convolutions then tell it where it is."""

    def __init__(self) -> None:
        super().__init__()
        self.proj = nn.Linear(2 * MEL + FEATURE, _WIDTH)
        wide = [nn.Conv1d(_WIDTH, _WIDTH, 31, padding=15, groups=16) for _ in range(2)]
        self.conv_pos_embed = nn.ModuleDict({"conv1d": nn.Sequential(wide[0], nn.Mish(), wide[1], nn.Mish())})

    def forward(self, x: Tensor, prompt: Tensor, told: Tensor) -> Tensor:
        """(B, T, 100), (B, T, 100), (B, T, 512) -> (B, T, 1024)."""
        x = self.proj(torch.cat([x, prompt, told], -1))
        return x + self.conv_pos_embed["conv1d"](x.mT).mT


class Block(nn.Module):  # type: ignore[misc]
    """Attention, then each frame alone; the time shifts, scales and gates both (AdaLN-zero)."""

    def __init__(self) -> None:
        super().__init__()
        self.attn_norm = Steered(6)
        self.attn = Attention()
        inner = nn.Sequential(nn.Linear(_WIDTH, _WIDER * _WIDTH), nn.GELU("tanh"))
        self.ff = nn.ModuleDict({"ff": nn.Sequential(inner, nn.Identity(), nn.Linear(_WIDER * _WIDTH, _WIDTH))})

    def forward(self, x: Tensor, when: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
        """(B, T, 1024), (B, 1024), angles -> (B, T, 1024)."""
        shift, scale, gate, shift_alone, scale_alone, gate_alone = self.attn_norm(when)
        x = x + gate * self.attn(_normed(x, shift, scale), turns)
        return x + gate_alone * self.ff["ff"](_normed(x, shift_alone, scale_alone))


class Steered(nn.Module):  # type: ignore[misc]
    """What the time says to a norm: some vectors."""

    def __init__(self, vectors: int) -> None:
        super().__init__()
        self.linear = nn.Linear(_WIDTH, vectors * _WIDTH)

    def forward(self, when: Tensor) -> tuple[Tensor, ...]:
        """(B, 1024) -> some of (B, 1, 1024)."""
        return tuple(self.linear(when)[:, None].split(_WIDTH, -1))


class Attention(nn.Module):  # type: ignore[misc]
    """Of every frame to every frame. The angles of places turn the first head alone: as the reference does."""

    def __init__(self) -> None:
        super().__init__()
        self.to_q, self.to_k, self.to_v = (nn.Linear(_WIDTH, _WIDTH) for _ in range(3))
        self.to_out = nn.ModuleList([nn.Linear(_WIDTH, _WIDTH)])

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
        """(B, T, 1024), angles -> (B, T, 1024)."""
        B, T, _ = x.shape
        q, k, v = (w(x).view(B, T, _HEADS, -1).transpose(1, 2) for w in (self.to_q, self.to_k, self.to_v))
        seen = functional.scaled_dot_product_attention(_turned(q, turns), _turned(k, turns), v)  # (B, 16, T, 64)
        return self.to_out[0](seen.transpose(1, 2).reshape(B, T, _WIDTH))


def _normed(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return functional.layer_norm(x, x.shape[-1:], eps=1e-6) * (1 + scale) + shift


def _turned(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """(B, 16, T, 64): the first head's neighbouring channels, taken as pairs, turned by their angle."""
    cosine, sine = (turn.to(x) for turn in turns)
    even, odd = x[:, 0, :, 0::2], x[:, 0, :, 1::2]  # (B, T, 32)
    first = torch.stack([even * cosine - odd * sine, odd * cosine + even * sine], -1).flatten(-2)
    return torch.cat([first[:, None], x[:, 1:]], 1)

"""ERes2NetV2: what tells a speaker from others, as v2Pro and v2ProPlus ask for it (Chen et al. 2024)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.speak.gptsovits.folding import Weights, filled
from unisono.speak.gptsovits.spectra import kaldi_mels

SIZE = 20480  # of the vector: 2048 channels, 10 bands
_GROUPS, _GROWTH, _BASE = 4, 4, 24  # scale, expansion and baseWidth of the paper
_BLOCKS, _PLANES = (3, 4, 6, 3), (64, 128, 256, 512)
_UNUSED = ("seg_1.", "seg_bn_1.", "seg_2.")  # what would come after the vector


class Speaker(nn.Module):  # type: ignore[misc]
    """(N,) sound at 16 kHz, -1..1 -> (1, 20480) speaker vector. `load` fills it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 64, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for number, (blocks, planes) in enumerate(zip(_BLOCKS, _PLANES, strict=True), 1):
            layer = []
            for block in range(blocks):
                stride = 2 if number > 1 and block == 0 else 1
                layer.append(_Block(inputs, planes, stride, fuses=number > 2))
                inputs = planes * _GROWTH
            self.add_module(f"layer{number}", nn.Sequential(*layer))
        self.layer3_ds = nn.Conv2d(inputs // 2, inputs, 3, stride=2, padding=1, bias=False)
        self.fuse34 = _Fusion(inputs)

    @staticmethod
    def load(weights: Weights) -> Speaker:
        """From the tensors of `pretrained_eres2netv2w24s4ep4.ckpt`."""
        return filled("ERes2NetV2", Speaker, weights, _UNUSED)

    def forward(self, samples: Tensor) -> Tensor:
        """The mean over time. Raises SoundError for less than 25 ms."""
        x = kaldi_mels(samples.float()).mT[None, None].to(self.conv1.weight)  # (1, 1, 80, T)
        x = functional.relu(self.bn1(self.conv1(x)))  # (1, 64, 80, T)
        third = self.layer3(self.layer2(self.layer1(x)))  # (1, 1024, 20, T / 4)
        fourth = self.layer4(third)  # (1, 2048, 10, T / 8)
        return self.fuse34(fourth, self.layer3_ds(third)).flatten(1, 2).mean(-1)  # (1, 20480)


class _Block(nn.Module):  # type: ignore[misc]
    """Four groups of channels, each seeing the one before; a stride of 2 halves bands and frames."""

    def __init__(self, inputs: int, planes: int, stride: int, *, fuses: bool) -> None:
        super().__init__()
        width, outputs = planes * _BASE // 64, planes * _GROWTH
        self.conv1 = nn.Conv2d(inputs, width * _GROUPS, 1, stride, bias=False)
        self.bn1 = nn.BatchNorm2d(width * _GROUPS)
        self.convs = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1, bias=False) for _ in range(_GROUPS))
        self.bns = nn.ModuleList(nn.BatchNorm2d(width) for _ in range(_GROUPS))
        self.fuse_models = nn.ModuleList(_Fusion(width) for _ in range(_GROUPS - 1)) if fuses else None
        self.conv3 = nn.Conv2d(width * _GROUPS, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, bands, T) -> (B, outputs, bands / stride, T / stride)."""
        groups = _clipped(self.bn1(self.conv1(x))).chunk(_GROUPS, dim=1)
        seen: list[Tensor] = []
        for number, (group, conv, norm) in enumerate(zip(groups, self.convs, self.bns, strict=True)):
            if seen:
                group = self.fuse_models[number - 1](seen[-1], group) if self.fuse_models else seen[-1] + group
            seen.append(_clipped(norm(conv(group))))
        return _clipped(self.bn3(self.conv3(torch.cat(seen, dim=1))) + self.shortcut(x))


class _Fusion(nn.Module):  # type: ignore[misc]
    """Two maps become one, each place choosing between them (attentional feature fusion, Dai et al. 2021)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.local_att = nn.Sequential(
            nn.Conv2d(2 * width, width // 4, 1),
            nn.BatchNorm2d(width // 4),
            nn.SiLU(),
            nn.Conv2d(width // 4, width, 1),
            nn.BatchNorm2d(width),
        )

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """(B, width, bands, T) twice -> once."""
        lean = self.local_att(torch.cat([x, y], dim=1)).tanh()
        return x * (1 + lean) + y * (1 - lean)


def _clipped(x: Tensor) -> Tensor:
    return x.clamp(0, 20)

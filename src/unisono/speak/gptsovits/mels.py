"""The mels of v3 and v4: what the flow makes, and what their vocoders were taught to hear."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from unisono.speak.gptsovits.spectra import spectrogram

BANDS = 100
_FLOOR = 1e-5  # of a band, before the logarithm
_LEAST, _MOST = -12.0, 2.0  # of a mel; normalised, they are -1 and 1
_STRAIGHT, _KNEE = 200 / 3, 1000.0  # Slaney's scale: Hz a mel up to the knee, above it a logarithm
_BENT = math.log(6.4) / 27


@dataclass(frozen=True)
class Kind:
    """In what v3 and v4 differ, whose weights have the same names and shapes. Frames are those of the mel."""

    rate: int  # Hz of the sound that mels are taken of
    length: int  # samples of a mel's window
    hop: int  # samples from frame to frame
    stretch: float  # frames for a latent, of which there are 50 a second
    heard: float  # frames for a token; what a speed other than 1 adds beyond is masked, as the reference does
    prompt: int  # most frames that are taken of the reference
    window: int  # most frames that the flow sees at once, the prompt's included


V3 = Kind(24000, 1024, 256, 1.875, 3.875, 468, 934)
V4 = Kind(32000, 1280, 320, 2.0, 4.0, 500, 1000)


def mel(samples: Tensor, kind: Kind) -> Tensor:
    """(B, N) sound at `kind.rate`, -1..1 -> (B, 100, N // hop) natural log of the magnitude in bands up to Nyquist."""
    bands = _bank(kind.rate, kind.length).to(samples.device) @ spectrogram(samples, kind.length, kind.hop)
    return bands.clamp_min(_FLOOR).log()


def normalised(mel: Tensor) -> Tensor:
    """To what the flow moves in: about -1..1."""
    return (mel - _LEAST) / (_MOST - _LEAST) * 2 - 1


def restored(mel: Tensor) -> Tensor:
    """`normalised` undone: to what a vocoder hears."""
    return (mel + 1) / 2 * (_MOST - _LEAST) + _LEAST


@lru_cache(maxsize=2)
def _bank(rate: int, length: int) -> Tensor:
    """(100, length // 2 + 1) triangles even on Slaney's scale, each of area 1 Hz (Slaney 1998, Auditory Toolbox)."""
    top = _KNEE / _STRAIGHT + math.log(rate / 2 / _KNEE) / _BENT
    scale = torch.linspace(0, top, BANDS + 2, dtype=torch.float64)
    bent = _KNEE * ((scale - _KNEE / _STRAIGHT) * _BENT).exp()
    edges = torch.where(scale < _KNEE / _STRAIGHT, scale * _STRAIGHT, bent)[:, None]  # Hz
    bins = torch.arange(length // 2 + 1, dtype=torch.float64) * rate / length
    rise, fall = (bins - edges[:-2]) / edges.diff(dim=0)[:-1], (edges[2:] - bins) / edges.diff(dim=0)[1:]
    return (torch.minimum(rise, fall).clamp_min(0) * 2 / (edges[2:] - edges[:-2])).float()

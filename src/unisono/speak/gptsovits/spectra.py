"""Spectra as GPT-SoVITS's nets were trained on them; a bin off, and a voice is another's."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from unisono.errors import SoundError


def spectrogram(samples: Tensor, length: int = 2048, hop: int = 640) -> Tensor:
    """(B, N) sound, -1..1 -> (B, length // 2 + 1, N // hop) magnitudes; the defaults are the style's, at 32 kHz.

    Periodic Hann window, frame t centred on (t + 0.5) * hop, the sound mirrored at its ends.
    """
    margin = (length - hop) // 2
    if samples.shape[-1] <= margin:
        raise SoundError(f"{samples.shape[-1]} samples came, more than {margin} were expected; give a longer recording")
    mirrored = functional.pad(samples, (margin, margin), mode="reflect")
    spectrum = torch.stft(
        mirrored,
        length,
        hop,
        window=torch.hann_window(length, device=samples.device),
        center=False,
        return_complex=True,
    )  # (B, bins, frames)
    return (spectrum.real.square() + spectrum.imag.square() + 1e-8).sqrt()


BANDS, LOW, RATE = 80, 20.0, 16000  # of `kaldi_mels`; Hz, Hz
_WIDTH, _HOP, _LENGTH = 400, 160, 512  # samples: 25 ms, 10 ms, the transform
_LEAST = torch.finfo(torch.float32).eps


def kaldi_mels(samples: Tensor) -> Tensor:
    """(N,) sound at 16 kHz, -1..1 -> (T, 80) log mel power as Kaldi's compute-fbank-feats makes it, without dither.

    T = (N - 400) // 160 + 1 whole frames. Each loses its mean, gains treble (0.97), gets the window of Povey.
    """
    if len(samples) < _WIDTH:
        raise SoundError(f"{len(samples)} samples came, at least {_WIDTH} at 16 kHz were expected")
    starts = torch.arange(0, samples.shape[0] - _WIDTH + 1, _HOP, device=samples.device)
    frames = samples[starts[:, None] + torch.arange(_WIDTH, device=samples.device)]  # (T, 400)
    frames = frames - frames.mean(1, keepdim=True)
    frames = frames - 0.97 * torch.cat([frames[:, :1], frames[:, :-1]], dim=1)
    shape = torch.hann_window(_WIDTH, periodic=False, device=samples.device) ** 0.85
    padded = functional.pad(frames * shape, (0, _LENGTH - _WIDTH))  # here, for other runtimes than torch do not
    power = torch.fft.rfft(padded).abs().square()  # (T, 257)
    return (power @ _kaldi_bank().to(samples.device)).clamp_min(_LEAST).log()


@lru_cache(maxsize=1)
def _kaldi_bank() -> Tensor:
    """(257, 80) triangles even and straight on the mel scale 1127 ln(1 + f / 700), from 20 Hz to Nyquist."""
    mel = 1127 * torch.log1p(torch.arange(_LENGTH // 2 + 1, dtype=torch.float64) * RATE / _LENGTH / 700)
    low = 1127 * torch.log1p(torch.tensor(LOW, dtype=torch.float64) / 700)
    step = (mel[-1] - low) / (BANDS + 1)
    peaks = low + step * torch.arange(1, BANDS + 1)
    return (1 - (mel[:, None] - peaks).abs() / step).clamp_min(0).float()

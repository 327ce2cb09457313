"""How alike two mels are in structure: whether their ups and downs, close by, go together and go as far.

The contrast and structure terms of SSIM (Wang et al. 2004, equation 6 with alpha 0): a mel that is told by its mean is
blurred, and here it loses by that, where the error of each band alone would not notice.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from unisono.types import Floats

REACH = 5  # bands and frames to either side
SIGMA = 1.5  # of the Gaussian that weighs them
STILL = 0.03  # variance, of normalised mels, below which nothing moves


def unlike(mel: Floats, real: Floats) -> tuple[float, Floats]:
    """Two (T, B) normalised mels, 0 where nothing is known -> 0 (the same) .. 2 on average, and its gradient by `mel`.

    `train/own_net.py` has the same in torch.
    """
    size = np.float32(mel.size)
    mean, other = _around(mel), _around(real)
    spread, others = _around(mel * mel) - mean * mean, _around(real * real) - other * other
    both = _around(mel * real) - mean * other
    above, below = np.float32(2) * both + np.float32(STILL), spread + others + np.float32(STILL)
    alike = above / below
    of_spread, of_both = alike / below / size, np.float32(-2) / below / size
    of_mean = np.float32(2) * mean * of_spread + other * of_both
    back = np.float32(2) * mel * _around(of_spread) + real * _around(of_both) - _around(of_mean)
    return float(1 - alike.mean()), np.asarray(back, np.float32)


@lru_cache(maxsize=1)
def kernel() -> Floats:
    """(2 * REACH + 1,) weights of sum one."""
    weights = np.exp(-0.5 * (np.arange(-REACH, REACH + 1) / SIGMA) ** 2)
    return np.asarray(weights / weights.sum(), np.float32)


def _around(x: Floats) -> Floats:
    """Weighted means over what is around each place; nothing beyond the edges."""
    size = len(x)
    padded = np.pad(x @ _bands(x.shape[1]), ((REACH, REACH), (0, 0)))
    return np.asarray(sum(w * padded[at : at + size] for at, w in enumerate(kernel())), np.float32)


@lru_cache(maxsize=4)
def _bands(count: int) -> Floats:
    """(count, count) symmetric."""
    away = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
    return np.asarray(np.where(away <= REACH, kernel()[np.minimum(away + REACH, 2 * REACH)], 0), np.float32)

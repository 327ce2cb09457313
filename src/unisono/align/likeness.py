"""What is compared: cepstra scaled, and the echo's mapped, so that two voices saying the same look alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unisono.audio.features import slopes
from unisono.types import Floats


def between(rows: Floats, frames: NDArray[np.float64]) -> Floats:
    """(T, C), each at the middle of its frame -> (J, C) at these times, in frames."""
    at = np.clip(frames - 0.5, 0, len(rows) - 1)
    left = np.minimum(at.astype(int), len(rows) - 2) if len(rows) > 1 else np.zeros(len(at), int)
    share = (at - left)[:, None]
    return np.asarray(rows[left] * (1 - share) + rows[np.minimum(left + 1, len(rows) - 1)] * share, np.float32)


def scaled(cepstra: Floats, speaking: NDArray[np.bool_]) -> Floats:
    """(T, 13) -> (T, 26): with slopes over 50 ms, and each as a share of its spread while somebody speaks."""
    padded = np.pad(cepstra, ((2, 2), (0, 0)), mode="edge")
    both = np.concatenate([cepstra, slopes(padded)], axis=1)
    spoken = both[speaking]
    return np.asarray((both - spoken.mean(0)) / (1.4 * spoken.std(0) + 1e-3), np.float32)


def likened(said: Floats, heard: Floats, frame: NDArray[np.intp], spoken: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """The echo mapped onto the recording, and both scaled by what remains between them.

    said (J, C) and heard (T, C); `frame` (T,) is the echo's for each one heard, and counts where `spoken`. A linear map
    by least squares, as speakers are adapted to (Leggetter & Woodland 1995).
    """
    x = np.concatenate([said, np.ones((len(said), 1), np.float32)], axis=1)
    inputs, wanted = x[frame[spoken]], heard[spoken]
    weight = inputs.T @ inputs + 10.0 * np.eye(x.shape[1], dtype=np.float32)
    matrix = np.linalg.solve(weight, inputs.T @ wanted)
    rest = np.sqrt(np.mean((inputs @ matrix - wanted) ** 2, axis=0)) + 0.05
    return np.asarray(x @ matrix / rest, np.float32), np.asarray(heard / rest, np.float32)

"""The net made used to one speaker: its last layer learns from what it heard in a minute or more of speech.

The truth that it learns is what the search found, mixed with what it believed before, so that little sound changes it
little (Yu et al. 2013, "KL-divergence regularized deep neural network adaptation").
"""

from __future__ import annotations

import numpy as np

from unisono.align.net import log_softmax
from unisono.types import Floats, Ints

_STEPS = 12


def last_layer(out: Floats, frames: Floats, states: Ints, belief: float = 0.4) -> Floats:
    """A last layer (C + 1, J) for a speaker. `frames`: (T, C) of the layer below; `states`: (T,) found, -1 for unknown.

    `belief`: how much the layer's own posteriors count beside the states. Convex; each step is Newton's with the bound
    of Böhning 1992, so that it never gets worse.
    """
    known = states >= 0
    rows = np.concatenate([frames[known], np.ones((int(known.sum()), 1), np.float32)], axis=1)
    if not len(rows):
        return out
    truth = belief * np.exp(log_softmax(rows @ out))
    truth[np.arange(len(rows)), states[known]] += 1 - belief
    spread = rows.T @ rows / len(rows)
    slow = np.linalg.inv(spread + 1e-3 * np.trace(spread) / len(spread) * np.eye(len(spread))).astype(np.float32)
    layer = out.copy()
    for _ in range(_STEPS):
        slope = rows.T @ (np.exp(log_softmax(rows @ layer)) - truth) / len(rows)
        layer -= 2 * slow @ slope
    return layer

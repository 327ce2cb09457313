"""A monophone GMM-HMM by Viterbi EM: diagonal Gaussians for every state, split until there are enough of them.

Rabiner 1989 with hard counts; features are 13 cepstra of our normalised spectra with two orders of slopes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unisono.align.units import STATES, UNITS
from unisono.audio.features import MELS, slopes
from unisono.compiled.jit import kernel
from unisono.types import Floats, Ints

CEPSTRA = 13
FEATURES = 3 * CEPSTRA
COUNT = len(UNITS) * STATES  # states

Doubles = NDArray[np.float64]
_FLOOR = 0.05  # of the variance of all, the least that a Gaussian has
_LEAST = 12.0  # frames that a Gaussian stands for, at least
_PRIOR = 8.0  # frames of the pooled variance that every Gaussian is mixed with


def features(rows: Floats) -> Floats:
    """(2 T, MELS) normalised spectra every 5 ms -> (T, 39) every 10 ms."""
    pairs = rows[: len(rows) // 2 * 2].reshape(-1, 2, MELS).mean(axis=1)
    basis = np.cos(np.pi * np.arange(CEPSTRA)[:, None] * (np.arange(MELS) + 0.5) / MELS) * np.sqrt(2 / MELS)
    cepstra = pairs @ basis.T.astype(np.float32)
    first = slopes(np.pad(cepstra, ((2, 2), (0, 0)), mode="edge"))
    second = slopes(np.pad(first, ((2, 2), (0, 0)), mode="edge"))
    return np.concatenate([cepstra, 3 * first, 9 * second], axis=1).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Gaussians:
    """For each of J states up to K diagonal Gaussians; a weight of 0 is one that is not there."""

    weights: Floats  # (J, K)
    means: Floats  # (J, K, D)
    variances: Floats  # (J, K, D)

    def scores(self, rows: Floats, states: Ints) -> Floats:
        """(T, D) -> (T, M) log density of the best Gaussian of each of M states."""
        means, precision = self.means[states], 1 / self.variances[states]
        constant = np.log(np.maximum(self.weights[states], 1e-30)) - 0.5 * (
            np.log(2 * np.pi / precision) + means**2 * precision
        ).sum(axis=2)
        weight = np.concatenate([means * precision, -0.5 * precision], axis=2)
        augmented = np.concatenate([rows, rows**2], axis=1)
        best = np.full((len(rows), len(states)), -1e30, np.float32)
        for which in range(means.shape[1]):
            np.maximum(best, augmented @ weight[:, which].T + constant[:, which], out=best)
        return best


class Counts:
    """What one pass over the data gathers for every Gaussian."""

    def __init__(self, model: Gaussians | None, most: int) -> None:
        self.model = model
        self.weights = np.zeros((COUNT, most))
        self.sums = np.zeros((COUNT, most, FEATURES))
        self.squares = np.zeros((COUNT, most, FEATURES))

    def add(self, rows: Floats, states: Ints, weight: float = 1.0) -> None:
        """(T, D) frames and the state of each, -1 for a frame that teaches nothing."""
        if self.model is None:
            which = np.zeros(len(rows), np.int32)
        else:
            which = nearest(rows, states, self.model.weights, self.model.means, self.model.variances)
        gather(rows, states, which, weight, self.weights, self.sums, self.squares)

    def model_of(self, most: int) -> Gaussians:
        """The Gaussians that fit best, the widest of each state split until it has `most` or too few frames."""
        pooled = self.squares.sum((0, 1)) / self.weights.sum() - (self.sums.sum((0, 1)) / self.weights.sum()) ** 2
        weights = np.zeros((COUNT, most), np.float32)
        means = np.zeros((COUNT, most, FEATURES), np.float32)
        variances = np.ones((COUNT, most, FEATURES), np.float32)
        for state in range(COUNT):
            found = [
                self._gaussian(state, which, pooled) for which in np.flatnonzero(self.weights[state] >= _LEAST).tolist()
            ] or [(1.0, np.zeros(FEATURES), pooled)]
            while len(found) < most:
                widest = max(range(len(found)), key=lambda at: found[at][0])
                count, mean, variance = found[widest]
                if count < 6 * _LEAST:
                    break
                step = 0.2 * np.sqrt(variance)
                found[widest] = (count / 2, mean + step, variance)
                found.append((count / 2, mean - step, variance))
            whole = sum(count for count, _, _ in found)
            for at, (count, mean, variance) in enumerate(found[:most]):
                weights[state, at], means[state, at], variances[state, at] = count / whole, mean, variance
        return Gaussians(weights, means, variances)

    def _gaussian(self, state: int, which: int, pooled: Doubles) -> tuple[float, Doubles, Doubles]:
        count = self.weights[state, which]
        mean = self.sums[state, which] / count
        spread = self.squares[state, which] / count - mean**2
        mixed = (spread * count + pooled * _PRIOR) / (count + _PRIOR)
        return float(count), mean, np.maximum(mixed, _FLOOR * pooled)


@kernel
def nearest(rows: Floats, states: Ints, weights: Floats, means: Floats, variances: Floats) -> Ints:
    """Which Gaussian of its state explains each frame best."""
    found = np.zeros(len(rows), np.int32)
    for t in range(len(rows)):
        state = states[t]
        if state < 0:
            continue
        top = -1e30
        for k in range(weights.shape[1]):
            if weights[state, k] <= 0:
                continue
            score = np.log(weights[state, k])
            for d in range(rows.shape[1]):
                away = rows[t, d] - means[state, k, d]
                score -= 0.5 * (np.log(variances[state, k, d]) + away * away / variances[state, k, d])
            if score > top:
                top = score
                found[t] = k
    return found


@kernel
def gather(
    rows: Floats, states: Ints, which: Ints, weight: float, weights: Doubles, sums: Doubles, squares: Doubles
) -> None:
    """Sums for the means and variances."""
    for t in range(len(rows)):
        state = states[t]
        if state < 0:
            continue
        k = which[t]
        weights[state, k] += weight
        for d in range(rows.shape[1]):
            value = rows[t, d]
            sums[state, k, d] += weight * value
            squares[state, k, d] += weight * value * value

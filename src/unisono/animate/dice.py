"""Repeatable chance: the n-th throw of a stream is a function of (seed, stream, n), so nothing is remembered."""

from __future__ import annotations

from statistics import NormalDist

_MASK = (1 << 64) - 1
_NORMAL = NormalDist()


def uniform(seed: int, stream: int, n: int) -> float:
    """0 < x < 1. SplitMix64 (Steele et al. 2014) over the three numbers."""
    x = _mixed(_mixed(_mixed(seed & _MASK) ^ (stream & _MASK)) ^ (n & _MASK))
    return ((x >> 11) + 0.5) / (1 << 53)


def normal(seed: int, stream: int, n: int) -> float:
    """Mean 0, deviation 1."""
    return _NORMAL.inv_cdf(uniform(seed, stream, n))


def held_normal(seed: int, stream: int, n: int) -> float:
    """The same without its tails: no neck or eye goes further."""
    return min(max(normal(seed, stream, n), -1.8), 1.8)


def _mixed(x: int) -> int:
    x = (x + 0x9E3779B97F4A7C15) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)

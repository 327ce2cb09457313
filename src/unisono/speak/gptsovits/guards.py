"""How often a phrase is drawn, and when its tokens go round in a circle: sampling gets stuck, silent or not."""

from __future__ import annotations

from collections.abc import Sequence

TRIES = 3  # of a phrase, where it is not heard to be the text

_PERIODS = range(1, 13)  # tokens: nothing that people say comes again and again after half a second
_ROUNDS, _LEAST = 4, 25  # so often at least, and so many tokens at least: a second


def loop(tokens: Sequence[int]) -> int | None:
    """Where the loop begins that the last tokens are in; None where they are in none."""
    for period in _PERIODS:
        span = max(_ROUNDS * period, _LEAST + period)
        if len(tokens) >= span and all(tokens[-k] == tokens[-k - period] for k in range(1, span - period + 1)):
            begin = len(tokens) - span
            while begin and tokens[begin - 1] == tokens[begin - 1 + period]:
                begin -= 1
            return begin
    return None

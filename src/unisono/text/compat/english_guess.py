"""How a word no dictionary knows is said: g2p_en's recurrent net, read from its wheel and run with numpy.

The wheel's code is never imported: it wants downloads. One GRU reads the letters, another writes ARPAbet.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from unisono.text.compat.extras import file_of
from unisono.text.compat.symbols import ARPABET_CONSONANTS, ARPABET_VOWELS

_Weights = dict[str, NDArray[Any]]

_LONGEST: Final = 20  # phones
_LETTERS: Final = {letter: row for row, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=3)}
_UNKNOWN, _END_OF_WORD = 1, 2
_START, _STOP = 2, 3
# After four marks of its own the net's phones are sorted; UW without stress is one of them, by an old mistake.
_PHONES: Final = tuple(
    sorted((*ARPABET_CONSONANTS, "UW", *(vowel + stress for vowel in ARPABET_VOWELS for stress in "012")))
)


def guess(word: str) -> list[str]:
    """Lower-case letters → ARPAbet, at most 20 phones."""
    weights = _weights()
    state: NDArray[Any] = np.zeros((1, weights["enc_w_hh"].shape[1]), np.float32)
    for row in [*(_LETTERS.get(letter, _UNKNOWN) for letter in word), _END_OF_WORD]:
        state = _step(weights, "enc", row, state)
    phones: list[str] = []
    row = _START
    for _ in range(_LONGEST):
        state = _step(weights, "dec", row, state)
        row = int((state @ weights["fc_w"].T + weights["fc_b"]).argmax())
        if row == _STOP:
            break
        phones.append(_PHONES[row - 4] if row >= 4 else "UNK")
    return phones


def _step(weights: _Weights, net: str, row: int, state: NDArray[Any]) -> NDArray[Any]:
    """One GRU step; gates are stored reset, update, new."""
    given = weights[f"{net}_emb"][row] @ weights[f"{net}_w_ih"].T + weights[f"{net}_b_ih"]
    kept = state @ weights[f"{net}_w_hh"].T + weights[f"{net}_b_hh"]
    size = state.shape[1]
    gates = 1 / (1 + np.exp(-(given[: 2 * size] + kept[:, : 2 * size])))
    reset, update = gates[:, :size], gates[:, size:]
    new = np.tanh(given[2 * size :] + reset * kept[:, 2 * size :])
    return np.asarray((1 - update) * new + update * state)


@cache
def _weights() -> _Weights:
    with np.load(file_of("g2p_en", "checkpoint20.npz")) as stored:
        return {name: stored[name] for name in stored.files}

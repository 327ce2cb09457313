"""A word that no dictionary has: its letters -> ARPAbet, by a small recurrent net (numpy alone, weights in the wheel).

The net of g2p_en (Park & Kim 2019, Apache-2.0): an encoder and a decoder of one GRU layer each, 256 wide, greedy.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST = 24  # letters: the net was trained on words, not on lines
_LETTERS = {letter: at for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz", 3)}
_END_OF_WORD = 2
_VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH".split()
_SOUNDS = [
    *("<pad>", "<unk>", "<s>", "</s>"),
    *sorted(
        [f"{vowel}{stress}" for vowel in [*_VOWELS, "UW"] for stress in "012"]
        + "B CH D DH F G HH JH K L M N NG P R S SH T TH UW V W Y Z ZH".split()
    ),
]
_START, _STOP = 2, 3
_MOST = 2 * LONGEST  # sounds

Array = NDArray[np.float32]


@lru_cache(maxsize=8192)
def guessed(word: str) -> tuple[str, ...]:
    """ARPAbet with stress for a word of a-z, at most `LONGEST` letters; letters beyond a-z are passed over."""
    net = _net()
    state: Array = np.zeros(net["enc_w_hh"].shape[1], np.float32)
    for letter in (*(_LETTERS[c] for c in word[:LONGEST] if c in _LETTERS), _END_OF_WORD):
        state = _step(net, "enc", letter, state)
    found: list[str] = []
    sound = _START
    while len(found) < _MOST:
        state = _step(net, "dec", sound, state)
        sound = int(np.argmax(net["fc_w"] @ state + net["fc_b"]))
        if sound <= _STOP:
            break
        found.append(_SOUNDS[sound])
    return tuple("UW1" if s == "UW" else s for s in found)


def _step(net: dict[str, Array], side: str, token: int, state: Array) -> Array:
    """One step of a GRU: Cho et al. 2014, with the reset gate inside as in cuDNN. state (256,)."""
    into: Array = net[f"{side}_table"][token]
    kept: Array = net[f"{side}_w_hh"] @ state + net[f"{side}_b_hh"]
    size = len(state)
    gates = 1 / (1 + np.exp(-(into[: 2 * size] + kept[: 2 * size])))
    fresh = np.tanh(into[2 * size :] + gates[:size] * kept[2 * size :])
    mixed: Array = np.asarray(fresh + gates[size:] * (state - fresh), np.float32)
    return mixed


@lru_cache(maxsize=1)
def _net() -> dict[str, Array]:
    with (files("unisono.text") / "data" / "english_guess.npz").open("rb") as source:
        stored: Any = np.load(source)
        net = {name: stored[name].astype(np.float32) for name in stored}
    for side in ("enc", "dec"):  # what a letter brings in is the same each time: one table
        net[f"{side}_table"] = net[f"{side}_emb"] @ net[f"{side}_w_ih"].T + net[f"{side}_b_ih"]
    return net

"""A word that no dictionary has: its letters -> ARPAbet, by a small recurrent net, run with numpy.

The net of g2p_en (Park & Kim 2019), its weights read from that package's wheel: an encoder and a decoder of one GRU
layer each, 256 wide, greedy. The package itself is not imported, for it downloads when it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unisono.errors import MissingExtra

LONGEST = 24  # letters: the net was trained on words, not on lines
_LETTERS = {letter: at for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz", 3)}
_UNKNOWN, _END_OF_WORD = 1, 2
_VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH".split()
_SOUNDS = [
    *("UNK",) * 4,  # marks of its own, which it does not say
    *sorted(
        [f"{vowel}{stress}" for vowel in [*_VOWELS, "UW"] for stress in "012"]
        + "B CH D DH F G HH JH K L M N NG P R S SH T TH UW V W Y Z ZH".split()
    ),
]
_START, _STOP = 2, 3

Array = NDArray[np.float32]


@lru_cache(maxsize=8192)
def guessed(word: str) -> tuple[str, ...]:
    """ARPAbet with stress for a word of a-z, at most `LONGEST` letters; letters beyond a-z are passed over."""
    known = "".join(letter for letter in word[:LONGEST] if letter in _LETTERS)
    return tuple("UW1" if sound == "UW" else sound for sound in decoded(known, 2 * LONGEST))


def decoded(word: str, most: int) -> Iterator[str]:
    """What the net itself says for lower-case letters: at most `most` sounds, "UW" without stress among them."""
    net = _net()
    state: Array = np.zeros(net["enc_w_hh"].shape[1], np.float32)
    for letter in (*(_LETTERS.get(c, _UNKNOWN) for c in word), _END_OF_WORD):
        state = _step(net, "enc", letter, state)
    sound = _START
    for _ in range(most):
        state = _step(net, "dec", sound, state)
        sound = int(np.argmax(net["fc_w"] @ state + net["fc_b"]))
        if sound == _STOP:
            return
        yield _SOUNDS[sound]


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
    package = find_spec("g2p_en")
    if not package or not package.submodule_search_locations:
        raise MissingExtra("English words that no dictionary has need g2p-en: pip install g2p-en")
    with np.load(Path(package.submodule_search_locations[0]) / "checkpoint20.npz") as stored:
        net: dict[str, Array] = {name: stored[name].astype(np.float32) for name in stored}
    for side in ("enc", "dec"):  # what a letter brings in is the same each time: one table
        net[f"{side}_table"] = net[f"{side}_emb"] @ net[f"{side}_w_ih"].T + net[f"{side}_b_ih"]
    return net

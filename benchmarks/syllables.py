"""A Mandarin ear: which syllables a sound may be, tones apart, by our aligner's acoustics and nothing else.

No Mandarin recogniser with weights in its wheel is at hand. This one knows no words and
gets four of ten syllables of AISHELL-1's readers wrong: its figures are to be compared with those of real speech only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from unisono.align import acoustics
from unisono.align.graph import HURRIED
from unisono.align.units import SIL, STATES, is_closing, units_of
from unisono.text import mandarin
from unisono.types import Floats, Ints, Speech

_PRICE = 8.0  # nepers for each syllable: as many are then heard as AISHELL-1's readers say


@dataclass(frozen=True, eq=False)
class _Ways:
    """All syllables, and silence, side by side: their states from left to right."""

    names: tuple[str, ...]  # pinyin without tones; empty for silence
    column: NDArray[np.intp]  # (S,) of the acoustics' scores
    first: NDArray[np.intp]  # (K,) of each
    last: NDArray[np.intp]
    leaps: Floats  # (S,) what it costs to come to a state from the last but one; infinite for most


def heard(speech: Speech) -> list[str]:
    """Pinyin without tones. Viterbi over any sequence of syllables, at a price for each."""
    ways = _ways()
    scores = acoustics.load().scores(speech.samples, speech.rate)[:, ways.column]
    best = np.full(len(ways.column), -np.inf)
    best[ways.first] = scores[0, ways.first]
    begun: Ints = np.zeros(len(best), np.int32)  # the frame in which the syllable that a state is in began
    ended: list[tuple[int, int]] = []  # at each frame: the best syllable that ends with it, and when it began
    for frame in range(1, len(scores)):
        winner = int(best[ways.last].argmax())
        ended.append((winner, int(begun[ways.last[winner]])))
        best, begun = _moved(ways, best, begun, float(best[ways.last[winner]]) - _PRICE, frame)
        best += scores[frame]
    winner = int(best[ways.last].argmax())
    ended.append((winner, int(begun[ways.last[winner]])))
    found, frame = [], len(ended) - 1
    while frame >= 0:
        winner, begin = ended[frame]
        found.append(ways.names[winner])
        frame = begin - 1
    return [name for name in found[::-1] if name]


def _moved(
    ways: _Ways, best: NDArray[np.float64], begun: Ints, entering: float, frame: int
) -> tuple[NDArray[np.float64], Ints]:
    """The best way into every state: stay, step, leap, or begin a syllable."""
    step = np.concatenate([[-np.inf], best[:-1]])
    step[ways.first] = entering
    leap = np.concatenate([[-np.inf, -np.inf], best[:-2]]) - ways.leaps
    since = np.concatenate([[0], begun[:-1]]).astype(np.int32)
    since[ways.first] = frame
    over = np.concatenate([[0, 0], begun[:-2]]).astype(np.int32)
    options = np.stack([best, step, leap])
    chosen = options.argmax(axis=0)
    return options.max(axis=0), np.choose(chosen, [begun, since, over])


@lru_cache(maxsize=1)
def _ways() -> _Ways:
    names, columns = [""], [np.array([SIL * STATES + s for s in range(STATES)], np.intp)]
    leaps = [np.full(STATES, np.inf)]
    for name in sorted(_inventory()):
        units = [unit for label in mandarin.ipa(f"{name}1") for unit in units_of(label, "zh")]
        names.append(name)
        columns.append(np.array([unit * STATES + s for unit in units for s in range(STATES)], np.intp))
        leaps.append(np.array([_leap(unit, s) for unit in units for s in range(STATES)]))
    last = np.cumsum([len(column) for column in columns]) - 1
    first = np.concatenate([[0], last[:-1] + 1])
    return _Ways(tuple(names), np.concatenate(columns), first, last, np.concatenate(leaps).astype(np.float32))


def _leap(unit: int, state: int) -> float:
    """A phone may be over before its middle, as in align/graph.py."""
    return HURRIED if state == STATES - 1 and not is_closing(unit) else float("inf")


def _inventory() -> set[str]:
    """Every syllable of a common character."""
    common = range(0x4E00, 0x9FA6)
    known = import_module("pypinyin.pinyin_dict").pinyin_dict
    text = "".join(chr(code) for code in common if code in known)
    return {one.pinyin.rstrip("12345") for one in mandarin.syllables(text)}

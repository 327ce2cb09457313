"""Utterances as the trainers see them: spectra, and the graph of what is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unisono.align.spectra import spectra
from unisono.train.corpus import RATE, Utterance
from unisono.train.paths import Graph, graph_of


@dataclass(frozen=True, eq=False)
class Lesson:
    """An utterance as the trainers see it."""

    utterance: Utterance
    rows: NDArray[np.float16]  # (2 T, MELS) log power every 5 ms, not normalised
    graph: Graph

    @property
    def frames(self) -> int:
        """Of 10 ms."""
        return len(self.rows) // 2

    @property
    def exact(self) -> bool:
        """True where the times of all phones are known."""
        return bool(self.utterance.pieces)


def lessons(utterances: Iterable[Utterance]) -> list[Lesson]:
    """Spectra and graphs of those of which something is known."""
    found = []
    for utterance in utterances:
        if utterance.words or utterance.pieces:
            rows = spectra(utterance.sound, RATE).astype(np.float16)
            found.append(Lesson(utterance, rows, graph_of(utterance)))
    return found

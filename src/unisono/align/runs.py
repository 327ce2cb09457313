"""Decided frames -> sounds from frame to frame, each told when the next one begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from unisono.align.graph import Graph, Sound
from unisono.types import Ints


@dataclass
class Run:
    """A sound of the graph over the frames in which it was found."""

    sound: Sound
    number: int  # of the sound in the graph
    entered: bool  # a place led into it: it begins a spoken word, or stands between words
    begin: int  # frame
    states: list[int] = field(default_factory=list)  # that heard each frame
    after: Run | None = None  # the next; None at the end of the sound

    @property
    def end(self) -> int:
        """The frame after its last."""
        return self.begin + len(self.states)


class Runs:
    """Runs of a search through one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.open: Run | None = None  # the one that goes on
        self.frames = 0  # decided so far

    def feed(self, decided: Ints) -> Iterator[Run]:
        """(N, 2) further decided frames, as `Search` tells them -> the runs that have ended."""
        for state, entered in decided.tolist():
            number = int(self._graph.sound[state])
            if self.open is None or entered or number != self.open.number:
                ended, self.open = self.open, Run(self._graph.sounds[number], number, bool(entered), self.frames)
                if ended:
                    ended.after = self.open
                    yield ended
            self.open.states.append(state)
            self.frames += 1

    def finish(self) -> Iterator[Run]:
        """The last one."""
        if self.open:
            ended, self.open = self.open, None
            yield ended

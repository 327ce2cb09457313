"""A live head: lines come when somebody puts them, and between them it lives on."""

from __future__ import annotations

import queue
from contextlib import closing

import numpy as np

from unisono.pipeline import Actor, waiting
from unisono.types import SILENCE, Line, Take


def test_a_head_that_waits_for_lines_never_freezes_and_speaks_when_one_comes() -> None:
    inbox: queue.Queue[Line | None] = queue.Queue()
    takes: list[Take] = []
    seconds = 0.0
    with closing(Actor.cast(engine="stand-in", seed=1).stream(waiting(inbox))) as stream:  # type: ignore[type-var]
        for take in stream:
            before, seconds = seconds, take.face.end / 60
            takes.append(take)
            if before < 4 <= seconds:
                inbox.put(Line("Hello there.", "en"))
            if before < 8 <= seconds:
                inbox.put(None)
    whole = Take.join(takes)
    spoken = [p for p in whole.speech.phones if p.label != SILENCE]
    assert 4 < spoken[0].start < 4.6  # at once: what is made ahead is less than half a second
    assert seconds > 8
    idle = whole.face.head[: int(3.5 * 60)]
    assert (np.abs(np.diff(idle, axis=0)).max(axis=1) > 1e-5).mean() > 0.98
    assert np.degrees(idle).std(axis=0).max() > 0.2
    assert Take.join(takes).face.offset == 0


def test_what_is_said_while_waiting_is_what_is_said_at_once() -> None:
    inbox: queue.Queue[Line | None] = queue.Queue()
    inbox.put(Line("One.", "en"))
    inbox.put(Line("Two.", "en", pause=0.4))
    inbox.put(None)
    waited = Take.join(Actor.cast(engine="stand-in").stream(waiting(inbox)))
    at_once = Actor.cast(engine="stand-in").say([Line("One.", "en"), Line("Two.", "en", pause=0.4)])
    assert np.array_equal(waited.face.weights, at_once.face.weights)

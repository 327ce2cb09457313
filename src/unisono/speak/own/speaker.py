"""Who speaks, as the net takes it: a vector, a pitch, and what of the net was changed for him."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from unisono.speak.own.net import Net
from unisono.speak.own.shape import ROOM
from unisono.types import Floats

ENGINE = "own"  # whose voices keep such a state
_LARGEST = 100.0  # of a weight: far beyond what is learnt, and nothing overflows
_CHANGED = "net/"  # before the names of changed weights in a voice's state


@dataclass(frozen=True, eq=False)
class Speaker:
    """Made at enrolment, or one of those that the net has learnt."""

    vector: Floats  # (speaker,)
    pitch: tuple[float, float]  # mean and deviation of log Hz
    room: Floats = field(default_factory=lambda: np.full(ROOM, -1.0, np.float32))  # quieter than most recordings
    changed: Mapping[str, Floats] = field(default_factory=dict)  # weights of the net

    def state(self, net: Net) -> dict[str, Any]:
        """For `Voice.state`, as a speaker of `net` and no other; weights as fp16, 12 MB if all were changed."""
        weights = {_CHANGED + name: np.asarray(value, np.float16) for name, value in self.changed.items()}
        pitch = np.array(self.pitch, np.float32)
        return {"weights": net.print, "vector": self.vector, "pitch": pitch, "room": self.room, **weights}

    @staticmethod
    def of(state: Mapping[str, Floats]) -> Speaker:
        """What `state` told."""
        pitch = state["pitch"]
        start = len(_CHANGED)
        changed = {n[start:]: np.asarray(v, np.float32) for n, v in state.items() if n.startswith(_CHANGED)}
        return Speaker(state["vector"], (float(pitch[0]), float(pitch[1])), state["room"], changed)

    @staticmethod
    def fits(state: Mapping[str, Floats], net: Net) -> bool:
        """True if the state can be of a speaker of this net, before voices change it: it may come from a file."""
        shapes = {name: value.shape for name, value in state.items()}
        wanted = {"vector": (net.shape.speaker,), "pitch": (2,), "room": (ROOM,)}
        known = {_CHANGED + name: value.shape for name, value in net.weights.items()}
        changed = {name: shape for name, shape in shapes.items() if name.startswith(_CHANGED)}
        if not (wanted.items() <= shapes.items() and changed.items() <= known.items()):
            return False
        if not np.array_equal(state.get("weights", ()), net.print):
            return False
        return _speaks(*state["pitch"]) and all(np.abs(state[name]).max(initial=0) < _LARGEST for name in changed)

    def net(self, base: Net) -> Net:
        """The net as this speaker has it."""
        return base.with_weights(self.changed) if self.changed else base


def _speaks(mean: float, deviation: float) -> bool:
    """True for log Hz that people have."""
    return 3.5 < mean < 7.5 and 0 <= deviation < 2

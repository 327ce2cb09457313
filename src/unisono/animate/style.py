"""How someone moves: gains on what the animator does, and the pose that the face rests in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import numpy as np

from unisono import arkit
from unisono.animate.visemes import Doubles
from unisono.errors import InputError

_MOST = 3.0  # of a gain


@dataclass(frozen=True)
class Style:
    """Gains, 1 is usual. The hard rules of the lips hold in any style. InputError for a gain out of 0..3."""

    jaw: float = 1.0  # how far the jaw opens in speech
    lips: float = 1.0  # how far the lips round, spread and part in speech
    brows: float = 1.0  # raised on accents, and in feelings
    head: float = 1.0  # sway and nods
    blinks: float = 1.0  # times 26 a minute in talk, 17 in listening
    asymmetry: float = 1.0  # how much left and right differ
    rest: dict[str, float] = field(default_factory=dict)  # ARKit name -> weight of the face that does nothing

    def __post_init__(self) -> None:
        for name, value in self.gains().items():
            if not 0 <= value <= _MOST:
                raise InputError(f"style {name} is {value}; a gain is 0 to {_MOST:g}, and 1 is usual")
        for name, value in self.rest.items():
            if name not in arkit.INDEX or not 0 <= value <= 1:
                raise InputError(f"style rest has {name!r}: {value}; expected a name of ARKit and a weight of 0 to 1")

    def gains(self) -> dict[str, float]:
        """Its gains by name."""
        return {name: value for name, value in asdict(self).items() if name != "rest"}

    def resting(self) -> Doubles:
        """(52,) the weights of `rest`."""
        row = np.zeros(len(arkit.NAMES))
        for name, value in self.rest.items():
            row[arkit.INDEX[name]] = value
        return row


PRESETS: dict[str, Style] = {
    "usual": Style(),
    "anchor": Style(lips=1.05, brows=0.7, head=0.6, blinks=0.8, asymmetry=0.6),
    "teacher": Style(jaw=1.1, lips=1.15, brows=1.2, head=1.1),
    "lively": Style(jaw=1.15, lips=1.15, brows=1.5, head=1.5, blinks=1.15, asymmetry=1.4),
    "calm": Style(jaw=0.85, lips=0.9, brows=0.6, head=0.6, blinks=0.8, asymmetry=0.8),
}


def style(name: str) -> Style:
    """A preset by name, or a file that `unisono fit` wrote. InputError otherwise."""
    if name in PRESETS:
        return PRESETS[name]
    path = Path(name)
    if not path.exists():
        raise InputError(f"no style called {name!r}; known: {', '.join(PRESETS)}, or a file that `unisono fit` wrote")
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a style: {error}; make one with `unisono fit`") from None
    known = {f.name for f in fields(Style)}
    if not isinstance(held, dict) or not set(held) <= known or not _is_style(held):
        raise InputError(f"{path} is no style; expected an object with {', '.join(sorted(known))}")
    return Style(**held)


def text(one: Style) -> str:
    """What a style's file holds."""
    return json.dumps(asdict(one), indent=1) + "\n"


def _is_style(held: dict[str, object]) -> bool:
    numbers = [value for name, value in held.items() if name != "rest"]
    rest = held.get("rest", {})
    return isinstance(rest, dict) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in (*numbers, *rest.values())
    )

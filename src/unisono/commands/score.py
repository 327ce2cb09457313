"""`unisono score`: a face track and the phones that it speaks -> a scorecard, measured on a head."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from unisono.errors import InputError
from unisono.judge.lips import BARS, Bar, LipMeter, Scorecard, score
from unisono.render import avatars
from unisono.types import Take


def card(take: Take, avatar: str) -> Scorecard:
    """The scorecard on a head by its name. InputError for a take without phones."""
    if not take.speech.phones:
        raise InputError(
            "nothing tells which phones these curves speak; give a take of unisono with --phones take.json"
        )
    return score(take, LipMeter(avatars.load(avatar)))


def table(card: Scorecard) -> Iterator[tuple[str, ...]]:
    """A row for each measure: verdict, name, value, bar."""
    for name, value in dataclasses.asdict(card).items():
        bar = BARS.get(name)
        verdict = "" if bar is None or np.isnan(value) else "ok" if bar.met(value) else "MISSED"
        yield verdict, name, "not measured" if np.isnan(value) else f"{value:.4g}", told(bar) if bar else ""


def missed(card: Scorecard) -> list[str]:
    """The names of the bars that the card does not reach."""
    return [name for name, bar in BARS.items() if not bar.met(getattr(card, name))]


def told(bar: Bar) -> str:
    """A bar in words."""
    parts = [f"at least {bar.least:g}"] if np.isfinite(bar.least) else []
    return " and ".join(parts + ([f"at most {bar.most:g}"] if np.isfinite(bar.most) else []))

"""load("animator", "rules"): built-ins and plugins come through the same entry points."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from unisono.errors import MissingExtra, UnknownPlugin

KINDS = ("synthesizer", "aligner", "animator", "renderer", "sink")


def names(kind: str) -> list[str]:
    """The installed plugins of a kind, sorted."""
    return sorted({entry.name for entry in entry_points(group=f"unisono.{kind}")})


def find(kind: str, name: str) -> Any:
    """The class or factory behind a name. UnknownPlugin lists what there is; MissingExtra says how to get it."""
    for entry in entry_points(group=f"unisono.{kind}", name=name):
        return _loaded(kind, entry)
    raise UnknownPlugin(f"no {kind} called {name!r}; installed: {', '.join(names(kind)) or 'none'}")


def load(kind: str, name: str, **options: Any) -> Any:
    """A new plugin of that kind, made with `options`."""
    return find(kind, name)(**options)


def _loaded(kind: str, entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except ImportError as error:
        if isinstance(error, MissingExtra) or (error.name or "").startswith("unisono"):
            raise
        raise MissingExtra(
            f"{kind} {entry.name!r} needs {error.name or error}: pip install 'unisono[{entry.name}]'"
        ) from error

"""Output paths -> sinks, every folder tried before any work begins; and the sinks as one chain."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from unisono import plugins
from unisono.errors import OutputError
from unisono.sinks.frames import is_named
from unisono.sinks.partial import check_writable
from unisono.stages import Draw, Sink
from unisono.types import Take


def open_sinks(paths: Sequence[Path], draw: Draw, inputs: Sequence[Path] = ()) -> list[Sink]:
    """One sink for each path, chosen by its suffix. Nothing is written yet.

    OutputError for a suffix that no sink writes, a path that cannot be written, one given twice, or one of `inputs`.
    """
    check_paths(paths, plugins.names("sink"), inputs)
    sinks: list[Sink] = [plugins.load("sink", _kind(path), path=path, draw=draw) for path in paths]
    return sinks


def write_all(takes: Iterable[Take], sinks: Sequence[Sink]) -> Iterator[Take]:
    """The same takes, each after every sink wrote it. Closing it closes the sinks, which leave no file, and `takes`."""
    with ExitStack() as chain:
        _close_at_end(takes, chain)
        for sink in sinks:
            takes = sink.write(takes)
            _close_at_end(takes, chain)
        yield from takes


def check_paths(paths: Sequence[Path], kinds: Sequence[str], inputs: Sequence[Path] = ()) -> None:
    """OutputError for a suffix that is not of `kinds`, a path that cannot be written, one given twice, or an input."""
    for path in paths:
        _check_suffix(path, kinds)
    for path in paths:
        check_writable(path)
    _check_apart(paths, inputs)


def _kind(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _check_suffix(path: Path, known: Sequence[str]) -> None:
    if _kind(path) not in [name.lower() for name in known]:
        came = f"the suffix {path.suffix!r}" if path.suffix else "no suffix"
        raise OutputError(f"{path} has {came}; known: {', '.join('.' + name for name in known)}")


def _check_apart(paths: Sequence[Path], inputs: Sequence[Path]) -> None:
    read = {os.path.realpath(path) for path in inputs}
    seen: set[str] = set()
    for path in paths:
        place = os.path.realpath(path)
        if place in seen:
            raise OutputError(f"{path} is given twice; give each output a name of its own")
        if place in read or any(is_named(file, path) for file in inputs):
            raise OutputError(f"{path} is what is read from; writing it would destroy it: choose another name with -o")
        seen.add(place)


def _close_at_end(takes: Iterable[Take], chain: ExitStack) -> None:
    """Close `takes` when the chain ends, last first: at once, and not when the garbage is collected."""
    chain.callback(getattr(takes, "close", lambda: None))

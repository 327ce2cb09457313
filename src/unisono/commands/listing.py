"""`unisono list voices`: who can speak here: built in, enrolled on this machine, or with weights that were pulled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from unisono import casting, plugins, voice_file
from unisono.commands.enroll import about
from unisono.errors import UnisonoError
from unisono.speak.gptsovits import files, official
from unisono.types import Voice


def voices() -> Iterator[tuple[str, str, str]]:
    """A row for each: kind, name, what is to know of it."""
    for engine in plugins.names("synthesizer"):
        yield from (("voice", one.name, f"of {engine}; {about(one)}") for one in _built_in(engine))
    for path in chain(sorted(Path().glob("*.voice")), sorted(casting.shelf().glob("*.voice"))):
        with suppress(UnisonoError):  # what is damaged is nobody's voice
            one = voice_file.load(path, state=False)
            yield "voice", one.name, f"of {one.engine}, in {path}; {about(one)}"
    for version, s2 in files.pulled_versions():
        yield (
            "weights",
            official.name(version),
            f"pulled: {s2}; for --engine gptsovits --weights {official.name(version)}",
        )


def _built_in(engine: str) -> tuple[Voice, ...]:
    """None where a part of the engine is missing."""
    with suppress(UnisonoError):
        found: tuple[Voice, ...] = plugins.load("synthesizer", engine).voices()
        return found
    return ()

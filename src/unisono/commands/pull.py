"""`unisono pull`: the published weights of an engine, from a hub into its usual cache."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from unisono.errors import InputError, OutputError, WeightsError
from unisono.hubs.fetching import fetch
from unisono.hubs.huggingface import HuggingFace
from unisono.hubs.modelscope import ModelScope
from unisono.hubs.stated import Stated, Unreachable
from unisono.speak.gptsovits import official

MIRRORS = ("huggingface", "modelscope")


@dataclass(frozen=True)
class Pull:
    """What a name means on a hub: its parts there, and which of them are here already."""

    hub: HuggingFace | ModelScope
    parts: tuple[official.Part, ...]
    stated: tuple[Stated, ...]

    @staticmethod
    def of(name: str, mirror: str = MIRRORS[0]) -> Pull:
        """Asks the hub. InputError for an unknown name or mirror; WeightsError where the hub lacks a file; Unreachable,
        which tells what to put where, without a network."""
        version = official.version(name)
        if version is None:
            known = ", ".join(map(official.name, official.S2))
            raise InputError(f"nothing called {name!r} can be pulled; there are: {known}")
        if mirror not in MIRRORS:
            raise InputError(f"no hub called {mirror!r}; there are: {', '.join(MIRRORS)}")
        hub = HuggingFace(official.REPOSITORY) if mirror == MIRRORS[0] else ModelScope(official.MIRRORED)
        parts = official.parts(version)
        try:
            return Pull(hub, parts, hub.listed([part.file for part in parts]))
        except Unreachable as error:
            files = ", ".join(part.file for part in parts)
            raise WeightsError(
                f"{error}; try --mirror {next(one for one in MIRRORS if one != mirror)}, or fetch {files} "
                f"from {hub.page} on another machine, keep their folders, and give the folder of all with --weights"
            ) from None

    @property
    def missing(self) -> tuple[Stated, ...]:
        """What is to come."""
        return tuple(one for one in self.stated if not self.hub.place(one).exists())

    def table(self) -> Iterator[tuple[str, ...]]:
        """A row for each file: its licence, size and whether it is here."""
        missing = self.missing
        for part, one in zip(self.parts, self.stated, strict=True):
            yield part.file, f"{one.size / 1e6:8.1f} MB", part.licence, "" if one in missing else "here already"

    def run(self, console: Console) -> Path:
        """All that is missing comes; the folder in which the files have their names. Errors as `hubs.fetching.fetch`;
        OutputError before anything comes where the disk has too little room."""
        self._check_room(self.missing)
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as progress:
            for one in self.missing:
                task = progress.add_task(one.file.rpartition("/")[2], total=one.size)
                fetch(one, self.hub.place(one), partial(progress.advance, task))
        kept = [self.hub.keep(one) for one in self.stated]
        return kept[0].parents[self.stated[0].file.count("/")]

    def _check_room(self, missing: Sequence[Stated]) -> None:
        need = sum(one.size for one in missing)
        folder = next((one for one in self.hub.place(self.stated[0]).parents if one.exists()), Path("/"))
        free = shutil.disk_usage(folder).free
        if need > free:
            raise OutputError(
                f"{folder} has {free / 1e9:.1f} GB free, and {need / 1e9:.1f} GB are to come; free some space, "
                "or name another disk with $HF_HOME or $MODELSCOPE_CACHE"
            )

"""A recording -> a voice, in a terminal: a spinner, the question whether the person agrees, what to know of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from unisono.types import Voice

_YES = ("y", "yes", "是", "好", "同意")


@dataclass
class Booth:
    """Where a recording is enrolled: shows what is being done, and makes room for the question of consent."""

    console: Console
    consent: str  # who agreed, from the command line; empty: ask
    _status: Status | None = None
    _told: list[str] = field(default_factory=list)

    @contextmanager
    def open(self, doing: str) -> Iterator[Booth]:
        """The spinner; what was told stays to be read, if all went well."""
        with self.console.status(doing) as self._status:
            yield self
        for told in self._told:
            self.console.print(f"[dim]{escape(told)}[/]")

    def tell(self, doing: str) -> None:
        """What is being done now."""
        self._told.append(doing)
        if self._status:
            self._status.update(escape(doing))

    def ask(self, recording: str) -> str:
        """Who agreed that the voice in `recording` is cloned; empty where nobody did, or nobody can be asked."""
        if self.consent or not (sys.stdin.isatty() and self.console.is_terminal):
            return self.consent
        if self._status:
            self._status.stop()
        with suppress(EOFError):
            question = (
                f"Does the person who speaks in {recording} agree that the voice is cloned? \\[y/N]\n"
                "录音中的人同意克隆其声音吗？"
            )
            if self._answer(question).lower() in _YES:
                return self._answer("Who is it? The name is kept with the voice. 姓名（与声音一起保存）：")
        return ""

    def _answer(self, question: str) -> str:
        return self.console.input(f"{question} ").strip()


def about(voice: Voice) -> str:
    """What is to know of a voice, in one line."""
    agreed = f"consent: {voice.consent}" if voice.consent else ""
    return "; ".join(filter(None, (voice.provenance, *voice.notes, agreed)))


def table(voice: Voice) -> Iterator[tuple[str, ...]]:
    """The same, a row for each thing."""
    yield "voice", voice.name, f"of {voice.engine}, from {voice.provenance}"
    if voice.consent:
        yield "consent", "", voice.consent
    for note in voice.notes:
        yield "note", "", note

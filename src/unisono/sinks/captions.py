"""Captions: the words of the speech as SRT or WebVTT.

Speech that tells no words gives a file without captions, an empty SRT or a VTT that is its header: both are valid.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from unisono.sinks.lines import Lines
from unisono.sinks.partial import partial
from unisono.stages import Draw
from unisono.types import Span, Take


@dataclass(frozen=True)
class Srt:
    """SubRip: numbered captions, a comma before the milliseconds."""

    path: Path
    draw: Draw
    about = "SRT captions, made from the words"

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after the captions that it completes were written. OutputError as `partial`."""
        return _write(takes, self.path, "", _srt)


@dataclass(frozen=True)
class Vtt:
    """WebVTT: what browsers show beside a video."""

    path: Path
    draw: Draw
    about = "WebVTT captions, made from the words, for browsers"

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after the captions that it completes were written. OutputError as `partial`."""
        return _write(takes, self.path, "WEBVTT\n\n", _vtt)


def _write(takes: Iterable[Take], path: Path, header: str, text: Callable[[int, Span], str]) -> Iterator[Take]:
    with partial(path, takes) as (temporary, takes), temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(header)
        lines = Lines()
        number, end = 1, 0.0
        for take in takes:
            end = take.speech.end / take.speech.rate
            for line in filter(None, map(lines.add, take.speech.words)):
                file.write(text(number, line))
                number += 1
            yield take
        if last := lines.finish(end):
            file.write(text(number, last))


def _srt(number: int, line: Span) -> str:
    words = line.label.replace("-->", "→")  # the arrow parts the times
    return f"{number}\n{_time(line.start, ',')} --> {_time(line.end, ',')}\n{words}\n\n"


def _vtt(_: int, line: Span) -> str:
    return f"{_time(line.start, '.')} --> {_time(line.end, '.')}\n{html.escape(line.label, quote=False)}\n\n"


def _time(seconds: float, point: str) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{point}{ms % 1000:03d}"

"""TextGrid, Praat's: two interval tiers, words and phones, in its long text format; any of its text formats is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unisono.align.heard import Alignment
from unisono.errors import TrackError
from unisono.types import SILENCE, Span

# What Praat reads: strings in double quotes, numbers that stand free and flags; all else is for people.
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|(?<!\S)(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?!\S)|<(\w+)>|(?<!\S)!.*')


def text(found: Alignment) -> str:
    """The file. A pause is an interval without text, as Praat has it."""
    words = [Span(word.bare, word.start, word.end) for word in found.words]
    tiers = {"words": _filled(words, found.duration), "phones": _filled(found.phones, found.duration)}
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {_seconds(found.duration)}",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    for number, (name, spans) in enumerate(tiers.items(), 1):
        lines += _tier(number, name, spans, found.duration)
    return "\n".join(lines) + "\n"


def read(data: bytes) -> dict[str, list[Span]]:
    """Tier by name -> its intervals, empty ones too. TrackError for what is no TextGrid."""
    found = iter(_tokens(data))
    try:
        if [next(found), next(found)] != ["ooTextFile", "TextGrid"]:
            raise TrackError("this is no TextGrid; expected a text file that begins with ooTextFile and TextGrid")
        next(found), next(found), next(found)  # from, to, <exists>
        return dict(_read_tier(found) for _ in range(int(next(found))))
    except (StopIteration, ValueError, RuntimeError) as error:
        if isinstance(error, TrackError):
            raise
        raise TrackError("the TextGrid breaks off or is damaged; write it again") from error


def _filled(spans: Sequence[Span], duration: float) -> Iterator[Span]:
    """The spans with what lies between them, none without length; a pause has no text."""
    at = 0.0
    for span in spans:
        start, end = max(span.start, at), min(span.end, duration)
        if end - start < 1e-6:
            continue
        if start - at > 1e-6:
            yield Span("", at, start)
        yield Span("" if span.label == SILENCE else span.label, start if start - at > 1e-6 else at, end)
        at = end
    if duration - at > 1e-6 or not at:
        yield Span("", at, duration)


def _tier(number: int, name: str, spans: Iterator[Span], duration: float) -> Iterator[str]:
    intervals = list(spans)
    yield f"    item [{number}]:"
    yield '        class = "IntervalTier"'
    yield f'        name = "{name}"'
    yield "        xmin = 0"
    yield f"        xmax = {_seconds(duration)}"
    yield f"        intervals: size = {len(intervals)}"
    for at, span in enumerate(intervals, 1):
        end = duration if at == len(intervals) else span.end
        yield f"        intervals [{at}]:"
        yield f"            xmin = {_seconds(span.start)}"
        yield f"            xmax = {_seconds(end)}"
        yield f'            text = "{_quoted(span.label)}"'


def _seconds(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _quoted(label: str) -> str:
    return label.replace('"', '""')


def _tokens(data: bytes) -> Iterator[str]:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"  # Praat writes either
    try:
        written = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TrackError(f"the TextGrid is not text in UTF-8 or UTF-16: {error}") from None
    for token in _TOKEN.finditer(written):
        if token.group(1) is not None:
            yield token.group(1).replace('""', '"')
        elif token.group(2) or token.group(3):
            yield token.group(2) or token.group(3)


def _read_tier(found: Iterator[str]) -> tuple[str, list[Span]]:
    kind, name = next(found), next(found)
    next(found), next(found)  # from, to
    count = int(next(found))
    if kind == "IntervalTier":
        times = ((float(next(found)), float(next(found)), next(found)) for _ in range(count))
        return name, [Span(label, start, end) for start, end, label in times]
    points = ((float(next(found)), next(found)) for _ in range(count))  # a TextTier
    return name, [Span(label, at, at) for at, label in points]

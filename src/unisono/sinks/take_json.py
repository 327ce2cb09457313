"""JSON: one object that holds a whole performance, written frame by frame and read back.

{"rate", "fps", "names": [52], "weights": [[52], …], "head": [[pitch, yaw, roll], …], "gaze": [[pitch, yaw], …],
"phones": [{"label", "start", "end", "release"}, …], "words": [{"label", "start", "end"}, …],
"emotions": [{"label", "start", "end", "weight"}, …]}: radians and seconds as in types.py, four decimals.
"""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import numpy as np

from unisono import arkit, clock
from unisono.clock import Fps
from unisono.errors import TrackError
from unisono.sinks import limits
from unisono.sinks.first import first
from unisono.sinks.partial import partial
from unisono.stages import Draw
from unisono.types import FaceTrack, Floats, Phone, Span, Speech, Take, merged

_RATE = 48_000  # of the silence that `read` fills in
LISTS = ("weights", "head", "gaze", "phones", "words", "emotions")


@dataclass(frozen=True)
class TakeJson:
    """Writes face, phones, words and emotions; not the sound."""

    path: Path
    draw: Draw
    about = "JSON: face, phones, words and emotions in one object"

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after it was written. TrackError for a NaN; OutputError as `partial`."""
        with partial(self.path, takes) as (temporary, takes), ExitStack() as files:
            # The lists of an object follow one another, yet all grow at once: each in a file of its own until the end.
            lists = {
                name: _List(files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", dir=temporary.parent)))
                for name in LISTS
            }
            start, takes = first(takes, self.path)
            feeling: tuple[Span, ...] = ()
            for take in takes:
                limits.check_finite(take.face)
                lists["weights"].extend(_rounded(take.face.weights))
                lists["head"].extend(_rounded(take.face.head))
                lists["gaze"].extend(_rounded(take.face.gaze))
                lists["phones"].extend(_object(phone, release=phone.release) for phone in take.speech.phones)
                lists["words"].extend(_object(word) for word in take.speech.words)
                whole, feeling = _felt(feeling, take.speech)
                lists["emotions"].extend(_emotions(whole))
                yield take
            lists["emotions"].extend(_emotions(feeling))
            with temporary.open("w", encoding="utf-8") as file:
                _assemble(file, start, lists)


class _List:
    """A JSON array that grows in a file, one item a line."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.comma = ""

    def extend(self, items: Iterable[object]) -> None:
        for item in items:
            self.file.write(f"{self.comma}\n{_text(item)}")
            self.comma = ","


def _assemble(file: IO[str], start: Take, lists: dict[str, _List]) -> None:
    fps = start.face.fps
    rates = {"rate": start.speech.rate, "fps": fps if isinstance(fps, int) else float(fps), "names": arkit.NAMES}
    file.write(_text(rates)[:-1])  # the object stays open
    for name, items in lists.items():
        file.write(f',\n"{name}":[')
        items.file.seek(0)
        shutil.copyfileobj(items.file, file)
        file.write("]")
    file.write("}\n")


def _text(item: object) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def _rounded(values: Floats) -> list[list[float]]:
    rows: list[list[float]] = np.round(values.astype(np.float64), 4).tolist()
    return rows


def _object(span: Span, **more: float | None) -> dict[str, object]:
    numbers = {"start": span.start, "end": span.end, **more}
    return {"label": span.label, **{key: None if n is None else round(n, 4) for key, n in numbers.items()}}


def _felt(feeling: tuple[Span, ...], speech: Speech) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Emotions come in pieces, cut as the sound was: (those now complete, the one that may go on)."""
    whole = merged([*feeling, *speech.emotions])
    return whole[:-1], whole[-1:]


def _emotions(feelings: Iterable[Span]) -> Iterator[object]:
    return (_object(feeling, weight=feeling.weight) for feeling in feelings)


def read(path: Path | str) -> Take:
    """A file of ours: its face, with what is known of its speech; the sound, which it does not hold, is silence.

    Weights are found by `names`, so another program may order them as it likes. TrackError, naming the value, for
    anything else.
    """
    path = Path(path)
    held = _loaded(path)
    names = [str(name) for name in _list(path, held, "names")]
    at = {name.lower(): column for column, name in enumerate(names)}
    missing = [name for name in arkit.NAMES if name.lower() not in at]
    if missing:
        raise TrackError(f"{path}: names lacks {', '.join(missing[:3])}; expected the 52 of ARKit (see arkit.NAMES)")
    weights = _table(path, held, "weights", names)
    head = _table(path, held, "head", limits.HEAD)
    gaze = _table(path, held, "gaze", limits.GAZE)
    if not len(weights) == len(head) == len(gaze):
        raise TrackError(f"{path}: weights, head and gaze differ in length; expected one of each a frame")
    columns = [at[name.lower()] for name in arkit.NAMES]
    face = FaceTrack(weights[:, columns], head, gaze, fps=_fps(path, held))
    silence = np.zeros(clock.samples_before(len(face), _RATE, face.fps), np.float32)
    words = tuple(span for _, span in _spans(path, held, "words"))
    return Take(Speech(silence, _RATE, 0, tuple(_phones(path, held)), words, tuple(_feelings(path, held))), face)


def _loaded(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise TrackError(f"{path} cannot be read: {why}; expected a take written by unisono") from error
    if not isinstance(held, dict):
        raise TrackError(f"{path} holds a {type(held).__name__}; expected an object with names, weights, head, gaze …")
    return held


def _list(path: Path, held: dict[str, Any], key: str) -> list[Any]:
    value = held.get(key)
    if not isinstance(value, list):
        came = f"{key} is a {type(value).__name__}" if key in held else f"there is no {key!r}"
        raise TrackError(f"{path}: {came}; expected a list")
    return value


def _table(path: Path, held: dict[str, Any], key: str, names: Sequence[str]) -> Floats:
    """(T, len(names)) checked numbers."""
    rows = _list(path, held, key)
    held_to = limits.weight if key == "weights" else limits.angle
    values = np.zeros((len(rows), len(names)), np.float32)
    for frame, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(names):
            came = f"{len(row)} values" if isinstance(row, list) else f"a {type(row).__name__}"
            raise TrackError(f"{path}, frame {frame}: {key} has {came}; expected {len(names)} values")
        for column, (name, value) in enumerate(zip(names, row, strict=True)):
            place = f"{path}, frame {frame}, {name}"
            values[frame, column] = held_to(_number(value, place), place)
    return values


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TrackError(f"{place}: {json.dumps(value)[:40]} is not a number")
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _fps(path: Path, held: dict[str, Any]) -> Fps:
    """A decimal of 16 digits tells a fraction such as 30000/1001 exactly."""
    value = _number(held.get("fps"), f"{path}, fps")
    if not 1 <= value <= 240:
        raise TrackError(f"{path}: fps is {value}; expected 1 to 240 frames a second")
    fps = Fraction(value).limit_denominator(100_000)
    return fps.numerator if fps.denominator == 1 else fps


def _phones(path: Path, held: dict[str, Any]) -> Iterator[Phone]:
    for index, (item, span) in enumerate(_spans(path, held, "phones")):
        release = item.get("release")
        if release is not None:
            release = _seconds(release, f"{path}, phones {index}, release")
        yield Phone(span.label, span.start, span.end, release=release)


def _feelings(path: Path, held: dict[str, Any]) -> Iterator[Span]:
    for item, span in _spans(path, held, "emotions") if "emotions" in held else ():
        yield Span(span.label, span.start, span.end, _number(item.get("weight", 1.0), f"{path}, emotions, weight"))


def _spans(path: Path, held: dict[str, Any], key: str) -> Iterator[tuple[dict[str, Any], Span]]:
    for index, item in enumerate(_list(path, held, key)):
        place = f"{path}, {key} {index}"
        if not isinstance(item, dict) or not isinstance(item.get("label"), str):
            raise TrackError(f"{place}: expected an object with label, start and end")
        start, end = (_seconds(item.get(edge), f"{place}, {edge}") for edge in ("start", "end"))
        if end < start:
            raise TrackError(f"{place}: it ends at {end} s, before it starts at {start} s")
        yield item, Span(item["label"], start, end)


def _seconds(value: object, place: str) -> float:
    seconds = _number(value, place)
    if not math.isfinite(seconds):
        raise TrackError(f"{place}: {seconds} is not a time in seconds")
    return seconds

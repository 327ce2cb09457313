"""Live Link Face CSV: one row of 61 values a frame, as Epic's phone app records it and Unreal, Maya and Blender import.

Source: specs/face-formats.md section 3. Rotations are written in radians with FaceTrack's signs; Epic documents neither
unit nor sign, and some importers take 1 for 180 degrees.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from unisono import arkit, clock
from unisono.clock import Fps
from unisono.errors import TrackError
from unisono.sinks import limits
from unisono.sinks.partial import partial
from unisono.stages import Draw
from unisono.types import FaceTrack, Floats, Take

ROTATIONS = tuple(f"{part}{turn}" for part in ("Head", "LeftEye", "RightEye") for turn in ("Yaw", "Pitch", "Roll"))


def _pascal(name: str) -> str:
    return name[0].upper() + name[1:]


def _app_order() -> tuple[str, ...]:
    """The canonical names, but right before left for the shift of jaw and mouth: so the app writes them."""
    names = list(arkit.NAMES)
    for stem in ("jaw", "mouth"):
        left, right = arkit.both(stem)
        names[left], names[right] = names[right], names[left]
    return tuple(names)


ORDER = _app_order()
HEADER = ("Timecode", "BlendShapeCount", *map(_pascal, ORDER), *ROTATIONS)
_COLUMNS = [arkit.INDEX[name] for name in ORDER]


@dataclass(frozen=True)
class LiveLinkCsv:
    """Writes the face alone: 52 weights, head and gaze, six decimals, no sound."""

    path: Path
    draw: Draw
    about = "Live Link Face CSV: the face frame by frame, for Unreal, Maya, Blender"

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after its rows were written. TrackError for a NaN; OutputError as `partial`."""
        with partial(self.path, takes) as (temporary, takes), temporary.open("w", encoding="ascii", newline="") as file:
            file.write(",".join(HEADER) + "\n")
            for take in takes:
                file.writelines(_rows(take.face))
                yield take


def _rows(face: FaceTrack) -> Iterator[str]:
    limits.check_finite(face)
    values = np.zeros((len(face), len(HEADER) - 2), np.float32)
    values[:, : len(ORDER)] = face.weights[:, _COLUMNS]
    pitch, yaw, roll = face.head.T
    values[:, 52:55] = np.stack([yaw, pitch, roll], axis=1)
    values[:, 55:57] = values[:, 58:60] = face.gaze[:, ::-1]  # both eyes alike: yaw, pitch; no roll
    for frame, row in enumerate(values.tolist(), face.offset):
        yield f"{clock.timecode(frame, face.fps)},61,{','.join(f'{value:.6f}' for value in row)}\n"


def read(path: Path | str, fps: Fps | None = None) -> FaceTrack:
    """A recording of the app, or of ours. Columns are found by name, in any order and case; rotations may be missing.

    Without `fps` it is told from the time codes, which needs one whole second and cannot tell 29.97 from 30. Weights a
    little out of 0..1 (a calibrated phone gives them) are held to it. A row with a BlendShapeCount of 0, written when
    the phone lost the face, repeats the row before. TrackError, naming row and column, for anything else.
    """
    path = Path(path)
    lines = _lines(path)
    columns = _columns(path, next(lines, (0, []))[1])
    frames: list[Floats] = []
    timecodes: list[str] = []
    for number, row in lines:
        if columns.lost(row):
            frames.append(frames[-1] if frames else np.zeros(61, np.float32))
        else:
            frames.append(columns.values(row, f"{path}, row {number}"))
        timecodes.append(columns.timecode(row))
    if not frames:
        raise TrackError(f"{path} has a header but no frames; record it again")
    return _face(np.stack(frames), fps or _fps(path, timecodes))


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of every line that is not blank."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            for row in lines:
                if any(cell.strip() for cell in row):
                    yield lines.line_num, [cell.strip() for cell in row]
    except (OSError, ValueError, csv.Error) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "it is not text separated by commas"
        raise TrackError(f"{path} cannot be read: {why}; expected a Live Link Face CSV") from error


@dataclass(frozen=True)
class _Columns:
    header: Sequence[str]
    at: dict[str, int]  # lower-case name -> column

    def lost(self, row: Sequence[str]) -> bool:
        """True where the phone saw no face."""
        count = self.at.get("blendshapecount", len(row))
        return count < len(row) and row[count] == "0"

    def timecode(self, row: Sequence[str]) -> str:
        column = self.at.get("timecode", len(row))
        return row[column] if column < len(row) else ""

    def values(self, row: Sequence[str], place: str) -> Floats:
        """(61,): weights in arkit.NAMES order, then ROTATIONS; 0 where a column is missing."""
        if len(row) != len(self.header):
            raise TrackError(f"{place}: {len(row)} values; expected {len(self.header)} as in the header")
        values = np.zeros(61, np.float32)
        for index, name in enumerate((*arkit.NAMES, *ROTATIONS)):
            column = self.at.get(name.lower())
            if column is not None:
                cell = f"{place}, column {self.header[column]}"
                held_to = limits.angle if name in ROTATIONS else limits.weight
                values[index] = held_to(_number(row[column], cell), cell)
        return values


def _columns(path: Path, header: Sequence[str]) -> _Columns:
    if not header:
        raise TrackError(f"{path} is empty; expected a Live Link Face CSV")
    at = {name.lower(): index for index, name in enumerate(header)}
    missing = [_pascal(name) for name in ORDER if name.lower() not in at]
    if len(missing) == len(ORDER):
        raise TrackError(f"{path} is not a Live Link Face CSV: line 1 does not name the columns (EyeBlinkLeft, …)")
    if missing not in ([], ["TongueOut"]):  # recordings of 51 lack the tongue
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise TrackError(f"{path} lacks the column {', '.join(missing[:3])}{more}; expected the 52 names of ARKit")
    return _Columns(header, at)


def _number(text: str, place: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise TrackError(f"{place}: {text!r} is not a number") from None


def _face(values: Floats, fps: Fps) -> FaceTrack:
    """(T, 61) in the order of `_Columns.values` -> a track."""
    head_yaw, head_pitch, head_roll = values[:, 52:55].T
    yaw, pitch, _ = ((values[:, 55:58] + values[:, 58:61]) / 2).T  # of both eyes
    return FaceTrack(
        weights=values[:, :52],
        head=np.stack([head_pitch, head_yaw, head_roll], axis=1),
        gaze=np.stack([pitch, yaw], axis=1),
        fps=fps,
    )


def _fps(path: Path, timecodes: Sequence[str]) -> int:
    """The number at which the frames of a second start anew."""
    told = [match for text in timecodes if (match := re.fullmatch(r"(\d+:\d+:\d+)[:;](\d+)(?:\.\d+)?", text))]
    fps = 1 + max((int(match[2]) for match in told), default=0)
    if len({match[1] for match in told}) < 2 or fps > 240:
        raise TrackError(f"{path} does not tell its frame rate (less than a second of time codes); give it: --fps 60")
    return fps

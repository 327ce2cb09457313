"""PNG files, one for each frame, as compositing and streaming software reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count, takewhile
from pathlib import Path

from unisono.draw.png import encoded
from unisono.errors import OutputError
from unisono.sinks.behind import behind
from unisono.sinks.partial import partial_folder, rename
from unisono.sinks.pictures import pictures
from unisono.stages import Draw
from unisono.types import Image, Take

MADE = "synthetic face made by unisono"  # synthetic media say that they are
_NUMBER = re.compile(r"%0([1-9])d")
_EFFORT = 1  # 6 makes files a quarter smaller, in six times the time


@dataclass(frozen=True)
class Frames:
    """`take_%05d.png` becomes take_00000.png, take_00001.png, …: frame n is shown from second n / fps on.

    A longer take of that name which lies there already goes: its later frames would be taken for this one's.
    """

    path: Path  # its name has %0Nd where the number goes, in N digits
    draw: Draw
    about = "PNG files, one a frame (take_%05d.png), transparent with --background none"

    def __post_init__(self) -> None:
        if len(_NUMBER.findall(self.path.name)) != 1 or self.path.name.count("%") != 1:
            stem = self.path.stem.partition("%")[0].rstrip("_") or "take"
            raise OutputError(f"{self.path} does not number its frames; give them one number, as in {stem}_%05d.png")

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after its pictures were written. OutputError as `partial`."""
        with partial_folder(self.path, takes) as (folder, takes), behind() as writer:
            frames = 0
            for take in takes:
                for image in pictures(self.draw, take.face):
                    writer.do(partial(_write, _named(folder / self.path.name, frames), image.copy()))
                    frames += 1
                writer.wait()
                yield take
            if not frames:
                raise OutputError(f"{self.path} is not written: there is nothing to put into it")
            for frame in range(frames):
                rename(_named(folder / self.path.name, frame), _named(self.path, frame))
            for rest in _following(self.path, frames):
                rest.unlink()


def numbered(path: Path) -> list[Path]:
    """The frames that lie at a numbered `path`; none where it has no number."""
    return list(_following(path, 0)) if _NUMBER.search(path.name) else []


def is_named(file: Path, path: Path) -> bool:
    """True if a frame of a numbered `path` may be called as the file is."""
    parts = _NUMBER.split(path.name)  # before, digits, after; only one where it has no number
    if len(parts) != 3 or file.resolve().parent != path.resolve().parent:
        return False
    return bool(re.fullmatch(rf"{re.escape(parts[0])}\d{{{parts[1]},}}{re.escape(parts[2])}", file.name))


def _write(path: Path, image: Image) -> None:
    path.write_bytes(encoded(image, _EFFORT, {"Title": MADE, "Comment": MADE}))


def _named(path: Path, frame: int) -> Path:
    return path.with_name(_NUMBER.sub(lambda digits: f"{frame:0{int(digits[1])}d}", path.name))


def _following(path: Path, frame: int) -> Iterator[Path]:
    """What there is of the frames from that one on."""
    return takewhile(Path.is_file, (_named(path, number) for number in count(frame)))

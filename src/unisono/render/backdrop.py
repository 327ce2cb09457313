"""What is behind the head: the studio's paper, one colour, a picture, a film, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from unisono.clock import Fps
from unisono.errors import InputError
from unisono.render import studio
from unisono.types import Floats, Image

STUDIO, NONE = "studio", "none"
_GREY: studio.Color = (0.36, 0.38, 0.42)  # sRGB, of the studio's paper
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


class Backdrop(Protocol):
    """Something behind the head."""

    def at(self, frame: int, fps: Fps) -> tuple[Floats, Image]:
        """(H, W, 3) display-linear, and the picture without a head: (H, W, 3) sRGB, or (H, W, 4) where it is clear."""
        ...


def of(what: str, size: tuple[int, int]) -> Backdrop:
    """`what`: studio, none, #rrggbb, or a picture's or film's path. InputError for anything else."""
    if what == STUDIO:
        paper = studio.backdrop(size, _GREY)
        return _Still(paper, studio.blank(paper))
    if what == NONE:
        width, height = size
        return _Still(np.zeros((height, width, 3), np.float32), np.zeros((height, width, 4), np.uint8))
    if _HEX.fullmatch(what):
        return _flat(what[1:], size)
    if what.startswith("#"):
        raise InputError(f"background {what!r} is no colour; give six hexadecimal digits, as in #00b140")
    return _pictured(Path(what), size)


class _Still:
    """One picture for all frames."""

    def __init__(self, paper: Floats, blank: Image) -> None:
        self._both = paper, blank

    def at(self, frame: int, fps: Fps) -> tuple[Floats, Image]:
        return self._both


class _Film:
    """A film at its own pace, again and again. Frames are asked for in rising order, so it decodes as it goes."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self._path, self._size = path, size
        self._lock = Lock()  # several drawings may share one studio
        self._asked = np.inf  # the second last asked for

    def at(self, frame: int, fps: Fps) -> tuple[Floats, Image]:
        second = frame / float(fps)
        with self._lock:
            if second < self._asked:
                self._rewind(0.0)
                self._shown = self._coming
            self._asked = second
            while self._due <= second:
                self._advance()
            return _LINEAR[self._shown], self._shown

    def _rewind(self, start: float) -> None:
        """The film's first frame is due at second `start`."""
        self._frames, self._start, self._gap = _decoded(self._path, self._size), start, 0.04
        time, self._coming = next(self._frames)
        self._due = start + time

    def _advance(self) -> None:
        self._shown, before = self._coming, self._due
        following = next(self._frames, None)
        if following is None:
            self._rewind(before + self._gap)
        else:
            time, self._coming = following
            self._due = max(self._start + time, before + 1e-3)
            self._gap = self._due - before


_LINEAR = studio.linear(np.linspace(0, 1, 256).astype(np.float32))


def _flat(digits: str, size: tuple[int, int]) -> _Still:
    """One colour, the same in every pixel, so that it can be keyed out."""
    whole = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    width, height = size
    blank = np.tile(np.array([int(whole[k : k + 2], 16) for k in (0, 2, 4)], np.uint8), (height, width, 1))
    return _Still(_LINEAR[blank], blank)


def _pictured(path: Path, size: tuple[int, int]) -> Backdrop:
    if not path.is_file():
        raise InputError(f"no background {str(path)!r}; give studio, none, a colour such as #00b140, or a file")
    frames = _decoded(path, size)
    first, second = next(frames, None), next(frames, None)
    if first is None:
        raise InputError(f"{path} holds no picture; give a png, jpg, webp, or a film")
    return _Still(_LINEAR[first[1]], first[1]) if second is None else _Film(path, size)


def _decoded(path: Path, size: tuple[int, int]) -> Iterator[tuple[float, Image]]:
    """Second from the start, and (H, W, 3) sRGB that fills the picture, cut alike at both ends."""
    import av

    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                yield float(frame.time or 0.0), _filling(frame, size)
    except (av.FFmpegError, IndexError) as error:
        raise InputError(f"cannot read the background {path}: {error}") from error


def _filling(frame: Any, size: tuple[int, int]) -> Image:
    width, height = size
    scale = max(width / frame.width, height / frame.height)
    wide, tall = max(round(frame.width * scale), width), max(round(frame.height * scale), height)
    image = frame.reformat(width=wide, height=tall, format="rgb24").to_ndarray()
    left, top = (wide - width) // 2, (tall - height) // 2
    return np.ascontiguousarray(image[top : top + height, left : left + width])

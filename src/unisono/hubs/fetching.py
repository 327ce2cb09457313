"""A large file over a bad line: it goes on where it was cut, and gets its name only if it is what was stated."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from unisono.errors import OutputError, WeightsError
from unisono.hubs.stated import Stated, Unreachable

_TRIES = 4  # in a row that bring nothing
_PATIENCE = 30.0  # seconds without a byte
_AT_ONCE = 1 << 18  # bytes
_PASSING = (408, 429, 500, 502, 503, 504)  # what a server answers that may do better in a moment


def fetch(stated: Stated, target: Path, advance: Callable[[int], None]) -> None:
    """The file, at `target`; `advance` is told of bytes as they come, those of an earlier run first.

    A part stays beside it until it is whole, for the next run to go on from. WeightsError, in one line, where the hub
    lacks the file, breaks off again and again, or sends another than it stated; OutputError where the disk takes no
    more.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file:
            _alone(file, stated)
            advance(file.tell())
            _fill(stated, file, advance)
            _keep(stated, part, target)
    except OSError as error:
        raise OutputError(f"{target.parent} cannot be written: {error.strerror or error}; free some space") from None


def _alone(file: BinaryIO, stated: Stated) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise WeightsError(f"another process is pulling {stated.file}; wait until it has finished") from None


def _fill(stated: Stated, file: BinaryIO, advance: Callable[[int], None]) -> None:
    tries, why = 0, "it ended early"
    while (had := file.tell()) < stated.size:
        if tries:
            time.sleep(tries - 1)
        try:
            _more(stated, file, advance)
        except HTTPError as error:
            if error.code not in _PASSING:
                raise _refused(stated, error) from None
            why = f"it answers {error.code}"
        except (OSError, HTTPException) as error:
            if isinstance(error, _Disk):
                raise
            why = str(getattr(error, "reason", error)) or type(error).__name__
        tries = 0 if file.tell() > had else tries + 1
        if tries == _TRIES:
            raise Unreachable(
                f"{stated.file} was cut at {had / 1e6:.1f} of {stated.size / 1e6:.1f} MB ({why}); "
                "pull again: it goes on from there"
            )


class _Disk(OSError):
    """What the disk says, not the line."""


def _more(stated: Stated, file: BinaryIO, advance: Callable[[int], None]) -> None:
    """What one answer brings, at the end of `file`."""
    had = file.tell()
    asked = Request(stated.url, headers={"Range": f"bytes={had}-"} if had else {})
    with urlopen(asked, timeout=_PATIENCE) as answer:
        if had and answer.status != 206:  # a server that always begins at the beginning
            file.truncate(0)
            advance(-had)
            had = 0
        left = stated.size - had
        while left > 0 and (data := answer.read(min(_AT_ONCE, left))):
            _write(file, data)
            advance(len(data))
            left -= len(data)


def _write(file: BinaryIO, data: bytes) -> None:
    try:
        file.write(data)
        file.flush()
    except OSError as error:
        raise _Disk(*error.args) from None


def _keep(stated: Stated, part: Path, target: Path) -> None:
    try:
        stated.check(part)
    except WeightsError:
        part.unlink()
        raise
    os.replace(part, target)


def _refused(stated: Stated, error: HTTPError) -> WeightsError:
    host = stated.url.split("/")[2]
    if error.code == 416:
        return WeightsError(f"{stated.file} is shorter at {host} than it stated; pull again later")
    said = "is not there" if error.code == 404 else f"is not given (HTTP {error.code})"
    return WeightsError(f"{stated.file} {said} at {host}; the model may have moved: try the other hub (--mirror)")

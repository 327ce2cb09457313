"""A file gets its name once it is whole; until then it has a hidden one beside it, and any failure removes it."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from unisono.errors import OutputError, UnisonoError
from unisono.types import Take

# What a disk says that takes no more.
_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


@contextmanager
def partial(path: Path, takes: Iterable[Take]) -> Iterator[tuple[Path, Iterator[Take]]]:
    """An empty file to write, in the folder of `path` and with its suffix, and the takes to write into it.

    The file is renamed to `path` when the block ends well. On an error, a closed generator or Ctrl-C it is removed and
    `path` stays as it was. OutputError as `check_writable`, where the disk is full, and where `path` may not be
    replaced; but what the takes raise passes as it is, for a disk that is full further up is not the one of `path`.
    """
    above = _Above(iter(takes))
    check_writable(path)
    target = Path(os.path.realpath(path))  # through a symbolic link: the link stays, its target is replaced
    temporary = _hidden(target)
    with _full_disk_told(path, above):
        try:
            # Not tempfile.mkstemp: its files are readable by their owner only, and would stay so under the final name.
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            yield temporary, above
            rename(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def partial_folder(path: Path, takes: Iterable[Take]) -> Iterator[tuple[Path, Iterator[Take]]]:
    """As `partial`, for many files: an empty folder beside `path`, gone at the end with all that is then in it."""
    above = _Above(iter(takes))
    check_writable(path)
    temporary = _hidden(Path(os.path.realpath(path)))
    with _full_disk_told(path, above):
        try:
            temporary.mkdir()
            yield temporary, above
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _hidden(target: Path) -> Path:
    """Short, for the name of the target may be as long as names can be."""
    return target.with_name(f".{token_hex(6)}{target.suffix}")


@contextmanager
def _full_disk_told(path: Path, above: _Above) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error is above.error or isinstance(error, UnisonoError) or error.errno not in _DISK_ERRORS:
            raise
        raise OutputError(
            f"{path} cannot be written: {os.strerror(error.errno)}; free some space or give another folder"
        ) from error


@dataclass
class _Above:
    """The takes; it remembers what ended them."""

    takes: Iterator[Take]
    error: OSError | None = field(default=None, init=False)

    def __iter__(self) -> Iterator[Take]:
        return self

    def __next__(self) -> Take:
        try:
            return next(self.takes)
        except OSError as error:
            self.error = error
            raise


def rename(temporary: Path, target: Path) -> None:
    """In one step. OutputError where `target` may not be replaced."""
    try:
        os.replace(temporary, target)
    except OSError as error:  # somebody else's file in a folder such as /tmp, or a folder made meanwhile
        raise OutputError(f"{target} cannot be replaced: {error.strerror}; give another name or folder") from error


def check_writable(path: Path) -> None:
    """OutputError, in one line, unless a file can be made at `path`: the folder exists and can be written."""
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a folder; expected the name of a file in it")
        if os.path.lexists(path) and not path.is_file() and not path.is_symlink():
            raise OutputError(f"{path} is not an ordinary file (a device or a pipe); give the name of a file")
        folder = Path(os.path.realpath(path)).parent
        if not folder.is_dir():
            raise OutputError(f"{path} cannot be written: there is no folder {folder}; make it first")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if isinstance(error, OutputError):
            raise
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise OutputError(f"{str(path)!r} cannot be written: {why}; give another name or folder") from error

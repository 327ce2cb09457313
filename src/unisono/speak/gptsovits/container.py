"""Reads a file that `torch.save` wrote, without torch, and runs nothing that it holds.

Such a file is a zip: `data.pkl`, a pickle that tells names and shapes, and one raw entry per storage of numbers. A
pickle can call any function of Python; ours knows a handful of names and refuses all others.
"""

from __future__ import annotations

import errno
import mmap
import pickle
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from unisono.errors import WeightsError

_TYPES = {
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",  # numpy has none: read as its 16 bits
    "FloatStorage": "float32",
    "DoubleStorage": "float64",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
}
_MEND = "give the file as it was published or as training wrote it"


def read(path: Path, numbers: bool = True) -> tuple[Any, bytes]:
    """What is in the file, and its first two bytes (b"PK", or the tag that GPT-SoVITS writes over them).

    Dicts, lists, numbers and text; a tensor of floats is an array of float32, one of integers keeps its type.
    Without `numbers`, in a moment, a tensor is zeros of its shape that take no memory.
    WeightsError, in one line, for what is no such file, is cut short or damaged, or would run code.
    """
    try:
        with path.open("rb") as file, _Mapped(file.fileno(), 0, access=mmap.ACCESS_COPY) as mapped:
            tag = bytes(mapped[:2])
            mapped[:2] = b"PK"  # in memory: the mapping is copied where it is written
            return _content(mapped, numbers), tag
    except _Refused as refused:
        raise WeightsError(f"{path} {refused}") from None
    except (OSError, MemoryError) as error:
        if isinstance(error, MemoryError) or error.errno == errno.ENOMEM:
            raise WeightsError(f"{path} takes more memory than is free; end other programs, or {_MEND}") from None
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}; {_MEND}") from None
    except Exception as error:  # zipfile, pickle and numpy raise a dozen kinds for what is damaged or made to harm
        raise WeightsError(f"{path} is no checkpoint, or is cut short or damaged ({_line(error)}); {_MEND}") from None


class _Mapped(mmap.mmap):
    """A file in memory that zipfile takes for a file; before Python 3.13 a mapping does not say that it can seek."""

    def seekable(self) -> bool:
        return True


class _Refused(Exception):
    """Why a file is refused: goes after its path."""


def _content(file: Any, numbers: bool) -> Any:
    with zipfile.ZipFile(file) as stored:
        entries = stored.infolist()
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
            raise _Refused(f"holds packed entries, which torch never writes; {_MEND}")
        pickles = [entry.filename for entry in entries if entry.filename.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise _Refused(f"is a zip but holds no checkpoint; {_MEND}")
        root = pickles[0].removesuffix("data.pkl")
        if f"{root}byteorder" in stored.namelist() and stored.read(f"{root}byteorder") != b"little":
            raise _Refused("was written on a big-endian machine; write it anew on another")
        return _Reader(stored, root, numbers).load()


class _Storage(NamedTuple):
    """Where numbers lie. They are read for each tensor, for the unpickler keeps all that it has seen to its end."""

    type: str
    entry: str


class _Reader(pickle.Unpickler):
    """A pickle's names mean what we say here, afresh for each file: a pickle may write on what it is given."""

    def __init__(self, stored: zipfile.ZipFile, root: str, numbers: bool) -> None:
        super().__init__(BytesIO(stored.read(f"{root}data.pkl")), encoding="utf-8")
        self._stored, self._root = stored, root
        self._left = 2 * sum(entry.file_size for entry in stored.infolist())  # bytes; tied weights are read twice
        self._known: dict[str, Any] = {
            "collections.OrderedDict": type("Ordered", (dict,), {"__setstate__": _forget}),
            "utils.HParams": type("HParams", (dict,), {"__setstate__": _fill}),
            "torch._utils._rebuild_tensor_v2": partial(_tensor, self._numbers) if numbers else partial(_outline),
            "torch._utils._rebuild_parameter": partial(_parameter),
            **{f"torch.{name}": type_ for name, type_ in _TYPES.items()},
        }

    def find_class(self, module: str, name: str) -> Any:
        """One of the few; a pickle that asks for any other is refused before it has called anything."""
        try:
            return self._known[f"{module}.{name}"]
        except KeyError:
            wanted = f"{module}.{name}"[:80].encode("unicode_escape").decode()
            raise _Refused(
                f"asks to run {wanted!r}, which no checkpoint needs: refused, it may harm; {_MEND}"
            ) from None

    def persistent_load(self, told: Any) -> _Storage:
        """Where the pickle points at a storage: ('storage', type, entry, device, numbers)."""
        kind, type_, key, _, _ = told
        if kind != "storage" or type_ not in _TYPES.values():
            raise ValueError("an unknown storage")
        return _Storage(type_, f"{self._root}data/{key}")

    def _numbers(self, storage: _Storage) -> bytes:
        numbers = self._stored.read(storage.entry)
        self._left -= len(numbers)
        if self._left < 0:
            raise ValueError("it repeats its numbers")
        return numbers


def _forget(self: dict[Any, Any], state: Any) -> None:
    """A state dict carries versions of its modules; no net of ours asks for them."""


def _fill(self: dict[Any, Any], state: Any) -> None:
    """An object's attributes become the items of a dict."""
    self.update(state)


def _parameter(tensor: Any, *_: Any) -> Any:
    return tensor


def _tensor(
    numbers_of: Callable[[_Storage], bytes],
    storage: _Storage,
    start: int,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    *_: Any,
) -> Any:
    """A view of a storage as an array of its own; numpy checks that it stays within the storage's bytes."""
    numbers = numbers_of(storage)
    kind = np.dtype(np.uint16 if storage.type == "bfloat16" else storage.type)
    if int(np.prod(shape, dtype=object)) * kind.itemsize > len(numbers):  # no tensor repeats its numbers
        raise ValueError("a tensor larger than its storage")
    view: Any = np.ndarray(shape, kind, numbers, start * kind.itemsize, [step * kind.itemsize for step in strides])
    if storage.type == "bfloat16":  # the upper half of a float32
        return (view.astype(np.uint32) << 16).view(np.float32)
    return np.array(view, np.float32 if kind.kind == "f" else kind, order="C")


def _outline(storage: _Storage, start: int, shape: tuple[int, ...], *_: Any) -> Any:
    """A tensor's shape alone."""
    return np.broadcast_to(np.zeros((), np.uint8), shape)


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:80] or type(error).__name__

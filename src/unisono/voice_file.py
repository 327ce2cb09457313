"""A `.voice` file: who speaks, as an engine knows him. A zip of arrays that numpy reads, never code (no pickle)."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from unisono.errors import VoiceError
from unisono.sinks.partial import partial
from unisono.types import Floats, Voice

SUFFIX = ".voice"
FORMAT = 1  # of what `save` writes; a file with a greater one comes from a newer unisono
LONGEST = 1000  # characters of a name, consent, provenance or note
LARGEST = 256 * 2**20  # bytes of arrays that are read; ours hold 12 MB

_STATE = "state/"  # before the names of the engine's arrays
_TOLD = ("name", "engine", "provenance", "consent")


def save(voice: Voice, path: Path) -> None:
    """Whole or not at all; arrays keep their type, fp16 too. OutputError where it cannot be written.

    ValueError for a state that holds anything but finite numbers, VoiceError for a name or note that is a book.
    """
    _check_numbers(voice.state)
    for told in (*(getattr(voice, name) for name in _TOLD), *voice.notes):
        if len(told) > LONGEST:
            raise VoiceError(f"{told[:20]!r}… is too long to be kept with a voice; give at most {LONGEST} characters")
    about = {"format": FORMAT, **{name: getattr(voice, name) for name in _TOLD}, "notes": voice.notes}
    arrays: dict[str, Any] = {_STATE + name: value for name, value in voice.state.items()}
    with partial(path, iter(())) as (temporary, _), temporary.open("wb") as file:
        np.savez(file, about=np.array(json.dumps(about, ensure_ascii=False)), **arrays)


def load(path: Path, state: bool = True) -> Voice:
    """VoiceError, in one line, for what is no voice, is damaged, or was made by a newer unisono.

    Without its `state` it is known who speaks, and quickly.
    """
    try:
        with path.open("rb") as file:
            return _voice(file, state)
    except VoiceError as error:
        raise VoiceError(f"{path} {error}") from None
    except OSError as error:
        raise VoiceError(f"{path} cannot be read: {error.strerror or error}; give a file that enroll wrote") from None
    except Exception:  # zipfile, numpy and json raise a dozen kinds for what is damaged or made to harm
        raise VoiceError(f"{path} is no voice, or is damaged; give a file that `unisono enroll` wrote") from None


def _voice(file: Any, whole: bool) -> Voice:
    with zipfile.ZipFile(file) as stored:
        if sum(entry.file_size for entry in stored.infolist()) > LARGEST:
            raise VoiceError(f"would take more than {LARGEST >> 20} MB of memory; no voice is as large")
    file.seek(0)
    with np.load(file, allow_pickle=False) as arrays:
        about = json.loads(str(arrays["about"]))
        _check_format(about["format"])
        start = len(_STATE)
        state = {name[start:]: arrays[name] for name in arrays.files if whole and name.startswith(_STATE)}
    _check_numbers(state)
    name, engine, provenance, consent = (_printable(about[told]) for told in _TOLD)
    return Voice(name, engine, state, provenance, consent, tuple(_printable(note) for note in about["notes"]))


def _check_format(number: Any) -> None:
    if type(number) is not int or number < 1:
        raise ValueError("no format")
    if number > FORMAT:
        raise VoiceError(f"was written by a newer unisono (format {number}, here {FORMAT}); update unisono")


def _check_numbers(state: Mapping[str, Floats]) -> None:
    for name, array in state.items():
        if array.dtype.kind not in "fiub" or not np.isfinite(array).all():
            raise ValueError(f"{name!r} in the state of a voice is not finite numbers")


def _printable(text: Any) -> str:
    """One line without control characters, which could write over what a terminal shows."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError("no line of text")
    return "".join(char for char in text if char.isprintable())

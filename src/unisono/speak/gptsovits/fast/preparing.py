"""Graphs for this processor: made once from weights, by a process of its own, and kept in the user's cache.

    python -m unisono.speak.gptsovits.fast.preparing KIND FOLDER FILE [FILE]

What is made is written aside, listed with its checksums, and renamed: half of it is never taken for the whole.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from unisono import caches
from unisono.errors import EngineError, MissingExtra, WeightsError
from unisono.speak.gptsovits import memory
from unisono.speak.gptsovits.prints import print_of

Tell = Callable[[str], None]

_FORMAT = 2  # changes with what `converting.py` makes: what lies in the cache is then made anew
_LIST = "list.json"
_CALLED = {
    "gpt": "the GPT weights (a few seconds)",
    "sovits": "the SoVITS weights (about half a minute)",
    "bert": "BERT (about half a minute)",
    "hubert": "HuBERT (about ten seconds)",
    "speaker": "the speaker net (about twenty seconds)",
}
INSTALL = "pip install 'unisono[gptsovits]'"


def prepared(kind: str, files: Sequence[Path], tell: Tell) -> Path:
    """The folder with the graphs of `kind` (see `converting.convert`), made first where they are missing or damaged.

    WeightsError for weights that are no such net, MissingExtra without torch, EngineError where it did not work.
    """
    name = blake2b(f"{_FORMAT} {kind} {[print_of(file) for file in files]}".encode(), digest_size=16)
    place = caches.folder() / "gptsovits" / f"{kind}-{name.hexdigest()}"
    if not _whole(place):
        _make(kind, files, place, tell)
    return place


def _make(kind: str, files: Sequence[Path], place: Path, tell: Tell) -> None:
    if importlib.util.find_spec("torch") is None:
        raise MissingExtra(f"preparing {_CALLED[kind].partition(' (')[0]} for this processor needs torch: {INSTALL}")
    tell(f"preparing {_CALLED[kind]}: once, for this processor")
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f"{place.name}-", dir=place.parent))
    try:
        _run(kind, files, aside)
        shutil.rmtree(place, ignore_errors=True)  # damaged, if it is there
        with suppress(OSError):  # another process was faster
            os.rename(aside, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    if not _whole(place):
        raise EngineError(f"what was prepared in {place} cannot be read again; is the disk full?")


def _run(kind: str, files: Sequence[Path], aside: Path) -> None:
    command = [sys.executable, "-m", __name__, kind, str(aside), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
    said = (done.stderr.strip().splitlines() or [""])[-1][:300]
    if done.returncode == WeightsError.exit_code:
        raise WeightsError(said)
    if done.returncode == -9 or memory.says(said):  # so ends Linux a process for which it has no memory
        raise WeightsError(f"preparing {_CALLED[kind]} was ended: memory ran out; end other programs and try again")
    if done.returncode:
        raise EngineError(f"preparing {_CALLED[kind]} failed: {said or 'it did not say why'}")


def _whole(place: Path) -> bool:
    """Whether everything that was made is there as it was made."""
    try:
        listed: dict[str, int] = json.loads((place / _LIST).read_text("utf-8"))
        return all(_sum(place / name) == told for name, told in listed.items())
    except (OSError, ValueError, AttributeError):
        return False


def _sum(path: Path) -> int:
    told = 0
    with path.open("rb") as file:
        while part := file.read(1 << 22):
            told = zlib.crc32(part, told)
    return told


def main(kind: str, folder: str, *files: str) -> int:
    """The process of its own."""
    place = Path(folder)
    try:
        with memory.told():
            from unisono.speak.gptsovits.fast.converting import convert

            convert(kind, [Path(file) for file in files], place)
    except WeightsError as error:
        print(error, file=sys.stderr)
        return WeightsError.exit_code
    sums: dict[str, Any] = {path.name: _sum(path) for path in sorted(place.iterdir())}
    (place / _LIST).write_text(json.dumps(sums), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The pieces of ../shared/speech_pack: what its manifest says of each, and its sound."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from unisono.audio.read import read
from unisono.types import Speech

Entry = dict[str, Any]  # a line of the manifest: id, shard, speaker, file, start, duration, text, language, …


def pieces(folder: Path, wanted: Callable[[Entry], object]) -> Iterator[tuple[Entry, Speech]]:
    """Those that are `wanted`, in the order of the manifest, which goes file by file: each is read once."""
    held, whole = "", None
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if not wanted(entry):
            continue
        if whole is None or entry["file"] != held:
            held = entry["file"]
            whole = read(folder / held)
        begin = round(entry["start"] * whole.rate)
        yield entry, Speech(whole.samples[begin : begin + round(entry["duration"] * whole.rate)], whole.rate)

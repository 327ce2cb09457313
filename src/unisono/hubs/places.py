"""Where what was pulled lies, told without a network and without either hub's library."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def folders(huggingface: str, modelscope: str) -> Iterator[Path]:
    """The folders of files of a model, as it is named on either hub, that exist; the likeliest to be whole first."""
    yield from snapshots(huggingface)
    if (place := modelscope_folder(modelscope)).is_dir():
        yield place


def snapshots(repository: str) -> list[Path]:
    """Of a model in Hugging Face's cache: what is `main` there first, then the newest."""
    kept = huggingface_cache() / f"models--{repository.replace('/', '--')}"
    main = ""
    with suppress(OSError):
        main = (kept / "refs" / "main").read_text().strip()
    with suppress(OSError):
        found = [(place.name == main, place.stat().st_mtime, place) for place in (kept / "snapshots").iterdir()]
        return [place for _, _, place in sorted(found, reverse=True) if place.is_dir()]
    return []


def huggingface_cache() -> Path:
    """As huggingface_hub has it: $HF_HUB_CACHE, $HF_HOME/hub, $XDG_CACHE_HOME/huggingface/hub, ~/.cache/…."""
    if chosen := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return _path(chosen)
    home = os.environ.get("HF_HOME")
    return (_path(home) if home else _path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface") / "hub"


def modelscope_folder(repository: str) -> Path:
    """As modelscope has it: $MODELSCOPE_CACHE/models/…, ~/.cache/modelscope/hub/models/…."""
    return _path(os.environ.get("MODELSCOPE_CACHE") or "~/.cache/modelscope/hub") / "models" / repository


def _path(text: str) -> Path:
    return Path(os.path.expanduser(text))  # unlike Path.expanduser it does not fail where there is no home

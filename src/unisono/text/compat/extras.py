"""What an optional package holds, or the one-line error that names the pip command."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from unisono.errors import MissingExtra

_EXTRAS: Final = {"pyopenjtalk": "ja", "ToJyutping": "yue", "mecab": "ko", "g2pk2": "ko"}  # others: gptsovits


def load(package: str) -> Any:
    """The package, imported. MissingExtra if it is not installed."""
    try:
        return import_module(package)
    except ImportError as error:
        raise MissingExtra(_message(package)) from error


def file_of(package: str, name: str) -> Path:
    """A file inside a package that is not imported. MissingExtra if it is not installed."""
    found = find_spec(package)
    if not found or not found.submodule_search_locations:
        raise MissingExtra(_message(package))
    return Path(found.submodule_search_locations[0]) / name


def _message(package: str) -> str:
    extra = _EXTRAS.get(package, "gptsovits")
    return f"GPT-SoVITS's text front end needs {package}, which is not installed; run: pip install 'unisono[{extra}]'"

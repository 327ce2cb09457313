"""Where the golden data lies: `$UNISONO_GOLDEN`, or `../shared/golden/gptsovits`; `$UNISONO_GOLDEN_SALT` salts it."""

from __future__ import annotations

import importlib.util
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("UNISONO_GOLDEN", Path(__file__).resolve().parents[4] / "shared" / "golden" / "gptsovits"))
SALT = os.environ.get("UNISONO_GOLDEN_SALT", "")


def path(name: str) -> Path:
    """A file of the golden folder; the test is skipped where the folder, not where the file, is absent."""
    if not FOLDER.exists():
        pytest.skip(f"no golden data at {FOLDER}; set UNISONO_GOLDEN")
    return FOLDER / name


@lru_cache
def module(name: str) -> Any:
    """A module of the golden folder, run from there, once: what make_ckpt pickles must be of the class that it made."""
    file = path(f"{name}.py")
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # that folder is not ours
    sys.path.insert(0, str(FOLDER))  # make_ckpt imports filler
    try:
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
    finally:
        sys.path.pop(0)
        sys.dont_write_bytecode = writes
    return made

"""What every test may use: the folder of shared data beside the project, where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """`$UNISONO_SHARED`, or `../shared` beside the checkout; the test is skipped where it is absent."""
    folder = Path(os.environ.get("UNISONO_SHARED", ROOT.parent / "shared"))
    if not (folder / "DESIGN.md").exists():
        pytest.skip(f"no shared data at {folder}; set UNISONO_SHARED")
    return folder

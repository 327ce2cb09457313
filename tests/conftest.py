"""What every test may use: the folder of shared data beside the project, where there is one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from unisono import casting
from unisono.cli import main

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """`$UNISONO_SHARED`, or `../shared` beside the checkout; the test is skipped where it is absent."""
    folder = Path(os.environ.get("UNISONO_SHARED", ROOT.parent / "shared"))
    if not (folder / "DESIGN.md").exists():
        pytest.skip(f"no shared data at {folder}; set UNISONO_SHARED")
    return folder


@pytest.fixture
def unisono(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Run:
    """Runs a command in an empty folder, no voice known yet: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    shelf = tmp_path_factory.mktemp("voices")
    monkeypatch.setattr(casting, "shelf", lambda: shelf)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["unisono", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capfd.readouterr()

    return run

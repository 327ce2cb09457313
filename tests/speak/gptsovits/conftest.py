"""Checkpoints in the official containers, made from names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.speak.gptsovits.places import SALT, module


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Kind -> a file in the official container, as make_ckpt.py writes it (float16)."""
    pytest.importorskip("torch", reason="writing a checkpoint needs torch")
    make = module("make_ckpt")
    folder = tmp_path_factory.mktemp("checkpoints")

    def written(kind: str) -> Path:
        path: Path = folder / f"{kind}{'.ckpt' if kind.startswith('s1') else '.pth'}"
        if not path.exists():
            import torch

            torch.save(make.build(kind, SALT, torch.float16), path)
            with path.open("r+b") as file:
                file.write(make.TAGS.get(kind, b"PK"))
        return path

    return written

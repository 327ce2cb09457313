"""Runs of marks: of several in a row GPT-SoVITS says the first, since runs make its voice leak the reference."""

from __future__ import annotations

import re
from typing import Final

_RUN: Final = re.compile(r"([!?…,.-])[!?…,.-]+")
_RUN_OR_SPACE: Final = re.compile(r"([!?…,.\s-])[!?…,.-]+")


def collapse(text: str, spaces: bool = False) -> str:
    """'what?!..' → 'what?'. `spaces`: a space begins a run too, so the mark after it goes (English: "No -- really")."""
    return (_RUN_OR_SPACE if spaces else _RUN).sub(r"\1", text)

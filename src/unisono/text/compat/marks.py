"""Runs of marks: of several in a row GPT-SoVITS says the first, since runs make its voice leak the reference.

A space counts as one, so a mark after a space goes: that is how the official front end reads "No -- really".
"""

from __future__ import annotations

import re
from typing import Final

_RUN: Final = re.compile(r"([!?…,.\s-])[!?…,.-]+")


def collapse(text: str) -> str:
    """'what?!..' → 'what?'."""
    return _RUN.sub(r"\1", text)

"""CTM, NIST's time-marked words: recording, channel, start, duration, word, confidence, one word a line."""

from __future__ import annotations

from unisono.align.heard import Alignment


def text(found: Alignment, name: str) -> str:
    """The file; `name` is the recording's. A word with spaces in it is written with underscores."""
    called = _joined(name) or "sound"
    return "".join(
        f"{called} 1 {word.start:.3f} {max(word.end - word.start, 0.001):.3f} {_joined(word.bare)} {word.weight:.3f}\n"
        for word in found.words
    )


def _joined(label: str) -> str:
    return "_".join(label.split())

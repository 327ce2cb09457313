"""What of a recording tells more of the voice's colour, besides the prompt: its cleaner parts, some seconds each."""

from __future__ import annotations

from collections.abc import Iterator

from unisono.speak.fitting import PART_FITS, sureness
from unisono.speak.gptsovits.parts import Parts
from unisono.speak.reference import clipping

MOST = 8  # parts: what a further one adds to their mean is little
_NOISIER = 6.0  # dB, than the cleanest: such parts tell of the noise


def cleaner(parts: Parts, but: tuple[int, int] | None = None) -> list[tuple[int, int]]:
    """Parts, in order, that do not overlap each other or the prompt (`but`), the cleanest where there are many."""
    last = len(parts.pauses) - 1
    spans = [(0, but[0]), (but[1], last)] if but else [(0, last)]
    useful = [part for first, end in spans for part in _cut(parts, first, end) if _is_useful(parts, part)]
    above = {part: parts.above(*part) for part in ([but] if but else []) + useful}
    clean = [part for part in useful if above[part] > max(above.values()) - _NOISIER]
    return sorted(sorted(clean, key=lambda part: -above[part])[:MOST])


def _cut(parts: Parts, first: int, end: int) -> Iterator[tuple[int, int]]:
    """One part after the other, each as short as may be."""
    lengths = set(parts.all())
    while first < end:
        last = next((last for last in range(first + 1, end + 1) if (first, last) in lengths), None)
        if last is not None:
            yield first, last
        first = last or first + 1


def _is_useful(parts: Parts, part: tuple[int, int]) -> bool:
    """False where little is said, where it is not what the text says, and where it is clipped."""
    fits = not parts.speech.words or sureness(parts.phones(*part), parts.speech.words) >= PART_FITS
    return fits and parts.is_spoken(*part) and not clipping(parts.sound(*part).samples)

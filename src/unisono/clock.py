"""The one clock: samples and frames are counted from zero as integers, so nothing drifts.

A frame rate is an `int` or a `Fraction` (29.97 is exactly 30000/1001). Frame `f` covers the samples from
`samples_before(f)` up to `samples_before(f + 1)`.
"""

from __future__ import annotations

from fractions import Fraction

Fps = int | Fraction


def samples_before(frame: int, rate: int, fps: Fps) -> int:
    """How many samples lie before the start of `frame`: floor(frame * rate / fps)."""
    fps = Fraction(fps)
    return frame * rate * fps.denominator // fps.numerator


def frames_covering(samples: int, rate: int, fps: Fps) -> int:
    """How many frames it takes to cover `samples`: ceil(samples * fps / rate); the last may be partly filled."""
    fps = Fraction(fps)
    return -(-samples * fps.numerator // (rate * fps.denominator))


def whole_frames(samples: int, rate: int, fps: Fps) -> int:
    """How many frames are complete once `samples` have been heard: the largest f with samples_before(f) <= samples."""
    fps = Fraction(fps)
    return ((samples + 1) * fps.numerator - 1) // (rate * fps.denominator)


def parse_fps(text: str) -> Fps:
    """`"30"`, `"30000/1001"` or the NTSC shorthands `"23.976"`, `"29.97"`, `"59.94"`; ValueError otherwise."""
    ntsc = {"23.976": 24, "23.98": 24, "29.97": 30, "59.94": 60}
    try:
        fps = Fraction(ntsc[text] * 1000, 1001) if text in ntsc else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"frame rate {text!r} is not a number; give 24, 25, 29.97, 30, 60 or a fraction") from None
    if not 1 <= fps <= 240:
        raise ValueError(f"frame rate {text!r} is out of range; give 1 to 240 frames a second")
    return fps.numerator if fps.denominator == 1 else fps


def timecode(frame: int, fps: Fps) -> str:
    """`HH:MM:SS:FF.fff` of a frame, non-drop: FF counts up to the nominal (rounded-up) rate."""
    nominal = -(-Fraction(fps).numerator // Fraction(fps).denominator)
    seconds, ff = divmod(frame, nominal)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{ff:02d}.000"

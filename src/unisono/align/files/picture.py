"""A picture: words, phones, spectrogram and wave over the same time, in even rows of up to four seconds.

A blue box is sure, a red one is a guess. A line through the spectrogram is where a phone begins, a dot where a stop
bursts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from unisono.align.heard import Alignment
from unisono.audio.resample import resample
from unisono.draw.canvas import Canvas, Color
from unisono.draw.glyphs import HEIGHT, width
from unisono.errors import InputError
from unisono.types import SILENCE, Floats, Image, Phone, Span

LONGEST = 240.0  # seconds of one picture
SECONDS = 4.0  # of the longest row
RATE = 16000  # samples a second: sounds are drawn up to 8 kHz

_LEFT, _RIGHT, _TOP, _NARROW = 64, 24, 56, 400
_SCALE = 430  # pixels a second
_WORDS, _PHONES, _SPECTRUM, _WAVE, _AXIS, _GAP = 34, 34, 192, 76, 26, 26
_ROW = _WORDS + _PHONES + _SPECTRUM + _WAVE + _AXIS + _GAP
_INK, _FAINT, _LINE = (28, 32, 44), (122, 128, 142), (206, 210, 218)
_SURE, _UNSURE, _PAUSE = (200, 220, 240), (246, 178, 164), (244, 245, 247)
_SOUND, _DOT = (52, 84, 128), (214, 74, 52)
_RANGE = 60.0  # dB of the spectrogram
_SIZES = (1.25, 1.0, 0.75)  # of letters


def png(found: Alignment, samples: Floats, rate: int, title: str = "") -> bytes:
    """The file. InputError beyond `LONGEST` seconds."""
    if found.duration > LONGEST:
        raise InputError(
            f"a picture shows at most {LONGEST:.0f} s of sound and this is {found.duration:.0f} s; cut the recording"
        )
    sound = resample(np.asarray(samples, np.float32), rate, RATE)
    rows = max(1, int(np.ceil(found.duration / SECONDS - 1e-6)))
    seconds = found.duration / rows
    picture = Canvas(_LEFT + max(round(seconds * _SCALE), _NARROW) + _RIGHT, _TOP + rows * _ROW)
    picture.text(_LEFT, 16, title, _INK, 1.5)
    loudest = max(float(np.abs(sound).max(initial=0.0)), 1e-4)
    for row in range(rows):
        _draw(picture, _TOP + row * _ROW, row * seconds, (row + 1) * seconds, found, sound, loudest)
    return picture.png()


def _draw(picture: Canvas, top: int, begin: float, end: float, found: Alignment, sound: Floats, loudest: float) -> None:
    """One row, of [begin, end) seconds."""
    across = round((end - begin) * _SCALE)
    bands = np.cumsum([top, _WORDS, _PHONES, _SPECTRUM, _WAVE]).tolist()
    _boxes(picture, bands[0], _WORDS, begin, end, found.words)
    _boxes(picture, bands[1], _PHONES, begin, end, found.phones)
    picture.paste(_LEFT, bands[2], _spectrogram(sound, begin, across))
    _marks(picture, bands[2], begin, end, found.phones)
    low, high = _extremes(sound, begin, across)
    middle, reach = bands[3] + _WAVE / 2, (_WAVE / 2 - 3) / loudest
    picture.bars(_LEFT, middle - low * reach + 0.5, middle - high * reach - 0.5, _SOUND)
    for number, band in enumerate(("words", "phones", "0–8 kHz", "wave")):
        picture.text(_LEFT - 6 - 0.75 * width(band), bands[number] + 10, band, _FAINT, 0.75)
    _axis(picture, bands[4], begin, end)


def _x(seconds: float, begin: float) -> float:
    return _LEFT + (seconds - begin) * _SCALE


def _boxes(picture: Canvas, top: int, height: int, begin: float, end: float, spans: Iterable[Span]) -> None:
    for span, left, right in _seen(spans, begin, end):
        silent = span.label == SILENCE
        color = _PAUSE if silent else _between(_UNSURE, _SURE, span.weight)
        picture.box(left, top + 1, right - left, height - 2, color)
        picture.box(left, top + 1, 1, height - 2, _LINE if silent else _FAINT)
        picture.box(right - 1, top + 1, 1, height - 2, _LINE)
        _label(picture, top, height, left, right, "" if silent else span.label)


def _label(picture: Canvas, top: int, height: int, left: float, right: float, label: str) -> None:
    """In the middle of its box, as large as there is room for."""
    room = right - left - 3
    fitting = [(text, size) for size in _SIZES for text in (label, label.strip("ˈˌ")) if width(text) * size <= room]
    text, size = fitting[0] if fitting else (label.strip("ˈˌ"), _SIZES[-1])
    across = min(width(text) * size, room)
    picture.text((left + right - across) / 2, top + (height - HEIGHT * size) / 2, text, _INK, size, within=room)


def _marks(picture: Canvas, top: int, begin: float, end: float, phones: Iterable[Phone]) -> None:
    for phone, left, _ in _seen(phones, begin, end):
        picture.box(left, top, 1, _SPECTRUM, _DOT, 0.5)
        if phone.release is not None and begin <= phone.release < end:
            picture.box(_x(phone.release, begin) - 2, top + 3, 5, 5, _DOT)


def _seen(spans: Iterable[Span], begin: float, end: float) -> Iterator[tuple[Phone, float, float]]:
    """The spans that a row shows, with their left and right edges in points."""
    for span in spans:
        if span.end > begin and span.start < end:
            shown = span if isinstance(span, Phone) else Phone(span.label, span.start, span.end, span.weight)
            yield shown, _x(max(span.start, begin), begin), _x(min(span.end, end), begin)


def _axis(picture: Canvas, top: int, begin: float, end: float) -> None:
    for tick in range(math.ceil(begin * 10 - 1e-6), int(end * 10 + 1e-6) + 1):
        x = _x(tick / 10, begin)
        picture.box(x, top, 1, 8 if tick % 5 == 0 else 4, _FAINT)
        if tick % 5 == 0:
            label = f"{tick / 10:.1f} s"
            picture.text(x - 0.375 * width(label), top + 10, label, _FAINT, 0.75)


def _between(left: Color, right: Color, share: float) -> Color:
    red, green, blue = (round(a + (b - a) * min(max(share, 0.0), 1.0)) for a, b in zip(left, right, strict=True))
    return red, green, blue


def _windows(sound: Floats, begin: float, across: int, length: int) -> Floats:
    """(across, length) sound around the middle of each column."""
    centres = ((begin + (np.arange(across) + 0.5) / _SCALE) * RATE).astype(np.intp)
    padded = np.pad(sound, (length, length + int(SECONDS * RATE)))
    return np.asarray(padded[(centres + length - length // 2)[:, None] + np.arange(length)], np.float32)


def _spectrogram(sound: Floats, begin: float, across: int) -> Image:
    """(_SPECTRUM, across, 3): 8 ms windows, 6 dB an octave lifted as the ear does, dark where it is loud."""
    lifted = np.diff(sound, prepend=np.float32(0)).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(_windows(lifted, begin, across, 128) * np.hanning(128), 512)) ** 2
    bins = np.linspace(spectrum.shape[1] - 1, 0, _SPECTRUM)
    level = 10 * np.log10(spectrum[:, np.round(bins).astype(int)].T + 1e-10)
    loud = 10 * np.log10(float(np.sum(lifted**2)) / max(len(lifted), 1) * 128 + 1e-10) + 22
    shade: NDArray[np.float64] = np.clip((level - loud) / _RANGE + 1, 0, 1)[:, :, None] ** 1.5
    return np.asarray(np.round(255 + (np.array(_INK) - 255) * shade), np.uint8)


def _extremes(sound: Floats, begin: float, across: int) -> tuple[Floats, Floats]:
    """Lowest and highest sample of each column."""
    windows = _windows(sound, begin, across, round(RATE / _SCALE))
    return windows.min(axis=1, initial=0.0), windows.max(axis=1, initial=0.0)

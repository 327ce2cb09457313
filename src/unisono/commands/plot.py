"""`unisono plot`: a take as a picture: wave, phones, the curves of jaw, lips, brows, lids and head, emotions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono import arkit, phones
from unisono.draw.canvas import Canvas, Color
from unisono.draw.glyphs import width
from unisono.errors import InputError
from unisono.types import SILENCE, FaceTrack, Span, Speech, Take

LONGEST = 120.0  # seconds of one picture
_SECONDS = 6.0  # of the longest row
_SCALE, _LEFT, _RIGHT, _TOP = 240, 76, 20, 20  # pixels a second; margins
_INK, _FAINT, _LINE = (28, 32, 44), (122, 128, 142), (214, 218, 226)
_SOUND, _PHONE, _LIPS, _FELT = (52, 84, 128), (226, 232, 241), (246, 196, 182), (250, 228, 170)
_RED, _BLUE, _GREEN, _VIOLET = (206, 66, 46), (40, 104, 190), (38, 140, 92), (136, 74, 168)
_BOX, _CURVE, _GAP = 24, 84, 22  # heights in pixels

Values = NDArray[np.floating[Any]]
Curves = tuple[tuple[str, Color, Values], ...]  # name, colour, (T,) 0..1


def png(take: Take) -> bytes:
    """The file. InputError beyond `LONGEST` seconds."""
    seconds = len(take.face) / float(take.face.fps)
    if seconds > LONGEST:
        raise InputError(f"a picture shows at most {LONGEST:.0f} s and this take has {seconds:.0f} s; cut it")
    rows = max(1, int(np.ceil(seconds / _SECONDS - 1e-6)))
    length = seconds / rows
    bands = tuple(_bands(take.face))
    felt = bool(take.speech.emotions)
    height = _CURVE + _BOX * (1 + felt) + len(bands) * (_CURVE + 6) + _BOX + _GAP
    picture = Canvas(_LEFT + round(length * _SCALE) + _RIGHT, _TOP + rows * height)
    for row in range(rows):
        _row(picture, _TOP + row * height, row * length, (row + 1) * length, take, bands)
    return picture.png()


def _bands(face: FaceTrack) -> Iterator[Curves]:
    """What is drawn in one band together."""

    def mean(*names: str) -> Values:
        found = [place for name in names for place in arkit.places(name)]
        return np.asarray(face.weights[:, found].mean(axis=1))

    degrees = np.degrees(face.head)
    yield ("jaw", _RED, mean("jawOpen")), ("press", _BLUE, mean("mouthPress"))
    yield ("round", _VIOLET, mean("mouthPucker", "mouthFunnel")), ("smile", _GREEN, mean("mouthSmile", "mouthStretch"))
    yield ("brows", _GREEN, mean("browInnerUp", "browOuterUp")), ("lids", _BLUE, mean("eyeBlink"))
    yield (
        ("nod", _RED, 0.5 - degrees[:, 0] / 16),
        ("turn", _BLUE, 0.5 + degrees[:, 1] / 16),
    )  # ±8 degrees


def _row(picture: Canvas, top: int, begin: float, end: float, take: Take, bands: tuple[Curves, ...]) -> None:
    """One row, of [begin, end) seconds."""
    across = round((end - begin) * _SCALE)
    _wave(picture, top, begin, across, take.speech)
    _name(picture, top + 30, "wave", _SOUND)
    top += _CURVE
    _boxes(picture, top, begin, end, take.speech.phones)
    _name(picture, top + 6, "phones", _FAINT)
    top += _BOX
    if take.speech.emotions:
        _boxes(picture, top, begin, end, take.speech.emotions)
        _name(picture, top + 6, "feeling", _FAINT)
        top += _BOX
    moments = (begin + (np.arange(across) + 0.5) / _SCALE) * float(take.face.fps) - 0.5
    for curves in bands:
        picture.box(_LEFT, top + 2, across, _CURVE, (249, 250, 252))
        for level in (0.0, 0.5, 1.0):
            picture.box(_LEFT, top + 2 + (1 - level) * (_CURVE - 1), across, 1, _LINE)
        for n, (name, color, values) in enumerate(curves):
            _curve(picture, top + 2, moments, values, color)
            _name(picture, top + 20 + 18 * n, name, color)
        top += _CURVE + 6
    for tick in range(int(np.ceil(begin)), int(end + 1e-6) + 1):
        picture.box(_LEFT + (tick - begin) * _SCALE, top, 1, 6, _FAINT)
        picture.text(_LEFT + (tick - begin) * _SCALE + 4, top + 4, f"{tick} s", _FAINT, 0.75)


def _name(picture: Canvas, top: float, text: str, color: Color) -> None:
    picture.text(_LEFT - 8 - 0.75 * width(text), top, text, color, 0.75)


def _wave(picture: Canvas, top: int, begin: float, across: int, speech: Speech) -> None:
    edges = np.round((begin + np.arange(across + 1) / _SCALE) * speech.rate).astype(np.intp)
    loudest = max(float(np.abs(speech.samples).max(initial=0.0)), 1e-4)
    parts = [speech.samples[a:b] for a, b in itertools.pairwise(edges)]
    low, high = (np.array([f(part, initial=0.0) for part in parts], np.float32) for f in (np.min, np.max))
    middle, reach = top + _CURVE / 2, (_CURVE / 2 - 4) / loudest
    picture.bars(_LEFT, middle - low * reach + 0.5, middle - high * reach - 0.5, _SOUND)


def _boxes(picture: Canvas, top: int, begin: float, end: float, spans: tuple[Span, ...]) -> None:
    for span in spans:
        if span.end > begin and span.start < end and span.label != SILENCE:
            left, right = ((min(max(t, begin), end) - begin) * _SCALE + _LEFT for t in (span.start, span.end))
            picture.box(left, top + 1, right - left - 1, _BOX - 2, _color(span.label))
            room = right - left - 3
            shown = span.label if width(span.label) * 0.75 <= room else span.label.strip("ˈˌ")
            picture.text(left + 2, top + 6, shown, _INK, 0.75, within=room)


def _color(label: str) -> Color:
    """Lip sounds stand out among phones; what is no phone is a feeling."""
    try:
        base = phones.bases(label)[0]
    except ValueError:
        return _FELT
    return _LIPS if base in phones.BILABIALS | phones.LABIODENTALS else _PHONE


def _curve(picture: Canvas, top: int, moments: Values, values: Values, color: Color) -> None:
    """A line as thick as two points, which stays whole where it is steep."""
    level = np.interp(moments, np.arange(len(values)), np.clip(values, 0, 1))
    height = top + (1 - level) * (_CURVE - 1)
    before = np.concatenate([height[:1], height[:-1]])
    low, high = np.maximum(height, before) + 1, np.minimum(height, before) - 1
    picture.bars(_LEFT, low.astype(np.float32), high.astype(np.float32), color)

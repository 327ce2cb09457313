"""The aligner that knows the text: the stand-in voice says it too, and its times are warped onto the recording."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono import plugins
from unisono.align.bursts import bursts
from unisono.align.likeness import between, likened, scaled
from unisono.align.telling import spread, told
from unisono.align.warp import Indices, columns, path
from unisono.audio.features import FRAMES, energy, mfcc
from unisono.audio.resample import resample
from unisono.errors import SoundError, TextError
from unisono.types import SILENCE, Floats, Line, Phone, Span, Speech

LONGEST = 120.0  # seconds of one line that are held
PAUSE = 0.04  # seconds: a shorter silence is part of a sound
PASSES = 3  # warps; after each the echo is made to sound more like the recording


class Echo:
    """Recording + text -> phones and words, by DTW to speech whose phones are known (the idea of aeneas, by phone)."""

    lookahead = math.inf  # the whole line is heard first
    about = "warps the stand-in's phones onto a recording whose text is known"

    def __init__(self) -> None:
        self._voice = plugins.load("synthesizer", "stand-in")

    def align(self, line: Line, speech: Iterable[Speech]) -> Iterator[Speech]:
        """The same chunks with phones and words. TextError without a text, SoundError beyond `LONGEST` seconds."""
        chunks = iter(speech)
        heard: list[Speech] = []
        for chunk in chunks:
            heard.append(chunk)
            if chunk.phones:
                yield from heard
                yield from chunks
                return
            _check_length(heard)
        if heard:
            whole = Speech.join(heard)
            phones, words = self._aligned(line, replace(whole, offset=0))
            begin = whole.offset / whole.rate
            yield from told(heard, [p.moved(begin) for p in phones], [w.moved(begin) for w in words])

    def _aligned(self, line: Line, heard: Speech) -> tuple[list[Phone], list[Span]]:
        if not line.text.strip():
            raise TextError("this aligner needs the text of the recording; give it (--text), or use the aligner 'ear'")
        level = energy(heard.samples, heard.rate)
        speaking = np.asarray(level > _threshold(level))
        if not speaking.any():
            return [Phone(SILENCE, 0.0, heard.duration)], []
        echo = self._said(line, heard)
        phones = _phones(echo, heard, _warped(echo, heard, level, speaking))
        return phones, _words(phones, echo)

    def _said(self, line: Line, heard: Speech) -> Speech:
        """The stand-in's reading of the line, at the pitch and pace of the recording and at its rate."""
        try:
            voice: Any = self._voice.enroll(heard)
        except SoundError:  # too short to be a reference, which is no fault in a recording to align
            voice = self._voice.voices()[0]
        echo = Speech.join(self._voice.speak(line, voice))
        rate = min(echo.rate, heard.rate)
        return replace(echo, samples=resample(echo.samples, echo.rate, rate), rate=rate)


def _check_length(heard: list[Speech]) -> None:
    seconds = (heard[-1].end - heard[0].offset) / heard[0].rate
    if seconds > LONGEST:
        raise SoundError(
            f"the line is longer than {LONGEST:.0f} s of sound; cut the recording between sentences, "
            "or use the aligner 'ear', which has no limit"
        )


def _threshold(level: Floats) -> float:
    """The level in dB between pauses and speech: a third of the way from the quietest to the loud.

    In a recording without pauses it is 25 dB below the loud.
    """
    low, high = np.percentile(level, [3, 95])
    threshold = max(low + 0.35 * (high - low), high - 45.0) if high - low > 20 else high - 25.0
    return float(max(threshold, -75.0))


@dataclass(frozen=True, eq=False)
class Warp:
    """Where in the recording the frames of the echo are first heard, and its pauses."""

    times: NDArray[np.float64]  # (J,) seconds in the echo, silences left out
    heard: NDArray[np.float64]  # (J + 1,) seconds in the recording; the last is where speech ends
    pauses: list[tuple[float, int]]  # start in seconds, and the echo frame that comes after it

    def frame(self, seconds: float) -> int:
        """The echo frame at a time in the echo."""
        return int(np.searchsorted(self.times, seconds))


def _warped(echo: Speech, heard: Speech, level: Floats, speaking: NDArray[np.bool_]) -> Warp:
    times, pauses = _frames_said(echo, int(speaking.sum()))
    said = scaled(between(mfcc(echo.samples, echo.rate), times * FRAMES), np.ones(len(times), bool))
    cepstra = mfcc(resample(heard.samples, heard.rate, echo.rate), echo.rate)
    frames = min(len(cepstra), len(level))
    features = scaled(cepstra[:frames], speaking[:frames])
    progress = np.cumsum(speaking[:frames]) / max(int(speaking[:frames].sum()), 1)
    row = columns(len(times), pauses)
    pause = _pause_cost(level[:frames])
    for turn in range(PASSES):
        found = path(features, said, pause, row, progress.astype(np.float32))
        spoken = ~row.silent[found]
        if turn < PASSES - 1 and spoken.any():
            said, features = likened(said, features, row.frame[found], spoken)
    return _warp(found, row.frame, row.silent, times)


def _frames_said(echo: Speech, room: int) -> tuple[NDArray[np.float64], Indices]:
    """Times in the echo, stretched to about `room` frames and without its silences; and where a pause may stand."""
    said = [p for p in echo.phones if p.label != SILENCE]
    begins = np.array([p.start for p in said])
    until = np.cumsum([p.end - p.start for p in said])
    # Every phone in sight, but no more frames than a path can pass by leaving out two of three.
    count = min(max(room, 3 * len(said)), 2 * room)
    spoken = (np.arange(count) + 0.5) * until[-1] / count
    which = np.searchsorted(until, spoken, side="right")
    times = begins[which] + spoken - np.concatenate([[0.0], until])[which]
    starts = sorted({word.start for word in echo.words} | {said[0].start})
    return times, np.unique([*np.searchsorted(times, starts), len(times)]).astype(np.intp)


def _pause_cost(level: Floats) -> Floats:
    """(T,) what it costs to call a frame a pause: less than speech where it is quiet, far more where it is loud."""
    return np.asarray(0.15 + 3.0 / (1 + np.exp(-(level - _threshold(level)) / 3.0)), np.float32)


def _warp(found: Indices, frame: Indices, silent: NDArray[np.bool_], times: NDArray[np.float64]) -> Warp:
    """The column of each recorded frame -> where each echo frame is first heard, and the pauses."""
    column, spoken = frame[found], ~silent[found]
    # A pause belongs to the frame before it, so that the word after it starts where the pause ends.
    reached = np.where(spoken, column, column - 1)
    heard = np.searchsorted(reached, np.arange(len(times) + 1), side="left") / FRAMES
    edges = np.flatnonzero(np.diff(spoken.astype(np.int8), prepend=1, append=1))
    pauses = [(a / FRAMES, int(column[a])) for a, b in edges.reshape(-1, 2) if (b - a) / FRAMES >= PAUSE]
    return Warp(times, heard, pauses)


def _phones(echo: Speech, heard: Speech, warp: Warp) -> list[Phone]:
    """The echo's phones at the recording's times, without gaps, and the recording's own pauses between them."""
    said = [p for p in echo.phones if p.label != SILENCE]
    order = [(warp.frame(p.start), 1, float(warp.heard[warp.frame(p.start)]), p) for p in said]
    order += [(frame, 0, start, Phone(SILENCE, start, start)) for start, frame in warp.pauses]
    order.sort(key=lambda item: item[:2])
    starts = spread(np.array([item[2] for item in order]), 0.0, heard.duration)
    ends = [*starts[1:], heard.duration]
    releases = [None if p.release is None else float(warp.heard[warp.frame(p.release)]) for *_, p in order]
    phones = [
        Phone(p.label, float(start), float(end), release=None if at is None else float(np.clip(at, start, end)))
        for (*_, p), start, end, at in zip(order, starts, ends, releases, strict=True)
    ]
    return bursts(phones, heard.samples, heard.rate)


def _words(phones: list[Phone], echo: Speech) -> list[Span]:
    """Each word from the start of its first phone to the end of its last."""
    said = [p for p in echo.phones if p.label != SILENCE]
    found = [p for p in phones if p.label != SILENCE]
    words = []
    for word in echo.words:
        inside = [now for then, now in zip(said, found, strict=True) if word.start <= then.start < word.end]
        if inside:
            words.append(Span(word.label, inside[0].start, inside[-1].end))
    return words

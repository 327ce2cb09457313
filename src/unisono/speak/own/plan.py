"""A line as one speaker is to say it: when each sound begins, how high and how loud it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unisono.errors import TextError
from unisono.phones import is_stop
from unisono.speak.own.inventory import BREATH, COMMA, QUESTION, STOP, Sound, rows
from unisono.speak.own.net import Net, Told
from unisono.speak.own.shape import POINTS, STYLE, spread, tracks
from unisono.speak.own.speaker import Speaker
from unisono.speak.own.tokens import sounds
from unisono.text.word import Word
from unisono.types import SILENCE, Floats, Ints, Line, Phone, Span

FRAME = 0.01  # seconds
MELODY = 1.15  # what is predicted by its mean moves less than people do: times as much, of the deviation

# Rate, pitch, range and effort of a feeling, in the units of `shape.STYLE`, at full strength (Scherer 2003, table 2:
# which of them rise and fall; how far is ours).
_FEELINGS: dict[str, tuple[float, float, float, float]] = {
    "happy": (0.3, 0.7, 0.6, 0.5),
    "excited": (0.6, 0.9, 0.8, 0.8),
    "angry": (0.4, 0.4, 0.6, 1.0),
    "afraid": (0.7, 0.9, 0.2, 0.1),
    "surprised": (0.2, 1.0, 0.9, 0.4),
    "sad": (-0.7, -0.5, -0.6, -0.6),
    "calm": (-0.4, -0.2, -0.4, -0.5),
    "disgusted": (-0.4, -0.3, 0.2, 0.3),
    "contempt": (-0.3, -0.3, -0.1, 0.0),
}
_PAUSES = {COMMA: (14, 45), STOP: (22, 70), QUESTION: (22, 70)}  # fewest and most frames of a pause within a line
_FIRST, _LAST = 3, 12  # frames of silence before and after a line
_RISE = (0.0, 0.4)  # log Hz by which the beginning and the end of what rises are higher,
_HIGHER = (0.05, 0.28)  # and of a question that keeps its shape
_ASKING = frozenset("what who whom whose where when why which how".split())
_SHORTEST, _LONGEST = 2, 80  # frames of a sound


@dataclass(frozen=True, eq=False)
class Plan:
    """N sounds over T frames of 10 ms."""

    sounds: tuple[Sound, ...]
    words: tuple[Word, ...]
    frames: Ints  # (N,)
    closed: Floats  # (N,) share of a stop that is its closure
    encoded: Floats  # (N, width) for the decoder
    condition: Floats  # (condition,)
    sound: Ints  # (T,)
    tracks: Floats  # (T, TRACKS)
    contour: Floats  # (T,) log Hz
    gain: Floats  # (T,) natural logarithm of what the loudness is multiplied with

    def phones(self) -> tuple[Phone, ...]:
        """All of them, without gaps; a stop begins with its closure."""
        ends = np.cumsum(self.frames)
        found = []
        for sound, frames, end, closed in zip(self.sounds, self.frames, ends, self.closed, strict=True):
            start = float(end - frames) * FRAME
            silent = sound.label in (SILENCE, BREATH)
            release = start + float(closed * frames) * FRAME if not silent and is_stop(sound.label) else None
            found.append(Phone(SILENCE if silent else sound.label, start, float(end) * FRAME, release=release))
        return tuple(found)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Each word with the mark after it, and when it is said."""
        ends = np.cumsum(self.frames)
        begins = [word.start for word in self.words[1:]] + [len(text)]
        found = []
        for number, (word, until) in enumerate(zip(self.words, begins, strict=True)):
            at = [n for n, sound in enumerate(self.sounds) if sound.word == number]
            start = float(ends[at[0]] - self.frames[at[0]]) * FRAME
            found.append(Span(text[word.start : until].strip(), start, float(ends[at[-1]]) * FRAME))
        return tuple(found)


def planned(net: Net, speaker: Speaker, line: Line) -> Plan:
    """`net`: the speaker's. TextError where there is nothing to say."""
    words, said = sounds(line)
    if not said:
        raise TextError(f"nothing to say in {line.text[:40]!r}; give words or numbers")
    table = rows(said)
    condition = net.condition(speaker.vector, style_of(line), speaker.room)
    encoded = net.encode(table, condition)
    told = net.predict(encoded, table, condition)
    rate, pitch, gain = _wishes(line, words, said)
    frames = _frames(said, told, rate)
    mean, deviation = speaker.pitch
    points = told.pitch * MELODY + (pitch[:, None] + _asking(table, said, words)) / deviation
    points = np.clip(points, -4, 4)
    level = spread(points, frames)
    contour = np.asarray(mean + deviation * level, np.float32)
    energy = spread(told.energy[:, None], frames, (0.5,))
    sound, frame = tracks(frames, contour, level, energy)
    loudness = spread(gain[:, None], frames, (0.5,))
    return Plan(said, words, frames, told.closed, encoded, condition, sound, frame, contour, loudness)


def style_of(line: Line) -> Floats:
    """(STYLE,) of the line's feeling, of a blend (happy+surprised) the sum; zeros where it has no voice of its own."""
    parts = [_FEELINGS.get(name, (0.0,) * STYLE) for name in line.emotion.split("+")]
    return np.asarray(np.sum(parts, axis=0) * line.strength, np.float32)


def _wishes(line: Line, words: Sequence[Word], said: Sequence[Sound]) -> tuple[Floats, Floats, Floats]:
    """Of each sound, what the line's marks ask for: times the usual rate, log pitch and log loudness to be added."""
    rate, pitch, gain = (np.zeros(len(said), np.float32) for _ in range(3))
    for mark in line.marks:
        if mark.kind not in ("rate", "pitch", "volume", "emphasis"):
            continue
        value = float(mark.value)
        asked = {mark.kind: value}
        if mark.kind == "emphasis":  # longer, higher and louder (Fry 1958), each a little
            asked = {"rate": 1 - 0.12 * value, "pitch": 1 + 0.1 * value, "volume": 1 + 0.2 * value}
        within = [s.word >= 0 and mark.start <= words[s.word].start and words[s.word].end <= mark.end for s in said]
        for name, into in (("rate", rate), ("pitch", pitch), ("volume", gain)):
            into[within] += np.log(max(asked.get(name, 1.0), 0.05))
    return np.exp(np.clip(rate, -1.2, 1.2)), pitch, np.minimum(gain, 0.7)


def _asking(table: Ints, said: Sequence[Sound], words: Sequence[Word]) -> Floats:
    """(N, 3) what a question adds to the melody, in log Hz: read speech, which the net has learnt, asks little.

    Yes-no questions of English rise from their last stressed vowel on (Pierrehumbert 1980, L* H-H%); those of Mandarin,
    and others, keep their shape and are higher towards the end (Yuan 2006).
    """
    added = np.zeros((len(said), len(POINTS)), np.float32)
    asks = (table[:, 7] == QUESTION) & (np.array([sound.word for sound in said]) >= 0)
    for end in np.flatnonzero(asks & ~np.append(asks[1:], False)).tolist():
        begin = end
        while begin and asks[begin - 1]:
            begin -= 1
        rises = said[end].language == "en" and words[said[begin].word].text.lower() not in _ASKING
        if rises:
            stressed = np.flatnonzero(table[begin : end + 1, 2] == 1)
            begin += int(stressed[-1]) if len(stressed) else 0
        size = (end + 1 - begin) * len(POINTS)
        added[begin : end + 1] = np.linspace(*(_RISE if rises else _HIGHER), size).reshape(-1, 3)
    return added


def _frames(said: Sequence[Sound], told: Told, rate: Floats) -> Ints:
    """(N,) whole frames; what rounding adds to one sound it takes from the next, so that the pace is kept."""
    exact = np.clip(np.exp(told.lengths), _SHORTEST, _LONGEST) / rate
    for at, sound in enumerate(said):
        if sound.word < 0:
            exact[at] = (
                _FIRST if at == 0 else _LAST if at == len(said) - 1 else np.clip(exact[at], *_PAUSES[sound.after])
            )
    ends = np.round(np.cumsum(exact)).astype(np.int32)
    return np.maximum(np.diff(ends, prepend=0), 1).astype(np.int32)


assert len(POINTS) == 3, "the melody is told at three points"

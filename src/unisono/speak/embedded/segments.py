"""espeak-ng's sounds -> phones with their sound: each begins where the mouth begins it, a stop with its closure.

espeak-ng tells a voiceless stop at its burst and a voiced one at its closure, and the vowel after a nasal some 40 ms
after the mouth has opened; here the sound itself is looked at (spectrograms agree to about 5 ms).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from unisono.phones import MANNER, bases, is_stop, is_vowel
from unisono.speak.embedded.asked import Run
from unisono.speak.embedded.names import Told
from unisono.speak.embedded.others import named
from unisono.speak.embedded.process import Event, Sound
from unisono.types import SILENCE, Floats

RATE = 22050  # samples per second, espeak-ng's own
TAIL = 0.25  # seconds of silence after a line

_SHORTEST, _LONGEST, _IN_PAUSE = 0.04, 0.12, 0.08  # seconds of closure; after a pause
_PAUSE = 0.06  # seconds: a shorter silence belongs to the sound before it, for no mouth comes to rest in it
_GLIDED = 0.35  # of a sound, what is the phone that it glides into; as of an l after a vowel, see names.py
_QUIET = 0.002  # below it nothing sounds
_FADE = 0.004  # seconds in which the last sound of a run dies


@dataclass(frozen=True, eq=False)
class Segment:
    """A stretch of sound that espeak-ng tells as one phone."""

    labels: tuple[tuple[str, float], ...]  # ours, with their shares of the time
    samples: Floats
    run: int = 0
    position: int = 0  # of its word in the run's text
    release: int | None = None  # samples from its start to its burst
    word: str = ""  # the word that ends with it

    @property
    def first(self) -> str:
        """The label that it begins with."""
        return self.labels[0][0]


def segments(sounds: Iterable[Sound], runs: list[Run]) -> Iterator[Segment]:
    """Segments of a whole line with the silence before, between and after its runs; none where nothing is said.

    Each is told once it is certain, which is when the next one has ended.
    """
    captions = _Captions(runs)
    held: Segment | None = None
    for segment in _with_pauses(_raw(sounds, runs), runs):
        if held is None:
            held = segment
            continue
        if segment.run != held.run:
            held = replace(held, samples=_faded(held.samples))
        held, segment = _met(held, segment)
        yield from captions.told(held, segment)
        held = segment
    if held is not None:
        if held.first != SILENCE:
            yield from captions.told(replace(held, samples=_faded(held.samples)), None)
        yield Segment(((SILENCE, 1.0),), np.zeros(round(TAIL * RATE), np.float32))


def _raw(sounds: Iterable[Sound], runs: list[Run]) -> Iterator[Segment]:
    """The sound cut where an event begins a phone."""
    heard: Floats = np.zeros(0, np.float32)  # since the segment began
    begun, run, position = 0, -1, 0  # the sample at which it began, its run, and its word
    parts: list[tuple[Told, int]] = []  # its events, and the samples at which they began
    teller = _Teller()
    for sound in sounds:
        if sound.part != run:
            if parts:
                yield Segment(_labels(parts, begun + len(heard)), heard, run, position)
            heard, begun, run, parts = heard[:0], 0, sound.part, []
            teller = _Teller(runs[run])
        heard = np.concatenate([heard, np.frombuffer(sound.pcm, np.int16).astype(np.float32) / 32768])
        for event in sound.events:
            told = teller.told(event)
            if told is None:
                continue
            if not (told.goes_on and parts and parts[-1][0] is not _PAUSED):
                end = max(begun, event.sample)
                if parts:
                    yield Segment(_labels(parts, end), heard[: end - begun], run, position)
                heard, begun, parts, position = heard[end - begun :], end, [], event.position
            parts.append((told, max(begun, event.sample)))
    if parts:
        yield Segment(_labels(parts, begun + len(heard)), heard, run, position)


_PAUSED = Told(((SILENCE, 1.0),))


class _Teller:
    """What each event of a run is, in order."""

    def __init__(self, run: Run | None = None) -> None:
        self.run = run
        self.token, self.count = -1, 0  # events of this token so far

    def told(self, event: Event) -> Told | None:
        """None for a change of language, which has no sound."""
        if event.ipa.startswith("("):
            return None
        if not event.ipa or self.run is None:
            return _PAUSED
        token = self.run.at(event.position)
        self.count = self.count + 1 if token == self.token else 1
        self.token = token
        known = self.run.tokens[token].events
        if not known:
            return Told(((named(event.ipa), 1.0),))
        # A linking r after the last phone belongs to it.
        return known[self.count - 1] if self.count <= len(known) else replace(known[-1], goes_on=True)


def _labels(parts: list[tuple[Told, int]], end: int) -> tuple[tuple[str, float], ...]:
    """The phones of a segment with their shares of its time; one that goes on in the next event is one phone."""
    found: dict[str, float] = {}
    edges = [*(at for _, at in parts[1:]), end]
    whole = max(end - parts[0][1], 1)
    for (told, at), until in zip(parts, edges, strict=True):
        for label, share in told.shares:
            found[label] = found.get(label, 0.0) + share * (until - at) / whole
    return tuple(found.items())


def _shared(held: Segment, empty: Segment) -> tuple[Segment, Segment]:
    """A phone that was left no time has the end of the sound that glides into it: the l of “a lieu”."""
    cut = round((1 - _GLIDED) * len(held.samples))
    labels = tuple((label, 1 / len(empty.labels)) for label, _ in empty.labels)
    return replace(held, samples=held.samples[:cut]), replace(empty, labels=labels, samples=held.samples[cut:])


def _with_pauses(raw: Iterable[Segment], runs: list[Run]) -> Iterator[Segment]:
    """Every run begins with its own silence and ends with its last phone; short silences join the phone before them."""
    held: Segment | None = None
    for segment in raw:
        if held is None or segment.run != held.run:
            if segment.first == SILENCE or not len(segment.samples):
                continue
            if held is not None and held.first != SILENCE:
                yield held
            yield Segment(((SILENCE, 1.0),), np.zeros(round(runs[segment.run].pause * RATE), np.float32), segment.run)
            held = segment
        elif segment.first == SILENCE and (held.first == SILENCE or len(segment.samples) < _PAUSE * RATE):
            held = replace(held, samples=np.concatenate([held.samples, segment.samples]))
        elif len(segment.samples) or held.first != SILENCE:
            held, segment = (held, segment) if len(segment.samples) else _shared(held, segment)
            yield held
            held = segment
    if held is not None and held.first != SILENCE:
        yield held


def _met(left: Segment, right: Segment) -> tuple[Segment, Segment]:
    """Two neighbours with the boundary between them where the mouth has it."""
    if is_stop(right.first):
        burst = _burst(left.samples, right.samples)
        moved = _closure(left, burst)
        return _shifted(left, replace(right, release=burst), moved)
    if MANNER[bases(left.labels[-1][0])[0]] == "nasal" and is_vowel(right.first):
        return _shifted(left, right, _opening(left.samples))
    return left, right


def _shifted(left: Segment, right: Segment, count: int) -> tuple[Segment, Segment]:
    """The last `count` samples of the left one go to the right one."""
    if not count:
        return left, right
    cut = len(left.samples) - count
    samples = np.concatenate([left.samples[cut:], right.samples])
    release = None if right.release is None else right.release + count
    return replace(left, samples=left.samples[:cut]), replace(right, samples=samples, release=release)


def _burst(before: Floats, stop: Floats) -> int:
    """Samples into the stop at which its burst begins: where high frequencies rise the most."""
    context = before[-_samples(0.006) :]
    rise = _rise(np.concatenate([context, stop]))
    latest = max(1, int(0.8 * len(stop)))
    return int(rise[len(context) : len(context) + latest].argmax())


def _closure(left: Segment, burst: int) -> int:
    """Samples before the stop's event at which its closure begins: the silence there; 40 to 120 ms up to the burst.

    What sounds gives up half of itself at most, what is silent all but 10 ms; a stop keeps its burst.
    """
    if left.first == SILENCE:
        return max(0, min(len(left.samples), _samples(_IN_PAUSE) - burst))
    own = len(left.samples) if left.release is None else len(left.samples) - left.release - 1
    loud = np.flatnonzero(np.abs(left.samples[len(left.samples) - own :]) > _QUIET)
    silent = own - (int(loud[-1]) + 1 if len(loud) else 0)
    silent = min(silent, max(own - _samples(0.01), own // 2))
    return max(0, min(silent, _samples(_LONGEST) - burst), min(_samples(_SHORTEST) - burst, own // 2))


def _opening(nasal: Floats) -> int:
    """Samples before the end of a nasal at which the mouth opens into a vowel; 0 where nothing is heard of it."""
    rise = _rise(nasal)
    earliest = int(0.35 * len(nasal))
    if len(nasal) < _samples(0.03) or rise[earliest:].max() < 2.0:  # 6 dB
        return 0
    return len(nasal) - earliest - int(rise[earliest:].argmax())


def _rise(samples: Floats) -> Floats:
    """(N,) log2 of the power above some 2 kHz in the 5 ms after each sample over that before it.

    The second difference is the high-pass; a floor 40 dB under the loudest keeps silence from counting.
    """
    high = np.diff(samples, 2, prepend=[0.0, 0.0]) if len(samples) else samples
    width = _samples(0.005)
    total = np.concatenate([[0.0], np.cumsum(np.square(high, dtype=np.float64))])
    here = np.arange(len(samples))
    after = total[np.minimum(here + width, len(samples))] - total[here]
    before = total[here] - total[np.maximum(here - width, 0)]
    floor = 1e-4 * max(float(after.max(initial=0.0)), 1e-9)
    return np.asarray(np.log2((after + floor) / (before + floor)), np.float32)


def _samples(seconds: float) -> int:
    return round(seconds * RATE)


def _faded(samples: Floats) -> Floats:
    count = min(_samples(_FADE), len(samples))
    ramp = np.ones(len(samples), np.float32)
    ramp[len(samples) - count :] = np.linspace(1, 0, count, dtype=np.float32)
    return samples * ramp


class _Captions:
    """Gives every caption to the phone that it ends with. One of which no phone is told goes with the one before."""

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs
        self.run, self.next = 0, 0  # the first token that no phone has been given
        self.waiting: list[Segment] = []  # the phone before a pause, and the pause: it may be within a word

    def told(self, left: Segment, right: Segment | None) -> Iterator[Segment]:
        """`left` and what waited for it, once `right` tells which word comes next."""
        if len(left.samples):
            self.waiting.append(left)
        goes_on = right is not None and right.run == left.run
        if right is not None and goes_on and right.first == SILENCE:
            return
        if self.waiting and self.waiting[0].first != SILENCE:
            first = self.waiting[0]
            end = self.runs[left.run].at(right.position) if right is not None and goes_on else None
            self.waiting[0] = replace(first, word=self._caption(first, end))
        yield from self.waiting
        self.waiting = []

    def _caption(self, segment: Segment, following: int | None) -> str:
        """The captions of the tokens up to `following`, None at the end of the run, if they end with this segment."""
        run = self.runs[segment.run]
        if segment.run != self.run:
            self.run, self.next = segment.run, 0
        end = len(run.tokens) if following is None else following
        if end <= run.at(segment.position):
            return ""
        first, self.next = self.next, end
        return " ".join(filter(None, run.captions[first:end]))

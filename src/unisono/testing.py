"""For plugin authors and our own tests: fakes that are quick and exact, and checks that every stage must pass.

    from unisono.testing import check_animator, spoken
    def test_my_animator_keeps_the_contract():
        check_animator(MyAnimator, spoken("hello there"))

A check returns nothing and raises AssertionError, saying what was broken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from unisono import arkit
from unisono.clock import Fps, frames_covering, samples_before, whole_frames
from unisono.phones import bases
from unisono.pipeline import released
from unisono.stages import Aligner, Animator, Synthesizer
from unisono.types import SILENCE, FaceTrack, Floats, Line, Phone, Span, Speech, Take, Voice

CUTS = (111, 480, 1920, 24_000, 10**6)  # samples in a chunk
_LETTERS = {"c": "k", "q": "k", "x": "s", "y": "j", "g": "ɡ", "r": "ɹ"}  # letters that are not IPA themselves


@dataclass
class Tone:
    """A synthesizer for tests: every letter is one 80 ms phone at a pitch of its own, every space 80 ms of silence."""

    rate: int = 24_000
    chunk: int = 1_920  # samples
    closed: int = 0  # how many sentences have ended or been closed
    languages: tuple[str, ...] = ("en", "zh")
    about: str = "test tones"
    clones: bool = False
    version: str = "1"

    def voices(self) -> tuple[Voice, ...]:
        """One."""
        return (Voice("tone", "tone"),)

    def enroll(self, reference: Speech, text: str | None = None) -> Voice:
        """Any recording gives the same voice."""
        return Voice("tone", "tone")

    def speak(self, line: Line, voice: Voice) -> Iterator[Speech]:
        """The line, letter by letter."""
        try:
            yield from cut(spoken(line.text, self.rate), self.chunk)
        finally:
            self.closed += 1


@dataclass
class Still:
    """An animator for tests: the jaw is as open as the sound is loud, frame by frame; no lookahead."""

    fps: Fps = 30
    lookahead: float = 0.0
    about: str = "test jaw"

    def animate(self, speech: Iterable[Speech]) -> Iterator[Take]:
        """Takes of whole frames, the last one padded."""
        held: Speech | None = None
        frame = 0
        for chunk in speech:
            held = chunk if held is None else Speech.join([held, chunk])
            ready = whole_frames(held.end, held.rate, self.fps)
            if ready > frame:
                edge = samples_before(ready, held.rate, self.fps)
                head, held = held.split(edge)
                yield self._take(head, frame, ready)
                frame = ready
        if held is not None and len(held.samples):
            yield self._take(held, frame, frames_covering(held.end, held.rate, self.fps))

    def _take(self, sound: Speech, first: int, last: int) -> Take:
        weights = np.zeros((last - first, len(arkit.NAMES)), np.float32)
        for i in range(last - first):
            start, end = (samples_before(first + i + k, sound.rate, self.fps) - sound.offset for k in (0, 1))
            weights[i, arkit.INDEX["jawOpen"]] = np.abs(sound.samples[start:end]).max(initial=0.0)
        count = len(weights)
        zeros = (np.zeros((count, 3), np.float32), np.zeros((count, 2), np.float32))
        return Take(sound, FaceTrack(weights, *zeros, self.fps, first))


def spoken(text: str, rate: int = 24_000) -> Speech:
    """Letters as phones of 80 ms each: sound whose truth is known."""
    each = round(0.08 * rate)
    samples = np.zeros(each * len(text), np.float32)
    phones = []
    for i, letter in enumerate(text.lower()):
        label = _LETTERS.get(letter, letter) if letter.isascii() and letter.isalpha() else SILENCE
        start, end = i * each, (i + 1) * each
        if label != SILENCE:
            samples[start:end] = _beep(each, rate, 120.0 + 20.0 * (ord(letter) % 26))
        release = (start + 0.7 * each) / rate if label in "pbtdkɡ" else None
        phones.append(Phone(label, start / rate, end / rate, release=release))
    return Speech(samples, rate, phones=tuple(phones), words=tuple(_words(text, each / rate)))


def _beep(count: int, rate: int, hertz: float) -> Floats:
    t = np.arange(count) / rate
    return (0.3 * np.sin(2 * np.pi * hertz * t) * np.hanning(count)).astype(np.float32)


def _words(text: str, each: float) -> Iterator[Span]:
    at = 0
    for word in text.split(" "):
        if word:
            yield Span(word, at * each, (at + len(word)) * each)
        at += len(word) + 1


def cut(speech: Speech, size: int) -> Iterator[Speech]:
    """The same speech in chunks of `size` samples."""
    rest = speech
    while len(rest.samples) > size:
        chunk, rest = rest.split(rest.offset + size)
        yield chunk
    yield rest


def check_synthesizer(synthesizer: Synthesizer, voice: Voice, line: Line) -> None:
    """Chunks meet from 0; phones cover the sound, are told where they end and are in the phone set; the same line and
    voice give the same sound; a sentence closed half-way leaves no thread and does not touch the next."""
    chunks = list(synthesizer.speak(line, voice))
    whole = Speech.join(chunks)
    assert whole.offset == 0, f"a line starts at sample 0, not {whole.offset}"
    assert whole.rate == synthesizer.rate, f"said to speak at {synthesizer.rate} Hz, spoke at {whole.rate}"
    assert whole.samples.dtype == np.float32, f"samples are {whole.samples.dtype}, not float32"
    assert np.abs(whole.samples).max(initial=0.0) <= 1.0, "samples leave -1..1 or are not finite"
    if whole.phones:
        _check_cover(chunks)
    threads = threading.active_count()
    with released(synthesizer.speak(line, voice)) as started:
        next(started)
    assert threading.active_count() <= threads, "a closed sentence left a thread behind"
    again = Speech.join(synthesizer.speak(line, voice))
    assert np.array_equal(again.samples, whole.samples), "the same line and voice gave another sound"
    assert again.phones == whole.phones, "the same line and voice gave other phones"


def _check_cover(chunks: list[Speech]) -> None:
    clock = 0.0
    for chunk in chunks:
        start, end = chunk.offset / chunk.rate, chunk.end / chunk.rate
        for phone in chunk.phones:
            bases(phone.label)
            assert abs(phone.start - clock) < 1e-6, (
                f"{phone} does not begin where the phone before it ended ({clock} s)"
            )
            assert phone.end >= phone.start, f"{phone} ends before it begins"
            assert start - 1e-6 <= phone.end <= end + 1e-6, (
                f"{phone} is told in the chunk {start}..{end}, not where it ends"
            )
            assert phone.release is None or phone.start <= phone.release <= phone.end, f"{phone} bursts outside itself"
            clock = phone.end
    assert abs(clock - chunks[-1].end / chunks[-1].rate) < 1e-3, f"phones end at {clock} s, the sound does not"


def check_aligner(make: Callable[[], Aligner], line: Line, sound: Speech, cuts: Iterable[int] = CUTS) -> None:
    """The sound comes back as it went in, phones cover it, and neither depends on how it was cut."""
    want: Speech | None = None
    for size in cuts:
        chunks = list(make().align(line, cut(sound, size)))
        _check_cover(chunks)
        got = Speech.join(chunks)
        assert np.array_equal(got.samples, sound.samples), f"cut by {size}, the aligner changed the sound"
        want = want or got
        assert got.phones == want.phones, f"cut by {size}, the phones differ"


def check_animator(make: Callable[[], Animator], speech: Speech, cuts: Iterable[int] = CUTS) -> None:
    """The face does not depend on how the sound was cut, keeps the clock, comes within the lookahead, and closing
    the stage after one take does not raise."""
    want: Take | None = None
    for size in cuts:
        animator = make()
        takes = list(_within_lookahead(animator, cut(speech, size)))
        _check_clock(takes, speech, animator.fps)
        got = Take.join(takes)
        want = want or got
        for name in ("weights", "head", "gaze"):
            same = np.array_equal(getattr(got.face, name), getattr(want.face, name))
            assert same, f"cut by {size}, the face's {name} differ"
        assert np.array_equal(got.speech.samples, speech.samples), f"cut by {size}, the animator changed the sound"
        assert got.speech.phones == speech.phones, f"cut by {size}, the phones differ"
    with released(make().animate(cut(speech, 480))) as started:
        next(started)


def _within_lookahead(animator: Animator, chunks: Iterable[Speech]) -> Iterator[Take]:
    """Takes, while checking that no frame is held back longer than the animator says it must be."""
    told = {"phones": 0.0, "frames": 0}

    def feed() -> Iterator[Speech]:
        for chunk in chunks:
            due = whole_frames(int((told["phones"] - animator.lookahead) * chunk.rate), chunk.rate, animator.fps)
            late = due - told["frames"]
            assert late <= 1, f"{late} frames were held back beyond the lookahead of {animator.lookahead} s"
            if chunk.phones:
                told["phones"] = chunk.phones[-1].end
            yield chunk

    for take in animator.animate(feed()):
        told["frames"] = take.face.end
        yield take


def _check_clock(takes: list[Take], speech: Speech, fps: Fps) -> None:
    for take in takes:
        begin = samples_before(take.face.offset, speech.rate, fps)
        assert take.speech.offset == begin, (
            f"sound of frame {take.face.offset} starts at {take.speech.offset}, not {begin}"
        )
        assert take.face.fps == fps, f"said to run at {fps} fps, ran at {take.face.fps}"
        values = take.face.weights
        assert ((values >= 0) & (values <= 1)).all(), "weights leave 0..1 or are not finite"
    frames, want = takes[-1].face.end, frames_covering(speech.end, speech.rate, fps)
    assert frames == want, f"{frames} frames for {speech.end} samples; {want} cover them"

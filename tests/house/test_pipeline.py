"""Lines in, takes out: the stream joined is the whole, on one clock, closed at once, errors told."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from unisono import plugins
from unisono.errors import UnknownPlugin
from unisono.pipeline import Actor, ahead, dub, played
from unisono.testing import CUTS, Still, Tone, check_animator, check_synthesizer, cut, spoken
from unisono.types import FaceTrack, Line, Speech, Take, Voice


class Through:
    """Speech that brings its phones needs no aligner."""

    lookahead = 0.0
    about = "test"

    def align(self, line: Line, speech: Iterator[Speech]) -> Iterator[Speech]:
        yield from speech


def actor(chunk: int = 1920, lead: int = 2, rate: int = 24_000, fps: int | Fraction = 30) -> Actor:
    return Actor(Voice("tone", "tone"), Tone(rate, chunk), Through(), Still(fps), lead)  # type: ignore[arg-type]


def same(a: Take, b: Take) -> bool:
    return (
        np.array_equal(a.speech.samples, b.speech.samples)
        and np.array_equal(a.face.weights, b.face.weights)
        and a.speech.phones == b.speech.phones
        and a.speech.words == b.speech.words
    )


TEXT = "Hello there. How are you today? Fine."


def test_offline_is_the_stream_joined() -> None:
    assert same(actor().say(TEXT), Take.join(actor().stream(TEXT)))


@pytest.mark.parametrize("size", CUTS)
def test_the_take_does_not_depend_on_how_sound_was_cut(size: int) -> None:
    assert same(actor(size).say(TEXT), actor(10**7, lead=0).say(TEXT))


@pytest.mark.parametrize("rate", [16000, 22050, 44100])
@pytest.mark.parametrize("fps", [24, 25, 60, Fraction(30000, 1001)])
def test_lines_follow_one_another_on_one_clock(rate: int, fps: int | Fraction) -> None:
    check_animator(lambda: Still(fps), Speech.join(actor(rate=rate)._speech([Line("abc def"), Line("pat")])))
    take = actor(rate=rate, fps=fps).say([Line("hello"), Line("you")])
    assert [w.label for w in take.speech.words] == ["hello", "you"]
    assert take.speech.words[1].start == pytest.approx(take.speech.words[0].end)


def test_the_fakes_keep_the_contract() -> None:
    check_synthesizer(Tone(), Voice("tone", "tone"), Line("pat the map"))
    check_animator(lambda: Still(60), spoken("pat the map"))


def test_the_emotion_of_a_line_colours_exactly_its_sound() -> None:
    take = actor().say([Line("aaa"), Line("bbb", emotion="happy", strength=0.6), Line("ccc")])
    (span,) = take.speech.emotions
    assert (span.label, span.weight) == ("happy", 0.6)
    assert span.start == pytest.approx(0.24)
    assert span.end == pytest.approx(0.48)


def test_a_pause_is_silence_between_lines_whoever_speaks() -> None:
    take = actor().say("Hello[pause:500ms] there.[pause:1s]")
    spoken = 0.08 * len("Hello" + "there.")
    assert take.speech.duration == pytest.approx(spoken + 1.5)
    quiet = [p for p in take.speech.phones if p.label == "sil" and 0.4 <= p.start < 0.9]
    assert sum(p.end - p.start for p in quiet) == pytest.approx(0.5)
    assert all(p.end - p.start <= 0.0801 for p in quiet)
    clock = [p.start for p in take.speech.phones[1:]]
    assert clock == pytest.approx([p.end for p in take.speech.phones[:-1]])


def test_a_dubbed_recording_feels_as_its_line_and_is_closed_with_its_take() -> None:
    closed = []

    def recording() -> Iterator[Speech]:
        try:
            yield from cut(spoken("mama papa"), 800)
        finally:
            closed.append(True)

    line = Line("mama papa", emotion="sad", strength=0.4)
    whole = Take.join(dub(recording(), line, Through(), Still()))  # type: ignore[arg-type]
    assert [(e.label, e.weight) for e in whole.speech.emotions] == [("sad", 0.4)]
    takes = dub(recording(), line, Through(), Still())  # type: ignore[arg-type]
    next(takes)
    takes.close()  # type: ignore[attr-defined]
    assert closed == [True, True]


@pytest.mark.parametrize("seconds", [0.3, 2.0, 7.0])
def test_captured_motion_plays_with_what_is_known_of_its_sound(seconds: float) -> None:
    speech = spoken("hello there you")
    frames = round(seconds * 30)
    weights, head, gaze = (np.zeros((frames, n), np.float32) for n in (52, 3, 2))
    whole = Take.join(played(FaceTrack(weights, head, gaze, 30), speech))
    assert whole.speech.duration == pytest.approx(seconds)
    assert len(whole.face) == frames
    assert [p.label for p in whole.speech.phones] == [p.label for p in speech.phones if p.start < seconds - 1e-6]


def test_barge_in_closes_every_stage() -> None:
    before = threading.active_count()
    one = actor()
    takes = one.stream(Line("aeiou" * 10) for _ in range(9))
    next(takes)
    takes.close()  # type: ignore[attr-defined]
    assert isinstance(one.synthesizer, Tone)
    assert one.synthesizer.closed == 1
    assert threading.active_count() == before


def test_an_error_reaches_the_reader_after_what_came_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("disk")

    items = ahead(broken(), 1)
    assert (next(items), next(items)) == (1, 2)
    with pytest.raises(OSError, match="disk"):
        next(items)


def test_nothing_is_made_further_ahead_than_asked() -> None:
    made = []

    def count() -> Iterator[int]:
        for i in range(100):
            made.append(i)
            yield i

    items = ahead(count(), 3)
    first = [next(items) for _ in range(5)]
    items.close()  # type: ignore[attr-defined]
    assert first == [0, 1, 2, 3, 4]
    assert len(made) <= 5 + 3 + 2  # read, in the box, in hand, and one slot freed by the last read


def test_an_unknown_plugin_names_what_there_is() -> None:
    with pytest.raises(UnknownPlugin, match=r"no animator called 'jam'; installed: .*rules"):
        plugins.load("animator", "jam")


@pytest.mark.parametrize("kind", plugins.KINDS)
def test_every_built_in_comes_through_its_entry_point(kind: str) -> None:
    assert plugins.names(kind)
    for name in plugins.names(kind):
        assert plugins.find(kind, name).about


def test_importing_the_package_is_light() -> None:
    heavy = ("torch", "onnxruntime", "numba", "av", "soundfile", "soxr", "pypinyin", "typer")
    rooms = ("speak", "align", "animate", "render", "sinks", "audio")
    code = (
        "import sys, unisono\n"
        f"print([m for m in sys.modules if m.split('.')[0] in {heavy}"
        f" or m.startswith('unisono.') and m.split('.')[1] in {rooms}])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"

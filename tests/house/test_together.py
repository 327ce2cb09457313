"""The real stages in one piece: the stream is the whole, the lips close in the demo, long texts do not fill memory."""

from __future__ import annotations

import dataclasses
import itertools
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unisono import plugins
from unisono.cli import DEMO, blank
from unisono.errors import TextError
from unisono.judge.lips import LipMeter, score
from unisono.pipeline import Actor
from unisono.render import avatars
from unisono.sinks.opening import open_sinks, write_all
from unisono.testing import CUTS, Tone, check_animator, check_synthesizer, cut
from unisono.types import Line, Take

TEXT = "春眠不觉晓，处处闻啼鸟。Maybe Bob can play football. 我们用 Python 写程序！"


@pytest.fixture(scope="module")
def actor() -> Actor:
    return Actor.cast(fps=30, seed=3)


def test_the_stream_joined_is_the_whole_exactly(actor: Actor) -> None:
    whole, stream = actor.say(TEXT), Take.join(actor.stream(TEXT))
    assert np.array_equal(whole.speech.samples, stream.speech.samples)
    for name in ("weights", "head", "gaze"):
        assert np.array_equal(getattr(whole.face, name), getattr(stream.face, name))
    assert whole.speech.phones == stream.speech.phones
    assert whole.speech.words == stream.speech.words


@pytest.mark.parametrize("engine", plugins.names("synthesizer"))
def test_every_engine_keeps_the_contract(engine: str) -> None:
    if not plugins.load("synthesizer", engine).voices():
        pytest.skip("it speaks only from a recording; its own tests check the contract with one")
    actor = Actor.cast(engine=engine)
    for text in ("处处闻啼鸟。Maybe!", "好", "안녕하세요."):
        check_synthesizer(actor.synthesizer, actor.voice, Line(text))


def test_the_animator_keeps_the_contract_on_real_speech(actor: Actor) -> None:
    speech = actor.say([Line(TEXT), Line("Happy people.", emotion="happy", strength=0.8)]).speech
    check_animator(lambda: Actor.cast(fps=60).animator, speech, CUTS)


@pytest.mark.parametrize(("engine", "voice"), [("own", None), ("stand-in", "low"), ("stand-in", "high")])
def test_every_p_b_and_m_of_the_demo_shuts_the_lips_before_it_bursts(engine: str, voice: str | None) -> None:
    """In millimetres on the mesh that the demo shows."""
    meter = LipMeter(avatars.load("default"))
    text = " ".join((*DEMO, "爸爸妈妈跑步，朋友把面包摆好。Bob paid Pam for my maple map."))
    speech = Actor.cast(voice, engine).say(text).speech
    for fps in (30, 60):
        card = score(Take.join(plugins.load("animator", "rules", fps=fps).animate(cut(speech, 4800))), meter)
        assert card.bilabials >= 20
        assert card.bilabial_recall == 1.0
        assert card.closed_before_burst == 1.0
        assert card.false_closures == 0
        assert card.jaw_in_bilabials <= 0.02


@given(st.text(max_size=40))
@settings(max_examples=20, deadline=None)
def test_any_text_is_spoken_or_refused_in_one_line(text: str) -> None:
    take, told = None, ""
    try:
        take = Actor.cast(fps=30).say(text)
    except TextError as error:
        told = str(error)
    if take is None:
        assert len(told.splitlines()) == 1
    else:
        assert np.isfinite(take.speech.samples).all()
        assert len(take.face) * take.speech.rate >= len(take.speech.samples) * 30 - take.speech.rate


def test_the_first_take_leaves_before_the_sentence_is_spoken(actor: Actor) -> None:
    spoken = []

    class Counting:
        def __init__(self) -> None:
            self.__dict__.update(actor.synthesizer.__dict__)

        rate, languages, about = actor.synthesizer.rate, actor.synthesizer.languages, "counts"
        voices, enroll = actor.synthesizer.voices, actor.synthesizer.enroll

        def speak(self, line: Line, voice: object) -> Iterator[object]:
            for chunk in actor.synthesizer.speak(line, actor.voice):
                spoken.append(chunk.end)
                yield chunk

    watched = dataclasses.replace(actor, synthesizer=Counting(), lead=0)  # type: ignore[arg-type]
    takes = watched.stream([Line("今天我们来学习一首古诗，请大家跟我一起读。")])
    next(takes)
    begun = spoken[-1]
    list(takes)
    assert begun < 0.4 * spoken[-1]


def test_a_text_of_20_000_characters_goes_through_in_constant_memory(tmp_path: Path) -> None:
    """The whole path but the voice and the pixels: half an hour of fake speech through the animator into four files."""
    actor = dataclasses.replace(Actor.cast(fps=30), synthesizer=Tone(rate=8000, chunk=4000), lead=0)
    text = ("Bob may come home. " * 1100)[:20_000]
    sinks = open_sinks([tmp_path / f"a.{s}" for s in ("wav", "csv", "srt", "json")], blank)
    takes = write_all(actor.stream(text), sinks)
    peaks = {"warm": peak_mb(itertools.islice(takes, 300))}
    peaks["a third"] = peak_mb(itertools.islice(takes, 700))
    peaks["all"] = peak_mb(takes)
    assert peaks["all"] < peaks["a third"] + 4, peaks
    assert (tmp_path / "a.csv").stat().st_size > 10e6


def peak_mb(takes: Iterator[Take]) -> float:
    """The most memory that this process has held once these takes were made."""
    for _ in takes:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize("example", sorted((Path(__file__).parents[2] / "examples").glob("*.py")), ids=lambda p: p.stem)
def test_the_examples_run(example: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(example), "你好，Bob", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(example.read_text().splitlines()) < 60
    assert list(tmp_path.iterdir())


def test_real_recordings_lend_their_pitch(shared: Path) -> None:
    from unisono.audio.features import pitch

    for name, low, high in (("zh_female_60s", 165, 200), ("zh_male_60s", 120, 150)):
        actor = Actor.cast(str(shared / "speech" / "ref" / f"{name}.flac"), "stand-in")
        speech = actor.say("今天我们一起学习，明天再见。").speech
        hertz = pitch(speech.samples, speech.rate)
        assert low < np.median(hertz[hertz > 0]) < high


def test_recut_speech_gives_the_same_face(actor: Actor) -> None:
    speech = actor.say(TEXT).speech
    faces = [Take.join(Actor.cast(fps=30, seed=3).animator.animate(cut(speech, size))).face for size in (111, 10**6)]
    assert np.array_equal(faces[0].weights, faces[1].weights)

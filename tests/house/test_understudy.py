"""A language that an engine lacks is spoken by the stand-in, at the engine's rate and near the voice's pitch."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from unisono import casting, plugins
from unisono.audio.features import pitch
from unisono.errors import TextError
from unisono.speak.own.engine import Own
from unisono.testing import Tone, check_synthesizer
from unisono.types import Line, Speech, Voice
from unisono.understudy import Understudied, understudied

KOREAN = "안녕하세요, 오늘 우리는 함께 책을 읽습니다."


@pytest.fixture(scope="module")
def own() -> Understudied:
    found = casting.load("own")
    assert isinstance(found, Understudied)
    return found


@pytest.mark.parametrize("line", [Line("감사합니다.", "ko"), Line("Guten Tag.", "de"), Line("谢谢。", "zh-CN")])
def test_the_contract_is_kept_in_every_language(own: Understudied, line: Line) -> None:
    check_synthesizer(own, own.voices()[0], line)


def test_its_own_languages_are_its_own(own: Understudied) -> None:
    voice = own.voices()[0]
    own.took.clear()
    for line in (Line("你好。"), Line("Good morning.", "en-GB")):
        said, lone = (Speech.join(engine.speak(line, voice)) for engine in (own, Own()))
        assert np.array_equal(said.samples, lone.samples)
    assert own.took == set()


def test_the_stand_in_speaks_at_the_pitch_of_the_voice(own: Understudied) -> None:
    for voice in own.voices():
        spoken = [Speech.join(own.speak(line, voice)) for line in (Line("今天我们一起读书。"), Line(KOREAN))]
        lead, other = (np.median(h[h > 0]) for h in (pitch(s.samples, s.rate) for s in spoken))
        assert other == pytest.approx(lead, rel=0.2)
    assert own.took == {"ko"}


def test_sound_at_another_rate_says_the_same_at_the_same_times(own: Understudied) -> None:
    stand_in = plugins.load("synthesizer", "stand-in")
    whole = Speech.join(stand_in.speak(Line(KOREAN), stand_in.voices()[0]))  # what it takes for one it cannot follow
    taken = Speech.join(Understudied(Tone(languages=("fr",)), stand_in).speak(Line(KOREAN), Voice("tone", "tone")))
    assert taken.rate == 24_000
    for got, want in ((taken.phones, whole.phones), (taken.words, whole.words)):
        assert [span.label for span in got] == [span.label for span in want]
        assert [span.end for span in got] == pytest.approx([span.end for span in want], abs=1e-4)
    assert taken.phones[-1].end == pytest.approx(taken.duration, abs=1e-9)


@pytest.mark.skipif(not find_spec("pyopenjtalk"), reason="needs unisono[ja]")
def test_a_script_of_many_languages_goes_to_whoever_speaks_them(own: Understudied) -> None:
    from unisono.pipeline import Actor

    speech = Actor.of(own, own.voices()[0], fps=30).say("你好。ありがとう。안녕하세요. Hello.").speech
    assert [w.label for w in speech.words if w.label in ("ありがとう。", "안녕하세요.", "Hello.")] == [
        *("ありがとう。", "안녕하세요.", "Hello.")
    ]
    assert {"ja", "ko"} <= own.took


def test_a_language_that_nobody_speaks_is_told(own: Understudied) -> None:
    with pytest.raises(TextError, match="does not speak 'xx'"):
        list(own.speak(Line("hello", "xx"), own.voices()[0]))


def test_an_engine_that_knows_them_all_needs_no_other() -> None:
    stand_in = plugins.load("synthesizer", "stand-in")
    assert understudied(stand_in) is stand_in

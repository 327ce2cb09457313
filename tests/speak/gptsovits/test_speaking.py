"""Guards: every fault that users complain of is made with real sound, and our aligner hears it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import closing

import numpy as np
import pytest

from tests.speak.gptsovits.tape import EACH, Slip, Stage
from unisono.errors import InputError, TextError
from unisono.speak.gptsovits.decoding import END
from unisono.speak.gptsovits.engine import GptSovits
from unisono.speak.gptsovits.guards import TRIES
from unisono.speak.gptsovits.phrases import phrases
from unisono.speak.gptsovits.state import Manner
from unisono.testing import check_synthesizer
from unisono.types import SILENCE, Line, Mark, Span, Speech, Voice

pytest.importorskip("jieba", reason="GPT-SoVITS's reading of Mandarin needs unisono[gptsovits]")

PROMPT = "我们明天早上八点出发。"
TEXT = "今天的天气真不错，我们一起去公园散步，然后喝一杯热咖啡。"
ENGLISH = "The weather is really nice today."
MIXED = "我昨天用Python写了一个game，很有意思。"
LINE = Line(TEXT, "zh")


@pytest.fixture(scope="module")
def stage() -> Stage:
    made = Stage()
    for text, language in ((PROMPT, "zh"), (TEXT, "zh"), (ENGLISH, "en"), (MIXED, "zh")):
        made.record(text, language)
    return made


@pytest.fixture(scope="module")
def voice(stage: Stage) -> Voice:
    return stage.voice(stage.manner(PROMPT, "zh"))


@pytest.fixture
def said(stage: Stage, voice: Voice, caplog: pytest.LogCaptureFixture) -> Said:
    caplog.set_level(logging.INFO, "unisono.speak.gptsovits")
    return Said(stage, voice, caplog)


class Said:
    """A line said with scripted slips: for each try those of its own, then the last one's."""

    def __init__(self, stage: Stage, voice: Voice, caplog: pytest.LogCaptureFixture) -> None:
        self.stage, self.voice, self.caplog = stage, voice, caplog
        self.right = self.of(LINE)
        self.tokens, self.prompt = stage.said[TEXT], stage.said[PROMPT]

    def of(self, line: Line, *slips: Sequence[Slip]) -> Speech:
        self.caplog.clear()
        self.stage.nets.gpt.slips = slips
        self.stage.nets.gpt.pieces.clear()
        speech = Speech.join(self.stage.engine.speak(line, self.voice))
        self.stage.nets.gpt.slips = ()
        return speech

    def token(self, seconds: float) -> int:
        """Of the tape, where TEXT is said rightly."""
        return self.tokens.start + round(seconds * 25)

    @property
    def reads(self) -> int:
        return len(self.stage.nets.gpt.pieces)

    @property
    def log(self) -> list[str]:
        return [record.getMessage() for record in self.caplog.records]


def labels(words: Sequence[Span]) -> list[str]:
    return [word.label for word in words]


def test_the_contract_is_kept(stage: Stage, voice: Voice) -> None:
    check_synthesizer(stage.engine, voice, LINE)


def test_what_is_right_is_the_tape_with_its_phones_and_words_and_nothing_is_drawn_again(said: Said) -> None:
    assert said.reads == 1
    assert not said.log
    assert labels(said.right.words) == "今天 的 天气 真 不错， 我们 一起 去 公园 散步， 然后 喝 一杯 热 咖啡。".split()
    tape = said.stage.nets.gpt.sound[said.tokens.start * EACH : said.tokens.stop * EACH]
    assert np.allclose(said.right.samples[: len(tape)], tape, atol=1e-6)
    assert not said.right.samples[len(tape) :].any()
    assert sum(phone.label != SILENCE for phone in said.right.phones) > 40


def test_the_first_sound_leaves_before_the_tokens_are_complete(said: Said) -> None:
    tape = said.stage.nets.gpt
    tape.drawn.clear()
    with closing(said.stage.engine.speak(LINE, said.voice)) as chunks:
        first = next(chunks)
        assert len(tape.drawn) < 40 < len(said.tokens)
        assert first.duration <= 0.08


def test_words_left_out_are_drawn_anew_and_every_retry_is_logged(said: Said) -> None:
    words = said.right.words
    speech = said.of(LINE, [Slip(said.token(words[5].start), said.token(words[8].start))], [])
    assert labels(speech.words) == labels(said.right.words)
    assert said.reads == 2
    assert len(said.log) == 1
    assert "was left out" in said.log[0]


def test_words_said_again_are_drawn_anew(said: Said) -> None:
    words = said.right.words
    speech = said.of(LINE, [Slip(said.token(words[6].end), said.token(words[4].start))], [])
    assert labels(speech.words) == labels(said.right.words)
    assert "was said again" in said.log[0]


def test_a_retry_goes_on_behind_what_was_right_and_what_has_left_stays(said: Said) -> None:
    words = said.right.words
    speech = said.of(LINE, [Slip(said.token(words[8].start), said.token(words[10].start))], [])
    again = said.stage.nets.gpt.pieces[1]
    assert again.said > 20
    assert list(again.prompt[: -again.said]) == list(said.prompt)
    assert np.allclose(speech.samples[: 20 * EACH], said.right.samples[: 20 * EACH], atol=1e-6)


def test_a_prompt_that_leaks_is_not_heard(said: Said) -> None:
    leak = [Slip(-1, said.prompt.start + 8), Slip(said.prompt.start + 40, said.tokens.start)]
    speech = said.of(LINE, leak, [])
    assert labels(speech.words) == labels(said.right.words)
    assert abs(speech.duration - said.right.duration) < 0.2
    assert said.log


def test_an_end_that_comes_too_early_is_not_taken(said: Said) -> None:
    speech = said.of(LINE, [Slip(said.token(said.right.words[9].end), END)], [])
    assert labels(speech.words) == labels(said.right.words)
    assert "left out" in said.log[0]


def test_what_comes_after_the_last_word_is_cut_off_without_a_new_try(said: Said) -> None:
    babble = [Slip(said.tokens.stop - 1, said.prompt.start + 5), Slip(said.prompt.stop - 1, END)]
    speech = said.of(LINE, babble)
    assert said.reads == 1
    assert abs(speech.duration - said.right.duration) < 0.2
    assert "after its last word" in said.log[0]


def test_one_that_never_ends_is_ended(said: Said) -> None:
    speech = said.of(
        LINE, [Slip(said.tokens.stop - 1, said.prompt.start), Slip(said.prompt.stop - 1, said.prompt.start, True)]
    )
    assert labels(speech.words) == labels(said.right.words)
    assert abs(speech.duration - said.right.duration) < 0.2


def test_a_loop_of_tokens_is_left(said: Said) -> None:
    stuck = said.token(said.right.words[5].end)
    speech = said.of(LINE, [Slip(stuck, stuck, True)], [])
    assert labels(speech.words) == labels(said.right.words)
    assert "round in a circle" in said.log[0]


@pytest.mark.parametrize("kind", ["left out", "stuck", "another text"])
def test_where_no_try_is_right_the_best_is_kept_in_finite_time(said: Said, kind: str) -> None:
    words = said.right.words
    stuck = said.token(words[5].end)
    slips = {
        "left out": [Slip(said.token(words[5].start), said.token(words[8].start))],
        "stuck": [Slip(stuck, stuck, True)],
        "another text": [Slip(-1, said.prompt.start + 3), Slip(said.prompt.stop - 2, said.prompt.start, True)],
    }[kind]
    speech = said.of(LINE, slips)
    assert said.reads <= TRIES + 1
    assert f"none of {TRIES} tries" in " ".join(said.log)
    assert len(said.log) <= 2 * TRIES + 2
    assert 1 < speech.duration < 2 * said.right.duration


def test_v3_and_v4_sound_a_phrase_whole_and_draw_it_anew_before_anything_leaves(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said.stage.nets, "version", "v4")
    words, tape = said.right.words, said.stage.nets.gpt
    assert labels(said.of(LINE).words) == labels(words)
    speech = said.of(LINE, [Slip(said.token(words[5].start), said.token(words[8].start))], [])
    assert labels(speech.words) == labels(words)
    assert said.reads == 2
    tape.drawn.clear()
    with closing(said.stage.engine.speak(LINE, said.voice)) as chunks:
        next(chunks)
        assert len(tape.drawn) == len(said.tokens)


def test_a_voice_without_a_prompt_speaks(said: Said) -> None:
    nothing = np.zeros(0, np.int64)
    said.voice = said.stage.voice(Manner(nothing, nothing))
    words = said.right.words
    speech = said.of(LINE, [Slip(said.token(words[5].start), said.token(words[8].start))], [])
    assert labels(speech.words) == labels(words)
    assert not len(said.stage.nets.gpt.pieces[0].prompt)


def test_without_tries_all_passes(said: Said) -> None:
    words = said.right.words
    engine = GptSovits(reader=said.stage.reader, tries=0)
    said.stage.nets.gpt.slips = [[Slip(said.token(words[5].start), said.token(words[8].start))]]
    speech = Speech.join(engine.speak(LINE, said.voice))
    assert speech.duration == pytest.approx(said.right.duration - words[8].start + words[5].start, abs=0.1)
    assert not said.log


@pytest.mark.parametrize("slips", [[], [[Slip(90, 120)], []]])
def test_the_same_line_is_the_same_sound_however_it_is_read(said: Said, slips: list[list[Slip]]) -> None:
    first, second = said.of(LINE, *slips), said.of(LINE, *slips)
    assert np.array_equal(first.samples, second.samples)
    assert first.phones == second.phones


def test_a_mandarin_voice_speaks_english_and_mixed_sentences(said: Said) -> None:
    english = said.of(Line(ENGLISH, "en"))
    assert said.reads == 1
    assert labels(english.words) == ENGLISH.split()
    mixed = said.of(Line(MIXED, "zh"))
    assert said.reads == 1
    assert "Python" in labels(mixed.words)
    assert said.stage.nets.gpt.pieces[0].bert is not None


def test_every_phrase_of_a_long_line_is_said_behind_the_prompt_again(stage: Stage, voice: Voice, said: Said) -> None:
    line = Line(TEXT[:-1] + "，" + TEXT + ENGLISH, "zh")
    for phrase in phrases(line):
        if phrase.text not in stage.said:
            stage.record(phrase.text, phrase.language)
    speech = said.of(line)
    pieces = stage.nets.gpt.pieces
    assert len(pieces) == len(phrases(line)) > 1
    assert not said.log
    assert all(list(piece.prompt) == list(said.prompt) for piece in pieces)
    assert speech.duration > 2 * said.right.duration


@pytest.mark.parametrize("feeling", ["happy", "surprised+happy"])
def test_a_feeling_that_was_recorded_is_spoken_in(stage: Stage, said: Said, feeling: str) -> None:
    usual, happy = stage.manner(PROMPT, "zh"), stage.manner(ENGLISH, "en", {"style": np.ones(3, np.float32)})
    said.voice = stage.voice(usual, happy=happy)
    said.of(Line(TEXT, "zh", emotion=feeling))
    assert list(stage.nets.gpt.pieces[0].prompt) == list(stage.said[ENGLISH])
    assert list(stage.nets.manners[-1]) == ["style"]
    said.of(Line(TEXT, "zh", emotion="sad"))
    assert list(stage.nets.gpt.pieces[0].prompt) == list(stage.said[PROMPT])


def test_a_wished_rate_reaches_the_nets(stage: Stage, said: Said) -> None:
    said.of(Line(TEXT, "zh", marks=(Mark("rate", 0, len(TEXT), 1.25),)))
    assert stage.nets.speeds[-1] == pytest.approx(1.25)


def test_marks_alone_are_nothing_to_say(said: Said) -> None:
    with pytest.raises(TextError, match="nothing to say"):
        said.of(Line("……！？", "zh"))


def test_a_voice_of_other_weights_or_of_another_engine_is_refused(stage: Stage, voice: Voice) -> None:
    other = Voice("x", "gptsovits", {**voice.state, "weights": np.zeros(16, np.uint8)})
    with pytest.raises(InputError, match="other weights"):
        next(stage.engine.speak(LINE, other))
    with pytest.raises(InputError, match="'own'"):
        stage.engine.speak(LINE, Voice("x", "own"))

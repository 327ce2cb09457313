"""Enrolment with the real nets at full width, BERT and HuBERT less deep; their weights are made from names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the nets need torch")

from tests.speak.gptsovits.models import written
from tests.speak.gptsovits.said import FEMALE, MALE, parts_of, said
from unisono import voice_file
from unisono.errors import InputError
from unisono.speak.gptsovits import bert, hubert
from unisono.speak.gptsovits.engine import GptSovits
from unisono.speak.gptsovits.enrolment import at_rate
from unisono.speak.gptsovits.nets import HEARD, REFERENCE, TAIL, TOKENS, Nets
from unisono.speak.gptsovits.opening import torch_nets
from unisono.speak.gptsovits.prompt import chosen
from unisono.speak.gptsovits.reading import Reader
from unisono.speak.gptsovits.rest import cleaner
from unisono.speak.gptsovits.state import ENGINE, USUAL, unpack
from unisono.speak.gptsovits.vocabulary import Vocabulary
from unisono.types import Line, Voice

LAYERS = 2  # of BERT and HuBERT


@pytest.fixture(scope="module")
def nets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nets]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bert, "LAYERS", LAYERS)
        patch.setattr(hubert, "LAYERS", LAYERS)
        yield torch_nets(written(tmp_path_factory.mktemp("model"), "v2Pro", (LAYERS, LAYERS)))


@pytest.fixture(scope="module")
def engine(nets: Nets) -> GptSovits:
    return GptSovits(reader=Reader(nets, lambda: Vocabulary({"[CLS]": 101, "[SEP]": 102, "[UNK]": 100, "的": 4638})))


@pytest.fixture(scope="module")
def voice(engine: GptSovits, shared: Path) -> Voice:
    usual, happy = said(shared, MALE, 5), said(shared, MALE, 2, first=20)
    return engine.felt(engine.enroll(usual.speech, usual.text), {"happy": engine.enroll(happy.speech, happy.text)})


def test_a_voice_is_what_the_nets_make_of_its_prompt_and_the_rest(voice: Voice, nets: Nets, shared: Path) -> None:
    weights, manners = unpack(voice.state)
    assert weights == nets.print
    assert set(manners) == {USUAL, "happy"}
    manner = manners[USUAL]
    recording = said(shared, MALE, 5)
    parts = parts_of(recording.speech, recording.text)
    choice = chosen(parts, recording.text)
    assert choice is not None
    assert choice.text == manner.text
    begin, end = parts.edges(choice.first, choice.last)
    assert len(manner.tokens) == pytest.approx((end - begin + TAIL / HEARD) * TOKENS, abs=2)
    assert manner.tokens.min() >= 0
    assert manner.tokens.max() < 1024
    assert manner.bert is not None
    assert manner.bert.shape == (len(manner.phones), 1024)
    assert manner.bert.std() > 0
    style = manner.heard["style"]
    assert style.shape == (1024,)
    alone = nets.heard([at_rate(parts.sound(choice.first, choice.last), REFERENCE)])
    assert len(cleaner(parts, (choice.first, choice.last))) >= 2
    assert not np.array_equal(style, alone["style"])
    assert not np.array_equal(style, manners["happy"].heard["style"])


def test_it_is_kept_in_one_small_file_and_is_the_same_again(voice: Voice, tmp_path: Path) -> None:
    voice_file.save(voice, tmp_path / "me.voice")
    assert (tmp_path / "me.voice").stat().st_size < 5e6
    again = voice_file.load(tmp_path / "me.voice")
    assert again.engine == ENGINE
    assert set(again.state) == set(voice.state)
    assert all(np.array_equal(again.state[name], value) for name, value in voice.state.items())


def test_a_voice_of_other_weights_is_refused_in_one_line(voice: Voice, engine: GptSovits) -> None:
    other = replace(voice, state={**voice.state, "weights": np.zeros(16, np.uint8)})
    with pytest.raises(InputError, match=r"made with other weights.*enroll") as told:
        next(engine.speak(Line("你好。"), other))
    assert "\n" not in str(told.value)


def test_the_same_recording_gives_the_same_voice(engine: GptSovits, shared: Path) -> None:
    recording = said(shared, FEMALE, 1)
    one, again = (engine.enroll(recording.speech, recording.text) for _ in range(2))
    assert all(np.array_equal(again.state[name], value) for name, value in one.state.items())
    assert one.notes == again.notes

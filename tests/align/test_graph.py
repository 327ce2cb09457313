"""The graph holds what may be heard, and what was left out, said again or added shows in the way through it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.align.test_search import found, heard, of
from unisono.align.graph import Graph, graph, loop, with_marks
from unisono.align.units import FILLER, NOISE, SIL, STATES, UNITS, label_of, units_heard
from unisono.text.marked import words
from unisono.types import SILENCE, Ints, Line


def said(g: Graph, *slots: int, filler_after: int = -1, each: int = 4) -> Ints:
    """A path of states: the first ways of these slots one after another, and other speech after one of them."""
    path: list[int] = []
    for slot in slots:
        begin = next(s for s in range(len(g.emits)) if g.sound[s] >= 0 and g.sounds[g.sound[s]].slot == slot)
        state = begin
        while state < len(g.emits) and g.sound[state] >= 0 and g.sounds[g.sound[state]].slot == slot:
            path += [state] * each
            onward = [
                s for s in range(state + 1, len(g.emits)) if state in g.before[g.first[s] : g.first[s + 1]]
            ]  # the first way is the one that was made first
            state = onward[0]
        if slot == filler_after:
            other = next(s for s in range(len(g.emits)) if g.sound[s] >= 0 and g.sounds[g.sound[s]].unit == _FILLER)
            path += [other + part for part in range(STATES) for _ in range(12)]
    return np.array(path, np.int32)


_FILLER = UNITS.index(FILLER)


def slots_of(g: Graph, states: Ints) -> list[int]:
    """The spoken words in the order in which they were entered."""
    order: list[int] = []
    for state, entered in states:
        slot = g.sounds[g.sound[state]].slot
        if slot >= 0 and entered:
            order.append(slot)
    return order


@pytest.mark.parametrize(
    "spoken", [(0, 1, 2, 3, 4), (0, 1, 3, 4), (1, 2, 3, 4), (0, 1, 2, 1, 2, 3, 4), (0, 1, 2), (0, 0, 1, 2, 3, 4)]
)
def test_words_left_out_and_said_again_are_followed(spoken: tuple[int, ...]) -> None:
    g = of("five boys sang nine songs")
    path = said(g, *spoken)
    states = found(g, heard(g, path, np.random.default_rng(0), clear=9.0))
    assert slots_of(g, states) == list(spoken)


def test_other_speech_between_words_is_followed() -> None:
    g = of("five boys sang nine songs")
    path = said(g, 0, 1, 2, 3, 4, filler_after=1)
    states = found(g, heard(g, path, np.random.default_rng(0), clear=9.0))
    units = [g.sounds[g.sound[state]].unit for state, _ in states]
    assert slots_of(g, states) == [0, 1, 2, 3, 4]
    assert sum(unit == _FILLER for unit in units) == pytest.approx(36, abs=6)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("She read 3 of them in 1998, didn't she?", "en"),
        ("妈妈2026年买了8个包子，我们去玩儿。", "zh"),
        ("東京へ行った。学校です。", "ja"),
        ("我哋去邊度食飯", "yue"),
        ("안녕하십니까 독립", "ko"),
    ],
)
def test_every_language_has_a_graph_whose_labels_are_as_written(text: str, language: str) -> None:
    spoken = [word for word in words(Line(text, language)) if word.phones]
    g = graph(words(Line(text, language)))
    assert [word.text for word in g.words] == [word.text for word in spoken]
    assert sorted(set(g.word_of)) == list(range(len(spoken)))
    for at, word in enumerate(g.words):
        labels = [sound.label for sound in g.sounds if sound.slot >= 0 and g.word_of[sound.slot] == at]
        assert set(word.phones) <= set(labels)
    assert all(sound.source for sound in g.sounds if sound.slot >= 0)
    assert (np.diff(g.first) <= 255).all()


def test_labels_have_the_marks_beside_them() -> None:
    text = 'Hello, "world" — (so it is). 3.50, “yes…”!'
    assert list(with_marks(words(Line(text, "en")))) == ["Hello,", '"world"', "—(so", "it", "is).", "3.50,", "“yes…”!"]
    assert list(with_marks(words(Line("“你好”，世界。", "zh")))) == ["“你好”，", "世界。"]


def test_places_come_after_what_leads_to_them() -> None:
    g = of("to and fro, one two")
    for state in np.flatnonzero(g.emits < 0):
        assert (g.before[g.first[state] : g.first[state + 1]] < state).all()


def test_a_text_without_words_is_a_pause() -> None:
    g = graph(words(Line("— …", "en")))
    states = found(g, heard(g, np.full(20, 1, np.int32), np.random.default_rng(0), clear=5.0))
    assert {g.sounds[g.sound[s]].label for s, _ in states} == {SILENCE}


def test_a_loop_hears_any_sequence_of_its_units() -> None:
    units = units_heard("en")
    labels = [SILENCE if unit in (SIL, UNITS.index(NOISE)) else label_of(unit) for unit in units]
    g = loop(units, labels, switch=3.0)
    rng = np.random.default_rng(0)
    chosen = rng.choice(len(units), 20)
    path = [1 + int(at) * STATES + part for at in chosen for part in range(STATES) for _ in range(3)]
    states = found(g, heard(g, np.array(path, np.int32), rng, clear=8.0))
    assert np.mean(states[:, 0] == path) > 0.97

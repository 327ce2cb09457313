"""A plan covers its line: no gaps, closures before bursts, marks followed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.speak.own.small import small_net
from unisono.errors import TextError
from unisono.phones import is_stop
from unisono.speak.own.inventory import rows
from unisono.speak.own.plan import _asking, planned, style_of
from unisono.speak.own.speaker import Speaker
from unisono.speak.own.tokens import sounds
from unisono.types import SILENCE, Floats, Line, Mark

SPEAKER = Speaker(np.zeros(8, np.float32), (5.0, 0.2))


def test_phones_follow_one_another_and_stops_burst_within_themselves() -> None:
    plan = planned(small_net(), SPEAKER, Line("你好，please stop talking! 好吗？"))
    phones = plan.phones()
    assert phones[0].start == 0
    assert phones[0].label == phones[-1].label == SILENCE
    for left, right in pairwise(phones):
        assert left.end == pytest.approx(right.start)
        assert left.end > left.start
    for phone in phones:
        if phone.label != SILENCE and is_stop(phone.label):
            assert phone.release is not None
            assert phone.start <= phone.release <= phone.end
    assert phones[-1].end == pytest.approx(len(plan.contour) * 0.01)


def test_words_are_told_with_the_marks_after_them() -> None:
    text = "Well, stop 你好。"
    spans = planned(small_net(), SPEAKER, Line(text, "en")).spans(text)
    assert [span.label for span in spans] == ["Well,", "stop", "你好。"]
    assert all(left.end <= right.start + 1e-9 for left, right in pairwise(spans))


def test_a_mark_makes_its_word_slower_higher_and_softer_and_no_other() -> None:
    text = "one two three"
    marks = (Mark("rate", 4, 7, 0.5), Mark("pitch", 4, 7, 1.2), Mark("volume", 4, 7, 0.5))
    usual, marked = (planned(small_net(), SPEAKER, Line(text, "en", marks=m)) for m in ((), marks))
    length = [sum(s.end - s.start for s in plan.spans(text)[1:2]) for plan in (usual, marked)]
    assert length[1] == pytest.approx(2 * length[0], rel=0.2)
    middle = [plan.sound[:, None] == [n for n, s in enumerate(plan.sounds) if s.word == 1] for plan in (usual, marked)]
    assert marked.contour[middle[1].any(1)].mean() > usual.contour[middle[0].any(1)].mean() + 0.1
    assert marked.gain[middle[1].any(1)].min() < -0.3
    assert usual.gain.min() == usual.gain.max() == 0
    assert usual.spans(text)[0].end == pytest.approx(marked.spans(text)[0].end, abs=0.02)


def test_feelings_differ_and_grow_with_their_strength() -> None:
    assert (style_of(Line("x", emotion="neutral")) == 0).all()
    assert style_of(Line("x", emotion="sad"))[0] < 0 < style_of(Line("x", emotion="happy"))[0]
    assert np.allclose(style_of(Line("x", emotion="angry", strength=0.5)) * 2, style_of(Line("x", emotion="angry")))


def _added(text: str) -> Floats:
    words, said = sounds(Line(text))
    return _asking(rows(said), said, words)


def _spread(added: Floats) -> float:
    """From the lowest to the highest of what a question adds."""
    return float(np.ptp(added[added.any(axis=1)]))


def test_yes_no_questions_rise_steeply_others_a_little_statements_not_at_all() -> None:
    steep, little, mandarin = _added("Well, is it late?"), _added("Who is it?"), _added("他来了吗？")
    assert steep.max() > little.max() > 0
    assert _spread(steep) > 1.5 * _spread(little)
    assert mandarin.max() == pytest.approx(little.max())
    assert (_added("It is late. 他来了。") == 0).all()
    assert (steep[:3] == 0).all()  # the clause before it asks nothing
    for added in (steep, little, mandarin):
        along = added[added.any(axis=1)].reshape(-1)
        assert (np.diff(along) > 0).all()


def test_nothing_to_say_is_told() -> None:
    with pytest.raises(TextError, match="nothing to say"):
        planned(small_net(), SPEAKER, Line("……"))


def test_a_speaker_keeps_what_he_is_in_his_state() -> None:
    changed = {"mel.bias": np.linspace(-1, 1, 161).astype(np.float32)}
    speaker = Speaker(np.arange(8, dtype=np.float32), (5.2, 0.3), np.full(4, -0.5, np.float32), changed)
    again = Speaker.of(speaker.state(small_net()))
    assert again.pitch == pytest.approx(speaker.pitch)
    assert np.array_equal(again.vector, speaker.vector)
    assert np.array_equal(again.room, speaker.room)
    assert np.abs(again.changed["mel.bias"] - changed["mel.bias"]).max() < 1e-3
    assert np.abs(again.net(small_net()).weights["mel.bias"] - changed["mel.bias"]).max() < 1e-3


def test_a_speaker_of_other_weights_of_the_same_shape_does_not_fit() -> None:
    net = small_net()
    state = Speaker(np.zeros(8, np.float32), (5.2, 0.3)).state(net)
    assert Speaker.fits(state, net)
    trained = net.with_weights({"mel.weight": net.weights["mel.weight"] * 1.01})
    assert not Speaker.fits(state, trained)
    assert not Speaker.fits({name: value for name, value in state.items() if name != "weights"}, net)


def test_a_blend_of_feelings_is_their_sum_and_none_is_none() -> None:
    happy, sad, both = (style_of(Line("a", emotion=name, strength=0.5)) for name in ("happy", "sad", "happy+sad"))
    assert both == pytest.approx(happy + sad)
    assert happy.any()
    assert not style_of(Line("a")).any()

"""The stand-in voice does what marks ask: pronunciation, rate, pitch, loudness, emphasis; and never says a mark."""

from __future__ import annotations

import numpy as np
import pytest

from unisono.audio.features import pitch
from unisono.errors import TextError
from unisono.pipeline import Actor
from unisono.types import Speech


@pytest.fixture(scope="module")
def actor() -> Actor:
    return Actor.cast(engine="stand-in")


def said(actor: Actor, text: str) -> Speech:
    return actor.say(text).speech


def sounds(speech: Speech) -> str:
    return " ".join(p.label for p in speech.phones if p.label != "sil")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("I [read|R IY1 D] it.", "ɹ ˈiː d"),
        ("I [read|R EH1 D] it.", "ɹ ˈɛ d"),
        ("a [tomato|/təˈmɑːtoʊ/] here", "m ˈɑː"),
        ("a [tomato|/təˈmeɪtoʊ/] here", "m ˈeɪ"),
        ("我在[重庆|chong2 qing4]。", "tʂʰ ˈʊ˧˥ ŋ"),
        ("我在[重庆|zhong4 qing4]。", "tʂ ˈʊ˥˩ ŋ"),
    ],
)
def test_a_pronunciation_is_followed_and_the_word_keeps_its_name(actor: Actor, text: str, holds: str) -> None:
    speech = said(actor, text)
    assert holds in sounds(speech)
    written = "".join(w.label for w in speech.words).replace(" ", "")
    assert "|" not in written
    assert "[" not in written
    assert any(name in written for name in ("read", "tomato", "重庆"))


def prosody(actor: Actor, wish: str) -> tuple[float, float, float]:
    """Seconds, median Hz, RMS."""
    speech = said(actor, f"<speak><prosody {wish}>hello there my dear old friend</prosody></speak>")
    hertz = pitch(speech.samples, speech.rate)
    return speech.duration, float(np.median(hertz[hertz > 0])), float(np.sqrt(np.mean(speech.samples**2)))


def test_rate_pitch_and_volume_are_times_the_usual(actor: Actor) -> None:
    usual = prosody(actor, 'rate="medium"')
    assert prosody(actor, 'rate="+40%"')[0] < 0.85 * usual[0]
    assert prosody(actor, 'pitch="+25%"')[1] == pytest.approx(1.25 * usual[1], rel=0.08)
    assert prosody(actor, 'volume="50%"')[2] == pytest.approx(0.5 * usual[2], rel=0.02)


def test_the_loudest_wish_does_not_clip(actor: Actor) -> None:
    speech = said(actor, '<speak><prosody volume="x-loud">WOW, bad bang!</prosody> 爸爸 </speak>')
    assert np.abs(speech.samples).max() <= 1.0


def test_an_emphasised_word_is_longer_than_the_same_word_without(actor: Actor) -> None:
    plain, strong = (said(actor, f"I {word} mean it.") for word in ("really", "[emphasis:really]"))
    length = [next(w.end - w.start for w in s.words if "really" in w.label) for s in (plain, strong)]
    assert length[1] > 1.05 * length[0]


@pytest.mark.parametrize("text", ["[重庆|qq1 ww2]", "[好|hao9]"])
def test_a_pronunciation_that_nobody_says_is_refused(actor: Actor, text: str) -> None:
    with pytest.raises(TextError, match="column 1"):
        said(actor, text)

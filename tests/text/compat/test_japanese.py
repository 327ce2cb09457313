"""Japanese pitch falls where Open JTalk 1.11 lets it fall, whatever dictionary is installed."""

from __future__ import annotations

import pytest

pytest.importorskip("pyopenjtalk")

from unisono.text.compat.japanese import read


def _said(text: str) -> str:
    return " ".join(read(text)[1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3時", "s a [ N ] j i"),
        ("十五", "j u [ u # g o"),
        ("八十円", "h a [ ch i j u u ] e N"),
        ("五十六", "g o [ j u u # r o [ k u"),
        ("2時間", "n i [ j i ] k a N"),
        ("28分", "n i ] j u u # h a [ cl ] p u N"),
        ("映画を見に行く", "e [ e g a o # m i [ n i # i [ k u"),
        ("書かれた", "k a ] k a r e t a"),
        ("そんなこと", "s o [ N n a # k o [ t o"),
        ("連絡下さい", "r e [ N r a k u # k u [ d a s a ] i"),
        ("日本", "n i [ cl p o ] N"),
        ("山田花子さん", "y a [ m a d a # h a ] n a k o s a N"),
    ],
)
def test_pitch_falls_as_the_voices_were_taught(text: str, said: str) -> None:
    assert _said(text) == said


def test_marks_after_a_space_stay() -> None:
    assert read("はい .どうぞ")[0] == "はい .どうぞ"
    assert read("はい..どうぞ")[0] == "はい.どうぞ"


def test_figures_of_any_length_are_read() -> None:
    for length in (1, 2, 5, 9, 17, 40, 300):
        assert _said("1" * length)
        assert _said("0." + "12345"[: length % 5 + 1])

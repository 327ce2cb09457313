"""score, plot and fit as a user meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from tests.animate.phrases import ENGLISH, MANDARIN, acted, phrase
from unisono.animate.rules import Rules
from unisono.sinks.opening import open_sinks, write_all
from unisono.types import Speech, Take

Run = Callable[..., tuple[int, str, str]]  # exit code, standard output, standard error


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """A take of 20 s and more as take.json, take.csv and take.wav, in the folder where commands run."""
    line = phrase(f"{ENGLISH} {MANDARIN}")
    speech = Speech.join(line.moved(n * len(line.samples)) for n in range(int(22 / line.duration) + 1))
    whole = acted(Rules(30, seed=1), speech)
    sinks = open_sinks([tmp_path / f"take.{kind}" for kind in ("json", "csv", "wav")], lambda face: iter(()))
    return Take.join(write_all(iter([whole]), sinks))


def test_curves_of_anyone_are_scored_with_phones_and_sound(unisono: Run, take: Take) -> None:
    code, card, told = unisono("score", "take.csv", "--phones", "take.json", "--sound", "take.wav")
    assert code == 0, told
    rows = {row[1]: row for row in (line.split() for line in card.splitlines()) if row[0] in ("ok", "MISSED")}
    assert rows["bilabial_recall"][:3] == ["ok", "bilabial_recall", "1"]
    assert rows["jaw_in_bilabials"][0] == "ok"
    assert "lag" in rows


def test_a_mouth_that_never_closes_misses_the_bar_and_without_sound_lag_is_not_measured(
    unisono: Run, take: Take, tmp_path: Path
) -> None:
    held = json.loads((tmp_path / "take.json").read_text())
    held["weights"] = [[0.3 if name == "jawOpen" else 0.0 for name in held["names"]] for _ in held["weights"]]
    (tmp_path / "open.json").write_text(json.dumps(held))
    code, card, _ = unisono("score", "open.json")
    assert code == 0
    assert "MISSED  bilabial_recall" in card
    assert [line.split()[1:3] for line in card.splitlines() if " lag " in line] == [["not", "measured"]]


def test_a_take_is_drawn(unisono: Run, take: Take, tmp_path: Path) -> None:
    code, _, told = unisono("plot", "take.json", "-o", "drawn.png", "--sound", "take.wav")
    assert code == 0, told
    with av.open(str(tmp_path / "drawn.png")) as file:
        picture = next(file.decode(video=0)).to_ndarray(format="rgb24")
    reds = (picture[:, :, 0].astype(int) - picture[:, :, 1]) > 100  # the jaw's curve runs through every row
    assert np.count_nonzero(reds.any(axis=0)) > 0.8 * picture.shape[1]


def test_a_style_is_learnt_and_worn(unisono: Run, take: Take, tmp_path: Path) -> None:
    code, _, told = unisono("fit", "take.csv", "-o", "me.style")
    assert code == 0, told
    assert "jaw" in told
    code, _, told = unisono("say", "Hello there.", "-o", "a.json", "--style", "me.style", "--engine", "stand-in")
    assert code == 0, told


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("score take.csv", "which phones these curves speak"),
        ("score take.wav", "no face track"),
        ("plot take.json -o take.gif", "known: .png"),
        ("plot take.json -o take.json", "known: .png"),
        ("fit take.csv -o take.csv", "known: .style"),
        ("fit missing.csv", "cannot be read"),
        ("say Hi -o a.json --style stern", "no style called 'stern'"),
    ],
)
def test_mistakes_are_one_line(unisono: Run, take: Take, command: str, says: str) -> None:
    code, _, told = unisono(*command.split())
    assert code == 2
    assert says in " ".join(told.split())
    assert "Traceback" not in told

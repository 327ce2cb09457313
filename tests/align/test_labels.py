"""The hand labels are well formed: in the sound, in order, said by the text."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import soundfile

LABELS = Path(__file__).parent / "labels"
SPEECH = Path(__file__).parents[3] / "shared" / "speech"


def utterances() -> list[Any]:
    found = []
    for file in sorted(LABELS.glob("*.json")):
        for path, utterance in json.loads(file.read_text(encoding="utf-8")).items():
            found.append(pytest.param(path, utterance, id=Path(path).stem))
    return found


@pytest.mark.parametrize(("path", "utterance"), utterances())
def test_events_have_times_in_order_and_words_of_the_text(path: str, utterance: dict[str, Any]) -> None:
    speech = [event for event in utterance["events"] if event["kind"] == "speech"]
    assert len(speech) == 1
    for event in utterance["events"]:
        begin, end = times(event)
        assert begin is not None or end is not None
        if begin is not None and end is not None:
            assert 0 <= begin < end
        assert event.get("word", "") in utterance["text"]
        assert event["sure"] == ("unsure" not in event)


@pytest.mark.parametrize(("path", "utterance"), utterances())
def test_phones_of_a_stretch_do_not_overlap(path: str, utterance: dict[str, Any]) -> None:
    phones = [event for event in utterance["events"] if event["kind"] == "phone"]
    for before, after in itertools.pairwise(phones):
        assert before["end"] <= after["start"]


@pytest.mark.parametrize(("path", "utterance"), utterances())
def test_events_are_within_the_sound(path: str, utterance: dict[str, Any]) -> None:
    if not (SPEECH / path).exists():
        pytest.skip("../shared/speech is not here")
    duration = soundfile.info(str(SPEECH / path)).duration
    for event in utterance["events"]:
        assert all(t is None or t <= duration for t in times(event))


def times(event: dict[str, Any]) -> tuple[float | None, float | None]:
    return (event["start"], event["end"]) if "start" in event else (event["closure"], event["release"])

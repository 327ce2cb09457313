"""One voice of several recordings: how the person speaks as a rule, and in each feeling that was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from unisono.errors import VoiceError
from unisono.speak.gptsovits.state import USUAL, pack, unpack
from unisono.types import Voice


def felt(usual: Voice, feelings: Mapping[str, Voice]) -> Voice:
    """`usual` with the manners of other voices of the person, each for a `Line.emotion`. Their notes say which.

    VoiceError where one was made with other weights.
    """
    weights, manners = unpack(usual.state)
    notes = list(usual.notes)
    for emotion, voice in feelings.items():
        others, its = unpack(voice.state)
        if others != weights:
            raise VoiceError(f"the recording for {emotion!r} was heard with other weights; enroll all of them anew")
        manners[emotion] = its[USUAL]
        notes += [f"{emotion}: {note}" for note in voice.notes]
    return replace(usual, state=pack(weights, manners), notes=tuple(notes))

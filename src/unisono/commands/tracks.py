"""A face track from a file, with what is known of its speech: a Live Link Face .csv, or a .json of ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from unisono.audio.read import read as read_sound
from unisono.clock import Fps, samples_before
from unisono.errors import InputError, TrackError
from unisono.sinks import livelink_csv, take_json
from unisono.types import Speech, Take

_RATE = 48_000  # of silence


def read(path: Path, fps: Fps | None = None, sound: Path | None = None, phones: Path | None = None) -> Take:
    """The take: `sound` is what is heard with it, else silence; `phones` a .json that tells them, for a .csv.

    TrackError for any other kind of file, InputError where a .json runs at another rate than `fps`.
    """
    kind = path.suffix.lower()
    if kind == ".csv":
        face = livelink_csv.read(path, fps)
        take = Take(Speech(np.zeros(samples_before(len(face), _RATE, face.fps), np.float32), _RATE), face)
    elif kind == ".json":
        take = take_json.read(path)
        if fps not in (None, take.face.fps):
            raise InputError(f"{path} runs at {take.face.fps} frames a second, not {fps}; leave out --fps")
    else:
        raise TrackError(
            f"{path} is no face track that is known here; give a Live Link Face .csv or a .json of unisono"
        )
    told = take_json.read(phones).speech if phones else take.speech
    heard = read_sound(sound) if sound else take.speech
    return Take(replace(heard, phones=told.phones, words=told.words, emotions=told.emotions), take.face)

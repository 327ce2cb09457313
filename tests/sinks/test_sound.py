"""WAV: what goes in comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from tests.sinks.performance import cut, performance, written
from unisono.audio.read import read
from unisono.types import Floats, Take


def test_sound_that_was_16_bit_comes_back_exactly(tmp_path: Path) -> None:
    take = performance(1.3, rate=22_050)
    steps: Floats = (np.round(take.speech.samples * 32768) / 32768).astype(np.float32)
    take = Take(replace(take.speech, samples=steps), take.face)
    back = read(written(tmp_path / "a.wav", cut(take, 4)))
    assert back.rate == 22_050
    assert np.array_equal(back.samples, steps)


def test_a_wav_written_twice_is_the_same_file(tmp_path: Path) -> None:
    take = performance(1.3)
    first = written(tmp_path / "a.wav", cut(take, 4))
    again = Take(replace(take.speech, samples=read(first).samples), take.face)
    assert written(tmp_path / "b.wav", cut(again, 4)).read_bytes() == first.read_bytes()


def test_other_sound_is_at_most_half_a_step_away_and_clips(tmp_path: Path) -> None:
    take = performance(0.5)
    loud = take.speech.samples * 8
    take = Take(replace(take.speech, samples=loud), take.face)
    back = read(written(tmp_path / "a.wav", cut(take, 4)))
    assert np.abs(back.samples - loud.clip(-1, 32767 / 32768)).max() <= 0.5 / 32768


def test_the_header_tells_what_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", cut(performance(0.5, rate=16_000), 4))
    with soundfile.SoundFile(path) as file:
        assert (file.format, file.subtype, file.channels, file.samplerate) == ("WAV", "PCM_16", 1, 16_000)
        assert file.frames == 8_000
        assert "synthetic voice" in file.comment
    data = path.read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8

"""The acoustic model in the package: what it tells of real sound, whole, cut into pieces, and of none."""

from collections.abc import Iterable, Iterator

import numpy as np
import pytest

from unisono.align.acoustics import LOOKAHEAD, load
from unisono.align.units import SIL, STATES, UNITS, units_of
from unisono.audio.resample import resample
from unisono.speak.embedded.engine import Embedded
from unisono.types import Floats, Line, Speech

COLUMNS = len(UNITS) * STATES


@pytest.fixture(scope="module")
def said() -> Iterator[Speech]:
    """A sentence of the stand-in, with its phones."""
    voice = Embedded()
    yield Speech.join(voice.speak(Line("My mother bought a pair of big shoes.", "en"), voice.voices()[1]))
    voice.close()


def cut(samples: Floats, sizes: Iterable[int]) -> Iterator[Floats]:
    at = 0
    for size in sizes:
        yield samples[at : at + size]
        at += size
    yield samples[at:]


def test_a_stream_tells_what_a_file_tells_however_it_is_cut(said: Speech) -> None:
    acoustics = load().begun(said.samples, said.rate)
    whole = acoustics.scores(said.samples, said.rate)
    for sizes in ([1000] * 30, [1, 7, 441, 0, 20000], [said.rate // 100] * 150):
        stream = acoustics.stream(said.rate)
        parts = [stream.feed(piece) for piece in cut(said.samples, sizes)]
        streamed = np.concatenate([*parts, stream.finish()])
        assert streamed.shape == whole.shape
        np.testing.assert_allclose(streamed, whole, atol=1e-3)


def test_a_frame_is_told_within_the_lookahead(said: Speech) -> None:
    stream = load().stream(16000)
    sound = resample(said.samples, said.rate, 16000)
    told = 0
    for heard in range(0, len(sound) - 160, 160):
        told += len(stream.feed(sound[heard : heard + 160]))
        assert told * 160 >= heard + 160 - LOOKAHEAD * 16000 - 160


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
def test_frames_are_ten_milliseconds_at_any_rate(said: Speech, rate: int) -> None:
    sound = resample(said.samples, said.rate, rate)
    assert load().scores(sound, rate).shape == (-(-len(sound) * 100 // rate), COLUMNS)


@pytest.mark.parametrize("gain", [0.05, 1.0])
def test_the_right_phone_is_heard_at_most_times(said: Speech, gain: float) -> None:
    """The best unit of each frame, among those of the sentence, is the one that is said there more often than not."""
    scores = load().scores(said.samples * np.float32(gain), said.rate)
    units = sorted({u for p in said.phones for u in units_of(p.label, "en")})
    best = scores.reshape(len(scores), len(UNITS), STATES).max(axis=2)[:, units].argmax(axis=1)
    right = [
        units[best[t]] in units_of(phone.label, "en")
        for phone in said.phones
        for t in range(round(phone.start * 100), min(round(phone.end * 100), len(best)))
    ]
    assert np.mean(right) > 0.6


def test_silence_is_silence() -> None:
    scores = load().scores(np.zeros(16000, np.float32), 16000)
    best = scores.reshape(len(scores), len(UNITS), STATES).max(axis=2).argmax(axis=1)
    assert np.mean(best == SIL) > 0.9


@pytest.mark.parametrize("length", [0, 1, 79, 160, 161, 479])
def test_hardly_any_sound_has_its_frames(length: int) -> None:
    scores = load().scores(np.zeros(length, np.float32), 16000)
    assert scores.shape == (-(-length // 160), COLUMNS)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("sound", ["noise", "click", "square", "constant"])
def test_any_sound_has_finite_scores(sound: str) -> None:
    draw = np.random.default_rng(0)
    samples = {
        "noise": draw.standard_normal(8000),
        "click": np.eye(1, 8000, 4000)[0],
        "square": np.sign(np.sin(np.arange(8000) / 20)),
        "constant": np.ones(8000),
    }[sound].astype(np.float32)
    assert np.isfinite(load().scores(samples, 8000)).all()


def test_the_weights_are_small() -> None:
    from importlib.resources import files

    assert len((files("unisono.align") / "data" / "acoustics.npz").read_bytes()) <= 3e6

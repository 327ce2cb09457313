"""The decoder as a stream is the decoder as a whole."""

from __future__ import annotations

import numpy as np
import pytest

from tests.speak.own.small import SMALL, small_net
from unisono.speak.own import net as nets
from unisono.speak.own.layers import linear, norm, stack
from unisono.speak.own.mels import BANDS, HOP, RATE, centres, mel
from unisono.speak.own.shape import (
    VOICED_BANDS,
    combs,
    spread,
    tracks,
)
from unisono.types import Floats, Ints


def _line(count: int) -> tuple[Floats, Ints, Floats, Floats]:
    draw = np.random.default_rng(count)
    frames = draw.integers(1, 9, count).astype(np.int32)
    contour = spread(draw.normal(5, 0.2, (count, 3)).astype(np.float32), frames)
    sound, frame = tracks(frames, contour, contour - 5, contour * 0)
    return draw.normal(size=(count, 24)).astype(np.float32), sound, frame, contour


@pytest.mark.parametrize("count", [1, 2, 3, 9, 40])
@pytest.mark.parametrize("step", [1, 7, 16, 1000])
def test_however_it_is_cut_the_mel_is_the_same(count: int, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    net = small_net()
    encoded, sound, frame, contour = _line(count)
    condition = net.condition(np.zeros(8, np.float32))
    whole, voiced = (
        np.concatenate(p) for p in zip(*net.decode(encoded, sound, frame, contour, condition), strict=True)
    )
    assert whole.shape == (len(contour), BANDS)
    assert voiced.shape == (len(contour),)
    monkeypatch.setattr(nets, "STEP", step)
    pieces = [part for part, _ in net.decode(encoded, sound, frame, contour, condition)]
    assert np.abs(np.concatenate(pieces) - whole).max() < 1e-3


def test_the_stream_is_what_the_layers_tell_of_the_whole() -> None:
    net = small_net()
    encoded, sound, frame, contour = _line(30)
    condition = net.condition(np.ones(8, np.float32))
    h = linear(np.concatenate([encoded[sound], frame], 1), net.weights, "frame")
    h, _ = stack(h, net.weights, "decoder", SMALL.decoder, condition)
    told = linear(norm(h, net.weights, "mel_norm")[0], net.weights, "mel")
    expected = told[:, :BANDS].copy()
    expected[:, :VOICED_BANDS] += told[:, BANDS + 1 :] * combs(contour)
    streamed = np.concatenate([part for part, _ in net.decode(encoded, sound, frame, contour, condition)])
    assert np.abs(streamed - (expected - 12)).max() < 1e-3


def test_the_first_frames_come_before_the_line_is_done() -> None:
    net = small_net()
    encoded, sound, frame, contour = _line(60)
    stream = net.decode(encoded, sound, frame, contour, net.condition(np.zeros(8, np.float32)))
    first, _ = next(stream)
    assert 0 < len(first) <= SMALL.lookahead + nets.STEP < len(contour)


def test_a_mel_is_on_the_clock_and_white_noise_has_magnitude_one() -> None:
    noise = np.random.default_rng(0).standard_normal(RATE).astype(np.float32)
    rows = mel(noise)
    assert rows.shape == (RATE // HOP, BANDS)
    assert abs(np.log(np.exp(rows[:, 60:]).mean()) - np.log(np.sqrt(np.pi) / 2)) < 0.05  # mean of a Rayleigh magnitude
    assert mel(noise[:1]).shape == (1, BANDS)
    assert mel(noise[:0]).shape == (0, BANDS)
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    assert abs(centres()[mel(tone)[50].argmax()] - 1000) < 40


def test_combs_rise_at_harmonics() -> None:
    ripple = combs(np.log(np.array([200.0], np.float32)))[0]
    hertz = centres()[:VOICED_BANDS]
    at = [int(np.abs(hertz - f).argmin()) for f in (400, 600, 800)]
    between = [int(np.abs(hertz - f).argmin()) for f in (500, 700, 900)]
    assert min(ripple[at]) > max(ripple[between]) + 1

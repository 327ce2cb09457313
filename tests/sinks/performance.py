"""Takes to write: a performance with every kind of thing in it, cut as a test likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from unisono.clock import Fps, frames_covering, samples_before
from unisono.sinks.opening import open_sinks, write_all
from unisono.stages import Draw
from unisono.types import FaceTrack, Image, Phone, Span, Speech, Take

SIZE = (48, 64)  # height, width of the pictures


def performance(seconds: float = 2.0, rate: int = 24_000, fps: Fps = 30, seed: int = 0) -> Take:
    """Noise, a random face, and words, phones and a feeling ten times a second; the last frame is not full."""
    rng = np.random.default_rng(seed)
    samples = (0.2 * rng.standard_normal(int(seconds * rate))).clip(-1, 1).astype(np.float32)
    count = int(seconds * 10)
    phones = tuple(Phone("p", k / 10, (k + 1) / 10, release=None if k % 2 else (k + 0.7) / 10) for k in range(count))
    words = tuple(Span(f"word{k}" if k % 3 else "字幕", k / 5, (k + 1) / 5) for k in range(count // 2))
    speech = Speech(samples, rate, phones=phones, words=words, emotions=(Span("joy", 0.0, seconds, 0.8),))
    frames = frames_covering(len(samples), rate, fps)
    weights = rng.random((frames, 52)).astype(np.float32)
    head, gaze = (rng.uniform(-0.3, 0.3, (frames, n)).astype(np.float32) for n in (3, 2))
    return Take(speech, FaceTrack(weights, head, gaze, fps))


def cut(take: Take, frames: int) -> Iterator[Take]:
    """The same performance in takes of `frames`; phones and words are told where they end, feelings in pieces."""
    speech, face = take.speech, take.face
    for start in range(0, len(face), frames):
        end = min(start + frames, len(face))
        first, last = (samples_before(f, speech.rate, face.fps) for f in (start, end))
        last = len(speech.samples) if end == len(face) else last
        begin, over = first / speech.rate, last / speech.rate
        told = [tuple(s for s in spans if begin < s.end <= over) for spans in (speech.phones, speech.words)]
        piece = Speech(
            samples=speech.samples[first:last],
            rate=speech.rate,
            offset=first,
            phones=tuple(s for s in told[0] if isinstance(s, Phone)),
            words=told[1],
            emotions=tuple(replace(s, start=begin, end=over) for s in speech.emotions),
        )
        part = slice(start, end)
        yield Take(piece, FaceTrack(face.weights[part], face.head[part], face.gaze[part], face.fps, start))


def blank(face: FaceTrack) -> Iterator[Image]:
    """Grey pictures."""
    for _ in range(len(face)):
        yield np.full((*SIZE, 3), 128, np.uint8)


def written(path: Path, takes: Iterator[Take], draw: Draw = blank) -> Path:
    """The file at `path` once all takes are in it."""
    for _ in write_all(takes, open_sinks([path], draw)):
        pass
    return path

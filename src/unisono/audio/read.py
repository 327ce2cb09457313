"""Any recording -> mono Speech at its own rate: libsndfile for wav, flac and ogg, FFmpeg for the rest and for video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import soundfile

from unisono.errors import SoundError
from unisono.types import Floats, Speech

BLOCK = 4096  # samples read at once; a damaged file loses at most so many before the damage


def read(path: Path | str) -> Speech:
    """The whole recording: (N,) float32, channels averaged, at the rate of the file.

    One that breaks off is read up to where it breaks. SoundError, in one line, if it cannot be used.
    """
    return Speech.join(chunks(path))


def chunks(path: Path | str, seconds: float = 1.0) -> Iterator[Speech]:
    """The recording in pieces of `seconds` (the last may be shorter), in constant memory. SoundError as `read`."""
    path = Path(path)
    _check(path)
    offset = 0
    for rate, samples in _cut(_blocks(path), seconds):
        if not np.isfinite(samples).all():
            raise SoundError(f"{path} has NaN or infinite samples after {offset / rate:.1f} s; export the sound again")
        yield Speech(samples, rate, offset)
        offset += len(samples)
    if not offset:
        raise SoundError(f"{path} holds no sound: it is empty or breaks off at once; record or export it again")


def seconds(path: Path | str) -> float | None:
    """How long a recording says that it is; None where it does not say, or cannot be read."""
    try:
        with Path(path).open("rb") as file, av.open(file, options={"protocol_whitelist": "none"}) as container:
            return container.duration / av.time_base if container.duration else None
    except (OSError, ValueError, av.FFmpegError):
        return None


def _check(path: Path) -> None:
    try:
        if path.is_dir():
            raise SoundError(f"{path} is a folder; expected a recording (wav, flac, mp3, m4a, mp4 …)")
        if not path.is_file():
            raise SoundError(f"there is no recording at {path}; check the path")
        if not path.stat().st_size:
            raise SoundError(f"{path} is empty (0 bytes); record or export it again")
    except (OSError, ValueError) as error:  # a name too long, a NUL in it
        if isinstance(error, SoundError):
            raise
        raise SoundError(f"{str(path)!r} cannot be a recording: {error}") from error


def _cut(blocks: Iterator[tuple[int, Floats]], seconds: float) -> Iterator[tuple[int, Floats]]:
    """Blocks of any length -> pieces of `seconds`, and what remains."""
    held: list[Floats] = []
    rate = size = have = 0
    for rate, block in blocks:
        size = max(1, round(rate * seconds))
        held.append(block)
        have += len(block)
        if have >= size:
            joined = np.concatenate(held)
            whole = have - have % size
            for start in range(0, whole, size):
                yield rate, joined[start : start + size]
            held, have = [joined[whole:]], have - whole
    if have:
        yield rate, np.concatenate(held)


def _blocks(path: Path) -> Iterator[tuple[int, Floats]]:
    """(rate, mono samples), block by block."""
    if path.suffix.lower() in (".wav", ".flac", ".ogg"):
        try:
            file = soundfile.SoundFile(path)
        except soundfile.LibsndfileError:
            pass  # not what its suffix says, or a codec that libsndfile lacks: FFmpeg may know it
        else:
            yield from _libsndfile(file)
            return
    yield from _ffmpeg(path)


def _libsndfile(file: soundfile.SoundFile) -> Iterator[tuple[int, Floats]]:
    with file:
        while True:
            try:
                block = file.read(BLOCK, dtype="float32", always_2d=True)
            except soundfile.LibsndfileError:
                return  # it breaks off here
            if not len(block):
                return
            yield file.samplerate, block.mean(axis=1)


def _ffmpeg(path: Path) -> Iterator[tuple[int, Floats]]:
    # FFmpeg gets an open file, not a name: a name may hold a protocol ("concat:…"), and a playlist could name others.
    try:
        with path.open("rb") as file, av.open(file, options={"protocol_whitelist": "none"}) as container:
            if not container.streams.audio:
                raise SoundError(f"{path} has no sound in it; expected a recording or a video with sound")
            yield from _decoded(path, container)
    except (av.FFmpegError, OSError) as error:
        if isinstance(error, SoundError):
            raise
        raise SoundError(f"{path} is not sound that can be read ({error.strerror}); try wav, flac or mp3") from error


def _decoded(path: Path, container: av.container.InputContainer) -> Iterator[tuple[int, Floats]]:
    planar = av.AudioResampler(format="fltp")  # changes the sample format only
    for packet in container.demux(container.streams.audio[0]):
        try:
            frames = [whole for frame in packet.decode() for whole in planar.resample(frame)]
        except av.InvalidDataError:
            continue  # a damaged packet: leave it out, as players do
        except ValueError as error:  # the frame no longer fits what the first one set up
            raise SoundError(f"{path} changes its sample rate or channels midway; convert it to wav first") from error
        for frame in frames:
            yield frame.sample_rate, frame.to_ndarray().mean(axis=0)

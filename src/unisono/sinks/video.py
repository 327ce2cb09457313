"""MP4: picture and sound, H.264 and AAC, that start together, end together and play while they load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation

from unisono import clock
from unisono.audio.resample import Resampler
from unisono.clock import Fps
from unisono.errors import EngineError
from unisono.sinks.first import first
from unisono.sinks.partial import partial
from unisono.stages import Draw
from unisono.types import Floats, Image, Take

MADE = "synthetic voice and face made by unisono"  # synthetic media say that they are
SOUND_RATE = 48_000  # samples per second; what every player takes
SOUND_BITS = 128_000  # per second
KEY_EVERY = 2  # seconds between pictures that a player can start from
THREADS = 2


@dataclass(frozen=True)
class Video:
    """Draws each face and writes it with its sound. The last picture's sound is filled up with silence."""

    path: Path
    draw: Draw
    about = "MP4 video: H.264 picture, AAC sound"

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after it was drawn and encoded. OutputError as `partial`."""
        with partial(self.path, takes) as (temporary, takes):
            start, takes = first(takes, self.path)
            # Faststart: the index goes before the pictures, so that a browser can play before it has them all.
            with av.open(str(temporary), "w", format="mp4", options={"movflags": "+faststart"}) as container:
                container.metadata.update(title=MADE, comment=MADE)
                picture = _Picture(container, start.face.fps)
                sound = _Sound(container, start.speech.rate)
                for take in takes:
                    for image, samples in _shots(self.draw, take):
                        picture.add(image)
                        sound.add(samples)
                    yield take
                picture.finish()
                sound.finish(clock.samples_before(picture.frames, SOUND_RATE, start.face.fps))


def _shots(draw: Draw, take: Take) -> Iterator[tuple[Image, Floats]]:
    """Frame by frame, so that no picture is held while its sound waits."""
    for image, samples in zip_longest(draw(take.face), _by_frame(take)):
        if image is None or samples is None:
            raise EngineError(f"the renderer did not draw one picture for each of {len(take.face)} frames")
        yield image, samples


def _by_frame(take: Take) -> Iterator[Floats]:
    """The sound of each frame; the last has all that is left."""
    speech, face = take.speech, take.face
    for frame in range(face.offset, face.end):
        end = clock.samples_before(frame + 1, speech.rate, face.fps) if frame + 1 < face.end else speech.end
        start = clock.samples_before(frame, speech.rate, face.fps) if frame > face.offset else speech.offset
        yield speech.samples[start - speech.offset : end - speech.offset]


class _Picture:
    """The video stream; made at the first picture, which tells the size."""

    def __init__(self, container: av.container.OutputContainer, fps: Fps) -> None:
        self.container = container
        self.fps = Fraction(fps)
        self.frames = 0
        self.stream = container.add_stream("libx264", rate=self.fps)
        codec = self.stream.codec_context
        codec.pix_fmt = "yuv420p"
        codec.time_base = 1 / self.fps
        codec.gop_size = round(KEY_EVERY * self.fps)
        codec.thread_count = THREADS
        codec.options = {"preset": "veryfast", "crf": "20", "flags": "+cgop"}
        codec.color_primaries = ColorPrimaries.BT709
        codec.color_trc = ColorTrc.BT709
        codec.colorspace = Colorspace.ITU709
        codec.color_range = ColorRange.MPEG

    def add(self, image: Image) -> None:
        image = _even(image)
        if not self.frames:
            self.stream.height, self.stream.width = image.shape[:2]
        if image.shape[:2] != (self.stream.height, self.stream.width):
            raise EngineError(
                f"the renderer drew a picture of {image.shape[1]}×{image.shape[0]} "
                f"into a video of {self.stream.width}×{self.stream.height}"
            )
        frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BILINEAR,
        )
        frame.pts, frame.time_base = self.frames, 1 / self.fps
        self.frames += 1
        self.container.mux(self.stream.encode(frame))

    def finish(self) -> None:
        self.container.mux(self.stream.encode(None))


def _even(image: Image) -> Image:
    """Its last row or column doubled where height or width is odd: 4:2:0 shares colour between two by two pixels."""
    height, width = image.shape[:2]
    if not (height % 2 or width % 2):
        return image
    return np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


class _Sound:
    """The audio stream."""

    def __init__(self, container: av.container.OutputContainer, rate: int) -> None:
        self.container = container
        self.resampler = Resampler(rate, SOUND_RATE)
        self.samples = 0
        self.stream = container.add_stream("aac", rate=SOUND_RATE, layout="mono", bit_rate=SOUND_BITS)

    def add(self, samples: Floats) -> None:
        self._encode(self.resampler.feed(samples))

    def finish(self, length: int) -> None:
        """Exactly `length` samples in all: what is missing is silence."""
        rest = self.resampler.finish()
        left = length - self.samples
        self._encode(np.pad(rest[:left], (0, max(0, left - len(rest)))))
        self.container.mux(self.stream.encode(None))

    def _encode(self, samples: Floats) -> None:
        if not len(samples):
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="fltp", layout="mono")
        frame.rate, frame.pts, frame.time_base = SOUND_RATE, self.samples, Fraction(1, SOUND_RATE)
        self.samples += len(samples)
        self.container.mux(self.stream.encode(frame))

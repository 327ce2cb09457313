"""Films: picture and sound that start and end together. MP4 plays while it loads; WebM and MOV can be transparent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation

from unisono import clock
from unisono.audio.resample import Resampler
from unisono.clock import Fps
from unisono.errors import EngineError, OutputError
from unisono.sinks.behind import behind
from unisono.sinks.first import first
from unisono.sinks.partial import partial
from unisono.sinks.pictures import pictures
from unisono.stages import Draw
from unisono.types import Floats, Image, Take

MADE = "synthetic voice and face made by unisono"  # synthetic media say that they are
SOUND_RATE = 48_000  # samples per second; what every player takes
SOUND_BITS = 128_000  # per second
KEY_EVERY = 2  # seconds between pictures that a player can start from
THREADS = 2


@dataclass(frozen=True)
class Film:
    """What a kind of film is made of. `clear`: its pixels where it is transparent; None where it cannot be."""

    container: str
    picture: str
    pixels: str
    sound: str
    options: dict[str, str]  # of the picture's encoder
    clear: str | None = None


FILMS = {
    ".mp4": Film("mp4", "libx264", "yuv420p", "aac", {"preset": "veryfast", "crf": "20", "flags": "+cgop"}),
    ".webm": Film(
        "webm", "libvpx-vp9", "yuv420p", "libopus",
        {"deadline": "realtime", "cpu-used": "7", "row-mt": "1", "b": "0", "crf": "24", "auto-alt-ref": "0"},
        "yuva420p",
    ),
    ".mov": Film("mov", "prores_ks", "yuv444p10le", "pcm_s16le", {"profile": "4444"}, "yuva444p10le"),
}  # fmt: skip


@dataclass(frozen=True)
class Video:
    """Draws each face and writes it with its sound. The last picture's sound is filled up with silence."""

    path: Path
    draw: Draw
    about = "MP4 video: H.264 picture, AAC sound"

    @property
    def film(self) -> Film:
        """Its kind, by its suffix."""
        return FILMS[self.path.suffix.lower()]

    def write(self, takes: Iterable[Take]) -> Iterator[Take]:
        """The same takes, each after it was drawn and encoded. OutputError as `partial`."""
        with partial(self.path, takes) as (temporary, takes):
            start, takes = first(takes, self.path)
            film = self.film
            # Faststart: the index goes before the pictures, so that a browser can play before it has them all.
            options = {} if film.container == "webm" else {"movflags": "+faststart"}
            with av.open(str(temporary), "w", format=film.container, options=options) as container, behind() as encoder:
                container.metadata.update(title=MADE, comment=MADE)
                picture = _Picture(container, film, start.face.fps)
                sound = _Sound(container, film, start.speech.rate)
                for take in takes:
                    # Frame by frame, so that no picture is held while its sound waits.
                    for image, samples in zip(pictures(self.draw, take.face), _by_frame(take), strict=True):
                        encoder.do(_both(picture, picture.frame(image), sound, samples))
                    encoder.wait()
                    yield take
                picture.finish()
                sound.finish(clock.samples_before(picture.frames, SOUND_RATE, start.face.fps))


class Webm(Video):
    """As `Video`."""

    about = "WebM video: VP9 picture, transparent with --background none, Opus sound"


class Mov(Video):
    """As `Video`."""

    about = "MOV video for editing: ProRes 4444 picture, transparent with --background none, PCM sound"


def _both(picture: _Picture, frame: av.VideoFrame, sound: _Sound, samples: Floats) -> Callable[[], None]:
    """One frame's picture and sound, to be encoded."""

    def encode() -> None:
        picture.add(frame)
        sound.add(samples)

    return encode


def _by_frame(take: Take) -> Iterator[Floats]:
    """The sound of each frame; the last has all that is left."""
    speech, face = take.speech, take.face
    for frame in range(face.offset, face.end):
        end = clock.samples_before(frame + 1, speech.rate, face.fps) if frame + 1 < face.end else speech.end
        start = clock.samples_before(frame, speech.rate, face.fps) if frame > face.offset else speech.offset
        yield speech.samples[start - speech.offset : end - speech.offset]


class _Picture:
    """The video stream; made at the first picture, which tells the size."""

    def __init__(self, container: av.container.OutputContainer, film: Film, fps: Fps) -> None:
        self.container = container
        self.film = film
        self.fps = Fraction(fps)
        self.frames = 0
        self.shape: tuple[int, ...] = ()  # of the pictures
        self.stream = container.add_stream(film.picture, rate=self.fps)
        codec = self.stream.codec_context
        codec.pix_fmt = self.pixels = film.pixels
        codec.time_base = 1 / self.fps
        codec.gop_size = round(KEY_EVERY * self.fps)
        codec.thread_count = THREADS
        codec.options = dict(film.options)
        codec.color_primaries = ColorPrimaries.BT709
        codec.color_trc = ColorTrc.BT709
        codec.colorspace = Colorspace.ITU709
        codec.color_range = ColorRange.MPEG

    def frame(self, image: Image) -> av.VideoFrame:
        """A copy of the picture in the film's pixels, to be added."""
        image = _even(image)
        if not self.shape:
            self.shape = image.shape
            self.stream.height, self.stream.width = image.shape[:2]
            if image.shape[2] == 4:
                self.stream.codec_context.pix_fmt = self.pixels = self._clear()
        if image.shape != self.shape:
            raise EngineError(
                f"the renderer drew a picture of {image.shape[1]}×{image.shape[0]} "
                f"into a video of {self.shape[1]}×{self.shape[0]}"
            )
        return _planar(image) if self.pixels == "yuv420p" else _reformatted(image, self.pixels)

    def add(self, frame: av.VideoFrame) -> None:
        frame.pts, frame.time_base = self.frames, 1 / self.fps
        self.frames += 1
        self.container.mux(self.stream.encode(frame))

    def finish(self) -> None:
        self.container.mux(self.stream.encode(None))

    def _clear(self) -> str:
        if self.film.clear is None:
            able = ", ".join(suffix for suffix, film in FILMS.items() if film.clear)
            raise OutputError(f"a .{self.film.container} cannot be transparent; write {able}, or give a background")
        return self.film.clear


def _planar(image: Image) -> av.VideoFrame:
    """As `_reformatted` to yuv420p, in 40 % of the time."""
    from unisono.sinks.kernels.video_range import convert

    frame = av.VideoFrame(image.shape[1], image.shape[0], "yuv420p")
    convert(np.ascontiguousarray(image), *(np.frombuffer(p, np.uint8).reshape(-1, p.line_size) for p in frame.planes))
    return frame


def _reformatted(image: Image, pixels: str) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(image, format="rgba" if image.shape[2] == 4 else "rgb24").reformat(
        format=pixels,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.BILINEAR,
    )


def _even(image: Image) -> Image:
    """Its last row or column doubled where height or width is odd: 4:2:0 shares colour between two by two pixels."""
    height, width = image.shape[:2]
    if not (height % 2 or width % 2):
        return image
    return np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


class _Sound:
    """The audio stream."""

    def __init__(self, container: av.container.OutputContainer, film: Film, rate: int) -> None:
        self.container = container
        self.resampler = Resampler(rate, SOUND_RATE)
        self.samples = 0
        self.stream = container.add_stream(film.sound, rate=SOUND_RATE, layout="mono", bit_rate=SOUND_BITS)

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

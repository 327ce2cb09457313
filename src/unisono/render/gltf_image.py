"""The pictures of a glTF file, decoded: PNG, JPEG and WebP."""

from __future__ import annotations

import io
from typing import Any

import av
import av.error
import numpy as np

from unisono.render.gltf_file import File
from unisono.types import Image

_MOST = 64 << 20  # pixels that one picture, or all of them as they are kept, may have
# How each begins, and ffmpeg's name for it. Left to guess it would take playlists too, which open other files.
_KINDS = ((b"\x89PNG", "png_pipe"), (b"\xff\xd8\xff", "jpeg_pipe"), (b"RIFF", "webp_pipe"))
_FINEST = 2048  # pixels each way that are kept: more than a head fills in a picture, and few enough for a cache


class Textures:
    """Every picture of a file is decoded once. AvatarError where one cannot be."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._known: dict[int, Image] = {}

    def at(self, index: Any, clear: bool) -> Image:
        """(H, W, 3) sRGB of texture `index`; (H, W, 4), straight alpha, where `clear` and not opaque everywhere."""
        source = _source(self._file, index)
        if source not in self._known:
            self._known[source] = self._decoded(source)
        if sum(image.shape[0] * image.shape[1] for image in self._known.values()) > _MOST:
            raise self._file.wrong(f"its pictures have more than {_MOST:,} pixels; make them smaller")
        image = self._known[source]
        if image.shape[2] == 4 and (not clear or image[..., 3].min() == 255):
            return np.ascontiguousarray(image[..., :3])
        return image

    def _decoded(self, source: Any) -> Image:
        about = self._file.item("images", source)
        data = self._file.uri(about["uri"]) if "uri" in about else self._file.blob(about.get("bufferView"))
        try:
            form = next((name for start, name in _KINDS if data.startswith(start)), "none")
            # A header may claim any size, and opening decodes: the limit must be told before.
            limit = [{"max_pixels": str(_MOST)}]
            with av.open(io.BytesIO(data), format=form, stream_options=limit) as container:
                stream = container.streams.video[0]
                if 0 < stream.width * stream.height <= _MOST:  # 0: opening met the limit, which decoding would not
                    for frame in container.decode(stream):
                        return _reduced(frame)
        except (av.error.FFmpegError, IndexError, OSError, ValueError):
            pass
        raise self._file.wrong(
            f"image {source} cannot be decoded; PNG, JPEG and WebP are read, of at most {_MOST:,} pixels"
        )


def _source(file: File, index: Any) -> Any:
    """Which image a texture shows; WebP before what stands beside it for readers without."""
    about = file.item("textures", index)
    others = file.get(about, "extensions", dict)
    source = file.get(others, "EXT_texture_webp", dict).get("source")
    source = about.get("source") if source is None else source
    if source is None:
        names = f"in {', '.join(sorted(map(str, others)))} alone" if others else "nowhere"
        raise file.wrong(f"texture {index} is {names:.80}, which is not read; export it as PNG, JPEG or WebP")
    return source


def _reduced(frame: av.VideoFrame) -> Image:
    """A picture's pixels (H, W, 3 or 4), no finer than we keep them."""
    clear = frame.format.has_palette or any(part.is_alpha for part in frame.format.components)
    shrink = min(_FINEST / max(frame.width, frame.height), 1.0)
    width, height = max(round(frame.width * shrink), 1), max(round(frame.height * shrink), 1)
    form = "rgba" if clear else "rgb24"
    return np.ascontiguousarray(frame.to_ndarray(format=form, width=width, height=height, interpolation="AREA"))

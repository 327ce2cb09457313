"""The pictures of a glTF file, decoded."""

from __future__ import annotations

import io
from typing import Any

import av
import av.error
import numpy as np

from unisono.render.gltf_file import File
from unisono.types import Image

_WIDEST = 8192  # pixels


def texture(file: File, index: Any) -> Image:
    """(H, W, 3) sRGB of texture `index`; AvatarError where it cannot be decoded."""
    source = file.item("textures", index).get("source")
    if source is None:
        raise file.wrong(f"texture {index} is neither PNG nor JPEG; export it as one of them")
    about = file.item("images", source)
    data = file.uri(about["uri"]) if "uri" in about else file.blob(about.get("bufferView"))
    try:
        with av.open(io.BytesIO(data)) as container:
            stream = container.streams.video[0]
            if not (0 < stream.width <= _WIDEST and 0 < stream.height <= _WIDEST):
                raise file.wrong(
                    f"image {source} has {stream.width} x {stream.height} pixels; at most {_WIDEST} each way"
                )
            for frame in container.decode(stream):
                return np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
    except (av.error.FFmpegError, IndexError, OSError):
        pass
    raise file.wrong(f"image {source} cannot be decoded; PNG and JPEG are read")

"""The four ways in which a server packs sound -> samples, as its bytes come."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain

import numpy as np

from unisono.errors import EngineError
from unisono.types import Floats

Piece = tuple[int, Floats]  # samples per second; (N,) -1..1

_UNTOLD = (0, 0xFFFFFFFF)  # lengths of a wav that is still being made
_HEAD = 1 << 16  # bytes before the sound of a wav, at the most
_PAGE = 27  # bytes of the fixed part of an Ogg page
_LAST = 4  # the flag of the last page of an Ogg stream


def unpacked(media: str, content: Iterable[bytes], rate: int) -> Iterator[Piece]:
    """`media`: wav, raw, ogg or aac; `rate` is that of raw sound. EngineError, in one line, for what is something else.

    In ogg and aac a server packs each of its chunks by itself, so that one stream follows another.
    """
    if media == "raw":
        return _pcm(content, rate)
    return {"wav": _wav, "ogg": _ogg, "aac": _aac}[media](iter(content))


def _pcm(content: Iterable[bytes], rate: int) -> Iterator[Piece]:
    """Little-endian samples of 16 bits; a cut may go through one."""
    rest = b""
    for data in content:
        data = rest + data
        whole = len(data) // 2 * 2
        rest = data[whole:]
        if whole:
            yield rate, np.frombuffer(data[:whole], "<i2").astype(np.float32) / np.float32(32768)


def _wav(content: Iterator[bytes]) -> Iterator[Piece]:
    """A header, with the length of all or none where the sound is still made; then the sound."""
    head = b""
    for data in content:
        head += data
        parts = dict(_parts(head))
        if b"data" in parts:
            start, length = parts[b"data"]
            rest = chain([head[start:]], content)
            return (yield from _pcm(rest if length in _UNTOLD else _first(length, rest), _rate(head, parts)))
        if len(head) > _HEAD:
            break
    raise EngineError(f"the server sent {head[:12]!r} where a wav was expected; see its log")


def _parts(head: bytes) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Name, start and length of each part of a wav up to its sound; nothing of a part that has not come whole."""
    at, name = 12, b"" if head[:4] == b"RIFF" and head[8:12] == b"WAVE" else b"data"
    while at + 8 <= len(head) and name != b"data":
        name, length = head[at : at + 4], struct.unpack_from("<I", head, at + 4)[0]
        if name == b"data" or at + 8 + length <= len(head):
            yield name, (at + 8, length)
        at += 8 + length + length % 2


def _rate(head: bytes, parts: dict[bytes, tuple[int, int]]) -> int:
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", head.ljust(_HEAD), parts.get(b"fmt ", (0, 0))[0])
    if (kind, channels, bits) != (1, 1, 16):
        raise EngineError(f"the server sent a wav of {bits} bits and {channels} channels; expected 16 and one")
    return int(rate)


def _first(length: int, content: Iterable[bytes]) -> Iterator[bytes]:
    """So many bytes of it: others that follow tell about the sound."""
    for data in content:
        yield data[:length]
        length -= len(data)
        if length <= 0:
            return
    raise EngineError(f"the server sent a wav that lacks {length} bytes of its sound; see its log")


def _ogg(content: Iterator[bytes]) -> Iterator[Piece]:
    import soundfile

    for stream in _streams(content):
        try:
            samples, rate = soundfile.read(BytesIO(stream), dtype="float32", always_2d=True)
        except RuntimeError as error:
            raise EngineError(f"the server sent an ogg that cannot be read ({error}); ask it for wav") from None
        yield rate, samples.mean(axis=1)


def _streams(content: Iterator[bytes]) -> Iterator[bytes]:
    """Whole streams, up to the page that says it is the last (RFC 3533)."""
    waiting, at = b"", 0
    for data in content:
        waiting += data
        while (length := _page(waiting, at)) is not None:
            last = waiting[at + 5] & _LAST
            at += length
            if last:
                yield waiting[:at]
                waiting, at = waiting[at:], 0
    if waiting:
        raise EngineError("the server ended an ogg in its middle; see its log")


def _page(data: bytes, at: int) -> int | None:
    """Bytes of the page that starts there; None where it has not come whole."""
    if len(data) < at + _PAGE:
        return None
    if data[at : at + 4] != b"OggS":
        raise EngineError(f"the server sent {data[at : at + 12]!r} where an ogg was expected; see its log")
    count = data[at + 26]
    body = at + _PAGE + count
    end = body + sum(data[at + _PAGE : body])
    return end - at if len(data) >= end and len(data) >= body else None


def _aac(content: Iterator[bytes]) -> Iterator[Piece]:
    """Frames of ADTS, each with its own header."""
    import av

    decoder = av.CodecContext.create("aac", "r")
    came = False
    try:
        for data in chain(content, [b""]):  # nothing more: the parser gives its last frame
            for packet in decoder.parse(data):
                for frame in decoder.decode(packet):
                    came = True
                    yield frame.sample_rate, frame.to_ndarray().astype(np.float32).mean(axis=0)
    except av.error.FFmpegError as error:
        raise EngineError(f"the server sent an aac that cannot be read ({error}); ask it for wav") from None
    if not came:
        raise EngineError("the server sent no aac where one was expected; see its log")

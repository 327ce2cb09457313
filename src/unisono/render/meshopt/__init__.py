"""Buffer views packed by meshopt, unpacked: EXT_meshopt_compression and KHR_meshopt_compression of glTF 2.0.

Written from the text of KHR_meshopt_compression (Khronos, 2025): appendix A has the three codecs, whose loops are in
`loops.py`, appendix B the filters. A ValueError says in a few words what is wrong with a stream.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Elements = NDArray[Any]  # (count, n) as a filter reads and writes them

MOST = 64 << 20  # bytes that one view unpacks to: a few bytes may claim a thousand times as many


def unpack(stream: bytes | memoryview, mode: str, filter_: str, count: int, stride: int) -> bytes:
    """`count` elements of `stride` bytes each. `mode` and `filter_` are the words of the extension."""
    if not 0 <= count * stride <= MOST:
        raise ValueError(f"it unpacks to {count * stride:,} bytes; at most {MOST:,} are read")
    data = np.frombuffer(stream, np.uint8)
    if mode == "ATTRIBUTES":
        return _filtered(_attributes(data, count, stride), filter_)
    if mode not in ("TRIANGLES", "INDICES"):
        raise ValueError(f"its mode is {mode!r:.20}")
    if stride not in (2, 4) or filter_ != "NONE":
        raise ValueError(f"its indices have {stride} bytes each and filter {filter_!r:.20}")
    values = _triangles(data, count) if mode == "TRIANGLES" else _indices(data, count)
    return values.astype(np.uint16 if stride == 2 else np.uint32).tobytes()


def _attributes(data: Bytes, count: int, stride: int) -> Bytes:
    """(count, stride) bytes: sums, from the element in the tail on, of the deltas that the blocks hold."""
    from unisono.render.meshopt.loops import deltas, sums

    if not 4 <= stride <= 256 or stride % 4:
        raise ValueError(f"its elements have {stride} bytes")
    newer = len(data) > 0 and data[0] == 0xA1
    channels = stride // 4 if newer else 0
    tail = max(stride + channels, 24 if newer else 32)
    if len(data) <= tail or data[0] not in (0xA0, 0xA1):
        raise ValueError("it is no stream of attributes")
    packed = np.empty((stride, -(-count // 16) * 16), np.uint8)
    if not deltas(data[1:-tail], newer, count, packed):
        raise ValueError("its stream is damaged")
    modes = data[len(data) - channels :] if newer else np.zeros(stride // 4, np.uint8)
    kinds, turns = (modes & 15).astype(np.int64), (modes >> 4).astype(np.int64)
    if (kinds > 2).any() or ((kinds < 2) & (turns > 0)).any():
        raise ValueError("it has a channel of a kind that there is not")
    out = np.empty((count, stride), np.uint8)
    if count:
        out[0] = data[len(data) - channels - stride : len(data) - channels]
        # Trap: the text gives the turn of a delta as the writer makes it; it is turned back here.
        sums(packed, kinds, turns, out)
    return out


def _triangles(data: Bytes, count: int) -> NDArray[np.int64]:
    from unisono.render.meshopt.loops import triangles

    if count % 3 or len(data) < 17 or data[0] != 0xE1:
        raise ValueError("it is no stream of triangles")
    table, out = data[-16:], np.empty((count // 3, 3), np.int64)
    if table[14:].any() or (table >> 4 == 15).any() or (table & 15 == 15).any():
        raise ValueError("its table of codes is damaged")
    if not triangles(data[1:-16], table, len(out), out):
        raise ValueError("its stream is damaged")
    return out


def _indices(data: Bytes, count: int) -> NDArray[np.int64]:
    from unisono.render.meshopt.loops import indices

    if len(data) < 5 or data[0] != 0xD1:
        raise ValueError("it is no stream of indices")
    out = np.empty(count, np.int64)
    if not indices(data[1:-4], out):
        raise ValueError("its stream is damaged")
    return out


def _filtered(elements: Bytes, name: str) -> bytes:
    """What a filter makes of (count, stride) bytes."""
    if name == "NONE":
        return elements.tobytes()
    if name not in _FILTERS or elements.shape[1] not in _FILTERS[name][0]:
        raise ValueError(f"it has filter {name!r:.20} on elements of {elements.shape[1]} bytes")
    small = elements.shape[1] == 4
    with np.errstate(all="ignore"):  # damaged numbers give numbers that nobody promised, not a warning
        return _FILTERS[name][1](elements, small).tobytes()


def _octahedral(elements: Bytes, small: bool) -> Elements:
    """Unit vectors folded to a plane; the fourth number passes."""
    given: Elements = elements.view(np.int8 if small else np.int16)
    x, y, one, _ = given.astype(np.float32).T
    x, y = x / one, y / one
    z = 1 - np.abs(x) - np.abs(y)
    under = np.minimum(z, 0)
    way = np.stack([x - np.copysign(under, x), y - np.copysign(under, y), z])
    out = given.copy()
    out[:, :3] = _whole(way / np.sqrt((way * way).sum(axis=0)) * np.iinfo(given.dtype).max).T
    return out


def _quaternion(elements: Bytes, _: bool) -> Elements:
    """Turns without their largest part, which the others tell."""
    given = elements.view(np.int16)
    scale = np.sqrt(np.float32(0.5)) / (given[:, 3] | 3).astype(np.float32)
    parts = given[:, :3] * scale[:, None]
    largest = np.sqrt(np.maximum(1 - (parts * parts).sum(axis=1), 0))
    out = np.empty_like(given)
    for k, part in enumerate((largest, *parts.T)):
        out[np.arange(len(given)), ((given[:, 3] & 3) + k) % 4] = _whole(part * np.float32(32767))
    return out


def _exponential(elements: Bytes, _: bool) -> Elements:
    """Floats: eight bits of exponent, 24 of mantissa."""
    given = elements.view(np.int32)
    return np.asarray(np.ldexp(((given << 8) >> 8).astype(np.float32), given >> 24), np.float32)


def _color(elements: Bytes, small: bool) -> Elements:
    """RGBA from luma and chroma; the highest bit of the fourth number tells how many bits there are."""
    whole = np.uint8 if small else np.uint16
    co, cg = elements.view(np.int8 if small else np.int16)[:, 1:3].astype(np.int32).T
    y, alpha = elements.view(whole)[:, [0, 3]].astype(np.int32).T
    bits = np.frexp(alpha.astype(np.float32))[1]
    full = (1 << bits) - 1
    alpha &= full >> 1
    parts = np.stack([y + co - cg, y + cg, y - co - cg, alpha << 1 | alpha & 1], axis=1)
    top = np.iinfo(whole).max
    values = np.clip(np.floor(parts * (np.float32(top) / full.astype(np.float32))[:, None] + 0.5), 0, top)
    return np.asarray(values.astype(whole))


def _whole(values: Elements) -> NDArray[np.int16]:
    """The nearest integers, halves away from zero; 0 for what is no number."""
    nearest = np.trunc(values + np.copysign(0.5, values))
    return np.asarray(np.nan_to_num(nearest, posinf=0, neginf=0), np.int16)


_FILTERS: dict[str, tuple[range | tuple[int, ...], Callable[[Bytes, bool], Elements]]] = {
    "OCTAHEDRAL": ((4, 8), _octahedral),
    "QUATERNION": ((8,), _quaternion),
    "EXPONENTIAL": (range(4, 257, 4), _exponential),
    "COLOR": ((4, 8), _color),
}

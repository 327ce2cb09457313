"""The loops of meshopt's three codecs. Every read is checked: a stream that says anything untrue gives False.

KHR_meshopt_compression, appendix A, to which EXT_meshopt_compression is the same without version 1 of attributes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unisono.compiled.jit import kernel

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]
_U32 = 0xFFFFFFFF


@kernel
def deltas(data: Bytes, newer: bool, count: int, out: Bytes) -> bool:
    """Mode 0, blocks only: `out` (stride, count rounded up to 16) gets the bytes of each element's deltas as stored.

    data (N,): what lies between the stream's header and its tail, and must be used up. newer: version 1.
    """
    stride = len(out)
    longest = min(8192 // stride & ~15, 256)
    at, start = 0, 0
    while start < count:
        elements = min(count - start, longest)
        controls = at
        at += stride // 4 if newer else 0
        if at > len(data):
            return False
        for byte in range(stride):
            control = data[controls + byte // 4] >> 2 * (byte % 4) & 3 if newer else 1
            if control == 2:
                out[byte, start : start + elements] = 0
            elif control == 3:
                if at + elements > len(data):
                    return False
                out[byte, start : start + elements] = data[at : at + elements]
                at += elements
            else:
                at = _groups(data, at, control if newer else 4, out[byte, start:], (elements + 15) // 16)
                if at < 0:
                    return False
        start += elements
    return at == len(data)


@kernel
def _groups(data: Bytes, at: int, control: int, out: Bytes, groups: int) -> int:
    """Groups of 16 deltas, each in as many bits as its header says; the place after them, -1 where data end within."""
    headers = at
    at += (groups + 3) // 4
    if at > len(data):
        return -1
    for group in range(groups):
        mode = data[headers + group // 4] >> 2 * (group % 4) & 3
        # Bits by mode: 0 1 2 4 (control 0), 1 2 4 8 (control 1), 0 2 4 8 (version 0, told as 4).
        step = mode + 1 if control == 1 or (control == 4 and mode) else mode
        if step == 0:
            out[16 * group : 16 * group + 16] = 0
            continue
        bits = 1 << step - 1
        full = at + 2 * bits  # here whole bytes follow, one for each delta that the bits are too few for
        if full > len(data):
            return -1
        for k in range(16):
            within = k * bits % 8
            value = data[at + k * bits // 8] >> (within if bits == 1 else 8 - bits - within) & (1 << bits) - 1
            if bits < 8 and value == (1 << bits) - 1:
                if full == len(data):
                    return -1
                value = data[full]
                full += 1
            out[16 * group + k] = value
        at = full
    return at


@kernel
def sums(packed: Bytes, kinds: Longs, turns: Longs, out: Bytes) -> None:
    """Mode 0: elements from their deltas. packed (stride, at least count), kinds and turns (stride / 4,): what each
    channel of four bytes holds. `out` (count, stride) has the first element in its row 0 and gets the others."""
    for start in range(0, len(out), 256):  # few enough rows for the cache: a channel writes four bytes of each
        end = min(start + 256, len(out))
        for channel in range(len(kinds)):
            width = 4 if kinds[channel] == 2 else kinds[channel] + 1
            for byte in range(4 * channel, 4 * channel + 4, width):
                _sum(packed[byte : byte + width], kinds[channel], turns[channel], start, end, out[:, byte:])


@kernel
def _sum(packed: Bytes, kind: int, turn: int, start: int, end: int, out: Bytes) -> None:
    """One number of each element, little-endian in the len(packed) bytes that begin `out`'s rows."""
    width = len(packed)
    top = (1 << 8 * width) - 1
    value = 0
    for i in range(width):
        value |= int(out[max(start - 1, 0), i]) << 8 * i
    for k in range(start, end):
        delta = 0
        for i in range(width):
            delta |= int(packed[i, k]) << 8 * i
        if kind == 2:
            value ^= (delta >> turn | delta << (32 - turn)) & top
        else:
            value = (value + (~(delta >> 1) if delta & 1 else delta >> 1)) & top
        for i in range(width):
            out[k, i] = value >> 8 * i & 255


@kernel
def triangles(data: Bytes, table: Bytes, codes: int, out: Longs) -> bool:
    """Mode 1: `out` (codes, 3) gets the corners, 0 to 2**32 - 1.

    data (N,): a byte for each triangle, then what these need more, and must be used up. table (16,): the tail.
    """
    edges, corners = np.zeros((16, 2), np.int64), np.zeros(16, np.int64)  # rings: the newest lies before the count
    edge_count, corner_count = 0, 0
    at, fresh, last = codes, 0, 0
    if len(data) < codes:
        return False
    for triangle in range(codes):
        high, low = data[triangle] >> 4, data[triangle] & 15
        if high < 15:
            if high >= edge_count:
                return False
            a, b = edges[(edge_count - 1 - high) & 15, 0], edges[(edge_count - 1 - high) & 15, 1]
            new = True
            if low == 0:
                c = fresh
                fresh = (fresh + 1) & _U32
            elif low < 13:
                if low >= corner_count:
                    return False
                c = corners[(corner_count - 1 - low) & 15]
                new = False
            elif low < 15:
                last = (last + (1 if low == 14 else -1)) & _U32
                c = last
            else:
                at, last = _index(data, at, last)
                c = last
            if at < 0:
                return False
            if new:
                corners[corner_count & 15] = c
                corner_count += 1
        else:
            if low < 14:
                pair = int(table[low])
            else:
                if at >= len(data):
                    return False
                pair = int(data[at])
                at += 1
                if pair == 0:
                    fresh = 0
            if low == 15:
                at, last = _index(data, at, last)
                a = last
            else:
                a = fresh
                fresh = (fresh + 1) & _U32
            known = corner_count  # b and c count back from here: a is not in the ring yet
            b, at, fresh, last = _corner(data, at, pair >> 4, corners, known, fresh, last)
            c, at, fresh, last = _corner(data, at, pair & 15, corners, known, fresh, last)
            if at < 0:
                return False
            corners[corner_count & 15] = a
            corner_count += 1
            if pair >> 4 in (0, 15):
                corners[corner_count & 15] = b
                corner_count += 1
            if pair & 15 in (0, 15):
                corners[corner_count & 15] = c
                corner_count += 1
            edges[edge_count & 15, 0], edges[edge_count & 15, 1] = b, a
            edge_count += 1
        edges[edge_count & 15, 0], edges[edge_count & 15, 1] = c, b
        edges[(edge_count + 1) & 15, 0], edges[(edge_count + 1) & 15, 1] = a, c
        edge_count += 2
        out[triangle, 0], out[triangle, 1], out[triangle, 2] = a, b, c
    return at == len(data)


@kernel
def _corner(
    data: Bytes, at: int, how: int, corners: Longs, known: int, fresh: int, last: int
) -> tuple[int, int, int, int]:
    """The second or third corner of a triangle, and `at` (-1: damaged), `fresh` and `last` after it."""
    if how == 0:
        return fresh, at, (fresh + 1) & _U32, last
    if how < 15:
        return corners[(known - how) & 15], at if how <= known else -1, fresh, last
    at, last = _index(data, at, last)
    return last, at, fresh, last


@kernel
def _index(data: Bytes, at: int, last: int) -> tuple[int, int]:
    """The place after a number and what it makes of `last`; -1 where there is none."""
    at, value = _number(data, at)
    return at, (last + (~(value >> 1) if value & 1 else value >> 1)) & _U32


@kernel
def _number(data: Bytes, at: int) -> tuple[int, int]:
    """The place after a number of one to five bytes, seven bits each, lowest first; -1 where there is none."""
    if at < 0:
        return -1, 0
    value = 0
    for k in range(5):
        if at + k >= len(data):
            return -1, 0
        value |= int(data[at + k] & 127) << 7 * k
        if data[at + k] < 128:
            return at + k + 1, value & _U32
    return -1, 0


@kernel
def indices(data: Bytes, out: Longs) -> bool:
    """Mode 2: `out` (count,) gets the indices, 0 to 2**32 - 1; data (N,), without header and tail, must be used up."""
    lasts = np.zeros(2, np.int64)
    at = 0
    for k in range(len(out)):
        at, value = _number(data, at)
        if at < 0:
            return False
        one = value & 1
        lasts[one] = (lasts[one] + (~(value >> 2) if value & 2 else value >> 2)) & _U32
        out[k] = lasts[one]
    return at == len(data)

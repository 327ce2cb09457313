"""Packed buffers: what the codec's own encoder packed is unpacked to the byte, and lies end in an error."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.render import scenes
from tests.render.glb import Writer
from tests.render.test_gltf import assert_sound
from unisono import arkit
from unisono.errors import AvatarError
from unisono.render import gltf, meshopt

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("meshopt.json").read_text())  # see meshopt.mjs
EXACT = [v for v in VECTORS if v["filter"] in ("NONE", "EXPONENTIAL")]
ROUNDED = [v for v in VECTORS if v not in EXACT]


def unpacked(vector: dict[str, Any], data: bytes | None = None) -> bytes:
    stream: bytes = base64.b64decode(vector["data"]) if data is None else data
    return meshopt.unpack(stream, vector["mode"], vector["filter"], vector["count"], vector["stride"])


@pytest.mark.parametrize("vector", EXACT, ids=lambda v: v["name"])
def test_what_the_encoder_packed_is_unpacked_to_the_byte(vector: dict[str, Any]) -> None:
    assert unpacked(vector) == base64.b64decode(vector["plain"])


@pytest.mark.parametrize("vector", ROUNDED, ids=lambda v: f"{v['name']} {v['stride']}")
def test_filters_are_undone_to_one_step(vector: dict[str, Any]) -> None:
    kind = ("u" if vector["filter"] == "COLOR" else "i") + ("1" if vector["stride"] == 4 else "2")
    ours, theirs = (np.frombuffer(data, kind).astype(int) for data in (unpacked(vector), plain(vector)))
    assert np.abs(ours - theirs).max() <= 1


def plain(vector: dict[str, Any]) -> bytes:
    data: str = vector["plain"]
    return base64.b64decode(data)


@settings(max_examples=300, deadline=None)
@given(
    which=st.integers(0, len(VECTORS) - 1),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=4),
    keep=st.floats(0, 1),
    more=st.integers(-20, 20),
)
def test_a_damaged_stream_gives_all_bytes_or_an_error(
    which: int, flips: list[tuple[float, int]], keep: float, more: int
) -> None:
    vector = VECTORS[which]
    data = bytearray(base64.b64decode(vector["data"]))
    for at, by in flips:
        data[int(at * len(data))] ^= by
    vector = {**vector, "count": max(vector["count"] + more, 0)}
    try:
        out = unpacked(vector, bytes(data[: int(keep * len(data))] if keep < 0.5 else data))
    except ValueError:
        return
    assert len(out) == vector["count"] * vector["stride"]


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=400), count=st.integers(0, 3000), stride=st.sampled_from([0, 2, 3, 4, 8, 252, 256, 260]))
def test_any_bytes_give_all_bytes_or_an_error(data: bytes, count: int, stride: int) -> None:
    for mode, header in (("ATTRIBUTES", 0xA0), ("ATTRIBUTES", 0xA1), ("TRIANGLES", 0xE1), ("INDICES", 0xD1)):
        stream = bytes([header]) + data + bytes(32)
        try:
            out = meshopt.unpack(stream, mode, "NONE", count, stride)
        except ValueError:
            continue
        assert len(out) == count * stride


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(1, 600), stride=st.sampled_from([4, 8, 20, 36, 256]), newer=st.booleans(), seed=st.integers(0, 99)
)
def test_every_way_to_store_a_byte_reads_back(count: int, stride: int, newer: bool, seed: int) -> None:
    dice = np.random.default_rng(seed)
    rough = dice.integers(0, 256, (count, stride)) * (dice.random((count, stride)) < dice.random(stride) ** 3)
    values = np.cumsum(rough, axis=0).astype(np.uint8)
    stream = packed(values, newer, random.Random(seed))
    assert meshopt.unpack(stream, "ATTRIBUTES", "NONE", count, stride) == values.tobytes()


def packed(values: NDArray[np.uint8], newer: bool, dice: random.Random) -> bytes:
    """A stream of mode 0 that takes any of the ways which the text allows, by lot. values (count, stride)."""
    count, stride = values.shape
    modes = [dice.choice((0, 1, *(2 + 16 * r for r in range(16)))) if newer else 0 for _ in range(stride // 4)]
    steps = np.concatenate([steps_of(values[:, 4 * c : 4 * c + 4], mode) for c, mode in enumerate(modes)], axis=1)
    body, block = b"", min(8192 // stride & ~15, 256)
    for start in range(0, count, block):
        columns = [stored(steps[start : start + block, byte].tolist(), newer, dice) for byte in range(stride)]
        if newer:
            controls = [control for control, _ in columns]
            body += bytes(sum(controls[k + i] << 2 * i for i in range(4)) for k in range(0, stride, 4))
        body += b"".join(data for _, data in columns)
    tail: bytes = values[0].tobytes() + (bytes(modes) if newer else b"")
    return bytes([0xA1 if newer else 0xA0]) + body + tail.rjust(24 if newer else 32, b"\0")


def steps_of(values: NDArray[np.uint8], mode: int) -> NDArray[np.uint8]:
    """(count, 4) deltas as stored; the first is 0, for the element in the tail is the first."""
    wide: NDArray[Any] = np.ascontiguousarray(values).view((np.uint8, np.uint16, np.uint32)[mode & 15])
    before = np.concatenate([wide[:1], wide[:-1]])
    if mode & 15 == 2:
        turn = np.uint32(mode >> 4)
        changed = wide ^ before
        turned: NDArray[np.uint32] = changed << turn | changed >> (np.uint32(32) - turn & np.uint32(31))
        return turned.view(np.uint8)
    step = wide - before
    top = wide.dtype.type(1 << 8 * wide.dtype.itemsize - 1)
    return np.asarray(np.where(step & top, ~(step << 1), step << 1), wide.dtype).view(np.uint8)


def stored(steps: list[int], newer: bool, dice: random.Random) -> tuple[int, bytes]:
    """How the bytes at one place of a block's elements are stored, and they themselves."""
    if newer and not any(steps):
        return 2, b""
    control = dice.choice((0, 1, 3)) if newer else 4
    if control == 3:
        return 3, bytes(steps)
    steps = steps + [0] * (-len(steps) % 16)
    headers, body = [], b""
    for start in range(0, len(steps), 16):
        group = steps[start : start + 16]
        widths = {0: (0, 1, 2, 4), 1: (1, 2, 4, 8), 4: (0, 2, 4, 8)}[control]
        mode = dice.choice([m for m, width in enumerate(widths) if width or not any(group)])
        headers.append(mode)
        body += grouped(group, widths[mode])
    headers += [0] * (-len(headers) % 4)
    packed_headers = bytes(sum(headers[k + i] << 2 * i for i in range(4)) for k in range(0, len(headers), 4))
    return control & 3, packed_headers + body


def grouped(group: list[int], width: int) -> bytes:
    """16 deltas in `width` bits each, those that need more as bytes behind."""
    if width in (0, 8):
        return bytes(group) if width else b""
    full = (1 << width) - 1
    places = 8 // width
    out = b""
    for k in range(0, 16, places):
        order = range(places) if width == 1 else range(places - 1, -1, -1)
        out += bytes([sum(min(group[k + i], full) << width * j for j, i in enumerate(order))])
    return out + bytes(step for step in group if step >= full)


@pytest.mark.parametrize(
    ("mode", "filter_", "count", "stride", "says"),
    [
        ("ATTRIBUTES", "NONE", 2**31, 256, "at most"),
        ("ATTRIBUTES", "NONE", -1, 4, "at most"),
        ("ATTRIBUTES", "NONE", 10, 6, "6 bytes"),
        ("ATTRIBUTES", "NONE", 10, 0, "0 bytes"),
        ("ATTRIBUTES", "OCTAHEDRAL", 37, 12, "no stream|damaged"),
        ("TRIANGLES", "NONE", 37, 4, "triangles"),
        ("INDICES", "COLOR", 37, 4, "filter"),
        ("INDICES", "NONE", 37, 3, "3 bytes"),
        ("STRIPS", "NONE", 37, 4, "STRIPS"),
    ],
)
def test_what_the_text_forbids_is_told(mode: str, filter_: str, count: int, stride: int, says: str) -> None:
    data = base64.b64decode(next(v for v in VECTORS if v["name"] == "shuffled")["data"])
    with pytest.raises(ValueError, match=says):
        meshopt.unpack(data, mode, filter_, count, stride)


BALL, CORNERS = scenes.ball((0, 1.6, 0), 0.1, 12, 16)
JAW = np.where(BALL[:, 1:2] < 1.56, np.array([0, -0.02, 0]), 0).astype(np.float32)


def packed_head(extension: str) -> Writer:
    """A ball in whole micrometres, packed, beside a buffer that has no bytes."""
    writer = Writer()
    places = np.round((BALL - [0, 1.6, 0]) * 1e5).astype("<i2")
    moves = np.round(JAW * 1e5).astype("<i2")

    def add(values: NDArray[Any], mode: str, stream: bytes, stride: int) -> int:
        view = writer.view(stream)
        about = {**writer.json["bufferViews"][view], "mode": mode, "count": len(values), "byteStride": stride}
        whole = {"buffer": 1, "byteLength": len(values) * stride, "extensions": {extension: about}}
        writer.json["bufferViews"][view] = whole if mode == "INDICES" else {**whole, "byteStride": stride}
        kind = (
            {"componentType": 5125, "type": "SCALAR"} if mode == "INDICES" else {"componentType": 5122, "type": "VEC3"}
        )
        writer.json["accessors"].append({"bufferView": view, "count": len(values), **kind})
        return len(writer.json["accessors"]) - 1

    def shorts(values: NDArray[Any]) -> int:
        padded = np.pad(values, ((0, 0), (0, 1)))
        stream = packed(padded.view(np.uint8), extension.startswith("KHR"), random.Random(1))
        return add(padded, "ATTRIBUTES", stream, 8)

    corners = CORNERS.reshape(-1)
    sequence = (
        b"\xd1"
        + b"".join(leb(a, b) for a, b in zip(corners.tolist(), [0, *corners[:-1].tolist()], strict=True))
        + bytes(4)
    )
    primitive = {
        "attributes": {"POSITION": shorts(places)},
        "targets": [{"POSITION": shorts(moves)}],
        "indices": add(corners, "INDICES", sequence, 4),
    }
    writer.mesh(primitive, names=("jawOpen",))
    writer.json["nodes"][0] |= {"scale": [1e-5] * 3, "translation": [0, 1.6, 0]}
    writer.json["buffers"].append({"byteLength": 10**6, "extensions": {extension: {"fallback": True}}})
    writer.json["extensionsRequired"] = [extension, "KHR_mesh_quantization"]
    return writer


def leb(value: int, before: int) -> bytes:
    """A step of an index sequence, in sevens of bits."""
    step = value - before
    left, out = (step << 2 if step >= 0 else (~step << 2) | 2), []
    while left > 127:
        out.append(left & 127 | 128)
        left >>= 7
    return bytes([*out, left])


@pytest.mark.parametrize("extension", ["EXT_meshopt_compression", "KHR_meshopt_compression"])
def test_a_packed_head_is_the_head(tmp_path: Path, extension: str) -> None:
    avatar = gltf.read(packed_head(extension).glb(tmp_path / "a.glb"))
    assert np.allclose(avatar.vertices[avatar.triangles], BALL[CORNERS], atol=6e-6)
    jaw = avatar.shapes[arkit.INDEX["jawOpen"]]
    assert np.allclose(jaw[avatar.triangles], JAW[CORNERS], atol=6e-6)


@pytest.mark.parametrize(
    ("bent", "says"),
    [
        ({"count": 2**31}, "more than"),
        ({"count": -3}, "more than"),
        ({"byteStride": 2**40}, "more than"),
        ({"byteLength": 2**31}, "ends at byte"),
        ({"byteOffset": -1}, "ends at byte"),
        ({"buffer": 7}, "buffers 7"),
        ({"buffer": 1}, "no bytes of its own"),
        ({"mode": "TRIANGLES"}, "cannot be unpacked"),
        ({"mode": 5}, "expected str"),
        ({"filter": "EXPONENTIAL", "count": 12}, "cannot be unpacked"),
        ({"filter": "NOISE"}, "NOISE"),
        ({"count": 20}, "cannot be unpacked"),
    ],
)
def test_a_packed_view_that_lies_is_one_clear_line(tmp_path: Path, bent: dict[str, Any], says: str) -> None:
    writer = packed_head("EXT_meshopt_compression")
    writer.json["bufferViews"][0]["extensions"]["EXT_meshopt_compression"] |= bent
    with pytest.raises(AvatarError, match=says) as caught:
        gltf.read(writer.glb(tmp_path / "a.glb"))
    assert "\n" not in str(caught.value)


WHOLE = packed_head("KHR_meshopt_compression").data()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_packed_head_is_a_head_or_a_clear_error(tmp_path: Path, flips: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, value in flips:
        data[at] = value
    path = tmp_path / "damaged.glb"
    path.write_bytes(data)
    assert_sound(path)


def test_views_that_unpack_to_more_than_a_head_needs_are_refused(tmp_path: Path) -> None:
    writer = packed_head("KHR_meshopt_compression")
    count, stride = 250_000, 256  # 64 million bytes of zeros
    block = bytes(stride // 4 * [0b10101010])
    stream = b"\xa1" + block * -(-count // 32) + bytes(stride + stride // 4)
    view = writer.view(stream)
    about = {**writer.json["bufferViews"][view], "mode": "ATTRIBUTES", "count": count, "byteStride": stride}
    lie = {
        "buffer": 1,
        "byteLength": count * stride,
        "byteStride": 252,
        "extensions": {"KHR_meshopt_compression": about},
    }
    primitive = writer.json["meshes"][0]["primitives"][0]
    writer.json["meshes"][0]["extras"]["targetNames"] = list(arkit.NAMES)
    for _ in range(9):
        writer.json["bufferViews"].append(lie)
        writer.json["accessors"].append(
            {
                "bufferView": len(writer.json["bufferViews"]) - 1,
                "count": len(BALL),
                "componentType": 5126,
                "type": "VEC3",
            }
        )
        primitive["targets"].append({"POSITION": len(writer.json["accessors"]) - 1})
    with pytest.raises(AvatarError, match="more than"):
        gltf.read(writer.glb(tmp_path / "a.glb"))

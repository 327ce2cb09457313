"""Heads made to hang or to fill memory are read, or refused in one line, by a process that may have little of both."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.render import scenes
from tests.render.glb import Writer
from unisono import arkit

BALL, CORNERS = scenes.ball((0, 1.6, 0), 0.1, 60, 80)
JAW = np.where(BALL[:, 1:2] < 1.56, np.array([0, -0.02, 0]), 0).astype(np.float32)
# Reads the heads named on its command line and makes them ready to draw, within 3 GB and a minute of processor.
CHILD = """
import resource, sys
from pathlib import Path
from unisono.errors import AvatarError
from unisono.render import gltf, mesh
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
for path in sys.argv[1:]:
    try:
        avatar = gltf.read(Path(path))
        mesh.prepare(avatar)
        print("read", len(avatar.vertices))
    except AvatarError as error:
        print("refused", error)
"""


def head() -> Writer:
    writer = Writer()
    writer.mesh(writer.primitive(BALL, JAW, corners=CORNERS), names=("jawOpen",))
    return writer


def cloud(places: NDArray[Any], corners: NDArray[Any] | None = None) -> Writer:
    """These vertices as a head that opens its jaw everywhere."""
    writer = Writer()
    down = np.tile(np.array([0, -0.01, 0], "f4"), (len(places), 1))
    writer.mesh(writer.primitive(places.astype("f4"), down, corners=corners), names=("jawOpen",))
    return writer


def bent(change: Callable[[dict[str, Any]], Any]) -> Writer:
    writer = head()
    change(writer.json)
    return writer


def in_one_place() -> Writer:
    return cloud(np.zeros((120_000, 3)))


def a_long_strip_in_no_order() -> Writer:
    count = 100_000
    k = np.arange(count)
    places = np.stack([np.cos(k / 1000) / 10, k / 1e6 + k % 2 / 1e4, np.sin(k / 1000) / 10], axis=1)
    order = np.random.default_rng(0).permutation(count)
    mixed = np.empty_like(places)
    mixed[order] = places
    return cloud(mixed, order[np.stack([k[:-2], k[1:-1], k[2:]], axis=1)])


def lashes_everywhere() -> Writer:
    writer = head()
    (primitive,) = writer.json["meshes"][0]["primitives"]
    again = {**primitive, "attributes": {"POSITION": writer.accessor(BALL)}, "material": 1}
    writer.json["meshes"][0]["primitives"] = [{**primitive, "material": 0}, again] * 12
    writer.json["materials"] = [{"name": "skin"}, {"name": "lash"}]
    return writer


def halves_without_end() -> Writer:
    writer = cloud(np.random.default_rng(0).random((60_000, 3)))
    (primitive,) = writer.json["meshes"][0]["primitives"]
    primitive["targets"] *= 4000
    writer.json["meshes"][0]["extras"]["targetNames"] = [f"x{k} browInnerUp_L" for k in range(4000)]
    return writer


def picture(width: int, height: int, rows: bytes) -> Writer:
    """A head whose PNG claims that size and inflates to `rows`."""
    writer = head()

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    start = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    data = start + part(b"IDAT", zlib.compress(rows, 9)) + part(b"IEND", b"")
    writer.json["images"], writer.json["textures"] = [{"bufferView": writer.view(data)}], [{"source": 0}]
    writer.json["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]
    writer.json["meshes"][0]["primitives"][0]["material"] = 0
    return writer


def packed_without_end() -> Writer:
    """52 shapes that 2 MB of meshopt unpack to 64 MB each."""
    writer = head()
    count, stride = 250_000, 256
    stream = b"\xa1" + bytes([0b10101010]) * (stride // 4 * -(-count // 32)) + bytes(stride + stride // 4)
    view = writer.view(stream)
    about = {**writer.json["bufferViews"][view], "mode": "ATTRIBUTES", "count": count, "byteStride": stride}
    whole: dict[str, Any] = {"buffer": 1, "byteStride": 252, "byteLength": count * stride}
    whole["extensions"] = {"EXT_meshopt_compression": about}
    (primitive,) = writer.json["meshes"][0]["primitives"]
    for _ in range(51):
        writer.json["bufferViews"].append(whole)
        accessor = {"bufferView": len(writer.json["bufferViews"]) - 1, "componentType": 5126, "type": "VEC3"}
        writer.json["accessors"].append({**accessor, "count": len(BALL)})
        primitive["targets"].append({"POSITION": len(writer.json["accessors"]) - 1})
    writer.json["meshes"][0]["extras"]["targetNames"] = list(arkit.NAMES)
    return writer


HOSTILE: dict[str, tuple[Callable[[], Writer], str]] = {
    "one place": (in_one_place, "read"),
    "strip": (a_long_strip_in_no_order, "read"),
    "lashes": (lashes_everywhere, "read"),
    "halves": (halves_without_end, "read"),
    "packed": (packed_without_end, "packed views"),
    "count": (lambda: bent(lambda j: j["accessors"][0].update(count=2**31)), "at most"),
    "no bytes": (
        lambda: bent(lambda j: j["accessors"][1].pop("bufferView") and j["accessors"][1].update(count=2**31)),
        "at most",
    ),
    "sparse": (
        lambda: bent(
            lambda j: j["accessors"][1].update(
                sparse={
                    "count": 2**31,
                    "indices": {"bufferView": 0, "componentType": 5125},
                    "values": {"bufferView": 0},
                }
            )
        ),
        "sparse",
    ),
    "stride": (lambda: bent(lambda j: j["bufferViews"][0].update(byteStride=2**40)), "ends at byte"),
    "cycle": (lambda: bent(lambda j: j["nodes"][0].update(children=[0])), "tree"),
    "instances": (
        lambda: bent(lambda j: j.update(nodes=[{"mesh": 0}] * 9000, scenes=[{"nodes": list(range(9000))}])),
        "more than",
    ),
    "wide picture": (lambda: picture(100_000, 100_000, bytes(1 << 20)), "decoded"),
    "large picture": (lambda: picture(16_000, 16_000, bytes(1 << 28)), "decoded"),
    "deep picture": (lambda: picture(8, 8, bytes(1 << 28)), "read"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory and processor are set as Linux has them")
def test_hostile_heads_are_read_or_refused_with_little(tmp_path: Path) -> None:
    paths = [make().glb(tmp_path / f"{name}.glb") for name, (make, _) in HOSTILE.items()]
    for name, data in (("brackets", b"[" * 10**7), ("numbers", b'{"asset":' + b"9" * 10**6 + b"}")):
        (tmp_path / f"{name}.glb").write_bytes(data)
        paths.append(tmp_path / f"{name}.glb")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)], capture_output=True, text=True, check=False
    )  # fmt: skip
    said = done.stdout.splitlines()
    assert len(said) == len(paths), f"{paths[len(said)].name} ended it: {done.stderr[-500:]}"
    for line, (name, (_, expected)) in zip(said, HOSTILE.items(), strict=False):
        assert expected in line, json.dumps({name: line})
    assert all(line.startswith("refused") for line in said[len(HOSTILE) :])

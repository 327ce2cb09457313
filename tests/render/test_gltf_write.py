"""An avatar written as .glb and read back, by our reader and by the rules of the specification."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.render import scenes
from unisono import arkit
from unisono.render import gltf, gltf_write, head
from unisono.render.head.people import PEOPLE
from unisono.types import Avatar, Material


def taken_apart(data: bytes) -> tuple[dict[str, Any], bytes]:
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    assert size % 4 == 0
    rest, kind = struct.unpack_from("<I4s", data, 20 + size)
    assert kind == b"BIN\0"
    assert 28 + size + rest == len(data)
    document: dict[str, Any] = json.loads(data[20 : 20 + size])
    return document, data[28 + size :]


@pytest.fixture(scope="module", params=PEOPLE)
def person(request: pytest.FixtureRequest) -> Avatar:
    return head.person(request.param)


def test_a_person_reads_back_as_it_was_written(person: Avatar, tmp_path: Path) -> None:
    (tmp_path / "head.glb").write_bytes(gltf_write.packed(person))
    again = gltf.read(tmp_path / "head.glb")
    assert again.missing == ()
    assert again.pivot == pytest.approx(person.pivot, abs=1e-5)
    assert [looks_of(m) for m in again.materials] == [looks_of(m) for m in person.materials]
    for ours, theirs in zip(parts(person), parts(again), strict=True):
        assert np.allclose(ours, theirs, atol=1e-6)


def looks_of(material: Material) -> list[Any]:
    texture = material.texture
    told = [round(c, 4) for c in (*material.color, material.roughness, material.subsurface, material.strands)]
    return [material.name, *told, material.sheet, None if texture is None else texture.tolist()]


def parts(avatar: Avatar) -> list[Any]:
    """What the corners of all triangles have, material by material, as a file keeps them."""
    order = np.argsort(avatar.material, kind="stable")
    corners = avatar.triangles[order].reshape(-1)
    shapes = avatar.shapes[:, corners]
    seen = np.array([m.texture is not None or m.strands > 0 for m in avatar.materials])[avatar.material[order]]
    uvs = avatar.uvs[avatar.triangles[order]][seen]
    return [avatar.vertices[corners], shapes, np.clip(avatar.colors[corners], 0, 1), uvs, avatar.follows[corners]]


def test_what_is_seen_through_is_written_so(tmp_path: Path) -> None:
    picture = np.full((2, 4, 4), 200, np.uint8)
    picture[0, :, 3] = 0
    points, faces = scenes.square(0.2)
    lifted = np.tile(np.array([0, -0.02, 0], np.float32), (4, 1))
    kinds = (
        Material("lens", opacity=0.25),
        Material("cards", texture=picture, cutoff=0.4, roughness=1.0, sheet=True),
        Material("veil", texture=picture, opacity=0.5),
        Material("solid", texture=picture[..., :3]),
    )
    avatar = scenes.avatar(
        np.concatenate([points + np.array([0, 0, 0.1 * k]) for k in range(4)]),
        np.concatenate([faces + 4 * k for k in range(4)]),
        shapes={"jawOpen": np.tile(lifted, (4, 1))}, materials=kinds, material=np.repeat(np.arange(4), 2),
        uvs=np.tile(np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32), (4, 1)),
    )  # fmt: skip
    (tmp_path / "a.glb").write_bytes(gltf_write.packed(avatar))
    document, _ = taken_apart((tmp_path / "a.glb").read_bytes())
    assert [m.get("alphaMode") for m in document["materials"]] == ["BLEND", "MASK", "BLEND", None]
    assert document["materials"][1]["doubleSided"] is True
    for ours, theirs in zip(kinds, gltf.read(tmp_path / "a.glb").materials, strict=True):
        assert (ours.opacity, ours.cutoff) == (theirs.opacity, theirs.cutoff)
        assert looks_of(ours) == looks_of(theirs)


def test_what_is_written_keeps_the_rules_of_gltf(person: Avatar) -> None:
    document, binary = taken_apart(gltf_write.packed(person))
    assert document["buffers"] == [{"byteLength": len(binary)}]
    ends = [0]
    for view in document["bufferViews"]:
        assert view["byteOffset"] % 4 == 0
        assert view["byteOffset"] >= ends[-1]
        ends.append(view["byteOffset"] + view["byteLength"])
    assert ends[-1] <= len(binary)
    (mesh,) = document["meshes"]
    assert tuple(mesh["extras"]["targetNames"]) == arkit.NAMES
    for primitive in mesh["primitives"]:
        count = document["accessors"][primitive["attributes"]["POSITION"]]["count"]
        assert len(primitive["targets"]) == len(mesh["weights"]) == 52
        for index in (*primitive["attributes"].values(), *(target["POSITION"] for target in primitive["targets"])):
            assert document["accessors"][index]["count"] == count
        corners = document["accessors"][primitive["indices"]]
        view = document["bufferViews"][corners["bufferView"]]
        assert np.frombuffer(binary, np.uint32, corners["count"], view["byteOffset"]).max() == count - 1


def test_shapes_that_a_head_lacks_are_not_written(tmp_path: Path) -> None:
    points, faces = scenes.square(0.2)
    lifted = np.tile(np.array([0, -0.02, 0], np.float32), (4, 1))
    few = scenes.avatar(points, faces, shapes={"jawOpen": lifted}, materials=(Material("skin"), Material("unused")))
    few = Avatar(**{**vars(few), "missing": tuple(n for n in arkit.NAMES if n != "jawOpen")})
    (tmp_path / "few.glb").write_bytes(gltf_write.packed(few))
    again = gltf.read(tmp_path / "few.glb")
    assert again.missing == few.missing
    assert np.allclose(again.shapes[arkit.INDEX["jawOpen"]], lifted)

"""glTF heads are read as they were written; what is no head, or is damaged, is refused in one line."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.render import scenes
from tests.render.glb import Writer
from unisono import arkit
from unisono.errors import AvatarError
from unisono.render.gltf import read
from unisono.types import Avatar, Floats

BALL, CORNERS = scenes.ball((0, 1.6, 0), 0.1, 6, 8)
JAW = np.where(BALL[:, 1:2] < 1.56, np.array([0, -0.02, 0]), 0).astype(np.float32)
BLINK = np.where((BALL[:, 1:2] > 1.62) & (BALL[:, 2:] > 0), np.array([0, -0.01, 0]), 0).astype(np.float32)
NAMES = ("jawOpen", "eyeBlinkLeft")


def simple(writer: Writer, sparse: bool = False, index: str | None = "u2") -> dict[str, Any]:
    """A primitive of the ball with two shapes."""
    target = writer.sparse if sparse else writer.accessor
    primitive: dict[str, Any] = {
        "attributes": {"POSITION": writer.accessor(BALL)},
        "targets": [{"POSITION": target(JAW)}, {"POSITION": target(BLINK)}],
    }
    if index:
        primitive["indices"] = writer.accessor(CORNERS.reshape(-1, 1).astype(index))
    return primitive


def written() -> Writer:
    writer = Writer()
    writer.mesh(simple(writer), names=NAMES)
    return writer


def shape(avatar: Avatar, name: str) -> Floats:
    return np.asarray(avatar.shapes[arkit.INDEX[name]])


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("index", ["u1", "u2", "u4"])
def test_a_head_reads_back_as_it_was_written(tmp_path: Path, sparse: bool, index: str) -> None:
    writer = Writer()
    writer.mesh(simple(writer, sparse, index), names=NAMES)
    avatar = read(writer.glb(tmp_path / "head.glb"))
    assert (avatar.vertices[avatar.triangles] == BALL[CORNERS]).all()
    assert (shape(avatar, "jawOpen")[avatar.triangles] == JAW[CORNERS]).all()
    assert (shape(avatar, "eyeBlinkLeft")[avatar.triangles] == BLINK[CORNERS]).all()
    assert avatar.name == "head"
    assert len(avatar.missing) == 50
    assert not {"jawOpen", "eyeBlinkLeft"} & set(avatar.missing)
    assert avatar.vertices.dtype == avatar.shapes.dtype == np.float32


@pytest.mark.parametrize("inside", [False, True])
def test_a_gltf_finds_its_buffer_beside_it_or_inside(tmp_path: Path, inside: bool) -> None:
    avatar = read(written().gltf(tmp_path / "头 head.gltf", inside))
    assert (avatar.vertices[avatar.triangles] == BALL[CORNERS]).all()


def test_without_indices_every_three_vertices_are_a_triangle(tmp_path: Path) -> None:
    writer = Writer()
    flat = BALL[CORNERS].reshape(-1, 3)
    moved = JAW[CORNERS].reshape(-1, 3)
    primitive = {"attributes": {"POSITION": writer.accessor(flat)}, "targets": [{"POSITION": writer.accessor(moved)}]}
    writer.mesh(primitive, names=("jawOpen",))
    assert (read(writer.glb(tmp_path / "a.glb")).triangles.reshape(-1) == np.arange(len(flat))).all()


def test_interleaved_and_normalised_attributes_are_read(tmp_path: Path) -> None:
    writer = Writer()
    primitive = simple(writer)
    uvs = (np.random.default_rng(0).random((len(BALL), 2)) * 65535).astype("u2")
    colors = np.tile(np.array([(255, 128, 0, 255)], "u1"), (len(BALL), 1))
    places = writer.strided([BALL, uvs, colors])
    for accessor in places[1:]:
        writer.json["accessors"][accessor]["normalized"] = True
    primitive["attributes"] = dict(zip(("POSITION", "TEXCOORD_0", "COLOR_0"), places, strict=True))
    writer.mesh(primitive, names=NAMES)
    avatar = read(writer.glb(tmp_path / "a.glb"))
    assert (avatar.vertices[avatar.triangles] == BALL[CORNERS]).all()
    assert np.allclose(avatar.uvs[avatar.triangles], (uvs / 65535)[CORNERS], atol=1e-6)
    assert np.allclose(avatar.colors, (1, 128 / 255, 0))


def test_places_stored_as_small_integers_are_scaled_by_their_node(tmp_path: Path) -> None:
    writer = Writer()
    primitive = simple(writer)
    primitive["attributes"]["POSITION"] = writer.accessor(np.round(BALL * 1000).astype("i2"))
    primitive["targets"] = [{"POSITION": writer.accessor(np.round(JAW * 1000).astype("i2"))}]
    writer.mesh(primitive, names=("jawOpen",))
    writer.json["nodes"][0]["scale"] = [0.001] * 3
    writer.json["extensionsRequired"] = ["KHR_mesh_quantization"]
    avatar = read(writer.glb(tmp_path / "a.glb"))
    assert np.allclose(avatar.vertices[avatar.triangles], BALL[CORNERS], atol=6e-4)
    assert np.allclose(shape(avatar, "jawOpen")[avatar.triangles], JAW[CORNERS], atol=6e-4)


def test_transforms_move_the_rest_and_turn_the_shapes(tmp_path: Path) -> None:
    writer = written()
    quarter = [0, 0, np.sin(np.pi / 4), np.cos(np.pi / 4)]  # about Z: X goes to Y
    writer.json["nodes"] = [
        {"children": [1], "translation": [1, 2, 3]},
        {"children": [2], "rotation": quarter, "scale": [2, 2, 2]},
        {"mesh": 0, "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0.5, 0, 0, 1]},
    ]
    avatar = read(writer.glb(tmp_path / "a.glb"))
    x, y, z = (BALL[CORNERS] + np.array([0.5, 0, 0])).transpose(2, 0, 1)
    assert np.allclose(avatar.vertices[avatar.triangles], np.stack([1 - 2 * y, 2 + 2 * x, 3 + 2 * z], -1), atol=1e-5)
    x, y, z = JAW[CORNERS].transpose(2, 0, 1)
    assert np.allclose(shape(avatar, "jawOpen")[avatar.triangles], np.stack([-2 * y, 2 * x, 2 * z], -1), atol=1e-6)


def test_a_mirroring_node_keeps_the_outside_out(tmp_path: Path) -> None:
    writer = written()
    writer.json["nodes"][0]["scale"] = [-1, 1, 1]
    avatar = read(writer.glb(tmp_path / "a.glb"))
    a, b, c = avatar.vertices[avatar.triangles].transpose(1, 0, 2)
    outward = np.cross(b - a, c - a)
    assert ((outward * (a - BALL.mean(axis=0) * np.array([-1, 1, 1]))).sum(axis=1) >= -1e-9).all()


def test_primitives_that_share_vertices_share_them_here_too(tmp_path: Path) -> None:
    writer = Writer()
    primitive = simple(writer, index=None)
    half = len(CORNERS) // 2
    writer.json["materials"] = [{"name": "Skin"}, {"name": "Teeth"}]
    parts = [
        {**primitive, "indices": writer.accessor(part.reshape(-1, 1).astype("u4")), "material": index}
        for index, part in enumerate((CORNERS[:half], CORNERS[half:]))
    ]
    writer.mesh(*parts, names=NAMES)
    avatar = read(writer.glb(tmp_path / "a.glb"))
    assert len(avatar.vertices) == len(np.unique(CORNERS))
    assert [m.name for m in avatar.materials] == ["Skin", "Teeth"]
    assert (avatar.material == (np.arange(len(CORNERS)) >= half)).all()
    assert avatar.materials[0].subsurface > avatar.materials[1].subsurface


def test_a_shape_in_two_meshes_moves_both(tmp_path: Path) -> None:
    writer = Writer()
    writer.mesh(simple(writer), names=NAMES)
    writer.mesh(simple(writer), names=("mouthSmile_L", "EYEBLINK_L"))
    writer.json["nodes"] = [{"mesh": 0, "children": [1]}, {"mesh": 1, "translation": [1, 0, 0]}]
    avatar = read(writer.glb(tmp_path / "a.glb"))
    second = avatar.vertices[:, 0] > 0.5
    assert (
        np.abs(shape(avatar, "eyeBlinkLeft")[second]).max() == np.abs(shape(avatar, "eyeBlinkLeft")[~second]).max() > 0
    )
    assert np.abs(shape(avatar, "jawOpen")[second]).max() == 0
    assert np.abs(shape(avatar, "mouthSmileLeft")[second]).max() > 0


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("JawOpen", "jawOpen"), ("eyeBlink_L", "eyeBlinkLeft"), ("EyeBlink.R", "eyeBlinkRight"),
        ("mouth_smile_left", "mouthSmileLeft"), ("blendShape1.browDown_R", "browDownRight"), ("jawL", "jawLeft"),
        ("Wolf3D_Head.mouthRollUpper", "mouthRollUpper"), ("cheekPuff", "cheekPuff"),
    ],
)  # fmt: skip
def test_names_are_matched_as_programs_write_them(tmp_path: Path, name: str, meant: str) -> None:
    writer = Writer()
    writer.mesh(simple(writer), names=(name, "somethingElse"))
    avatar = read(writer.glb(tmp_path / "a.glb"))
    assert set(arkit.NAMES) - set(avatar.missing) == {meant}


def test_halves_of_a_shape_are_added_and_repeats_are_not(tmp_path: Path) -> None:
    writer = Writer()
    primitive = simple(writer)
    primitive["targets"] = [primitive["targets"][k] for k in (0, 1, 0, 0)]
    writer.mesh(primitive, names=("browInnerUp_L", "browInnerUp_R", "jawOpen", "jawOpen"))
    avatar = read(writer.glb(tmp_path / "a.glb"))
    assert np.allclose(shape(avatar, "browInnerUp")[avatar.triangles], (JAW + BLINK)[CORNERS])
    assert np.allclose(shape(avatar, "jawOpen")[avatar.triangles], JAW[CORNERS])


def test_names_may_stand_at_the_primitive(tmp_path: Path) -> None:
    writer = Writer()
    writer.mesh({**simple(writer), "extras": {"targetNames": list(NAMES)}})
    assert "jawOpen" not in read(writer.glb(tmp_path / "a.glb")).missing


@pytest.mark.parametrize("codec", ["png", "mjpeg"])
def test_a_texture_is_decoded(tmp_path: Path, codec: str) -> None:
    picture = np.zeros((16, 32, 3), np.uint8)
    picture[:, 16:] = (200, 100, 50)
    writer = Writer()
    writer.json["images"] = [{"bufferView": writer.view(encoded(picture, codec)), "mimeType": "image/png"}]
    writer.json["textures"] = [{"source": 0}]
    pbr = {"baseColorTexture": {"index": 0}, "baseColorFactor": [0.5, 1, 1, 1], "roughnessFactor": 0.3}
    writer.json["materials"] = [{"name": "x", "pbrMetallicRoughness": pbr}, {"name": "skin"}]
    part = simple(writer)
    writer.mesh({**part, "material": 0}, {**part, "material": 1}, names=NAMES)
    material, _ = read(writer.glb(tmp_path / "a.glb")).materials
    assert material.texture is not None
    assert material.texture.shape == (16, 32, 3)
    assert np.abs(material.texture[:, [4, 28]].astype(int) - picture[:, [4, 28]]).max() < (1 if codec == "png" else 12)
    assert material.color == (0.5, 1, 1)
    assert material.roughness == 0.3


def encoded(picture: np.ndarray[Any, Any], codec: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="image2pipe") as container:
        stream = container.add_stream(codec, rate=1)
        stream.width, stream.height = picture.shape[1], picture.shape[0]
        stream.pix_fmt = "rgb24" if codec == "png" else "yuvj444p"
        for frame in (av.VideoFrame.from_ndarray(picture, format="rgb24"), None):
            container.mux(stream.encode(frame))
    return out.getvalue()


def test_a_skinned_head_stands_in_its_bind_pose(tmp_path: Path) -> None:
    writer = written()
    inverse = np.diag([1, 1, 1, 1]).astype("f4")
    inverse[3, :3] = (0, -1.0, 0)  # column-major: the joint was at y = 1 when the head was bound to it
    writer.json["skins"] = [{"joints": [1], "inverseBindMatrices": writer.accessor(inverse.reshape(1, 16))}]
    writer.json["nodes"] = [
        {"mesh": 0, "skin": 0, "translation": [9, 9, 9]},
        {"name": "Neck", "translation": [0, 1.5, -0.02]},
    ]
    writer.json["scenes"] = [{"nodes": [0, 1]}]
    avatar = read(writer.glb(tmp_path / "a.glb"))
    x, y, z = BALL[CORNERS].transpose(2, 0, 1)
    assert np.allclose(avatar.vertices[avatar.triangles], np.stack([x, y + 0.5, z - 0.02], -1), atol=1e-6)
    assert avatar.pivot == pytest.approx((0, 1.5, -0.02))


def test_shoulders_do_not_follow_the_head(tmp_path: Path) -> None:
    writer = written()
    body = BALL + np.array([0, -0.8, 0], np.float32)
    writer.mesh({"attributes": {"POSITION": writer.accessor(body)}, "indices": 3})
    writer.json["nodes"] = [{"mesh": 0, "children": [1]}, {"mesh": 1}]
    avatar = read(writer.glb(tmp_path / "a.glb"))
    is_head = avatar.vertices[:, 1] > 1.2
    assert (avatar.follows[~is_head] == 0).all()
    assert (avatar.follows[avatar.vertices[:, 1] > 1.6] == 1).all()
    assert (read(written().glb(tmp_path / "b.glb")).follows == 1).all()


@pytest.mark.parametrize(
    ("name", "vertices", "materials"), [("ict_head_full_sparse.glb", 28151, 9), ("ict_face_only_dense.glb", 9547, 1)]
)
def test_the_ict_heads_are_read(shared: Path, name: str, vertices: int, materials: int) -> None:
    avatar = read(shared / "avatars" / name)
    assert avatar.missing == ("tongueOut",)
    assert 0.9 * vertices < len(avatar.vertices) <= vertices
    assert len(avatar.materials) == materials
    x, y, z = avatar.pivot
    assert abs(x) < 0.005
    assert -0.12 < y < -0.04  # between chin and collar bones
    assert -0.04 < z < 0.04
    jaw = np.linalg.norm(shape(avatar, "jawOpen"), axis=1)
    assert avatar.vertices[jaw.argmax(), 1] < -0.04
    blink = np.linalg.norm(shape(avatar, "eyeBlinkLeft"), axis=1)
    assert avatar.vertices[blink.argmax(), 0] > 0.01


@pytest.mark.parametrize(("extension", "side"), [("VRM", -1), ("VRMC_vrm", 1)])
def test_a_vrm_of_either_version_looks_at_us(tmp_path: Path, extension: str, side: int) -> None:
    writer = written()
    writer.json["extensions"] = {extension: {}}
    avatar = read(writer.glb(tmp_path / "head.vrm"))
    turned = np.array([side, 1, side], np.float32)
    assert np.allclose(avatar.vertices[avatar.triangles], BALL[CORNERS] * turned)
    assert np.allclose(shape(avatar, "eyeBlinkLeft")[avatar.triangles], BLINK[CORNERS] * turned)


@pytest.mark.parametrize("name", ["Overridden", "Overrides"])
def test_a_vrm_without_a_face_says_so(shared: Path, name: str) -> None:
    with pytest.raises(AvatarError, match="VRM"):
        read(shared / "avatars" / f"VRMC_vrm_expressions_isBinary_{name}.vrm")


Bend = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    ("bend", "says"),
    [
        (lambda j: j["nodes"].append({"children": [0]}) or j["nodes"][0].update(children=[1]), "tree"),
        (lambda j: j["nodes"][0].update(children=[0]), "tree"),
        (lambda j: j["nodes"][0].update(children=[7]), "nodes 7"),
        (lambda j: j["nodes"][0].update(mesh=-1), "meshes -1"),
        (lambda j: j["nodes"][0].update(mesh="0"), "meshes '0'"),
        (lambda j: j["nodes"][0].update(matrix=[1, 2]), "damaged"),
        (lambda j: j["nodes"][0].update(scale=[float("nan")] * 3), "NaN"),
        (lambda j: j["nodes"][0].update(translation=[1e30, 0, 0]), "thousand kilometres"),
        (lambda j: j["accessors"][0].update(count=10**9), "at most"),
        (lambda j: j["accessors"][0].update(count=2_000_000), "ends at byte"),
        (lambda j: j["accessors"][0].update(count=-4), "-4"),
        (lambda j: j["accessors"][0].update(count=1), "damaged"),
        (lambda j: j["accessors"][0].update(byteOffset=-8), "damaged"),
        (lambda j: j["accessors"][0].update(type="VEC9"), "VEC9"),
        (lambda j: j["accessors"][3].update(componentType=5126), "damaged"),
        (lambda j: j["bufferViews"][0].update(byteLength=10**12), "ends at byte"),
        (lambda j: j["bufferViews"][0].update(byteStride=1), "damaged"),
        (lambda j: j["bufferViews"][0].update(buffer=3), "buffers 3"),
        (lambda j: j["buffers"][0].update(uri="http://example.com/a.bin"), "beside"),
        (lambda j: j["buffers"][0].update(uri="../../../../../../etc/passwd"), "beside"),
        (lambda j: j["buffers"][0].update(uri="data:;base64,???"), "base64"),
        (lambda j: j["buffers"][0].update(uri="absent.bin"), "no such file"),
        (lambda j: j.update(extensionsRequired=["KHR_draco_mesh_compression"]), "KHR_draco_mesh_compression"),
        (lambda j: j.update(asset={"version": "1.0"}), "glTF 1.0"),
        (lambda j: j.pop("asset"), "glTF None"),
        (lambda j: j["meshes"][0]["extras"].update(targetNames=["a", "b"]), "a, b"),
        (lambda j: j["meshes"][0].pop("extras"), "no ARKit"),
        (lambda j: j["meshes"][0].update(primitives=[]), "no triangles"),
        (lambda j: j.update(meshes={}), "meshes"),
        (lambda j: j.update(scenes=[]) or j.update(nodes=[]), "no triangles"),
        (lambda j: j["meshes"][0]["primitives"][0].update(material=4), "materials 4"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, bend: Bend, says: str) -> None:
    writer = written()
    bend(writer.json)
    path = writer.glb(tmp_path / "bad.glb")
    with pytest.raises(AvatarError) as caught:
        read(path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "bad.glb" in str(caught.value) or "absent.bin" in str(caught.value)


def test_a_forest_of_meshes_that_each_claim_many_vertices_is_bounded(tmp_path: Path) -> None:
    writer = written()
    writer.json["accessors"].append({"componentType": 5126, "count": 240_000, "type": "VEC3"})  # no bytes: all zero
    primitive = writer.json["meshes"][0]["primitives"][0]
    primitive["attributes"]["POSITION"] = len(writer.json["accessors"]) - 1
    primitive["targets"] = []
    writer.json["nodes"] = [{"mesh": 0} for _ in range(5000)]
    writer.json["scenes"] = [{"nodes": list(range(5000))}]
    with pytest.raises(AvatarError, match="more than"):
        read(writer.glb(tmp_path / "a.glb"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"glTF",
        b"glTF\2\0\0\0",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"PK\3\4" * 99,
        b"[" * 100_000,
        b'{"asset":' * 5000,
    ],
)
def test_what_is_no_gltf_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.glb"
    path.write_bytes(data)
    with pytest.raises(AvatarError, match=r"x\.glb"):
        read(path)


def test_a_folder_an_absent_file_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.glb")
    for path, says in (
        (tmp_path, "no file"),
        (tmp_path / "none.glb", "no such file"),
        (tmp_path / "pipe.glb", "no file"),
    ):
        with pytest.raises(AvatarError, match=says):
            read(path)


WHOLE = written().data()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=4), keep=st.floats(0, 1))
def test_damaged_bytes_give_a_valid_head_or_a_clear_error(
    tmp_path: Path, flips: list[tuple[int, int]], keep: float
) -> None:
    data = bytearray(WHOLE)
    for at, value in flips:
        data[at] = value
    path = tmp_path / "damaged.glb"
    path.write_bytes(data[: int(keep * len(data)) if keep < 0.3 else len(data)])
    assert_sound(path)


JSON = json.dumps(written().json)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_document_with_any_value_replaced_gives_a_valid_head_or_a_clear_error(
    tmp_path: Path, data: st.DataObject
) -> None:
    writer = written()
    holder: Any = writer.json
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(holder[key], (dict, list)) or not holder[key] or data.draw(st.booleans()):
            break
        holder = holder[key]
    holder[key] = data.draw(
        st.sampled_from([None, -1, 0, 1, 2**31, 2**70, 1e300, "", "x", [], {}, True, [[]], [{}], [0], 5126])
    )
    if not isinstance(writer.json.get("buffers"), list) or not writer.json["buffers"]:
        return
    if not isinstance(writer.json["buffers"][0], dict):
        return
    assert_sound(writer.glb(tmp_path / "bent.glb"))


def assert_sound(path: Path) -> None:
    try:
        avatar = read(path)
    except AvatarError as error:
        assert_one_line(error)
        return
    assert np.isfinite(avatar.vertices).all()
    assert np.isfinite(avatar.shapes).all()
    assert np.isfinite(avatar.uvs).all()
    assert np.isfinite(avatar.colors).all()
    assert avatar.triangles.min() >= 0
    assert avatar.triangles.max() < len(avatar.vertices)
    assert avatar.material.max() < len(avatar.materials)


def assert_one_line(error: AvatarError) -> None:
    assert "\n" not in str(error)


def crowded(kind: str) -> Writer:
    writer = written()
    document = writer.json
    (primitive,) = document["meshes"][0]["primitives"]
    if kind == "targets":
        primitive["targets"] *= 50_000
        document["meshes"][0]["extras"]["targetNames"] = [f"browInnerUp_{k}_L" for k in range(100_000)]
    elif kind == "parts":
        document["meshes"][0]["primitives"] *= 50_000
    elif kind == "deep":
        document["nodes"] = [{"mesh": 0, "children": [1]}, *({"children": [k]} for k in range(2, 100_000)), {}]
    else:
        document["nodes"] = [{"mesh": 0}] * 19_000
        document["scenes"] = [{"nodes": list(range(19_000))}]
    return writer


@pytest.mark.parametrize("kind", ["targets", "parts", "deep", "nodes"])
def test_a_crowd_is_refused_before_it_is_read(tmp_path: Path, kind: str) -> None:
    path = crowded(kind).glb(tmp_path / "a.glb")
    with pytest.raises(AvatarError, match=r"more than|at most"):
        read(path)

"""VRM faces and faces on bones: expressions of both versions, perfect sync, eyes and jaw that turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.render import scenes
from tests.render.glb import Writer
from unisono import arkit
from unisono.errors import AvatarError
from unisono.render import gltf
from unisono.types import Avatar, Floats, driven

FACE, FACES = scenes.ball((0, 1.5, 0), 0.1)
LOW, HIGH = FACE[:, 1] < 1.48, FACE[:, 1] > 1.53


def moved(where: Any, by: tuple[float, float, float]) -> Floats:
    return np.asarray(where[:, None] * np.array(by), np.float32)


MOVES = {"A": moved(LOW, (0, -0.02, 0)), "Blink": moved(HIGH, (0, -0.01, 0)), "Joy": moved(LOW | HIGH, (0, 0.01, 0))}


def written(**more: Any) -> Writer:
    """A ball with three targets whose names say nothing."""
    writer = Writer()
    writer.mesh(writer.primitive(FACE, *MOVES.values(), corners=FACES, **more), names=("x", "y", "z"))
    return writer


def one(presets: dict[str, int], custom: dict[str, int] | None = None) -> dict[str, Any]:
    def said(names: dict[str, int]) -> dict[str, Any]:
        return {n: {"morphTargetBinds": [{"node": 0, "index": i, "weight": 1.0}]} for n, i in names.items()}

    return {"VRMC_vrm": {"specVersion": "1.0", "expressions": {"preset": said(presets), "custom": said(custom or {})}}}


def shape(avatar: Avatar, name: str) -> Floats:
    return np.asarray(avatar.shapes[arkit.INDEX[name]])


def test_a_vrm_1_face_speaks_by_its_presets(tmp_path: Path) -> None:
    writer = written()
    writer.json["extensions"] = one({"aa": 0, "blink": 1, "happy": 2})
    avatar = gltf.read(writer.glb(tmp_path / "a.vrm"))
    assert np.allclose(shape(avatar, "jawOpen"), MOVES["A"], atol=1e-6)
    assert np.allclose(shape(avatar, "jawOpen") + shape(avatar, "mouthClose"), 0)
    both = shape(avatar, "eyeBlinkLeft") + shape(avatar, "eyeBlinkRight")
    assert np.allclose(both, MOVES["Blink"], atol=1e-6)
    assert np.abs(shape(avatar, "eyeBlinkLeft")[avatar.vertices[:, 0] < -0.02]).max() == 0
    smile = shape(avatar, "mouthSmileLeft")
    assert np.abs(smile[HIGH]).max() == 0, "a smile is of the mouth alone"
    assert smile[LOW & (FACE[:, 0] > 0.02), 1].max() > 0.007
    assert "tongueOut" in avatar.missing
    assert "jawOpen" not in avatar.missing


def test_a_vrm_0_face_speaks_by_its_groups(tmp_path: Path) -> None:
    writer = written()
    groups = [
        {"name": "A", "presetName": "a", "binds": [{"mesh": 0, "index": 0, "weight": 50}]},
        {"name": "Blink", "presetName": "blink", "binds": [{"mesh": 0, "index": 1, "weight": 100}]},
    ]
    writer.json["extensions"] = {"VRM": {"blendShapeMaster": {"blendShapeGroups": groups}}}
    avatar = gltf.read(writer.glb(tmp_path / "a.vrm"))
    assert np.allclose(shape(avatar, "jawOpen"), 0.5 * MOVES["A"] * (-1, 1, -1), atol=1e-6)
    assert avatar.shapes[list(arkit.both("eyeBlink"))].any()


def placed(avatar: Avatar, **weights: float) -> Floats:
    """(V, 3) how far a face has moved."""
    given = np.zeros(52, np.float32)
    for name, weight in weights.items():
        given[[arkit.INDEX[name]] if name in arkit.INDEX else list(arkit.both(name))] = weight
    by = driven(given, avatar.correctives)
    moved = np.tensordot(by[:52], avatar.shapes, 1)
    for amount, corrective in zip(by[52:], avatar.correctives, strict=True):
        moved[corrective.where] += amount * corrective.moves
    return np.asarray(moved)


def test_a_shut_eye_is_not_shut_further(tmp_path: Path) -> None:
    writer = written()
    writer.json["extensions"] = one({"aa": 0, "blink": 1, "lookDown": 1, "relaxed": 1, "surprised": 1})
    avatar = gltf.read(writer.glb(tmp_path / "a.vrm"))
    shut = placed(avatar, eyeBlink=1.0)
    assert np.allclose(shut, MOVES["Blink"], atol=1e-6)
    for other in ("eyeLookDown", "eyeSquint", "eyeWide"):
        assert np.abs(placed(avatar, **{other: 1.0})).max() > 1e-3
        assert np.allclose(placed(avatar, eyeBlink=1.0, **{other: 1.0}), shut, atol=1e-6), other


def test_lips_close_as_far_as_the_jaw_is_open(tmp_path: Path) -> None:
    writer = written()
    writer.json["extensions"] = one({"aa": 0})
    avatar = gltf.read(writer.glb(tmp_path / "a.vrm"))
    for jaw, close in ((0.6, 0.6), (0.0, 0.8), (1.0, 1.0)):
        assert np.allclose(placed(avatar, jawOpen=jaw, mouthClose=close), 0, atol=1e-6)
    assert np.allclose(placed(avatar, jawOpen=1.0), MOVES["A"], atol=1e-6)
    assert np.abs(placed(avatar, jawOpen=0.4)).max() > 0.5 * np.abs(MOVES["A"]).max(), "speech opens the jaw half-way"


def test_what_of_a_viseme_is_an_open_jaw_is_left_to_the_jaw(tmp_path: Path) -> None:
    writer = written()
    (primitive,) = writer.json["meshes"][0]["primitives"]
    lips = moved(LOW & (FACE[:, 2] > 0.05), (0, 0, 0.01))
    primitive["targets"].append({"POSITION": writer.accessor((0.5 * MOVES["A"] + lips).astype(np.float32))})
    writer.json["meshes"][0]["extras"]["targetNames"].append("w")
    writer.json["extensions"] = one({"aa": 0, "ou": 3})
    avatar = gltf.read(writer.glb(tmp_path / "a.vrm"))
    pucker = shape(avatar, "mouthPucker")
    assert np.abs(pucker[:, 1]).max() < 1e-4
    assert pucker[:, 2].max() > 0.007


def test_a_surprise_in_a_file_of_version_0_is_found_by_its_name(tmp_path: Path) -> None:
    writer = written()
    groups = [{"name": "Surprised", "presetName": "unknown", "binds": [{"mesh": 0, "index": 1, "weight": 100}]}]
    writer.json["extensions"] = {"VRM": {"blendShapeMaster": {"blendShapeGroups": groups}}}
    avatar = gltf.read(writer.glb(tmp_path / "a.vrm"))
    assert "browOuterUpLeft" not in avatar.missing


def test_perfect_sync_is_taken_before_presets(tmp_path: Path) -> None:
    writer = written()
    writer.json["extensions"] = one({"aa": 0, "blink": 1}, {"JawOpen": 2})
    avatar = gltf.read(writer.glb(tmp_path / "a.vrm"))
    assert np.allclose(shape(avatar, "jawOpen"), MOVES["Joy"], atol=1e-6)


def skinned(names: tuple[str, ...], humanoid: dict[str, Any] | None = None) -> Writer:
    """Vertices in front hang on bone 1, low ones on bone 2."""
    writer = Writer()
    joints, weights = np.zeros((len(FACE), 4), "u1"), np.zeros((len(FACE), 4), "f4")
    weights[:, 0] = 1
    joints[FACE[:, 2] > 0.08, 0] = 1
    joints[LOW & (FACE[:, 2] <= 0.08), 0] = 2
    bound = {"JOINTS_0": writer.accessor(joints), "WEIGHTS_0": writer.accessor(weights)}
    writer.mesh(writer.primitive(FACE, corners=FACES, **bound))
    writer.json["nodes"] = [
        {"mesh": 0, "skin": 0}, {"name": "Head", "children": [2, 3]},
        {"name": names[0], "translation": [0, 1.5, 0.05]}, {"name": names[1], "translation": [0, 1.5, -0.05]},
    ]  # fmt: skip
    writer.json["scenes"] = [{"nodes": [0, 1]}]
    inverse = np.tile(np.eye(4, dtype="f4").reshape(1, 16), (3, 1))
    inverse[1, 12:15], inverse[2, 12:15] = (0, -1.5, -0.05), (0, -1.5, 0.05)
    writer.json["skins"] = [{"joints": [1, 2, 3], "inverseBindMatrices": writer.accessor(inverse)}]
    if humanoid is not None:
        writer.json["extensions"] = {"VRMC_vrm": {"humanoid": {"humanBones": humanoid}}}
    return writer


@pytest.mark.parametrize(
    ("names", "humanoid"),
    [
        (("LeftEye", "Jaw"), None),
        (("eye_L", "jaw_master"), None),
        (("mixamorig:LeftEye", "CC_Base_JawRoot"), None),
        (("J_1", "J_2"), {"leftEye": {"node": 2}, "jaw": {"node": 3}}),
    ],
)
def test_eyes_and_jaw_turn_on_their_bones(tmp_path: Path, names: tuple[str, str], humanoid: dict[str, Any]) -> None:
    avatar = gltf.read(skinned(names, humanoid).glb(tmp_path / "a.glb"))
    pupil = avatar.vertices[:, 2].argmax()
    assert shape(avatar, "eyeLookOutLeft")[pupil, 0] > 0.02
    assert shape(avatar, "eyeLookInLeft")[pupil, 0] < -0.02
    assert shape(avatar, "eyeLookUpLeft")[pupil, 1] > 0.02
    assert shape(avatar, "eyeLookDownLeft")[pupil, 1] < -0.02
    centre = np.array([0, 1.5, 0.05])
    turned = avatar.vertices[pupil] + shape(avatar, "eyeLookUpLeft")[pupil] - centre
    assert np.linalg.norm(turned) == pytest.approx(np.linalg.norm(avatar.vertices[pupil] - centre), abs=1e-6)
    chin = avatar.vertices[:, 1].argmin()
    assert shape(avatar, "jawOpen")[chin, 1] < -0.01
    assert np.abs(shape(avatar, "jawOpen")[avatar.vertices[:, 1] > 1.52]).max() == 0


def test_an_eye_on_a_bone_turns_though_the_lids_have_a_shape(tmp_path: Path) -> None:
    writer = skinned(("LeftEye", "Jaw"))
    lid, faces = scenes.ball((0, 1.9, 0), 0.05)
    lowered = moved(lid[:, 1] > 1.9, (0, -0.004, 0))
    attributes = {"POSITION": writer.accessor(lid)}
    indices = writer.accessor(faces.reshape(-1, 1).astype("u4"))
    target = {"POSITION": writer.accessor(lowered)}
    writer.mesh({"attributes": attributes, "indices": indices, "targets": [target]}, names=("eyeLookDownLeft",))
    writer.json["nodes"].append({"mesh": 1})
    writer.json["scenes"][0]["nodes"].append(4)
    avatar = gltf.read(writer.glb(tmp_path / "a.glb"))
    down, head = shape(avatar, "eyeLookDownLeft"), avatar.vertices[:, 1] < 1.7
    assert down[head & (avatar.vertices[:, 2] > 0.09), 1].max() < -0.01
    assert down[~head, 1].min() == pytest.approx(-0.004)


def test_what_hangs_on_the_head_goes_with_it(tmp_path: Path) -> None:
    writer = skinned(("LeftEye", "Jaw"))
    body, faces = scenes.ball((0, 1.0, 0), 0.1)
    corners = writer.accessor(faces.reshape(-1, 1).astype("u4"))
    joints, weights = np.zeros((len(body), 4), "u1"), np.zeros((len(body), 4), "f4")
    joints[:, 0] = np.where(body[:, 1] > 1.0, 3, 4)
    weights[:, 0] = 1
    attributes = {
        "POSITION": writer.accessor(body), "JOINTS_0": writer.accessor(joints), "WEIGHTS_0": writer.accessor(weights)
    }  # fmt: skip
    writer.mesh({"attributes": attributes, "indices": corners})
    hat, _ = scenes.ball((0, 0.4, 0), 0.1)
    writer.mesh({"attributes": {"POSITION": writer.accessor(hat)}, "indices": corners})
    writer.json["nodes"] += [
        {"mesh": 1, "skin": 0}, {"mesh": 2}, {"name": "Neck", "translation": [0, 1.2, 0]}, {"name": "Chest"}
    ]  # fmt: skip
    writer.json["nodes"][1]["children"].append(5)
    writer.json["nodes"][6]["children"], writer.json["nodes"][1]["translation"] = [1], [0, -1.2, 0]
    writer.json["scenes"][0]["nodes"] = [0, 4, 6, 7]
    writer.json["skins"][0] = {"joints": [1, 2, 3, 6, 7]}
    avatar = gltf.read(writer.glb(tmp_path / "a.glb"))
    sizes = {float(share): int((avatar.follows == share).sum()) for share in np.unique(avatar.follows)}
    assert sizes[0.5] == (body[:, 1] > 1.0).sum(), "what is on the neck goes half-way"
    assert sizes[0.0] == (body[:, 1] <= 1.0).sum(), "what is on the chest stays"
    assert sizes[1.0] == len(avatar.vertices) - len(body), "face and hat go all the way"


def test_lids_follow_an_eye_that_turns_on_a_bone(tmp_path: Path) -> None:
    writer = skinned(("LeftEye", "Jaw"))
    (primitive,) = writer.json["meshes"][0]["primitives"]
    primitive["targets"] = [{"POSITION": writer.accessor(moved((FACE[:, 2] < 0) & HIGH, (0, -0.01, 0)))}]
    writer.json["meshes"][0]["extras"]["targetNames"] = ["eyeBlinkLeft"]
    avatar = gltf.read(writer.glb(tmp_path / "a.glb"))
    lid = shape(avatar, "eyeBlinkLeft").any(axis=1)
    assert -0.01 < shape(avatar, "eyeLookDownLeft")[lid, 1].max() < -0.002
    assert 0 < shape(avatar, "eyeLookUpLeft")[lid, 1].min() < 0.003
    shut = placed(avatar, eyeBlinkLeft=1.0, eyeLookDownLeft=1.0)
    assert np.allclose(shut[lid], placed(avatar, eyeBlinkLeft=1.0)[lid], atol=1e-6)


@pytest.mark.parametrize("bone", ["LeftEyebrow", "EyeLidLeft", "leg_L", "Eyelash.L"])
def test_a_lid_or_brow_is_no_eye(tmp_path: Path, bone: str) -> None:
    with pytest.raises(AvatarError, match="no ARKit"):
        gltf.read(skinned((bone, "chin")).glb(tmp_path / "a.glb"))


@pytest.mark.parametrize(
    "bent",
    [
        {"VRMC_vrm": {"expressions": {"preset": []}}},
        {"VRMC_vrm": {"expressions": {"preset": {"aa": {"morphTargetBinds": [7]}}}}},
        {"VRMC_vrm": {"expressions": {"preset": {"aa": {"morphTargetBinds": [{"node": 0, "index": 10**9}]}}}}},
        {"VRMC_vrm": {"expressions": {"preset": {"aa": {"morphTargetBinds": [{"node": 0, "index": 0}] * 10**5}}}}},
        {"VRM": {"blendShapeMaster": {"blendShapeGroups": [3]}}},
        {"VRM": {"humanoid": {"humanBones": [{"bone": "jaw", "node": 10**6}]}}},
    ],
)
def test_a_vrm_that_lies_is_one_clear_line(tmp_path: Path, bent: dict[str, Any]) -> None:
    writer = written()
    writer.json["extensions"] = bent
    with pytest.raises(AvatarError) as caught:
        gltf.read(writer.glb(tmp_path / "a.vrm"))
    assert "\n" not in str(caught.value)

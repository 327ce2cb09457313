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
from unisono.types import Avatar, Floats

FACE, FACES = scenes.ball((0, 1.5, 0), 0.1)
LOW, HIGH = FACE[:, 1] < 1.48, FACE[:, 1] > 1.53


def moved(where: Any, by: tuple[float, float, float]) -> Floats:
    return np.asarray(where[:, None] * np.array(by), np.float32)


MOVES = {"A": moved(LOW, (0, -0.02, 0)), "Blink": moved(HIGH, (0, -0.01, 0)), "Joy": moved(LOW | HIGH, (0, 0.01, 0))}


def written(**more: Any) -> Writer:
    """A ball with three targets whose names say nothing."""
    writer = Writer()
    targets = [{"POSITION": writer.accessor(move)} for move in MOVES.values()]
    attributes = {"POSITION": writer.accessor(FACE), **more}
    indices = writer.accessor(FACES.reshape(-1, 1).astype("u4"))
    writer.mesh({"attributes": attributes, "indices": indices, "targets": targets}, names=("x", "y", "z"))
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
    attributes = {
        "POSITION": writer.accessor(FACE), "JOINTS_0": writer.accessor(joints), "WEIGHTS_0": writer.accessor(weights)
    }  # fmt: skip
    indices = writer.accessor(FACES.reshape(-1, 1).astype("u4"))
    writer.mesh({"attributes": attributes, "indices": indices})
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

"""Bones: eyes and jaw that turn on them instead of shapes, as the shapes of such a turn; what goes with the head."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono import arkit
from unisono.render import vrm
from unisono.render.gltf_file import File
from unisono.types import Floats

_LOOK, _JAW = 0.5, 0.3  # radians at weight 1: as far as eyes look, and as wide as a jaw opens
_NAMES = {
    "leftEye": re.compile(r"(left[ _.-]?eye|eye[ _.-]?(l|left)$|l[_.-]eye)(?!.*(lid|brow|lash))", re.IGNORECASE),
    "rightEye": re.compile(r"(right[ _.-]?eye|eye[ _.-]?(r|right)$|r[_.-]eye)(?!.*(lid|brow|lash))", re.IGNORECASE),
    "jaw": re.compile(r"jaw", re.IGNORECASE),
    "head": re.compile(r"(^|[^a-z])head$", re.IGNORECASE),
    "neck": re.compile(r"neck", re.IGNORECASE),
}
# bone -> shapes: the axis it turns about (0 X, 1 Y), by how much
_TURNS: dict[str, tuple[tuple[str, int, float], ...]] = {
    "leftEye": (
        ("eyeLookUpLeft", 0, -_LOOK), ("eyeLookDownLeft", 0, _LOOK),
        ("eyeLookOutLeft", 1, _LOOK), ("eyeLookInLeft", 1, -_LOOK),
    ),
    "rightEye": (
        ("eyeLookUpRight", 0, -_LOOK), ("eyeLookDownRight", 0, _LOOK),
        ("eyeLookOutRight", 1, -_LOOK), ("eyeLookInRight", 1, _LOOK),
    ),
    "jaw": (("jawOpen", 0, _JAW),),
}  # fmt: skip


def found(file: File) -> dict[str, int]:
    """leftEye, rightEye, jaw, head, neck -> node: as VRM says, else by name among the joints of skins."""
    named = {bone: node for bone, node in vrm.bones(file).items() if bone in _NAMES}
    joints = sorted({j for skin in file.get(file.json, "skins", list) for j in file.get(skin, "joints", list)})
    for bone, pattern in _NAMES.items():
        for node in joints:
            if bone not in named and pattern.search(str(file.item("nodes", node).get("name", ""))):
                named[bone] = node
    return named


def follow(file: File, skin: Any, attributes: dict[str, Any], bones: dict[str, int], count: int) -> dict[str, Floats]:
    """(V,) how much each vertex of a skinned primitive goes with each of these bones and what hangs on them."""
    joints = file.get(file.item("skins", skin), "joints", list)
    if not bones or attributes.get("JOINTS_0") is None or attributes.get("WEIGHTS_0") is None:
        return {}
    which = file.accessor(attributes["JOINTS_0"], (4,)).astype(np.int64)
    weights = file.accessor(attributes["WEIGHTS_0"], (4,)).astype(np.float32)
    if len(which) != count or len(weights) != count or (len(which) and which.max() >= len(joints)):
        raise file.wrong("JOINTS_0 or WEIGHTS_0 does not fit its mesh or skin; the file is damaged")
    shares = {}
    for bone, node in bones.items():
        hanging = np.isin(joints, list(_below(file, node)))
        share = (weights * hanging[which]).sum(axis=1)
        if share.any() or bone == "head":  # no share of the head is told too: a body stands still
            shares[bone] = np.asarray(np.clip(np.nan_to_num(share), 0.0, 1.0), np.float32)
    return shares


def carried(file: File, node: int, bones: dict[str, int], count: int) -> dict[str, Floats]:
    """(V,) the same of a primitive without skin: it goes with the bones that its node hangs on."""
    return {bone: np.ones(count, np.float32) for bone, of in bones.items() if node in _below(file, of)}


def turned(vertices: Floats, shares: dict[str, Floats], places: dict[str, NDArray[np.float64]]) -> dict[int, Floats]:
    """ARKit index -> (V, 3): the displacement of bones at `places` (3,) that turn for that shape."""
    moves: dict[int, Floats] = {}
    for bone, share in shares.items():
        for name, axis, angle in _TURNS.get(bone, ()):
            off = vertices - places[bone]
            to, of = (1, 2) if axis == 0 else (2, 0)
            by = np.zeros_like(off)
            by[:, to] = off[:, to] * np.cos(angle) - off[:, of] * np.sin(angle) - off[:, to]
            by[:, of] = off[:, of] * np.cos(angle) + off[:, to] * np.sin(angle) - off[:, of]
            moves[arkit.INDEX[name]] = np.asarray(share[:, None] * by, np.float32)
    return moves


def lids(moves: dict[int, Floats], turned_alone: set[int]) -> dict[int, Floats]:
    """What a bone that turns an eye leaves out: the lid follows it down, and up a little, by a part of the blink.

    `moves`: ARKit index -> (V, 3); those in `turned_alone` are of bones alone, and the answer is to be added to them.
    """
    follow: dict[int, Floats] = {}
    for side in ("Left", "Right"):
        blink = moves.get(arkit.INDEX[f"eyeBlink{side}"])
        for name, share in ((f"eyeLookDown{side}", 0.45), (f"eyeLookUp{side}", -0.12)):
            index = arkit.INDEX[name]
            if blink is not None and index in turned_alone:
                follow[index] = np.asarray(share * blink, np.float32)
    return follow


def _below(file: File, node: int) -> set[int]:
    """The node and all that hangs on it."""
    inside, todo = set(), [node]
    while todo:
        here = todo.pop()
        if here not in inside:
            inside.add(here)
            todo += file.get(file.item("nodes", here), "children", list)
    return inside

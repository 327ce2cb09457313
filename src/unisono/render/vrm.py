"""VRM's expressions and bones, 0.x and 1.0 in the words of 1.0; and ARKit shapes made from expressions that are less.

VRM 1.0: VRMC_vrm-1.0, expressions and humanoid; 0.x: `VRM.blendShapeMaster`, `VRM.humanoid` (vrm-specification).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from unisono import arkit
from unisono.render.gltf_file import File
from unisono.types import Corrective, Floats, Rule

_PRESETS_0 = {
    "joy": "happy", "angry": "angry", "sorrow": "sad", "fun": "relaxed", "a": "aa", "i": "ih", "u": "ou", "e": "ee",
    "o": "oh", "blink_l": "blinkLeft", "blink_r": "blinkRight", "lookup": "lookUp", "lookdown": "lookDown",
    "lookleft": "lookLeft", "lookright": "lookRight",
}  # fmt: skip
_MOUTHS = ("aa", "ih", "ou", "ee", "oh")
_BLINKS = ("blink", "blinkLeft", "blinkRight")
# ARKit stem -> of which expression, how much of it, and where on the face: a stem stands for both of its sides, each
# on its half. What a face does at rest is not known from a viseme: shares are ours, tried on faces of VRoid's kind.
_RETARGET: tuple[tuple[str, str, float, str], ...] = (
    ("jawOpen", "aa", 1.0, "face"),
    ("mouthClose", "aa", -1.0, "face"),
    ("mouthPucker", "ou", 0.9, "lips"),
    ("mouthFunnel", "oh", 0.9, "lips"),
    ("mouthStretch", "ee", 0.8, "lips"),
    ("mouthUpperUp", "ih", 0.5, "lips"),
    ("mouthLowerDown", "ih", 0.5, "lips"),
    ("mouthSmile", "happy", 0.8, "lips"),
    ("mouthFrown", "sad", 0.8, "lips"),
    ("cheekSquint", "happy", 0.4, "eyes"),
    ("eyeSquint", "relaxed", 0.5, "eyes"),
    ("eyeWide", "surprised", 0.8, "eyes"),
    ("eyeBlink", "blink", 1.0, "face"),
    ("browDown", "angry", 1.0, "brows"),
    ("browInnerUp", "sad", 1.0, "brows"),
    ("browOuterUp", "surprised", 1.0, "brows"),
    ("eyeLookUp", "lookUp", 1.0, "face"),
    ("eyeLookDown", "lookDown", 1.0, "face"),
)
_LIDS = ("eyeSquint", "cheekSquint", "eyeWide", "eyeLookDown", "eyeLookUp")  # these move a lid that a blink has shut
_SOONER = 0.25  # of `aa`: its 1 is an open mouth in speech, which jawOpen's 1, a yawn, never is
_ASIDE = (("eyeLookOutLeft", "lookLeft"), ("eyeLookInRight", "lookLeft"),
          ("eyeLookInLeft", "lookRight"), ("eyeLookOutRight", "lookRight"))  # fmt: skip


@dataclass(frozen=True)
class Bind:
    """A morph target that an expression moves: of a mesh (0.x) or of a node's mesh (1.0); the other is None."""

    mesh: int | None
    node: int | None
    target: int
    weight: float  # 0..1


def expressions(file: File) -> dict[str, list[Bind]]:
    """Expression -> what it moves; presets by their names in VRM 1.0, others by their own."""
    extensions = file.get(file.json, "extensions", dict)
    one = file.get(file.get(extensions, "VRMC_vrm", dict), "expressions", dict)
    found: dict[str, list[Bind]] = {}
    for kind in ("preset", "custom"):
        for name, about in file.get(one, kind, dict).items():
            found[str(name)] = list(_binds(file, file.get(about, "morphTargetBinds", list), 1.0))
    zero = file.get(file.get(extensions, "VRM", dict), "blendShapeMaster", dict)
    for group in file.get(zero, "blendShapeGroups", list):
        preset = str(group.get("presetName", "")).lower()
        name = _own(str(group.get("name", ""))) if preset in ("", "unknown") else _PRESETS_0.get(preset, preset)
        found[name] = list(_binds(file, file.get(group, "binds", list), 100.0))
    return found


def bones(file: File) -> dict[str, int]:
    """Humanoid bone (leftEye, rightEye, jaw, neck …) -> node."""
    extensions = file.get(file.json, "extensions", dict)
    one = file.get(file.get(file.get(extensions, "VRMC_vrm", dict), "humanoid", dict), "humanBones", dict)
    zero = file.get(file.get(file.get(extensions, "VRM", dict), "humanoid", dict), "humanBones", list)
    found = {str(bone): about.get("node") for bone, about in one.items()}
    found.update({str(about.get("bone")): about.get("node") for about in zero})
    return {bone: node for bone, node in found.items() if type(node) is int}


def retargeted(vertices: Floats, moves: dict[str, Floats]) -> dict[int, Floats]:
    """ARKit index -> (V, 3) from expressions' displacements (V, 3): a coarser face, where perfect sync is missing."""
    left = _halves(vertices)
    parts = _parts(moves, len(vertices))
    found: dict[int, Floats] = {}
    for stem, expression, share, part in _RETARGET:
        if expression not in moves:
            continue
        moved = share * (
            _shut(parts["mouth"], moves[expression], moves.get("aa"))
            if part == "lips"
            else parts[part][:, None] * moves[expression]
        )
        if stem in arkit.INDEX:
            found[arkit.INDEX[stem]] = moved
        else:
            one, other = arkit.both(stem)
            found[one], found[other] = left[:, None] * moved, (1 - left)[:, None] * moved
    for side in ("Left", "Right"):
        if f"blink{side}" in moves:
            found[arkit.INDEX[f"eyeBlink{side}"]] = moves[f"blink{side}"]
    for name, expression in _ASIDE:
        if expression in moves:
            half = left if name.endswith("Left") else 1 - left
            found[arkit.INDEX[name]] = half[:, None] * moves[expression]
    return {index: moved.astype(np.float32) for index, moved in found.items() if np.abs(moved).max() > 0}


def correctives(shapes: dict[int, Floats]) -> tuple[Corrective, ...]:
    """What such shapes need where they meet: expressions are made to be seen one at a time.

    A lid that a blink has shut moves no further; lips that close no further than the jaw is open do not cross; a jaw
    opens sooner.
    """
    found: list[Corrective] = []

    def add(rule: Rule, drivers: tuple[str, ...], moves: Floats) -> None:
        where = np.flatnonzero(np.abs(moves).max(axis=1) > 1e-6).astype(np.int32)
        if len(where):
            found.append(Corrective(tuple(arkit.INDEX[name] for name in drivers), rule, where, moves[where]))

    def shape(name: str) -> Floats | None:
        return shapes.get(arkit.INDEX[name])

    for side in ("Left", "Right"):
        blink = shape(f"eyeBlink{side}")
        for stem in _LIDS if blink is not None else ():
            if blink is not None and (moved := shape(stem + side)) is not None:
                shut = np.abs(blink).max(axis=1, keepdims=True) > 1e-6
                add("together", (f"eyeBlink{side}", stem + side), -moved * shut)
    jaw, close = shape("jawOpen"), shape("mouthClose")
    if jaw is not None:
        add("halfway", ("jawOpen",), _SOONER * jaw)
    if jaw is not None and close is not None:
        add("halfway", ("jawOpen", "mouthClose"), _SOONER * close)
        add("beyond", ("mouthClose", "jawOpen"), -close)
    return tuple(found)


def _shut(mouth: Floats, moved: Floats, jaw: Floats | None) -> Floats:
    """(V, 3) what an expression does with the lips alone: jawOpen tells how far the mouth is open, so that goes out."""
    lips = mouth[:, None] * moved
    if jaw is None or not jaw.any():
        return lips
    return np.asarray(lips - np.clip((lips * jaw).sum() / (jaw * jaw).sum(), 0.0, 1.0) * mouth[:, None] * jaw)


def _own(name: str) -> str:
    """A group's own name. VRM 0.x has no surprise; files from VRoid have a group of that name, as 1.0 spells it."""
    return name.lower() if name.lower() == "surprised" else name


def _binds(file: File, binds: list[Any], full: float) -> Iterator[Bind]:
    for bind in binds:
        target = file.get(bind, "index", int)
        weight = file.get(bind, "weight", float, 0.0) / full
        node, mesh = bind.get("node"), bind.get("mesh")
        if target >= 0 and (type(node) is int or type(mesh) is int):
            yield Bind(mesh if type(mesh) is int else None, node if type(node) is int else None, target, weight)


def _halves(vertices: Floats) -> Floats:
    """(V,) 1 on the character's left, 0 on the right, soft over a twentieth of the head's width."""
    x = vertices[:, 0]
    middle, soft = (x.min() + x.max()) / 2, max(float(np.ptp(x)) / 20, 1e-9)
    return np.asarray(np.clip(0.5 + (x - middle) / soft, 0.0, 1.0), np.float32)


def _parts(moves: dict[str, Floats], count: int) -> dict[str, Floats]:
    """(V,) 0..1 by part of the face: the mouth is what visemes move, the eyes what blinks do, the brows the rest.

    Borders are soft: skin that goes with one of them in part would tear.
    """
    mouth, eyes = (np.zeros(count, np.float32) for _ in range(2))
    for names, part in ((_MOUTHS, mouth), (_BLINKS, eyes)):
        for name in names:
            if name in moves:
                far = np.linalg.norm(moves[name], axis=1)
                np.maximum(part, np.clip((far / max(float(far.max()), 1e-9) - 0.02) / 0.2, 0.0, 1.0), out=part)
    mouth *= 1 - eyes
    return {"face": np.ones(count, np.float32), "mouth": mouth, "eyes": eyes, "brows": (1 - mouth) * (1 - eyes)}

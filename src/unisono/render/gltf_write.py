"""Writes an avatar as a .glb: one mesh with its 52 named morph targets, on a skeleton of two bones that turns the head.

Khronos glTF 2.0 specification; targets are sparse accessors (3.6.2.3), their names stand in `mesh.extras.targetNames`,
where three.js, Blender and Unity look for them. Normals are those at rest. What glTF has no word for (how far light
goes into skin, how hair shines) stands in a material's `extras`, from where our reader takes it back.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono import arkit
from unisono.draw.canvas import Canvas
from unisono.render import mesh
from unisono.types import Avatar, Floats, Material

_FLOAT, _UBYTE, _UINT = 5126, 5121, 5125
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_ARRAY, _ELEMENTS = 34962, 34963  # bufferView targets: of vertices, of triangles


def packed(avatar: Avatar) -> bytes:
    """The bytes of the .glb."""
    book = _Book()
    drawn = mesh.prepare(avatar)
    normals = _normals(drawn)
    primitives = [_primitive(book, avatar, normals, index) for index in range(len(avatar.materials))]
    head = [round(float(c), 6) for c in avatar.pivot]
    binds = np.stack([np.eye(4), np.eye(4)]).astype(np.float32)
    binds[1, 3, :3] = -np.array(head)  # column-major: the last row of ours is the translation
    names = [name for name in arkit.NAMES if name not in avatar.missing]
    document: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "unisono"},
        "scene": 0,
        "scenes": [{"nodes": [0, 1]}],
        "nodes": [
            {"name": avatar.name, "mesh": 0, "skin": 0},
            {"name": "root", "children": [2]},
            {"name": "head", "translation": head},
        ],
        "meshes": [
            {
                "name": avatar.name,
                "primitives": [primitive for primitive in primitives if primitive],
                "weights": [0.0] * len(names),
                "extras": {"targetNames": names},
            }
        ],
        "skins": [{"joints": [1, 2], "skeleton": 1, "inverseBindMatrices": book.accessor(binds.reshape(2, 16))}],
        "materials": [
            _material(book, material, bool(drawn.sheet[drawn.material == index].any()))
            for index, material in enumerate(avatar.materials)
        ],
    }
    return book.bound(document)


class _Book:
    """The binary chunk being filled, and the lists that point into it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.lists: dict[str, list[dict[str, Any]]] = {}

    def add(self, name: str, entry: dict[str, Any]) -> int:
        """Its index in the top-level list `name`."""
        entries = self.lists.setdefault(name, [])
        entries.append(entry)
        return len(entries) - 1

    def view(self, data: bytes, target: int | None = None) -> int:
        """A bufferView of these bytes, on a multiple of four."""
        self.data += b"\0" * (-len(self.data) % 4)
        entry = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(data)}
        self.data += data
        return self.add("bufferViews", entry if target is None else {**entry, "target": target})

    def accessor(self, values: NDArray[Any], target: int | None = None, **more: Any) -> int:
        """Of (count, width) float32, uint8 or uint32."""
        kind = {"f": _FLOAT, "u": _UBYTE if values.itemsize == 1 else _UINT}[values.dtype.kind]
        entry = {"bufferView": self.view(values.tobytes(), target), "componentType": kind, "count": len(values)}
        return self.add("accessors", {**entry, "type": _TYPES[values.shape[1]], **more})

    def moves(self, deltas: Floats) -> int:
        """A sparse accessor of displacements (V, 3), most of them 0."""
        entry: dict[str, Any] = {"componentType": _FLOAT, "count": len(deltas), "type": "VEC3", **_range(deltas)}
        moved = np.flatnonzero(deltas.any(axis=1)).astype(np.uint32)
        if len(moved):
            entry["sparse"] = {
                "count": len(moved),
                "indices": {"bufferView": self.view(moved.tobytes()), "componentType": _UINT},
                "values": {"bufferView": self.view(deltas[moved].tobytes())},
            }
        return self.add("accessors", entry)

    def bound(self, document: dict[str, Any]) -> bytes:
        """Header, JSON and binary chunk."""
        self.data += b"\0" * (-len(self.data) % 4)
        document = {**document, **self.lists, "buffers": [{"byteLength": len(self.data)}]}
        text = json.dumps(document, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text
        chunks += struct.pack("<I4s", len(self.data), b"BIN\0") + bytes(self.data)
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def _primitive(book: _Book, avatar: Avatar, normals: Floats, material: int) -> dict[str, Any] | None:
    """The triangles of one material, with vertices of their own; None where it has none."""
    faces = avatar.triangles[avatar.material == material]
    if not len(faces):
        return None
    used, corners = np.unique(faces, return_inverse=True)
    places = avatar.vertices[used].astype(np.float32)
    follows = avatar.follows[used].astype(np.float32)
    weights = np.zeros((len(used), 4), np.float32)
    weights[:, 0], weights[:, 1] = 1.0 - follows, follows
    joints = np.zeros((len(used), 4), np.uint8)
    joints[:, 1] = weights[:, 1] > 0  # where a weight is 0, its joint must be 0 too
    attributes = {
        "POSITION": book.accessor(places, _ARRAY, **_range(places)),
        "NORMAL": book.accessor(normals[used], _ARRAY),
        "COLOR_0": book.accessor(np.clip(avatar.colors[used], 0, 1).astype(np.float32), _ARRAY),
        "JOINTS_0": book.accessor(joints, _ARRAY),
        "WEIGHTS_0": book.accessor(weights, _ARRAY),
    }
    if avatar.materials[material].texture is not None or avatar.materials[material].strands > 0:
        attributes["TEXCOORD_0"] = book.accessor(avatar.uvs[used].astype(np.float32), _ARRAY)
    kept = [index for index, name in enumerate(arkit.NAMES) if name not in avatar.missing]
    return {
        "attributes": attributes,
        "indices": book.accessor(corners.reshape(-1, 1).astype(np.uint32), _ELEMENTS),
        "material": material,
        "targets": [{"POSITION": book.moves(avatar.shapes[index, used].astype(np.float32))} for index in kept],
    }


def _range(places: Floats) -> dict[str, list[float]]:
    return {"min": [float(c) for c in places.min(axis=0)], "max": [float(c) for c in places.max(axis=0)]}


def _normals(drawn: mesh.Mesh) -> Floats:
    """(V, 3) of length 1, as the head is drawn; forward where no triangle has an area."""
    normals = drawn.normals[drawn.point]
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.where(length > 1e-18, normals / np.maximum(length, 1e-18), (0.0, 0.0, 1.0)).astype(np.float32)


def _material(book: _Book, material: Material, both_sides: bool) -> dict[str, Any]:
    look: dict[str, Any] = {
        "baseColorFactor": [round(float(c), 5) for c in (*material.color, material.opacity)],
        "metallicFactor": 0.0,
        "roughnessFactor": round(float(material.roughness), 5),
    }
    if material.texture is not None:
        canvas = Canvas(1, 1)
        canvas.image = material.texture
        image = book.add("images", {"bufferView": book.view(canvas.png()), "mimeType": "image/png"})
        sampler = 0 if "samplers" in book.lists else book.add("samplers", {})
        look["baseColorTexture"] = {"index": book.add("textures", {"source": image, "sampler": sampler})}
    extras: dict[str, Any] = {name: round(float(getattr(material, name)), 5) for name in ("subsurface", "strands")}
    if material.sheet is not None:
        extras["sheet"] = material.sheet
    return {
        "name": material.name,
        "pbrMetallicRoughness": look,
        "doubleSided": both_sides,
        **_clearness(material),
        "extras": {"unisono": extras},
    }


def _clearness(material: Material) -> dict[str, Any]:
    """How a material is seen through: not at all, in holes, or in part."""
    if material.opacity >= 1 and (material.texture is None or material.texture.shape[2] == 3):
        return {}
    if material.cutoff is None:
        return {"alphaMode": "BLEND"}
    return {"alphaMode": "MASK", "alphaCutoff": round(float(material.cutoff), 5)}

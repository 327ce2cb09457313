"""Writes small glTF files, right or wrong, as the tests need them."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_KINDS = {"i1": 5120, "u1": 5121, "i2": 5122, "u2": 5123, "u4": 5125, "f4": 5126}
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}


class Writer:
    """Collects accessors; `json` is the document and may be bent at will before it is saved."""

    def __init__(self) -> None:
        self.bytes = b""
        self.json: dict[str, Any] = {
            "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
            "meshes": [], "accessors": [], "bufferViews": [], "buffers": [{"byteLength": 0}],
        }  # fmt: skip

    def view(self, data: bytes, **more: Any) -> int:
        """A buffer view of these bytes."""
        self.bytes += b"\0" * (-len(self.bytes) % 4)
        self.json["bufferViews"].append({"buffer": 0, "byteOffset": len(self.bytes), "byteLength": len(data), **more})
        self.bytes += data
        return len(self.json["bufferViews"]) - 1

    def accessor(self, values: NDArray[Any], **more: Any) -> int:
        """(N, width) numbers, packed."""
        about = {"bufferView": self.view(np.ascontiguousarray(values).tobytes()), **self._kind(values), **more}
        self.json["accessors"].append(about)
        return len(self.json["accessors"]) - 1

    def strided(self, columns: list[NDArray[Any]]) -> list[int]:
        """Several (N, width) arrays, interleaved vertex by vertex."""
        rows = [b"".join(row.tobytes() for row in vertex) for vertex in zip(*columns, strict=True)]
        view, at, out = self.view(b"".join(rows), byteStride=len(rows[0])), 0, []
        for values in columns:
            self.json["accessors"].append({"bufferView": view, "byteOffset": at, **self._kind(values)})
            out.append(len(self.json["accessors"]) - 1)
            at += values[0].nbytes
        return out

    def sparse(self, values: NDArray[Any], indices: str = "u2") -> int:
        """(N, width) numbers of which only those that are not 0 are stored."""
        where = np.flatnonzero(np.abs(values).any(axis=1))
        new = np.ascontiguousarray(values[where])
        about = {
            **self._kind(values),
            "sparse": {
                "count": len(where),
                "indices": {"bufferView": self.view(where.astype(indices).tobytes()), "componentType": _KINDS[indices]},
                "values": {"bufferView": self.view(new.tobytes())},
            },
        }
        self.json["accessors"].append(about)
        return len(self.json["accessors"]) - 1

    def primitive(
        self, places: NDArray[Any], *targets: NDArray[Any], corners: NDArray[Any] | None = None, **more: int
    ) -> dict[str, Any]:
        """Triangles between places (V, 3) that targets (V, 3) move; `more` attributes are accessors."""
        primitive: dict[str, Any] = {"attributes": {"POSITION": self.accessor(places), **more}}
        if targets:
            primitive["targets"] = [{"POSITION": self.accessor(target)} for target in targets]
        if corners is not None:
            primitive["indices"] = self.accessor(corners.reshape(-1, 1).astype("u4"))
        return primitive

    def mesh(self, *primitives: dict[str, Any], names: tuple[str, ...] = (), **more: Any) -> None:
        """A mesh whose morph targets have these names."""
        self.json["meshes"].append({"primitives": list(primitives), "extras": {"targetNames": list(names)}, **more})

    def glb(self, path: Path) -> Path:
        """Saved as one binary file."""
        path.write_bytes(self.data())
        return path

    def data(self) -> bytes:
        """The bytes of a .glb."""
        self.json["buffers"][0]["byteLength"] = len(self.bytes)
        text = json.dumps(self.json).encode()
        text += b" " * (-len(text) % 4)
        body = self.bytes + b"\0" * (-len(self.bytes) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(body), b"BIN\0") + body
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks

    def gltf(self, path: Path, inside: bool) -> Path:
        """Saved as JSON, its buffer inside it or beside it."""
        uri = f"{path.stem} 数据.bin"
        if inside:
            uri = "data:application/octet-stream;base64," + base64.b64encode(self.bytes).decode()
        else:
            (path.parent / uri).write_bytes(self.bytes)
        self.json["buffers"] = [{"byteLength": len(self.bytes), "uri": uri}]
        path.write_text(json.dumps(self.json), encoding="utf-8")
        return path

    def _kind(self, values: NDArray[Any]) -> dict[str, Any]:
        return {"componentType": _KINDS[values.dtype.str[1:]], "count": len(values), "type": _TYPES[values.shape[1]]}

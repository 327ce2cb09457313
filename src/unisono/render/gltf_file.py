"""A glTF 2.0 file taken apart: its JSON, its bytes, its accessors as arrays. Trusts nothing that the file says.

Khronos glTF 2.0 specification, sections 3.6 (buffers, accessors, sparse) and 4 (GLB).
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from unisono.errors import AvatarError

_LARGEST = 512 << 20  # bytes of a file; nothing that a face needs is larger
_MOST = 3_000_000  # entries of an accessor
_LONGEST = 20_000  # entries of a list of the document: nodes, accessors …
_TYPES: dict[int, type[np.number[Any]]] = {
    5120: np.int8,
    5121: np.uint8,
    5122: np.int16,
    5123: np.uint16,
    5125: np.uint32,
    5126: np.float32,
}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
_MOST_UNPACKED = 128 << 20  # bytes that all packed views read may come to
_MESHOPT = ("KHR_meshopt_compression", "EXT_meshopt_compression")
# Extensions that change only what we do not read, or that this reader follows; those below name prefixes.
_KNOWN = {
    "KHR_mesh_quantization", "KHR_texture_transform", "EXT_texture_webp", "KHR_lights_punctual", "VRM", "VRMC_vrm",
    *_MESHOPT,
}  # fmt: skip
_KNOWN_PREFIXES = ("KHR_materials_", "VRMC_")


class File:
    """An open file. Every method raises AvatarError where the file is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        data = _bytes(path)
        text, self._chunk = _split(path, data) if data[:4] == b"glTF" else (data, b"")
        self.json = self._parsed(text)
        self._buffers: dict[int, bytes] = {}
        self._unpacked: dict[int, bytes] = {}
        version = str(self.get(self.json, "asset", dict).get("version"))
        if not version.startswith("2"):
            raise self.wrong(f"it is glTF {version}, and this reads 2.0; export it anew")
        for name, entries in self.json.items():
            if type(entries) is list and len(entries) > _LONGEST:
                raise self.wrong(f"it has {len(entries):,} {name}; at most {_LONGEST:,} are read")
        for name in self.json.get("extensionsRequired", []):
            if name not in _KNOWN and not str(name).startswith(_KNOWN_PREFIXES):
                raise self.wrong(f"it requires the extension {name}, which is not read; export it without")

    def wrong(self, why: str) -> AvatarError:
        """An error about this file."""
        return AvatarError(f"cannot read {self.path}: {why}")

    def get(self, holder: dict[str, Any], key: str, kind: type, default: Any = None) -> Any:
        """holder[key], of the type `kind`; without it `default`, or an empty `kind`."""
        value = holder.get(key)
        if value is None:
            return kind() if default is None else default
        if kind is float and type(value) is int:
            return float(value)
        if type(value) is not kind:
            raise self.wrong(f"{key} is {value!r:.40}; expected {kind.__name__}")
        return value

    def item(self, name: str, index: Any) -> dict[str, Any]:
        """Entry `index` of the top-level list `name`."""
        items = self.get(self.json, name, list)
        if type(index) is not int or not 0 <= index < len(items) or type(items[index]) is not dict:
            raise self.wrong(f"it points to {name} {index!r:.20}; there are {len(items)}")
        entry: dict[str, Any] = items[index]
        return entry

    def accessor(self, index: Any, widths: tuple[int, ...], most: int = _MOST) -> NDArray[Any]:
        """(count, width) numbers of an accessor, normalised integers as float32."""
        about = self.item("accessors", index)
        count, kind = self.get(about, "count", int), self.get(about, "componentType", int)
        width = _WIDTHS.get(about.get("type", ""), 0)
        if kind not in _TYPES or width not in widths:
            raise self.wrong(f"accessor {index} holds {about.get('type')!r:.20} of component type {kind}")
        if not 0 <= count <= most:
            raise self.wrong(f"accessor {index} holds {count} entries; at most {most} are read")
        values = np.zeros((count, width), _TYPES[kind])
        if about.get("bufferView") is not None:
            values = self._array(about, about["bufferView"], kind, count, width).copy()
        if about.get("sparse") is not None:
            self._replace(values, self.get(about, "sparse", dict), kind)
        if self.get(about, "normalized", bool) and kind != 5126:
            return np.asarray(np.maximum(values.astype(np.float32) / float(np.iinfo(values.dtype).max), -1.0))
        return values

    def blob(self, view: Any) -> bytes:
        """The bytes of a buffer view."""
        return bytes(self._view(view)[0])

    def uri(self, uri: Any) -> bytes:
        """What a data URI holds, or a file beside this one."""
        if type(uri) is not str:
            raise self.wrong(f"a URI is {uri!r:.40}; expected text")
        if uri.startswith("data:"):
            head, _, body = uri.partition(",")
            try:
                return base64.b64decode(body, validate=True) if head.endswith(";base64") else unquote(body).encode()
            except binascii.Error:
                raise self.wrong("a data URI is not base64; the file is damaged") from None
        folder = self.path.resolve().parent
        beside = (folder / unquote(uri)).resolve()
        if "://" in uri or folder not in beside.parents:
            raise self.wrong(f"it points to {uri!r:.60}, which is not beside it; put the file there or export a .glb")
        return _bytes(beside)

    def _parsed(self, text: bytes) -> dict[str, Any]:
        try:
            parsed = json.loads(text.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise self.wrong("it is no glTF 2.0: neither a .glb header nor JSON") from None
        if type(parsed) is not dict:
            raise self.wrong("it is no glTF 2.0: its JSON is not an object")
        return parsed

    def _buffer(self, index: Any) -> bytes:
        about = self.item("buffers", index)
        if index not in self._buffers:
            if about.get("uri") is None and index != 0:  # only the first may be the .glb's own chunk
                raise self.wrong(f"buffer {index} has no bytes of its own; the file is damaged")
            self._buffers[index] = self._chunk if about.get("uri") is None else self.uri(about["uri"])
        return self._buffers[index]

    def _view(self, index: Any) -> tuple[memoryview, int]:
        """The bytes of a buffer view, unpacked, and its stride (0: packed tightly)."""
        about = self.item("bufferViews", index)
        extensions = self.get(about, "extensions", dict)
        stride = self.get(about, "byteStride", int)
        for name in _MESHOPT:
            if name in extensions:
                if index not in self._unpacked:
                    self._unpacked[index] = self._unpack(index, self.get(extensions, name, dict))
                return memoryview(self._unpacked[index]), stride
        return self._part(index, about), stride

    def _part(self, index: int, about: dict[str, Any]) -> memoryview:
        """The bytes of a buffer that a view, or the extension that packs it, points to."""
        data = self._buffer(about.get("buffer"))
        start, length = self.get(about, "byteOffset", int), self.get(about, "byteLength", int)
        if start < 0 or length < 0 or start + length > len(data):
            raise self.wrong(f"bufferView {index} ends at byte {start + length} of {len(data)}; the file is damaged")
        return memoryview(data)[start : start + length]

    def _unpack(self, index: int, about: dict[str, Any]) -> bytes:
        """What meshopt packed into a view."""
        from unisono.render import meshopt

        count, stride = self.get(about, "count", int), self.get(about, "byteStride", int)
        done = sum(map(len, self._unpacked.values()))
        if count < 0 or stride < 0 or done + count * stride > _MOST_UNPACKED:
            raise self.wrong(f"its packed views come to more than {_MOST_UNPACKED:,} bytes; reduce it to the head")
        words = self.get(about, "mode", str), self.get(about, "filter", str, "NONE")
        try:
            return meshopt.unpack(self._part(index, about), *words, count, stride)
        except ValueError as error:
            raise self.wrong(f"bufferView {index} cannot be unpacked: {error}; export it anew") from None

    def _array(self, about: dict[str, Any], view: Any, kind: int, count: int, width: int) -> NDArray[Any]:
        """(count, width) of a buffer view, as the accessor (or its sparse part) `about` lays it out."""
        data, stride = self._view(view)
        start, size = self.get(about, "byteOffset", int), np.dtype(_TYPES[kind]).itemsize
        stride = stride or size * width
        end = start + stride * max(count - 1, 0) + size * width * min(count, 1)
        if start < 0 or stride < size * width or end > len(data):
            raise self.wrong(f"an accessor ends at byte {end} of a bufferView of {len(data)}; the file is damaged")
        packed: NDArray[Any] = np.ndarray((count, width), np.dtype(_TYPES[kind]), data, start, (stride, size))
        return packed

    def _replace(self, values: NDArray[Any], sparse: dict[str, Any], kind: int) -> None:
        """Writes the entries that a sparse accessor lists."""
        count = self.get(sparse, "count", int)
        indices, new = self.get(sparse, "indices", dict), self.get(sparse, "values", dict)
        of = indices.get("componentType")
        if of not in (5121, 5123, 5125) or not 0 <= count <= len(values):
            raise self.wrong(f"a sparse accessor replaces {count} of {len(values)} entries by indices of type {of}")
        where = self._array(indices, indices.get("bufferView"), of, count, 1)[:, 0]
        if count and where.max() >= len(values):
            raise self.wrong(f"a sparse accessor replaces entry {where.max()} of {len(values)}; the file is damaged")
        values[where] = self._array(new, new.get("bufferView"), kind, count, values.shape[1])


def _bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise AvatarError(f"no such file: {path}")
        if not path.is_file():
            raise AvatarError(f"cannot read {path}: it is no file; give a .glb or .gltf")
        size = path.stat().st_size
        if not 0 < size <= _LARGEST:
            raise AvatarError(f"cannot read {path}: it has {size:,} bytes; expected 1 to {_LARGEST:,}")
        return path.read_bytes()
    except OSError as error:
        raise AvatarError(f"cannot read {str(path)!r:.200}: {error.strerror}") from error


def _split(path: Path, data: bytes) -> tuple[bytes, bytes]:
    """JSON and binary chunk of a GLB."""
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        length, kind = struct.unpack_from("<I4s", data, at)
        if at + 8 + length > len(data):
            raise AvatarError(f"cannot read {path}: it ends after {len(data):,} bytes within a chunk; copy it again")
        chunks.setdefault(kind, data[at + 8 : at + 8 + length])
        at += 8 + length
    if b"JSON" not in chunks:
        raise AvatarError(f"cannot read {path}: it is a .glb without a JSON chunk; the file is damaged")
    return chunks[b"JSON"], chunks.get(b"BIN\0", b"")

"""glTF 2.0 heads: every mesh of the scene as one Avatar, its morph targets by their ARKit names.

Read are: meshes and their morph targets, packed ones too, node transforms, base colours and their textures, with alpha,
vertex colours, VRM expressions, bones of eyes and jaw. A skinned mesh stands in its bind pose; animations, cameras and
lights are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono import arkit
from unisono.errors import AvatarError
from unisono.render import anatomy, bones, gltf_material, looks, vrm
from unisono.render.arkit_names import index_of
from unisono.render.gltf_file import File
from unisono.render.gltf_image import Textures
from unisono.render.gltf_material import Placement
from unisono.types import Avatar, Corrective, Floats, Ints

_MOST_VERTICES = 250_000  # 52 shapes of them take 156 MB
_MOST_TRIANGLES = 1_000_000
_MOST_PARTS = 4_000  # primitives of all nodes, and targets of one
_MOST_BOUND = 12_000_000  # vertices x binds of VRM expressions
_BLINKS = arkit.both("eyeBlink")
_Matrix = NDArray[np.float64]  # (4, 4)


def read(path: Path | str) -> Avatar:
    """The head in a .glb, .gltf or .vrm file. AvatarError, in one line, where there is none or the file is wrong."""
    path = Path(path)
    try:
        with np.errstate(all="ignore"):  # a NaN in the file is found where the arrays are whole
            return _read(File(path))
    except AvatarError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, MemoryError) as error:
        # What a file can say wrongly has no end; what the checks let through ends here.
        raise AvatarError(f"cannot read {path}: the file is damaged ({type(error).__name__}: {error})") from error


@dataclass(frozen=True, eq=False)
class _Block:
    """Vertices that some primitives share, in the world."""

    positions: Floats  # (V, 3)
    shapes: dict[int, Floats]  # ARKit index -> (V, 3)
    expressions: dict[str, Floats]  # VRM expression -> (V, 3)
    hung: dict[str, Floats]  # bone -> (V,) share
    uvs: Floats  # (V, 2)
    colors: Floats  # (V, 3)
    flipped: bool  # a mirroring transform: triangles turn round


def _read(file: File) -> Avatar:
    blocks: dict[tuple[Any, ...], tuple[int, _Block]] = {}  # by what they are made of: first vertex, block
    triangles, material, vertices, faces = [], [], 0, 0
    told, turning = vrm.expressions(file), bones.found(file)
    for number, (node, matrix, primitive) in enumerate(_primitives(file)):
        if number == _MOST_PARTS or len(file.get(primitive, "targets", list)) > _MOST_PARTS:
            raise file.wrong(f"it has more than {_MOST_PARTS:,} parts, or morph targets in one of them; reduce it")
        uv = gltf_material.placement(file, primitive.get("material"))
        key = (node, uv, *sorted(primitive["attributes"].items()), str(primitive.get("targets")))
        if key not in blocks:
            blocks[key] = vertices, _block(file, node, matrix, primitive, uv, told, turning, _MOST_VERTICES - vertices)
            vertices += len(blocks[key][1].positions)
        first, block = blocks[key]
        corners = _corners(file, primitive, len(block.positions))
        faces += len(corners)
        if faces > _MOST_TRIANGLES:
            raise file.wrong(f"it has more than {_MOST_TRIANGLES:,} triangles; reduce it")
        triangles.append((corners[:, ::-1] if block.flipped else corners) + first)
        material.append(np.full(len(corners), -1 if primitive.get("material") is None else primitive["material"]))
    if not faces:
        raise file.wrong("it has no triangles; export the head as a mesh")
    parts = [block for _, block in blocks.values()]
    return _assembled(file, parts, np.concatenate(triangles), np.concatenate(material), turning)


def _assembled(file: File, parts: list[_Block], triangles: Ints, material: Ints, turning: dict[str, int]) -> Avatar:
    """One avatar of all parts, without the vertices that no triangle uses."""
    used, corners = np.unique(triangles, return_inverse=True)
    vertices = np.concatenate([block.positions for block in parts])[used]
    moves, correctives = _moves(file, parts, used, vertices, turning)
    if not moves:
        raise file.wrong(_no_shapes(file))
    found = sorted(moves)
    shapes = np.zeros((52, len(used), 3), np.float32)
    for index in found:
        shapes[index] = moves[index]
    if not (np.isfinite(vertices).all() and np.isfinite(shapes).all() and np.abs(vertices).max() < 1e6):
        raise file.wrong("a position is NaN, infinite or a thousand kilometres away; export it anew")
    given, kinds = np.unique(material, return_inverse=True)
    textures = Textures(file)
    head = anatomy.guess(vertices, shapes, _neck(file))
    avatar = Avatar(
        name=file.path.stem, vertices=vertices, triangles=corners.reshape(-1, 3).astype(np.int32), shapes=shapes,
        uvs=np.concatenate([block.uvs for block in parts])[used],
        colors=np.concatenate([block.colors for block in parts])[used],
        materials=tuple(gltf_material.material(file, int(index), textures) for index in given),
        material=kinds.reshape(-1).astype(np.int32),
        follows=_follows(parts, used, head.follows), pivot=head.pivot,
        missing=tuple(name for index, name in enumerate(arkit.NAMES) if index not in found), correctives=correctives,
    )  # fmt: skip
    return avatar if gltf_material.is_ours(file) else looks.with_eyes(looks.with_thin_lashes(looks.by_movement(avatar)))


def _follows(parts: list[_Block], used: Ints, guessed: Floats) -> Floats:
    """(V,) how much goes with the head: as its skin says, half as much on the neck; without a skeleton as guessed."""
    whole = np.full(sum(len(block.positions) for block in parts), np.nan, np.float32)
    first = 0
    for block in parts:
        if (head := block.hung.get("head")) is not None:
            whole[first : first + len(head)] = 0.5 * (head + np.maximum(block.hung.get("neck", head), head))
        first += len(block.positions)
    return np.where(np.isnan(whole[used]), guessed, whole[used]).astype(np.float32)


def _moves(
    file: File, parts: list[_Block], used: Ints, vertices: Floats, turning: dict[str, int]
) -> tuple[dict[int, Floats], tuple[Corrective, ...]]:
    """ARKit index -> (V, 3): of morph targets; where they lack, of bones; where those lack too, of expressions."""

    def whole(pieces: list[Floats | None]) -> Floats:
        return np.concatenate(
            [np.zeros_like(b.positions) if p is None else p for b, p in zip(parts, pieces, strict=True)]
        )[used]

    named = {name for block in parts for name in block.expressions}
    made = vrm.retargeted(vertices, {n: whole([b.expressions.get(n) for b in parts]) for n in sorted(named)})
    worlds = _worlds(file) if turning else {}
    hung = {
        bone: np.concatenate([b.hung.get(bone, np.zeros(len(b.positions), np.float32)) for b in parts])[used]
        for bone in turning
        if turning[bone] in worlds and any(bone in block.hung for block in parts)
    }
    given = bones.turned(vertices, hung, {bone: worlds[turning[bone]][:3, 3] for bone in hung})
    by_bone = set(given)
    for index in sorted({index for block in parts for index in block.shapes}):
        moved = whole([block.shapes.get(index) for block in parts])
        if index in by_bone:  # eyes and lower teeth that hang on a bone beside a face whose lids and lips have a shape
            still = np.concatenate(
                [np.full(len(b.positions), not b.shapes.get(index, np.zeros(1)).any()) for b in parts]
            )[used]
            moved = np.where(still[:, None], given[index], moved)
        given[index] = moved
        by_bone.discard(index)
    made = {index: move for index, move in made.items() if index not in given}
    moves = {**made, **given}
    followed = bones.lids(moves, by_bone)
    moves.update({index: moves[index] + lid for index, lid in followed.items()})
    return moves, vrm.correctives({**made, **followed, **{i: moves[i] for i in _BLINKS if i in moves and followed}})


def _primitives(file: File) -> Iterator[tuple[int, _Matrix, dict[str, Any]]]:
    """Node, its place in the world and primitive of everything that is triangles and can be seen."""
    worlds = _worlds(file)
    for node, world in worlds.items():
        about = file.item("nodes", node)
        if about.get("mesh") is None:
            continue
        matrix = world if about.get("skin") is None else _bind(file, about["skin"], worlds)
        mesh = file.item("meshes", about["mesh"])
        for primitive in file.get(mesh, "primitives", list):
            names = f"{about.get('name')} {mesh.get('name')}"
            if primitive.get("mode", 4) == 4 and not gltf_material.is_hidden(file, primitive.get("material"), names):
                yield node, matrix, primitive


def _worlds(file: File) -> dict[int, _Matrix]:
    """The transform of every node of the scene (of every root, where no scene is named) from its place to the world."""
    scenes = file.get(file.json, "scenes", list)
    nodes = len(file.get(file.json, "nodes", list))
    if scenes:
        roots = file.get(file.item("scenes", file.json.get("scene", 0)), "nodes", list)
    else:
        below = {child for n in range(nodes) for child in file.get(file.item("nodes", n), "children", list)}
        roots = [n for n in range(nodes) if n not in below]
    worlds: dict[int, _Matrix] = {}
    todo = [(root, _front(file)) for root in reversed(roots)]
    while todo:
        node, above = todo.pop()
        about = file.item("nodes", node)
        if node in worlds:
            raise file.wrong(f"node {node} has two parents or holds itself; nodes must be a tree")
        worlds[node] = above @ _local(file, about)
        todo += [(child, worlds[node]) for child in reversed(file.get(about, "children", list))]
    return worlds


def _front(file: File) -> _Matrix:
    """Turns a head to +Z: glTF and VRM 1.0 look there, VRM 0.x looks to -Z (three-vrm, `VRMUtils.rotateVRM0`)."""
    looks_back = "VRM" in file.get(file.json, "extensions", dict)
    return np.diag([-1.0, 1.0, -1.0, 1.0]) if looks_back else np.eye(4)


def _local(file: File, node: dict[str, Any]) -> _Matrix:
    """A node's own transform: its matrix, or translation x rotation x scale."""
    if node.get("matrix") is not None:
        return np.asarray(np.array(node["matrix"], np.float64).reshape(4, 4).T)
    x, y, z, w = np.array(node.get("rotation", (0, 0, 0, 1)), np.float64)
    out = np.eye(4)
    out[:3, :3] = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
        (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
        (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
    )
    out[:3, :3] *= np.array(node.get("scale", (1, 1, 1)), np.float64).reshape(1, 3)
    out[:3, 3] = np.array(node.get("translation", (0, 0, 0)), np.float64)
    return out


def _bind(file: File, skin: Any, worlds: dict[int, _Matrix]) -> _Matrix:
    """Where a skin puts its mesh in the bind pose: the same whichever joint is asked, so we ask the first."""
    about = file.item("skins", skin)
    joints = file.get(about, "joints", list)
    if not joints or joints[0] not in worlds:
        raise file.wrong(
            f"skin {skin} has no joint within the scene; export the head with its skeleton or without skin"
        )
    if about.get("inverseBindMatrices") is None:
        return worlds[joints[0]]
    inverse = file.accessor(about["inverseBindMatrices"], (16,))
    return np.asarray(worlds[joints[0]] @ inverse[0].astype(np.float64).reshape(4, 4).T)


def _block(
    file: File, node: int, matrix: _Matrix, primitive: dict[str, Any], uv: Placement,
    told: dict[str, list[vrm.Bind]], turning: dict[str, int], room: int,
) -> _Block:  # fmt: skip
    holder = file.item("nodes", node)
    mesh = file.item("meshes", holder["mesh"])
    attributes = file.get(primitive, "attributes", dict)
    positions = file.accessor(attributes.get("POSITION"), (3,))
    count = len(positions)
    if count > room:
        raise file.wrong(f"it has more than {_MOST_VERTICES:,} vertices; reduce it to the head")
    linear = matrix[:3, :3].T
    shapes = {
        index: np.asarray(deltas @ linear, np.float32)
        for index, deltas in _shapes(file, mesh, primitive, count).items()
    }
    expressions: dict[str, Floats] = {}
    for name, deltas in _expressed(file, node, primitive, told, count).items():
        meant = index_of(name)
        if meant is None:
            expressions[name] = np.asarray(deltas @ linear, np.float32)
        elif meant[0] not in shapes:
            shapes[meant[0]] = np.asarray(deltas @ linear, np.float32)
    if holder.get("skin") is None:
        hung = bones.carried(file, node, turning, count)
    else:
        hung = bones.follow(file, holder["skin"], attributes, turning, count)
    uvs: Floats = np.zeros((count, 2), np.float32)
    colors: Floats = np.ones((count, 3), np.float32)
    if (set_ := attributes.get(f"TEXCOORD_{uv.set}")) is not None:
        uvs = uv.of(_fitting(file, file.accessor(set_, (2,)), count))
    if (painted := attributes.get("COLOR_0")) is not None:
        colors = _fitting(file, file.accessor(painted, (3, 4)), count)[:, :3]
    placed = np.asarray(positions @ linear + matrix[:3, 3], np.float32)
    return _Block(placed, shapes, expressions, hung, uvs, colors, bool(np.linalg.det(matrix[:3, :3]) < 0))


def _shapes(file: File, mesh: dict[str, Any], primitive: dict[str, Any], count: int) -> dict[int, Floats]:
    """ARKit index -> (V, 3) of a primitive's morph targets; of two by one name the first, of halves the sum."""
    extras = [holder.get("extras") for holder in (mesh, primitive)]
    names: list[Any] = next((e["targetNames"] for e in extras if isinstance(e, dict) and e.get("targetNames")), [])
    shapes: dict[int, Floats] = {}
    halves: dict[int, set[str]] = {}
    for name, target in zip(names, file.get(primitive, "targets", list), strict=False):
        meant = index_of(str(name))
        if meant is None or target.get("POSITION") is None:
            continue
        index, half = meant
        if index in shapes and (not half or index not in halves or str(name) in halves[index]):
            continue
        deltas = _fitting(file, file.accessor(target["POSITION"], (3,)), count)
        shapes[index] = shapes[index] + deltas if index in shapes else deltas
        if half:
            halves.setdefault(index, set()).add(str(name))
    return shapes


def _expressed(
    file: File, node: int, primitive: dict[str, Any], told: dict[str, list[vrm.Bind]], count: int
) -> dict[str, Floats]:
    """VRM expression -> (V, 3) of this node's primitive."""
    targets, mesh = file.get(primitive, "targets", list), file.item("nodes", node)["mesh"]
    moves: dict[str, Floats] = {}
    if count * sum(len(binds) for binds in told.values()) > _MOST_BOUND:
        raise file.wrong(f"its expressions bind more than {_MOST_BOUND:,} vertices; reduce it to the head")
    for name, binds in told.items():
        for bind in binds:
            if bind.target >= len(targets) or not (bind.node == node or (bind.node is None and bind.mesh == mesh)):
                continue
            place = targets[bind.target].get("POSITION")
            if place is not None:
                deltas = bind.weight * _fitting(file, file.accessor(place, (3,)), count)
                moves[name] = moves[name] + deltas if name in moves else deltas
    return moves


def _fitting(file: File, values: NDArray[Any], count: int) -> Floats:
    if len(values) != count:
        raise file.wrong(f"a vertex attribute has {len(values)} entries for {count} vertices; the file is damaged")
    return np.nan_to_num(values.astype(np.float32)) if values.shape[1] != 3 else values.astype(np.float32)


def _corners(file: File, primitive: dict[str, Any], count: int) -> Ints:
    """(F, 3) the triangles of a primitive, from its own vertex 0."""
    if primitive.get("indices") is None:
        corners: Ints = np.arange(count, dtype=np.int32)
    else:
        values = file.accessor(primitive["indices"], (1,), 3 * _MOST_TRIANGLES)[:, 0]
        if len(values) and (values.dtype.kind == "f" or values.min() < 0 or values.max() >= count):
            raise file.wrong(f"a triangle points to vertex {values.max()} of {count}; the file is damaged")
        corners = values.astype(np.int32)
    return corners[: len(corners) // 3 * 3].reshape(-1, 3)


def _neck(file: File) -> Floats | None:
    """Where the joint called neck (else head) is; None without a skeleton."""
    joints = {j for skin in file.get(file.json, "skins", list) for j in file.get(skin, "joints", list)}
    worlds = _worlds(file) if joints else {}
    for word in ("neck", "head"):
        for node, world in worlds.items():
            if node in joints and word in str(file.item("nodes", node).get("name", "")).lower():
                return np.asarray(world[:3, 3], np.float32)
    return None


def _no_shapes(file: File) -> str:
    """Why a file has no face that can move."""
    names: list[str] = []
    for mesh in file.get(file.json, "meshes", list):
        extras = mesh.get("extras")
        names += [str(n) for n in extras.get("targetNames", [])] if isinstance(extras, dict) else []
    extensions = file.get(file.json, "extensions", dict)
    if "VRM" in extensions or "VRMC_vrm" in extensions:
        return "it is a VRM whose expressions move no vertices; give its face blend shapes, at best the 52 of ARKit"
    has = f"its morph targets are {', '.join(names[:4])}, …" if names else "it has no named morph targets"
    return f"it has no ARKit blendshapes (jawOpen, eyeBlinkLeft, …): {has}"

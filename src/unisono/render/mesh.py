"""An avatar made ready for the loops: checked, sparse, sorted by what can move."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from unisono.errors import AvatarError
from unisono.types import Avatar, Corrective, Floats, Image, Ints, Material

_CREASE = 0.5  # cosine: vertices in one place whose faces meet at less than 60 degrees are one smooth point

# Of what is seen through in part: from this opacity on it is drawn as solid; from that on it casts a shadow.
_SOLID, _CASTS = 0.95, 0.6
_WHOLE = 0.9  # of a material with holes, from which share on it shuts light out: a face does, cards of hair do not


@dataclass(frozen=True, eq=False)
class Mesh:
    """What does not change from frame to frame. P points are places: vertices that coincide and are smooth there."""

    rest: Floats  # (V, 3)
    triangles: Ints  # (F, 3)
    sheet: Ints  # (F,) 1 where both sides are to be seen
    starts: Ints  # (53 + K,) where each shape, then each corrective, begins in `where` and `by`
    where: Ints  # (N,) vertices that a shape moves
    by: Floats  # (N, 3) metres
    point: Ints  # (V,) the point of each vertex
    touches: Ints  # (P + 1,) where each point begins in `touching`
    touching: Ints  # (3F,) triangles about a point
    moving_faces: Ints  # triangles that a shape can move
    moving_points: Ints  # points about which one can move
    faces: Floats  # (F, 3) face normals at rest
    normals: Floats  # (P, 3) point normals at rest
    follows: Floats  # (V,)
    pivot: Floats  # (3,)
    material: Ints  # (F,)
    strung: Ints  # vertices whose strands have a sheen
    strands: Floats  # (S, 3) how their strands run at rest
    correctives: tuple[Corrective, ...]  # K of them
    solid: int  # so many triangles are opaque, and come first
    masked: int  # so many come before those that are seen through in part
    shutting: Ints  # triangles that keep the room's light from what is behind them


def prepare(avatar: Avatar) -> Mesh:
    """AvatarError where the arrays do not fit one another: the loops that follow check nothing."""
    _check(avatar)
    avatar, solid, masked = _sorted(avatar)
    from unisono.render.kernels import deform

    rest = np.array(avatar.vertices, np.float32, order="C")
    triangles = np.array(avatar.triangles, np.int32, order="C")
    starts, where, by = _sparse(avatar)
    everything = np.arange(len(triangles), dtype=np.int32)
    faces = np.zeros((len(triangles), 3), np.float32)
    deform.face_normals(rest, triangles, everything, faces)
    point = _points(rest, triangles, faces)
    touches, touching = _around(point, triangles)
    normals = np.zeros((len(touches) - 1, 3), np.float32)
    deform.point_normals(faces, touches, touching, np.arange(len(normals), dtype=np.int32), normals)
    moved = np.zeros(len(rest), bool)
    moved[where] = True
    moving = moved[triangles].any(axis=1)
    moving_points = np.unique(point[triangles[moving]])
    strung, strands = _strands(avatar)
    return Mesh(
        rest, triangles, _sheets(rest, point, triangles, avatar), starts, where, by, point, touches, touching,
        np.flatnonzero(moving).astype(np.int32), moving_points.astype(np.int32), faces, normals,
        np.array(avatar.follows, np.float32), np.array(avatar.pivot, np.float32), np.array(avatar.material, np.int32),
        strung, strands, avatar.correctives, solid, masked, _shutting(avatar),
    )  # fmt: skip


def looks(avatar: Avatar) -> tuple[Floats, Floats, Image]:
    """(M, 13) materials as `surfaces.mix` tells, (V, 16) paint as `pack` wants it, (N, 3) all textures end to end."""
    rows, texels, start = [], [np.zeros((1, 3), np.uint8)], 1
    for m in avatar.materials:
        row = [*m.color, m.roughness, m.subsurface, -1.0, 0.0, 0.0, m.strands]
        row += [m.opacity, *((_SOLID, _CASTS) if m.cutoff is None else (m.cutoff, m.cutoff)), _has_alpha(m)]
        if m.texture is not None:
            height, width = m.texture.shape[:2]
            row[5:8] = [start, width, height]
            texels.append(np.ascontiguousarray(m.texture[..., :3]).reshape(-1, 3))
            start += width * height
        rows.append(row)
    corners = np.zeros((len(avatar.vertices), 16), np.float32)
    corners[:, 6:9], corners[:, 9:11] = avatar.colors, avatar.uvs
    return np.array(rows, np.float64), corners, np.concatenate(texels)


def alphas(avatar: Avatar) -> Image:
    """(N,) the alpha of the textures that have one, in the places that `looks` tells; else (1,)."""
    if not any(_has_alpha(m) for m in avatar.materials):
        return np.zeros(1, np.uint8)
    textures = [m.texture for m in avatar.materials if m.texture is not None]
    return np.concatenate([np.zeros(1, np.uint8), *(texture[..., -1].reshape(-1) for texture in textures)])


def kinds(avatar: Avatar) -> Ints:
    """(M,) what the light of a material takes, see point.py."""
    from unisono.render.kernels import point, shade

    hairy = [m.strands > 0 for m in avatar.materials]
    glossy = [m.roughness < shade.CHALK for m in avatar.materials]
    return np.where(hairy, point.HAIRY, np.where(glossy, point.GLOSSY, point.CHALK)).astype(np.int32)


def _check(avatar: Avatar) -> None:
    vertices, triangles, materials = len(avatar.vertices), len(avatar.triangles), len(avatar.materials)
    wanted = {
        "vertices": (vertices, 3), "triangles": (triangles, 3), "shapes": (52, vertices, 3), "uvs": (vertices, 2),
        "colors": (vertices, 3), "material": (triangles,), "follows": (vertices,),
    }  # fmt: skip
    for name, shape in wanted.items():
        got = np.shape(getattr(avatar, name))
        if got != shape:
            raise AvatarError(f"avatar {avatar.name!r}: {name} have shape {got}; expected {shape} (see types.Avatar)")
    if not triangles:
        raise AvatarError(f"avatar {avatar.name!r} has no triangles; there is nothing to draw")
    for name, below in (("triangles", vertices), ("material", materials)):
        values = getattr(avatar, name)
        if values.min() < 0 or values.max() >= below:
            wrong = values.min() if values.min() < 0 else values.max()
            raise AvatarError(f"avatar {avatar.name!r}: {name} point to {wrong}; there are {below}")
    for corrective in avatar.correctives:
        if len(corrective.where) and not 0 <= corrective.where.min() <= corrective.where.max() < vertices:
            raise AvatarError(f"avatar {avatar.name!r}: a corrective moves vertices that are not there")
    for name in ("vertices", "shapes", "uvs", "colors", "follows"):
        if not np.isfinite(getattr(avatar, name)).all():
            raise AvatarError(f"avatar {avatar.name!r}: {name} hold NaN or infinity; mend the file it came from")


def _sorted(avatar: Avatar) -> tuple[Avatar, int, int]:
    """Opaque triangles first, then those with holes, then those that are seen through in part; the first two counts."""
    sheer = [(1 if m.cutoff is not None else 2) if _has_alpha(m) or m.opacity < 1.0 else 0 for m in avatar.materials]
    kind = np.array(sheer)[avatar.material]
    order = np.argsort(kind, kind="stable")
    ordered = replace(avatar, triangles=avatar.triangles[order], material=avatar.material[order])
    return ordered, int((kind < 1).sum()), int((kind < 2).sum())


def _shutting(avatar: Avatar) -> Ints:
    whole = np.zeros(len(avatar.materials), bool)
    for index in np.unique(avatar.material).tolist():
        whole[index] = _share(avatar, index) >= _WHOLE
    return np.flatnonzero(whole[avatar.material]).astype(np.int32)


def _share(avatar: Avatar, index: int) -> float:
    """How much of a material is there, 0..1, told by the middles of its triangles; 0 of what is seen through."""
    material = avatar.materials[index]
    opacity: Floats | float = material.opacity
    if material.texture is not None and _has_alpha(material):
        height, width = material.texture.shape[:2]
        u, v = avatar.uvs[avatar.triangles[avatar.material == index]].mean(axis=1).T % 1.0
        x, y = (u * width).astype(int) % width, (v * height).astype(int) % height
        opacity = opacity * material.texture[y, x, 3] / 255
    return float(np.mean(opacity >= (1.0 if material.cutoff is None else material.cutoff)))


def _has_alpha(material: Material) -> bool:
    return material.texture is not None and material.texture.shape[2] == 4


def _sparse(avatar: Avatar) -> tuple[Ints, Ints, Floats]:
    """Shapes as lists of the vertices that they move by more than a micrometre, and the correctives."""
    where = [np.flatnonzero((np.abs(shape) > 1e-6).any(axis=1)).astype(np.int32) for shape in avatar.shapes]
    by = np.concatenate([shape[w] for shape, w in zip(avatar.shapes, where, strict=True)])
    where += [corrective.where for corrective in avatar.correctives]
    by = np.concatenate([by, *(corrective.moves for corrective in avatar.correctives)])
    starts = np.concatenate([[0], np.cumsum([len(w) for w in where])])
    return starts.astype(np.int32), np.concatenate(where).astype(np.int32), np.ascontiguousarray(by, np.float32)


def _points(rest: Floats, triangles: Ints, faces: Floats) -> Ints:
    """(V,) which vertices are one smooth point, though a seam of the texture or of two materials parts them."""
    own = np.zeros((len(rest), 3))
    for corner, axis in np.ndindex(3, 3):
        own[:, axis] += np.bincount(triangles[:, corner], faces[:, axis], minlength=len(rest))
    own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-30)
    _, place, uses = np.unique(np.round(rest / 1e-6).astype(np.int64), axis=0, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    point = np.arange(len(rest))
    shared = np.flatnonzero(uses[place] > 1)
    shared = shared[np.argsort(place[shared], kind="stable")]
    for group in np.split(shared, np.flatnonzero(np.diff(place[shared])) + 1):
        free = group
        while len(free):
            # What has no faces with an area goes with the first: thousands of them may lie in one place.
            near = (own[free] @ own[free[0]] > _CREASE) | ~own[free].any(axis=1)
            near[0] = True
            point[free[near]] = free[0]
            free = free[~near]
    return np.asarray(np.unique(point, return_inverse=True)[1].reshape(-1), np.int32)


def _strands(avatar: Avatar) -> tuple[Ints, Floats]:
    """Vertices of materials that are strands, and the direction (S, 3) in which v grows there."""
    hairy = np.array([material.strands > 0 for material in avatar.materials])[avatar.material]
    i, j, k = avatar.triangles[hairy].T
    (uj, vj), (uk, vk) = (avatar.uvs[j] - avatar.uvs[i]).T, (avatar.uvs[k] - avatar.uvs[i]).T
    one, other = avatar.vertices[j] - avatar.vertices[i], avatar.vertices[k] - avatar.vertices[i]
    along = (uj[:, None] * other - uk[:, None] * one) * np.sign(uj * vk - uk * vj)[:, None]
    total = np.zeros_like(avatar.vertices, np.float64)
    for corner in (i, j, k):
        np.add.at(total, corner, along)
    strung = np.unique(avatar.triangles[hairy])
    length = np.maximum(np.linalg.norm(total[strung], axis=1, keepdims=True), 1e-12)
    return strung.astype(np.int32), (total[strung] / length).astype(np.float32)


def _around(point: Ints, triangles: Ints) -> tuple[Ints, Ints]:
    """For each point the triangles about it."""
    corners = point[triangles].reshape(-1)
    order = np.argsort(corners, kind="stable")
    touches = np.concatenate([[0], np.cumsum(np.bincount(corners, minlength=point.max() + 1))])
    return touches.astype(np.int32), (order // 3).astype(np.int32)


def _sheets(rest: Floats, point: Ints, triangles: Ints, avatar: Avatar) -> Ints:
    """(F,) 1 for triangles of parts that are mostly border: lashes, brows, hair cards, caps. The rest hides its back,
    and so does a material that says it is no sheet.

    Border squared over area, which no size or fineness changes: a disc has 12, half a ball 6, a head cut at the neck 2.
    """
    corners = np.unique(point[triangles].astype(np.int64) << 16 | avatar.material[:, None], return_inverse=True)[1]
    corners = corners.reshape(-1, 3)
    part = _parts(corners, int(corners.max()) + 1)
    sides = triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    edges = np.sort(point[sides].astype(np.int64), axis=1)  # where two materials meet is no border
    _, first, uses = np.unique(edges[:, 0] << 32 | edges[:, 1], return_index=True, return_counts=True)
    border = first[uses == 1]
    length = np.linalg.norm(rest[sides[border, 0]] - rest[sides[border, 1]], axis=1)
    of_part = np.bincount(part[corners[border // 3, 0]], length, minlength=len(part)) ** 2
    a, b, c = (rest[triangles[:, corner]] for corner in range(3))
    area = np.bincount(part[corners[:, 0]], np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2, minlength=len(part))
    open_ = (of_part > 4.0 * area)[part[corners[:, 0]]]
    for index, material in enumerate(avatar.materials):
        if material.sheet is not None:
            open_[avatar.material == index] = material.sheet
    return np.asarray(open_, np.int32)


def _parts(corners: Ints, points: int) -> Ints:
    """(P,) the connected part that each point is of: the smallest index that its part holds."""
    part: Ints = np.arange(points, dtype=np.int32)
    before: Ints | None = None
    while before is None or (part != before).any():
        before = part.copy()
        low = part[corners].min(axis=1)
        for corner in range(3):
            np.minimum.at(part, part[corners[:, corner]], low)  # marks of parts, so that whole parts join
        while (part[part] != part).any():
            part = part[part]
    return part

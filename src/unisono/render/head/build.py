"""Puts the parts of the head together: one mesh, in metres, with its 52 shapes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unisono import arkit
from unisono.render.head import brows, ears, eyes, flesh, garment, hair, lips, paint, poses, shapes, teeth, warp
from unisono.render.head import skin as skins
from unisono.render.head.fields import Array, ramp
from unisono.render.head.measures import NECK_BOTTOM, NECK_TOP, PIVOT
from unisono.render.head.mesh import FLIP, Index, Part, mirrored, sheet, tinted
from unisono.render.head.person import Paint, Person
from unisono.render.head.tongue import tongue
from unisono.render.head.topology import BORDER, MARGIN, SLIT
from unisono.types import Avatar, Floats, Ints

METRE = 1000.0  # millimetres
STILL = 0.02  # millimetres: a bell's far tail, left out so that shapes stay sparse


def build(person: Person) -> Avatar:
    """The head of that person."""
    skin = skins.lay()
    lid = _lid_shapes(skin)
    ear = ears.left(person.ears, person.paint.skin)
    left = [eyes.left(), ear, _brow(person), _lashes(skin, lid, person.lashes)]
    hair_and_clothes = [
        *hair.haircut(hair.CUTS[person.hair], person.paint.hair),
        garment.bust(person.paint.cloth, person.shoulders),
    ]
    parts = [_skin(skin, lid, person.paint), *left, *(mirrored(part) for part in left), *_mouth(), *hair_and_clothes]
    return _joined(person, [_on_face(person, _lowered(part, person.lids)) for part in parts])


def _lowered(part: Part, lids: float) -> Part:
    """The lids down by that share of a blink, and the blink what is left of it."""
    blinks = [name for name in arkit.NAMES if name.startswith("eyeBlink") and name in part.deltas]
    points = part.points + sum(lids * part.deltas[name] for name in blinks)
    return replace(part, points=points, deltas={**part.deltas, **{n: (1 - lids) * part.deltas[n] for n in blinks}})


def _on_face(person: Person, part: Part) -> Part:
    """The part, bent as this person's face is."""
    deltas = {}
    for name, delta in part.deltas.items():
        moving = np.abs(delta).max(axis=1) > STILL
        deltas[name] = np.zeros_like(delta)
        deltas[name][moving] = warp.carry(person.face, part.points[moving], delta[moving])
    return replace(part, points=warp.place(person.face, part.points), deltas=deltas)


def _lid_shapes(skin: skins.Skin) -> dict[str, Array]:
    u, side = lips.loop_parameters(skin.topology.eye.shape[1])
    return poses.lid_shapes(skin.points[skin.topology.eye], u, side)


def _skin(skin: skins.Skin, lid: dict[str, Array], colors: Paint) -> Part:
    deltas = shapes.face(flesh.of_skin(skin))
    for name, moved in lid.items():
        delta = deltas.setdefault(name, np.zeros_like(skin.points))
        delta[skin.topology.eye] += moved
    for name in list(deltas):
        other = arkit.mirror(name)
        if other != name:
            deltas[other] = deltas[name][skin.topology.mate] * FLIP
    follows = ramp(NECK_BOTTOM, NECK_TOP, skin.points[:, 1])
    return Part(skin.points, _faces(skin), paint.skin_colors(skin, colors), deltas, follows)


def _faces(skin: skins.Skin) -> dict[str, Index]:
    loops, triangles = skin.topology.mouth, skin.topology.triangles
    red = np.isin(triangles, loops[BORDER : SLIT + 2]).all(1)
    bag = np.isin(triangles, np.append(loops[SLIT + 1 :], skin.topology.throat)).all(1)
    return {"skin": triangles[~red & ~bag], "lips": triangles[red], "mouth": triangles[bag & ~red]}


def _brow(person: Person) -> Part:
    points, triangles = brows.left(person.brow)
    moved = shapes.face(flesh.of_points(points))
    deltas = {name: delta for name, delta in moved.items() if np.abs(delta).max() > 1e-3}
    deltas["browDownLeft"] = deltas["browDownLeft"] + (
        0.0,
        0.0,
        1.6,
    )  # hair stands up from skin that is pushed together
    return Part(points, {"lash": triangles}, tinted(len(points), person.paint.brow), deltas)


def _lashes(skin: skins.Skin, lid: dict[str, Array], long: float) -> Part:
    """The left upper lashes; they turn down as the lid shuts."""
    u, _ = lips.loop_parameters(skin.topology.eye.shape[1])
    upper = slice(0, len(u) // 2 + 1)
    edge = skin.points[skin.topology.eye[MARGIN]][upper]
    rest = brows.lashes(edge, u[upper], 0.0, long).reshape(-1, 3)
    deltas = {}
    for name, moved in lid.items():
        by = moved[MARGIN, upper]
        droop = float(np.clip(-by[len(by) // 2, 1] / 12.0, -0.3, 1.0))
        deltas[name] = brows.lashes(edge + by, u[upper], droop, long).reshape(-1, 3) - rest
    triangles = sheet(len(edge), 3, closed=True)
    return Part(rest, {"lash": triangles[:, ::-1]}, tinted(len(rest), brows.LASH), deltas)


def _mouth() -> list[Part]:
    """Teeth, gums and tongue; what is below hangs on the jaw."""
    hanging = [*teeth.lower(), tongue()]
    moved = [
        replace(part, deltas={**part.deltas, **shapes.jaw(part.points, np.ones(len(part.points)))}) for part in hanging
    ]
    return [*teeth.upper(), *moved]


def _joined(person: Person, parts: list[Part]) -> Avatar:
    """The parts as one avatar, in metres."""
    materials = paint.materials(person.paint, hair.CUTS[person.hair].hangs)
    order = {name: k for k, name in enumerate(materials)}
    start = np.cumsum([0, *(len(part.points) for part in parts)])
    faces = [(order[name], s + t) for part, s in zip(parts, start, strict=False) for name, t in part.faces.items()]
    deltas = np.zeros((len(arkit.NAMES), start[-1], 3), dtype=np.float32)
    for part, s in zip(parts, start, strict=False):
        for name, delta in part.deltas.items():
            moving = np.abs(delta).max(axis=1, keepdims=True) > STILL
            deltas[arkit.INDEX[name], s : s + len(part.points)] = np.where(moving, delta / METRE, 0.0)
    x, y, z = warp.place(person.face, np.array([PIVOT]))[0]
    return Avatar(
        name=person.name,
        vertices=_floats([part.points / METRE for part in parts]),
        triangles=np.concatenate([t for _, t in faces]).astype(np.int32),
        shapes=deltas,
        uvs=_floats([np.zeros((len(p.points), 2)) if p.uvs is None else p.uvs for p in parts]),
        colors=_floats([part.colors for part in parts]),
        materials=tuple(materials.values()),
        material=_ints([np.full(len(t), m) for m, t in faces]),
        follows=_floats([np.ones(len(p.points)) if p.follows is None else p.follows for p in parts]),
        pivot=(float(x) / METRE, float(y) / METRE, float(z) / METRE),
    )


def _floats(arrays: list[Array]) -> Floats:
    return np.concatenate(arrays).astype(np.float32)


def _ints(arrays: list[Index]) -> Ints:
    return np.concatenate(arrays).astype(np.int32)

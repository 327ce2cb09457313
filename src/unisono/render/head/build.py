"""Puts the parts of the head together: one mesh, in metres, with its 52 shapes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unisono import arkit
from unisono.render.head import (
    brows,
    correctives,
    ears,
    eyes,
    flesh,
    garment,
    hair,
    lashes,
    lips,
    paint,
    poses,
    shapes,
    teeth,
    warp,
)
from unisono.render.head import skin as skins
from unisono.render.head.cuts import CUTS
from unisono.render.head.fields import Array, ramp
from unisono.render.head.measures import NECK_BOTTOM, NECK_TOP, PIVOT
from unisono.render.head.mesh import FLIP, Index, Mix, Part, mirrored
from unisono.render.head.person import Person
from unisono.render.head.tongue import tongue
from unisono.render.head.topology import BORDER, MARGIN, SLIT
from unisono.types import Avatar, Corrective, Floats, Ints

METRE = 1000.0  # millimetres
STILL = 0.02  # millimetres: a bell's far tail, left out so that shapes stay sparse


def build(person: Person) -> Avatar:
    """The head of that person."""
    skin = skins.lay(person.fine)
    lid = poses.lids(skin)
    ear = ears.left(person.ears, person.paint.skin)
    left = [eyes.left(), ear, _brow(person), _lashes(skin, lid, person.lashes)]
    hair_and_clothes = [
        *hair.haircut(CUTS[person.hair], person.paint),
        *garment.worn(person.paint, person.shoulders),
    ]
    parts = [_skin(skin, lid, person), *left, *(mirrored(part) for part in left), *_mouth(), *hair_and_clothes]
    return _joined(person, [_on_face(person, _lowered(part, person.lids)) for part in parts])


def _lowered(part: Part, lids: float) -> Part:
    """The lids down by that share of a blink, and the blink what is left of it, along the same arc."""
    points, deltas, mixes = part.points, dict(part.deltas), dict(part.mixes)
    for name in set(deltas) & {"eyeBlinkLeft", "eyeBlinkRight"}:
        halfway = Mix("halfway", (name,))
        bend = mixes.get(halfway, np.zeros_like(points))
        down = lids * deltas[name] + 4 * lids * (1 - lids) * bend
        points = points + down
        deltas[name] = deltas[name] - down
        mixes[halfway] = (1 - lids) ** 2 * bend
    return replace(part, points=points, deltas=deltas, mixes=mixes)


def _on_face(person: Person, part: Part) -> Part:
    """The part, bent as this person's face is."""

    def carried(delta: Array) -> Array:
        moving = np.abs(delta).max(axis=1) > STILL
        moved = np.zeros_like(delta)
        moved[moving] = warp.carry(person.face, part.points[moving], delta[moving])
        return moved

    return replace(
        part,
        points=warp.place(person.face, part.points),
        deltas={name: carried(delta) for name, delta in part.deltas.items()},
        mixes={mix: carried(delta) for mix, delta in part.mixes.items()},
    )


def _skin(skin: skins.Skin, lid: poses.Lids, person: Person) -> Part:
    weights = flesh.of_skin(skin)
    deltas = shapes.face(weights)
    mixes = correctives.face(weights, deltas)
    for name, moved in lid.deltas.items():
        deltas.setdefault(name, np.zeros_like(skin.points))[skin.topology.eye] += moved
    for mix, moved in lid.mixes.items():
        mixes[mix] = np.zeros_like(skin.points)
        mixes[mix][skin.topology.eye] = moved
    over = skin.topology.mate
    deltas |= {arkit.mirror(name): delta[over] * FLIP for name, delta in deltas.items() if arkit.mirror(name) != name}
    mixes |= {mix.mirrored(): delta[over] * FLIP for mix, delta in mixes.items() if mix.mirrored() != mix}
    follows = ramp(NECK_BOTTOM, NECK_TOP, skin.points[:, 1])
    colors = paint.skin_colors(skin, person, CUTS[person.hair])
    return Part(skin.points, _faces(skin), colors, deltas, follows, mixes=mixes)


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
    return Part(points, {"lash": triangles}, brows.colors(person.paint.brow, person.paint.skin), deltas)


def _lashes(skin: skins.Skin, lid: poses.Lids, long: float) -> Part:
    """The left upper lashes; they turn down as the lid shuts."""
    u, _ = lips.loop_parameters(skin.topology.eye.shape[1])
    upper = slice(0, len(u) // 2 + 1)
    loops = slice(MARGIN, MARGIN - 2, -1)
    edge, over = skin.points[skin.topology.eye[loops, upper]]
    rest = lashes.left(edge, over, u[upper], 0.0, long)

    def moved(by: Array) -> Array:
        """When the lid's edge and the loop over it move so."""
        droop = float(np.clip(-by[0, by.shape[1] // 2, 1] / 12.0, -0.3, 1.0))
        return np.asarray(lashes.left(edge + by[0], over + by[1], u[upper], droop, long) - rest)

    deltas = {name: moved(delta[loops, upper]) for name, delta in lid.deltas.items()}
    mixes = {}
    for mix, delta in lid.mixes.items():
        name = mix.drivers[-1]
        half = 0.5 * lid.deltas[name][loops, upper] + delta[loops, upper]
        mixes[mix] = moved(half) - 0.5 * deltas[name] if mix.rule == "halfway" else -deltas[name]
    return Part(rest, {"lash": lashes.triangles(len(edge))}, lashes.colors(u[upper]), deltas, mixes=mixes)


def _mouth() -> list[Part]:
    """Teeth, gums and tongue; what is below hangs on the jaw."""
    return [*teeth.upper(), *(_hung(part) for part in (*teeth.lower(), tongue()))]


def _hung(part: Part) -> Part:
    """The part, on the jaw."""
    whole = np.ones(len(part.points))
    return replace(
        part,
        deltas={**part.deltas, **shapes.jaw(part.points, whole)},
        mixes={**part.mixes, **correctives.jaw(part.points, whole)},
    )


def _joined(person: Person, parts: list[Part]) -> Avatar:
    """The parts as one avatar, in metres."""
    materials = paint.materials(person.paint, CUTS[person.hair].hangs)
    order = {name: k for k, name in enumerate(materials)}
    start = [int(count) for count in np.cumsum([0, *(len(part.points) for part in parts)])]
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
        correctives=_correctives(parts, start),
    )


def _correctives(parts: list[Part], start: list[int]) -> tuple[Corrective, ...]:
    """Those of all parts, of which `start` are the first vertices; what drives the same is one."""
    found: dict[Mix, list[tuple[Index, Array]]] = {}
    for part, first in zip(parts, start, strict=False):
        for mix, delta in part.mixes.items():
            moving = np.flatnonzero(np.abs(delta).max(axis=1) > STILL)
            found.setdefault(mix, []).append((first + moving, delta[moving] / METRE))
    return tuple(
        Corrective(
            tuple(arkit.INDEX[name] for name in mix.drivers),
            mix.rule,
            _ints([where for where, _ in pieces]),
            _floats([moves for _, moves in pieces]),
        )
        for mix, pieces in found.items()
    )


def _floats(arrays: list[Array]) -> Floats:
    return np.concatenate(arrays).astype(np.float32)


def _ints(arrays: list[Index]) -> Ints:
    return np.concatenate(arrays).astype(np.int32)

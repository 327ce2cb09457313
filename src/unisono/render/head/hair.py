"""Haircuts: a dark cap over the scalp, and on it locks that follow the comb, each a ribbon of many strands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, bump, curve, ramp
from unisono.render.head.mesh import Part, fan, mixed, sheet, tinted
from unisono.render.head.person import Color
from unisono.types import Image

CAP_COLUMNS, CAP_ROWS = 72, 14
ACROSS = 3  # points across a lock
CENTRE = np.array([0.0, 25.0, -14.0])  # directions over the scalp are seen from here
SUNK = 5.5  # millimetres of the cap under the locks: what shows between them is dark
STRANDS = 256, 64  # pixels of the strands' picture: across, along

Shaped = Callable[[Array], Array]


@dataclass(frozen=True)
class Cut:
    """A haircut. Directions (N, 3) are of length 1, seen from CENTRE."""

    edge: Array  # (K, 2) hairline: degrees around the head from the front, degrees of elevation
    parting: float  # x of the parting's direction
    locks: int  # tried on a whole ball
    along: int  # points along a lock
    wide: float  # millimetres of half a lock
    thick: float
    lift: float  # millimetres by which locks differ in height
    rise: float  # millimetres along a lock until it lies at its height
    taper: float  # how late a lock narrows to its tip
    dive: float  # millimetres by which tips dip into the hair that they lie on
    low: float  # y at which all ends
    body: Shaped  # (N, 3) points -> signed distance to what the hair lies on
    volume: Shaped  # directions -> millimetres of hair over it
    length: Shaped  # directions of the roots -> millimetres
    comb: Callable[[Array, Array], Array]  # points seen from CENTRE, sides (N,) -> where hair goes there

    @property
    def hangs(self) -> bool:
        """It falls below the ears, so that its inner side is seen."""
        return self.low < -100


def haircut(cut: Cut, light: Color) -> list[Part]:
    """Cap and locks."""
    dark = np.multiply(light, 0.5)
    return [_cap(cut, dark), _locks(cut, dark, light)]


def strands() -> Image:
    """(64, 256, 3) sRGB: fine streaks along v, a light share that colours are multiplied by."""
    across, along = STRANDS
    rng = np.random.default_rng(7)
    u = np.arange(across) / across
    v = np.arange(along)[:, None] / along
    light = np.full((along, across), 0.86)
    for waves, strong in ((19, 0.02), (43, 0.025), (87, 0.03), (113, 0.03)):
        phase, drift = rng.uniform(0, 2 * np.pi, 2)
        light += strong * np.sin(2 * np.pi * (waves * u + 0.02 * waves * np.sin(2 * np.pi * v + drift)) + phase)
    light += 0.02 * rng.standard_normal(across)
    return np.repeat(np.clip(255 * light, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _cap(cut: Cut, dark: Array) -> Part:
    around = np.linspace(-np.pi, np.pi, CAP_COLUMNS, endpoint=False, dtype=np.float64)[None]
    v = (np.linspace(0, 1, CAP_ROWS + 1)[:-1] ** 1.2)[:, None]
    low = _edge(cut, around)
    high = low + (np.pi / 2 - low) * v
    out = np.stack([np.sin(around) * np.cos(high), np.sin(high) + 0 * around, np.cos(around) * np.cos(high)], axis=-1)
    flat = out.reshape(-1, 3)
    rim = np.repeat(np.clip(v / 0.06, 0, 1) ** 0.5, CAP_COLUMNS)
    volume = np.maximum(cut.volume(flat) - SUNK, 1.4)
    points = _scalp(flat) + flat * (volume * rim - 1.0 * (1 - rim))[:, None]
    crown = points[-CAP_COLUMNS:].mean(0, keepdims=True) + np.array([0, 0.6, 0])
    triangles = np.concatenate(
        [
            sheet(CAP_ROWS, CAP_COLUMNS, closed=True),
            fan(np.arange((CAP_ROWS - 1) * CAP_COLUMNS, CAP_ROWS * CAP_COLUMNS), CAP_ROWS * CAP_COLUMNS),
        ]
    )
    u = np.concatenate([(np.abs(around) * 1.6 + 0 * v).ravel(), [0.0]])
    v = np.concatenate([(1 - v + 0 * around).ravel(), [0.0]])
    colors = tinted(len(points) + 1, np.multiply(dark, 1.3))
    return Part(np.concatenate([points, crown]), {"hair": triangles}, colors, {}, None, np.stack([u, v], axis=1))


def _locks(cut: Cut, dark: Array, light: Color) -> Part:
    """Each lock: a leaf that starts inside the cap, follows the comb and ends in a point, lifted a little."""
    roots, sides = _roots(cut)
    number = np.arange(len(roots))
    long = cut.length(roots) * (1.0 + 0.12 * np.sin(number * 2.4))
    share = _free(cut, _combed(cut, roots, sides, long / (cut.along - 1))[0], 3.0 * np.sin(number * 1.7))
    keep = (share > 0.35) & (long * share > 18.0)
    roots, sides, number, long = roots[keep], sides[keep], number[keep], (long * share)[keep]
    path, out = _combed(cut, roots, sides, long / (cut.along - 1))
    t = np.linspace(0, 1, cut.along)[:, None]
    uneven = np.sin(number * 2.4 + 1.0)[None]
    seen = path - CENTRE
    seen /= np.linalg.norm(seen, axis=-1, keepdims=True)
    volume = cut.volume(seen.reshape(-1, 3)).reshape(t.shape[0], -1)
    rooted = ramp(-5.0, cut.rise, t * long)
    height = (volume + cut.lift * uneven) * rooted + 1.2 * t - cut.dive * ramp(0.6, 1.0, t)
    middle = path + out * height[..., None]
    ahead = np.gradient(middle, axis=0)
    across = np.cross(ahead, out)
    across /= np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-6)
    leaf = np.clip(t * long / cut.rise, 0.12, 1) ** 0.7 * np.clip(1 - t**cut.taper, 0.03, 1) ** 0.75
    size = (1.0 + 0.25 * np.sin(number * 3.7))[None] * np.minimum(long / 30.0, 1.0)[None]
    half = np.linspace(-1, 1, ACROSS)
    points = middle[:, :, None] + across[:, :, None] * (half[:, None] * (cut.wide * size * leaf)[..., None, None])
    points = points + out[:, :, None] * ((0.3 - np.abs(half))[:, None] * (cut.thick * size * leaf)[..., None, None])
    points = points.transpose(1, 0, 2, 3)  # (L, along, ACROSS, 3)
    one = sheet(cut.along, ACROSS)
    triangles = np.concatenate([one + k * cut.along * ACROSS for k in range(len(points))])
    shade = ramp(-10.0, 24.0, (t * long).T)[..., None] * (0.84 + 0.16 * np.sin(number * 5.1))[:, None, None]
    share = (shade + 0 * half).reshape(-1)
    first = (np.modf(number * 0.618)[0])[:, None, None]
    u = first + 0.16 * half[None, None] + 0 * t[None]
    v = 0 * first + t[None] + 0 * half
    uvs = np.stack([u.reshape(-1), v.reshape(-1)], axis=1)
    return Part(
        points.reshape(-1, 3), {"hair": triangles}, mixed(tinted(share.size, dark), light, share), {}, None, uvs
    )


def _roots(cut: Cut) -> tuple[Array, Array]:
    """(L, 3) directions and (L,) the side each lock is combed to, -1 right, 1 left."""
    k = np.arange(cut.locks) + 0.5
    y, turn = 1 - 2 * k / len(k), k * np.pi * (3 - 5**0.5)  # a golden spiral: even over the ball
    out = np.stack([np.sqrt(1 - y * y) * np.sin(turn), y, np.sqrt(1 - y * y) * np.cos(turn)], axis=1)
    out = out[np.arcsin(out[:, 1]) - _edge(cut, np.arctan2(out[:, 0], out[:, 2])) > 0.05]
    rows = [(out, np.where(out[:, 0] > cut.parting, 1.0, -1.0))]
    for x, side in ((cut.parting - 0.02, -1.0), (cut.parting + 0.02, 1.0)):
        z = np.linspace(-0.45, np.cos(_edge(cut, np.zeros(1))[0] + 0.22), 18)
        rows.append(
            (np.stack([x + 0 * z, np.sqrt(np.maximum(1 - z * z - x * x, 0)), z], axis=1), np.full(len(z), side))
        )
    brim = np.radians(np.linspace(-64, 64, 26))
    high = _edge(cut, brim) + 0.04
    front = np.stack([np.sin(brim) * np.cos(high), np.sin(high), np.cos(brim) * np.cos(high)], axis=1)
    rows.append((front, np.where(front[:, 0] > cut.parting, 1.0, -1.0)))
    roots, sides = (np.concatenate(part) for part in zip(*rows, strict=True))
    return roots / np.linalg.norm(roots, axis=1, keepdims=True), sides


def _combed(cut: Cut, roots: Array, sides: Array, step: Array) -> tuple[Array, Array]:
    """(along, L, 3): points on the body that each lock runs over, and the body's outward normals there."""
    here = _scalp(roots)
    path, normals = [], []
    for _ in range(cut.along):
        out = _normal(cut.body, here)
        here = here - out * cut.body(here)[:, None]
        path.append(here)
        normals.append(out)
        comb = cut.comb(here - CENTRE, sides)
        comb = comb - out * (comb * out).sum(1, keepdims=True)
        here = here + step[:, None] * comb / np.maximum(np.linalg.norm(comb, axis=1, keepdims=True), 1e-6)
    return np.stack(path), np.stack(normals)


def _free(cut: Cut, path: Array, uneven: Array) -> Array:
    """(L,) share of each lock before it would lie over the face or an ear that shows, or reach below the cut."""
    x, y, z = np.moveaxis(path, -1, 0)
    face = (np.abs(x) < 62) & (z > 20) & (y < 42 - 0.35 * np.abs(x))
    ear = (np.abs(x) > 60) & (y < 14) & (np.abs(z + 14) < 26) & (not cut.hangs)
    out = path - CENTRE
    around, high = np.arctan2(out[..., 0], out[..., 2]), np.arctan2(out[..., 1], np.hypot(out[..., 0], out[..., 2]))
    ended = (high < _edge(cut, around) - 0.10) & (not cut.hangs)
    over = face | ear | ended | (y < cut.low + uneven)
    return np.asarray(np.where(over.any(0), over.argmax(0) / (len(path) - 1), 1.0))


def _normal(body: Shaped, points: Array) -> Array:
    corners = np.array([(1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)], dtype=np.float64)
    slope = np.asarray(sum(k * body(points + 0.5 * k)[:, None] for k in corners))
    return np.asarray(slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9))


def _edge(cut: Cut, around: Array) -> Array:
    return np.asarray(np.radians(curve(cut.edge, np.degrees(np.abs(around.ravel())))[:, 0]).reshape(around.shape))


def _scalp(out: Array) -> Array:
    """(N, 3) where rays from CENTRE leave the head."""
    reach = np.full(len(out), 130.0)
    for _ in range(9):
        reach -= clay.head(CENTRE + out * reach[:, None])
    return np.asarray(CENTRE + out * reach[:, None])


def _knots(*rows: tuple[float, float]) -> Array:
    return np.array(rows, dtype=np.float64)


_SHORT_EDGE = _knots(
    (0, 31), (20, 31), (38, 26), (50, 13), (58, -6), (66, -17), (74, -20), (82, -8), (90, -3), (99, -10),
    (110, -30), (128, -43), (150, -49), (180, -51),
)  # fmt: skip
_LONG_EDGE = _knots(
    (0, 36), (20, 35), (38, 29), (50, 16), (60, 0), (70, -12), (80, -14), (90, -14), (99, -18), (112, -32),
    (128, -43), (150, -49), (180, -51),
)  # fmt: skip


def _swept(at: Array, sides: Array) -> Array:
    """Away from the parting to both sides, and back; at the back and on the sides downward."""
    out = at / np.linalg.norm(at, axis=1, keepdims=True)
    behind, beside = ramp(0.1, -0.7, out[:, 2]), ramp(0.45, 0.9, np.abs(out[:, 0]))
    down = -0.30 - 0.9 * behind - 0.5 * beside
    return np.stack([sides * (1 - 0.75 * behind), down, -0.10 - 0.60 * ramp(0.75, 0.1, out[:, 2])], axis=1)


def _quiff(at: Array, sides: Array) -> Array:
    """Up from the brow and back, a little to one side; below the crown downward."""
    out = at / np.linalg.norm(at, axis=1, keepdims=True)
    low = ramp(0.55, 0.1, out[:, 1])
    return np.stack([0.35 * sides * (1 - low) - 0.25 * (1 - low), -1.2 * low, -(1 - 0.45 * low)], axis=1)


def _falling(at: Array, sides: Array) -> Array:
    """From the parting to both sides, then down; before the ears a little back, so that the face stays free."""
    out = at / np.linalg.norm(at, axis=1, keepdims=True)
    falls = np.maximum(ramp(0.40, 0.78, np.abs(out[:, 0])), ramp(0.0, -0.6, out[:, 2]))
    ahead = ramp(0.0, 0.5, out[:, 2])
    return np.stack([sides * (1.1 - 0.95 * falls), -0.12 - 0.95 * falls, -0.45 * ahead], axis=1)


def _curtain(points: Array) -> Array:
    """The skull, and below it what long hair hangs about."""
    p = points * np.where(points[:, :1] < 0, [-1.0, 1.0, 1.0], 1.0)
    hanging = clay.roll(p, (0, -34, -24), (0, -128, -36), 77.0, 66.0)
    return clay.join(clay.head(points), hanging, 18.0)


def _near_skull(out: Array) -> Array:
    top = ramp(0.05, 0.75, out[:, 1])
    front = bump(out[:, 2] - 0.75, 0.45) * top
    return 3.0 + 9.0 * top + 8.0 * front


def _full(out: Array) -> Array:
    top = ramp(-0.1, 0.75, out[:, 1])
    quiff = bump(out[:, 0] + 0.12, 0.45) * bump(out[:, 2] - 0.72, 0.35) * top
    corners = ramp(0.15, 0.6, np.abs(out[:, 0])) * top
    return 4.0 + 6.0 * top + 6.0 * quiff + 6.0 * corners


def _soft(out: Array) -> Array:
    top = ramp(-0.2, 0.8, out[:, 1])
    return 5.5 + 5.0 * top + 3.0 * bump(out[:, 0], 0.6) * top


def _short_length(out: Array) -> Array:
    return 12.0 + 63.0 * ramp(0.30, 0.55, out[:, 1])


def _medium_length(out: Array) -> Array:
    return 70.0 + 120.0 * ramp(0.2, 0.9, out[:, 1])


def _long_length(out: Array) -> Array:
    """More than enough: all ends at one height."""
    return 130.0 + 170.0 * ramp(-0.7, 1.0, out[:, 1])


CUTS = {
    "tousled": Cut(
        _SHORT_EDGE, parting=0.24, locks=172, along=13, wide=10.2, thick=4.0, lift=1.8, rise=20.0, taper=3.0, dive=3.0,
        low=-60.0, body=clay.head, volume=_full, length=_medium_length, comb=_swept,
    ),
    "short": Cut(
        _SHORT_EDGE, parting=0.30, locks=300, along=8, wide=6.2, thick=2.4, lift=1.2, rise=24.0, taper=3.0, dive=3.0,
        low=-40.0, body=clay.head, volume=_near_skull, length=_short_length, comb=_quiff,
    ),
    "bob": Cut(
        _LONG_EDGE, parting=0.22, locks=136, along=15, wide=9.8, thick=3.0, lift=1.4, rise=11.0, taper=9.0, dive=0.0,
        low=-118.0, body=_curtain, volume=_soft, length=_long_length, comb=_falling,
    ),
}  # fmt: skip

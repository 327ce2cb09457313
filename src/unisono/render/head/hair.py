"""Hair: a short coat over the scalp, and on it tiers of locks that follow the comb, side by side, tapered to tips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, curve, gradient, ramp
from unisono.render.head.mesh import Part, fan, mixed, sheet, tinted
from unisono.render.head.person import Color, Paint
from unisono.types import Image

COAT_COLUMNS, COAT_ROWS = 72, 10
ACROSS = 4  # points across a lock
DENSE = 5  # paths that are combed for each lock
FINE = 3  # steps of the comb from one point along a lock to the next
CENTRE = np.array([0.0, 25.0, -14.0])  # directions over the scalp are seen from here
STRANDS = 256, 64  # pixels of the strands' picture: across, along
COAT = 0.62  # share of the hair's colour that the coat and the scalp under it have
ROOTED = 0.8  # millimetres by which hair lies in the skin where it begins
OVERLAP = 1.15  # widths of a lock over its share of the sheet
STRANDS_WIDE = 80.0  # millimetres that the picture of strands covers across

Shaped = Callable[[Array], Array]


@dataclass(frozen=True)
class Tier:
    """Locks that grow from one row of roots and lie side by side."""

    # (K, 5) along the row: 0..1; of the root, degrees around the head from the front and degrees of elevation; mm of
    # length; where it is combed to, degrees around the head.
    row: Array
    locks: int
    along: int = 10  # points along a lock
    lies: float = 0.0  # mm over the cut's volume
    thick: float = 2.5  # mm by which a lock's middle stands over its sides
    rise: float = 22.0  # mm along a lock until it lies at its height
    rooted: float = 0.7  # share of its width that a lock has at its root
    taper: float = 2.6  # how late it narrows to its tip
    tip: float = 0.02  # share of its width that is left there
    dive: float = 3.0  # mm by which tips dip into the hair that they lie on; negative: stand off
    wave: float = 0.5  # half widths by which a lock wanders to the side
    falls: float = 1.0  # how much they go down where it is steep, over how much they go where they are combed to
    parted: float = 0.35  # share of its light that a lock's sides lack
    uneven: float = 0.16  # share by which locks differ in length


@dataclass(frozen=True)
class Cut:
    """A haircut. Directions (N, 3) are of length 1, seen from CENTRE."""

    edge: Array  # (K, 2) hairline: degrees around the head from the front, degrees of elevation
    tiers: tuple[Tier, ...]
    low: float  # y at which all ends
    body: Shaped  # (N, 3) points -> signed distance to what the hair lies on
    volume: Shaped  # directions -> millimetres of hair over it
    coat: float  # share of the volume that short hair under the locks fills

    @property
    def hangs(self) -> bool:
        """It falls below the ears, so that its inner side is seen."""
        return self.low < -100


def haircut(cut: Cut, paint: Paint) -> list[Part]:
    """Coat and locks."""
    return [_coat(cut, paint), *(_locks(cut, tier, k, paint.hair) for k, tier in enumerate(cut.tiers))]


def grown(cut: Cut, points: Array) -> Array:
    """(N,) 0..1, how far skin at `points` (N, 3) is scalp: soft at the brow, a fading stubble at sideburns and nape."""
    out = points - CENTRE
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    fade = 8.0 * ramp(0.75, 0.35, out[:, 2])
    return np.asarray(ramp(0.0, 1.0, (_over(cut, out) + fade - 1.0) / (8.0 + 1.4 * fade)))


def strands() -> Image:
    """(64, 256, 3) sRGB: fine streaks along v, a light share that colours are multiplied by."""
    across, along = STRANDS
    rng = np.random.default_rng(7)
    u = np.arange(across) / across
    v = np.arange(along)[:, None] / along
    light = np.full((along, across), 0.86)
    for waves, strong in ((11, 0.03), (23, 0.035), (41, 0.04), (67, 0.025)):
        phase, drift = rng.uniform(0, 2 * np.pi, 2)
        light += strong * np.sin(2 * np.pi * (waves * u + 0.02 * waves * np.sin(2 * np.pi * v + drift)) + phase)
    light += 0.012 * rng.standard_normal(across)
    return np.repeat(np.clip(255 * light, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _coat(cut: Cut, paint: Paint) -> Part:
    """Hair too short to part into locks: over all that the hairline holds, out of the skin at its edge."""
    around = np.linspace(-np.pi, np.pi, COAT_COLUMNS, endpoint=False, dtype=np.float64)[None]
    v = (np.linspace(0, 1, COAT_ROWS + 1)[:-1] ** 1.3)[:, None]
    low = _edge(cut, around)
    out = _directions(np.degrees(around + 0 * v), np.degrees(low + (np.pi / 2 - low) * v)).reshape(-1, 3)
    over = _over(cut, out)
    height = cut.coat * cut.volume(out) * ramp(3.0, 32.0, over) - ROOTED * ramp(8.0, 3.0, over)
    points = _scalp(out) + out * height[:, None]
    top = points[-COAT_COLUMNS:].mean(0, keepdims=True)
    points = np.concatenate([points, top + np.array([0, 0.6, 0])])
    crown = len(points) - 1
    triangles = np.concatenate(
        [sheet(COAT_ROWS, COAT_COLUMNS, closed=True), fan(np.arange(crown - COAT_COLUMNS, crown), crown)]
    )
    uvs = np.stack([np.abs(around) * 3.0 + 0 * v, 1 - v + 0 * around], axis=-1).reshape(-1, 2)
    rim = np.append(ramp(14.0, 2.0, over), 0.0)
    colors = mixed(tinted(len(points), np.multiply(paint.hair, COAT)), paint.skin, 0.4 * rim)
    return Part(points, {"hair": triangles}, colors, {}, None, np.concatenate([uvs, [[0, 0]]]))


def _locks(cut: Cut, tier: Tier, number: int, light: Color) -> Part:
    """Strips cut from one sheet of combed paths: whole at the roots, tapered apart towards the tips."""
    path, out, long = _sheet(cut, tier)
    at, half = _dealt(path, tier, number)
    k, s = np.arange(tier.locks)[:, None, None], np.linspace(-1, 1, ACROSS)  # lock, across it; arrays are (L, along, s)
    t = (np.linspace(0, 1, tier.along) ** 1.4)[:, None]  # finest where hair bends most, at the roots
    narrow = (1 - (1 - tier.rooted) * ramp(0.3, -0.25, t)) * np.maximum(1 - t**tier.taper, tier.tip)
    wander = tier.wave * np.sin(k * 3.7 + number) * ramp(0.1, 1.0, t)
    column = at[:, None, None] + half[:, None, None] * (OVERLAP * s * narrow + wander)
    ends = 1.0 - tier.uneven * (0.5 + 0.5 * np.sin(k * 2.4 + number))
    middle, normal, length = _between(path, out, long, t * ends + 0 * column, column)
    gone = t * ends * length  # mm from the root
    height = _volume(cut, tier, middle) * ramp(-4.0, tier.rise, gone) - tier.dive * ramp(0.55, 1.0, t)
    height += tier.thick * (0.45 - s * s) * np.sqrt(narrow) * ramp(-6.0, 12.0, gone) + 0.5 * np.sin(k * 5.1)
    points = middle + normal * np.maximum(height, -ROOTED)[..., None]
    tone = 0.86 + 0.14 * np.sin(k * 5.1 + number)
    shade = tone * (1 - tier.parted * s**4) * (0.8 + 0.2 * ramp(0.0, 0.6, t))
    wide = np.linalg.norm(np.diff(points, axis=2), axis=-1).sum(-1).max(1)[:, None, None]
    u = np.modf(k * 0.618)[0] + 0.5 * s * wide / STRANDS_WIDE + 0 * t
    uvs = np.stack([u, t + 0 * u], axis=-1).reshape(-1, 2)
    one = sheet(tier.along, ACROSS)
    triangles = np.concatenate([one + n * tier.along * ACROSS for n in range(tier.locks)])
    colors = (shade[..., None] * np.asarray(light)).reshape(-1, 3)
    return Part(points.reshape(-1, 3), {"hair": triangles}, colors, {}, None, uvs)


def _volume(cut: Cut, tier: Tier, points: Array) -> Array:
    """Millimetres of hair over points (L, along, s, 3) of the body; less of it along the brow."""
    seen = points.reshape(-1, 3) - CENTRE
    seen /= np.linalg.norm(seen, axis=-1, keepdims=True)
    flat = ramp(20.0, 0.0, _over(cut, seen)) * ramp(0.25, 0.45, seen[:, 2])
    return np.asarray(cut.volume(seen) * (1 - 0.65 * flat) + tier.lies).reshape(points.shape[:-1])


def _sheet(cut: Cut, tier: Tier) -> tuple[Array, Array, Array]:
    """Paths (along, M, 3) of a tier over the body, the body's outward normals there, and their lengths (M,)."""
    around, high, long, heading = curve(tier.row, np.linspace(0, 1, tier.locks * DENSE)).T
    roots, ahead = _directions(around, high), _directions(heading, 0 * heading)
    path, _ = _combed(cut, tier, roots, ahead, long)
    high = np.minimum.accumulate(path[..., 1])
    share = np.array([np.interp(-cut.low, -y, np.linspace(0, 1, tier.along)) for y in high.T])  # there it is cut off
    share = np.convolve(np.pad(share, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    path, out = _combed(cut, tier, roots, ahead, long * share)
    return path, out, long * share


def _dealt(path: Array, tier: Tier, number: int) -> tuple[Array, Array]:
    """Where in the sheet (L,) locks have their middles, and half their widths: about equally wide half way down."""
    middle = path[len(path) // 2]
    apart = np.append(0.0, np.linalg.norm(np.diff(middle, axis=0), axis=1)).cumsum()
    cuts = np.linspace(0, apart[-1], tier.locks + 1)
    cuts[1:-1] += 0.3 * apart[-1] / tier.locks * np.sin(np.arange(1, tier.locks) * 2.9 + number)
    column = np.interp(cuts, apart, np.arange(len(apart)))
    return (column[1:] + column[:-1]) / 2, np.diff(column) / 2


def _between(path: Array, out: Array, long: Array, row: Array, column: Array) -> tuple[Array, Array, Array]:
    """Points, unit normals and lengths at rows 0..1 and columns (in paths) of a sheet, bilinear."""
    last = len(path) - 1
    y, x = np.clip(row * last, 0, last - 1e-9), np.clip(column, 0, path.shape[1] - 1 - 1e-9)
    y0, x0 = y.astype(int), x.astype(int)
    fy, fx = (y - y0)[..., None], (x - x0)[..., None]

    def mix(a: Array) -> Array:
        low = a[y0, x0] * (1 - fx) + a[y0, x0 + 1] * fx
        high = a[y0 + 1, x0] * (1 - fx) + a[y0 + 1, x0 + 1] * fx
        return np.asarray(low * (1 - fy) + high * fy)

    normal = mix(out)
    return mix(path), normal / np.linalg.norm(normal, axis=-1, keepdims=True), np.interp(x, np.arange(len(long)), long)


def _combed(cut: Cut, tier: Tier, roots: Array, ahead: Array, long: Array) -> tuple[Array, Array]:
    """(along, M, 3): points on the body that each lock runs over, and the body's outward normals there.

    It goes the way that it is combed, and falls the more the steeper the body is.
    """
    here = _scalp(roots)
    step = (long / ((tier.along - 1) * FINE))[:, None]
    path, normals = [], []
    for n in range((tier.along - 1) * FINE + 1):
        out = _normal(cut.body, here)
        here = here - out * cut.body(here)[:, None]
        if n % FINE == 0:
            path.append(here)
            normals.append(out)
        way = ahead - np.array([0.0, 1.0, 0.0]) * (tier.falls * ramp(0.9, 0.25, out[:, 1]))[:, None]
        way = way - out * (way * out).sum(1, keepdims=True)
        here = here + step * way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    return np.stack(path), np.stack(normals)


def _normal(body: Shaped, points: Array) -> Array:
    slope = gradient(body, points, 0.5)
    return np.asarray(slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9))


def _edge(cut: Cut, around: Array) -> Array:
    return np.asarray(np.radians(curve(cut.edge, np.degrees(np.abs(around.ravel())))[:, 0]).reshape(around.shape))


def _over(cut: Cut, out: Array) -> Array:
    """(N,) about how many millimetres directions lie over the hairline."""
    high = np.arctan2(out[:, 1], np.hypot(out[:, 0], out[:, 2]))
    return 90.0 * (high - _edge(cut, np.arctan2(out[:, 0], out[:, 2])))


def _directions(around: Array, high: Array) -> Array:
    """(..., 3) of degrees around the head from the front, towards +X, and degrees of elevation."""
    a, e = np.radians(around), np.radians(high)
    return np.stack([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)], axis=-1)


def _scalp(out: Array) -> Array:
    """(N, 3) where rays from CENTRE leave the head."""
    reach = np.full(len(out), 130.0)
    for _ in range(9):
        reach -= clay.head(CENTRE + out * reach[:, None])
    return np.asarray(CENTRE + out * reach[:, None])

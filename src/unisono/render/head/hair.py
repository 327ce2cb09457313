"""A short haircut parted on the left: a smooth cap over the scalp, and on it locks that follow the comb."""

from __future__ import annotations

import numpy as np

from unisono.render.head import clay
from unisono.render.head.fields import Array, bump, curve, ramp
from unisono.render.head.mesh import Part, fan, mixed, sheet, tinted

CAP_COLUMNS, CAP_ROWS = 72, 14
ROOTS, ALONG, AROUND = 200, 11, 4  # tried on a whole ball, points along and around a lock
DARK, LIGHT = (0.030, 0.013, 0.007), (0.085, 0.038, 0.018)
CENTRE = np.array([0.0, 25.0, -14.0])  # directions over the scalp are seen from here
PART = 0.24  # x of the parting's direction
SUNK = 3.0  # millimetres of the cap under the locks: what shows between them is dark
STEP = 0.1  # radians that a lock advances from point to point
# The hair's edge: degrees around the head from the front, degrees of elevation seen from CENTRE.
EDGE = np.array(
    [
        (0, 31),
        (22, 30),
        (42, 22),
        (55, 3),
        (65, -17),
        (72, -24),
        (80, -12),
        (90, -6),
        (99, -12),
        (110, -32),
        (128, -44),
        (150, -49),
        (180, -51),
    ],
    dtype=np.float64,
)


def haircut() -> list[Part]:
    """Cap and locks."""
    return [_cap(), _locks()]


def _cap() -> Part:
    around = np.linspace(-np.pi, np.pi, CAP_COLUMNS, endpoint=False, dtype=np.float64)[None]
    v = (np.linspace(0, 1, CAP_ROWS + 1)[:-1] ** 1.2)[:, None]
    low = _edge(around)
    high = low + (np.pi / 2 - low) * v
    out = np.stack([np.sin(around) * np.cos(high), np.sin(high) + 0 * around, np.cos(around) * np.cos(high)], axis=-1)
    flat = out.reshape(-1, 3)
    rim = np.repeat(np.clip(v / 0.12, 0, 1) ** 0.5, CAP_COLUMNS)
    points = _scalp(flat) + flat * ((_volume(flat) - SUNK) * rim - 2.0 * (1 - rim))[:, None]
    crown = points[-CAP_COLUMNS:].mean(0, keepdims=True) + np.array([0, 0.6, 0])
    triangles = np.concatenate(
        [
            sheet(CAP_ROWS, CAP_COLUMNS, closed=True),
            fan(np.arange((CAP_ROWS - 1) * CAP_COLUMNS, CAP_ROWS * CAP_COLUMNS), CAP_ROWS * CAP_COLUMNS),
        ]
    )
    return Part(np.concatenate([points, crown]), {"underhair": triangles}, tinted(len(points) + 1, DARK))


def _locks() -> Part:
    """Each lock: a leaf that starts inside the cap, follows the comb and ends in a point, lifted a little."""
    roots, sides = _roots()
    share = _clear_of_ears(_combed(roots, sides, np.full(len(roots), STEP)))
    long = share > 0.45
    path = _combed(roots[long], sides[long], STEP * share[long])  # (ALONG, L, 3) directions
    t = np.linspace(0, 1, ALONG)[:, None, None]
    lift = 1.7 * np.sin(np.arange(path.shape[1]) * 2.4 + 1.0)[None, :, None] - 6.5 + 9.0 * ramp(0, 0.24, t) + 1.5 * t
    middle = _scalp(path.reshape(-1, 3)).reshape(path.shape) + path * (_volume(path)[..., None] + lift)
    ahead = np.gradient(middle, axis=0)
    across = np.cross(ahead, path)
    across /= np.linalg.norm(across, axis=-1, keepdims=True)
    size = 1.0 + 0.25 * np.sin(np.arange(path.shape[1]) * 2.4)[None, :, None]  # no two neighbours alike
    size = size * share[long][None, :, None]  # what is cut short is thin too
    leaf = np.clip(t / 0.24, 0.01, 1) ** 0.8 * np.clip(1 - t**2.2, 0.02, 1) ** 0.8
    angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    ring = across[..., None, :] * np.cos(angle)[:, None] * (9.0 * size * leaf)[..., None]
    ring = ring + path[..., None, :] * np.sin(angle)[:, None] * (3.0 * size * leaf)[..., None]
    points = (middle[..., None, :] + ring).transpose(1, 0, 2, 3)  # (L, ALONG, AROUND, 3)
    one = sheet(ALONG, AROUND, closed=True)
    triangles = np.concatenate([one + k * ALONG * AROUND for k in range(len(points))])
    ridge = np.clip(np.sin(angle), 0, 1)[None, None] * np.clip(0.35 + 0.65 * t.transpose(1, 0, 2), 0, 1)
    light = (ridge * (0.6 + 0.4 * size.transpose(1, 0, 2))).ravel()
    return Part(points.reshape(-1, 3), {"hair": triangles[:, ::-1]}, mixed(tinted(light.size, DARK), LIGHT, light))


def _roots() -> tuple[Array, Array]:
    """(L, 3) directions and (L,) the side each lock is combed to, -1 right, 1 left."""
    k = np.arange(ROOTS) + 0.5
    y, turn = 1 - 2 * k / len(k), k * np.pi * (3 - 5**0.5)  # a golden spiral: even over the ball
    out = np.stack([np.sqrt(1 - y * y) * np.sin(turn), y, np.sqrt(1 - y * y) * np.cos(turn)], axis=1)
    out = out[np.arcsin(out[:, 1]) - _edge(np.arctan2(out[:, 0], out[:, 2])) > 0.14]
    rows = [(out, np.where(out[:, 0] > PART, 1.0, -1.0))]
    for x, side in ((PART + 0.16, -1.0), (PART - 0.10, 1.0)):  # from the parting; the long side starts beyond it
        z = np.linspace(-0.5, 0.88, 12)
        rows.append((np.stack([x + 0 * z, np.sqrt(1 - z * z), z], axis=1), np.full(len(z), side)))
    for brim, side in ((np.radians(np.linspace(24, -62, 10)), -1.0), (np.radians(np.linspace(11, 54, 7)), 1.0)):
        high = _edge(brim) + 0.075
        front = np.stack([np.sin(brim) * np.cos(high), np.sin(high), np.cos(brim) * np.cos(high)], axis=1)
        rows.append((front, np.full(len(brim), side)))
    roots, sides = (np.concatenate(part) for part in zip(*rows, strict=True))
    return roots / np.linalg.norm(roots, axis=1, keepdims=True), sides


def _combed(roots: Array, sides: Array, step: Array) -> Array:
    """(ALONG, L, 3): directions along each lock as the comb leads it."""
    path = [roots]
    for _ in range(ALONG - 1):
        here = path[-1]
        comb = _comb(here, sides)
        comb -= here * (comb * here).sum(1, keepdims=True)
        there = here + step[:, None] * comb / np.linalg.norm(comb, axis=1, keepdims=True)
        path.append(there / np.linalg.norm(there, axis=1, keepdims=True))
    return np.stack(path)


def _clear_of_ears(path: Array) -> Array:
    """(L,) share of each lock before it would lie over an ear."""
    x, y, z = np.moveaxis(path, -1, 0)
    over = (np.abs(x) > 0.75) & (y < -0.06) & (np.abs(z + 0.02) < 0.27)
    return np.asarray(np.where(over.any(0), over.argmax(0) / (len(path) - 1), 1.0))


def _comb(out: Array, sides: Array) -> Array:
    """Away from the parting to both sides, and back; at the back downward."""
    behind = ramp(0.1, -0.7, out[:, 2])
    back = -0.02 - 0.55 * ramp(0.75, 0.1, out[:, 2])
    return np.stack([sides * (1 - 0.75 * behind), -0.30 - 0.9 * behind, back], axis=1)


def _edge(around: Array) -> Array:
    return np.asarray(np.radians(curve(EDGE, np.degrees(np.abs(around.ravel())))[:, 0]).reshape(around.shape))


def _volume(out: Array) -> Array:
    """Millimetres of hair over the scalp in a direction (..., 3)."""
    top = ramp(-0.1, 0.75, out[..., 1])
    quiff = bump(out[..., 0] + 0.12, 0.45) * bump(out[..., 2] - 0.72, 0.35) * top
    corners = ramp(0.15, 0.6, np.abs(out[..., 0])) * top
    return np.asarray(4.0 + 6.0 * top + 6.0 * quiff + 6.0 * corners)


def _scalp(out: Array) -> Array:
    """(N, 3) where rays from CENTRE leave the skull."""
    reach = np.full(len(out), 130.0)
    for _ in range(9):
        reach -= clay.scalp(CENTRE + out * reach[:, None])
    return np.asarray(CENTRE + out * reach[:, None])

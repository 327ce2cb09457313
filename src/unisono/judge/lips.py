"""Do the lips do what the sounds need? Measured in millimetres on the mesh of any ARKit head, not on weights.

A `LipMeter` finds the inner lips of an avatar on its own: on the mid line, the frontmost vertices that are near each
other at rest and part when the jaw opens. `score` counts closures, contacts, timing and jaw motion of a take.
Measures and bars: specs/face-animation.md, "What to beat" and "Measures that need no panel of people".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from unisono import arkit, phones
from unisono.errors import AvatarError
from unisono.types import SILENCE, Avatar, Corrective, Floats, Phone, Speech, Take, driven

Doubles = NDArray[np.float64]
Places = NDArray[np.intp]

CLOSED = 1.5  # mm between the lips, or less, is closed: no viewer sees them apart
PARTED = 0.9  # mm wider than at rest is open, where lips that rest overlapped part before that
BITTEN = 3.0  # mm between the lower lip and the upper teeth, or less: they touch

_JAW = arkit.INDEX["jawOpen"]
_MID = (0.0005, 0.001, 0.002, 0.003)  # metres from the mid line; the narrowest that finds the lips is taken
_NEAR = 0.006  # metres between the lips at rest, at most
_LIP = 0.02  # metres above and below the line of contact that count as lip
_BEFORE, _AFTER = 0.15, 0.12  # seconds about a bilabial or a pause in which closed lips belong to it
_EDGE = 1e-6  # seconds


class LipMeter:
    """Measures the mouth of one avatar. AvatarError if it has no jawOpen or no lips on the mid line."""

    def __init__(self, avatar: Avatar) -> None:
        self._skin = _components(len(avatar.vertices), avatar.triangles, avatar.vertices)
        upper, lower = _contact(avatar, self._skin)
        self._upper = _Patch(avatar, _lip(avatar, self._skin, upper, is_upper=True))
        self._lower = _Patch(avatar, _lip(avatar, self._skin, lower, is_upper=False))
        self._teeth = _Patch(avatar, _upper_teeth(avatar, self._skin, upper, lower))
        self._corners = _Patch(avatar, _corners(avatar, self._skin[upper], avatar.vertices[upper]))
        self.rest = float(self.gap(np.zeros((1, len(arkit.NAMES)), np.float32))[0])  # mm
        self.closed = min(CLOSED, self.rest + PARTED)  # mm; a gap of this or less is closed

    def gap(self, weights: Floats) -> Doubles:
        """(T,) mm of height between the lips on the mid line, for weights (T, 52); below 0 where they press."""
        return _mm(self._upper.at(weights)[..., 1].min(axis=1) - self._lower.at(weights)[..., 1].max(axis=1))

    def width(self, weights: Floats) -> Doubles:
        """(T,) mm between the corners of the mouth."""
        left, right = np.moveaxis(self._corners.at(weights), 1, 0)
        return _mm(np.linalg.norm(left - right, axis=-1))

    def bite(self, weights: Floats) -> Doubles:
        """(T,) mm from the lower lip to the upper teeth; NaN on a head without teeth."""
        lip, teeth = self._lower.at(weights), self._teeth.at(weights)
        if not teeth.shape[1]:
            return np.full(len(weights), np.nan)
        apart = lip[:, :, None, 1:] - teeth[:, None, :, 1:]  # (T, L, U, 2) in the plane of the mid line
        return _mm(np.sqrt(np.square(apart).sum(axis=-1)).min(axis=(1, 2)))


@dataclass(frozen=True)
class Scorecard:
    """What a viewer would hold against a mouth. Shares are 0..1; NaN where the speech has no such sound."""

    bilabials: int
    bilabial_recall: float  # share of p b m with a frame of closed lips before the release
    closed_before_burst: float  # share of p b with every frame 45 to 5 ms before the burst closed
    false_closures: int  # times the lips were shut away from bilabials and pauses
    lead: float  # ms, median: the lips are shut before the closure is heard
    hold: float  # ms, median: how long they stay shut
    shortest_hold: float  # ms
    jaw_in_bilabials: float  # the most jawOpen within a closure
    labiodentals: int
    labiodental_recall: (
        float  # share of f v with the lower lip at the upper teeth and the lips apart; NaN without teeth
    )
    jaw_in_sibilants: float  # the 90th percentile of jawOpen at the middle of sibilants
    open_vowels: float  # share of vowels of 60 ms and more that part the lips at some point
    jaw_speed: float  # per second, 99th percentile of |d jawOpen / dt|
    lag: float  # ms; the lips come after the sound (+) or before it (-)
    loudness_to_jaw: float  # -1..1: louder vowels open the jaw wider, each against the mean of its class


@dataclass(frozen=True)
class Bar:
    """What a measure must reach: from `least` to `most`, in the measure's own unit."""

    least: float = -np.inf
    most: float = np.inf

    def met(self, value: float) -> bool:
        """True for what was not measured (NaN) too: speech without p b m cannot miss a closure."""
        return bool(np.isnan(value) or self.least <= value <= self.most)


# specs/face-animation.md, "Our bar, all at once". A hold of 50 ms is seen as 3 frames of 60 or more.
BARS: dict[str, Bar] = {
    "bilabial_recall": Bar(least=1.0),
    "closed_before_burst": Bar(least=1.0),
    "false_closures": Bar(most=0),
    "shortest_hold": Bar(least=49.9),
    "jaw_in_bilabials": Bar(most=0.02),
    "labiodental_recall": Bar(least=1.0),
    "jaw_speed": Bar(most=10.0),
    "lag": Bar(-15.0, 15.0),
    "loudness_to_jaw": Bar(least=0.6),
}


def score(take: Take, meter: LipMeter) -> Scorecard:
    """Judge a whole take (from offset 0) with its phones."""
    face = take.face
    fps = float(Fraction(face.fps))
    gap = meter.gap(face.weights)
    seen = _Seen(np.arange(face.offset, face.end) / fps, gap, gap <= meter.closed, face.weights[:, _JAW].astype(float))
    told = sorted(take.speech.phones, key=lambda p: (p.start, p.end))
    sealed = [p for p in told if phones.bases(p.label)[0] in phones.BILABIALS]
    bitten = [p for p in told if phones.bases(p.label)[0] in phones.LABIODENTALS]
    hisses = [p for p in told if phones.bases(p.label)[0] in phones.SIBILANTS]
    vowels = [p for p in told if phones.is_vowel(p.label)]
    runs = _runs(seen)
    holds = [(p, run) for p in sealed for run in runs if run[0] <= _shut(p)[1] and run[1] >= _shut(p)[0]]
    bite = meter.bite(face.weights)
    touching = (bite <= BITTEN) & ~seen.closed
    return Scorecard(
        bilabials=len(sealed),
        bilabial_recall=_share(seen.closed[seen.within(*_shut(p))].any() for p in sealed),
        closed_before_burst=_share(
            seen.closed[seen.within(p.release - 0.045, p.release - 0.005)].all()
            for p in sealed
            if p.release is not None
        ),
        false_closures=_false_closures(runs, told),
        lead=_median([1000 * (p.start - run[0]) for p, run in holds]),
        hold=_median([1000 * (run[1] + 1 / fps - run[0]) for _, run in holds]),
        shortest_hold=min((1000 * (run[1] + 1 / fps - run[0]) for _, run in holds), default=np.nan),
        jaw_in_bilabials=max((float(seen.jaw[seen.within(*_shut(p))].max()) for p in sealed), default=np.nan),
        labiodentals=len(bitten),
        labiodental_recall=_share(
            touching[seen.within(p.start, p.end)].any() for p in bitten if not np.isnan(bite).all()
        ),
        jaw_in_sibilants=_percentile([seen.jaw[seen.nearest((p.start + p.end) / 2)] for p in hisses], 90),
        open_vowels=_share(
            (~seen.closed[seen.within(p.start, p.end)]).any() for p in vowels if p.end - p.start >= 0.06
        ),
        jaw_speed=_percentile(np.abs(np.diff(seen.jaw)) * fps, 99),
        lag=_lag(seen, take.speech),
        loudness_to_jaw=_loudness_to_jaw(seen, take.speech, vowels),
    )


class _Patch:
    """Some vertices of an avatar, posed without the rest."""

    def __init__(self, avatar: Avatar, places: Places) -> None:
        self._rest = avatar.vertices[places].astype(np.float64)  # (n, 3)
        self._correctives = avatar.correctives
        moves = [avatar.shapes[:, places], *(_moves(corrective, places)[None] for corrective in avatar.correctives)]
        self._moves = np.concatenate(moves).astype(np.float64)  # (52 + K, n, 3)

    def at(self, weights: Floats) -> Doubles:
        """(T, n, 3) metres."""
        by = driven(weights, self._correctives).astype(np.float64)
        posed: Doubles = self._rest + np.tensordot(by, self._moves, axes=1)
        return posed


def _moves(corrective: Corrective, places: Places) -> Floats:
    """(n, 3) what it does to the vertices `places`."""
    moves = np.zeros((len(places), 3), np.float32)
    _, at, row = np.intersect1d(places, corrective.where, return_indices=True)
    moves[at] = corrective.moves[row]
    return moves


def _components(count: int, triangles: NDArray[np.int32], vertices: Floats) -> Places:
    """(V,) the connected part of the mesh that each vertex belongs to; vertices at one place are one (seams of uvs)."""
    _, welded = np.unique(np.round(vertices * 1e5).astype(np.int64), axis=0, return_inverse=True)
    welded = welded.reshape(count)
    part = np.arange(welded.max() + 1)
    corners = welded[triangles]  # (F, 3)
    while True:
        lowest = part[corners].min(axis=1)
        before = part.copy()
        for k in range(3):
            np.minimum.at(part, corners[:, k], lowest)
        part = part[part]  # pointer jumping: labels spread twice as far each time
        if np.array_equal(before, part):
            return part[welded]


def _contact(avatar: Avatar, part: Places) -> tuple[int, int]:
    """Upper and lower lip: the frontmost pair on the mid line that meets at rest and parts with the jaw."""
    vertices, drop = avatar.vertices, -avatar.shapes[_JAW, :, 1]
    if not drop.max() > 0.003:
        raise AvatarError(f"avatar {avatar.name!r} has no jawOpen that moves; lips can't be measured")
    for mid in _MID:
        middle = np.flatnonzero((np.abs(vertices[:, 0]) <= mid) & (vertices[:, 2] > 0))
        upper = middle[drop[middle] < 0.35 * drop.max()]
        lower = middle[drop[middle] > 0.5 * drop.max()]
        apart = vertices[upper][:, None, 1:] - vertices[lower][None, :, 1:]
        meets = (np.linalg.norm(apart, axis=-1) < _NEAR) & (part[upper][:, None] == part[lower][None])
        if meets.any():
            front = np.where(meets, np.minimum(vertices[upper][:, None, 2], vertices[lower][None, :, 2]), -np.inf)
            u, w = np.unravel_index(int(front.argmax()), front.shape)
            return int(upper[u]), int(lower[w])
    raise AvatarError(f"avatar {avatar.name!r} has no lips on its mid line that part with jawOpen")


def _lip(avatar: Avatar, part: Places, seed: int, is_upper: bool) -> Places:
    """The mid-line vertices of the lip that `seed` lies on."""
    vertices, drop = avatar.vertices, -avatar.shapes[_JAW, :, 1]
    away = np.abs(vertices - vertices[seed])
    mid = np.abs(vertices[:, 0]) <= max(np.abs(vertices[seed, 0]), _MID[0]) + 1e-6
    beside = (part == part[seed]) & mid & (away[:, 1] < _LIP) & (away[:, 2] < _LIP / 2)
    moves = drop < 0.35 * drop.max() if is_upper else drop > 0.5 * drop.max()
    return np.flatnonzero(beside & moves)


def _upper_teeth(avatar: Avatar, part: Places, upper: int, lower: int) -> Places:
    """The edge of the upper front teeth: behind the lips, not of the skin, still whatever the face does."""
    vertices = avatar.vertices
    still = np.abs(avatar.shapes).max(axis=(0, 2)) < 1e-4
    line = (vertices[upper] + vertices[lower]) / 2
    away = vertices - line
    near = (np.abs(away[:, 0]) < 0.005) & (np.abs(away[:, 1]) < 0.015) & (away[:, 2] < 0.004) & (away[:, 2] > -0.02)
    teeth = np.flatnonzero(near & still & (part != part[upper]))
    if not len(teeth):
        return teeth
    front: Places = teeth[vertices[teeth, 2] > vertices[teeth, 2].max() - 0.005]
    edge: Places = front[vertices[front, 1] < vertices[front, 1].min() + 0.004]
    return edge


def _corners(avatar: Avatar, skin: int, line: Floats) -> Places:
    """The corners of the mouth, left and right: where the smile pulls most, near the line of the lips."""
    vertices = avatar.vertices
    found = []
    for name, side in (("mouthSmileLeft", 1), ("mouthSmileRight", -1)):
        pull = np.linalg.norm(avatar.shapes[arkit.INDEX[name]], axis=-1)
        near = (
            (vertices[:, 0] * side > 0) & (np.abs(vertices[:, 1] - line[1]) < 0.012) & (vertices[:, 2] > line[2] - 0.04)
        )
        found.append(int(np.where(near, pull, -1.0).argmax()))
    return np.array(found)


@dataclass(frozen=True, eq=False)
class _Seen:
    """The frames of a take, all (T,)."""

    times: Doubles  # seconds
    gap: Doubles  # mm
    closed: NDArray[np.bool_]
    jaw: Doubles  # 0..1

    def nearest(self, time: float) -> int:
        return int(np.abs(self.times - time).argmin())

    def within(self, start: float, end: float) -> Places:
        """The frames that begin from `start` to `end`; where there are none, the one that is on show at `end`."""
        first, last = np.searchsorted(self.times, [start - _EDGE, end + _EDGE])
        return np.arange(first, last) if last > first else np.array([max(int(last) - 1, 0)])


def _shut(phone: Phone) -> tuple[float, float]:
    """Seconds from which and to which the lips of a bilabial are shut."""
    return phone.start, phone.end if phone.release is None else phone.release


def _runs(seen: _Seen) -> list[tuple[float, float]]:
    """First and last time of every stretch of closed lips."""
    edges = np.diff(np.concatenate([[False], seen.closed, [False]]).astype(np.int8))
    firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return [(float(seen.times[a]), float(seen.times[b])) for a, b in zip(firsts, lasts, strict=True)]


def _false_closures(runs: list[tuple[float, float]], told: list[Phone]) -> int:
    """Stretches of closed lips that touch neither a bilabial nor a pause, nor the silence before and after all."""
    allowed = [
        (p.start - _BEFORE, p.end + _AFTER)
        for p in told
        if p.label == SILENCE or phones.bases(p.label)[0] in phones.BILABIALS
    ]
    if told:
        allowed += [(-np.inf, told[0].start), (told[-1].end, np.inf)]
    return sum(not any(run[0] <= end and run[1] >= start for start, end in allowed) for run in runs)


def _lag(seen: _Seen, speech: Speech) -> float:
    """Milliseconds by which lip gap follows the envelope of the sound: the peak of their cross-correlation."""
    step, widest = 0.005, 40  # seconds; steps to either side
    grid = np.arange(0, speech.duration, step)
    lips = np.interp(grid, seen.times, seen.gap)
    sound = np.interp(grid, *_envelope(speech))
    if len(grid) < 4 * widest or lips.std() == 0 or sound.std() == 0:
        return float("nan")
    lips, sound = lips - lips.mean(), sound - sound.mean()
    shifts = np.arange(-widest, widest + 1)
    inner = sound[widest:-widest]
    match = np.array([inner @ lips[widest + s : len(lips) - widest + s] for s in shifts])
    best = min(max(int(match.argmax()), 1), len(match) - 2)
    left, top, right = match[best - 1 : best + 2]
    bend = left - 2 * top + right
    return float(1000 * step * (shifts[best] + (0.5 * (left - right) / bend if bend else 0.0)))


def _envelope(speech: Speech) -> tuple[Doubles, Doubles]:
    """Times (W,) and amplitude (W,) of 20 ms windows every 5 ms."""
    hop = max(speech.rate // 200, 1)
    power = (
        np.square(speech.samples[: len(speech.samples) // hop * hop].astype(np.float64)).reshape(-1, hop).mean(axis=1)
    )
    level = np.sqrt(np.convolve(power, np.ones(4) / 4, mode="same"))
    # np.convolve centres four windows half a window early.
    return (np.arange(len(level)) * hop) / speech.rate, level


def _loudness_to_jaw(seen: _Seen, speech: Speech, vowels: list[Phone]) -> float:
    rows: dict[str, list[tuple[float, float]]] = {}
    for p in vowels:
        sound = speech.samples[int(p.start * speech.rate) : max(int(p.end * speech.rate), 1)]
        if len(sound) and p.end - p.start >= 0.04:
            loud = 10 * np.log10(np.square(sound.astype(np.float64)).mean() + 1e-9)
            jaw = float(seen.jaw[seen.within(p.start, p.end)].max())
            rows.setdefault(phones.VISEME[phones.bases(p.label)[0]], []).append((float(loud), jaw))
    centred = [np.array(r) - np.mean(r, axis=0) for r in rows.values() if len(r) > 1]
    if not centred:
        return float("nan")
    loud, jaw = np.concatenate(centred).T
    return float(np.corrcoef(loud, jaw)[0, 1]) if loud.std() > 0 and jaw.std() > 0 else float("nan")


def _mm(metres: Doubles) -> Doubles:
    return metres * 1000


def _share(hits: Iterable[bool | np.bool_]) -> float:
    found = [bool(h) for h in hits]
    return sum(found) / len(found) if found else float("nan")


def _median(values: list[float]) -> float:
    return float(np.median(values)) if values else float("nan")


def _percentile(values: Doubles | list[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if len(values) else float("nan")

"""The ARKit shapes of skin and brows, as displacements in millimetres at weight 1; the left side and the middle.

What each does follows the FACS action unit it stands for (../shared/specs/face-animation.md, "Emotion").
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unisono.render.head.fields import Array, bump, ramp, spot
from unisono.render.head.flesh import Flesh
from unisono.render.head.lips import fullness, slit_height
from unisono.render.head.measures import HINGE, JAW_OPEN, LOWER_LIP, MOUTH_HALF_WIDTH, MOUTH_Y, UPPER_LIP

PRESSED, ROLLED = 1.6, 2.4  # millimetres that the line of the lips goes in when they press, when one rolls in
SEALED = np.array([0.0, -8.5, -0.8])  # millimetres from resting lips to lips closed over an open jaw
SLIDING = 0.7  # 0: each lip keeps to its jaw when that slides, 1: both go halfway and keep to one another
NARROWED = 0.10  # share of its width that a mouth loses as the jaw opens

Shape = Callable[[Flesh], Array]


def jaw(points: Array, share: Array) -> dict[str, Array]:
    """jawOpen, jawForward, jawLeft and jawRight of anything that hangs on the jaw by `share` (N,)."""
    shares = share[:, None]
    return {
        "jawOpen": swung(points, JAW_OPEN * share),
        "jawForward": shares * (0.0, -0.3, 5.0),
        "jawLeft": shares * (6.5, 0.0, 0.0),
        "jawRight": shares * (-6.5, 0.0, 0.0),
    }


def swung(points: Array, angle: Array) -> Array:
    """How points move when they turn about the jaw's hinge by `angle` (N,) radians."""
    y, z = (points - HINGE).T[1:]
    moves = np.zeros_like(points)
    moves[:, 1] = y * np.cos(angle) - z * np.sin(angle) - y
    moves[:, 2] = z * np.cos(angle) + y * np.sin(angle) - z
    return moves


def face(flesh: Flesh) -> dict[str, Array]:
    """Shape -> (N, 3) for skin, lids excepted; of two-sided shapes the left. They add up: each is a straight way."""
    found = {name: shape(flesh) for name, shape in SHAPES.items()}
    found.update(jaw(flesh.points, flesh.jaw + SLIDING * flesh.mouth * (0.5 - flesh.jaw)))
    found["jawOpen"] = swung(flesh.points, JAW_OPEN * flesh.jaw)
    found["jawOpen"][:, 0] -= NARROWED * flesh.mouth * flesh.points[:, 0]
    found["mouthClose"] = flesh.mouth[:, None] * (SEALED - found["jawOpen"])
    return found


def _sum(*terms: tuple[Array, tuple[float, float, float]]) -> Array:
    """Weights (N,) times displacements, added."""
    return np.asarray(sum(weight[:, None] * np.asarray(by) for weight, by in terms))


def left_half(flesh: Flesh) -> Array:
    """1 on the left of the mouth, 0 on the right, together 1."""
    return ramp(-9.0, 9.0, flesh.points[:, 0])


def _face(flesh: Flesh) -> Array:
    """1 on the front of the face, 0 behind, inside, and where lids keep to the eyeball."""
    return ramp(10.0, 45.0, flesh.points[:, 2]) * flesh.outside * (1 - flesh.lid)


def _corner(flesh: Flesh) -> Array:
    """The left corner of the mouth; reaches half over the lips."""
    across = flesh.points[:, 0] / (MOUTH_HALF_WIDTH + 1)
    reach = np.where(across < 1, np.clip(across, 0, 1) ** 2.8, bump(across - 1, 0.72))
    return reach * bump(flesh.above, 19.0) * flesh.outside


def _cheek(flesh: Flesh, x: float, y: float, width: float) -> Array:
    return spot(flesh.points, x, y, width) * _face(flesh)


def _smile(flesh: Flesh) -> Array:
    corner, cheek = _corner(flesh), _cheek(flesh, 40, -36, 19)
    delta = _sum((corner, (8.5, 7.0, -5.0)), (cheek, (1.0, 3.5, 3.5)), (flesh.mouth * left_half(flesh), (0, 0.8, -0.8)))
    delta[:, 1] += 0.16 * _to_line(flesh, flesh.mouth * left_half(flesh))
    return delta


def _frown(flesh: Flesh) -> Array:
    return _sum((_corner(flesh), (0.5, -8.5, -0.5)), (_cheek(flesh, 26, -84, 12), (0.5, -2.5, 1.2)))


def _dimple(flesh: Flesh) -> Array:
    return _sum((_corner(flesh), (4.5, 1.5, -4.0)), (_cheek(flesh, 35, -63, 7), (0.0, 0.0, -2.0)))


def _stretch(flesh: Flesh) -> Array:
    return _sum((_corner(flesh), (8.0, -2.0, -4.5)), (_cheek(flesh, 36, -90, 14), (2.0, -2.5, -0.5)))


def _to_line(flesh: Flesh, weight: Array) -> Array:
    """Up for the lower lip, down for the upper: millimetres that bring the red's border to the line."""
    along = np.clip(flesh.points[:, 0] / MOUTH_HALF_WIDTH, -1, 1)
    full = fullness(along, 0.7)
    return np.asarray(-np.clip(flesh.above, -LOWER_LIP * full, UPPER_LIP * full) * weight)


def _press(flesh: Flesh) -> Array:
    weight = left_half(flesh) * flesh.mouth
    lip = (flesh.upper + flesh.lower) * left_half(flesh)
    delta = _sum((lip, (0.0, 0.0, -PRESSED)), (_corner(flesh), (-0.6, 0.5, -0.6)))
    delta[:, 1] += 0.36 * _to_line(flesh, weight)
    return delta


def _roll(flesh: Flesh, lip: Array) -> Array:
    """The red turns in over the teeth: its border comes to the line, its swell sinks, the line itself hardly moves."""
    swell = 3.4 * np.sin(np.pi * flesh.inner**0.85) + ROLLED * flesh.inner**2
    delta = _sum((lip * swell, (0.0, 0.0, -1.0)))
    delta[:, 1] += 0.62 * _to_line(flesh, lip**0.5)
    return delta


def _roll_lower(flesh: Flesh) -> Array:
    return _roll(flesh, flesh.lower) - _sum((flesh.lower * flesh.inner**2, (0.0, 0.3, 0.0)))  # under the upper one


def _roll_upper(flesh: Flesh) -> Array:
    return _roll(flesh, flesh.upper)


def _shrug_lower(flesh: Flesh) -> Array:
    chin = spot(flesh.points, 0, -95, 16, 12) * _face(flesh)
    return _sum((flesh.lower, (0, 5.5, 2.8)), (flesh.upper, (0, 5.2, 2.0)), (chin, (0, 4.0, 1.5)))


def _shrug_upper(flesh: Flesh) -> Array:
    return _sum((flesh.upper, (0, 4.0, 2.6)), (flesh.lower, (0, 3.9, 1.8)))


def _pucker(flesh: Flesh) -> Array:
    x = flesh.points[:, 0]
    wide = np.minimum(np.abs(x) / MOUTH_HALF_WIDTH, 1.25) ** 2
    delta = _sum((flesh.mouth * (6.5 + 5.0 * wide), (0, 0, 1.0)))
    delta[:, 0] -= 0.46 * x * flesh.mouth
    delta[:, 1] += 2.6 * np.tanh(flesh.above / 12.0) * flesh.mouth
    delta[:, 1] += 1.0 * _rounding(flesh) * (1 - flesh.inner) + 1.3 * _straightened(flesh) - 1.6 * flesh.mouth
    delta[:, 1] += 1.5 * bump(x, 4.5) * flesh.upper * (1 - flesh.inner)  # no notch in the upper lip's red
    return delta


def _straightened(flesh: Flesh) -> Array:
    """Millimetres that bring the line of the lips, corners up and middle down, to one height."""
    along = np.clip(flesh.points[:, 0] / MOUTH_HALF_WIDTH, -1, 1)
    return np.asarray((MOUTH_Y - slit_height(along)) * flesh.mouth)


def _rounding(flesh: Flesh) -> Array:
    """Away from the line of the lips half-way to the corners, so that a narrowed mouth is round and not pointed."""
    along = np.clip(flesh.points[:, 0] / MOUTH_HALF_WIDTH, -1, 1) ** 2
    return np.asarray(np.tanh(flesh.half * 2) * 4 * along * (1 - along) * flesh.mouth)


def _funnel(flesh: Flesh) -> Array:
    x = flesh.points[:, 0]
    wide = np.minimum(np.abs(x) / MOUTH_HALF_WIDTH, 1.25) ** 2
    delta = _sum((flesh.mouth * (5.5 + 3.0 * wide), (0, 0, 1.0)))
    delta[:, 0] -= 0.34 * x * flesh.mouth
    delta[:, 1] += 1.3 * _straightened(flesh)
    return delta + _funnel_parts(flesh)


def _funnel_parts(flesh: Flesh) -> Array:
    delta = _sum((flesh.upper, (0, 2.2, 1.0)), (flesh.lower, (0, -5.0, 1.2)))
    delta[:, 1] += 0.8 * _rounding(flesh)
    return delta


def _mouth_left(flesh: Flesh) -> Array:
    around = np.maximum(flesh.mouth, 0.6 * spot(flesh.points, 6, MOUTH_Y, 40, 22) * _face(flesh))
    rise = around * ramp(-5.0, 30.0, flesh.points[:, 0])
    back = around * ramp(0.0, 30.0, np.abs(flesh.points[:, 0])) * np.sign(flesh.points[:, 0])
    return _sum((around, (8.5, 0, 0)), (rise, (0, 1.5, 0)), (back, (0, 0, -3.5)))


def _lower_down(flesh: Flesh) -> Array:
    weight = flesh.lower * left_half(flesh)
    return _sum((weight, (0.6, -6.5, 0.8)))


def _upper_up(flesh: Flesh) -> Array:
    return _sum((_cheek(flesh, 22, -48, 11), (0.5, 2.5, 1.5))) + _upper_up_parts(flesh)


def _upper_up_parts(flesh: Flesh) -> Array:
    along = np.clip(flesh.points[:, 0] / MOUTH_HALF_WIDTH, -1, 1)
    return _sum((flesh.upper * fullness(along, 0.35) * left_half(flesh), (0.6, 6.4, 0.6)))


def _brow(flesh: Flesh, x: float, width: float) -> Array:
    return spot(flesh.points, x, 28, width, 17) * _face(flesh)


def _brow_down(flesh: Flesh) -> Array:
    here = ramp(-5.0, 5.0, flesh.points[:, 0])
    return _sum((_brow(flesh, 15, 13) * here, (-2.5, -6.5, 1.8)), (_brow(flesh, 34, 14), (-0.8, -4.0, 1.0)))


def _brow_inner_up(flesh: Flesh) -> Array:
    x = flesh.points[:, 0]
    weight = spot(flesh.points, 0, 30, 25, 19) * _face(flesh)
    return _sum((weight, (0, 9.5, 0.5)), (weight * np.tanh(x / 8), (-0.8, 0, 0)))


def _brow_outer_up(flesh: Flesh) -> Array:
    return _sum((_brow(flesh, 47, 25), (0.4, 8.0, -0.8)))


def _cheek_puff(flesh: Flesh) -> Array:
    x = flesh.points[:, 0]
    spots = (spot(flesh.points, 40, -58, 20) + spot(flesh.points, -40, -58, 20)) * ramp(-5, 30, flesh.points[:, 2])
    weight = spots * flesh.outside * (1 - 0.7 * flesh.mouth)
    lip = flesh.mouth * (1 - 0.5 * flesh.inner)
    return _sum((weight * np.tanh(x / 10), (12.0, 0, 0)), (weight, (0, 0, 8.0)), (lip, (0, 0, 1.8)))


def _cheek_squint(flesh: Flesh) -> Array:
    return _sum((_cheek(flesh, 37, -24, 16), (0.4, 5.4, 4.0)))


def _nose_sneer(flesh: Flesh) -> Array:
    here = ramp(-3.0, 5.0, flesh.points[:, 0])
    wing, bridge = _cheek(flesh, 13, -38, 9) * here, _cheek(flesh, 10, -8, 9) * here
    brow = _brow(flesh, 14, 11) * here
    fold = _cheek(flesh, 22, -47, 10) * here
    rest = _sum((wing, (1.6, 6.0, 1.0)), (bridge, (-1.2, 3.0, 2.0)), (brow, (-1.0, -3.0, 0.8)), (fold, (0.6, 3.2, 2.0)))
    return rest + _nose_sneer_parts(flesh)


def _nose_sneer_parts(flesh: Flesh) -> Array:
    return _sum((flesh.upper * left_half(flesh), (0, 2.6, 0.3)))


SHAPES: dict[str, Shape] = {
    "mouthFunnel": _funnel,
    "mouthPucker": _pucker,
    "mouthLeft": _mouth_left,
    "mouthSmileLeft": _smile,
    "mouthFrownLeft": _frown,
    "mouthDimpleLeft": _dimple,
    "mouthStretchLeft": _stretch,
    "mouthRollLower": _roll_lower,
    "mouthRollUpper": _roll_upper,
    "mouthShrugLower": _shrug_lower,
    "mouthShrugUpper": _shrug_upper,
    "mouthPressLeft": _press,
    "mouthLowerDownLeft": _lower_down,
    "mouthUpperUpLeft": _upper_up,
    "browDownLeft": _brow_down,
    "browInnerUp": _brow_inner_up,
    "browOuterUpLeft": _brow_outer_up,
    "cheekPuff": _cheek_puff,
    "cheekSquintLeft": _cheek_squint,
    "noseSneerLeft": _nose_sneer,
}
# What of them parts the lips: pressed lips take it back.
PARTING: dict[str, Shape] = {
    "mouthFunnel": _funnel_parts,
    "mouthUpperUpLeft": _upper_up_parts,
    "mouthLowerDownLeft": _lower_down,
    "noseSneerLeft": _nose_sneer_parts,
}

"""JALI's hard rules, applied last: lips that must meet meet, whatever loudness and emotion want.

Bilabials close the lips, labiodentals bring the lower lip to the upper teeth, sibilants nearly shut the jaw (Edwards
et al. 2016, section 4). Outside a contact the rules fade over the times below; they never move a mouth without reason.
"""

from __future__ import annotations

import numpy as np

from unisono import arkit
from unisono.animate.score import Contact, Gesture
from unisono.animate.visemes import Doubles

# Seconds: rise, rise after a pause, fall. Lips close faster than the jaw. A rise of at most 0.18 s (a contact may start
# 0.06 s before its phone) and a fall of at most 0.15 s stay within the animator's lookahead of 0.25 s.
_JAW_AT_CLOSURE = (0.10, 0.13, 0.10)
_LIPS_AT_CLOSURE = (0.09, 0.09, 0.05)
_BITE = (0.09, 0.09, 0.08)
_HISS = (0.09, 0.09, 0.07)
_FURTHEST = 0.2  # seconds: more than any rise or fall
_SHORTEST = 1e-3  # of a rise or fall
_LIP_SHARE, _JAW_SHARE = 0.65, 0.6  # of the time between two contacts, the most that one may take to open or close

_HISS_JAW = 0.11  # the most a sibilant opens the jaw

_JAW = arkit.INDEX["jawOpen"]


def _row(values: dict[str, float], otherwise: float) -> Doubles:
    row = np.full(len(arkit.NAMES), otherwise)
    for name, value in values.items():
        row[list(arkit.places(name))] = value
    return row


# What a contact leaves of each weight, and adds: rounding and a smile combine with it, what parts the lips does not.
_APART = """
    jawOpen mouthClose mouthUpperUp mouthLowerDown mouthShrugLower mouthShrugUpper mouthRollLower mouthRollUpper
    mouthPress tongueOut
""".split()
_TOUCHING = dict.fromkeys(_APART, 0.0) | {"jawForward": 0.3, "mouthSmile": 0.6}
_SEAL = {
    "mouthFunnel": 0.0,
    "mouthPucker": 0.45,
    "mouthStretch": 0.5,
    "mouthDimple": 0.6,
    "mouthFrown": 0.6,
    "noseSneer": 0.25,
}
_SEAL_KEEPS = _row(_TOUCHING | _SEAL, otherwise=1.0)
_SEAL_ADDS = _row({"mouthPress": 0.42, "mouthRollLower": 0.26, "mouthRollUpper": 0.1}, otherwise=0.0)
_BITE_KEEPS = _row(_TOUCHING | {"mouthFunnel": 0.05, "mouthPucker": 0.3, "noseSneer": 0.5}, otherwise=1.0)
_BITE_ADDS = _row(
    {"jawOpen": 0.05, "mouthUpperUp": 0.45, "mouthShrugLower": 0.22, "mouthRollLower": 0.3}, otherwise=0.0
)


def enforce(
    weights: Doubles, times: Doubles, gestures: list[Gesture], bites: list[Contact], seals: list[Contact]
) -> None:
    """Bend `weights` (T, 52) to the rules at `times` (T,), in place. Bilabials come last: they win."""
    _narrow(weights, times, [g for g in gestures if g.is_sibilant])
    bites, seals = _near(bites, times), _near(seals, times)
    if bites:
        grip = _grip(times, bites, _BITE, _LIP_SHARE)[:, None]
        weights *= 1 - grip * (1 - _BITE_KEEPS)
        weights += grip * _BITE_ADDS
    if seals:
        lips = _grip(times, seals, _LIPS_AT_CLOSURE, _LIP_SHARE)[:, None]
        weights[:, _JAW] *= jaw_left(times, seals)
        weights *= 1 - lips * (1 - _SEAL_KEEPS)
        weights += lips * _SEAL_ADDS


def jaw_left(times: Doubles, seals: list[Contact]) -> Doubles:
    """(T,) 0..1: what closures leave of the jaw at `times` (T,)."""
    seals = _near(seals, times)
    return 1 - _grip(times, seals, _JAW_AT_CLOSURE, _JAW_SHARE) if seals else np.ones(len(times))


def _near(contacts: list[Contact], times: Doubles) -> list[Contact]:
    """Those that act at `times`; the others would tell 0 everywhere."""
    return [c for c in contacts if c.start < times[-1] + _FURTHEST and c.end > times[0] - _FURTHEST]


def _narrow(weights: Doubles, times: Doubles, hisses: list[Gesture]) -> None:
    spans = _near([Contact(g.start, g.end) for g in hisses], times)
    if spans:
        grip = _grip(times, spans, _HISS, _LIP_SHARE)
        jaw = weights[:, _JAW]
        weights[:, _JAW] = jaw + grip * (np.minimum(jaw, _HISS_JAW) - jaw)


def _grip(times: Doubles, contacts: list[Contact], seconds: tuple[float, float, float], share: float) -> Doubles:
    """(T,) 0..1: 1 during a contact, rising before and falling after it.

    `seconds`: rise, rise after a pause, fall; each at most that `share` of the time to the next contact.
    """
    rise, rise_after_pause, fall = seconds
    rows = np.array(
        [
            (
                c.start,
                c.end,
                max(min(rise_after_pause if c.follows_pause else rise, share * c.room_before), _SHORTEST),
                max(min(fall, share * c.room_after), _SHORTEST),
            )
            for c in contacts
        ]
    ).T[:, :, None]  # (4, C, 1)
    start, end, risen, fallen = rows
    before = np.maximum(start - times, 0.0) / risen  # (C, T)
    after = np.maximum(times - end, 0.0) / fallen
    away = np.minimum(before + after, 1.0)
    # Lips leave and meet at speed (slope 1 at the contact) and come to rest smoothly. The product is commutative but
    # not associative to the bit: a contact out of reach gives an exact 1, so the batch does not matter.
    apart: Doubles = (away * (1 + away - away * away)).prod(axis=0)
    return 1 - apart

"""What is wrong with a recording that a voice is to be made from, and what to do about it, a line each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unisono.audio.features import FRAMES
from unisono.speak.likeness import colours, likeness, portrait_of
from unisono.speak.reference import Reference, clipping
from unisono.types import Floats

_NOISY, _DROWNED = 22.0, 12.0  # dB of the voice above its background: from the one on told, from the other on urgent
_ECHOES = 0.45  # seconds of reverberation; dry voices seem to have .2 to .3
_SHORT = 20.0  # seconds of speech
_MUFFLED = 6000.0  # Hz that the voice must reach: less tells too little
_FAINT = 55.0  # dB below the loudest band: nothing is there but what a filter leaves

_DECAY = 12  # frames over which sound dies away
_BANDS = 8  # groups of bands that die away, above 400 Hz
_PIECE = 400  # frames of speech that are one person's, for all we know
_SHARE = 0.25  # of the speech that each of two people has, at least
_UNLIKE = 0.8  # likeness of two people plus the cosine of their portraits, seen from the usual person: at most


@dataclass(frozen=True)
class Verdict:
    """What was measured in a recording."""

    speech: float  # seconds
    above: float  # dB of the voice above its background
    echo: float  # seconds in which sound dies away by 60 dB, about; 0 where that cannot be told
    people: int  # one, or two where parts of it do not sound like one person
    reach: float  # Hz up to which there is sound, whatever the rate of the file
    clipped: tuple[str, ...]  # a note, or none

    def faults(self) -> tuple[str, ...]:
        """A word or two for each."""
        found = {
            "noise": self.above < _NOISY,
            "echo": self.echo > _ECHOES,
            "clipping": bool(self.clipped),
            "two people": self.people > 1,
            "little speech": self.speech < _SHORT,
            "a telephone's sound": self.reach < _MUFFLED,
        }
        return tuple(fault for fault, holds in found.items() if holds)

    def notes(self) -> tuple[str, ...]:
        """For the user; none where all is well."""
        found = [f"{note}: record it again, softer" for note in self.clipped]
        if self.above < _NOISY:
            how = "very noisy" if self.above < _DROWNED else "noisy"
            found.append(
                f"the reference is {how} (the voice is {self.above:.0f} dB above its background): "
                "record it in a quiet room, near the microphone"
            )
        if self.echo > _ECHOES:
            found.append(
                f"the reference echoes (about {self.echo:.1f} s of reverberation): "
                "record it nearer to the microphone, in a room with soft things in it"
            )
        if self.people > 1:
            found.append("there seem to be two people in the reference: if so, cut it down to one of them")
        if self.speech < _SHORT:
            found.append(f"the reference holds {self.speech:.0f} s of speech: half a minute or more is more alike")
        if self.reach < _MUFFLED:
            found.append(
                f"the reference has no sound above {self.reach / 1000:.1f} kHz, as a telephone: "
                "record it anew, with 24000 samples per second or more"
            )
        return tuple(found)


def judged(reference: Reference) -> Verdict:
    """Of the recording as it came, not cleaned."""
    rows = colours(reference.samples, reference.rate)
    loud = reference.loudness > np.percentile(reference.loudness, 95) - 25
    above = _above(reference.loudness)
    return Verdict(
        float(loud.sum()) / FRAMES,
        above,
        reverberation(rows) if above > _DROWNED else 0.0,  # nothing is heard dying away in noise
        people(rows, reference.hertz),
        _reach(reference.samples, reference.rate),
        clipping(reference.samples),
    )


def _above(loudness: Floats) -> float:
    """(T,) dB -> dB of the louder half of the frames above the quietest."""
    power = np.sort(10.0 ** (loudness / 10))
    quiet = power[: max(len(power) // 12, 1)].mean()
    return float(10 * np.log10(power[len(power) // 2 :].mean() / max(quiet, 1e-10)))


def _reach(samples: Floats, rate: int) -> float:
    """Hz where the highest band ends that is ever more than faint, in steps of 500."""
    hop = rate // 100
    if len(samples) < 2 * hop:
        return rate / 2
    frames = np.lib.stride_tricks.sliding_window_view(samples, 2 * hop)[:: 2 * hop] * np.hanning(2 * hop).astype(
        np.float32
    )
    power = np.abs(np.fft.rfft(frames, axis=1)[:, 1:]) ** 2  # from 50 Hz, each 50 Hz
    bands = power[:, : power.shape[1] // 10 * 10].reshape(len(power), -1, 10).mean(axis=2)
    loudest = 10 * np.log10(np.percentile(bands, 99, axis=0) + 1e-12)
    return 500.0 * (1 + int(np.flatnonzero(loudest > loudest.max() - _FAINT)[-1]))


def reverberation(rows: Floats) -> float:
    """(T, 40) of `likeness.colours` -> seconds: the median over all ends of sounds, each at its steepest.

    A band never dies away faster than its room lets it (Ratnam et al. 2003). Of made-up rooms of 0.3, 0.6 and 1 s ten
    voices told 0.31 to 0.42, 0.50 to 0.63 and 0.74 to 0.91; without one 0.21 to 0.38. 0 where nothing dies away.
    """
    if len(rows) < 2 * _DECAY:
        return 0.0
    bands = rows[:, 8:].reshape(len(rows), _BANDS, -1).mean(axis=2)
    bands = (np.concatenate([bands[:1], bands[:-1]]) + bands + np.concatenate([bands[1:], bands[-1:]])) / 3
    along = np.arange(_DECAY) - (_DECAY - 1) / 2
    found: list[float] = []
    for band in bands.T:
        spans = np.lib.stride_tricks.sliding_window_view(band, _DECAY)
        slopes = -FRAMES * (spans @ along) / (along**2).sum()  # nepers of power a second
        low, high = np.percentile(band, (5, 95))
        falls = (np.diff(spans, axis=1) < 0.05).all(axis=1) & (spans[:, -1] > low + 1.5) & (spans[:, 0] > high - 5)
        at = np.flatnonzero(falls)
        ends = np.split(at, np.flatnonzero(np.diff(at) > 3) + 1) if len(at) else []
        found += [float(slopes[end].max()) for end in ends]
    return float(6 * np.log(10) / max(float(np.median(found)), 1.0)) if found else 0.0


def people(rows: Floats, hertz: Floats) -> int:
    """(T, 40) of `likeness.colours` and the pitch of the same frames -> 1, or 2 where two parts are hardly alike.

    Of 138 people one seemed two in half a minute, of 199 pairs 74 % did.
    """
    count = min(len(rows), len(hertz))
    rows, hertz = rows[:count], hertz[:count]
    level = rows.mean(axis=1)
    loud = np.flatnonzero(level > np.percentile(level, 95) - 6) if count else np.zeros(0, np.intp)
    if len(loud) < 3 * _PIECE:
        return 1
    pieces = np.array_split(loud, len(loud) // _PIECE)
    first = _halves(np.stack([portrait_of(rows[piece], hertz[piece]) for piece in pieces]))
    both = [np.concatenate([p for p, is_first in zip(pieces, first, strict=True) if is_first == one]) for one in (0, 1)]
    if min(map(len, both)) < _SHARE * len(loud):
        return 1
    one, other = (portrait_of(rows[part], hertz[part]) for part in both)
    cosine = float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
    return 2 if likeness(one, other) + cosine < _UNLIKE else 1


def _halves(portraits: Floats) -> list[bool]:
    """Which belong to the first of two groups (k-means from the two that are furthest apart, so that none is empty)."""
    away = ((portraits[:, None] - portraits[None]) ** 2).sum(axis=2)
    middles = portraits[list(np.unravel_index(int(away.argmax()), away.shape))]
    for _ in range(10):
        first = np.diff(((portraits[:, None] - middles[None]) ** 2).sum(axis=2))[:, 0] > 0
        if first.all() or not first.any():
            break
        middles = np.stack([portraits[first].mean(axis=0), portraits[~first].mean(axis=0)])
    return [bool(one) for one in first]

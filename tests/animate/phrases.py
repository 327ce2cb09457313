"""Speech whose truth is known, for tests of the face: phone lists with a sound as loud as each phone would be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from unisono import phones
from unisono.stages import Animator
from unisono.types import SILENCE, Floats, Phone, Speech, Take

ENGLISH = (
    "sil p ˈiː t ɚ ɹ ᵻ m ˈɛ m b ɚ d f ˈaɪ v m ˈʌ m b l ɪ ŋ p ˈɑː p s ˈɪ ŋ ɚ z sil b ˌʌ t m aɪ m ˈʌ ð ɚ h ˈuː ʃ oʊ z sil"
)
MANDARIN = (
    "sil p ˈɑ p ɑ m ˈɑ m ɑ pʰ ˈaʊ p ˈu m ˈaɪ pʰ ˈi ŋ k w ˈo sil f ˈə ŋ x ˈə n t ˈɑ ɕ ɥ ˈɛ ʂ ˈʅ s ˈɿ n ˈy tsʰ ˈɤ sil"
)
_SECONDS = {
    "vowel": 0.12,
    "stop": 0.09,
    "affricate": 0.11,
    "nasal": 0.07,
    "fricative": 0.09,
    "approximant": 0.06,
    "silence": 0.3,
}
_LOUDNESS = {"vowel": 0.2, "nasal": 0.08, "approximant": 0.12, "fricative": 0.04, "silence": 0.0003}


def phrase(labels: str | Sequence[str], seconds: Sequence[float] = (), rate: int = 16_000, seed: int = 0) -> Speech:
    """Phones one after another, of usual or given length, with noise as loud as they are; a stop bursts at 70 %."""
    names = labels.split() if isinstance(labels, str) else labels
    manners = [phones.MANNER[phones.bases(name)[0]] for name in names]
    lengths = seconds or [_SECONDS[manner] for manner in manners]
    told, clock = [], 0.0
    for name, length in zip(names, lengths, strict=True):
        release = clock + 0.7 * length if phones.is_stop(name) else None
        told.append(Phone(name, clock, clock + length, release=release))
        clock += length
    return Speech(_noise(told, manners, rate, seed), rate, phones=tuple(told))


def acted(animator: Animator, speech: Speech) -> Take:
    """The take of a whole speech in one piece."""
    return Take.join(animator.animate([speech]))


def times(take: Take) -> NDArray[np.float64]:
    """(T,) seconds of the frames."""
    return np.arange(len(take.face)) / float(take.face.fps)


@st.composite
def phrases(draw: st.DrawFn, least: float = 0.03) -> Speech:
    """Any phones in any order, `least` to 0.25 s each."""
    symbols = st.sampled_from([*phones.VISEME, "p", "b", "m", "f", "v", "aɪ", "oʊ", SILENCE])
    names = draw(st.lists(symbols, min_size=2, max_size=24))
    lengths = draw(st.lists(st.floats(least, 0.25), min_size=len(names), max_size=len(names)))
    return phrase(names, lengths)


def _noise(told: Sequence[Phone], manners: Sequence[str], rate: int, seed: int) -> Floats:
    noise = np.random.default_rng(seed).uniform(-1, 1, round(told[-1].end * rate)).astype(np.float32)
    for phone, manner in zip(told, manners, strict=True):
        burst = phone.start if phone.release is None else phone.release
        noise[round(phone.start * rate) : round(burst * rate)] *= 0.0005
        noise[round(burst * rate) : round(phone.end * rate)] *= _LOUDNESS.get(manner, 0.06)
    return noise

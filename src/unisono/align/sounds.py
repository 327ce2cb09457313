"""The broad classes of sound that moving lips need, fitted to the stand-in voice, whose phones are known."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono import caches, plugins
from unisono.audio.features import mfcc, slopes
from unisono.audio.resample import resample
from unisono.phones import BILABIALS, LABIODENTALS, SIBILANTS, VISEME, bases, is_stop
from unisono.types import SILENCE, Floats, Line, Phone, Speech

# What is told for each class: the phone of it that looks most like the others.
LABELS = (SILENCE, "a", "ɛ", "i", "o", "u", "ə", "s", "ʃ", "f", "t", "p", "m", "n", "l", "h")
FEATURES = 27  # 13 cepstra, their slopes, the level above the noise
HZ = {"wide": 16000, "narrow": 8000}  # a telephone has no sound above 4 kHz, so it has Gaussians of its own

# The apical vowels of 知 and 资 keep the mouth of their fricative; told as ɛ, they drew the high voice's a with them.
_OF_VISEME = {
    "aa": "a", "E": "ɛ", "I": "i", "O": "o", "U": "u", "Y": "u", "AX": "ə", "AP": "s",
    "RR": "l", "DD": "l", "nn": "n", "kk": "h", "HH": "h", "TH": "f", "FF": "f",
}  # fmt: skip
_SAID = (
    ("en", "The quick brown fox jumps over the lazy dog, and then it sleeps for a while."),
    ("en", "She had your dark suit in greasy wash water all year."),
    ("en", "Do you think that five measures of pure joy are enough to move both of us?"),
    ("en", "My mother bought a pair of blue shoes; my father, a big map of the moon."),
    ("en", "Please show me how to choose between oil and vinegar, or go home now."),
    ("en", "Hello, how are you? We were away at the beach, watching the warm waves."),
    ("zh", "今天天气很好，我们一起去公园散步吧。"),
    ("zh", "妈妈买了八个包子，爸爸跑步去图书馆。"),
    ("zh", "知识就是力量，学习使人进步，坚持才能胜利。"),
    ("zh", "月亮出来了，星星在天空中闪闪发光。"),
    ("zh", "请问，去火车站怎么走？从这儿往前走，再往右拐。"),
    ("zh", "朋友们都说普通话，不过有的人说得非常快。"),
)
_STRETCH = (0.88, 1.0, 1.12)  # shorter and longer throats than the stand-in's two
_NOISE = (-62.0, -45.0)  # dB below full scale: rooms are not as silent as the stand-in


@dataclass(frozen=True, eq=False)
class Sounds:
    """A Gaussian for each of LABELS, all of one covariance (linear discriminants), and where normalisation starts.

    One covariance for all: with one each, the widest class takes every sound that is unlike the stand-in's.
    """

    weight: Floats  # (FEATURES, K)
    bias: Floats  # (K,)
    start: Floats  # (13,) mean cepstrum of speech

    def score(self, features: Floats) -> Floats:
        """(T, FEATURES) -> (T, K) log density of each class, up to what they share."""
        return np.asarray(features @ self.weight + self.bias, np.float32)


class Running:
    """Features of sound as it comes: cepstra less their running mean, slopes, and the level above the running noise.

    All is causal but the slope, which looks two frames ahead; so the features do not depend on how the sound was cut.
    """

    def __init__(self, start: Floats) -> None:
        self._mean = start.astype(np.float64)
        self._loud = float(start[0]) - _RANGE / 4
        self._noise = float(start[0]) - _RANGE / 2
        self._heard = _TRUST  # frames of speech that the mean stands for
        self._rows: list[NDArray[np.float64]] = []
        self._levels: list[float] = []

    def feed(self, cepstra: Floats) -> Floats:
        """(T, 13) further frames -> (T', FEATURES): those whose slopes are certain, two frames later."""
        for row in cepstra.astype(np.float64):
            self._follow(row)
            for _ in range(1 if self._rows else 3):  # the first frame stands for what was before it
                self._rows.append(row - self._mean)
                self._levels.append(row[0] - self._noise)
        return self._certain()

    def finish(self) -> Floats:
        """The last two frames."""
        if self._rows:
            self._rows += self._rows[-1:] * 2
            self._levels += self._levels[-1:] * 2
        return self._certain()

    def _follow(self, row: NDArray[np.float64]) -> None:
        level = float(row[0])
        self._loud = max(level, self._loud - _FADE)
        self._noise = level if level < self._noise else min(self._noise + _FADE, self._loud - _LEAST)
        if level > self._noise + 0.5 * (self._loud - self._noise):
            self._heard = min(self._heard + 1, _MEMORY)
            self._mean += (row - self._mean) / self._heard

    def _certain(self) -> Floats:
        count = max(len(self._rows) - 4, 0)
        rows = np.array(self._rows).reshape(-1, 13)
        level = np.array(self._levels[2 : 2 + count])[:, None]
        found = np.concatenate([rows[2 : 2 + count], slopes(rows), level], axis=1)
        del self._rows[:count], self._levels[:count]
        return np.asarray(found, np.float32)


# In units of c0, the orthonormal DCT's: 1 dB is 0.23 nepers of power times sqrt(26).
_DB = 0.2303 * np.sqrt(26)
_RANGE, _LEAST, _FADE = 40 * _DB, 15 * _DB, 0.03 * _DB  # loud above noise at first, and at least; dB a frame
_TRUST, _MEMORY = 10, 300  # frames


def sounds(band: str) -> Sounds:
    """The Gaussians of a band, "wide" or "narrow": fitted at first use (some seconds), then kept in the cache."""
    fit = (LABELS, _OF_VISEME, _SAID, _STRETCH, _NOISE, FEATURES, VERSION, version("unisono"))
    key = hashlib.sha256(repr(fit).encode()).hexdigest()[:12]
    place = caches.folder() / f"ear-{band}-{key}.npz"
    # A cache that is absent, cut short or of another make is made anew; numpy tells them by all of these.
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with np.load(place) as kept:
            return Sounds(kept["weight"], kept["bias"], kept["start"])
    fitted = _fitted(HZ[band])
    _keep(fitted, place)
    return fitted


VERSION = 2  # of the fit: raise it when features, fit or the stand-in's reading change between releases


def _keep(fitted: Sounds, place: Path) -> None:
    """Written aside and renamed, so that nobody reads half of it; a cache that cannot be written costs time only."""
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory(dir=place.parent) as aside:
        whole = Path(aside) / place.name
        np.savez(whole, weight=fitted.weight, bias=fitted.bias, start=fitted.start)
        whole.replace(place)


def _fitted(hz: int) -> Sounds:
    spoken = [(mfcc(sound, hz), classes) for sound, classes in _lessons(hz)]
    start = np.concatenate([cepstra[classes > 0] for cepstra, classes in spoken]).mean(0, np.float32)
    random = np.random.default_rng(0)
    features = [_heard(cepstra + _ROOM * random.standard_normal(13, np.float32), start) for cepstra, _ in spoken]
    return _discriminants(np.concatenate(features), np.concatenate([classes for _, classes in spoken]), start)


def _heard(cepstra: Floats, start: Floats) -> Floats:
    running = Running(start)
    return np.concatenate([running.feed(cepstra), running.finish()])


def _discriminants(features: Floats, classes: NDArray[np.intp], start: Floats) -> Sounds:
    """Fisher 1936: class means and the covariance within classes -> linear scores."""
    x = features.astype(np.float64)
    means = np.stack([x[classes == k].mean(0) for k in range(len(LABELS))])
    within = np.cov((x - means[classes]).T) + 1e-3 * np.eye(FEATURES)
    weight = np.linalg.solve(within, means.T)
    bias = -0.5 * np.sum(means.T * weight, axis=0)
    return Sounds(*(np.asarray(part, np.float32) for part in (weight, bias, start)))


_ROOM = np.array([6.0] + [1.5] * 12, np.float32)  # how far a microphone and a room move a mean cepstrum


def _lessons(hz: int) -> Iterator[tuple[Floats, NDArray[np.intp]]]:
    """(sound, class of each 10 ms): the sentences in both voices, with throats of several lengths, in noise."""
    synthesizer: Any = plugins.load("synthesizer", "stand-in")
    random = np.random.default_rng(0)
    for number, (language, text) in enumerate(_SAID):
        for voice in synthesizer.voices():
            said = Speech.join(synthesizer.speak(Line(text, language), voice))
            stretch = _STRETCH[number % len(_STRETCH)]
            sound = resample(said.samples, round(said.rate / stretch), hz)
            noise = 10 ** (_NOISE[number % len(_NOISE)] / 20)
            sound = sound + noise * random.standard_normal(len(sound)).astype(np.float32)
            yield np.asarray(sound, np.float32), _classes(said, stretch, -(-len(sound) * 100 // hz))


def _classes(said: Speech, stretch: float, frames: int) -> NDArray[np.intp]:
    at = (np.arange(frames) + 0.5) / 100 / stretch
    edges = np.array([p.start for p in said.phones])
    which = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(edges) - 1)
    return np.array([LABELS.index(_class(said.phones[i], t)) for i, t in zip(which, at, strict=True)], np.intp)


def _class(phone: Phone, at: float) -> str:
    """The class of a phone at a time: a stop is closed until it bursts; a diphthong is one half, then the other."""
    if phone.label == SILENCE:
        return SILENCE
    plain = bases(phone.label)
    symbol = plain[min(int((at - phone.start) / max(phone.end - phone.start, 1e-6) * len(plain)), len(plain) - 1)]
    if is_stop(phone.label) and (phone.release is None or at < phone.release):
        return "p" if symbol in BILABIALS else "t"
    if symbol in ("s", "z", "ts", "dz"):
        return "s"
    if symbol in SIBILANTS:
        return "ʃ"
    if symbol in BILABIALS:
        return "m" if symbol == "m" else "h"
    if symbol in LABIODENTALS:
        return "f"
    if is_stop(phone.label):
        return "h"
    if symbol == "ŋ":
        return "n"
    return _OF_VISEME[VISEME[symbol]]

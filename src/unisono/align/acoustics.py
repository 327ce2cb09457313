"""How well each moment of a sound fits each state of each unit: spectra, the net, and its priors divided out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from unisono.align import adapt
from unisono.align.net import Net, Weights
from unisono.align.spectra import USUAL, Mean, Normaliser, Spectra, mean_of, normalised, spectra
from unisono.align.units import FILLER, STATES, UNITS
from unisono.types import Floats, Ints

LOOKAHEAD = 0.065  # seconds of sound that a frame waits for, beyond its own 10 ms
BEGINNING = 60  # seconds of a recording that tell its mean
BLOCK = 20  # seconds worked on at once, so that memory does not grow with the length of the sound

_FILLER = slice(UNITS.index(FILLER) * STATES, (UNITS.index(FILLER) + 1) * STATES)
_SPOKEN = slice(_FILLER.stop, None)  # silence, noise and filler come first


@dataclass(frozen=True, eq=False)
class Acoustics:
    """The net with the prior of each state; how a sound's running mean begins, where it is known."""

    weights: Weights
    prior: Floats  # (J,) log share of the training frames
    start: Mean | None = None

    def scores(self, samples: Floats, rate: int) -> Floats:
        """(N,) sound, -1..1, at any rate -> (T, J) log likelihood of every state, up to a constant a frame.

        T = ceil(N / rate * 100); frame t is centred on (t + 0.5) * 10 ms; J = len(UNITS) * STATES, unit by unit.
        """
        stream = self.begun(samples, rate).stream(rate)
        rows = [stream.feed(samples[at : at + BLOCK * rate]) for at in range(0, len(samples), BLOCK * rate)]
        return np.concatenate([*rows, stream.finish()])

    def begun(self, samples: Floats, rate: int) -> Acoustics:
        """The same for a recording of which (the first minute of) the sound is known: its mean is known beforehand."""
        return replace(self, start=mean_of(spectra(samples[: BEGINNING * rate], rate)))

    def adapted(self, samples: Floats, rate: int, states: Ints) -> Acoustics:
        """The same for the speaker of this sound, best a minute or more of it, begun with its mean.

        `states`: (T,) column of `scores` that the search found for each frame; -1 where it is not sure.
        """
        begun = self.begun(samples, rate)
        net = Net(self.weights)
        rows = normalised(spectra(samples, rate), begun.start)
        frames = np.concatenate([net.climb(rows), net.climb_rest()])
        return replace(begun, weights=replace(self.weights, out=adapt.last_layer(self.weights.out, frames, states)))

    def stream(self, rate: int) -> Stream:
        """For sound that comes piece by piece."""
        return Stream(self, rate)

    def likelihoods(self, posteriors: Floats) -> Floats:
        """(T, J) log posteriors -> log likelihoods up to a constant a frame; the filler is as good as any sound."""
        found = posteriors - self.prior
        if len(found):
            found[:, _FILLER] = found[:, _SPOKEN].max(axis=1, keepdims=True)
        return np.asarray(found, np.float32)


class Stream:
    """Scores of sound as it comes; however it is cut, the frames are the same (to the rounding of sums)."""

    def __init__(self, acoustics: Acoustics, rate: int) -> None:
        self._acoustics = acoustics
        self._spectra, self._normaliser = Spectra(rate), Normaliser(acoustics.start or USUAL)
        self._net = Net(acoustics.weights)

    def feed(self, samples: Floats) -> Floats:
        """(N,) further samples -> (T, J) log likelihoods of the frames that are certain now."""
        rows = self._normaliser.feed(self._spectra.feed(samples))
        return self._acoustics.likelihoods(self._net.feed(rows))

    def finish(self) -> Floats:
        """The last frames. Once, at the end."""
        rows = self._normaliser.feed(self._spectra.finish())
        return self._acoustics.likelihoods(np.concatenate([self._net.feed(rows), self._net.finish()]))


@lru_cache(maxsize=1)
def load() -> Acoustics:
    """The acoustics in the package; see align/data/README.md for what they were trained on."""
    with (files("unisono.align") / "data" / "acoustics.npz").open("rb") as file, np.load(file) as arrays:
        return Acoustics(Weights.of(arrays), np.asarray(arrays["prior"], np.float32))

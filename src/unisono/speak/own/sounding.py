"""A plan as sound: the decoder's mel through the vocoder."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unisono.speak.own.net import Net
from unisono.speak.own.plan import Plan
from unisono.speak.own.vocoder import Vocoder
from unisono.types import Floats

# A mel that is told by its middle moves less than speech does: times as much, about the middle of speech, which lies so
# many deviations above that of all frames. Measured by likeness and DNSMOS of voices that were never learnt.
_LIVELIER, _MIDDLE = 1.15, 0.5
_LOUD = 0.7  # natural logarithm of what a voice at the level of training is raised by: speech at -20 dB


def sound(net: Net, plan: Plan) -> Iterator[Floats]:
    """Samples of a plan as they are certain; `net`: the speaker's."""
    vocoder = Vocoder()
    done = 0
    middle = net.scale.mel + np.float32(_MIDDLE * net.scale.spread)
    for mel, voicing in net.decode(plan.encoded, plan.sound, plan.tracks, plan.contour, plan.condition):
        part = slice(done, done + len(mel))
        done += len(mel)
        lively = middle + np.float32(_LIVELIER) * (mel - middle)
        yield vocoder.feed(lively + (plan.gain[part, None] + _LOUD), np.exp(plan.contour[part]), voicing)
    yield vocoder.finish()

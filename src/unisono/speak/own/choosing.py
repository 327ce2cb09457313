"""Which of several ways to have a speaker's voice is best: each says a sentence, and is heard out.

How clear it is our aligner says, which is how sure it is of the words; how alike, the portraits of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unisono.speak.fitting import fitted
from unisono.speak.likeness import likeness, portrait
from unisono.speak.own.mels import RATE
from unisono.speak.own.net import Net
from unisono.speak.own.plan import planned
from unisono.speak.own.sounding import sound
from unisono.speak.own.speaker import Speaker
from unisono.types import Floats, Line, Speech

_SENTENCES = {
    "en": "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow, which boys chase.",
    "zh": "北风和太阳正在争论谁比较有本事，他们看到有个人走过，那个人穿着一件斗篷。",
}
_CLEAR, _ALIKE = 0.75, 0.45  # sureness of words, likeness: a voice that has both needs no other beside it
_UNCLEAR = 3.0  # cost of a step of 1 in clearness, below _CLEAR
_BETTER = 0.17  # by so much a voice must cost less than the one before it, which has learnt more


@dataclass(frozen=True)
class Heard:
    """A voice that was heard out."""

    alike: float  # 0..1, see `likeness`
    clear: float  # 0..1

    @property
    def cost(self) -> float:
        """By which they are compared: how far from the recording's portrait, and how hard to follow."""
        return float(np.sqrt(-np.log(max(self.alike, 1e-9)))) + _UNCLEAR * max(_CLEAR - self.clear, 0.0)


def best(net: Net, speakers: Sequence[Speaker], like: Floats, language: str) -> tuple[int, Heard]:
    """Number and sound of the first that is good, or else of the best. `like`: the portrait of the recording."""
    every: list[Heard] = []
    for speaker in speakers:
        every.append(heard_out(net, speaker, like, language))
        if every[-1].clear >= _CLEAR and every[-1].alike >= _ALIKE:
            return len(every) - 1, every[-1]
    at = min(range(len(every)), key=lambda at: every[at].cost + _BETTER * at)
    return at, every[at]


def heard_out(net: Net, speaker: Speaker, like: Floats, language: str) -> Heard:
    """A sentence of five seconds in `language`, "zh" or "en"."""
    line = Line(_SENTENCES[language], language)
    own = speaker.net(net)
    samples = np.concatenate(list(sound(own, planned(own, speaker, line))))
    clear = fitted(Speech(samples, RATE), line.text, language).sure
    return Heard(likeness(portrait(samples, RATE), like), clear)

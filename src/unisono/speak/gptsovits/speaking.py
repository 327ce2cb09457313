"""One phrase: tokens are drawn, sounded and heard chunk by chunk; what is wrong is drawn anew before it leaves.

The aligner hears each chunk. Sound that it has found to be the text leaves with its phones; where it hears something
else, what follows the last right word is drawn again with another seed, behind the tokens that were right. After
some tries the one that came furthest is said to its end, whatever is heard.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

import numpy as np

from unisono.speak.gptsovits.decoding import END, OFFICIAL, Choice, decode
from unisono.speak.gptsovits.guards import TRIES, loop
from unisono.speak.gptsovits.hearing import Fault, Heard, Hearer
from unisono.speak.gptsovits.nets import STREAMING, Nets
from unisono.speak.gptsovits.pace import limits
from unisono.speak.gptsovits.phrases import Phrase
from unisono.speak.gptsovits.reading import Read, behind
from unisono.speak.gptsovits.sounded import Sounded
from unisono.speak.gptsovits.state import Manner
from unisono.speak.gptsovits.streaming import chunk
from unisono.speak.gptsovits.telling import Telling
from unisono.types import Floats, Speech

_FADE = 0.01  # seconds in which sound that is cut off falls silent
_CLEAR = 0.5  # sureness of the words, 0..1, of a phrase that may be shorter than expected
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Try:
    """One that went wrong."""

    said: int  # words that were right
    tokens: tuple[int, ...]
    ended: bool  # the net had ended it


class Speaking:
    """A phrase as far as it was said. `chunks` says it, once."""

    def __init__(
        self,
        nets: Nets,
        manner: Manner,
        phrase: Phrase,
        read: Read,
        seed: int,
        choice: Choice = OFFICIAL,
        tries: int = TRIES,
    ) -> None:
        """`tries`: so often it is drawn at the most; with none the first stays, whatever is heard."""
        self._count = tries
        self._nets, self._text, self._seed, self._choice = nets, phrase.text, seed, choice
        self._piece = replace(behind(manner.phones, manner.bert, read), prompt=manner.tokens)
        self._limits = limits(read.phones, manner.phones, manner.tokens)
        sounding = nets.sounding(manner.heard, read.phones, speed=phrase.speed, seed=seed)
        self._sounded = Sounded(sounding, nets.rate, phrase.speed)
        self._hearer = Hearer(phrase.words, phrase.language, nets.rate)
        self._telling = Telling(nets.rate)
        self._tokens: list[int] = []
        self._tries: list[_Try] = []

    def chunks(self) -> Iterator[Speech]:
        """Its sound with phones and words, from offset 0 on."""
        for number in range(self._count):
            fault = yield from self._said(number)
            if fault is None:
                return
            self._back(fault, number)
        if self._tries:
            yield from self._best()
        else:
            yield from self._said(0, guarded=False)

    def _said(
        self, number: int, guarded: bool = True, most: int | None = None
    ) -> Generator[Speech, None, Fault | None]:
        """Draws on to the end, or `most` tokens in all; what was wrong, where it is `guarded`."""
        ended = False
        for token in self._drawn(number, most or self._limits.most):
            ended = token == END
            if ended:
                break
            self._tokens.append(token)
            if self._goes_round():
                break
            if self._is_due():
                heard = self._heard(False, guarded)
                if heard.fault and heard.fault.over:
                    break
                if heard.fault and guarded:
                    return self._kept(heard.fault, heard.said, ended)
                yield from self._telling.tell(self._sounded.sound, heard.phones, heard.words)
        heard = self._heard(True, guarded)
        fault = self._fault(heard, ended)
        if fault and guarded and not fault.over:
            return self._kept(fault, heard.said, ended)
        yield from self._rest(heard)
        return None

    def _drawn(self, number: int, most: int) -> Iterator[int]:
        """Further tokens up to so many in all, and END where the net ends."""
        said = len(self._tokens)
        prompt = np.concatenate([self._piece.prompt, np.array(self._tokens, np.int64)])
        piece = replace(self._piece, prompt=prompt, limit=most - said, said=said)
        seed = int(np.random.SeedSequence([self._seed, number]).generate_state(1)[0])
        return (token for _, token in decode(self._nets.gpt, [piece], self._choice, [seed]))

    def _goes_round(self) -> bool:
        """Whether the tokens are in a loop; then all but its beginning is taken back, as far as it has not left."""
        begin = loop(self._tokens)
        if begin is None:
            return False
        _LOG.info("%r: the tokens go round in a circle after %d; cut off there", self._text, begin)
        self._keep(begin)
        return True

    def _is_due(self) -> bool:
        so_far = self._sounded.tokens
        return self._nets.version in STREAMING and len(self._tokens) - so_far >= chunk(so_far)

    def _heard(self, ended: bool, doubting: bool = True) -> Heard:
        if len(self._tokens) > self._sounded.tokens:
            self._sounded.push(self._tokens)
        sound = self._sounded.sound
        return self._hearer.hear(sound if ended else sound[: len(sound) - self._sounded.overlap], ended, doubting)

    def _fault(self, heard: Heard, ended: bool) -> Fault | None:
        """What is wrong with a phrase that came to its end."""
        count = len(self._tokens)
        if heard.fault and not ended and not heard.fault.over:
            return replace(heard.fault, reason=f"no end after {count} tokens, and {heard.fault.reason}")
        if not heard.fault and count < self._limits.least and heard.sure < _CLEAR:
            return Fault(f"over after {count} tokens; expected were {self._limits.least} or more", 0.0, 0.0)
        return heard.fault

    def _rest(self, heard: Heard) -> Iterator[Speech]:
        """All that is left to tell; what comes after the last word is cut off where it is no pause."""
        sound, phones, words = self._sounded.sound, heard.phones, heard.words
        if heard.fault and heard.fault.over:
            _LOG.info("%r: after its last word, %s; cut off there", self._text, heard.fault.reason)
            edge = max(heard.fault.start, self._telling.left / self._nets.rate)
            sound = _faded(sound[: round(edge * self._nets.rate)], round(_FADE * self._nets.rate))
            phones = tuple(phone for phone in phones if phone.end <= edge + 1e-6)
            words = tuple(word for word in words if word.end <= edge + 1e-6)
        yield from self._telling.tell(sound, phones, words)

    def _kept(self, fault: Fault, said: int, ended: bool) -> Fault:
        self._tries.append(_Try(said, tuple(self._tokens), ended))
        return fault

    def _back(self, fault: Fault, number: int) -> None:
        """To where all was right; where the try before came as far, to what has left: its beginning may be wrong."""
        stuck = number > 0 and self._tries[-1].said <= self._tries[-2].said
        self._keep(0 if stuck else self._sounded.until(round(fault.start * self._nets.rate)))
        told = (self._text, fault.reason, len(self._tokens), number + 1, self._count)
        _LOG.info("%r: %s; what follows token %d is drawn anew (try %d of %d failed)", *told)

    def _keep(self, count: int) -> None:
        """So many tokens, or more where more have left."""
        count = max(count, self._fixed())
        self._sounded.back(count)
        del self._tokens[count:]

    def _fixed(self) -> int:
        """Tokens without which the next chunk could not be joined to what has left."""
        if not self._telling.left:
            return 0
        edge = self._telling.left + self._sounded.overlap
        count = self._sounded.until(edge)
        return count + (self._sounded.end_of(count) < edge)

    def _best(self) -> Iterator[Speech]:
        """Of the tries that begin as what has left does, the one that said most, to its end."""
        fixed = self._fixed()
        self._keep(fixed)
        begun = tuple(self._tokens)
        best = max((one for one in self._tries if one.tokens[:fixed] == begun), key=lambda one: one.said)
        self._tokens = list(best.tokens)
        told = (self._text, self._count, best.said, self._hearer.count)
        _LOG.warning("%r: none of %d tries was right; the best is kept, with %d of %d words up to its fault", *told)
        if best.ended:
            yield from self._rest(self._heard(ended=True))
        else:
            yield from self._said(self._count, guarded=False, most=self._limits.usual)


def _faded(sound: Floats, count: int) -> Floats:
    """The same with its last `count` samples falling to nothing."""
    faded = sound.copy()
    count = min(count, len(sound))
    faded[len(sound) - count :] *= np.linspace(1, 0, count, dtype=np.float32)
    return faded

"""Nets that play a tape: tokens are 40 ms slices of real sound, and what is drawn is scripted.

So whatever a net may do wrong (leave out, repeat, go on, stop, leak) is sound that our real aligner hears.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono.audio.resample import resample
from unisono.speak.gptsovits.decoding import END, Piece, Reading, Tokens
from unisono.speak.gptsovits.engine import GptSovits
from unisono.speak.gptsovits.nets import REFERENCE, STREAMING, Prompt, State
from unisono.speak.gptsovits.reading import Reader
from unisono.speak.gptsovits.state import ENGINE, USUAL, Manner, pack
from unisono.speak.gptsovits.vocabulary import Vocabulary
from unisono.speak.own.engine import Own
from unisono.types import Floats, Line, Speech, Voice

EACH = 1280  # samples of a token
PRINT = "5e" * 16


@dataclass(frozen=True)
class Slip:
    """Where a try leaves the tape: after token `at` comes token `to`; once, or every time."""

    at: int
    to: int
    always: bool = False


@dataclass
class Tape:
    """Texts and their tokens; a `Net` too. `slips`: of each read of a text, the last one's for further reads."""

    sound: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    places: dict[tuple[int, ...], range] = field(default_factory=dict)  # phones -> tokens
    slips: Sequence[Sequence[Slip]] = ()
    pieces: list[Piece] = field(default_factory=list)  # that were read
    drawn: list[int] = field(default_factory=list)  # tokens, of all of them

    def record(self, samples: Floats) -> range:
        """Further sound at 32 kHz -> its tokens."""
        begin = len(self.sound) // EACH
        count = len(samples) // EACH
        self.sound = np.concatenate([self.sound, samples[: count * EACH]])
        assert begin + count <= END, "the tape is full: 41 s"
        return range(begin, begin + count)

    def read(self, pieces: Sequence[Piece]) -> Reading:
        assert len(pieces) == 1
        piece = pieces[0]
        slips = self.slips[min(len(self.pieces), len(self.slips) - 1)] if self.slips else ()
        self.pieces.append(piece)
        phones = tuple(piece.phones.tolist())
        said = max((one for one in self.places if phones[len(phones) - len(one) :] == one), key=len)
        return _Playing(self.places[said], int(piece.prompt[-1]) if piece.said else -1, list(slips), self.drawn)


class _Playing:
    """One try."""

    def __init__(self, place: range, last: int, slips: list[Slip], drawn: list[int]) -> None:
        self._place, self._last, self._slips, self._drawn = place, last, slips, drawn

    @property
    def logits(self) -> Floats:
        row = np.zeros((1, END + 1), np.float32)
        row[0, self._next()] = 100
        return row

    def step(self, tokens: Tokens) -> None:
        if (slip := self._slip()) and not slip.always:
            self._slips.remove(slip)
        self._last = int(tokens[0])
        self._drawn.append(self._last)

    def keep(self, rows: NDArray[np.intp]) -> None:
        raise AssertionError("one piece at a time")

    def _slip(self) -> Slip | None:
        return next((slip for slip in self._slips if slip.at == self._last), None)

    def _next(self) -> int:
        if slip := self._slip():
            return slip.to
        if self._last < 0:
            return self._place.start
        return self._last + 1 if self._last + 1 != self._place.stop else END


class _Sounding:
    """As of v1 to v2ProPlus; `whole`: as of v3 and v4."""

    def __init__(self, sound: Floats, whole: bool) -> None:
        self._sound, self._whole, self._said = sound, whole, 0
        self.overlap = 0 if whole else 2 * EACH

    def push(self, tokens: Tokens) -> Floats:
        assert END not in tokens
        whole = np.concatenate([self._sound[token * EACH : (token + 1) * EACH] for token in tokens])
        if self._whole:
            return whole
        assert len(tokens) > self._said, "more tokens are expected"
        chunk = whole[max(self._said * EACH - self.overlap, 0) :]
        self._said = len(tokens)
        return chunk

    def back(self, count: int) -> None:
        self._said = min(self._said, count)


@dataclass
class TapeNets:
    """`Nets` around a tape. Their BERT tells nothing."""

    gpt: Tape = field(default_factory=Tape)
    version: str = "v2"
    rate: int = REFERENCE
    print: str = PRINT
    manners: list[State] = field(default_factory=list)  # that were spoken in
    speeds: list[float] = field(default_factory=list)

    def bert(self, ids: Tokens) -> Floats:
        return np.zeros((len(ids), 1024), np.float32)

    def tokens(self, sound: Floats) -> Tokens:
        raise AssertionError("nothing is enrolled")

    def heard(self, sounds: Sequence[Floats], prompt: Prompt | None = None) -> dict[str, NDArray[Any]]:
        raise AssertionError("nothing is enrolled")

    def sounding(self, state: State, phones: Tokens, *, speed: float = 1.0, **options: Any) -> _Sounding:
        self.manners.append(state)
        self.speeds.append(speed)
        return _Sounding(self.gpt.sound, self.version not in STREAMING)


@dataclass
class Stage:
    """An engine on a tape, and a voice whose prompt is on it."""

    nets: TapeNets = field(default_factory=TapeNets)
    said: dict[str, range] = field(default_factory=dict)  # text -> tokens

    def __post_init__(self) -> None:
        self.reader = Reader(self.nets, lambda: Vocabulary({"[CLS]": 0, "[SEP]": 1, "[UNK]": 2}))
        self.engine = GptSovits(reader=self.reader)

    def record(self, text: str, language: str, sound: Speech | None = None) -> range:
        """`text` in our own voice, or as it was recorded."""
        sound = sound or own(text, language)
        tokens = self.nets.gpt.record(resample(sound.samples, sound.rate, REFERENCE))
        self.nets.gpt.places[tuple(self.reader.read(text, language).phones.tolist())] = tokens
        self.said[text] = tokens
        return tokens

    def manner(self, text: str, language: str, heard: State | None = None) -> Manner:
        """Of a prompt that was recorded."""
        read = self.reader.read(text, language)
        tokens = np.array(self.said[text], np.int64)
        return Manner(tokens, read.phones, read.bert, text, language, heard or {})

    def voice(self, usual: Manner, **feelings: Manner) -> Voice:
        return Voice("tape", ENGINE, pack(PRINT, {USUAL: usual, **feelings}))


def own(text: str, language: str) -> Speech:
    """A text as our own first voice of that language says it."""
    engine = Own()
    voices: Mapping[str, Voice] = {voice.name: voice for voice in engine.voices()}
    voice = voices["LJ" if language == "en" else "SSB0139"]
    return Speech.join(engine.speak(Line(text, language), voice))

"""An engine that knows few languages, and the stand-in, who speaks the others at the same pitch, pace and rate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

from unisono import plugins
from unisono.audio.resample import Resampler
from unisono.errors import SoundError, TextError
from unisono.stages import Feeling, Synthesizer
from unisono.text import front
from unisono.types import Line, Phone, Span, Speech, Voice

_S = TypeVar("_S", bound=Span)

# What the stand-in hears of a voice, to follow its pitch and pace.
_HEARD = {"zh": "今天我们一起读书，明天再见。", "en": "Today we read a book together, and tomorrow we meet again."}


def understudied(lead: Synthesizer) -> Synthesizer:
    """The engine with the stand-in beside it, unless it knows all that the stand-in's front ends read."""
    if set(front.LANGUAGES) <= set(lead.languages):
        return lead
    return Understudied(lead, plugins.load("synthesizer", "stand-in"))


@dataclass
class Understudied:
    """Lines in a language of `lead` are its own; `stand_in` speaks the others. A synthesizer like any."""

    lead: Synthesizer
    stand_in: Synthesizer
    took: set[str] = field(default_factory=set)  # languages that the stand-in spoke so far
    _likeness: tuple[Voice, Voice] | None = None  # the last voice, and the stand-in's for it

    def __post_init__(self) -> None:
        self.rate, self.about, self.clones = self.lead.rate, self.lead.about, self.lead.clones
        if isinstance(self.lead, Feeling):
            self.felt = self.lead.felt
        self.languages = (*self.lead.languages, *(x for x in self.stand_in.languages if x not in self.lead.languages))

    @property
    def version(self) -> str:
        """The lead's."""
        return self.lead.version

    def voices(self) -> tuple[Voice, ...]:
        """The lead's."""
        return self.lead.voices()

    def enroll(self, reference: Speech, text: str | None = None) -> Voice:
        """As the lead does."""
        return self.lead.enroll(reference, text)

    def speak(self, line: Line, voice: Voice) -> Iterator[Speech]:
        """As whoever speaks the line's language does."""
        language = _language(line, self.languages)
        if language in self.lead.languages:
            return self.lead.speak(line, voice)
        self.took.add(language)
        return _resampled(self.stand_in.speak(line, self._like(voice)), self.rate)

    def _like(self, voice: Voice) -> Voice:
        """The stand-in's voice for what the lead's sounds like."""
        if self._likeness is None or self._likeness[0] is not voice:
            self._likeness = (voice, self._enrolled(voice))
        return self._likeness[1]

    def _enrolled(self, voice: Voice) -> Voice:
        for language in filter(_HEARD.get, self.lead.languages):
            with suppress(SoundError):  # a voice without pitch
                return self.stand_in.enroll(Speech.join(self.lead.speak(Line(_HEARD[language], language), voice)))
        return self.stand_in.voices()[0]


def _language(line: Line, languages: tuple[str, ...]) -> str:
    """What the line is in, as one of `languages` where it is one of them."""
    if line.language in languages:
        return line.language
    if not line.language:
        return front.told(line.text)
    try:
        return front.named(line.language)
    except TextError:  # the stand-in knows many more, and tells of those that it does not
        return line.language


def _resampled(chunks: Iterator[Speech], rate: int) -> Iterator[Speech]:
    """The same speech at another rate; what is known of it is told in the chunk where it ends, as before."""
    phones: list[Phone] = []
    words: list[Span] = []
    offset = 0
    resampler: Resampler | None = None
    with closing(chunks):  # type: ignore[type-var]
        for chunk in chunks:
            resampler = resampler or Resampler(chunk.rate, rate)
            phones += chunk.phones
            words += chunk.words
            if len(samples := resampler.feed(chunk.samples)):
                edge = (offset + len(samples)) / rate
                yield Speech(samples, rate, offset, tuple(_over(phones, edge)), tuple(_over(words, edge)))
                offset += len(samples)
        if resampler:
            rest = resampler.finish()
            edge = (offset + len(rest)) / rate  # half a sample from where the last phone ended at the other rate
            phones[-1:] = [replace(phone, end=edge) for phone in phones[-1:]]
            yield Speech(rest, rate, offset, tuple(phones), tuple(replace(w, end=min(w.end, edge)) for w in words))


def _over(spans: list[_S], edge: float) -> Iterator[_S]:
    """Those that have ended, taken from the front."""
    while spans and spans[0].end <= edge:
        yield spans.pop(0)

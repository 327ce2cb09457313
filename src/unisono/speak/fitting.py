"""A recording and what is said in it -> its phones, and the parts of it that fit: what does not is not learnt from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from unisono.align.heard import HeardPhone
from unisono.align.own import Own as Aligner
from unisono.types import SILENCE, Line, Phone, Span, Speech

FITS = 0.33  # sureness of a whole recording: right texts have .5 and more, wrong ones .25 and less
PART_FITS = 0.3  # of a part
_PAUSE = 0.2  # seconds: parts end at pauses so long
_MOST = 150.0  # seconds that are learnt from: more takes longer and tells little


@dataclass(frozen=True, eq=False)
class Fit:
    """An aligned recording."""

    speech: Speech  # its parts that fit, joined, with their phones
    sure: float  # 0..1: share of the speech that is the text, as sure as the aligner is
    lost: float  # 0..1: share of the speech in parts that do not fit


def fitted(speech: Speech, text: str, language: str = "") -> Fit:
    """`speech` as it is without phones, or as an aligner of ours told them. TextError where the text has no words."""
    aligned = speech if speech.phones else Speech.join(Aligner().align(Line(text, language), [speech]))
    parts = [part for part in _parts(aligned) if any(phone.label != SILENCE for phone in part.phones)]
    sure_of = [_sure(part.phones, aligned.words) for part in parts]
    whole = sum(sum(time) for time in sure_of)
    sure = sum(time[0] for time in sure_of) / whole if whole else 0.0
    fits = [at for at in range(len(parts)) if _share(sure_of[at]) >= PART_FITS]
    lost = 1 - sum(sum(sure_of[at]) for at in fits) / whole if whole else 1.0
    kept: list[int] = []
    for at in sorted(fits, key=lambda at: -_share(sure_of[at])):
        if sum(parts[k].duration for k in kept) < _MOST:
            kept.append(at)
    return Fit(_joined([parts[at] for at in sorted(kept)], speech), sure, lost)


def sureness(phones: Sequence[Phone], words: Sequence[Span]) -> float:
    """0..1: share of the speech in `phones` that is the text; `words`: those of the whole recording."""
    return _share(_sure(phones, words))


def _parts(aligned: Speech) -> Iterator[Speech]:
    """Cut in the middle of each pause."""
    rest = aligned
    pauses = list(_pauses(aligned.phones))
    for pause in pauses:
        at = round((pause.start + pause.end) / 2 * aligned.rate)
        part, rest = _cut(rest, at)
        yield part
    yield rest


def _pauses(phones: Sequence[Phone]) -> Iterator[Span]:
    """Those that are long enough; an aligner tells a pause in pieces."""
    start = end = 0.0
    for phone in phones:
        if phone.label != SILENCE:
            if end - start >= _PAUSE:
                yield Span(SILENCE, start, end)
            start = end = phone.end
        end = phone.end


def _cut(speech: Speech, at: int) -> tuple[Speech, Speech]:
    """`Speech.split`, but that a pause that is cut in two is in both."""
    edge = at / speech.rate
    cut = next((p for p in speech.phones if p.start < edge < p.end), None)
    left, right = speech.split(at)
    if cut is None:
        return left, right
    after = tuple(p for p in right.phones if p is not cut)
    return (
        replace(left, phones=(*left.phones, replace(cut, end=edge))),
        replace(right, phones=(replace(cut, start=edge), *after)),
    )


def _sure(phones: Sequence[Phone], words: Sequence[Span]) -> tuple[float, float]:
    """Seconds of speech that are surely the text, and that are not."""
    yes = no = 0.0
    for phone in phones:
        if phone.label == SILENCE:
            continue
        sure = phone.weight
        if isinstance(phone, HeardPhone):
            sure = words[phone.word].weight if 0 <= phone.word < len(words) else 0.0
        yes += sure * (phone.end - phone.start)
        no += (1 - sure) * (phone.end - phone.start)
    return yes, no


def _share(times: tuple[float, float]) -> float:
    return times[0] / max(sum(times), 1e-9)


def _joined(parts: Sequence[Speech], like: Speech) -> Speech:
    """One after the other, from 0 on."""
    found: list[Speech] = []
    at = 0
    for part in parts:
        found.append(part.moved(at - part.offset))
        at = found[-1].end
    return Speech.join(found) if found else Speech(like.samples[:0], like.rate)

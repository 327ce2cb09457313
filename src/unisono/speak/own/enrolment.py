"""A recording -> a voice: cleaned, judged, learnt from where its text fits it, heard out; and what to think of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from unisono.align.ear import Ear
from unisono.audio.features import pitch
from unisono.audio.resample import resample
from unisono.speak.cleaning import cleaned
from unisono.speak.fitting import FITS, fitted
from unisono.speak.judging import Verdict, judged
from unisono.speak.language import language_heard
from unisono.speak.likeness import OTHER, SAME, portrait
from unisono.speak.own.adapting import Adapted, adapted
from unisono.speak.own.choosing import Heard, best
from unisono.speak.own.heard import lessons_of, levelled
from unisono.speak.own.inventory import language_of
from unisono.speak.own.lessons import Lesson, pitch_of
from unisono.speak.own.mels import RATE, mel
from unisono.speak.own.net import Net
from unisono.speak.own.speaker import ENGINE, Speaker
from unisono.speak.reference import shortened, voice_in
from unisono.text import front
from unisono.types import Line, Speech, Voice

SECONDS = 58.0  # that all of it may take
_AFTER = 8.0  # seconds that hearing voices out may take
_LEAST = 8.0  # seconds of speech that something can be learnt from
_WORDLESS = ("decoder.", "frame.", "mel_norm.", "mel.")  # weights that phones alone can teach: no word, tone or melody
_LOST = 0.15  # of a reference, from which on it is told
_NEAR = 0.05  # likeness to the usual of one person at which there is nothing to explain
_CLEAR = 0.5  # sureness of words, below which it is told


@dataclass(frozen=True, eq=False)
class _Learnable:
    """What of a recording can be learnt from, and what to tell of the rest."""

    lessons: Sequence[Lesson]
    language: str  # "zh" or "en"
    worded: bool = False  # by its text; else by the phones that are heard in it
    note: str = ""

    @property
    def seconds(self) -> float:
        return sum(len(lesson.mel) for lesson in self.lessons) / 100


def enrolled(net: Net, reference: Speech, text: str | None = None, seconds: float = SECONDS) -> Voice:
    """`reference`, with `text` or without, in at most `seconds`: learning has what the rest leaves of them.

    SoundError, in one line, where there is no voice in it; TextError where the text has no words.
    """
    until = time.monotonic() + seconds - _AFTER
    reference, long = shortened(reference, 2 * RATE)
    found = voice_in(reference)
    verdict = judged(found)
    sound = replace(reference, samples=cleaned(found.samples, found.rate))
    part = _learnable(sound, text)
    ways = [_heard(net, sound)]
    if part.seconds >= _LEAST:
        learnt = adapted(net, part.lessons, max(until - time.monotonic(), 0.0))
        ways = [*_learnt(net, learnt, part, ways[0]), *ways] if learnt.steps else ways
    chosen, how = best(net, ways, portrait(sound.samples, sound.rate), part.language)
    learnt_of = part.seconds if len(ways) > chosen + 1 else 0.0
    notes = (_alike(how, learnt_of, verdict), *verdict.notes(), *long, *_of_learning(part, learnt_of))
    return Voice("clone", ENGINE, ways[chosen].state(net), notes=notes)


def _learnt(net: Net, learnt: Adapted, part: _Learnable, heard: Speaker) -> tuple[Speaker, Speaker]:
    """As he was learnt, and half as much, which less of a noise comes with.

    Of what is taught by phones without words, what speaks in tones and melodies is left out.
    """
    whole = learnt.speaker
    changed = {n: value for n, value in whole.changed.items() if part.worded or n.startswith(_WORDLESS)}
    half = {name: np.asarray((value + net.weights[name]) / 2, np.float32) for name, value in changed.items()}
    vector = np.asarray((whole.vector + heard.vector) / 2, np.float32)
    return replace(whole, changed=changed), replace(whole, vector=vector, changed=half)


def _heard(net: Net, sound: Speech) -> Speaker:
    """The speaker as the net hears him; nothing is learnt."""
    samples = levelled(resample(sound.samples, sound.rate, RATE))
    usual = pitch_of(pitch(samples, RATE))
    return Speaker(net.heard(mel(samples), usual), usual)


def _learnable(sound: Speech, text: str | None) -> _Learnable:
    if text is None or not text.strip():
        return _wordless(sound, language_heard(sound), "without a text, ")
    language = language_of(front.told(text))
    fit = fitted(sound, text)
    if fit.sure < FITS:
        return _wordless(
            sound, language, f"the text does not fit the reference ({fit.sure:.0%} of it is found there): "
        )
    found = _Learnable(lessons_of(fit.speech, text), language, worded=True)
    if fit.lost > _LOST:
        return replace(found, note=f"{fit.lost:.0%} of the reference did not fit the text and was left out")
    return found


def _wordless(sound: Speech, language: str, why: str) -> _Learnable:
    """What the phones teach that are heard in it."""
    heard = Speech.join(Ear().align(Line("", language), [replace(sound, phones=(), words=())]))
    note = (
        why + "the voice was learnt from the sounds heard in the reference; with what is said in it, it speaks better"
    )
    return _Learnable(lessons_of(heard, "", language), language, note=note)


def _of_learning(part: _Learnable, learnt_of: float) -> tuple[str, ...]:
    """A note on what could be learnt from, where not all could."""
    if part.seconds < _LEAST:
        return (f"{part.seconds:.0f} s of the reference can be learnt from; {_LEAST:.0f} s or more are needed",)
    return (part.note,) if part.note and learnt_of else ()


def _alike(how: Heard, learnt_of: float, verdict: Verdict) -> str:
    """The one line that tells how good a likeness it is, and why not a better one."""
    told = f"learnt from {learnt_of:.0f} s of speech" if learnt_of else "only heard, not learnt"
    usual = f"two recordings of one person have about {SAME:.0%}, strangers up to {OTHER:.0%}"
    line = f"{told}: {how.alike:.0%} alike ({usual})"
    if how.alike < SAME - _NEAR:
        reasons = (*verdict.faults(), *(() if learnt_of else ("nothing learnt",)))
        line += "; not more because of " + (", ".join(reasons) or "the size of this small net")
    return line + ("" if how.clear > _CLEAR else "; hard to understand")

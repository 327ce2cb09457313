"""A recording -> a voice: judged, cleaned, aligned; its best seconds are the prompt, the rest tells more of its colour.

Nothing is learnt: the voice is what the nets make of these seconds, so all depends on choosing them well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from unisono.align.ear import Ear
from unisono.align.own import Own as Aligner
from unisono.audio.resample import resample
from unisono.errors import SoundError, TextError
from unisono.speak.cleaning import cleaned
from unisono.speak.fitting import fitted
from unisono.speak.gptsovits.nets import HEARD, REFERENCE, STREAMING, Nets, Prompt
from unisono.speak.gptsovits.parts import LONGEST, SHORTEST, Parts
from unisono.speak.gptsovits.prompt import Choice, chosen
from unisono.speak.gptsovits.reading import Reader
from unisono.speak.gptsovits.rest import cleaner
from unisono.speak.gptsovits.state import ENGINE, USUAL, Manner, pack
from unisono.speak.judging import Verdict, judged
from unisono.speak.reference import shortened, voice_in
from unisono.text import front
from unisono.types import SILENCE, Floats, Line, Speech, Voice

RATE = 48000  # samples a second, at the most, that are worked on
_LOST = 0.15  # of a recording that does not fit its text, from which on it is told
_EXACT = "give every word that is said in it, and no other"
_MUTE = "with what is said in it (me.txt or --text), pace and melody would follow it too, and be steadier"


@dataclass(frozen=True, eq=False)
class _Chosen:
    """What of a recording is used."""

    parts: Parts
    prompt: Choice | None
    others: Sequence[tuple[int, int]]
    notes: tuple[str, ...] = ()


def enrolled(nets: Nets, reader: Reader, reference: Speech, text: str | None = None) -> Voice:
    """`reference`, of three seconds to minutes at any rate, with what is said in it (`text`).

    Without a text v1 to v2ProPlus take its colour alone, and a note says so. SoundError, in one line, where no part of
    it can be used; TextError where the text does not fit, has no words, or is needed (v3, v4).
    """
    reference, long = shortened(reference, RATE)
    found = voice_in(reference)
    verdict = judged(found)
    sound = Speech(cleaned(found.samples, found.rate), found.rate)
    part = _with_text(sound, text, verdict) if text and text.strip() else _without_text(sound, nets.version)
    manner = _manner(nets, reader, part)
    notes = (*part.notes, *verdict.notes(), *long)
    return Voice("clone", ENGINE, pack(nets.print, {USUAL: manner}), notes=notes)


def _with_text(sound: Speech, text: str, verdict: Verdict) -> _Chosen:
    aligned = Speech.join(Aligner().align(Line(text), [sound]))
    parts = Parts(aligned)
    if not any(parts.all()):
        raise _no_part(parts)
    prompt, fit = chosen(parts, text), fitted(aligned, text)
    if prompt is None:
        raise TextError(f"the text does not fit the reference ({fit.sure:.0%} of it is found there): {_EXACT}")
    # Of two people nobody knows whose the rest is.
    others = cleaner(parts, (prompt.first, prompt.last)) if verdict.people == 1 else []
    return _Chosen(parts, prompt, others, tuple(_notes(parts, prompt, others, fit.lost)))


def _without_text(sound: Speech, version: str) -> _Chosen:
    """Its colour alone, which the versions that stream can do with."""
    if version not in STREAMING:
        raise TextError(
            f"GPT-SoVITS {version} needs to know what is said in the reference: {_EXACT} (me.txt or --text)"
        )
    parts = Parts(Speech.join(Ear().align(Line(""), [sound])))
    others = cleaner(parts)
    if not others:
        raise _no_part(parts)
    note = f"{_length(parts, others):.0f} s of the reference give the voice its colour; {_MUTE}"
    return _Chosen(parts, None, others, (note,))


def _no_part(parts: Parts) -> SoundError:
    """In a recording that is too short, or has no pauses."""
    spoken = sum(phone.end - phone.start for phone in parts.speech.phones if phone.label != SILENCE)
    wanted = f"{SHORTEST:.0f} to {LONGEST:.0f} s in one piece"
    if spoken < SHORTEST:
        return SoundError(f"the reference holds {spoken:.1f} s of speech; expected {wanted}: record half a minute")
    return SoundError(f"no {wanted} can be used in the reference: record whole sentences, with a pause after each")


def _notes(parts: Parts, prompt: Choice, others: Sequence[tuple[int, int]], lost: float) -> Iterator[str]:
    begin, end = parts.edges(prompt.first, prompt.last)
    more = f"; {_length(parts, others):.0f} s more for its colour" if others else ""
    yield f'speaks on from {end - begin:.1f} s at {begin:.0f} s of the reference, "{prompt.text}"{more}'
    if prompt.doubted:
        words = ", ".join(prompt.doubted)
        yield f"of that, {words} can hardly be heard; if it is not said, the voice will say it at times: {_EXACT}"
    if lost > _LOST:
        yield f"{lost:.0%} of the reference did not fit the text and was left out"


def _length(parts: Parts, places: Sequence[tuple[int, int]]) -> float:
    """Seconds."""
    return sum(end - begin for begin, end in (parts.edges(*place) for place in places))


def _manner(nets: Nets, reader: Reader, part: _Chosen) -> Manner:
    """What the nets make of it."""
    sounds = [part.parts.sound(*place) for place in part.others]
    if part.prompt is None:
        nothing = np.zeros(0, np.int64)
        return Manner(nothing, nothing, heard=nets.heard([at_rate(sound, REFERENCE) for sound in sounds]))
    language = front.told(part.prompt.text)
    prompt = part.parts.sound(part.prompt.first, part.prompt.last)
    read, tokens = reader.read(part.prompt.text, language), nets.tokens(at_rate(prompt, HEARD))
    heard = nets.heard([at_rate(sound, REFERENCE) for sound in (prompt, *sounds)], Prompt(tokens, read.phones))
    return Manner(tokens, read.phones, read.bert, part.prompt.text, language, heard)


def at_rate(sound: Speech, rate: int) -> Floats:
    """(N,) samples of 3 to 10 s at `rate`, as `Nets.tokens` and `Nets.heard` take them. SoundError for others."""
    samples = resample(sound.samples, sound.rate, rate)
    if not SHORTEST <= len(samples) / rate <= LONGEST:
        raise SoundError(f"a reference of {sound.duration:.1f} s came; expected {SHORTEST:.0f} to {LONGEST:.0f} s")
    return samples

"""`unisono align`: a recording and its text -> a table of words and phones, or files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from unisono.align.files import as_json, ctm, picture, textgrid
from unisono.align.heard import Alignment, Note, alignment, notes
from unisono.sinks.opening import check_paths, open_sinks, write_all
from unisono.sinks.partial import partial
from unisono.stages import Aligner
from unisono.text.marked import words
from unisono.types import SILENCE, FaceTrack, Line, Phone, Span, Speech, Take

KINDS = ("json", "TextGrid", "srt", "vtt", "ctm", "png")
DOUBTFUL = 0.5  # mean confidence of words below which a text is likely to be another's

_SHOWN = 12  # notes that are told one by one


def check(outputs: Sequence[Path], inputs: Sequence[Path]) -> None:
    """OutputError, before work begins, where one of the outputs cannot be written."""
    check_paths(outputs, KINDS, inputs)


@dataclass
class Remembering:
    """An aligner that remembers what it told, and the sound where that is no longer than `keep` seconds."""

    aligner: Aligner
    keep: float = 0.0
    phones: list[Phone] = field(default_factory=list)
    words: list[Span] = field(default_factory=list)
    chunks: list[Speech] = field(default_factory=list)
    end: float = 0.0  # seconds

    @property
    def lookahead(self) -> float:
        """As the aligner's."""
        return self.aligner.lookahead

    @property
    def about(self) -> str:
        """As the aligner's."""
        return self.aligner.about

    def align(self, line: Line, speech: Iterable[Speech]) -> Iterator[Speech]:
        """As the aligner does."""
        for chunk in self.aligner.align(line, speech):
            self.phones += chunk.phones
            self.words += chunk.words
            self.end = chunk.end / chunk.rate
            if self.end <= self.keep:
                self.chunks.append(Speech(chunk.samples, chunk.rate, chunk.offset))
            yield chunk

    def found(self) -> Alignment:
        """What was told so far."""
        return alignment(self.phones, self.words, self.end)

    def sound(self) -> Speech | None:
        """All of the sound; None where it was longer than `keep`."""
        return Speech.join(self.chunks) if self.chunks and self.end <= self.keep else None


def differences(found: Alignment, line: Line) -> tuple[Note, ...]:
    """Where sound and text differ; nothing for an aligner that does not tell which words it found."""
    if not found.words or any(word.place < 0 for word in found.words):
        return ()
    return notes(found, [word.text for word in words(line) if word.phones])


def write(outputs: Iterable[Path], found: Alignment, told: Sequence[Note], sound: Speech | None, name: str) -> None:
    """Every file, whole or not at all. OutputError as `sinks.partial`; InputError for a picture of too long a sound."""
    for path in outputs:
        kind = path.suffix.lower()
        if kind in (".srt", ".vtt"):
            for _ in write_all(_take(found), open_sinks([path], lambda face: iter(()))):
                pass
            continue
        with partial(path, iter(())) as (temporary, _):
            temporary.write_bytes(_bytes(kind, found, told, sound, name))


def table(found: Alignment) -> Iterator[tuple[str, ...]]:
    """A row for each word and pause: start, end, confidence, word, its phones."""
    at = 0
    for phone in found.phones:
        if phone.word < 0:
            said = "" if phone.label == SILENCE else phone.label
            yield _row(phone.start, phone.end, "", "(pause)" if not said else "(?)", said)
        elif phone.word >= at:
            word, at = found.words[phone.word], phone.word + 1
            phones = " ".join(p.label for p in found.phones if p.word == phone.word)
            yield _row(word.start, word.end, f"{word.weight:.2f}", word.bare, phones)


def doubts(found: Alignment, told: Sequence[Note]) -> Iterator[str]:
    """One line for each thing that the user should know."""
    sure = sureness(found, told)
    if found.words and sure < DOUBTFUL:
        yield f"the text may not be what is said: the mean confidence of its words is {sure:.2f}"
    if not found.words:
        yield "no word of the text was found in the sound"
    for note in told[:_SHOWN]:
        when = f"at {note.start:.2f} s" if note.end <= note.start else f"{note.start:.2f}–{note.end:.2f} s"
        yield f"{note.kind}: {note.label or 'speech that is not in the text'} ({when})"
    if len(told) > _SHOWN:
        yield f"and {len(told) - _SHOWN} more"


def sureness(found: Alignment, told: Sequence[Note]) -> float:
    """The mean confidence of the words; one that was left out counts 0."""
    missing = sum(note.count for note in told if note.kind == "left out")
    return sum(word.weight for word in found.words) / max(len(found.words) + missing, 1)


def _bytes(kind: str, found: Alignment, told: Sequence[Note], sound: Speech | None, name: str) -> bytes:
    if kind == ".png":
        samples, rate = (sound.samples, sound.rate) if sound else (np.zeros(0, np.float32), picture.RATE)
        return picture.png(found, samples, rate, f"{name} · confidence {sureness(found, told):.2f}")
    written = {
        ".json": lambda: as_json.text(found, told),
        ".textgrid": lambda: textgrid.text(found),
        ".ctm": lambda: ctm.text(found, os.path.splitext(name)[0]),
    }[kind]()
    return written.encode()


def _take(found: Alignment) -> Iterator[Take]:
    """All words over nothing, for captions, which look at words alone."""
    none = np.zeros((0, 52), np.float32)
    silence = np.zeros(max(1, round(found.duration * 100)), np.float32)
    yield Take(Speech(silence, 100, words=found.words), FaceTrack(none, none[:, :3], none[:, :2], fps=1))


def _row(start: float, end: float, sure: str, label: str, phones: str) -> tuple[str, ...]:
    return f"{start:9.3f}", f"{end:9.3f}", sure, label, phones

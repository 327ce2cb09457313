"""The Montreal Forced Aligner, where somebody has it: `mfa align_one` is called, its TextGrid read (McAuliffe 2017).

Its words are given as they are said, for it reads no numbers, and found again by their letters, for it cuts Mandarin
into words of its own. Its phones, ARPAbet or IPA, become those of `phones.py`.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import soundfile

from unisono.align import acoustics, confidence, refine
from unisono.align.confidence import Confidence
from unisono.align.files import textgrid
from unisono.align.graph import with_marks
from unisono.align.heard import HeardPhone, HeardWord
from unisono.align.inventory import units_said
from unisono.align.telling import told
from unisono.align.units import SIL, units_of
from unisono.audio.features import FRAMES
from unisono.errors import EngineError, InputError, MissingExtra, SoundError, TextError
from unisono.phones import bases, is_stop
from unisono.text import english, front
from unisono.text.marked import words
from unisono.text.word import Word
from unisono.types import SILENCE, Line, Span, Speech

_MODELS = {  # dictionary and acoustic model of each language, by the names that `mfa model download` knows
    "en": ("english_us_arpa", "english_us_arpa"),
    "zh": ("mandarin_china_mfa", "mandarin_mfa"),
    "ja": ("japanese_mfa", "japanese_mfa"),
    "ko": ("korean_mfa", "korean_mfa"),
}
_NOT_SAID = frozenset(("", "sil", "sp", "<eps>"))
_UNKNOWN = frozenset(("spn", "<unk>"))  # speech that its dictionary does not know
_SPELLED = {"ʈʂ": "tʂ", "ɖʐ": "dʐ"}
_WAIT = 3600.0  # seconds


class Mfa:
    """Calls `mfa`, once a line; what it does not tell (bursts, confidence) is found in the sound."""

    lookahead = math.inf  # the whole line is heard first
    about = "calls the Montreal Forced Aligner where `mfa` is on the PATH (conda)"

    def align(self, line: Line, speech: Iterable[Speech]) -> Iterator[Speech]:
        """The same chunks with phones and words. MissingExtra without `mfa`; EngineError with what it said last."""
        chunks = iter(speech)
        heard: list[Speech] = []
        for chunk in chunks:
            heard.append(chunk)
            if chunk.phones:
                yield from heard
                yield from chunks
                return
        if heard:
            whole = Speech.join(heard)
            begin = whole.offset / whole.rate
            phones, found = _aligned(line, replace(whole, offset=0))
            yield from told(heard, [p.moved(begin) for p in phones], [w.moved(begin) for w in found])


def _aligned(line: Line, heard: Speech) -> tuple[list[HeardPhone], list[HeardWord]]:
    program = shutil.which("mfa")
    if not program:
        raise MissingExtra(
            "there is no mfa on the PATH: conda create -n mfa -c conda-forge montreal-forced-aligner, "
            "then conda activate mfa; or use --engine own, which needs nothing"
        )
    language = line.language or front.told(line.text)
    if language not in _MODELS:
        raise InputError(f"mfa has no models for {language!r} here; it has them for {', '.join(_MODELS)}: use own")
    read = words(line)
    spoken, labels = [word for word in read if word.phones], with_marks(read)
    if not spoken:
        raise TextError("there is nothing to align: the text holds no word and no number; give what is said (--text)")
    if not len(heard.samples):
        raise SoundError("there is nothing to align: the recording is empty")
    tiers = _called(program, language, spoken, heard)
    intervals = [span for span in tiers["words"] if span.label not in _NOT_SAID]
    places = _places([word.said for word in spoken], [span.label for span in intervals])
    found: list[HeardWord] = []
    for span, place in zip(intervals, places, strict=True):
        if found and found[-1].place == place:
            found[-1] = replace(found[-1], end=span.end)
        else:
            found.append(HeardWord(labels[place], span.start, span.end, 1.0, spoken[place].text, place))
    phones = _phones(tiers["phones"], found, language, heard)
    shares = _shares(phones, language, heard)
    sure = [replace(p, weight=confidence.phone(s, p.end - p.start)) for p, s in zip(phones, shares, strict=True)]
    of_word = [
        [(share, p.end - p.start) for p, share in zip(phones, shares, strict=True) if p.word == at]
        for at in range(len(found))
    ]
    return sure, [
        replace(w, weight=confidence.word(own) if own else 0.0) for w, own in zip(found, of_word, strict=True)
    ]


def _shares(phones: Sequence[HeardPhone], language: str, heard: Speech) -> list[float]:
    """The log share of each phone, as our own acoustics hear it."""
    scores = acoustics.load().scores(heard.samples, heard.rate)
    against = Confidence(units_said(language))
    shares: list[float] = []
    for phone in phones:
        begin = int(phone.start * FRAMES)
        rows = scores[begin : max(int(phone.end * FRAMES), begin + 1)]
        units = units_of(phone.label, language) if phone.label != SILENCE else (SIL,)
        shares.append(against.share(rows, np.repeat(units, -(-len(rows) // len(units)))[: len(rows)]))
    return shares


def _called(program: str, language: str, spoken: Sequence[Word], heard: Speech) -> dict[str, list[Span]]:
    """The tiers that `mfa` writes."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sound, text, out = place / "line.wav", place / "line.txt", place / "line.TextGrid"
        soundfile.write(sound, heard.samples, heard.rate)
        text.write_text(" ".join(word.said for word in spoken), "utf-8")
        command = [program, "align_one", str(sound), str(text), *_MODELS[language], str(out)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_WAIT, cwd=place)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineError(f"mfa did not run: {error}") from error
        if done.returncode or not out.is_file():
            said = [row.strip() for row in (done.stderr + done.stdout).splitlines() if row.strip()]
            dictionary, acoustic = _MODELS[language]
            raise EngineError(
                f"mfa failed (exit code {done.returncode}): {said[-1] if said else 'it said nothing'}; its models: "
                f"mfa model download acoustic {acoustic}, mfa model download dictionary {dictionary}"
            )
        tiers = textgrid.read(out.read_bytes())
    found = {name.rpartition(" - ")[2]: spans for name, spans in tiers.items()}  # "speaker - words" in a corpus
    if not {"words", "phones"} <= set(found):
        raise EngineError(f"mfa wrote the tiers {', '.join(tiers) or 'none'}; expected words and phones")
    return found


def _places(said: Sequence[str], labels: Sequence[str]) -> list[int]:
    """For each of mfa's words the number of ours that it is a part of, by the letters that they share."""
    ours = [(letter, at) for at, word in enumerate(said) for letter in word.casefold() if letter.isalnum()]
    theirs = [(letter, at) for at, word in enumerate(labels) for letter in word.casefold() if letter.isalnum()]
    matched = SequenceMatcher(None, [letter for letter, _ in ours], [letter for letter, _ in theirs], autojunk=False)
    found: dict[int, int] = {}
    for left, right, size in matched.get_matching_blocks():
        for step in range(size):
            found.setdefault(theirs[right + step][1], ours[left + step][1])
    places: list[int] = []
    for at in range(len(labels)):
        before = places[-1] if places else 0
        places.append(max(before, min(found.get(at, before + bool(places)), len(said) - 1)))
    return places


def _phones(spans: Sequence[Span], found: Sequence[HeardWord], language: str, heard: Speech) -> list[HeardPhone]:
    """Without gaps, in the symbols of `phones.py`; stops with the bursts that the sound has."""
    told: list[HeardPhone] = []
    for span in _tiled(spans, heard.duration):
        label = _label(span.label, language)
        middle = (span.start + span.end) / 2
        word = next((at for at, w in enumerate(found) if w.start <= middle < w.end), -1) if label != SILENCE else -1
        begin, end = int(span.start * heard.rate), int(span.end * heard.rate)
        stop = label != SILENCE and is_stop(label)
        burst = refine.burst_within(heard.samples[begin:end], heard.rate) if stop else None
        release = None if burst is None else min(span.start + burst, span.end)
        source = "" if label == SILENCE else span.label
        told.append(HeardPhone(label, span.start, span.end, 1.0, release, source, word))
    return told


def _tiled(spans: Sequence[Span], duration: float) -> Iterator[Span]:
    """The spans up to the end of the sound, silence wherever there is none."""
    at = 0.0
    for span in (*spans, Span("", duration, duration)):
        if span.start - at > 1e-3:
            yield Span("", at, span.start)
            at = span.start
        if min(span.end, duration) > at:
            yield Span(span.label, at, min(span.end, duration))
            at = min(span.end, duration)


def _label(symbol: str, language: str) -> str:
    """Of what mfa wrote; the neutral vowel for speech that it does not know."""
    if symbol in _NOT_SAID:
        return SILENCE
    if symbol in _UNKNOWN:
        return "ə"
    if language == "en" and symbol.rstrip("012") in english.IPA:
        return english.ipa((symbol,))[0]
    label = symbol
    for theirs, ours in _SPELLED.items():
        label = label.replace(theirs, ours)
    try:
        bases(label)
    except ValueError:
        raise EngineError(
            f"mfa told the phone {symbol!r}, which is not IPA that is known here; see phones.py"
        ) from None
    return label

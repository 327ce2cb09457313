"""What a sound is measured by: who speaks, how clean it is, what is understood, and where its phones and melody are.

The recognisers come with their weights inside wheels: `pip install --no-deps resemblyzer==0.1.4 && pip install librosa
webrtcvad-wheels speechmos==0.0.1.1 pocketsphinx==5.1.1 torch`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np

from unisono.align import acoustics
from unisono.align.listening import phone_loop
from unisono.align.own import Own as Aligner
from unisono.align.runs import Runs
from unisono.align.search import Search
from unisono.align.units import NOISE, SIL, UNITS, units_heard, units_of
from unisono.audio.features import pitch
from unisono.audio.resample import resample
from unisono.speak.own.lessons import contour_of
from unisono.speak.own.mels import mel
from unisono.speak.own.vocoder import Vocoder
from unisono.text.marked import words
from unisono.types import SILENCE, Floats, Line, Speech

HEARD_AT = 16000  # samples a second of everything that listens here
_WINDOW = int(9.01 * HEARD_AT)  # samples that DNSMOS hears at once
EDGE = 0.1  # seconds that `trimmed` leaves before and after the voice


def voice_of(sound: Floats, rate: int) -> Floats:
    """(256,) of unit length, by Resemblyzer's `embed_utterance`; the sound at -30 dB, nothing cut out of it."""
    heard = resample(sound, rate, HEARD_AT)
    told: Floats = _resemblyzer().embed_utterance(heard * (10**-1.5 / np.sqrt(np.mean(heard**2) + 1e-12)))
    return told


def mos(sound: Floats, rate: int) -> float:
    """DNSMOS, overall, 1..5; less than its window of 9.01 s is repeated until that is full, and heard once.

    speechmos repeats and then moves on by the second: up to nine times the work for the same mean within .005.
    """
    heard = np.clip(resample(sound, rate, HEARD_AT), -1, 1)
    if len(heard) < _WINDOW:
        heard = np.resize(heard, _WINDOW)
    return float(import_module("speechmos.dnsmos").run(heard, HEARD_AT)["ovrl_mos"])


def word_errors(speech: Speech, text: str) -> tuple[int, int]:
    """Of English: words that pocketsphinx hears wrong, and words."""
    said = re.sub("[^a-z' ]", " ", text.lower()).split()
    return edits(said, _heard_words(speech)), len(said)


def phone_errors(speech: Speech, text: str, language: str) -> tuple[int, int]:
    """Phones that our aligner's ear hears wrong where it is told no text, tones apart, and phones."""
    units = units_heard(language)
    search, runs = Search(phone_loop(units), lag=1 << 30), Runs(phone_loop(units))
    scores = acoustics.load().scores(speech.samples, speech.rate)
    decided = np.concatenate([search.feed(scores), search.finish()])
    silent = (SIL, UNITS.index(NOISE))
    heard = [run.sound.unit for run in (*runs.feed(decided), *runs.finish()) if run.sound.unit not in silent]
    read = words(Line(text, language))
    said = [unit for word in read for label in word.phones for unit in units_of(label, word.language)]
    return edits(said, heard), len(said)


def edits(said: Sequence[Any], heard: Sequence[Any]) -> int:
    """Fewest changes that make one the other (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for count, one in enumerate(said, 1):
        last, row[0] = row[0], count
        for at, other in enumerate(heard, 1):
            last, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, last + (one != other))
    return row[-1]


def aligned(speech: Speech, text: str, language: str) -> Speech:
    """The same sound with the phones and words that our aligner finds."""
    bare = replace(speech, phones=(), words=(), emotions=())
    return Speech.join(Aligner().align(Line(text, language), iter([bare])))


def trimmed(speech: Speech) -> Speech:
    """Without what is more than `EDGE` before its first phone and after its last; the whole where it has none."""
    said = [phone for phone in speech.phones if phone.label != SILENCE]
    if not said:
        return speech
    begin = max(round((said[0].start - EDGE) * speech.rate), 0)
    samples = speech.samples[begin : round((said[-1].end + EDGE) * speech.rate)]
    before = begin / speech.rate
    return Speech(
        samples, speech.rate, 0, tuple(p.moved(-before) for p in said), tuple(w.moved(-before) for w in speech.words)
    )


def sureness(speech: Speech) -> float:
    """How sure the aligner is of the words, 0..1, by time."""
    if not speech.words:
        return 0.0
    return float(np.average([w.weight for w in speech.words], weights=[w.end - w.start for w in speech.words]))


def talking(speech: Speech) -> float:
    """Seconds of its phones."""
    return sum(phone.end - phone.start for phone in speech.phones if phone.label != SILENCE)


def melody(speech: Speech) -> tuple[Floats, Floats]:
    """(T,) log Hz, octaves mended and gaps bridged, and (T,) 1 where there is voice; 100 frames a second."""
    hertz = pitch(speech.samples, speech.rate)
    voiced = hertz[hertz > 0]
    return contour_of(hertz, float(np.median(np.log(voiced))) if len(voiced) else 5.0)


def melodies_alike(one: Speech, other: Speech) -> float:
    """Correlation of log F0 of two readings of a text, both aligned: in each phone of `one` that `other` has too,

    frame by frame where both have voice; NaN where that is less than 0.3 s.
    """
    anchors: list[tuple[float, float, float, float]] = []
    a, b = ([p for p in speech.phones if p.label != SILENCE] for speech in (one, other))
    blocks = SequenceMatcher(a=[p.label for p in a], b=[p.label for p in b], autojunk=False).get_matching_blocks()
    for block in blocks:
        for p, q in zip(a[block.a : block.a + block.size], b[block.b : block.b + block.size], strict=True):
            anchors.append((p.start, p.end, q.start, q.end))
    (first, voiced), (second, also) = melody(one), melody(other)
    pairs = []
    for begin, end, there, until in anchors:
        at = np.arange(int(np.ceil(begin * 100 - 0.5)), int(np.ceil(end * 100 - 0.5)))
        at = at[(at >= 0) & (at < len(first))]
        to = ((at + 0.5) / 100 - begin) / (end - begin) * (until - there) + there
        frame = np.clip((100 * to).astype(int), 0, len(second) - 1)
        both = (voiced[at] > 0) & (also[frame] > 0)
        pairs.append(np.stack([first[at[both]], second[frame[both]]]))
    points = np.concatenate(pairs, axis=1) if pairs else np.zeros((2, 0))
    return float(np.corrcoef(points)[0, 1]) if points.shape[1] >= 30 else float("nan")


def copied(sound: Floats, hertz: Floats) -> Floats:
    """Copy-synthesis: (N,) at 24 kHz and its pitch (T,), 0 without voice -> what the vocoder makes of its mel."""
    return spoken(mel(sound), hertz)


def spoken(rows: Floats, hertz: Floats) -> Floats:
    """(T, BANDS) mel and (T,) pitch, 0 without voice -> sound at 24 kHz."""
    voiced = np.flatnonzero(hertz)
    bridged = np.exp(np.interp(np.arange(len(rows)), voiced, np.log(hertz[voiced]))).astype(np.float32)
    vocoder = Vocoder()
    return np.concatenate([vocoder.feed(rows, bridged, (hertz > 0).astype(np.float32)), vocoder.finish()])


def _heard_words(speech: Speech) -> list[str]:
    """What pocketsphinx's own model of American English makes of it, a quarter of a second of faint hiss around it."""
    sound = resample(speech.samples, speech.rate, HEARD_AT)
    sound = np.pad(sound / max(float(np.abs(sound).max()), 1e-6) * 0.6, HEARD_AT // 4)
    sound += np.random.default_rng(0).standard_normal(len(sound)) * 3e-4  # digital silence is no speech that it knows
    decoder = _pocketsphinx()
    decoder.start_utt()
    decoder.process_raw((sound * 32767).astype(np.int16).tobytes(), False, True)
    decoder.end_utt()
    found = decoder.hyp()
    return str(found.hypstr).lower().split() if found else []


@lru_cache(maxsize=1)
def _resemblyzer() -> Any:
    import_module("torch").set_num_threads(1)
    return import_module("resemblyzer").VoiceEncoder("cpu", verbose=False)


@lru_cache(maxsize=1)
def _pocketsphinx() -> Any:
    return import_module("pocketsphinx").Decoder(loglevel="FATAL", samprate=HEARD_AT)

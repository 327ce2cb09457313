"""Prints how our own voice does on speakers whom it never learnt, beside its aims, copies and espeak-ng.

    python benchmarks/voice.py [--speakers S0252,so762_1109] [--sentences 6] [--weights own.npz] [--quick]
                               [--drift] [--page page.png] [--json figures.json]

Of each speaker some utterances are held out; up to a minute of the others, with its text, is the reference. Voices:

    real         the held-out recordings
    copy         their mels through our vocoder
    own          enrolled from the reference and its text, says the held-out texts, and sentences of the other language
    no text      enrolled from the sound alone
    stand-in     espeak-ng

Columns, of sound cut to 0.1 s around the voice:

    alike    Resemblyzer's cosine of the whole reference and all utterances joined, as in specs/own-voice.md
    each     the same, mean over single utterances
    mos      DNSMOS, overall, mean
    wer      English: words that pocketsphinx gets wrong; Mandarin: syllables that benchmarks/syllables.py gets wrong
    per      phones that our aligner's ear gets wrong without a text, tones apart
    sure     how sure our aligner is of the words
    melody   correlation of log F0 with the real reading of the text, phone by phone; mean over utterances
    rate     seconds of phones of the real reading over those of this one: above 1 is faster

An aim holds where the worst speaker meets it, or for wer and melody, which few utterances tell badly, all together.
It needs what benchmarks/yardsticks.py names, and ../shared.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core, as the aim has it

import numpy as np
import syllables
import voice_speakers
import yardsticks
from voice_speakers import Speaker, Utterance, utterance

from unisono.audio.features import pitch
from unisono.audio.resample import resample
from unisono.speak.embedded import Embedded
from unisono.speak.own import enrolment
from unisono.speak.own.engine import Own
from unisono.speak.own.mels import HOP, RATE
from unisono.speak.own.net import Net
from unisono.text import mandarin
from unisono.types import Floats, Line, Speech, Voice

ACROSS = {
    "zh": (
        "早上的火车晚了二十分钟，我只好在车站等着。",
        "她把刚买的水果放在桌上，然后去厨房烧水。",
        "这本书讲的是一个渔夫和他儿子的故事。",
        "如果明天不下雨，我们就去山上看日出。",
        "老师让我们把昨天学过的生词再写一遍。",
        "他说话的声音很轻，可是每个字都听得清楚。",
    ),
    "en": (
        "The morning train was twenty minutes late, so I waited at the station.",
        "She put the fruit on the table and went to the kitchen to boil some water.",
        "This book tells the story of a fisherman and his youngest son.",
        "If it does not rain tomorrow, we will climb the hill to see the sun rise.",
        "Our teacher asked us to write down all the new words once more.",
        "He spoke in a low voice, but every word of it was clear.",
    ),
}
ASKED = {  # yes-no questions, and the same told
    "zh": (
        ("你明天去北京？", "你明天去北京。"),
        ("他们已经到家了？", "他们已经到家了。"),
        ("这是你新买的书？", "这是你新买的书。"),
    ),
    "en": (
        ("Are you coming home tomorrow?", "You are coming home tomorrow."),
        ("Is this your new umbrella?", "This is your new umbrella."),
        ("Did they know the answer?", "They did know the answer."),
    ),
}
WEIGHTS = Path(enrolment.__file__).parent / "data" / "own.npz"
NAMES = {"zh": "Mandarin", "en": "English"}
COLUMNS = {"alike": 3, "each": 3, "mos": 2, "wer": 2, "per": 2, "sure": 2, "melody": 2, "rate": 2}
_NONE = float("nan")
_PATIENCE = 900.0  # seconds by the clock: enrolment is to end by itself, however busy the machine is
_TURN, _TURNS = 20, 10  # sentences in a row, and how often
_LAST = 15  # frames with voice at the end of a sentence, in which it rises or falls


@dataclass
class Row:
    """Figures of one voice of one speaker; NaN where nothing can be told."""

    speaker: str
    voice: str
    language: str  # that is spoken
    across: bool  # it is not the speaker's
    words: int = 0  # that `wer` is told of
    alike: float = _NONE
    each: float = _NONE
    mos: float = _NONE
    wer: float = _NONE
    per: float = _NONE
    sure: float = _NONE
    melody: float = _NONE
    rate: float = _NONE


@dataclass
class Cost:
    """Of our own voice."""

    enrolment: list[float] = field(default_factory=list)  # seconds of processor
    peak: list[float] = field(default_factory=list)  # MB of a process that enrols and says a sentence
    work: float = 0.0  # seconds of processor that speaking took
    sound: float = 0.0  # seconds spoken
    first: list[float] = field(default_factory=list)  # milliseconds to the first chunk, by the clock, warm
    weights: float = 0.0  # MB of their file


@dataclass
class Figures:
    """All that was measured."""

    rows: list[Row] = field(default_factory=list)
    rises: dict[str, list[float]] = field(default_factory=dict)  # by language: semitones, a question over its statement
    cost: Cost = field(default_factory=Cost)
    drift: dict[str, float] = field(default_factory=dict)

    def of(self, voice: str, across: bool = False) -> list[Row]:
        """Rows of the clean speakers."""
        return [
            r for r in self.rows if (r.voice, r.across) == (voice, across) and r.speaker not in voice_speakers.NOISY
        ]


@dataclass(frozen=True)
class Aim:
    """What must hold, and what was found."""

    name: str
    found: float
    aim: float
    least: bool = False  # `found` is to be so much or more
    about: str = ""

    def __str__(self) -> str:
        holds = self.found >= self.aim if self.least else self.found <= self.aim
        sign = "≥" if self.least else "≤"
        return f"  {self.name:44}{self.found:8.3f}  {sign} {self.aim:<8g}{'PASS' if holds else 'miss':6}{self.about}"


def main() -> None:
    options = _options()
    names, count = options.speakers.split(","), options.sentences
    if options.quick:
        names, count = names[:3], min(count, 3)
    engine, figures = Own(Net.load(options.weights) if options.weights else None), Figures()
    figures.cost.weights = (options.weights or WEIGHTS).stat().st_size / 1e6
    pages: dict[str, dict[str, Speech]] = {}
    print(f"{'':26}" + "".join(f"{name:>8}" for name in COLUMNS), flush=True)
    for name in names:
        one = voice_speakers.speaker(name, count)
        pages[name] = examined(one, engine, options, figures)
    print(f"\n{'aims, on clean speakers':46}{'found':>8}")
    print("\n".join(map(str, aims(figures))))
    if options.json:
        options.json.write_text(json.dumps(_plain(figures), ensure_ascii=False, indent=1), "utf-8")
    if options.page:
        import voice_page

        voice_page.draw(pages, options.page)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    everyone = ",".join((*voice_speakers.CLEAN, *voice_speakers.NOISY))
    parser.add_argument("--speakers", default=everyone, help=f"by default {everyone}")
    parser.add_argument("--sentences", type=int, default=6, help="held out, of each speaker")
    parser.add_argument("--weights", type=Path, help="npz of train/own.py; else those of the package")
    parser.add_argument("--quick", action="store_true", help="three speakers, three sentences, no stand-in")
    parser.add_argument("--drift", action="store_true", help="200 sentences in a row by the first speaker")
    parser.add_argument("--page", type=Path, help="png: spectra of one sentence by every voice")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def examined(speaker: Speaker, engine: Own, options: argparse.Namespace, figures: Figures) -> dict[str, Speech]:
    """Prints and keeps the rows of one speaker; told: the first utterance of every voice in his language."""
    print(f"{speaker.name}, {NAMES[speaker.language]}, reference {speaker.reference.duration:.0f} s", flush=True)
    progress("enrols")
    own = enrolled(options.weights, speaker, figures.cost)
    who = yardsticks.voice_of(speaker.reference.samples, speaker.reference.rate)
    shown: dict[str, Speech] = {}
    for name, utterances in _voices(speaker, engine, own, figures.cost, options.quick):
        progress(name)
        said = tuple(utterances)
        row = row_of(speaker, name, said, who)
        figures.rows.append(row)
        print(told(row), flush=True)
        if not row.across:
            shown[name] = said[0].speech
    if options.drift and not figures.drift:
        figures.drift = drift(engine, own, speaker.language, who)
    if speaker.name not in voice_speakers.NOISY:
        _ask(engine, own, figures)
    return shown


def _ask(engine: Own, own: Voice, figures: Figures) -> None:
    """Prints and keeps how far questions rise."""
    for language, pairs in ASKED.items():
        found = [_end(engine, own, one, language) - _end(engine, own, other, language) for one, other in pairs]
        figures.rises.setdefault(language, []).extend(found)
        higher = ", ".join(f"{rise:+.1f}" for rise in found)
        print(f"  questions end higher than statements, in {NAMES[language]}, by semitones: {higher}", flush=True)


def _voices(
    speaker: Speaker, engine: Own, own: Voice, cost: Cost, quick: bool
) -> Iterator[tuple[str, Iterable[Utterance]]]:
    """Each with what it says, made when it is asked for."""
    texts = [one.text for one in speaker.held]
    here, there = speaker.language, "en" if speaker.language == "zh" else "zh"
    across = ACROSS[there][: len(texts)]
    bare = Speech(speaker.reference.samples, speaker.reference.rate)
    yield "copy", (utterance(one.text, here, copy_of(one.speech)) for one in speaker.held)
    yield "own", said(engine, own, texts, here, cost)
    yield "own", said(engine, own, across, there, cost)
    yield "no text", said(engine, engine.enroll(bare), texts, here)
    if quick:
        return
    yield "real", speaker.held
    stand_in = Embedded()
    low = stand_in.enroll(bare)
    yield "stand-in", said(stand_in, low, texts, here)
    yield "stand-in", said(stand_in, low, across, there)
    stand_in.close()


def enrolled(weights: Path | None, speaker: Speaker, cost: Cost) -> Voice:
    """In a process of its own, so that its memory can be told from that of what listens here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        voice, seconds, peak = pool.submit(_enrolled, weights, speaker).result()
    cost.enrolment.append(seconds)
    cost.peak.append(peak)
    for note in (*voice.notes, f"{seconds:.0f} s of a core, {peak:.0f} MB"):
        progress(note)
    return voice


def _enrolled(weights: Path | None, speaker: Speaker) -> tuple[Voice, float, float]:
    engine = Own(Net.load(weights) if weights else None)
    began = process_time()
    voice = enrolment.enrolled(engine.net, speaker.reference, speaker.text, _PATIENCE)
    seconds = process_time() - began
    for _ in engine.speak(Line(ACROSS["en"][0], "en"), voice):
        pass
    status = Path("/proc/self/status")  # not getrusage: after exec that still tells the parent's peak
    lines = status.read_text().splitlines() if status.exists() else []
    return voice, seconds, next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), _NONE)


def said(
    engine: Own | Embedded, voice: Voice, texts: Sequence[str], language: str, cost: Cost | None = None
) -> Iterator[Utterance]:
    """Each text as the voice says it."""
    for count, text in enumerate(texts):
        began, work = perf_counter(), process_time()
        chunks: list[Speech] = []
        for chunk in engine.speak(Line(text, language), voice):
            if cost and count and not chunks:
                cost.first.append(1000 * (perf_counter() - began))
            chunks.append(chunk)
        whole = Speech.join(chunks)
        if cost:
            cost.work += process_time() - work
            cost.sound += whole.duration
        yield utterance(text, language, whole)


def copy_of(speech: Speech) -> Speech:
    """Through mel and vocoder."""
    samples = resample(speech.samples, speech.rate, RATE)
    samples = samples[: len(samples) // HOP * HOP]
    return Speech(yardsticks.copied(samples, pitch(samples, RATE)[: len(samples) // HOP]), RATE)


def row_of(speaker: Speaker, voice: str, utterances: Sequence[Utterance], who: Floats) -> Row:
    """All measures of one voice."""
    language = utterances[0].language
    row = Row(speaker.name, voice, language, language != speaker.language)
    sounds = [one.speech for one in utterances]
    row.alike = float(who @ yardsticks.voice_of(np.concatenate([s.samples for s in sounds]), sounds[0].rate))
    row.each = float(np.mean([who @ yardsticks.voice_of(s.samples, s.rate) for s in sounds]))
    row.mos = float(np.mean([yardsticks.mos(s.samples, s.rate) for s in sounds]))
    errors = yardsticks.word_errors if language == "en" else _syllable_errors
    row.wer, row.words = _share(errors(one.speech, one.text) for one in utterances)
    row.per, _ = _share(yardsticks.phone_errors(one.speech, one.text, language) for one in utterances)
    row.sure = float(np.mean([yardsticks.sureness(s) for s in sounds]))
    if not row.across:
        real = [one.speech for one in speaker.held]
        alike = [yardsticks.melodies_alike(a, b) for a, b in zip(real, sounds, strict=True)]
        row.melody = float(np.nanmean(alike)) if np.isfinite(alike).any() else _NONE
        row.rate = sum(map(yardsticks.talking, real)) / max(sum(map(yardsticks.talking, sounds)), 0.01)
    return row


def _syllable_errors(speech: Speech, text: str) -> tuple[int, int]:
    read = [one.pinyin[:-1] for one in mandarin.syllables(text) if one.pinyin]
    return yardsticks.edits(read, syllables.heard(speech)), len(read)


def _share(errors: Iterable[tuple[int, int]]) -> tuple[float, int]:
    wrong, count = np.sum(list(errors), axis=0)
    return float(wrong / count), int(count)


def _end(engine: Own, voice: Voice, text: str, language: str) -> float:
    """Semitones over 1 Hz of the last voice in a sentence."""
    contour, voiced = yardsticks.melody(Speech.join(engine.speak(Line(text, language), voice)))
    logs = contour[voiced > 0]
    return float(12 / np.log(2) * logs[-_LAST:].mean())


def drift(engine: Own, voice: Voice, language: str, who: Floats) -> dict[str, float]:
    """Of 200 sentences in a row, twenty texts ten times: likeness and seconds of the first twenty less the last."""
    texts = [*ACROSS[language], *(text for pair in ASKED[language] for text in pair)]
    texts = [f"{text[:-1]}{mark}" for mark in (texts[0][-1], "!") for text in texts][:_TURN]
    likeness, seconds = [], []
    for turn in range(_TURNS):
        sounds = [Speech.join(engine.speak(Line(text, language), voice)).samples for text in texts]
        likeness.append(float(who @ yardsticks.voice_of(np.concatenate(sounds), engine.rate)))
        seconds.append(sum(map(len, sounds)) / engine.rate)
        progress(f"{(turn + 1) * len(texts)} sentences: alike {likeness[-1]:.3f}, {seconds[-1]:.1f} s")
    return {"alike": max(likeness) - min(likeness), "rate": max(seconds) / min(seconds) - 1}


def aims(figures: Figures) -> Iterator[Aim]:
    """All that the figures tell of."""
    yield from _likeness(figures)
    yield from _speech(figures)
    for language, rises in figures.rises.items():
        about = f"least of {len(rises)} pairs; mean {np.mean(rises):.1f} semitones"
        yield Aim(f"questions end higher, {NAMES[language]}", min(rises), 0, least=True, about=about)
    for name, aim in (("alike", 0.03), ("rate", 0.05)):
        if name in figures.drift:
            yield Aim(f"drift over {_TURN * _TURNS} sentences: {name}", figures.drift[name], aim)
    yield from _costs(figures.cost)


def _likeness(figures: Figures) -> Iterator[Aim]:
    copies, own, across = figures.of("copy"), figures.of("own"), figures.of("own", across=True)
    for name in ("alike", "each"):
        gaps = [getattr(copy, name) - getattr(row, name) for copy, row in zip(copies, own, strict=True)]
        yield from _worst(f"{name}: copy less own", own, gaps, 0.06)
    for name in ("alike", "each"):
        values = [getattr(row, name) for row in across]
        yield from _worst(f"{name}: own in the other language", across, values, 0.8, least=True)


def _speech(figures: Figures) -> Iterator[Aim]:
    copies, own, across = figures.of("copy"), figures.of("own"), figures.of("own", across=True)
    english, copied = ([row for row in rows if row.language == "en"] for rows in (own, copies))
    if english:
        about = f"of {sum(row.words for row in english)} words; copy {_pooled(copied):.2f}"
        yield Aim("wer, English: own less copy", _pooled(english) - _pooled(copied), 0.05, about=about)
    yield from _worst("mos: own", own, [row.mos for row in own], 2.6, least=True)
    yield from _worst("mos: own in the other language", across, [row.mos for row in across], 2.6, least=True)
    for language, aim in (("zh", 0.6), ("en", 0.4)):
        melodies = [row.melody for row in own if row.language == language]
        if melodies:
            yield Aim(f"melody: own, {NAMES[language]}", float(np.nanmean(melodies)), aim, least=True)


def _costs(cost: Cost) -> Iterator[Aim]:
    about = f"median {np.median(cost.enrolment):.0f}; peak memory {max(cost.peak):.0f} MB"
    yield Aim("enrolment, seconds of a core (slowest)", max(cost.enrolment), 60, about=about)
    yield Aim("speaking, seconds of a core a second", cost.work / cost.sound, 0.15)
    yield Aim("first sound, ms (median)", float(np.median(cost.first)), 150, about=f"slowest {max(cost.first):.0f}")
    yield Aim("weights, MB", cost.weights, 15)


def _worst(name: str, rows: Sequence[Row], values: Sequence[float], aim: float, least: bool = False) -> Iterator[Aim]:
    """The worst of the speakers, if there are any."""
    if rows:
        at = int(np.argmin(values) if least else np.argmax(values))
        yield Aim(name, values[at], aim, least, f"worst: {rows[at].speaker}; mean {np.mean(values):.3f}")


def _pooled(rows: Sequence[Row]) -> float:
    return float(np.average([row.wer for row in rows], weights=[row.words for row in rows]))


def told(row: Row) -> str:
    cells = zip((getattr(row, name) for name in COLUMNS), COLUMNS.values(), strict=True)
    name = f"{row.voice}, in {NAMES[row.language]}" if row.across else row.voice
    return f"  {name:24}" + "".join(f"{'':8}" if np.isnan(x) else f"{x:8.{digits}f}" for x, digits in cells)


def _plain(figures: Figures) -> dict[str, object]:
    """For JSON, which knows no NaN."""
    rows = [{key: None if value != value else value for key, value in vars(row).items()} for row in figures.rows]
    found = [{"name": aim.name, "found": aim.found, "aim": aim.aim, "about": aim.about} for aim in aims(figures)]
    return {"rows": rows, "aims": found, "rises": figures.rises, "cost": vars(figures.cost), "drift": figures.drift}


def progress(text: str) -> None:
    print(f"    … {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

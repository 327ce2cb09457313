"""Prints how well aligners find phones: against hand labels, flite's own times and GRID's words.

python benchmarks/align.py [own mfa …] [--speech ../shared/speech] [--noise dB] [--telephone] [--flite N]

    onset      ms from a lip closure that was labelled as sure to the start of the aligned p, b or m; median, and signed
    release    ms from a sure burst or opening to the aligned release (m: its end); median
    covered    share of labelled lip closures whose middle the aligned phone covers
    phones     ms from sure starts of labelled phones to aligned ones of the same order; mean, median, share within 25
    x real     seconds of processor for a second of sound, the first utterance left out (kernels are compiled there)
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core, as the aim has it

import numpy as np

from unisono import plugins
from unisono.align.units import label_of
from unisono.audio.read import read
from unisono.audio.resample import resample
from unisono.phones import bases
from unisono.text import english
from unisono.types import SILENCE, Line, Phone, Speech

LABELS = Path(__file__).parent.parent / "tests" / "align" / "labels"
_LIPS = {"p": "p", "b": "p b", "m": "m"}  # kind of a label -> signs that an aligner may tell it by


@dataclass
class Errors:
    """Milliseconds, one for each that could be compared."""

    onset: list[float] = field(default_factory=list)
    release: list[float] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    phones: list[float] = field(default_factory=list)
    work: float = 0.0
    sound: float = 0.0

    def __str__(self) -> str:
        parts = []
        if self.onset:
            parts.append(f"onset {_median(self.onset):5.1f} ({float(np.median(self.onset)):+.1f}), n {len(self.onset)}")
            parts.append(f"release {_median(self.release):5.1f}")
            parts.append(f"covered {np.mean(self.covered):6.1%} of {len(self.covered)}")
        if self.phones:
            away = np.abs(self.phones)
            parts.append(
                f"phones mean {away.mean():5.1f} median {np.median(away):5.1f} <=25 {np.mean(away <= 25):5.1%} "
                f"<=50 {np.mean(away <= 50):5.1%}, n {len(away)}"
            )
        if self.sound:
            parts.append(f"x real {self.work / self.sound:.3f}")
        return " | ".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("aligners", nargs="*", default=["own"])
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--noise", type=float, help="dB of speech over white noise that is added")
    parser.add_argument("--telephone", action="store_true", help="8 kHz")
    parser.add_argument("--flite", type=int, default=0, help="sentences of each of flite's voices")
    options = parser.parse_args()
    for name in options.aligners:
        for language in ("en", "zh"):
            print(f"{name} {language} labels: {_labelled(name, language, options)}", flush=True)
        print(f"{name} en, speakers never heard: {_labelled(name, 'en', options, unseen=True)}", flush=True)
        if options.flite and shutil.which("flite"):
            for voice in ("slt", "rms", "awb"):
                print(f"{name} flite {voice}: {_flite(name, voice, options.flite)}", flush=True)


def _labelled(name: str, language: str, options: argparse.Namespace, unseen: bool = False) -> Errors:
    errors = Errors()
    labels = json.loads((LABELS / f"{language}.json").read_text("utf-8"))
    chosen = {path: told for path, told in labels.items() if not unseen or "ljspeech" not in path}
    for number, (path, told) in enumerate(chosen.items()):
        sound = _worse(read(options.speech / path), options)
        phones = _aligned(name, Line(told["text"], language), sound, errors if number else Errors())
        for event in told["events"]:
            if event["kind"] in _LIPS:
                _compare_lips(event, phones, errors)
        _compare_phones([event for event in told["events"] if event["kind"] == "phone"], phones, language, errors)
    return errors


def _worse(speech: Speech, options: argparse.Namespace) -> Speech:
    """In noise, by telephone."""
    samples, rate = speech.samples, speech.rate
    if options.telephone:
        samples, rate = resample(samples, rate, 8000), 8000
    if options.noise is not None:
        level = float(np.sqrt(np.mean(samples**2))) * 10 ** (-options.noise / 20)
        samples = samples + level * np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
    return Speech(np.asarray(samples, np.float32), rate)


def _aligned(name: str, line: Line, speech: Speech, errors: Errors) -> list[Phone]:
    start = time.process_time()
    found = Speech.join(plugins.load("aligner", name).align(line, [speech]))
    errors.work += time.process_time() - start
    errors.sound += speech.duration
    return [phone for phone in found.phones if phone.label != SILENCE]


def _compare_lips(event: dict[str, Any], phones: Iterable[Phone], errors: Errors) -> None:
    closure, release, unsure = event["closure"], event["release"], event.get("unsure", ())
    middle = np.mean([t for t in (closure, release) if t is not None])
    same = [p for p in phones if bases(p.label)[0] in _LIPS[event["kind"]].split()]
    if not same:
        return
    found = min(same, key=lambda p: abs((p.start + (p.release or p.end)) / 2 - middle))
    opened = found.end if found.release is None else found.release
    if closure is not None and release is not None:
        errors.covered.append(found.start <= middle <= opened)
    if closure is not None and "closure" not in unsure:
        errors.onset.append(1000 * (found.start - closure))
    if release is not None and "release" not in unsure:
        errors.release.append(1000 * (opened - release))


def _compare_phones(events: list[dict[str, Any]], phones: list[Phone], language: str, errors: Errors) -> None:
    """Starts of phones that both have in the same order; stretches are some seconds apart."""
    labels = [
        _sign(english.ipa((e["label"] + _stress(e["label"]),))[0] if language == "en" else e["label"]) for e in events
    ]
    for stretch in _stretches(events):
        low, high = events[stretch.start]["start"] - 0.3, events[stretch.stop - 1]["end"] + 0.3
        near = [phone for phone in phones if low < phone.start < high]
        matcher = SequenceMatcher(None, labels[stretch], [_sign(phone.label) for phone in near], autojunk=False)
        for block in matcher.get_matching_blocks():
            for n in range(block.size):
                event = events[stretch.start + block.a + n]
                if "start" not in event.get("unsure", ()):
                    errors.phones.append(1000 * (near[block.b + n].start - event["start"]))


def _stretches(events: list[dict[str, Any]]) -> Iterator[slice]:
    begin = 0
    for at in range(1, len(events) + 1):
        if at == len(events) or events[at]["start"] - events[at - 1]["end"] > 0.5:
            yield slice(begin, at)
            begin = at


def _stress(label: str) -> str:
    return "1" if label[0] in "AEIOU" else ""


def _sign(label: str) -> str:
    """A phone without length and stress, schwas as the vowels that they were."""
    plain = "".join(bases(label))
    return {"ə": "ʌ", "ɚ": "ɝ", "ɾ": "t"}.get(plain, plain)


def _flite(name: str, voice: str, count: int) -> Errors:
    """flite's own times; its voices were trained on, so this tells of agreement, not of new speakers."""
    from unisono.train.synthetic import flite

    errors = Errors()
    for number, utterance in enumerate(flite(_SENTENCES * -(-count // len(_SENTENCES)), voice, seed=99)):
        if number >= count:
            break
        speech = Speech(utterance.sound, 16000)
        line = Line(_SENTENCES[number % len(_SENTENCES)], "en")
        phones = _aligned(name, line, speech, errors if number else Errors())
        true = [piece for piece in utterance.pieces if label_of(piece.unit) != SILENCE]
        signs = [_sign(label_of(piece.unit)) for piece in true]
        matcher = SequenceMatcher(None, signs, [_sign(phone.label) for phone in phones], autojunk=False)
        for block in matcher.get_matching_blocks():
            errors.phones += [1000 * (phones[block.b + n].start - true[block.a + n].start) for n in range(block.size)]
    return errors


_SENTENCES = (
    "The birch canoe slid on the smooth planks.",
    "Glue the sheet to the dark blue background.",
    "It is easy to tell the depth of a well.",
    "These days a chicken leg is a rare dish.",
    "Rice is often served in round bowls.",
    "The juice of lemons makes fine punch.",
    "The box was thrown beside the parked truck.",
    "Four hours of steady work faced us.",
    "A large size in stockings is hard to sell.",
    "The boy was there when the sun rose.",
)  # Harvard sentences, list 1 (IEEE 1969)


def _median(values: list[float]) -> float:
    return float(np.median(np.abs(values)))


if __name__ == "__main__":
    main()

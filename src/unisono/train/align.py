"""The acoustic model of the aligner, from nothing to the file in the package: `python -m unisono.train.align`.

Speech of flite and espeak-ng, whose phones are known to the sample, teaches a GMM-HMM; that finds the phones of real
speech; a net learns both, finds the phones of the real speech again, and a last net learns those. Each step keeps
what it made in a folder: started again, the command goes on where it was.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small products: threads that wait for each other cost more

import argparse
import json
import pickle
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from unisono.align.acoustics import Acoustics
from unisono.align.spectra import normalised
from unisono.errors import InputError, MissingExtra
from unisono.train.bootstrap import aligned, trained
from unisono.train.corpus import Utterance
from unisono.train.gmm import features
from unisono.train.lessons import Lesson, lessons
from unisono.train.measure import errors, scorer
from unisono.train.packs import pack
from unisono.train.synthetic import FLITE, espeak, flite, nonsense, sentences
from unisono.types import Ints

_T = TypeVar("_T")
REAL = ("en_lj", "en_grid_s1", "en_so762", "zh_aishell1", "zh_aishell3")  # shards of the pack
PACKAGED = Path(__file__).parent.parent / "align" / "data" / "acoustics.npz"


@dataclass(frozen=True)
class Options:
    """All that the result depends on, and where it goes."""

    pack: Path = Path("../shared/speech_pack")  # manifest.jsonl and sound
    work: Path = Path("runs/out/align")  # what the steps made; remove it to begin anew
    out: Path = PACKAGED  # the weights
    sentences: int = 900  # that each synthetic voice says
    longest: int = 11  # words of one
    gaussians: int = 8  # for a state
    passes: int = 8  # of the GMM-HMM over the data
    first_epochs: float = 1.5  # of the first net
    last_epochs: float = 4.0  # of the last, which begins with the first
    seed: int = 0
    shards: str = ",".join(REAL)  # of real speech
    without: str = ""  # a speaker to hold out, such as "slt"
    labelled: Path = Path("tests/align/labels")  # hand labels: what they label is left out


def main() -> None:
    """The command: a flag for every option."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    for option in fields(Options):
        parser.add_argument(f"--{option.name.replace('_', '-')}", default=option.default, type=type(option.default))
    made = train(Options(**vars(parser.parse_args())))
    print(f"weights at {made}, {made.stat().st_size / 1e6:.2f} MB")


def train(options: Options) -> Path:
    """All steps; the file of the weights."""
    _check(options)
    options.work.mkdir(parents=True, exist_ok=True)
    say = _Clock()
    every = _lessons(options, say)
    held = [lesson for lesson in every if lesson.utterance.speaker == options.without]
    labelled = _labelled(options.labelled)
    data = [
        lesson
        for lesson in every
        if lesson.utterance.speaker != options.without and lesson.utterance.name not in labelled
    ]
    say(f"{len(data)} utterances to learn from; {len(every) - len(data)} are held out")
    model, paths = _step(
        options, "gmm", lambda: trained(data, options.gaussians, options.passes, seed=options.seed, say=say)
    )
    if held:
        rows = [features(normalised(lesson.rows.astype(np.float32))) for lesson in held]
        say(f"GMM-HMM on {options.without}: {errors(held, lambda at, states: model.scores(rows[at], states))}")
    first = _step(options, "first", lambda: _net(data, paths, options.first_epochs, options, "first", say))
    paths = _step(
        options, "again", lambda: aligned(data, scorer(_acoustics(first, data, paths, options), data), say, paths)
    )
    last = _step(options, "last", lambda: _net(data, paths, options.last_epochs, options, "last", say, first))
    acoustics = _acoustics(last, data, paths, options)
    if held:
        say(f"net on {options.without}: {errors(held, scorer(acoustics, held))}")
    _save(acoustics, options.out)
    return options.out


def _labelled(folder: Path) -> set[str]:
    """The names of the utterances that are labelled by hand."""
    return {Path(path).stem for file in sorted(folder.glob("*.json")) for path in json.loads(file.read_text("utf-8"))}


class _Clock:
    """Says things with the time since the start."""

    def __init__(self) -> None:
        self.start = time.monotonic()

    def __call__(self, told: str) -> None:
        print(f"{time.monotonic() - self.start:6.0f} s  {told}", flush=True)


def _check(options: Options) -> None:
    if not (options.pack / "manifest.jsonl").is_file():
        raise InputError(f"there is no manifest.jsonl in {options.pack}; give the folder of the speech pack (--pack)")
    if not shutil.which("flite"):
        raise MissingExtra("training needs flite's voices: apt-get install flite")
    try:
        import torch
    except ImportError as cause:
        raise MissingExtra("training needs torch: pip install 'unisono[train]'") from cause
    torch.set_num_threads(1)  # small layers: a second thread waits more than it works


def _step(options: Options, name: str, make: Callable[[], _T]) -> _T:
    """What a step made, kept: a command that was broken off goes on after it."""
    place = options.work / f"{name}.pkl"
    if not place.exists():
        made = make()
        aside = place.with_suffix(".part")
        with aside.open("wb") as file:
            pickle.dump(made, file, protocol=5)
        aside.replace(place)
    with place.open("rb") as file:  # our own file
        whole: _T = pickle.load(file)
    return whole


def _lessons(options: Options, say: _Clock) -> list[Lesson]:
    """All speech, real and synthetic."""
    found: list[Lesson] = []
    for name, make in _sources(options):
        part = _step(options, name, lambda: lessons(list(make())))  # noqa: B023
        found += part
        say(f"{name}: {len(part)} utterances, {sum(lesson.frames for lesson in part) / 360000:.2f} h")
    return found


def _sources(options: Options) -> Iterator[tuple[str, Callable[[], Iterable[Utterance]]]]:
    english, mandarin = _texts(options)
    for number, voice in enumerate(FLITE):
        said = sentences(english, options.sentences, options.longest, options.seed + number)
        yield f"flite_{voice}", partial(flite, said, voice, options.seed + number)
    for number, (language, texts) in enumerate((("en", english), ("zh", mandarin)), len(FLITE)):
        said = sentences(texts, options.sentences, options.longest, options.seed + number)
        yield f"espeak_{language}", partial(espeak, said, language, options.seed + number)
    fewer = options.sentences // 2
    for number, language in enumerate(("yue", "ja", "ko"), len(FLITE) + 2):
        seed = options.seed + number
        han = language == "yue"  # Cantonese can be read from the same characters
        said = sentences(mandarin, fewer, options.longest, seed) if han else nonsense(language, fewer, 6, seed)
        yield f"espeak_{language}", partial(espeak, said, language, seed)
    for shard in options.shards.split(","):
        yield shard, partial(pack, options.pack, [shard])


def _texts(options: Options) -> tuple[list[str], list[str]]:
    """What synthetic voices are given to say: the texts of the pack."""
    lines = (options.pack / "manifest.jsonl").read_text("utf-8").splitlines()
    entries = [entry for entry in map(json.loads, lines) if entry["text"]]
    english = sorted({entry["text"] for entry in entries if entry["shard"] in ("en_lj", "en_so762")})
    return english, sorted({entry["text"] for entry in entries if entry["language"] == "zh"})


def _net(
    data: Sequence[Lesson],
    paths: Sequence[Ints],
    epochs: float,
    options: Options,
    name: str,
    say: _Clock,
    begin: Any = None,
) -> Any:
    """The state of a trained net."""
    from unisono.train.learn import learned

    return learned(data, paths, epochs, options.seed, say, options.work / f"{name}.pt", begin).state_dict()


def _acoustics(state: Any, data: Sequence[Lesson], paths: Sequence[Ints], options: Options) -> Acoustics:
    from unisono.train.learn import acoustics_of, prior_of
    from unisono.train.nets import Acoustic

    net = Acoustic()
    net.load_state_dict(state)
    return acoustics_of(net, prior_of(net, data, paths, options.seed))


def _save(acoustics: Acoustics, place: Path) -> None:
    """Half precision: 11 bits are more than the net needs."""
    place.parent.mkdir(parents=True, exist_ok=True)
    arrays = {"prior": acoustics.prior, **acoustics.weights.arrays()}
    halves: dict[str, Any] = {name: array.astype(np.float16) for name, array in arrays.items()}
    np.savez_compressed(place, **halves)


if __name__ == "__main__":
    main()

"""Trains the voice's net: `python -m unisono.train.own --help`; the recorded command is runs/own.sh.

Goes on from its last checkpoint, so it may be killed at any time. Writes into its folder the aligned data
(`<shard>.pkl`), all it takes to go on (`last.pt`), `log.jsonl`, `curves.png`, and what the runtime reads, the averaged
weights as fp16 (`own.npz`).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch

from unisono.speak.own.inventory import SYMBOLS
from unisono.speak.own.lessons import Lesson, Study
from unisono.speak.own.net import Known, Scale
from unisono.speak.own.shape import POINTS, Shape
from unisono.train.own_batches import SHARES, Maker, studies
from unisono.train.own_data import prepared
from unisono.train.own_net import Batch, Net, losses

WEIGHTS = {"mel": 1.0, "structure": 0.5, "length": 0.1, "pitch": 0.1, "energy": 0.05, "closure": 0.1, "voice": 0.1}
UNSEEN = ("S0252", "so762_0739", "so762_1109", "so762_2327", "so762_0157", "SSB0005", "SSB0018")
KNOWN = ("SSB0139", "LJ", "S0150", "grid_s1")  # whom the voice speaks as without a recording, the default first
_HELD = 10  # the last utterances of a trained speaker who has many


@dataclass(frozen=True)
class Training:
    """Flags of the command."""

    folder: Path = Path("runs/out/own")  # all is written here
    pack: Path = Path("../shared/speech_pack")  # what is learnt from
    steps: int = 20000
    frames: int = 2600  # of a batch
    rate: float = 1.5e-3  # of learning; falls to a thirtieth over the last 40 % of the steps
    threads: int = 1
    seed: int = 0
    every: int = 500  # steps between two looks at what was held out
    minutes: float = 4.0  # between two checkpoints


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for field in fields(Training):
        parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    train(Training(**vars(parser.parse_args())))


def train(options: Training) -> None:
    """Until `steps` are done."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    lessons = lessons_of(options.folder, options.pack)
    seen, held, unseen = split(lessons)
    speakers = {name: at for at, name in enumerate(sorted({lesson.speaker for lesson in seen}))}
    studied, scale = studies([*seen, *held, *unseen])
    maker = Maker(studied[: len(seen)], scale, speakers, options.frames, options.seed)
    tests = dict(_tests(studied[len(seen) : len(seen) + len(held)], scale, speakers, "held"))
    tests |= dict(_tests(studied[len(seen) + len(held) :], scale, {}, "unseen"))
    hours = sum(len(lesson.mel) for lesson in seen) / 360000
    net = Net(Shape(), len(speakers))
    size = sum(parameter.numel() for parameter in net.parameters()) / 1e6
    print(f"{hours:.2f} h, {len(seen)} utterances, {len(speakers)} speakers, {size:.2f} M weights", flush=True)
    Run(options, net, maker, tests, speakers, scale).go()


def lessons_of(folder: Path, pack: Path) -> list[Lesson]:
    """What of every shard fits its words; aligned now where no file of the folder holds it."""
    return [lesson for shard in SHARES for lesson in fitting(_prepared(folder / f"{shard}.pkl", pack, shard))]


def _prepared(place: Path, pack: Path, shard: str) -> list[Lesson]:
    if place.exists():
        return prepared(place, iter(()))
    from unisono.align import acoustics
    from unisono.train.own_hearing import lessons

    print(f"aligns {shard}", flush=True)
    heard = acoustics.load()
    return prepared(place, lessons(pack, [shard], lambda sound: heard.scores(sound, 16000)))


def fitting(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Those that fit their words about as well as others of their speaker, without a sound of half a second."""
    of: dict[str, list[float]] = {}
    for lesson in lessons:
        of.setdefault(lesson.speaker, []).append(lesson.score)
    middle = {name: float(np.median(scores)) for name, scores in of.items()}
    away = float(np.median([abs(lesson.score - middle[lesson.speaker]) for lesson in lessons])) + 0.5
    return [
        lesson
        for lesson in lessons
        if lesson.score > middle[lesson.speaker] - 6 * away
        and lesson.frames[lesson.rows[:, 0] > 1].max(initial=0) < 60
        and lesson.frames.min() > 0
        and len(lesson.mel) < 1200
    ]


def split(lessons: Sequence[Lesson]) -> tuple[list[Lesson], list[Lesson], list[Lesson]]:
    """To learn from; the last utterances of speakers who have many; speakers who are never learnt."""
    of: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        of.setdefault(lesson.speaker, []).append(lesson)
    seen, held, unseen = [], [], []
    for speaker, every in of.items():
        if speaker in UNSEEN:
            unseen += every[:12]
        elif len(every) > 8 * _HELD:
            seen += every[:-_HELD]
            held += every[-_HELD:]
        else:
            seen += every
    return seen, held, unseen


def _tests(
    studied: Sequence[Study], scale: Scale, speakers: dict[str, int], name: str
) -> list[tuple[str, list[Batch]]]:
    """Batches by language, nothing made up."""
    found = []
    for language in ("zh", "en"):
        part = [study for study in studied if study.lesson.language == language]
        part.sort(key=lambda study: len(study.lesson.mel))
        if part:
            maker = Maker(part, scale, speakers, made_up=False)
            sixes = [range(at, min(at + 6, len(part))) for at in range(0, len(part), 6)]
            found.append((f"{name}_{language}", [maker.batch(six) for six in sixes]))
    return found


class Run:
    """A net, its averaged copy and where it stands."""

    def __init__(
        self, options: Training, net: Net, maker: Maker, tests: dict[str, list[Batch]],
        speakers: dict[str, int], scale: Scale,
    ) -> None:  # fmt: skip
        self.options, self.net, self.maker, self.tests = options, net, maker, tests
        self.speakers, self.scale = speakers, scale
        self.average = {name: weight.clone() for name, weight in net.state_dict().items()}
        self.optimiser = torch.optim.AdamW(net.parameters(), options.rate, betas=(0.9, 0.98), weight_decay=0.01)
        self.step, self.spent = 0, 0.0
        self.log: list[dict[str, Any]] = []
        self._resume()

    def go(self) -> None:
        """Trains, tells, keeps."""
        began = saved = time.monotonic()
        spent = self.spent
        sums: dict[str, float] = {}
        summed = 0
        for batch in self.maker.batches():
            if self.step >= self.options.steps:
                break
            for name, value in self._learn(batch).items():
                sums[name] = sums.get(name, 0.0) + value
            summed += 1
            now = time.monotonic()
            self.spent = spent + now - began
            if self.step % 100 == 0:
                self._tell({name: value / summed for name, value in sums.items()})
                sums, summed = {}, 0
            if now - saved > 60 * self.options.minutes:
                self.save()
                saved = now
        self.save()

    def _learn(self, batch: Batch) -> dict[str, float]:
        self.net.train()
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate()
        with torch.autocast("cpu", torch.bfloat16):
            parts = losses(self.net, batch)
        total = sum((WEIGHTS[name] * value for name, value in parts.items()), torch.zeros(()))
        self.optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        keep = min(0.999, self.step / (self.step + 10))
        with torch.no_grad():
            for name, weight in self.net.state_dict().items():
                self.average[name].lerp_(weight, 1 - keep)
        return {name: float(value.detach()) for name, value in parts.items()}

    def _rate(self) -> float:
        done = self.step / self.options.steps
        fall = 1.0 if done < 0.6 else max(1 / 30, 0.5 * (1 + np.cos(np.pi * (done - 0.6) / 0.4)))
        return float(self.options.rate * min(1, (self.step + 1) / 200) * fall)

    def _tell(self, means: dict[str, float]) -> None:
        row: dict[str, Any] = {
            "step": self.step, "seconds": round(self.spent), "rate": round(self._rate(), 6),
            **{name: round(value, 4) for name, value in means.items()},
        }  # fmt: skip
        if self.step % self.options.every == 0:
            row["tests"] = self.examine()
        self.log.append(row)
        print(json.dumps(row), flush=True)
        with (self.options.folder / "log.jsonl").open("a") as file:
            file.write(json.dumps(row) + "\n")

    def examine(self) -> dict[str, dict[str, float]]:
        """Of the averaged net on what was held out: mel L1, error of log length, correlation of pitch, sharpness."""
        kept = {name: weight.clone() for name, weight in self.net.state_dict().items()}
        self.net.load_state_dict(self.average)
        self.net.eval()
        found = {}
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            for name, batches in self.tests.items():
                every = [examined(self.net, batch) for batch in batches]
                found[name] = {key: round(float(np.mean([one[key] for one in every])), 4) for key in every[0]}
        self.net.load_state_dict(kept)
        return found

    def save(self) -> None:
        """What it takes to go on, what the runtime reads, and the curves."""
        whole: dict[str, Any] = {
            "shape": asdict(self.net.shape),
            "scale": self.scale,
            "speakers": self.speakers,
            "known": self._known(),
            "net": self.net.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "spent": self.spent,
            "log": self.log,
            "draw": self.maker.draw.bit_generator.state,
            "torch": torch.get_rng_state(),
        }
        aside = self.options.folder / "last.part"
        torch.save(whole, aside)
        aside.rename(self.options.folder / "last.pt")
        export(self.options.folder / "own.npz", self.average, whole["shape"], self.scale, whole["known"])
        draw_curves(self.options.folder / "curves.png", self.log)

    def _known(self) -> dict[str, Known]:
        """Vector and pitch of the speakers of whom there is most, as the averaged net has them."""
        kept = {name: weight.clone() for name, weight in self.net.state_dict().items()}
        self.net.load_state_dict(self.average)
        self.net.eval()
        found = {}
        as_they_are = Maker(self.maker.studies, self.scale, self.speakers, made_up=False)
        with torch.no_grad():
            for name in KNOWN:
                if name in self.speakers:
                    batch = as_they_are.batch(self.maker.of_speaker[name][:8])
                    heard = self.net.listener(batch.heard, batch.speech, batch.pitch).mean(0)
                    pitch = self.maker.studies[self.maker.of_speaker[name][0]].pitch
                    found[name] = ((heard + self.net.speakers.weight[self.speakers[name]]).numpy(), pitch)
        self.net.load_state_dict(kept)
        return found

    def _resume(self) -> None:
        place = self.options.folder / "last.pt"
        if not place.exists():
            return
        whole = torch.load(place, weights_only=False)
        self.net.load_state_dict(whole["net"])
        self.average = whole["average"]
        self.optimiser.load_state_dict(whole["optimiser"])
        self.step, self.spent, self.log = whole["step"], whole["spent"], whole["log"]
        self.maker.draw.bit_generator.state = whole["draw"]
        torch.set_rng_state(whole["torch"])
        print(f"goes on from step {self.step}", flush=True)


def examined(net: Net, batch: Batch) -> dict[str, float]:
    """Figures of one batch; see `Run.examine`."""
    told, mel, voice = net(batch)
    there = batch.frames * batch.known
    sure = batch.weight[..., 0] * (batch.rows[..., 0] > 1)
    points = slice(1, 1 + len(POINTS))
    heard = batch.weight[..., points] > 0.2
    a, b = told[..., points][heard], batch.told[..., points][heard]
    return {
        "mel": float(((mel - batch.mel).abs() * there).sum() / there.sum()),
        "length": float(((told[..., 0] - batch.told[..., 0]).abs() * sure).sum() / sure.sum()),
        "pitch": float(torch.corrcoef(torch.stack([a, b]))[0, 1]),
        "melody": float(a.std() / b.std()),
        "voice": float((((voice > 0) == (batch.voiced > 0.5)) * batch.frames[..., 0]).sum() / batch.frames.sum()),
        "sharp": examined_sharpness(mel * there, batch.mel * there)[0],
    }


def examined_sharpness(mel: torch.Tensor, real: torch.Tensor) -> tuple[float, float]:
    """Mean square of the second difference over bands, and of the first over time, over those of the real mel."""
    bands = [float(torch.diff(x.float(), n=2, dim=2).square().mean()) for x in (mel, real)]
    time = [float(torch.diff(x.float(), dim=1).square().mean()) for x in (mel, real)]
    return bands[0] / bands[1], time[0] / time[1]


def export(
    place: Path,
    weights: dict[str, torch.Tensor],
    shape: dict[str, Any],
    scale: Scale,
    known: Mapping[str, Known],
) -> None:
    """Weights as fp16 in one npz, with what they mean."""
    kept = {name: weight.to(torch.float16).numpy() for name, weight in weights.items() if name != "speakers.weight"}
    about = {"shape": shape, "symbols": SYMBOLS, "known": list(known)}
    scales = {
        "scale.mel": scale.mel, "scale.spread": scale.spread, "scale.lengths": scale.lengths,
        "scale.energy": np.array(scale.energy), "scale.room": np.array(scale.room),
    }  # fmt: skip
    aside = place.with_suffix(".part.npz")
    scales["known.vector"] = np.array([vector for vector, _ in known.values()], np.float32)
    scales["known.pitch"] = np.array([pitch for _, pitch in known.values()], np.float32)
    arrays: dict[str, Any] = {"about": np.array(json.dumps(about)), **kept, **scales}
    np.savez(aside, **arrays)
    aside.rename(place)


def draw_curves(place: Path, log: Sequence[dict[str, Any]]) -> None:
    """Loss and what was held out over steps, as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 3, figsize=(15, 8))
    tested = [row for row in log if "tests" in row]
    for axis, name in zip(axes.flat, ("mel", "length", "pitch", "melody", "voice", "sharp"), strict=True):
        if name in WEIGHTS:
            axis.plot([row["step"] for row in log], [row[name] for row in log], color="grey", label="training loss")
        for test in tested[-1]["tests"] if tested else ():
            axis.plot([row["step"] for row in tested], [row["tests"][test][name] for row in tested], label=test)
        axis.set_title(name)
        if axis.lines:
            axis.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(place, dpi=80)
    pyplot.close(figure)


if __name__ == "__main__":
    main()

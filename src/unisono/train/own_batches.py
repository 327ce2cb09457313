"""Lessons -> batches, no shard and no speaker too often.

Two things are made up on the fly. Another voice: frequencies times a factor, harmonics, formants and pitch alike.
Another room: noise below the speech, so that a noise floor is told by `room` and not by the speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from unisono.speak.own.inventory import SYMBOLS
from unisono.speak.own.lessons import Lesson, Study, against, energies, example, floor_of, pitch_of, study
from unisono.speak.own.mels import BANDS, FLOOR, centres
from unisono.speak.own.net import Scale
from unisono.speak.own.shape import HEARD, offsets, places, speaking
from unisono.train.own_net import Batch
from unisono.types import Floats

# How much of what is learnt comes from a shard, and how sure its lengths and melodies are: no accent is to be learnt.
SHARES = {
    "en_lj": (0.22, 1.0),
    "zh_aishell1": (0.20, 1.0),
    "zh_aishell3": (0.19, 1.0),
    "en_grid_s1": (0.08, 0.5),
    "en_so762": (0.31, 0.35),
}
_WARPED, _NOISY = 0.35, 0.25  # how often a voice or a room is made up
_REFERENCE = 250  # frames by which the speaker is heard


def studies(lessons: Sequence[Lesson]) -> tuple[list[Study], Scale]:
    """Lessons in the same order, and what normalises them."""
    by_speaker: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        by_speaker.setdefault(lesson.speaker, []).append(lesson)
    scale = _scale(lessons)
    pitches = {name: pitch_of(np.concatenate([one.hertz for one in every])) for name, every in by_speaker.items()}
    found = [study(lesson, pitches[lesson.speaker], scale) for lesson in lessons]
    for name in by_speaker:
        against([one for one in found if one.lesson.speaker == name])
    return found, scale


def _scale(lessons: Sequence[Lesson]) -> Scale:
    some = lessons[:: max(1, len(lessons) // 800)]
    sums, counts = np.zeros(BANDS), np.zeros(BANDS)
    for lesson in some:
        sums[: lesson.top] += lesson.mel[:, : lesson.top].astype(np.float64).sum(axis=0)
        counts[: lesson.top] += len(lesson.mel)
    mean = np.where(counts > 0, sums / np.maximum(counts, 1), np.log(FLOOR)).astype(np.float32)
    spread = float(np.mean([np.std(lesson.mel[:, :HEARD].astype(np.float32) - mean[:HEARD]) for lesson in some]))
    symbols = np.concatenate([lesson.rows[:, 0] for lesson in lessons])
    logs = np.log(np.concatenate([lesson.frames for lesson in lessons]).astype(np.float64))
    lengths = np.array([logs[symbols == n].mean() if (symbols == n).any() else 2.0 for n in range(len(SYMBOLS))])
    levels = np.concatenate([energies(lesson) for lesson in some])
    floors = np.concatenate([floor_of(lesson.mel.astype(np.float32)) for lesson in some])
    return Scale(
        mean,
        spread,
        lengths.astype(np.float32),
        (float(levels.mean()), float(max(levels.std(), 0.1))),
        (float(floors.mean()), float(max(floors.std(), 0.1))),
    )


def warp(factor: float) -> Floats:
    """(BANDS, BANDS) what makes of a mel that of a voice `factor` times as high in all its frequencies."""
    hertz = centres()
    at = np.interp(hertz / factor, hertz, np.arange(BANDS))
    whole = np.minimum(at.astype(int), BANDS - 2)
    matrix = np.zeros((BANDS, BANDS), np.float32)
    matrix[whole, np.arange(BANDS)] = 1 - (at - whole)
    matrix[whole + 1, np.arange(BANDS)] = at - whole
    return matrix


@dataclass
class Maker:
    """Draws utterances, no shard and no speaker too often, and makes batches of about `size` frames."""

    studies: Sequence[Study]
    scale: Scale
    speakers: dict[str, int]
    size: int = 3600
    seed: int = 0
    made_up: bool = True  # other voices, and
    noisy: bool = True  # other rooms

    def __post_init__(self) -> None:
        self.draw = np.random.default_rng(self.seed)
        self.of_speaker: dict[str, list[int]] = {}
        for at, one in enumerate(self.studies):
            self.of_speaker.setdefault(one.lesson.speaker, []).append(at)
        self.chances = self._chances()

    def _chances(self) -> Floats:
        """Of each study: its shard's share, in it by the root of a speaker's hours, in those by length."""
        size = np.array([len(one.lesson.mel) for one in self.studies], np.float64)
        hours = {name: size[every].sum() for name, every in self.of_speaker.items()}
        chance = np.array([s / np.sqrt(hours[one.lesson.speaker]) for s, one in zip(size, self.studies, strict=True)])
        for shard, (share, _) in SHARES.items():
            of_shard = np.array([one.lesson.shard == shard for one in self.studies])
            if of_shard.any():
                chance[of_shard] *= share / chance[of_shard].sum()
        chance /= size  # shares are of frames
        return np.asarray(chance / chance.sum())

    def batches(self) -> Iterator[Batch]:
        """Without end."""
        while True:
            drawn = self.draw.choice(len(self.studies), 300, p=self.chances)
            groups: list[list[int]] = [[]]
            for at in sorted(drawn.tolist(), key=lambda at: len(self.studies[at].lesson.mel)):
                if groups[-1] and (len(groups[-1]) + 1) * len(self.studies[at].lesson.mel) > self.size:
                    groups.append([])
                groups[-1].append(at)
            self.draw.shuffle(groups)
            for group in groups:
                yield self.batch(group)

    def batch(self, group: Sequence[int]) -> Batch:
        """Of these studies."""
        return collate([self._one(at) for at in group])

    def _one(self, at: int) -> dict[str, Floats]:
        one = self.studies[at]
        lesson, (mean, spread) = one.lesson, one.pitch
        mel = lesson.mel.astype(np.float32)
        other = self._other(at)
        contour, known, owned, top = one.contour, np.ones((1, BANDS), np.float32), 1.0, lesson.top
        if self.made_up and self.draw.random() < _WARPED:
            factor = float(np.exp(self.draw.uniform(-0.13, 0.13)))
            matrix = warp(factor)
            mel, other = mel @ matrix, other @ matrix
            contour, mean, owned = contour + np.float32(np.log(factor)), mean + np.log(factor), 0.0
            top = int(np.searchsorted(centres(), factor * centres()[top - 1]))
        known[0, top:] = 0
        if self.made_up and self.noisy and self.draw.random() < _NOISY:
            mel = self._noisy(mel)
        elif self.made_up and self.draw.random() < 0.4:
            owned = 0.0
        scale = self.scale
        made = example(one, mel, contour, mean, scale, SHARES[lesson.shard][1])
        heard = (other[:, :HEARD] - scale.mel[:HEARD]) / scale.spread
        return {
            "rows": (lesson.rows + offsets()).astype(np.int64),
            "places": places(lesson.rows),
            "sounds": np.ones((len(lesson.rows), 1), np.float32),
            "told": made.told,
            "weight": made.weight,
            "sound": made.sound.astype(np.int64),
            "tracks": made.tracks,
            "combs": made.combs,
            "frames": np.ones((len(mel), 1), np.float32),
            "mel": made.mel,
            "known": known,
            "voiced": one.voiced,
            "speaker": np.array(self.speakers.get(lesson.speaker, 0)),
            "owned": np.array([owned if lesson.speaker in self.speakers else 0.0]),
            "style": one.style,
            "room": made.room,
            "heard": heard,
            "speech": speaking(other)[:, None].astype(np.float32),
            "pitch": np.array([4 * (mean - 5), 4 * (spread - 0.2)]),
        }

    def _other(self, at: int) -> Floats:
        """(_REFERENCE, BANDS) of another utterance of the speaker, or of its own; over again if short."""
        every = self.of_speaker[self.studies[at].lesson.speaker]
        chosen = at
        while chosen == at and len(every) > 1:
            chosen = every[self.draw.integers(len(every))]
        mel = self.studies[chosen].lesson.mel.astype(np.float32)
        mel = np.tile(mel, (-(-_REFERENCE // len(mel)), 1))
        begin = self.draw.integers(len(mel) - _REFERENCE + 1)
        return np.asarray(mel[begin : begin + _REFERENCE])

    def _noisy(self, mel: Floats) -> Floats:
        """With a noise 16 to 45 dB below the speech, brighter or darker than white."""
        loud = np.percentile(mel[:, :HEARD].mean(axis=1), 90)
        slope = self.draw.uniform(-2, 1) * np.linspace(-0.5, 0.5, BANDS)
        noise = loud - self.draw.uniform(16, 45) / 8.7 + slope + self.draw.normal(0, 0.25, mel.shape)
        return np.asarray(np.logaddexp(2 * mel, 2 * noise) / 2, np.float32)


def collate(every: Sequence[dict[str, Floats]]) -> Batch:
    """One beside the other, filled with zeros to the length of the longest."""

    def joined(name: str) -> torch.Tensor:
        parts = [np.asarray(one[name]) for one in every]
        longest = max((part.shape[0] for part in parts if part.ndim), default=0)
        kind = np.int64 if parts[0].dtype.kind == "i" else np.float32
        if not parts[0].ndim:
            return torch.from_numpy(np.array(parts, kind))
        whole = np.zeros((len(parts), longest, *parts[0].shape[1:]), kind)
        for row, part in zip(whole, parts, strict=True):
            row[: len(part)] = part
        return torch.from_numpy(whole)

    return Batch(**{name: joined(name) for name in every[0]})

"""Training of the voice: what it draws, what it makes up, and that it goes on where it was killed."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from tests.speak.own.test_adapting import lessons_of_one_speaker
from unisono.speak.own.heard import LEVEL, levelled, without_short_pauses
from unisono.speak.own.inventory import STOP, WORD, Sound
from unisono.speak.own.lessons import Lesson, energies, floor_of
from unisono.speak.own.mels import BANDS, RATE, centres, mel
from unisono.speak.own.net import Net
from unisono.speak.own.shape import HEARD
from unisono.train.own import Training, examined_sharpness, fitting, train
from unisono.train.own_batches import SHARES, Maker, studies, warp
from unisono.types import SILENCE, Floats


def _pack(each: int = 6) -> list[Lesson]:
    """Two speakers of every shard, one of whom says much more."""
    found = []
    for number, shard in enumerate(SHARES):
        for speaker, count in (("much", 3 * each), ("little", each)):
            for at, lesson in enumerate(lessons_of_one_speaker(count, seed=number)):
                name = f"{shard}_{speaker}"
                found.append(replace(lesson, name=f"{name}{at}", shard=shard, speaker=name, top=90, score=-1.0))
    return found


def _maker(made_up: bool, noisy: bool = True) -> Maker:
    studied, scale = studies(_pack())
    speakers = {name: at for at, name in enumerate(sorted({one.lesson.speaker for one in studied}))}
    return Maker(studied, scale, speakers, size=600, seed=1, made_up=made_up, noisy=noisy)


def test_every_shard_has_its_share_and_no_speaker_dominates() -> None:
    maker = _maker(False)
    size = np.array([len(one.lesson.mel) for one in maker.studies])
    share: Counter[str] = Counter()
    for one, chance, frames in zip(maker.studies, maker.chances, size, strict=True):
        share[one.lesson.shard] += chance * frames
        share[one.lesson.speaker] += chance * frames
    total = sum(share[shard] for shard in SHARES)
    for shard, (wanted, _) in SHARES.items():
        assert share[shard] / total == pytest.approx(wanted / sum(part for part, _ in SHARES.values()), rel=1e-6)
        assert share[f"{shard}_much"] / share[f"{shard}_little"] == pytest.approx(np.sqrt(3), rel=0.15)


def test_a_batch_holds_what_its_lessons_hold() -> None:
    maker = _maker(False)
    batch = maker.batch([0, 5])
    for row, at in enumerate((0, 5)):
        one = maker.studies[at]
        frames, count = len(one.lesson.mel), len(one.lesson.rows)
        assert int(batch.frames[row].sum()) == frames
        assert int(batch.sounds[row].sum()) == count
        mel_again = batch.mel[row, :frames].numpy() * maker.scale.spread + maker.scale.mel
        assert np.abs(mel_again - one.lesson.mel).max() < 0.02
        assert batch.known[row, 0].numpy().sum() == one.lesson.top
        assert batch.weight[row, 0, 0] == 0  # the first pause was cut: its length says nothing


def test_a_warped_voice_has_its_formants_and_its_pitch_higher() -> None:
    time = np.arange(RATE) / RATE
    heights = np.arange(1, 30)[:, None]
    loud = 1 / (1 + np.abs(150 * heights - 900) / 200)
    low, high = (
        mel((loud * np.sin(2 * np.pi * 150 * factor * heights * time)).sum(axis=0).astype(np.float32))
        for factor in (1.0, 1.1)
    )
    made = low[50] @ warp(1.1)
    voiced = slice(10, 60)
    assert np.corrcoef(made[voiced], high[50][voiced])[0, 1] > 0.9
    assert np.corrcoef(low[50][voiced], high[50][voiced])[0, 1] < 0.8
    assert np.allclose(low[50] @ warp(1.0), low[50], atol=1e-4)


def test_a_noisy_room_is_told_by_room_alone() -> None:
    usual = np.concatenate([_maker(False).batch([at]).room.numpy() for at in range(5)])
    maker = _maker(True)
    one = maker.studies[0].lesson.mel.astype(np.float32)
    quiet, noisy = floor_of(one), np.stack([floor_of(maker._noisy(one)) for _ in range(20)])
    assert np.ptp(usual, axis=0).max() < 0.1
    assert (noisy > quiet + 0.3).any()
    assert (noisy >= quiet - 0.01).all()


def test_what_does_not_fit_is_not_learnt() -> None:
    good = lessons_of_one_speaker(20)
    good = [replace(lesson, score=-1.0 + 0.01 * at) for at, lesson in enumerate(good)]
    long = good[1].frames.copy()
    long[3] = 70
    empty = good[2].frames.copy()
    empty[3] = 0
    bad = [replace(good[0], score=-30.0), replace(good[1], frames=long), replace(good[2], frames=empty)]
    assert fitting([*good, *bad]) == good


def test_short_pauses_are_closures() -> None:
    sil = Sound(SILENCE, "en", after=STOP)
    a, t, s = (Sound(label, "en", 0, word, WORD) for word, label in enumerate("ats"))
    heard = [(sil, 3, 0), (a, 9, 0), (sil, 5, 0), (t, 6, 2), (sil, 4, 0), (s, 8, 0), (sil, 2, 0)]
    assert without_short_pauses(heard) == [(sil, 3, 0), (a, 9, 0), (t, 15, 7), (s, 8, 0), (sil, 2, 0)]


def test_speech_has_one_level_whatever_the_gain() -> None:
    sound = np.random.default_rng(0).standard_normal(RATE).astype(np.float32) * np.repeat([0.0, 0.1], RATE // 2)
    one, two = levelled(np.asarray(sound, np.float32)), levelled(np.asarray(sound * 30, np.float32))
    assert np.abs(one - two).max() < 1e-5
    assert 20 * np.log10(np.sqrt(np.mean(one[RATE // 2 :] ** 2))) == pytest.approx(LEVEL, abs=1)
    assert np.isfinite(levelled(np.zeros(RATE, np.float32))).all()


def test_blur_is_seen_as_blur() -> None:
    import torch

    real = torch.randn(1, 50, HEARD)
    blurred = torch.nn.functional.avg_pool2d(real[:, None], 3, 1, 1)[:, 0]
    assert max(examined_sharpness(blurred, real)) < 0.5
    assert examined_sharpness(real, real) == (1.0, 1.0)


def test_it_goes_on_where_it_was_killed_and_what_it_exports_is_read(tmp_path: Path) -> None:
    pack = _pack(2)
    for shard in SHARES:
        (tmp_path / f"{shard}.pkl").write_bytes(pickle.dumps([one for one in pack if one.shard == shard]))
    train(Training(folder=tmp_path, steps=2, frames=150, every=1000))
    first = (tmp_path / "own.npz").stat().st_size
    train(Training(folder=tmp_path, steps=3, frames=150, every=1000))
    import torch

    whole = torch.load(tmp_path / "last.pt", weights_only=False)
    assert whole["step"] == 3
    assert (tmp_path / "curves.png").exists()
    assert first < 15e6
    net = Net.load(tmp_path / "own.npz")
    vector = net.heard(pack[0].mel.astype(np.float32), (5.0, 0.2))
    assert vector.shape == (net.shape.speaker,)


def test_energies_are_means_over_each_sound() -> None:
    lesson = lessons_of_one_speaker(1)[0]
    told: Floats = energies(lesson)
    begin = int(lesson.frames[0])
    second = lesson.mel[begin : begin + int(lesson.frames[1]), :HEARD].astype(np.float32).mean()
    assert told[1] == pytest.approx(float(second), abs=1e-3)
    assert centres()[HEARD] >= 7600 > centres()[HEARD - 1]
    assert len(centres()) == BANDS

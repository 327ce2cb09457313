"""The net learns which state every frame is in: cross entropy over augmented speech, a cosine to nothing."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from unisono.align.acoustics import Acoustics
from unisono.align.net import Weights
from unisono.align.units import BORROWING, STATES, UNITS
from unisono.train.augment import changed
from unisono.train.bootstrap import share
from unisono.train.gmm import COUNT
from unisono.train.lessons import Lesson
from unisono.train.nets import Acoustic
from unisono.types import Floats, Ints

Say = Callable[[str], None]
CROP = 400  # frames of one example
BATCH = 16  # examples
RATE = 2e-3  # of learning, at its highest
_SMOOTH = 0.05  # share of the truth that all states have
_SURVEYED = 40  # batches that the prior is taken from


def learned(
    data: Sequence[Lesson],
    paths: Sequence[Ints],
    epochs: float,
    seed: int,
    say: Say,
    checkpoint: Path | None = None,
    begin: Mapping[str, torch.Tensor] | None = None,
    every: int = 100,
) -> Acoustic:
    """A net trained for so many passes over the data.

    `checkpoint`: kept there after so many steps (`every`), and gone on with where it is there already; `begin`: the
    state of a net to begin with.
    """
    torch.manual_seed(seed)
    net = Acoustic()
    if begin:
        net.load_state_dict(begin)
    used = [at for at, path in enumerate(paths) if len(path)]
    frames = sum(len(paths[at]) * share(data[at]) for at in used)
    steps = max(int(epochs * frames / (CROP * BATCH)), 4)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps, pct_start=0.1)
    done = _restored(checkpoint, net, optimizer, schedule)
    net.train()
    total = 0.0
    for step, (rows, states) in zip(range(done, steps), _ahead(_batches(data, paths, used, seed + done)), strict=False):
        total += _step(net, optimizer, torch.from_numpy(rows), torch.from_numpy(states).long())
        schedule.step()
        if (step + 1) % every == 0:
            say(f"net step {step + 1} of {steps}: loss {total / every:.3f}")
            total = 0.0
            if checkpoint:
                torch.save((step + 1, net.state_dict(), optimizer.state_dict(), schedule.state_dict()), checkpoint)
    return net


def _restored(checkpoint: Path | None, net: nn.Module, optimizer: torch.optim.Optimizer, schedule: Any) -> int:
    """The steps that a checkpoint has behind it; 0 without one."""
    if checkpoint is None or not checkpoint.exists():
        return 0
    done, weights, moments, rates = torch.load(checkpoint, weights_only=True)
    net.load_state_dict(weights)
    optimizer.load_state_dict(moments)
    schedule.load_state_dict(rates)
    return int(done)


def _step(net: nn.Module, optimizer: torch.optim.Optimizer, rows: torch.Tensor, states: torch.Tensor) -> float:
    with torch.autocast("cpu", torch.bfloat16):
        logits = net(rows)
    loss = functional.cross_entropy(logits.float().flatten(0, 1), states.flatten(), label_smoothing=_SMOOTH)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _batches(
    data: Sequence[Lesson], paths: Sequence[Ints], used: Sequence[int], seed: int
) -> Iterator[tuple[Floats, Ints]]:
    """(B, 2 CROP, MELS) spectra and (B, CROP) states, without end: utterances in a row, cut anywhere."""
    draw = np.random.default_rng(seed)
    examples: list[tuple[Floats, Ints]] = []
    held_rows: list[Floats] = []
    held_states: list[Ints] = []
    have = 0
    others = np.concatenate([data[at].rows for at in draw.choice(used, min(60, len(used)), replace=False)])
    while True:
        for at in draw.permutation(np.array(used)):
            lesson = data[at]
            if draw.random() > share(lesson):
                continue
            states = lesson.graph.states[paths[at]]
            rows, states = changed(lesson.rows.astype(np.float32), states, draw, others)
            held_rows.append(rows)
            held_states.append(states)
            have += len(states)
            if have >= 8 * CROP:
                row, state = np.concatenate(held_rows), np.concatenate(held_states)
                for start in range(0, have - CROP + 1, CROP):
                    examples.append((row[2 * start : 2 * (start + CROP)], state[start : start + CROP]))
                held_rows, held_states, have = [], [], 0
            if len(examples) >= 6 * BATCH:
                order = draw.permutation(len(examples))
                while len(order) >= BATCH:
                    chosen, order = order[:BATCH], order[BATCH:]
                    yield np.stack([examples[n][0] for n in chosen]), np.stack([examples[n][1] for n in chosen])
                examples = [examples[n] for n in order]


def _ahead(batches: Iterator[tuple[Floats, Ints]]) -> Iterator[tuple[Floats, Ints]]:
    """The same, made in another thread."""
    ready: queue.Queue[tuple[Floats, Ints]] = queue.Queue(8)

    def make() -> None:
        for batch in batches:
            ready.put(batch)

    threading.Thread(target=make, daemon=True).start()
    while True:
        yield ready.get()


def prior_of(net: Acoustic, data: Sequence[Lesson], paths: Sequence[Ints], seed: int) -> Floats:
    """(J,) log of what the net believes in on average: what it learned of smoothing and noises is divided out too."""
    net.eval()
    used = [at for at, path in enumerate(paths) if len(path)]
    batches = _batches(data, paths, used, seed)
    mean = torch.zeros(COUNT)
    for rows, _ in itertools.islice(batches, _SURVEYED):
        with torch.no_grad():
            mean += torch.softmax(net(torch.from_numpy(rows)), dim=2).mean((0, 1)) / _SURVEYED
    return np.asarray(np.log(mean.numpy()), np.float32)


def acoustics_of(net: Acoustic, prior: Floats) -> Acoustics:
    """The net as the aligner runs it; units that nobody said borrow from their neighbours."""
    arrays, prior = net.eval().arrays(), prior.copy()
    for unit, lender in BORROWING.items():
        to, source = (slice(n * STATES, (n + 1) * STATES) for n in (UNITS.index(unit), UNITS.index(lender)))
        arrays["out"][:, to], prior[to] = arrays["out"][:, source], prior[source]
    return Acoustics(Weights.of(arrays), prior)

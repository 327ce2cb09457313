"""The numpy net and the torch net are one net."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from unisono.speak.own import learning  # noqa: E402
from unisono.speak.own.inventory import COLUMNS, SYMBOLS  # noqa: E402
from unisono.speak.own.learning import VOICE  # noqa: E402
from unisono.speak.own.lessons import TOLD, Example  # noqa: E402
from unisono.speak.own.mels import BANDS  # noqa: E402
from unisono.speak.own.net import Net, Scale  # noqa: E402
from unisono.speak.own.shape import HEARD, ROOM, STYLE, Shape, combs, offsets, places, spread, tracks  # noqa: E402
from unisono.train import own_net  # noqa: E402
from unisono.train.own import export  # noqa: E402
from unisono.types import Floats, Ints  # noqa: E402

SMALL = Shape(width=48, speaker=16, hearing=24)


@pytest.fixture
def nets(tmp_path: Path) -> tuple[own_net.Net, Net]:
    torch.manual_seed(3)
    taught = own_net.Net(SMALL, 5).eval()
    for parameter in taught.parameters():
        torch.nn.init.normal_(parameter, 0, 0.2)
    scale = Scale(
        np.linspace(-6, -9, BANDS).astype(np.float32),
        2.0,
        np.full(len(SYMBOLS), 2.0, np.float32),
        (-7.0, 1.5),
        (-9.0, 1.0),
    )
    exact = {name: value.half().float() for name, value in taught.state_dict().items()}
    taught.load_state_dict(exact)
    export(tmp_path / "own.npz", exact, asdict(SMALL), scale, {"a": (np.zeros(SMALL.speaker, np.float32), (5.0, 0.2))})
    return taught, Net.load(tmp_path / "own.npz")


def _tensor(array: Floats | Ints) -> Any:
    return torch.as_tensor(np.asarray(array))[None]


def _cut(mel: Any, top: int) -> Any:
    """Nothing is known from band `top` on."""
    return mel * (torch.arange(BANDS) < top)


def _sentence(draw: np.random.Generator, count: int = 23) -> tuple[Ints, Ints, Floats]:
    rows = np.stack([draw.integers(0, size, count) for size in COLUMNS.values()], 1).astype(np.int32)
    frames = draw.integers(1, 15, count).astype(np.int32)
    return rows, frames, spread(draw.normal(5, 0.2, (count, 3)).astype(np.float32), frames)


def test_numpy_and_torch_tell_the_same(nets: tuple[own_net.Net, Net]) -> None:
    taught, net = nets
    draw = np.random.default_rng(1)
    rows, frames, contour = _sentence(draw)
    sound, frame = tracks(frames, contour, contour - 5, contour * 0)
    mel_heard = draw.normal(-7, 2, (90, BANDS)).astype(np.float32)
    voice = net.heard(mel_heard, (5.1, 0.25))
    style, room = (draw.normal(size=size).astype(np.float32) for size in (STYLE, ROOM))
    condition = net.condition(voice, style, room)
    encoded = net.encode(rows, condition)
    told = net.predict(encoded, rows, condition)
    mel, voiced = (
        np.concatenate(part) for part in zip(*net.decode(encoded, sound, frame, contour, condition), strict=True)
    )

    level = mel_heard[:, :HEARD].mean(axis=1)
    normal = (mel_heard[:, :HEARD] - net.scale.mel[:HEARD]) / net.scale.spread
    speech = (level > np.percentile(level, 95) - 3.0)[:, None].astype(np.float32)
    with torch.no_grad():
        heard = taught.listener(_tensor(normal), _tensor(speech), torch.tensor([[4 * 0.1, 4 * 0.05]]))
        there = torch.ones(1, len(rows), 1)
        hidden = taught.encode(_tensor(rows + offsets()).long(), _tensor(places(rows)), there, _tensor(condition))
        said = taught.predict(hidden, there, _tensor(condition))[0].numpy()
        frames_there = torch.ones(1, len(sound), 1)
        deep = taught.hidden(hidden, _tensor(sound).long(), _tensor(frame), frames_there, _tensor(condition))
        spectrum, odds = taught.spectrum(deep, _tensor(combs(contour)))

    assert np.abs(voice - heard[0].numpy()).max() < 1e-3
    assert np.abs(encoded - hidden[0].numpy()).max() < 1e-3
    assert np.abs(told.lengths - 2.0 - said[:, 0]).max() < 1e-3
    assert np.abs(told.pitch - said[:, 1:4]).max() < 1e-3
    expected = spectrum[0].numpy() * net.scale.spread + net.scale.mel
    assert np.abs(mel - expected).max() < 1e-3 * max(1, np.abs(expected).max())
    assert np.abs(voiced - torch.sigmoid(odds[0]).numpy()).max() < 1e-3
    assert asdict(net.shape) == asdict(SMALL)


def test_gradients_by_hand_are_those_of_torch(nets: tuple[own_net.Net, Net]) -> None:
    taught, net = nets
    draw = np.random.default_rng(2)
    rows, frames, contour = _sentence(draw)
    sound, frame = tracks(frames, contour, contour - 5, contour * 0)
    size, count = len(sound), len(rows)

    def normal(*shape: int) -> Floats:
        return draw.normal(size=shape).astype(np.float32)

    one = Example(
        sound, frame, combs(contour), normal(size, BANDS), normal(ROOM), normal(count, TOLD),
        draw.uniform(0, 1, (count, TOLD)).astype(np.float32),
    )  # fmt: skip
    voiced, style, top = draw.integers(0, 2, size).astype(np.float32), normal(STYLE), 86
    weights = {**net.weights, VOICE: normal(SMALL.speaker)}
    losses, gradients = learning.taught(weights, SMALL, rows, one, voiced, style, top)

    voice = torch.nn.Parameter(torch.as_tensor(weights[VOICE]))
    condition = torch.cat([torch.tanh(voice), torch.as_tensor(style), torch.as_tensor(one.room)])[None]
    there, frames_there = torch.ones(1, count, 1), torch.ones(1, size, 1)
    hidden = taught.encode(_tensor(rows + offsets()).long(), _tensor(places(rows)), there, condition)
    told = taught.predict(hidden, there, condition)
    deep = taught.hidden(hidden, _tensor(sound).long(), _tensor(frame), frames_there, condition)
    mel, odds = taught.spectrum(deep, _tensor(one.combs))
    each = ((told - _tensor(one.told)) ** 2 * _tensor(one.weight)).sum((0, 1)) / _tensor(one.weight).sum((0, 1)).clamp(
        min=1
    )
    far = (mel - _tensor(one.mel))[..., :top].abs().mean()
    cross = torch.nn.functional.binary_cross_entropy_with_logits(odds, _tensor(voiced))
    unlike = own_net.unlike(*(_cut(x, top) for x in (mel, _tensor(one.mel))))[..., :top].mean()
    of_sounds = 0.1 * each[0] + 0.1 * each[1:4].mean() + 0.05 * each[4] + 0.1 * each[5]
    (far + 0.5 * unlike + of_sounds + 0.1 * cross).backward()

    assert losses.mel == pytest.approx(far.item(), rel=1e-4)
    assert losses.structure == pytest.approx(unlike.item(), rel=1e-4)
    assert losses.length == pytest.approx(each[0].item(), rel=1e-4)
    learnt = {name: weight for name, weight in taught.named_parameters() if weight.grad is not None}
    assert set(gradients) == {*learnt, VOICE}
    for name, weight in (*learnt.items(), (VOICE, voice)):
        expected = weight.grad.numpy()
        assert np.abs(gradients[name] - expected).max() < 1e-3 * max(np.abs(expected).max(), 1e-3), name

"""The nets without torch: near the torch ones, the same in any chunks, prepared once and again when damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.speak.gptsovits.golden import arrays, torch, weights
from tests.speak.gptsovits.models import written
from unisono import caches
from unisono.errors import EngineError, MissingExtra, WeightsError
from unisono.speak.gptsovits import bert, hubert
from unisono.speak.gptsovits.decoding import END, Choice, Net, Piece, decode, pick
from unisono.speak.gptsovits.nets import Nets
from unisono.types import Floats

ov = pytest.importorskip("openvino", reason="the fast nets of GPT-SoVITS need openvino")

from unisono.speak.gptsovits.fast import converting, preparing  # noqa: E402
from unisono.speak.gptsovits.fast.eightbit import eightbit, shrink  # noqa: E402
from unisono.speak.gptsovits.fast.nets import FastNets  # noqa: E402
from unisono.speak.gptsovits.fast.unrolling import Unrolled  # noqa: E402
from unisono.speak.gptsovits.opening import torch_nets  # noqa: E402
from unisono.speak.gptsovits.t2s import T2S  # noqa: E402
from unisono.speak.gptsovits.weights import load  # noqa: E402

LAYERS = 2  # of BERT and HuBERT
VERSIONS = ("v2", "v2Pro")
ENOUGH = 30.0  # dB; a processor that has bfloat16 uses it, which leaves 37


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty cache, of child processes too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNISONO_CACHE", str(tmp_path_factory.mktemp("cache")))
        caches.folder.cache_clear()
        yield caches.folder()
    caches.folder.cache_clear()


@pytest.fixture(scope="module", params=VERSIONS)
def both(request: pytest.FixtureRequest, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Nets, Nets]:
    """Torch's nets and the fast ones, of the same files, with a shallow BERT and HuBERT: all layers are alike."""
    folder = tmp_path_factory.mktemp("model")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bert, "LAYERS", LAYERS)
        patch.setattr(hubert, "LAYERS", LAYERS)
        files = written(folder, request.param, (LAYERS, LAYERS))
        slow = torch_nets(files)
        slow.bert(np.array([101, 102]))
        slow.tokens(np.zeros(3200, np.float32))
        here = {kind: folder / kind for kind in ("bert", "hubert")}  # a process of its own would want them deep
        for kind, weights_of in (("bert", files.bert), ("hubert", files.hubert)):
            here[kind].mkdir()
            converting.convert(kind, [weights_of / "pytorch_model.bin"], here[kind])
    away = {"gpt": files.s1, "sovits": files.s2, "speaker": files.speaker}

    def place(kind: str) -> Path:
        path = away.get(kind)
        return preparing.prepared(kind, [path], lambda line: None) if path else here[kind]

    return slow, FastNets(request.param, "x", place)


def test_golden_tokens_are_the_same_in_95_of_100_steps(both: tuple[Nets, Nets]) -> None:
    g = {name: value.numpy() for name, value in arrays("t2s_v2.npz").items()}
    for name, penalty in (("greedy_rp1", 1.0), ("greedy_rp135", 1.35)):
        wanted = g[name]
        reading, seen, same = both[1].gpt.read([Piece(g["phones"], g["bert"], g["prompt"])]), marks(g["prompt"]), 0
        for i, token in enumerate(wanted):  # each step after the right tokens
            same += pick(reading.logits[0], seen, Choice(1, penalty=penalty), i, np.random.default_rng(0)) == token
            seen[token] = True
            reading.step(np.array([token]))
        assert same >= 0.95 * len(wanted)


def test_golden_pieces_of_any_length_do_not_disturb_each_other(both: tuple[Nets, Nets]) -> None:
    g = {name: value.numpy() for name, value in arrays("t2s_v2.npz").items()}
    whole, other = g["prompt"], g["batch_phones2"]
    pieces = [
        Piece(g["phones"], g["bert"], whole, 8),
        Piece(other, None, whole[:7], 5),
        Piece(g["phones"], g["bert"], whole[:0], 3),
    ]
    alone = [tokens(both[1].gpt, [piece], [seed])[0] for seed, piece in enumerate(pieces)]
    assert tokens(both[1].gpt, pieces, [0, 1, 2]) == alone


def test_golden_sound(both: tuple[Nets, Nets]) -> None:
    g = {name: value.numpy() for name, value in arrays(f"vits_{both[1].version}.npz").items()}
    state = {"style": g["ge"].reshape(-1)}
    said = both[1].sounding(state, g["phones"], noise=0.0).push(g["codes"])
    assert snr(g["audio"].reshape(-1), said) > ENOUGH
    for speed, name in ((1.25, "audio_speed125"), (0.8, "audio_speed80")):
        said = both[1].sounding(state, g["phones"], noise=0.0, speed=speed).push(g["codes"])
        assert snr(g[name].reshape(-1), said) > ENOUGH


def test_golden_chunks_are_those_of_torch(both: tuple[Nets, Nets]) -> None:
    g = {name: value.numpy() for name, value in arrays(f"vits_{both[1].version}.npz").items()}
    slow, fast = (nets.sounding({"style": g["ge"].reshape(-1)}, g["phones"], seed=3) for nets in both)
    for until in (12, 13, 20, len(g["codes"])):
        assert snr(slow.push(g["codes"][:until]), fast.push(g["codes"][:until])) > ENOUGH
    for sounding in (slow, fast):
        sounding.back(13)
    assert snr(slow.push(g["codes"]), fast.push(g["codes"])) > ENOUGH


def test_golden_voice_and_tokens_of_recordings(both: tuple[Nets, Nets]) -> None:
    slow, fast = both
    wave = arrays("features.npz")["wav32"].numpy()
    recordings = [wave, 3 * wave[: len(wave) // 2]]  # of the second the peak is beyond 1
    assert snr(slow.heard(recordings)["style"], fast.heard(recordings)["style"]) > 50  # weights are kept in 16 bits
    recording = arrays("hubert.npz")["wav16"].numpy()
    assert np.mean(fast.tokens(recording) == slow.tokens(recording)) > 0.9  # of random weights, whose choices are close


def test_golden_bert(both: tuple[Nets, Nets]) -> None:
    ids = arrays("bert.npz")["token_ids"].numpy()
    slow, fast = (nets.bert(ids) for nets in both)
    assert snr(slow, fast) > ENOUGH


def test_the_fast_nets_speak_without_torch(both: tuple[Nets, Nets]) -> None:
    fast: Any = both[1]
    places = {kind: str(fast._place(kind)) for kind in ("gpt", "sovits")}
    said = run(
        "import sys; sys.modules['torch'] = None\n"
        "from pathlib import Path; import numpy as np\n"
        "from unisono.speak.gptsovits.fast.nets import FastNets\n"
        "from unisono.speak.gptsovits.decoding import Piece, decode\n"
        f"nets = FastNets({fast.version!r}, 'x', lambda kind: Path({places!r}[kind]))\n"
        "ids = np.arange(9)\n"
        "tokens = np.array([t for _, t in decode(nets.gpt, [Piece(ids, limit=9)])])\n"
        f"style = np.zeros({1024 if 'Pro' in fast.version else 512}, np.float32)\n"
        "print(len(nets.sounding({'style': style}, ids).push(tokens)))"
    )
    assert said.stdout.strip() == str(9 * 1280)


def test_golden_sound_of_many_lengths_takes_no_more_memory(both: tuple[Nets, Nets]) -> None:
    sounding = both[1].sounding(
        {"style": np.zeros(1024 if "Pro" in both[1].version else 512, np.float32)}, np.arange(9)
    )
    for frames in range(11, 15):
        sounding.push(np.arange(frames))
        sounding.back(0)
    before = anonymous()
    for frames in range(15, 25):
        sounding.push(np.arange(frames))
        sounding.back(0)
    assert anonymous() - before < 250  # MB, by what the processor can do; it was 350


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A GPT checkpoint of two narrow layers, of real kind and quickly prepared."""
    rows = {
        "ar_text_embedding.word_embeddings.weight": [732, 64],
        "ar_audio_embedding.word_embeddings.weight": [1025, 64],
    }
    rows |= {"bert_proj.weight": [64, 1024], "bert_proj.bias": [64], "ar_predict_layer.weight": [1025, 64]}
    rows |= {"ar_text_position.alpha": [1], "ar_audio_position.alpha": [1]}
    for layer in ("h.layers.0.", "h.layers.1."):
        rows |= {layer + "self_attn.in_proj_weight": [192, 64], layer + "self_attn.in_proj_bias": [192]}
        rows |= {layer + "self_attn.out_proj.weight": [64, 64], layer + "self_attn.out_proj.bias": [64]}
        rows |= {layer + "linear1.weight": [256, 64], layer + "linear1.bias": [256]}
        rows |= {layer + "linear2.weight": [64, 256], layer + "linear2.bias": [64]}
        rows |= {f"{layer}norm{n}.{part}": [64] for n in (1, 2) for part in ("weight", "bias")}
    tensors = weights({"model." + name: shape for name, shape in rows.items()})
    torch.save(
        {"weight": tensors, "config": {"model": {"hidden_dim": 64, "head": 4, "n_layer": 2}}}, tmp_path / "s1.ckpt"
    )
    return tmp_path / "s1.ckpt"


def test_what_was_prepared_is_used_again_and_made_anew_when_damaged(cache: Path, small: Path) -> None:
    told: list[str] = []
    place = preparing.prepared("gpt", [small], told.append)
    assert len(told) == 1
    assert "preparing the GPT weights" in told[0]
    preparing.prepared("gpt", [small], told.append)
    assert len(told) == 1
    whole = (place / "gpt.bin").read_bytes()
    for damage in (damaged(whole), whole[:-9], b""):
        (place / "gpt.bin").write_bytes(damage)
        assert preparing.prepared("gpt", [small], told.append) == place
        assert (place / "gpt.bin").read_bytes() == whole
    (place / "list.json").write_text("[]", "utf-8")
    preparing.prepared("gpt", [small], told.append)
    assert len(told) == 5
    assert [path.name for path in place.parent.glob("gpt-*-*")] == []  # nothing is left aside


def test_a_small_net_gives_nearly_the_logits_of_torch(cache: Path, small: Path) -> None:
    fast = FastNets("v2", "x", lambda kind: preparing.prepared(kind, [small], lambda line: None)).gpt
    slow: Net = T2S.load(load(small, "s1"))
    draw = np.random.default_rng(1)
    pieces = [Piece(draw.integers(0, 700, n), None, draw.integers(0, 1024, p), 9) for n, p in ((5, 3), (9, 0), (2, 30))]
    readings = [net.read(pieces) for net in (slow, fast)]
    for step in range(4):
        assert snr(readings[0].logits, readings[1].logits) > ENOUGH
        next_ = draw.integers(0, 1024, 3 if step < 2 else 2)
        for reading in readings:
            if step == 2:
                reading.keep(np.array([0, 2]))
            reading.step(next_)


def test_weights_that_cannot_be_prepared_are_told_in_one_line(cache: Path, tmp_path: Path, small: Path) -> None:
    cut = tmp_path / "cut.ckpt"
    cut.write_bytes(small.read_bytes()[:-2000])
    for kind, file, says in (
        ("gpt", cut, "cut short"),
        ("bert", small, "state dict|BERT"),
        ("gpt", tmp_path / "no", "read"),
    ):
        with pytest.raises(WeightsError, match=says) as refused:
            preparing.prepared(kind, [file], lambda line: None)
        assert "\n" not in str(refused.value)
    assert not list((cache / "gptsovits").glob("bert-*-*"))


def test_a_process_that_dies_is_told_in_one_line(cache: Path, small: Path) -> None:
    small.write_bytes(small.read_bytes() + b"\0")  # another print: it is prepared anew
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", "/bin/false")
        with pytest.raises(EngineError, match=r"preparing the GPT weights .* failed"):
            preparing.prepared("gpt", [small], lambda line: None)


def test_without_torch_one_line_says_what_to_install(cache: Path, small: Path) -> None:
    small.write_bytes(small.read_bytes() + b"\0\0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "torch", None)
        with pytest.raises(MissingExtra, match=r"needs torch: pip install 'unisono\[gptsovits\]'"):
            preparing.prepared("gpt", [small], lambda line: None)


def test_a_matrix_in_8_bits_is_near_and_a_row_of_zeros_stays_zero() -> None:
    draw = np.random.default_rng(0)
    weight = draw.normal(size=(300, 400)).astype(np.float32)
    weight[7] = 0
    x = draw.normal(size=(5, 400)).astype(np.float32)
    for turned in (False, True):
        given = ov.opset13.parameter([-1, 400], np.float32)
        fixed = ov.opset13.constant(weight if turned else np.ascontiguousarray(weight.T))
        model = ov.Model([ov.opset13.result(ov.opset13.matmul(given, fixed, False, turned))], [given])
        shrink(model)
        assert "Convert" in {node.get_type_name() for node in model.get_ops()}
        found = ov.Core().compile_model(model, "CPU")([x])[0]
        assert snr(x @ weight.T, found) > ENOUGH
        assert (found[:, 7] == 0).all()
    assert eightbit(weight).get_output_shape(0) == [300, 400]


@pytest.mark.parametrize(("kernel", "rate"), [(16, 10), (20, 10), (16, 8), (2, 2), (3, 1)])
def test_an_unrolled_layer_is_the_transposed_convolution(kernel: int, rate: int) -> None:
    torch.manual_seed(0)
    layer = torch.nn.ConvTranspose1d(6, 4, kernel, rate, padding=(kernel - rate) // 2).requires_grad_(False)
    for frames in (1, 2, 9):
        x = torch.randn(2, 6, frames)
        torch.testing.assert_close(Unrolled(layer)(x), layer(x))


def test_every_kind_that_is_opened_can_be_converted() -> None:
    assert set(preparing._CALLED) == set(converting._KINDS)


def damaged(content: bytes) -> bytes:
    """One bit is another."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def tokens(net: Net, pieces: list[Piece], seeds: list[int]) -> list[list[int]]:
    out: list[list[int]] = [[] for _ in pieces]
    for i, token in decode(net, pieces, Choice(top_k=5), seeds):
        out[i].append(token)
    return out


def marks(tokens: Any) -> Any:
    return np.isin(np.arange(END + 1), tokens)


def snr(wanted: Floats, found: Floats) -> float:
    """dB."""
    assert wanted.shape == found.shape
    return float(10 * np.log10(np.square(wanted).sum() / max(np.square(wanted - found).sum(), 1e-12)))


def anonymous() -> int:
    """MB of this process that are no file's."""
    rollup = Path("/proc/self/smaps_rollup")
    if not rollup.exists():
        pytest.skip("only Linux tells how much memory a process has")
    return int(rollup.read_text("ascii").partition("Anonymous:")[2].split()[0]) // 1024


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=dict(os.environ)
    )

"""Checkpoints in the official containers are read; what is hostile, damaged or another thing is refused in one line."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.speak.gptsovits.golden import shapes, torch, weights
from unisono.errors import WeightsError
from unisono.speak.gptsovits.weights import Checkpoint, load, merged, plain

KINDS = {
    "s1_v1": ("s1", "v1", False),
    "s1_v2": ("s1", "v2", False),
    "v1": ("s2", "v1", False),
    "v2ProPlus": ("s2", "v2ProPlus", False),
    "v3_lora": ("s2", "v3", True),
    "v4_lora": ("s2", "v4", True),
}
TEXT, CFM = "enc_p.text_embedding.weight", "cfm.estimator.x.weight"


def written(path: Path, content: Any, tag: bytes = b"PK", **options: Any) -> Path:
    torch.save(content, path, **options)
    with path.open("r+b") as file:
        file.write(tag)
    return path


def s2(rows: int = 732, **more: Any) -> dict[str, Any]:
    return {"weight": {TEXT: torch.zeros(rows, 4), **more}, "config": {}, "info": "e8"}


def refusal(path: Path, part: str = "s2") -> str:
    with pytest.raises(WeightsError) as refused:
        load(path, part)
    text = str(refused.value)
    assert str(path) in text
    assert "\n" not in text
    return text


@pytest.mark.parametrize("kind", KINDS)
def test_golden_checkpoints_in_the_official_containers_are_told_apart(
    kind: str, checkpoint: Callable[[str], Path]
) -> None:
    part, version, lora = KINDS[kind]
    found = load(checkpoint(kind), part)
    assert (found.part, found.version, found.lora) == (part, version, lora)
    assert all(value.dtype == np.float32 for value in found.tensors.values() if value.dtype.kind == "f")
    name = sorted(found.tensors)[-1]
    of = shapes("v3_v4_lora_rank4" if lora else kind)
    wanted = weights({name: of[name]})[name].half().float()
    np.testing.assert_array_equal(found.tensors[name], wanted.numpy())
    if part == "s2":
        assert found.config["model"]["upsample_rates"] == [10, 8, 2, 2, 2]  # of an object of their class HParams


@pytest.mark.parametrize("type_", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_numbers_of_any_float_come_as_float32(type_: Any, tmp_path: Path) -> None:
    value = torch.tensor([[1.5, -0.25, 3.0], [0.5, 8.0, -2.0]], dtype=type_)
    content = OrderedDict(
        whole=value, turned=value.T, part=value[1, 1:], count=torch.tensor(7), own=torch.nn.Parameter(value)
    )
    found = plain(written(tmp_path / "a.pth", content))
    assert {found[name].dtype for name in ("whole", "turned", "part", "own")} == {np.dtype(np.float32)}
    for name, wanted in content.items():
        np.testing.assert_array_equal(found[name], wanted.detach().to(torch.float32).numpy())


def test_a_state_dict_of_a_module_and_one_under_a_key_are_read(tmp_path: Path) -> None:
    state = torch.nn.BatchNorm1d(3).state_dict()
    assert plain(written(tmp_path / "a.pth", state)).keys() == state.keys()
    path = written(tmp_path / "b.pt", {"generator": state})
    assert plain(path, "generator").keys() == state.keys()
    with pytest.raises(WeightsError, match="no state dict under 'other'"):
        plain(path, "other")


@pytest.mark.parametrize(
    ("weight", "tag", "name", "version"),
    [
        (s2(322), b"00", "a", "v1"),
        (s2(322), b"01", "a", "v1"),  # the table of symbols decides
        (s2(732), b"PK", "v1", "v2"),
        (s2(**{CFM: torch.zeros(1)}), b"02", "a", "v3"),
        (s2(**{CFM: torch.zeros(1)}), b"04", "a-v3", "v4"),
        (s2(**{CFM: torch.zeros(1)}), b"PK", "s2Gv4", "v4"),
        (s2(**{CFM: torch.zeros(1)}) | {"config": {"version": "v3"}}, b"PK", "a", "v3"),
        (s2(**{"sv_emb.weight": torch.zeros(1), "dec.conv_pre.weight": torch.zeros(512, 1, 1)}), b"05", "a", "v2Pro"),
        (
            s2(**{"sv_emb.weight": torch.zeros(1), "dec.conv_pre.weight": torch.zeros(768, 1, 1)}),
            b"PK",
            "a",
            "v2ProPlus",
        ),
    ],
)
def test_the_version_follows_from_keys_then_tag_config_and_name(
    weight: Any, tag: bytes, name: str, version: str, tmp_path: Path
) -> None:
    assert load(written(tmp_path / f"{name}.pth", weight, tag), "s2").version == version


@pytest.mark.parametrize(
    ("weight", "tag", "told"),
    [
        (s2(), b"05", "says it is of v2Pro, but holds weights of v2"),
        (s2(), b"77", "does not know"),
        (s2(**{CFM: torch.zeros(1)}), b"PK", "may be of v3 or of v4"),
        (s2(**{"a": torch.tensor([1.0, float("nan")])}), b"PK", "not finite"),
        ({"model": {}, "optimizer": {}, "iteration": 9}, b"PK", "it holds 'iteration', 'model', 'optimizer'"),
        ({"weight": {"a": torch.zeros(1)}}, b"PK", "it holds 'a'"),
        ({"weight": {TEXT: torch.tensor(1.0)}}, b"PK", "odd kinds"),
        ({"weight": {"model.ar_predict_layer.weight": torch.zeros(1)}}, b"PK", "odd kinds"),
        ([1, 2], b"PK", "it holds a list"),
        (s2() | {"config": [1]}, b"PK", "odd kinds"),
    ],
)
def test_what_is_of_another_version_or_no_checkpoint_is_refused(
    weight: Any, tag: bytes, told: str, tmp_path: Path
) -> None:
    assert told in refusal(written(tmp_path / "a.pth", weight, tag))


def test_the_other_part_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pth", s2())
    assert "holds SoVITS weights (.pth); give GPT weights (.ckpt) here" in refusal(path, "s1")


class Harm:
    def __init__(self, call: Any, *arguments: Any) -> None:
        self.told = call, arguments

    def __reduce__(self) -> Any:
        return self.told


@pytest.mark.parametrize("tag", [b"PK", b"05"])
@pytest.mark.parametrize("call", [os.mkdir, eval, getattr, pickle.loads, OrderedDict.fromkeys])
def test_a_hostile_pickle_is_refused_before_it_runs(call: Any, tag: bytes, tmp_path: Path) -> None:
    harmed = tmp_path / "harmed"
    argument: Any = f"__import__('os').mkdir({str(harmed)!r})" if call is eval else str(harmed)
    harm = Harm(call, argument, "x") if call is getattr else Harm(call, argument)
    told = refusal(written(tmp_path / "a.pth", s2() | {"config": {"name": harm}}, tag))
    assert "refused" in told
    assert not harmed.exists()


def container(path: Path, told: bytes, storage: bytes = bytes(16), packing: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as file:
        file.writestr("a/data.pkl", told)
        file.writestr("a/data/0", storage)
    return path


def tensor(start: int, shape: tuple[int, ...], strides: tuple[int, ...], type_: Any = torch.FloatStorage) -> bytes:
    stored = io.BytesIO()

    class Pickler(pickle.Pickler):
        def persistent_id(self, obj: Any) -> Any:
            return ("storage", type_, "0", "cpu", 4) if obj is stored else None

    Pickler(stored, 2).dump(
        {"weight": {"a": Harm(torch._utils._rebuild_tensor_v2, stored, start, shape, strides, False, {})}}
    )
    return stored.getvalue()


@pytest.mark.parametrize(
    "told",
    [
        tensor(0, (5,), (1,)),
        tensor(3, (2,), (1,)),
        tensor(0, (2,), (4,)),
        tensor(-9, (2,), (1,)),
        tensor(3, (2,), (-9,)),
        tensor(0, (2**40, 2**40), (0, 0)),
        tensor(0, (-1,), (1,)),
        tensor(0, (2,), (1,), torch.nn.Linear),
        b"\x80\x02r\xff\xff\xff\xff.",  # an entry of the memo, far out
        b"\x80\x02" + b"(" * 9999,
        pickle.dumps({"weight": 1})[:-3],
        b"",
    ],
)
def test_a_pickle_that_reaches_beyond_its_storage_or_breaks_off_is_refused(told: bytes, tmp_path: Path) -> None:
    refusal(container(tmp_path / "a.pth", told))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    told = refusal(container(tmp_path / "a.pth", tensor(0, (2,), (1,)), bytes(10**6), zipfile.ZIP_DEFLATED))
    assert "packed" in told


def test_a_file_that_gives_the_same_numbers_again_and_again_is_refused(tmp_path: Path) -> None:
    one = torch.zeros(10**5)
    tied = written(tmp_path / "a.pth", {"a": one, "b": one[5:]})
    assert plain(tied)["b"].shape == (10**5 - 5,)
    with pytest.raises(WeightsError, match="repeats"):
        plain(written(tmp_path / "b.pth", {str(i): one[i:] for i in range(9)}))


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_refused(share: float, tmp_path: Path) -> None:
    whole = written(tmp_path / "whole.pth", s2(), b"05").read_bytes()
    path = tmp_path / "a.pth"
    path.write_bytes(whole[: int(share * len(whole))])
    assert "cut short" in refusal(path)


def test_a_flipped_bit_is_seen(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pth", s2())
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as stored:
        entry = next(e for e in stored.infolist() if e.filename.endswith("data/0"))
    data[entry.header_offset + 600] ^= 1
    path.write_bytes(data)
    assert "damaged" in refusal(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello " * 99)
    np.savez(tmp_path / "a.npz", a=np.zeros(3))
    written(tmp_path / "old.pth", s2(), b"\x80\x02", _use_new_zipfile_serialization=False)
    for name in ("a.txt", "a.npz", "old.pth", "missing.pth", ""):
        refusal(tmp_path / name)


def lora(**tensors: Any) -> Checkpoint:
    return Checkpoint("s2", "v4", {name.replace("__", "."): value for name, value in tensors.items()}, {}, lora=True)


def test_lora_adds_its_product_and_overwrites_the_rest() -> None:
    rng = np.random.default_rng(0)
    W, A, B = (rng.normal(size=size).astype(np.float32) for size in ((5, 6), (2, 6), (5, 2)))
    base = Checkpoint(
        "s2", "v4", {"cfm.estimator.q.weight": W, "cfm.estimator.q.bias": W[:, 0], "bridge.bias": W[0]}, {}
    )
    q = "cfm__base_model__model__estimator__q"
    change = {f"{q}__lora_A__default__weight": A, f"{q}__lora_B__default__weight": B}
    found = merged(base, lora(**change, bridge__bias=W[1])).tensors
    np.testing.assert_allclose(found["cfm.estimator.q.weight"], W + B @ A, rtol=1e-6)
    np.testing.assert_array_equal(found["bridge.bias"], W[1])
    np.testing.assert_array_equal(found["cfm.estimator.q.bias"], W[:, 0])
    for layer in ({f"{q}__base_layer__weight": 2 * W, **change}, {**change, f"{q}__base_layer__weight": 2 * W}):
        found = merged(base, lora(**layer)).tensors
        np.testing.assert_allclose(found["cfm.estimator.q.weight"], 2 * W + B @ A, rtol=1e-6)
    assert base.tensors["cfm.estimator.q.weight"] is W


def test_golden_lora_changes_the_layers_of_its_base(checkpoint: Callable[[str], Path]) -> None:
    change = load(checkpoint("v4_lora"), "s2")
    names = {name.split(".lora_")[0].replace("base_model.model.", "") + ".weight" for name in change.tensors}
    base = Checkpoint("s2", "v4", {name: np.zeros((1024, 1024), np.float32) for name in names}, {})
    assert len(names) == 88
    assert all(value.any() for value in merged(base, change).tensors.values())


def test_lora_of_another_version_or_net_is_refused() -> None:
    one = np.ones((1, 1), np.float32)
    change = lora(
        cfm__base_model__model__q__lora_A__default__weight=one, cfm__base_model__model__q__lora_B__default__weight=one
    )
    with pytest.raises(WeightsError, match="not v3"):
        merged(Checkpoint("s2", "v3", {}, {}), change)
    with pytest.raises(WeightsError, match=r"change 'cfm\.q\.weight'"):
        merged(Checkpoint("s2", "v4", {}, {}), change)
    base = Checkpoint("s2", "v4", {"cfm.q.weight": one}, {})
    for name in ("lora_A", "lora_B"):
        with pytest.raises(WeightsError, match=r"cfm\.q"):
            merged(base, lora(**{f"cfm__base_model__model__q__{name}__default__weight": one}))
    with pytest.raises(WeightsError, match="another shape"):
        merged(base, lora(cfm__q__weight=np.ones((2, 1), np.float32)))

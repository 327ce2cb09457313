"""Which file is which, in every folder that people have; what is missing or ambiguous is told in one line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.speak.gptsovits.outlines import write
from unisono.errors import WeightsError
from unisono.hubs import places
from unisono.speak.gptsovits import files, official
from unisono.speak.gptsovits.weights import load, outline

KINDS = {official.S1[version]: "s1_v1" if version == "v1" else "s1_v2" for version in official.S1}
KINDS |= {file: version for version, file in official.S2.items()}
COMPANIONS = {part.file for version in official.S2 for part in official.parts(version)} - KINDS.keys()


def placed(folder: Path, names: Iterable[str]) -> Path:
    """Published files, as they are named on a hub."""
    for name in names:
        if name in KINDS:
            write(folder / name, KINDS[name])
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(b"x")
    return folder


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Nothing was pulled; what is put into this folder was."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hf"))
    monkeypatch.setenv("MODELSCOPE_CACHE", str(tmp_path / "ms"))
    return tmp_path / "hf" / "models--lj1995--GPT-SoVITS" / "snapshots" / "abc"


def refusal(weights: Path | str | None) -> str:
    with pytest.raises(WeightsError) as refused:
        files.found(weights)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def names(version: str) -> list[str]:
    return [part.file for part in official.parts(version)]


@pytest.mark.parametrize("version", official.S2)
def test_each_published_version_is_found_whole(version: str, tmp_path: Path) -> None:
    folder = placed(tmp_path / "pretrained_models", names(version))
    found = files.found(folder)
    assert (found.version, found.s1, found.s2) == (
        version,
        folder / official.S1[version],
        folder / official.S2[version],
    )
    assert (found.bert, found.hubert) == (folder / official.BERT, folder / official.HUBERT)
    assert found.speaker == (folder / official.SPEAKER if "Pro" in version else None)
    vocoder = official.VOCODER.get(version)
    assert found.vocoder == (folder / vocoder if vocoder else None)
    assert found.base is None


def test_of_all_published_versions_the_best_for_a_cpu_is_taken(tmp_path: Path) -> None:
    folder = placed(tmp_path, KINDS.keys() | COMPANIONS)
    (folder / "s2Dv2ProPlus.pth").write_bytes(b"a discriminator")
    assert files.found(folder).version == "v2ProPlus"
    assert files.found(folder / official.S2["v4"]).version == "v4"


def test_files_without_their_folders_are_found_too(tmp_path: Path) -> None:
    for name in names("v4"):
        if not name.startswith("chinese"):
            placed(tmp_path, [name])
            (tmp_path / name).rename(tmp_path / Path(name).name)
    placed(tmp_path, ["my-hubert/pytorch_model.bin", "roberta/pytorch_model.bin"])
    found = files.found(tmp_path)
    assert found.vocoder == tmp_path / "vocoder.pth"
    assert (found.hubert.name, found.bert.name) == ("my-hubert", "roberta")


def test_of_a_fine_tuned_voice_the_last_epoch_and_step_are_taken(cache: Path, tmp_path: Path) -> None:
    placed(cache, names("v2Pro"))
    for name in ("anna-e15.ckpt", "anna-e5.ckpt", "anna-e9.ckpt"):
        write(tmp_path / "anna" / name, "s1_v2")
    for name in ("anna_e8_s200.pth", "anna_e8_s96.pth", "anna_e12_s90.pth", "anna_e12_s100.pth"):
        write(tmp_path / "anna" / name, "v2Pro")
    found = files.found(tmp_path / "anna")
    assert (found.s1.name, found.s2.name) == ("anna-e15.ckpt", "anna_e12_s100.pth")
    assert found.speaker == cache / official.SPEAKER
    assert files.found(tmp_path / "anna" / "anna_e8_s96.pth").s2.name == "anna_e8_s96.pth"


def test_files_of_any_name_go_together_where_there_is_one_of_each(cache: Path, tmp_path: Path) -> None:
    placed(cache, names("v2"))
    write(tmp_path / "own" / "声音.ckpt", "s1_v2")
    write(tmp_path / "own" / "my voice.pth", "v2")
    found = files.found(tmp_path / "own")
    assert (found.version, found.s1.name, found.s2.name) == ("v2", "声音.ckpt", "my voice.pth")


def test_fine_tuned_weights_go_before_published_ones(tmp_path: Path) -> None:
    placed(tmp_path, names("v2ProPlus"))
    write(tmp_path / "anna_e8_s200.pth", "v2ProPlus")
    found = files.found(tmp_path)
    assert (found.s1, found.s2.name) == (tmp_path / "s1v3.ckpt", "anna_e8_s200.pth")


def test_with_fine_tuned_gpt_weights_alone_the_sound_is_the_published_one(cache: Path, tmp_path: Path) -> None:
    placed(cache, names("v2"))
    write(tmp_path / "own" / "anna-e15.ckpt", "s1_v2")
    found = files.found(tmp_path / "own")
    assert (found.s1.name, found.s2) == ("anna-e15.ckpt", cache / official.S2["v2"])


def test_a_checkout_of_the_official_code_holds_a_voice_in_two_folders(tmp_path: Path) -> None:
    placed(tmp_path / "GPT_SoVITS" / "pretrained_models", {*names("v2"), *names("v4")})
    for kind in ("v2", "v4"):
        write(tmp_path / f"GPT_weights_{kind}" / "anna-e15.ckpt", "s1_v2")
        write(tmp_path / f"GPT_weights_{kind}" / "ben-e5.ckpt", "s1_v2")
    (tmp_path / "logs" / "anna").mkdir(parents=True)
    (tmp_path / "logs" / "anna" / "G_2333.pth").write_bytes(b"a state of training")
    write(tmp_path / "SoVITS_weights_v2" / "anna_e8_s200.pth", "v2")
    assert files.found(tmp_path).s1 == tmp_path / "GPT_weights_v2" / "anna-e15.ckpt"
    lora = write(tmp_path / "SoVITS_weights_v4" / "anna_e2_s174_l32.pth", "v4_lora")
    assert re.search(r"holds SoVITS weights of 2 voices, anna, anna; .*--weights .*\.pth", refusal(tmp_path))
    placed(tmp_path / "SoVITS_weights_v4", [])
    found = files.found(lora)
    assert (found.version, found.s1) == ("v4", tmp_path / "GPT_weights_v4" / "anna-e15.ckpt")
    assert found.base == tmp_path / "GPT_SoVITS" / "pretrained_models" / official.S2["v4"]


def test_weights_of_another_table_of_symbols_are_not_taken(cache: Path, tmp_path: Path) -> None:
    placed(cache, names("v2"))
    write(tmp_path / "own" / "anna-e15.ckpt", "s1_v1")
    write(tmp_path / "own" / "anna_e8_s200.pth", "v2")
    assert files.found(tmp_path / "own").s1 == cache / official.S1["v2"]


def test_gpt_weights_of_several_others_are_not_guessed_among(cache: Path, tmp_path: Path) -> None:
    placed(cache, names("v2"))
    for name in ("ben-e5.ckpt", "cleo-e5.ckpt"):
        write(tmp_path / "own" / name, "s1_v2")
    write(tmp_path / "own" / "anna_e8_s200.pth", "v2")
    assert re.search("GPT weights of ben, cleo and none of 'anna'", refusal(tmp_path / "own"))


def test_a_ckpt_that_cannot_be_read_is_told_unless_another_serves(cache: Path, tmp_path: Path) -> None:
    placed(cache, names("v2"))
    write(tmp_path / "own" / "anna_e8_s200.pth", "v2")
    (tmp_path / "own" / "anna-e15.ckpt").write_bytes(b"half a file")
    assert re.search(r"anna-e15.ckpt is no checkpoint, or is cut short", refusal(tmp_path / "own"))
    write(tmp_path / "own" / "anna-e10.ckpt", "s1_v2")
    assert files.found(tmp_path / "own").s1.name == "anna-e10.ckpt"


@pytest.mark.parametrize("version", ["v1", "v2ProPlus", "v3", "v4"])
def test_what_is_missing_is_told_with_where_to_get_it(version: str, tmp_path: Path) -> None:
    for gone in names(version):
        if gone.endswith("tokenizer.json"):  # beside BERT; told when it is read
            continue
        folder = placed(tmp_path / "all", names(version))
        (folder / gone).unlink()
        told = refusal(folder)
        if gone != official.S2[version]:
            assert gone in told
            assert f"`unisono pull {official.name(version)}`" in told
        assert str(folder) in told
        shutil.rmtree(folder)


def test_lora_needs_its_base(tmp_path: Path) -> None:
    placed(tmp_path, set(names("v3")) - {official.S2["v3"]})
    write(tmp_path / "anna_e2_s174_l32.pth", "v3_lora")
    (tmp_path / "anna_e2_s174_l32.pth").rename(tmp_path / "anna_v3_e2_s174_l32.pth")
    assert "weights of v3 need s2Gv3.pth" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "nowhere", "no weights at .*nowhere"),
        (lambda folder: folder, "holds no SoVITS weights"),
        (lambda folder: write(folder / "anna-e15.ckpt", "s1_v2"), r"holds GPT weights \(.ckpt\); give SoVITS"),
    ],
)
def test_what_is_no_model_is_told(make: Callable[[Path], Path], says: str, tmp_path: Path) -> None:
    assert re.search(says, refusal(make(tmp_path)))


def test_what_was_pulled_is_found_in_both_caches(cache: Path) -> None:
    assert "`unisono pull gpt-sovits-v2proplus`" in refusal(None)
    placed(places.modelscope_folder(official.MIRRORED), names("v2"))
    assert files.found().version == "v2"
    placed(cache, names("v2ProPlus"))
    assert files.found().version == "v2ProPlus"
    assert files.found("gpt-sovits-v2").version == "v2"
    assert [version for version, _ in files.pulled_versions()] == ["v2ProPlus", "v2"]


def test_an_outline_tells_what_the_whole_does(tmp_path: Path) -> None:
    for kind in ("v1", "v2", "v2Pro", "v2ProPlus", "v3", "v4_lora"):
        path = write(tmp_path / f"{kind}.pth", kind)
        whole, shape = load(path, "s2"), outline(path, "s2")
        assert (whole.version, whole.lora, whole.config) == (shape.version, shape.lora, shape.config)
        assert {n: t.shape for n, t in whole.tensors.items()} == {n: t.shape for n, t in shape.tensors.items()}

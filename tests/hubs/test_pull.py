"""`unisono pull` against both hubs on loopback: whole, cut, damaged, gone, and without a network."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hubs.servers import COMMIT, Hub, served
from unisono.errors import WeightsError
from unisono.hubs import places
from unisono.speak.gptsovits import files, official

pytest.importorskip("huggingface_hub", reason="to pull needs huggingface_hub")

Run = Callable[..., tuple[int, str, str]]
NAME, PARTS = "gpt-sovits-v2proplus", official.parts("v2ProPlus")
S2 = official.S2["v2ProPlus"]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """Both hubs, and empty caches."""
    dice = random.Random(7)
    names = {part.file for version in official.S2 for part in official.parts(version)}
    with served(Hub({name: dice.randbytes(dice.randrange(60_000, 90_000)) for name in sorted(names)})) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("MODELSCOPE_DOMAIN", hub.url)
        monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hf"))
        monkeypatch.setenv("MODELSCOPE_CACHE", str(tmp_path / "ms"))
        yield hub


def refused(told: tuple[int, str, str], says: str) -> str:
    code, out, error = told
    assert code == 2, error
    assert out == ""
    last = error.splitlines()[-1]
    assert "Traceback" not in error
    assert re.search(says, last), error
    return error


@pytest.mark.parametrize("mirror", ["huggingface", "modelscope"])
def test_all_parts_come_into_the_hubs_own_cache(hub: Hub, unisono: Run, tmp_path: Path, mirror: str) -> None:
    code, _, told = unisono("pull", NAME, "--mirror", mirror)
    assert code == 0, told
    folder = tmp_path / ("ms/models" if mirror == "modelscope" else "hf")
    place = {"huggingface": f"models--lj1995--GPT-SoVITS/snapshots/{COMMIT}", "modelscope": official.MIRRORED}[mirror]
    for part in PARTS:
        assert (folder / place / part.file).read_bytes() == hub.files[part.file]
        assert re.search(rf"{re.escape(part.file)} +\d+\.\d MB +{part.licence}", told), told
    assert str(folder / place) in re.sub(r"\n", "", told)
    assert list(tmp_path.rglob("*.part")) == []
    assert [version for version, _ in files.pulled_versions()] == ["v2ProPlus"]
    hub.asked.clear()
    code, _, told = unisono("pull", NAME, "--mirror", mirror)
    assert code == 0, told
    assert hub.asked == []
    assert told.count("here already") == len(PARTS)


def test_other_users_of_the_hub_find_what_was_pulled(hub: Hub, unisono: Run) -> None:
    import huggingface_hub

    assert unisono("pull", NAME)[0] == 0
    cached = huggingface_hub.try_to_load_from_cache(official.REPOSITORY, S2, places.huggingface_cache())
    assert Path(str(cached)).read_bytes() == hub.files[S2]


def test_versions_share_their_companions(hub: Hub, unisono: Run) -> None:
    assert unisono("pull", NAME)[0] == 0
    hub.asked.clear()
    assert unisono("pull", "gpt-sovits-v4")[0] == 0
    assert {file for file, _ in hub.asked} == {official.S2["v4"], official.VOCODER["v4"]}


@pytest.mark.parametrize("mirror", ["huggingface", "modelscope"])
def test_a_cut_download_goes_on_where_it_was(hub: Hub, unisono: Run, mirror: str) -> None:
    hub.cuts[S2] = [10_000, 25_000]
    hub.busy += [503]
    code, _, told = unisono("pull", NAME, "--mirror", mirror)
    assert code == 0, told
    assert [start for file, start in hub.asked if file == S2] == [0, 10_000, 35_000]


def test_a_download_goes_on_in_the_next_run(hub: Hub, unisono: Run, tmp_path: Path) -> None:
    hub.cuts[S2] = [10_000, *[0] * 9]
    refused(unisono("pull", NAME), r"s2Gv2ProPlus.pth was cut at 0\.0 of 0\.\d MB .*pull again: it goes on")
    assert [path.stat().st_size for path in tmp_path.rglob("*.part")] == [10_000]
    hub.cuts.clear()
    hub.asked.clear()
    code, _, told = unisono("pull", NAME)
    assert code == 0, told
    assert hub.asked[0] == (S2, 10_000)


def test_a_store_that_always_begins_at_the_beginning_is_followed(hub: Hub, unisono: Run) -> None:
    hub.cuts[S2] = [10_000]
    hub.ranges = False
    code, _, told = unisono("pull", NAME)
    assert code == 0, told


@pytest.mark.parametrize("file", [S2, f"{official.BERT}/tokenizer.json"])
@pytest.mark.parametrize("mirror", ["huggingface", "modelscope"])
def test_a_wrong_checksum_is_thrown_away(hub: Hub, unisono: Run, tmp_path: Path, mirror: str, file: str) -> None:
    hub.swaps[file] = bytes(reversed(hub.files[file]))
    refused(unisono("pull", NAME, "--mirror", mirror), rf"{file} did not arrive as the hub states it .*thrown away")
    assert list(tmp_path.rglob("*.part")) == []
    assert files.pulled_versions() == ()
    hub.swaps.clear()
    assert unisono("pull", NAME, "--mirror", mirror)[0] == 0


def test_a_part_of_another_file_does_not_pass_for_this_one(hub: Hub, unisono: Run, tmp_path: Path) -> None:
    hub.cuts[S2] = [10_000, *[0] * 9]
    refused(unisono("pull", NAME), "was cut")
    (part,) = tmp_path.rglob("*.part")
    part.write_bytes(bytes(10_000))
    hub.cuts.clear()
    refused(unisono("pull", NAME), "did not arrive as the hub states it")


@pytest.mark.parametrize("mirror", ["huggingface", "modelscope"])
def test_a_file_that_is_gone_is_told(hub: Hub, unisono: Run, mirror: str) -> None:
    hub.gone.add(S2)
    refused(unisono("pull", NAME, "--mirror", mirror), "s2Gv2ProPlus.pth is not there at (127.0.0.1|localhost)")
    del hub.files[S2]
    refused(unisono("pull", NAME, "--mirror", mirror), rf"{S2}")


@pytest.mark.parametrize("mirror", ["huggingface", "modelscope"])
def test_a_model_that_is_gone_is_told(hub: Hub, unisono: Run, mirror: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"{hub.url}/nowhere")
    monkeypatch.setenv("MODELSCOPE_DOMAIN", f"{hub.url}/nowhere")
    refused(unisono("pull", NAME, "--mirror", mirror), "answers 404")


@pytest.mark.parametrize("mirror", ["huggingface", "modelscope"])
def test_without_a_network_it_says_what_to_put_where(
    hub: Hub, unisono: Run, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("MODELSCOPE_DOMAIN", "http://127.0.0.1:9")
    error = refused(unisono("pull", NAME, "--mirror", mirror), "cannot be reached .*--weights")
    assert len(error.splitlines()) == 1
    for part in PARTS:
        assert part.file in error


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["gpt-sovits-v9"], "there are: gpt-sovits-v2proplus"), ([NAME, "--mirror", "x"], "no hub called 'x'")],
)
def test_unknown_names_are_told(unisono: Run, arguments: list[str], says: str) -> None:
    refused(unisono("pull", *arguments), says)


def test_a_disk_with_too_little_room_is_told_before_anything_comes(hub: Hub, unisono: Run) -> None:
    hub.sizes[S2] = 10**17
    refused(unisono("pull", NAME), "GB free, and 100000000.0 GB are to come")
    assert hub.asked == []


def test_two_pulls_at_once_do_not_write_over_each_other(hub: Hub, unisono: Run, tmp_path: Path) -> None:
    import fcntl

    from unisono.commands.pull import Pull

    wanted = Pull.of(NAME)
    place = wanted.hub.place(wanted.stated[0])
    place.parent.mkdir(parents=True)
    with place.with_name(f"{place.name}.part").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        refused(unisono("pull", NAME), "another process is pulling")


def test_what_was_pulled_is_listed_and_found_by_name(hub: Hub, unisono: Run) -> None:
    with pytest.raises(WeightsError, match="no weights of GPT-SoVITS here: `unisono pull gpt-sovits-v2proplus`"):
        files.found()
    assert unisono("pull", NAME)[0] == 0
    code, told, _ = unisono("list", "voices")
    assert code == 0
    assert re.search(rf"weights +{NAME} +pulled: .*s2Gv2ProPlus.pth", told), told
    with pytest.raises(WeightsError, match="`unisono pull gpt-sovits-v4`"):
        files.found("gpt-sovits-v4")
    with pytest.raises(WeightsError, match="is no checkpoint"):  # the hub of this test holds noise
        files.found(NAME)

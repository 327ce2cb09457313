"""Every sink: a file is whole or not there, does not depend on how the takes were cut, and grows in constant memory."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.sinks.performance import blank, cut, performance, written
from unisono import plugins
from unisono.errors import EngineError, OutputError
from unisono.sinks.opening import open_sinks, write_all
from unisono.types import FaceTrack, Image, Span, Speech, Take

EVERY = ("csv", "json", "mp4", "srt", "vtt", "wav")


def test_all_sinks_are_installed() -> None:
    assert set(EVERY) <= set(plugins.names("sink"))


@pytest.mark.parametrize("suffix", sorted(set(EVERY) - {"mp4"}))
def test_the_bytes_do_not_depend_on_how_the_takes_were_cut(tmp_path: Path, suffix: str) -> None:
    take = performance(3.05)
    files = [written(tmp_path / f"{n}.{suffix}", cut(take, n)) for n in (1, 7, 30, 1000)]
    assert len({file.read_bytes() for file in files}) == 1
    assert files[0].stat().st_size > 100


def test_takes_pass_through_a_chain_of_sinks_unchanged(tmp_path: Path) -> None:
    takes = list(cut(performance(), 7))
    sinks = open_sinks([tmp_path / f"a.{suffix}" for suffix in EVERY], blank)
    assert [id(take) for take in write_all(iter(takes), sinks)] == [id(take) for take in takes]
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"a.{suffix}" for suffix in EVERY]


def test_names_with_spaces_and_chinese_characters_work(tmp_path: Path) -> None:
    folder = tmp_path / "我的 文件夹"
    folder.mkdir()
    for suffix in EVERY:
        assert written(folder / f"你好 世界.{suffix}", cut(performance(0.5), 5)).stat().st_size > 0
    assert len(list(folder.iterdir())) == len(EVERY)


def test_the_longest_possible_name_works(tmp_path: Path) -> None:
    path = tmp_path / ("名" * 83 + "啊.mp4")
    assert len(path.name.encode()) == 256
    with pytest.raises(OutputError):
        open_sinks([path], blank)
    path = tmp_path / ("名" * 83 + ".mp4")
    assert written(path, cut(performance(0.5), 5)).exists()


def test_a_capital_suffix_is_the_same_suffix(tmp_path: Path) -> None:
    assert written(tmp_path / "A.WAV", cut(performance(0.5), 5)).read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize("suffix", EVERY)
def test_closed_half_way_no_file_is_left_and_an_older_one_stays(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text("older")
    takes = cut(performance(), 5)
    going = write_all(takes, open_sinks([path], blank))
    next(going), next(going)
    assert len(list(tmp_path.iterdir())) == 2
    going.close()  # type: ignore[attr-defined]
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "older"
    assert next(takes, None) is None, "the takes themselves are closed too"


@pytest.mark.parametrize("suffix", EVERY)
def test_an_error_above_passes_unchanged_and_leaves_no_file(tmp_path: Path, suffix: str) -> None:
    def failing() -> Iterator[Take]:
        yield from list(cut(performance(), 5))[:3]
        raise EngineError("the engine died")

    with pytest.raises(EngineError, match="the engine died"):
        written(tmp_path / f"a.{suffix}", failing())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", EVERY)
def test_an_operating_system_error_above_is_not_blamed_on_the_file(tmp_path: Path, suffix: str) -> None:
    def failing() -> Iterator[Take]:
        yield from list(cut(performance(), 5))[:3]
        raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        written(tmp_path / f"a.{suffix}", failing())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", EVERY)
@pytest.mark.parametrize("passed", [0, 3])
def test_a_disk_that_is_full_further_up_is_not_blamed_on_the_file(tmp_path: Path, suffix: str, passed: int) -> None:
    def failing() -> Iterator[Take]:
        yield from list(cut(performance(), 5))[:passed]
        raise full

    full = OSError(errno.ENOSPC, "No space left on device", "/elsewhere")
    with pytest.raises(OSError, match="elsewhere") as caught:
        written(tmp_path / f"a.{suffix}", failing())
    assert caught.value is full
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("room", [0, 20_000])
@pytest.mark.parametrize("suffix", ["csv", "json", "mp4", "wav"])
def test_a_full_disk_is_one_clear_line_and_leaves_no_file(tmp_path: Path, suffix: str, room: int) -> None:
    def noise(face: FaceTrack) -> Iterator[Image]:
        for _ in range(len(face)):
            yield rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)

    rng = np.random.default_rng(0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        with pytest.raises(OutputError) as caught:
            written(tmp_path / f"a.{suffix}", cut(performance(10), 30), noise)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "cannot be written" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_name_that_cannot_be_replaced_is_one_clear_line_and_leaves_no_file(tmp_path: Path) -> None:
    def late() -> Iterator[Take]:
        yield performance(0.2)
        (tmp_path / "a.csv").mkdir()

    with pytest.raises(OutputError, match="cannot be replaced"):
        written(tmp_path / "a.csv", late())
    assert [place.name for place in tmp_path.iterdir()] == ["a.csv"]


def test_ctrl_c_while_a_video_is_written_leaves_no_half_file(tmp_path: Path) -> None:
    program = """
import itertools, sys
from pathlib import Path
from tests.sinks.performance import blank, cut, performance
from unisono.sinks.opening import open_sinks, write_all
def endless():
    take = performance(1.0)
    for n in itertools.count():
        yield from (type(t)(t.speech.moved(n * 24_000), t.face) for t in cut(take, 5))
for n, _ in enumerate(write_all(endless(), open_sinks([Path(p) for p in sys.argv[1:]], blank))):
    if n == 20:
        print("going", flush=True)
"""
    outputs = [str(tmp_path / f"a.{suffix}") for suffix in EVERY]
    where = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    child = subprocess.Popen(
        [sys.executable, "-c", program, *outputs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=where,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert child.stdout
    assert child.stdout.readline() == "going\n"
    assert len(list(tmp_path.iterdir())) == len(EVERY)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    assert not list(tmp_path.iterdir())


def test_the_file_may_be_read_by_others_as_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    for suffix in EVERY:
        path = written(tmp_path / f"a.{suffix}", cut(performance(0.5), 5))
        assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_symbolic_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    link = tmp_path / "a.wav"
    link.symlink_to(tmp_path / "deep" / "b.wav")
    written(link, cut(performance(0.5), 5))
    assert link.is_symlink()
    assert (tmp_path / "deep" / "b.wav").read_bytes()[:4] == b"RIFF"


def _refused(paths: list[Path]) -> str:
    with pytest.raises(OutputError) as caught:
        open_sinks(paths, blank)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    message = _refused([tmp_path / "a.avi"])
    assert "'.avi'" in message
    assert all(f".{suffix}" in message for suffix in EVERY)
    assert "no suffix" in _refused([tmp_path / "a"])


def test_one_path_twice_is_refused_however_it_is_written(tmp_path: Path) -> None:
    assert "twice" in _refused([tmp_path / "a.wav", tmp_path / ".." / tmp_path.name / "a.wav"])


def test_places_that_cannot_be_written_are_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.wav").mkdir()
    os.mkfifo(tmp_path / "pipe.wav")
    good = tmp_path / "good.wav"
    for bad in (
        Path("/proc/a.wav"),
        tmp_path / "file" / "a.wav",
        tmp_path / "nowhere" / "a.wav",
        tmp_path / "folder.wav",
        tmp_path / "pipe.wav",
        tmp_path / ("a" * 300 + ".wav"),
        tmp_path / "nul\0.wav",
    ):
        assert str(bad.name)[:20] in _refused([good, bad]).replace("\\x00", "\0")
    assert not good.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder.wav", "pipe.wav"]


@pytest.mark.parametrize("suffix", ["json", "mp4", "wav"])
def test_no_takes_at_all_make_no_file(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(OutputError, match="nothing to put into it"):
        written(tmp_path / f"a.{suffix}", iter(()))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="tells memory by /proc")
@pytest.mark.parametrize(("seconds", "suffixes"), [(1200, ("csv", "json", "srt", "vtt", "wav")), (300, ("mp4",))])
def test_memory_does_not_grow_with_the_length(tmp_path: Path, seconds: int, suffixes: tuple[str, ...]) -> None:
    outputs = [tmp_path / f"a.{suffix}" for suffix in suffixes]
    held = []
    for second, _ in enumerate(write_all(_long(seconds), open_sinks(outputs, _dots))):
        if second in (30, seconds - 1):
            held.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
    # The index of an mp4 grows by some 0.25 MB a minute. Held back, rows would take 8 MB and pictures 37 MB.
    assert held[1] - held[0] < 4_000_000
    assert sum(path.stat().st_size for path in outputs) > 100_000


def _long(seconds: int) -> Iterator[Take]:
    for s in range(seconds):
        sound, face = np.full(8_000, 0.1, np.float32), np.full((10, 52), 0.1, np.float32)
        words = tuple(Span("word", s + k / 4, s + (k + 1) / 4) for k in range(4))
        speech = Speech(sound, 8_000, s * 8_000, words=words, emotions=(Span("joy", s, s + 1),))
        yield Take(speech, FaceTrack(face, face[:, :3], face[:, :2], 10, s * 10))


def _dots(face: FaceTrack) -> Iterator[Image]:
    for _ in range(len(face)):
        yield np.full((64, 64, 3), 128, np.uint8)

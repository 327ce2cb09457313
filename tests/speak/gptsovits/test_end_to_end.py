"""The command line with weights of full size in the official containers: from a text to a video, and every bad file."""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest
import soundfile

from unisono import caches, voice_file
from unisono.pipeline import Actor
from unisono.speak.gptsovits import official

torch = pytest.importorskip("torch", reason="writing weights needs torch")
pytest.importorskip("openvino", reason="GPT-SoVITS speaks with openvino on a processor")

from tests.speak.gptsovits.golden import weights  # noqa: E402
from tests.speak.gptsovits.models import bert_shapes, hubert_shapes  # noqa: E402

Run = Callable[..., tuple[int, str, str]]
SAID = "Please bring the blue book back before noon. 你好，我们今天读书。"
ENGINE = ("--engine", "gptsovits", "--consent", "Test")
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *map(chr, range(0x4E00, 0x9FA6))]


@pytest.fixture(scope="module")
def model(checkpoint: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that v2 needs, half precision as the published files have it."""
    folder = tmp_path_factory.mktemp("pretrained_models")
    for kind, name in (("s1_v2", official.S1["v2"]), ("v2", official.S2["v2"])):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(checkpoint(kind), folder / name)
    for name, shapes in ((official.BERT, bert_shapes()), (official.HUBERT, hubert_shapes())):
        (folder / name).mkdir()
        torch.save({key: value.half() for key, value in weights(shapes).items()}, folder / name / "pytorch_model.bin")
    vocabulary = {word: row for row, word in enumerate(WORDS)}
    (folder / official.BERT / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}))
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of these tests, of their child processes too, but with the renderer as it was compiled."""
    compiled = caches.folder() / "numba"
    compiled.mkdir(exist_ok=True)
    folder = tmp_path_factory.mktemp("cache")
    (folder / "numba").symlink_to(compiled)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "UNISONO_CACHE": folder,
            "HF_HUB_CACHE": folder / "hf",
            "MODELSCOPE_CACHE": folder / "ms",
        }.items():
            patch.setenv(name, str(value))
        caches.folder.cache_clear()
        yield folder
    caches.folder.cache_clear()


@pytest.fixture
def me(tmp_path: Path, cache: Path) -> Path:
    """A recording with its text."""
    speech = Actor.cast().say(SAID).speech
    soundfile.write(tmp_path / "me.wav", speech.samples, speech.rate)
    (tmp_path / "me.txt").write_text(SAID)
    return tmp_path / "me.wav"


def linked(model: Path, folder: Path, but: str = "") -> Path:
    """The same files in another folder, without one of them."""
    for path in model.rglob("*.*"):
        name = path.relative_to(model)
        if path.is_file() and str(name) != but:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(path)
    return folder


def refused(told: tuple[int, str, str], says: str) -> None:
    code, out, error = told
    assert code == 2, error
    assert out == ""
    last = error.strip().splitlines()[-1]
    assert last.startswith("unisono: "), error
    assert re.search(says, last), error
    assert "Traceback" not in error


def test_a_text_becomes_a_video(model: Path, me: Path, unisono: Run, tmp_path: Path) -> None:
    outputs = "-o a.mp4 -o a.wav -o a.srt -o a.csv".split()
    code, _, error = unisono(
        "say", "Hello there. 你好。", *ENGINE, "--weights", model, "--voice", me, "--size", "320x180", *outputs
    )
    assert code == 0, error
    assert re.search(r"voice +me +of gptsovits; me.wav, \d s, with me.txt; .*consent: Test", error), error
    with av.open(str(tmp_path / "a.mp4")) as film:
        frames = sum(1 for _ in film.decode(film.streams.video[0]))
    seconds = soundfile.info(tmp_path / "a.wav").duration
    assert soundfile.info(tmp_path / "a.wav").samplerate == 32_000
    assert seconds > 1
    assert abs(frames / 30 - seconds) <= 1 / 30 + 1e-3
    assert len((tmp_path / "a.csv").read_text().splitlines()) == frames + 1
    assert "Hello" in (tmp_path / "a.srt").read_text()


def test_a_voice_keeps_to_its_weights(model: Path, me: Path, unisono: Run, tmp_path: Path) -> None:
    code, _, error = unisono("enroll", me, *ENGINE, "--weights", model, "-o", "me.voice")
    assert code == 0, error
    voice = voice_file.load(tmp_path / "me.voice")
    assert (voice.engine, voice.consent.split(",")[0]) == ("gptsovits", "Test")
    code, _, error = unisono("say", "Hello.", "--voice", "me.voice", "--weights", model, "-o", "a.wav")
    assert code == 0, error
    refused(
        unisono("say", "Hello.", "--voice", "me.voice", "-o", "b.wav"),
        "`unisono pull gpt-sovits-v2proplus`, or .*--weights",
    )
    other = linked(model, tmp_path / "other", official.S2["v2"])
    shutil.copy(model / official.S2["v2"], other / "own.pth")
    changed(other / "own.pth", "enc_p.proj.bias", 1.0)
    refused(
        unisono("say", "Hello.", "--voice", "me.voice", "--weights", other, "-o", "b.wav"), "made with other weights"
    )
    assert not (tmp_path / "b.wav").exists()


def changed(path: Path, name: str, value: float) -> None:
    """One tensor of a checkpoint is filled with a number."""
    from tests.speak.gptsovits.places import module

    sys.modules["utils"].HParams = module("make_ckpt").HParams  # type: ignore[attr-defined]
    stored = torch.load(path, weights_only=False)
    stored["weight"][name] = torch.full_like(stored["weight"][name], value, dtype=torch.float32)
    torch.save(stored, path)


class Harm:
    """Runs when it is unpickled by anybody careless."""

    def __reduce__(self) -> Any:
        return os.mkdir, ("harmed",)


def hostile(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("archive/data.pkl", pickle.dumps({"weight": Harm()}))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def of_another_version(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"05")


def newer(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"42")


def noise(path: Path) -> None:
    path.write_bytes(os.urandom(5000))


def of_another_net(path: Path) -> None:
    file = io.BytesIO()
    torch.save({"encoder.weight": torch.zeros(3)}, file)
    path.write_bytes(file.getvalue())


S1, S2 = official.S1["v2"], official.S2["v2"]
HUBERT, BERT = (f"{name}/pytorch_model.bin" for name in (official.HUBERT, official.BERT))


@pytest.mark.parametrize(
    ("file", "spoil", "says"),
    [
        (S2, cut, "s2G2333k.pth is no checkpoint, or is cut short or damaged .*; give the file as it was published"),
        (S1, cut, r"\.ckpt is no checkpoint, or is cut short"),
        (HUBERT, cut, "pytorch_model.bin is no checkpoint, or is cut short"),
        (BERT, cut, "pytorch_model.bin is no checkpoint, or is cut short"),
        (S2, noise, "s2G2333k.pth is no checkpoint"),
        (S2, hostile, "asks to run 'posix.mkdir', which no checkpoint needs: refused"),
        (S1, hostile, "asks to run 'posix.mkdir'"),
        (HUBERT, hostile, "asks to run 'posix.mkdir'"),
        (S2, of_another_version, "says it is of v2Pro, but holds weights of v2"),
        (S2, newer, "a version that unisono does not know .* update unisono"),
        (S1, lambda path: shutil.copy(path.parents[1] / S2, path), "holds SoVITS weights .* give GPT weights"),
        (S2, lambda path: shutil.copy(path.parents[1] / S1, path), "holds GPT weights .* give SoVITS weights"),
        (HUBERT, of_another_net, "HuBERT|lack"),
        (BERT, of_another_net, "BERT|lack"),
        (
            S2,
            lambda path: changed(path, "enc_p.proj.bias", float("nan")),
            "'enc_p.proj.bias' with numbers that are not finite",
        ),
        (S1, lambda path: changed(path, "model.ar_predict_layer.weight", float("inf")), "not finite"),
        (S1, lambda path: changed(path, "model.ar_predict_layer.weight", 3e38), r"give no numbers \(NaN\)"),
    ],
)
def test_a_bad_file_is_told_in_one_line(
    file: str, spoil: Callable[[Path], object], says: str, model: Path, me: Path, unisono: Run, tmp_path: Path
) -> None:
    folder = linked(model, tmp_path / "weights", file)
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(model / file, folder / file)
    spoil(folder / file)
    refused(unisono("say", "你好。", *ENGINE, "--weights", folder, "--voice", me, "-o", "a.wav"), says)
    assert not (tmp_path / "a.wav").exists()
    assert not (tmp_path / "harmed").exists()


@pytest.mark.parametrize("file", [S1, S2, HUBERT, BERT, f"{official.BERT}/tokenizer.json"])
def test_a_missing_file_is_told_with_where_to_get_it(
    file: str, model: Path, me: Path, unisono: Run, tmp_path: Path
) -> None:
    folder = linked(model, tmp_path / "weights", file)
    says = "unisono pull gpt-sovits-v2|lacks vocab.txt and tokenizer.json"
    refused(unisono("say", "你好。", *ENGINE, "--weights", folder, "--voice", me, "-o", "a.wav"), says)


@pytest.mark.parametrize("gigabytes", [1.0, 1.6])
def test_too_little_memory_is_told_in_one_line(gigabytes: float, model: Path, me: Path, tmp_path: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30), resource.RLIM_INFINITY))

    said = ("say", "Hello.", *ENGINE, "--weights", str(model), "--voice", str(me), "-o", "a.wav")
    done = subprocess.run(
        [sys.executable, "-m", "unisono", *said], capture_output=True, text=True, cwd=tmp_path, preexec_fn=small
    )
    refused(
        (done.returncode, done.stdout, done.stderr),
        "(GPT-SoVITS ran out of memory|takes more memory than is free); end other programs",
    )


def test_recordings_by_feeling_become_one_voice(model: Path, me: Path, unisono: Run, tmp_path: Path) -> None:
    (tmp_path / "anna").mkdir()
    for name in ("neutral", "happy"):
        shutil.copy(me, tmp_path / "anna" / f"{name}.wav")
        shutil.copy(me.with_suffix(".txt"), tmp_path / "anna" / f"{name}.txt")
    code, _, error = unisono("enroll", "anna", *ENGINE, "--weights", model)
    assert code == 0, error
    assert re.search(r"note +happy: speaks on from \d\.\d s at", error), error
    voice = voice_file.load(tmp_path / "anna.voice")
    assert voice.name == "anna"
    assert voice.provenance.count("with") == 2
    assert {name.partition("/")[0] for name in voice.state} == {"weights", "neutral", "happy"}
    code, _, error = unisono("enroll", "me.wav", "--feeling", "sad=anna/happy.wav", *ENGINE, "--weights", model)
    assert code == 0, error
    assert "sad/tokens" in voice_file.load(tmp_path / "me.voice").state

"""A folder as its owner has it -> which file is which: GPT and SoVITS weights, and the companions that they need.

The folder may be the official `pretrained_models`, a snapshot of a hub, a whole checkout of the official repository
or a flat folder of fine-tuned files. What a fine-tuned voice does not bring is taken from what was pulled.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from unisono.errors import WeightsError
from unisono.hubs import places
from unisono.speak.gptsovits import official
from unisono.speak.gptsovits.weights import outline

_DEPTH = 4  # folders below the given one that are looked into: GPT_SoVITS/pretrained_models/v2Pro lies 3 deep
_MOST = 50_000  # files that are looked at: somebody may give his home
_PASSED = {"logs", "tools", "runtime", "venv", "node_modules", "__pycache__"}  # the first holds states of training
_NO_S1 = re.compile(r"pretrained_eres2net", re.ASCII)
_NO_S2 = re.compile(r"s2D|[GD]_\d|vocoder|hifigan|bigvgan", re.ASCII)
_TRAINED = re.compile(r"(?P<voice>.*?)[-_]e(?P<epoch>\d+)(?:_s(?P<step>\d+))?(?:_l\d+)?", re.ASCII)
_PUBLISHED = {file.rpartition("/")[2]: version for version, file in official.S2.items()}
_HUBS = {file.partition("/")[0] for file in official.S2.values() if "/" in file}  # its folders of SoVITS weights
_PUBLISHED_S1 = {file.rpartition("/")[2] for file in official.S1.values()}


@dataclass(frozen=True)
class Files:
    """All that one voice model is made of. `bert` and `hubert` are folders, all others files."""

    version: str  # v1 v2 v3 v4 v2Pro v2ProPlus
    s1: Path
    s2: Path
    bert: Path
    hubert: Path
    speaker: Path | None = None  # v2Pro and v2ProPlus: ERes2NetV2
    vocoder: Path | None = None  # v3: BigVGAN, v4: HiFi-GAN
    base: Path | None = None  # where s2 is LoRA: the model that it changes


def found(weights: str | Path | None = None) -> Files:
    """`weights`: a folder, SoVITS weights (.pth) in one, or the name of what was pulled; None: the best that was.

    Fine-tuned weights go before published ones; of one voice, those of the last epoch and step; of published ones the
    first of `official.S2`. GPT weights of the same voice go with them, else the only fine-tuned ones, else those
    published for the version. WeightsError, in one line, where a file is missing or more than one voice is there.
    """
    pulled = _pulled()
    if weights is None or _is_name(weights):
        return _of_pulled(pulled, official.version(str(weights)))
    place = Path(weights)
    if not place.exists():
        raise WeightsError(f"no weights at {str(place)!r}; give a folder, a .pth file, or {_names()} after a pull")
    folder = place if place.is_dir() else _around(place)
    own = list(_files(folder))
    return _Search(folder, own, pulled).around(_s2(own, pulled, place) if place.is_dir() else place)


def pulled_versions() -> tuple[tuple[str, Path], ...]:
    """The versions of which everything was pulled, the best first, and where their SoVITS weights lie."""
    pulled = _pulled()
    whole = [v for v in official.S2 if all(_named(pulled, part.file) for part in official.parts(v))]
    return tuple((version, path) for version in whole if (path := _named(pulled, official.S2[version])))


def _of_pulled(pulled: Sequence[Path], version: str | None) -> Files:
    for one in [version] if version else official.S2:
        if s2 := _named(pulled, official.S2[one]):
            return _Search(s2.parent, (), pulled).around(s2)
    pull = official.name(version or next(iter(official.S2)))
    raise WeightsError(f"no weights of GPT-SoVITS here: `unisono pull {pull}`, or give a folder of them with --weights")


@dataclass(frozen=True)
class _Search:
    """Where the parts of one model are looked for: in what was given, then in what was pulled."""

    place: Path  # that was given
    own: Sequence[Path]
    pulled: Sequence[Path]

    def around(self, s2: Path) -> Files:
        """These SoVITS weights, and all that goes with them."""
        checkpoint = outline(s2, "s2")
        version = checkpoint.version
        need = partial(self._need, version)
        return Files(
            version,
            self._s1(s2, version),
            s2,
            bert=need(f"{official.BERT}/pytorch_model.bin", _is_bert).parent,
            hubert=need(f"{official.HUBERT}/pytorch_model.bin", _is_hubert).parent,
            speaker=need(official.SPEAKER) if version.startswith("v2Pro") else None,
            vocoder=need(official.VOCODER[version]) if version in official.VOCODER else None,
            base=need(official.S2[version]) if checkpoint.lora else None,
        )

    def _need(self, version: str, file: str, is_it: Callable[[Path], bool] | None = None) -> Path:
        """A companion: by its name, or where many files have that, by what tells it."""
        name = file.rpartition("/")[2]
        for path in (*self.own, *self.pulled):
            if is_it(path) if is_it else path.name == name:
                return path
        raise self._missing(version, file)

    def _s1(self, s2: Path, version: str) -> Path:
        """GPT weights that go with these SoVITS weights."""
        others = [path for path in self.own if _is_s1(path) and path.name not in _PUBLISHED_S1]
        trained, errors = _fitting(others, version)
        of = _Trained.of(s2)
        if s2.name not in _PUBLISHED:
            same = [one for one in trained if one.voice == of.voice]
            if best := _last([one for one in same if one.kind == of.kind] or same):
                return best.path
        voices = sorted({one.voice for one in trained})
        if len(voices) > 1:
            raise WeightsError(
                f"{self.place} holds GPT weights of {_few(voices)} and none of {of.voice!r}; "
                f"keep those that go with {s2.name} in a folder of their own"
            )
        if best := _last(trained):
            return best.path
        if errors:
            raise errors[0]
        published = _named([*self.own, *self.pulled], official.S1[version])
        if published is None:
            raise self._missing(version, official.S1[version])
        return published

    def _missing(self, version: str, file: str) -> WeightsError:
        return WeightsError(
            f"weights of {version} need {file}, which is neither in {self.place} nor pulled: "
            f"`unisono pull {official.name(version)}`, or put it there from https://huggingface.co/{official.REPOSITORY}"
        )


@dataclass(frozen=True)
class _Trained:
    """Weights that somebody trained, as the official trainer names them: anna-e15.ckpt, anna_e8_s200_l32.pth."""

    path: Path
    voice: str
    epoch: int = 0
    step: int = 0

    @staticmethod
    def of(path: Path) -> _Trained:
        """Told from its name."""
        told = _TRAINED.fullmatch(path.stem)
        if not told:
            return _Trained(path, path.stem)
        return _Trained(path, told["voice"], int(told["epoch"]), int(told["step"] or 0))

    @property
    def kind(self) -> str:
        """What the trainer puts after both names of its folders: GPT_weights_v2Pro, SoVITS_weights_v2Pro."""
        return self.path.parent.name.partition("weights")[2]


def _s2(own: Sequence[Path], pulled: Sequence[Path], place: Path) -> Path:
    """The SoVITS weights that a folder is about."""
    all_of_them = [path for path in own if _is_s2(path)]
    trained = [_Trained.of(path) for path in all_of_them if path.name not in _PUBLISHED]
    voices = sorted({(one.voice, str(one.path.parent)) for one in trained})
    if len(voices) > 1:
        raise WeightsError(
            f"{place} holds SoVITS weights of {len(voices)} voices, {_few([voice for voice, _ in voices])}; "
            f"give those of one, such as --weights {_last(trained[:1]).path}"  # type: ignore[union-attr]
        )
    if best := _last(trained):
        return best.path
    published = {path.name: path for path in reversed(all_of_them)}
    for name in _PUBLISHED:
        if name in published:
            return published[name]
    if any(map(_is_s1, own)):  # only the GPT weights were fine-tuned
        for file in official.S2.values():
            if path := _named(pulled, file):
                return path
    raise WeightsError(
        f"{place} holds no SoVITS weights (.pth); give a folder that does, or the file itself "
        f"(published ones: `unisono pull {official.name(next(iter(official.S2)))}`)"
    )


def _last(trained: Iterable[_Trained]) -> _Trained | None:
    """Of the last epoch and step, and of two such the newest."""
    return max(trained, key=lambda one: (one.epoch, one.step, one.path.stat().st_mtime), default=None)


def _fitting(paths: Iterable[Path], version: str) -> tuple[list[_Trained], list[WeightsError]]:
    """The GPT weights that read the symbols which the SoVITS weights do (v1 has its own table of them); and why others
    cannot be read, or are none."""
    fitting, errors = [], []
    for path in paths:
        try:
            if (outline(path, "s1").version == "v1") == (version == "v1"):
                fitting.append(_Trained.of(path))
        except WeightsError as error:
            errors.append(error)
    return fitting, errors


def _is_s1(path: Path) -> bool:
    return path.suffix == ".ckpt" and not _NO_S1.match(path.name)


def _is_s2(path: Path) -> bool:
    return path.suffix == ".pth" and not _NO_S2.match(path.name)


def _is_hubert(path: Path) -> bool:
    return path.name == "pytorch_model.bin" and "hubert" in path.parent.name.lower()


def _is_bert(path: Path) -> bool:
    folder = path.parent.name.lower()
    return path.name == "pytorch_model.bin" and "bert" in folder and "hubert" not in folder


def _pulled() -> list[Path]:
    return [path for place in places.folders(official.REPOSITORY, official.MIRRORED) for path in _files(place)]


def _named(files: Iterable[Path], file: str) -> Path | None:
    """The file of that name on a hub; one whose name tells enough may lie in another folder."""
    folder, _, name = file.rpartition("/")
    common = name in ("pytorch_model.bin", "tokenizer.json")
    return next((p for p in files if p.name == name and (p.parent.name == folder or not common)), None)


def _files(folder: Path) -> Iterator[Path]:
    """The files in a folder and some way below it, in order of their names."""
    return islice(_below(str(folder), _DEPTH), _MOST)


def _below(folder: str, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    yield from (Path(entry.path) for entry in entries if entry.is_file())
    for entry in entries:
        if depth and entry.is_dir() and not entry.name.startswith(".") and entry.name not in _PASSED:
            yield from _below(entry.path, depth - 1)


def _around(s2: Path) -> Path:
    """Where what goes with one file may lie: its folder, or the one above those of the trainer and the hub."""
    folder = s2.absolute().parent
    within = folder.name.startswith("SoVITS_weights") or folder.name in _HUBS
    return folder.parent if within else folder


def _is_name(weights: str | Path) -> bool:
    return official.version(str(weights)) is not None and not os.path.lexists(weights)


def _names() -> str:
    return ", ".join(map(official.name, official.S2))


def _few(voices: Sequence[str]) -> str:
    return ", ".join(voices[:4]) + (" …" if len(voices) > 4 else "")

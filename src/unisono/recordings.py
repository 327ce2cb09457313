"""What a voice is made from: a recording, or one for each feeling, with what is said in them where that is known."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from unisono.errors import InputError, SoundError, TextError
from unisono.types import Speech

USUAL = "neutral"  # the feeling of which every voice has a recording
SECONDS = 600  # of a recording that are read; an engine may listen to less

_SUFFIXES = ".wav .flac .ogg .opus .mp3 .m4a .aac .wma .aiff .aif .mp4 .mov .mkv .webm".split()


@dataclass(frozen=True, eq=False)
class Recording:
    """One that was read."""

    path: Path
    heard: Speech
    text: str = ""  # what is said in it; empty where nobody knows
    source: str = ""  # of the text, for the user

    def about(self, seconds: bool = True) -> str:
        """Its name, length and text in a few words."""
        length = f"{self.heard.duration:.0f} s" if seconds else ""
        return ", ".join(filter(None, (self.path.name, length, self.source)))


def recorded(path: Path, text: str | None = None) -> Recording:
    """`text`: None for what is written beside it. SoundError if it cannot be read, TextError if that cannot."""
    said, source = (text, "with its text") if text is not None else beside(path)
    return Recording(path, _heard(path), said, source)


def beside(recording: Path) -> tuple[str, str]:
    """The text of `me.txt` beside `me.wav` and what to say of it; empty where there is none. Or TextError."""
    transcript = recording.with_suffix(".txt")
    if transcript == recording or not transcript.is_file():
        return "", ""
    try:
        return transcript.read_text("utf-8-sig").strip(), f"with {transcript.name}"
    except (OSError, UnicodeDecodeError) as error:
        raise TextError(f"{transcript}, taken for what is said in {recording.name}, cannot be read: {error}") from None


def by_feeling(place: Path, feelings: Mapping[str, Path] | None = None) -> dict[str, Path]:
    """Recordings by feeling, `USUAL` first: `place` is that one, or a folder of `neutral.wav`, `happy.wav`, ….

    `feelings`: further ones by their names. SoundError for a folder without `neutral`, InputError for a feeling that is
    unknown or given twice.
    """
    found = _in_folder(place) if place.is_dir() else {USUAL: place}
    for name, path in (feelings or {}).items():
        _add(found, name, path)
    return found


def wished(options: Iterable[str]) -> dict[str, Path]:
    """`happy=happy.wav`, … -> recordings by feeling; InputError for what is none, and for two of one feeling."""
    found: dict[str, Path] = {}
    for option in options:
        name, sign, path = option.partition("=")
        if not sign or not path:
            raise InputError(f"feeling {option!r} is not NAME=RECORDING; for example happy=happy.wav")
        _add(found, name, Path(path))
    return found


def _in_folder(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _SUFFIXES and path.is_file() and not path.name.startswith("."):
            _add(found, path.stem, path)
    if USUAL not in found:
        has = ", ".join(path.name for path in found.values()) or "no recordings"
        raise SoundError(f"{folder} has {has}; expected {USUAL}.wav too, in which the person speaks as usual")
    return {USUAL: found.pop(USUAL), **found}


def _add(found: dict[str, Path], name: str, path: Path) -> None:
    feeling = _feeling(name, path.name)
    if feeling in found:
        raise InputError(f"{found[feeling].name} and {path.name} are both {feeling}; give one of each feeling")
    found[feeling] = path


def _feeling(name: str, of: str) -> str:
    """By any of its names, in English or Chinese."""
    from unisono.text import wishes  # what names feelings to users, in marks too

    try:
        return wishes.feeling(name).emotion
    except ValueError as error:
        raise InputError(f"{of} is to be a feeling, but {error}") from None


def _heard(recording: Path) -> Speech:
    """The first `SECONDS` of it."""
    from unisono.audio import read  # loads soundfile, which a built-in voice does without

    with closing(read.chunks(recording)) as chunks:  # type: ignore[type-var]
        return Speech.join(itertools.takewhile(lambda chunk: chunk.offset < SECONDS * chunk.rate, chunks))

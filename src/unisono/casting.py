"""A name -> an engine and a voice: built in, from a `.voice` file, or cloned from a recording, with consent."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from unisono import caches, plugins
from unisono.errors import SoundError, TextError, VoiceError
from unisono.stages import Synthesizer
from unisono.types import Speech, Voice

Ask = Callable[[str], str]  # a recording's name -> who agreed that its voice is cloned; empty: nobody did
Tell = Callable[[str], None]  # what is being done now

DEFAULT = "own"  # the engine where none is named
REFERENCE_SECONDS = 600  # of a recording that are read; an engine may listen to less

_KEPT = 24  # enrolled voices in the cache; the one that was used longest ago goes


@dataclass(frozen=True)
class Part:
    """An engine, and the voice that it is to have or the recording that the voice will be made from."""

    engine: str
    synthesizer: Synthesizer
    voice: Voice | None = None
    recording: Path | None = None

    def voiced(self, consent: str | Ask = "", tell: Tell = lambda doing: None) -> Voice:
        """The voice. Errors as `enrolled`."""
        return self.voice or enrolled(self, consent, tell=tell)


def part(name: str | None = None, engine: str | None = None) -> Part:
    """`name`: a built-in voice of the engine (None: its first), a `.voice` file, or a recording, which is not read yet.

    `engine`: None for the file's, else `DEFAULT`. SoundError where there is no such voice, VoiceError for a file that
    cannot be read or is of another engine, UnknownPlugin for an unknown engine.
    """
    path = Path(name or "")
    if path.suffix.lower() == ".voice" and os.path.lexists(path):
        return _of_file(path, engine)
    engine = engine or DEFAULT
    synthesizer = load(engine)
    built_in = synthesizer.voices()
    if name is None and not built_in:
        raise SoundError("this engine has no voice of its own; give a recording, such as me.wav")
    for voice in built_in:
        if name in (None, voice.name):
            return Part(engine, synthesizer, voice)
    if not os.path.lexists(path):
        known = ", ".join(v.name for v in built_in) or "none"
        raise SoundError(f"no recording and no voice called {name!r}; built-in voices of {engine}: {known}")
    return Part(engine, synthesizer, recording=path)


def load(engine: str) -> Synthesizer:
    """An engine by its name, with the stand-in for languages that it lacks. UnknownPlugin where there is none."""
    from unisono.understudy import understudied  # loads the resampler and the front ends

    return understudied(plugins.load("synthesizer", engine))


def enrolled(part: Part, consent: str | Ask = "", text: str | None = None, tell: Tell = lambda doing: None) -> Voice:
    """The voice of the part's recording. What clones needs consent, learns once, and is kept in the user's cache.

    `text`: what is said in the recording; None: a text file of its name beside it, where there is one. A voice that was
    kept asks nobody again. SoundError where the recording cannot be used, VoiceError where nobody agreed.
    """
    recording = part.recording or Path()
    heard = _heard(recording)
    said, source = (text, "with its text") if text is not None else beside(recording)
    if not part.synthesizer.clones:
        return _made(part, heard, said, source)
    place = _place(part, heard, said)
    kept = _known(place)
    if kept and (callable(consent) or not consent):
        tell(f"{recording.name} was enrolled before (consent: {kept.consent}); its voice is kept in {place.parent}")
        return replace(kept, name=recording.stem)
    agreed = _agreed(consent, recording)
    if not kept:
        tell(f"{recording.name}{', ' if source else ''}{source}: learning the voice, a minute at most")
    voice = replace(kept or _made(part, heard, said, source), name=recording.stem, consent=agreed)
    _keep(voice, place)
    return voice


def beside(recording: Path) -> tuple[str, str]:
    """The text of `me.txt` beside `me.wav` and what to say of it; empty where there is none. Or TextError."""
    transcript = recording.with_suffix(".txt")
    if transcript == recording or not transcript.is_file():
        return "", ""
    try:
        return transcript.read_text("utf-8-sig").strip(), f"with {transcript.name}"
    except (OSError, UnicodeDecodeError) as error:
        raise TextError(f"{transcript}, taken for what is said in {recording.name}, cannot be read: {error}") from None


def _of_file(path: Path, engine: str | None) -> Part:
    from unisono import voice_file

    voice = voice_file.load(path)
    if engine not in (None, voice.engine):
        raise VoiceError(f"{path} is a voice of {voice.engine!r}, not of {engine!r}; leave out the engine")
    return Part(voice.engine, load(voice.engine), voice)


def _heard(recording: Path) -> Speech:
    """The first `REFERENCE_SECONDS` of it."""
    from unisono.audio import read  # loads soundfile, which a built-in voice does without

    with closing(read.chunks(recording)) as chunks:  # type: ignore[type-var]
        return Speech.join(itertools.takewhile(lambda chunk: chunk.offset < REFERENCE_SECONDS * chunk.rate, chunks))


def _made(part: Part, heard: Speech, said: str, source: str) -> Voice:
    voice = part.synthesizer.enroll(heard, said or None)
    recording = part.recording or Path()
    told = (f"{recording.name}, {heard.duration:.0f} s", source)
    return replace(voice, name=recording.stem, provenance=", ".join(filter(None, told)))


def _agreed(consent: str | Ask, recording: Path) -> str:
    """Who agreed, and when they said so."""
    who = " ".join((consent(recording.name) if callable(consent) else consent).split())
    if not who:
        raise VoiceError(
            f"nobody agreed that the voice in {recording.name} is cloned; ask whose voice it is, and say who agreed "
            "with --consent 'NAME' (in Python: consent='NAME')"
        )
    return f"{who}, {date.today().isoformat()}"


def shelf() -> Path:
    """The folder of voices that were enrolled on this machine."""
    return caches.folder() / "voices"


def _place(part: Part, heard: Speech, said: str) -> Path:
    """Where the voice of this sound, text and engine is kept."""
    print_of = hashlib.blake2b(heard.samples.tobytes(), digest_size=16)
    told = (part.engine, part.synthesizer.version, heard.rate, said)
    print_of.update(repr(told).encode())
    return shelf() / f"{print_of.hexdigest()}.voice"


def _known(place: Path) -> Voice | None:
    """The voice that is kept there, marked as used now; None where there is none or it is damaged."""
    from unisono import voice_file

    with suppress(VoiceError, OSError):
        voice = voice_file.load(place)
        os.utime(place)
        return voice
    return None


def _keep(voice: Voice, place: Path) -> None:
    """For the next time; a disk that takes nothing costs that time only."""
    from unisono import voice_file

    with suppress(OSError):  # OutputError too
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # people's voices are nobody else's business
        voice_file.save(voice, place)
        by_age = sorted(place.parent.glob("*.voice"), key=lambda one: one.stat().st_mtime)
        for old in by_age[:-_KEPT]:
            old.unlink()

"""A name -> an engine and a voice: built in, from a `.voice` file, or cloned from a recording, with consent."""

from __future__ import annotations

import hashlib
import inspect
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from unisono import caches, plugins
from unisono.errors import InputError, SoundError, TextError, VoiceError
from unisono.recordings import USUAL, Recording, by_feeling, recorded
from unisono.stages import Elsewhere, Feeling, Synthesizer
from unisono.types import Voice

Ask = Callable[[str], str]  # the recordings' names -> who agreed that the voice is cloned; empty: nobody did
Tell = Callable[[str], None]  # what is being done now

DEFAULT = "own"  # the engine where none is named

_KEPT = 24  # enrolled voices in the cache; the one that was used longest ago goes


@dataclass(frozen=True)
class Part:
    """An engine, and the voice that it is to have or the recordings that the voice will be made from."""

    engine: str
    synthesizer: Synthesizer
    voice: Voice | None = None
    recording: Path | None = None  # or a folder of recordings by feeling
    feelings: Mapping[str, Path] = field(default_factory=dict)  # further recordings

    def voiced(self, consent: str | Ask = "", tell: Tell = lambda doing: None) -> Voice:
        """The voice. Errors as `enrolled`."""
        return self.voice or enrolled(self, consent, tell=tell)


def part(name: str | None = None, engine: str | None = None, **options: Any) -> Part:
    """`name`: a built-in voice of the engine (None: its first), a `.voice` file, or a recording, which is not read yet.

    A folder with `neutral.wav`, `happy.wav`, … is a recording of several feelings, for an engine that has them.
    `engine`: None for the file's, else `DEFAULT`; `options` as in `load`. SoundError where there is no such voice,
    VoiceError for a file that cannot be read or is of another engine, UnknownPlugin for an unknown engine.
    """
    path = Path(name or "")
    if path.suffix.lower() == ".voice" and os.path.lexists(path):
        return _of_file(path, engine, options)
    engine = engine or DEFAULT
    synthesizer = load(engine, **options)
    built_in = synthesizer.voices()
    if name is None and not built_in:
        raise SoundError("this engine has no voice of its own; give a recording, such as me.wav")
    for voice in built_in:
        if name in (None, voice.name):
            return Part(engine, synthesizer, voice)
    if not os.path.lexists(path) and not isinstance(synthesizer, Elsewhere):
        known = ", ".join(v.name for v in built_in) or "none"
        raise SoundError(f"no recording and no voice called {name!r}; built-in voices of {engine}: {known}")
    return Part(engine, synthesizer, recording=path)


def load(engine: str, **options: Any) -> Synthesizer:
    """An engine by its name, with the stand-in for languages that it lacks.

    `options` go to the engine, those that are None left out: weights="DIR", server="http://127.0.0.1:9880". InputError
    where the engine takes no such option, UnknownPlugin where there is no such engine.
    """
    from unisono.understudy import understudied  # loads the resampler and the front ends

    wanted = {name: value for name, value in options.items() if value is not None}
    if wanted:
        takes = inspect.signature(plugins.find("synthesizer", engine)).parameters
        for name in wanted.keys() - takes.keys():
            raise InputError(f"engine {engine!r} takes no {name}; leave it out, or name the engine that it is for")
    return understudied(plugins.load("synthesizer", engine, **wanted))


def enrolled(part: Part, consent: str | Ask = "", text: str | None = None, tell: Tell = lambda doing: None) -> Voice:
    """The voice of the part's recordings. What clones needs consent, learns once, and is kept in the user's cache.

    `text`: what is said in the recording; None: a text file of its name beside it, where there is one. A voice that was
    kept asks nobody again. SoundError where a recording cannot be used, VoiceError where nobody agreed, InputError for
    feelings where the engine has none.
    """
    synthesizer, recording = part.synthesizer, part.recording or Path()
    if isinstance(synthesizer, Elsewhere) and not os.path.lexists(recording):
        agreed = _agreed(consent, recording.name)
        return replace(
            synthesizer.refer(str(recording), text),
            name=recording.stem,
            provenance=f"{recording} on the engine's machine",
            consent=agreed,
        )
    taken = _taken(part, text)
    if not part.synthesizer.clones:
        return _made(part, taken)
    place = _place(part, taken)
    kept = _known(place)
    names = ", ".join(one.path.name for one in taken.values())
    if kept and (callable(consent) or not consent):
        tell(f"{names} was enrolled before (consent: {kept.consent}); its voice is kept in {place.parent}")
        return replace(kept, name=_name(part))
    agreed = _agreed(consent, names)
    if not kept:
        tell(f"{', '.join(one.about(seconds=False) for one in taken.values())}: learning the voice, a minute at most")
    voice = replace(kept or _made(part, taken), name=_name(part), consent=agreed)
    _keep(voice, place)
    return voice


def _taken(part: Part, text: str | None) -> dict[str, Recording]:
    """The recordings by feeling, read; `text` is of the usual one."""
    paths = by_feeling(part.recording or Path(), part.feelings)
    if len(paths) > 1 and not isinstance(part.synthesizer, Feeling):
        raise InputError(f"engine {part.engine!r} keeps no feelings from recordings; give it one recording alone")
    if text is not None and part.recording != paths[USUAL]:
        raise TextError(f"a text was given for a folder; write it to {paths[USUAL].with_suffix('.txt')} instead")
    return {feeling: recorded(path, text if feeling == USUAL else None) for feeling, path in paths.items()}


def _name(part: Part) -> str:
    recording = part.recording or Path()
    return recording.resolve().name if recording.is_dir() else recording.stem


def _of_file(path: Path, engine: str | None, options: Mapping[str, Any]) -> Part:
    from unisono import voice_file

    voice = voice_file.load(path)
    if engine not in (None, voice.engine):
        raise VoiceError(f"{path} is a voice of {voice.engine!r}, not of {engine!r}; leave out the engine")
    return Part(voice.engine, load(voice.engine, **options), voice)


def _made(part: Part, taken: Mapping[str, Recording]) -> Voice:
    voices = {feeling: _enrolled(part.synthesizer, one, len(taken) > 1) for feeling, one in taken.items()}
    voice = voices.pop(USUAL)
    if voices and isinstance(part.synthesizer, Feeling):
        voice = part.synthesizer.felt(voice, voices)
    told = "; ".join(one.about() for one in taken.values())
    return replace(voice, name=_name(part), provenance=told)


def _enrolled(synthesizer: Synthesizer, one: Recording, among_others: bool) -> Voice:
    """An error of one among others says which."""
    try:
        return synthesizer.enroll(one.heard, one.text or None)
    except (SoundError, TextError) as error:
        if not among_others:
            raise
        raise type(error)(f"{one.path.name}: {error}") from None


def _agreed(consent: str | Ask, names: str) -> str:
    """Who agreed, and when they said so."""
    who = " ".join((consent(names) if callable(consent) else consent).split())
    if not who:
        raise VoiceError(
            f"nobody agreed that the voice in {names} is cloned; ask whose voice it is, and say who agreed "
            "with --consent 'NAME' (in Python: consent='NAME')"
        )
    return f"{who}, {date.today().isoformat()}"


def shelf() -> Path:
    """The folder of voices that were enrolled on this machine."""
    return caches.folder() / "voices"


def _place(part: Part, taken: Mapping[str, Recording]) -> Path:
    """Where the voice of these sounds, texts and engine is kept."""
    print_of = hashlib.blake2b(digest_size=16)
    for one in taken.values():
        print_of.update(one.heard.samples.tobytes())
    told = [(feeling, one.heard.rate, one.text) for feeling, one in taken.items()]
    print_of.update(repr((part.engine, part.synthesizer.version, told)).encode())
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

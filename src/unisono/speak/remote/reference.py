"""What of a recording the server hears: 3 to 10 s with their words, in a file on the machine where it runs."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unisono import caches
from unisono.errors import OutputError, SoundError, TextError, VoiceError
from unisono.speak.gptsovits.parts import LONGEST, SHORTEST, Parts
from unisono.text import front
from unisono.types import Line, Speech


@dataclass(frozen=True, eq=False)
class Reference:
    """Either its sound, or the path of a file that the server has; the text is what is said in it, if known."""

    text: str = ""
    path: str = ""
    samples: NDArray[np.int16] | None = None  # (N,)
    rate: int = 0

    @property
    def language(self) -> str:
        """Of its text."""
        return front.told(self.text)

    def place(self) -> str:
        """The path that the server is told; sound is written to a file first, once."""
        if self.samples is None:
            return self.path
        name = hashlib.blake2b(self.samples.tobytes(), digest_size=16).hexdigest()
        path = caches.folder() / "references" / f"{name}-{self.rate}.wav"
        return str(path if path.exists() else _written(path, self.samples, self.rate))

    def state(self) -> dict[str, NDArray[Any]]:
        """For `Voice.state`."""
        told: dict[str, NDArray[Any]] = {"text": _letters(self.text), "path": _letters(self.path)}
        if self.samples is not None:
            told |= {"samples": self.samples, "rate": np.array(self.rate)}
        return told

    @staticmethod
    def of(state: Mapping[str, NDArray[Any]]) -> Reference:
        """VoiceError where it is not one of `state`."""
        try:
            text, path = (state[name].astype(np.uint8).tobytes().decode() for name in ("text", "path"))
            if path:
                return Reference(text, path)
            return Reference(text, "", state["samples"].astype(np.int16), int(state["rate"]))
        except (KeyError, ValueError, TypeError):
            raise VoiceError("this voice holds no reference for a server; enroll the recording again") from None


def cut(recording: Speech, text: str | None) -> tuple[Reference, tuple[str, ...]]:
    """Of 3 to 10 s all, of a longer recording the best part with its words; and a note on what was taken.

    SoundError where it is too short or has no such part, TextError where the text does not fit.
    """
    if recording.duration < SHORTEST:
        raise SoundError(
            f"the reference is {recording.duration:.1f} s long; the server takes {SHORTEST:.0f} to {LONGEST:.0f} s"
        )
    text = " ".join((text or "").split())
    if recording.duration <= LONGEST:
        return _of(recording, text), () if text else (_MUTE,)
    return _best(recording, text) if text else _cleanest(recording)


_MUTE = "the server does not know what is said in the reference: v3 and v4 refuse that, others follow its colour alone"


def _best(recording: Speech, text: str) -> tuple[Reference, tuple[str, ...]]:
    from unisono.align.own import Own as Aligner
    from unisono.speak.gptsovits.prompt import chosen

    parts = Parts(Speech.join(Aligner().align(Line(text), [_plain(recording)])))
    prompt = chosen(parts, text)
    if prompt is None:
        raise TextError("the text does not fit the reference; give every word that is said in it, and no other")
    part = parts.sound(prompt.first, prompt.last)
    return _of(part, prompt.text), (f'the server hears {part.duration:.1f} s of it, "{prompt.text}"',)


def _cleanest(recording: Speech) -> tuple[Reference, tuple[str, ...]]:
    from unisono.align.ear import Ear
    from unisono.speak.gptsovits.rest import cleaner

    parts = Parts(Speech.join(Ear().align(Line(""), [_plain(recording)])))
    found = cleaner(parts)
    if not found:
        raise SoundError(f"no {SHORTEST:.0f} to {LONGEST:.0f} s in one piece in the reference: record whole sentences")
    part = parts.sound(*max(found, key=lambda place: parts.above(*place)))
    return _of(part, ""), (f"the server hears {part.duration:.1f} s of it; {_MUTE}",)


def _plain(recording: Speech) -> Speech:
    return Speech(recording.samples, recording.rate)


def _of(part: Speech, text: str) -> Reference:
    return Reference(text, "", (np.clip(part.samples, -1, 1) * 32767).astype(np.int16), part.rate)


def _written(path: Path, samples: NDArray[np.int16], rate: int) -> Path:
    import soundfile

    temporary = path.with_name(f".{token_hex(6)}.wav")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # people's voices are nobody else's business
        soundfile.write(temporary, samples, rate)
        os.replace(temporary, path)
    except (OSError, RuntimeError) as error:  # soundfile's errors are RuntimeErrors
        raise OutputError(f"the reference cannot be written to {path.parent} for the server: {error}") from None
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _letters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)

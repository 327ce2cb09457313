"""espeak-ng in a process of its own. Run by path, with the standard library and espeakng_loader only.

stdin:  a request is a 4-byte little-endian length and JSON, a list of {voice, pitch, range, rate, text};
        after each sound the reader writes one byte: "n" for the next one, "s" to stop.
stdout: frames of a kind byte, the length of a JSON part and of a PCM part (4 bytes each), and the two parts:
        "S" [part, [[sample, text position, IPA], ...]] and 16-bit mono PCM; "X" [message]; "E" [] at the end.

Every request is spoken by a fork of the loaded process: espeak-ng keeps state between sentences (the phase of its
oscillators) that no call resets, and only a fresh one says the same text twice the same way. End of stdin ends it all.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import struct
import sys
from typing import Any

SYNCHRONOUS, BUFFER_MS = 2, 40  # no sound device and no thread; sound comes in pieces of 40 ms
PHONEME_EVENTS, PHONEME_IPA, DONT_EXIT = 1, 2, 0x8000
UTF8, PHONEMES = 1, 0x100  # text flags; [[...]] holds phonemes
RATE, PITCH, RANGE = 1, 3, 4  # parameters
PHONEME = 7  # event


class Label(ctypes.Union):
    """What an event is about."""

    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", Label),
    )


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


def main() -> None:
    """Load once, then a fork for every request until stdin ends."""
    try:
        library = loaded()
    except Exception as error:
        send(b"X", [f"espeak-ng cannot be loaded: {error}"])
        return
    while (request := received()) is not None:
        child = os.fork()
        if not child:
            serve(library, request)
        if os.waitpid(child, 0)[1]:
            return


def loaded() -> Any:
    """libespeak-ng, initialised."""
    import espeakng_loader

    # Its paths hold 160 bytes at most; "." is short wherever the data lies.
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    os.chdir(os.path.dirname(espeakng_loader.get_data_path()))
    rate = library.espeak_Initialize(SYNCHRONOUS, BUFFER_MS, b".", PHONEME_EVENTS | PHONEME_IPA | DONT_EXIT)
    if rate != 22050:
        raise OSError(f"espeak_Initialize answered {rate}, not 22050 samples per second")
    return library


def serve(library: Any, request: list[dict[str, Any]]) -> None:
    """In the fork: speak, and be gone however it ends."""
    status = 1
    try:
        with contextlib.suppress(Stopped):
            for number, part in enumerate(request):
                speak(library, number, part)
        send(b"E", [])
        status = 0
    finally:  # no traceback for a reader that is gone, and nothing of the parent's is flushed twice
        os._exit(status)


class Stopped(Exception):
    """The reader wants no more."""


def speak(library: Any, number: int, part: dict[str, Any]) -> None:
    """One part of a request, sound by sound."""
    text = part["text"].encode()
    if library.espeak_SetVoiceByName(part["voice"].encode()):
        return send(b"X", [f"espeak-ng has no voice {part['voice']}"])
    for parameter, name in ((RATE, "rate"), (PITCH, "pitch"), (RANGE, "range")):
        library.espeak_SetParameter(parameter, part[name], 0)
    raised: list[Exception] = []

    def heard(samples: Any, count: int, events: Any) -> int:
        if raised:  # espeak-ng may call once more after it was told to stop
            return 1
        try:
            found = list(listed(events))
            if count or found:
                send(b"S", [number, found], ctypes.string_at(samples, 2 * count) if count else b"")
                wait()
        except (OSError, Stopped) as error:  # must not leave a C callback
            raised.append(error)
            return 1
        return 0

    callback = Callback(heard)  # held here for as long as espeak-ng may call it
    library.espeak_SetSynthCallback(callback)
    size = ctypes.c_size_t(len(text) + 1)
    failed = library.espeak_Synth(text + b"\0", size, 0, 1, 0, UTF8 | PHONEMES, None, None)
    if raised:
        raise raised[0]
    if failed:
        send(b"X", [f"espeak-ng failed with status {failed}"])


def listed(events: Any) -> Any:
    """The phonemes of an event list."""
    at = 0
    while events[at].type:
        event = events[at]
        if event.type == PHONEME:
            raw = ctypes.string_at(ctypes.addressof(event) + Event.id.offset, 8)
            yield [event.sample, event.text_position, raw.split(b"\0")[0].decode("utf-8", "ignore")]
        at += 1


def wait() -> None:
    """Until the reader asks for more. A fork whose parent was killed goes with it."""
    answer = os.read(0, 1)
    if not answer or os.getppid() != PARENT:
        raise OSError("nobody listens")
    if answer == b"s":
        raise Stopped


def send(kind: bytes, told: list[Any], pcm: bytes = b"") -> None:
    """One frame."""
    words = json.dumps(told).encode()
    frame = struct.pack("<cII", kind, len(words), len(pcm)) + words + pcm
    while frame:
        frame = frame[os.write(1, frame) :]


def received() -> Any:
    """The next request; None when stdin ends."""
    head = sys.stdin.buffer.read(4)
    body = sys.stdin.buffer.read(struct.unpack("<I", head)[0]) if len(head) == 4 else b""
    return json.loads(body) if body else None


PARENT = os.getpid()  # as the forks see it

if __name__ == "__main__":
    main()

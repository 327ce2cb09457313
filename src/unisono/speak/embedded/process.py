"""Our end of the pipe to a worker: it is started, asked, stopped and ended here, and never waited for in vain."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import weakref
from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from unisono.errors import EngineError

SCRIPT = Path(__file__).with_name("worker.py")
PATIENCE = 10.0  # seconds without a sound after which the worker is taken for dead
_HEAD = struct.Struct("<cII")


@dataclass(frozen=True)
class Part:
    """What espeak-ng is asked to say, in its own spelling."""

    voice: str
    pitch: int  # 0..99
    range: int  # 0..99
    rate: int  # words per minute
    text: str  # [[...]] in it holds phonemes


@dataclass(frozen=True)
class Event:
    """A phone begins."""

    sample: int  # counted from the start of its part
    position: int  # of its word in the text, counted from 1
    ipa: str  # as espeak-ng writes it; empty for a pause


@dataclass(frozen=True)
class Sound:
    """A little sound and the phones that begin in it."""

    part: int
    pcm: bytes  # 16 bit, mono
    events: tuple[Event, ...]


class Worker:
    """One process. Not shared between two sentences at a time."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        try:
            self.process = subprocess.Popen(
                [sys.executable, str(SCRIPT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,  # Ctrl-C is ours alone, and its forks can be ended with it
            )
        except OSError as error:
            raise EngineError(f"the stand-in voice cannot start a process: {error}") from error
        self.close = weakref.finalize(self, _end, self.process, self.owner)

    @property
    def usable(self) -> bool:
        """False once it has died, and in a fork of the process that started it: two readers would share one pipe."""
        return self.close.alive and self.owner == os.getpid() and self.process.poll() is None

    def say(self, parts: list[Part]) -> Generator[Sound, None, None]:
        """The sound of the parts. Closing the iterator stops it within a sound. EngineError if the process fails."""
        request = json.dumps([asdict(part) for part in parts]).encode()
        self._write(struct.pack("<I", len(request)) + request)
        ended = False
        try:
            while not ended:
                kind, told, pcm = self._frame()
                ended = kind == b"E"
                if kind == b"S":
                    yield Sound(told[0], pcm, tuple(Event(*event) for event in told[1]))
                    self._write(b"n")
        except GeneratorExit:
            self._stop()
            raise
        except BaseException:  # such as Ctrl-C: it may have come within a frame, and the next would be misread
            self.close()
            raise

    def _stop(self) -> None:
        """Back to where it can be asked again, or ended."""
        try:
            self._write(b"s")
            while self._frame()[0] != b"E":
                pass
        except EngineError:
            self.close()

    def _frame(self) -> tuple[bytes, list[Any], bytes]:
        kind, words, pcm = _HEAD.unpack(self._read(_HEAD.size))
        told = json.loads(self._read(words))
        if kind == b"X":
            self.close()
            raise EngineError(f"the stand-in voice failed: {told[0]}")
        return kind, told, self._read(pcm)

    def _read(self, count: int) -> bytes:
        assert self.process.stdout
        pieces = []
        while count:
            piece = b""
            with contextlib.suppress(OSError, ValueError):
                waiting = select.poll()  # not select.select, which cannot wait for files numbered above 1023
                waiting.register(self.process.stdout, select.POLLIN)
                if waiting.poll(PATIENCE * 1000):
                    piece = os.read(self.process.stdout.fileno(), count)
            if not piece:
                raise self._died()
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def _write(self, data: bytes) -> None:
        assert self.process.stdin
        try:
            while data:  # a pipe without a buffer may take a part only
                data = data[self.process.stdin.write(data) :]
        except (OSError, ValueError) as error:
            raise self._died() from error

    def _died(self) -> EngineError:
        """The process ended, in words."""
        try:
            how = f"status {self.process.wait(0.5)}"
        except subprocess.TimeoutExpired:
            how = f"no sound for {PATIENCE:.0f} s"
        self.close()
        return EngineError(f"the process of the stand-in voice (espeak-ng) died while speaking ({how}); say it again")


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """No process and no zombie is left; in a fork, only our ends of the pipes go."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    if owner == os.getpid() and process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

"""A server on loopback that speaks the documented protocol of api_v2.py; what it says is said by our own voice."""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import Any

import av
import numpy as np
import soundfile

from unisono.audio.resample import resample
from unisono.pipeline import Actor
from unisono.types import Floats

LANGUAGES = "auto auto_yue en zh ja yue ko all_zh all_ja all_yue all_ko".split()
KNOWN = {  # fields of /tts and their kinds, as FastAPI would check them
    **dict.fromkeys("text text_lang ref_audio_path prompt_lang prompt_text text_split_method media_type".split(), str),
    **dict.fromkeys(
        "top_p temperature repetition_penalty batch_threshold speed_factor fragment_interval".split(), float
    ),
    **dict.fromkeys("top_k batch_size seed streaming_mode overlap_length min_chunk_length sample_steps".split(), int),
}
INTERVAL = 0.3  # seconds of silence after each piece


@cache
def said(text: str, rate: int) -> Floats:
    """(N,) what it says, with the silence behind it."""
    speech = Actor.cast().say(text).speech
    samples = resample(speech.samples, speech.rate, rate)
    return np.concatenate([samples, np.zeros(round(rate * INTERVAL), np.float32)])


@dataclass
class Api:
    """What it is like, and what came."""

    rate: int = 32_000
    version: str = "v2"
    faults: list[str] = field(default_factory=list)  # of the next answers, in order; "" is none
    holds: threading.Event | None = None  # waited for after some sound
    requests: list[dict[str, Any]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)  # somebody went away in the middle
    url: str = ""


def packed(samples: Floats, rate: int, media: str) -> bytes:
    """One file, or raw samples."""
    whole = (np.clip(samples, -1, 1) * 32767).astype("<i2")
    if media == "raw":
        return whole.tobytes()
    file = BytesIO()
    if media == "aac":
        with av.open(file, "w", format="adts") as out:
            stream = out.add_stream("aac", rate=rate, layout="mono")
            frame = av.AudioFrame.from_ndarray(whole[None], "s16", "mono")
            frame.sample_rate = rate
            out.mux([*stream.encode(frame), *stream.encode(None)])
    else:
        soundfile.write(file, whole, rate, format=media.upper(), subtype="PCM_16" if media == "wav" else "VORBIS")
    return file.getvalue()


def header(rate: int) -> bytes:
    """Of a wav whose length is not known: 44 bytes, a length of 0."""
    told = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return b"RIFF" + struct.pack("<I", 36) + b"WAVE" + told + b"data" + bytes(4)


class _Answer(BaseHTTPRequestHandler):
    api: Api
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing on standard error: tests read it."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.api.requests.append(asked)
        fault = self.api.faults.pop(0) if self.api.faults else ""
        if self.path != "/tts":
            return self._json(404, {"detail": "Not Found"})
        if fault == "dropped":
            self.close_connection = True
            return None
        if fault.isdigit():
            return self._json(int(fault), {"message": "busy"})
        if fault == "page":
            return self._whole(b"<html>a router</html>", "text/html")
        if wrong := self._wrong(asked):
            return self._json(*wrong)
        media, mode = asked.get("media_type", "wav"), asked.get("streaming_mode", 0)
        samples, rate = said(asked["text"], self.api.rate), self.api.rate
        if fault == "failed":
            samples, rate = np.zeros(16_000, np.float32), 16_000
        if fault == "other":
            return self._whole(b"not what was asked for at all", f"audio/{media}")
        if mode == 0:
            return self._whole(packed(samples, rate, media), f"audio/{media}", 0.5 if fault == "cut" else 1.0)
        with suppress(BrokenPipeError, ConnectionResetError):
            return self._stream(self._pieces(samples, rate, media, mode), media, fault == "cut")
        self.api.left.set()

    def _wrong(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        """What the official code refuses, in its own words."""
        for name, kind in KNOWN.items():
            if not isinstance(asked.get(name, kind()), (kind, int) if kind is float else kind):
                return 422, {"detail": [{"loc": ["body", name], "msg": f"value is not a valid {kind.__name__}"}]}
        for name in ("ref_audio_path", "text", "text_lang", "prompt_lang"):
            if not asked.get(name):
                return 400, {"message": f"{name} is required"}
        if asked["text_lang"] not in LANGUAGES:
            return 400, {"message": f"text_lang: {asked['text_lang']} is not supported in version {self.api.version}"}
        if self.api.version in ("v3", "v4") and not asked.get("prompt_text"):
            return 400, {"message": "tts failed", "Exception": "prompt_text cannot be empty when using SoVITS_V3"}
        try:
            length = soundfile.info(asked["ref_audio_path"]).duration
        except RuntimeError:
            return 400, {"message": "tts failed", "Exception": f"{asked['ref_audio_path']} not exists"}
        if not 3 <= length <= 10:
            return 400, {"message": "tts failed", "Exception": "参考音频在3~10秒范围外，请更换！"}
        return None

    def _pieces(self, samples: Floats, rate: int, media: str, mode: int) -> Iterator[bytes]:
        """What one answer is made of: all at once, chunks of silence-bound lengths, or of one length."""
        sizes = {1: [len(samples)], 2: [7_000, 23_000, 11_001], 3: [rate // 2]}[mode]
        if media == "wav":
            yield header(rate)
        at = turn = 0
        while at < len(samples):
            size = sizes[turn % len(sizes)]
            yield packed(samples[at : at + size], rate, "raw" if media == "wav" else media)
            at, turn = at + size, turn + 1

    def _stream(self, pieces: Iterator[bytes], media: str, cut: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"audio/{media}")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number, piece in enumerate(pieces):
            if number == 3 and self.api.holds is not None:
                self.api.holds.wait(30)
            if cut and number == 2:
                piece = piece[: len(piece) // 2]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.flush()
            if cut and number == 2:
                self.close_connection = True
                return
        self.wfile.write(b"0\r\n\r\n")

    def _json(self, status: int, content: Any) -> None:
        self._whole(json.dumps(content).encode(), "application/json", status=status)

    def _whole(self, data: bytes, kind: str, share: float = 1.0, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: round(share * len(data))])
        self.close_connection = share < 1


class _Server(HTTPServer):
    """As the official one, a request after the other."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Somebody went away: no word of it on standard error."""


@contextmanager
def running(api: Api) -> Iterator[Api]:
    """The server at `api.url`."""
    make: Callable[..., Any] = type("Answer", (_Answer,), {"api": api})
    server = _Server(("127.0.0.1", 0), make)
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

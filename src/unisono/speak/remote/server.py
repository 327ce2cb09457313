"""The address of a server, and what its owner wants of it: http://gpu:9880?streaming_mode=3&media_type=ogg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from unisono.errors import InputError

DEFAULT = "http://127.0.0.1:9880"  # where api_v2.py listens if nobody says otherwise
MEDIA = ("wav", "raw", "ogg", "aac")
MODES = (0, 1, 2, 3)  # whole; piece by piece; tokens cut where it is silent; tokens in fixed chunks
RATES = (32000, 24000, 48000)  # samples per second: v1, v2 and v2Pro*; v3; v4

# Fields of /tts that an address may set (specs/gpt-sovits.md §10); text, voice and language are the line's.
_SETS: dict[str, type] = {
    "streaming_mode": int,
    "media_type": str,
    "top_k": int,
    "top_p": float,
    "temperature": float,
    "repetition_penalty": float,
    "text_split_method": str,
    "batch_size": int,
    "batch_threshold": float,
    "speed_factor": float,
    "fragment_interval": float,
    "seed": int,
    "overlap_length": int,
    "min_chunk_length": int,
    "sample_steps": int,
}
_RAW_RATE = "rate"  # of our own: raw sound does not tell


@dataclass(frozen=True)
class Server:
    """Where to ask, and how. `rate` is that of sound which does not tell its own."""

    host: str
    port: int
    secure: bool = False
    path: str = ""  # before /tts, behind a proxy
    media: str = "wav"
    mode: int = 1  # known to every api_v2.py; 2 and 3 came later and are sooner heard
    rate: int = RATES[0]
    fields: Mapping[str, Any] = field(default_factory=dict)  # of /tts, beside media and mode

    @staticmethod
    def of(address: str) -> Server:
        """InputError, in one line, for what is no address and for fields that /tts does not have."""
        found = urlsplit(address if "://" in address else f"http://{address}")
        try:
            port = found.port or (443 if found.scheme == "https" else 80)
        except ValueError:
            port = 0
        if found.scheme not in ("http", "https") or not found.hostname or not port:
            raise InputError(f"{address!r} is no address of a server; expected one such as {DEFAULT}")
        given = dict(_field(name, value) for name, value in parse_qsl(found.query, keep_blank_values=True))
        media = _one_of("media_type", given.pop("media_type", "wav"), MEDIA)
        mode = _one_of("streaming_mode", given.pop("streaming_mode", 1), MODES)
        rate = _one_of(_RAW_RATE, given.pop(_RAW_RATE, RATES[0]), RATES)
        path = found.path.rstrip("/").removesuffix("/tts")
        return Server(found.hostname, port, found.scheme == "https", path, media, mode, rate, given)

    @property
    def url(self) -> str:
        """For the user."""
        return f"http{'s' if self.secure else ''}://{self.host}:{self.port}{self.path}"


def _field(name: str, value: str) -> tuple[str, Any]:
    kind = int if name == _RAW_RATE else _SETS.get(name)
    if kind is None:
        raise InputError(f"/tts of the server has no field {name!r} to set; it has {', '.join(_SETS)}")
    try:
        return name, kind(value)
    except ValueError:
        raise InputError(
            f"{name}={value} in the server's address is no {'number' if kind is float else kind.__name__}"
        ) from None


def _one_of(name: str, value: Any, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise InputError(f"{name}={value} in the server's address; it can be {', '.join(map(str, known))}")
    return value

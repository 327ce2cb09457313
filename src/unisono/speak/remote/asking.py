"""One request to /tts -> the bytes of its answer as they come. What can be asked again safely is; the rest is told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any

from unisono.errors import EngineError, InputError, UnisonoError
from unisono.speak.remote.server import Server

CONNECT = 5.0  # seconds for a connection
ANSWER = 300.0  # seconds for the first sound: a server takes one request after another, and a CPU its time
GOING = 60.0  # seconds for more of it
_WAITS = (0.5, 1.0)  # seconds before it is asked again
_PASSING = (502, 503, 504)  # of a proxy before it
_AT_ONCE = 1 << 14  # bytes


def asked(server: Server, fields: Mapping[str, Any]) -> Iterator[bytes]:
    """The sound, as it comes. Closing the iterator ends the request.

    A server that cannot be reached, or goes away before it has answered, is asked again twice; one that has begun to
    answer never is. EngineError, in one line, where it does not answer, stops early or sends no sound; InputError with
    what it says where it refuses the request.
    """
    connection, answer = _answer(server, fields)
    with closing(connection):
        if connection.sock is not None:
            connection.sock.settimeout(GOING)
        yield from _content(server, answer)


def _answer(server: Server, fields: Mapping[str, Any]) -> tuple[HTTPConnection, HTTPResponse]:
    for wait in (*_WAITS, None):
        connection = (HTTPSConnection if server.secure else HTTPConnection)(server.host, server.port, timeout=CONNECT)
        try:
            return connection, _begun(server, connection, fields)
        except (_Passing, OSError, HTTPException) as error:
            connection.close()
            if wait is None:
                raise _unreachable(server, error) from None
            time.sleep(wait)
        except BaseException:
            connection.close()
            raise
    raise AssertionError  # the last time it returns or raises


class _Passing(Exception):
    """It may do better in a moment."""


def _begun(server: Server, connection: HTTPConnection, fields: Mapping[str, Any]) -> HTTPResponse:
    connection.connect()
    connection.sock.settimeout(ANSWER)
    body = json.dumps(dict(fields)).encode()
    try:
        connection.request("POST", f"{server.path}/tts", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
    except TimeoutError:  # it still works on it: to ask again would make it work twice
        raise EngineError(
            f"{server.url} gave no sound in {ANSWER:.0f} s; see its log, or ask for shorter sentences"
        ) from None
    if answer.status in _PASSING:
        raise _Passing(f"it answers {answer.status}")
    if answer.status != 200:
        raise _refused(server, answer, str(fields.get("ref_audio_path")))
    kind = answer.headers.get_content_type()
    if not kind.startswith("audio/"):
        raise EngineError(f"{server.url} sends {kind}, not sound; is it api_v2.py of GPT-SoVITS?")
    return answer


def _content(server: Server, answer: HTTPResponse) -> Iterator[bytes]:
    came = 0
    try:
        while data := answer.read1(_AT_ONCE):
            came += len(data)
            yield data
    except TimeoutError:
        raise EngineError(
            f"{server.url} fell silent for {GOING:.0f} s in the middle of a sentence; see its log"
        ) from None
    except (OSError, HTTPException):
        raise _cut(server, came) from None
    if answer.length:  # of what it said it would send
        raise _cut(server, came)


def _cut(server: Server, came: int) -> EngineError:
    return EngineError(f"{server.url} ended the sound early, after {came} bytes; what went wrong stands in its log")


def _unreachable(server: Server, error: Exception) -> EngineError:
    why = str(getattr(error, "strerror", None) or error) or type(error).__name__
    return EngineError(
        f"no GPT-SoVITS server at {server.url} ({why}); start one there with "
        f"`python api_v2.py -a {server.host} -p {server.port}`, or name another with --server"
    )


def _refused(server: Server, answer: HTTPResponse, reference: str) -> UnisonoError:
    """Its own words: `message`, and `Exception` where it has one; or where FastAPI found a field of another kind."""
    text = answer.read(1 << 16).decode("utf-8", "replace")
    said = text
    with suppress(ValueError, AttributeError):
        told = json.loads(text)
        said = ": ".join(str(told[key]) for key in ("message", "Exception", "detail") if told.get(key)) or text
    said = " ".join(said.split())[:300]
    if answer.status in (400, 422):
        hint = "; it reads the reference on its own machine" if reference in said else ""
        return InputError(f"{server.url} refuses the request: {said}{hint}")
    return EngineError(f"{server.url} answers {answer.status}: {said}; is it api_v2.py of GPT-SoVITS?")

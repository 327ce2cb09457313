"""Both hubs on loopback, as they answer: lists of files with digests, redirects to a store that knows ranges."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from unisono.speak.gptsovits import official

COMMIT = "c0ffee" * 6 + "c0ff"


@dataclass
class Hub:
    """The files that it holds, and how it misbehaves."""

    files: dict[str, bytes]
    cuts: dict[str, list[int]] = field(default_factory=dict)  # file -> bytes after which its next answers end
    swaps: dict[str, bytes] = field(default_factory=dict)  # file -> what comes instead
    sizes: dict[str, int] = field(default_factory=dict)  # that it states, where they are not true
    gone: set[str] = field(default_factory=set)  # listed, but not there
    busy: list[int] = field(default_factory=list)  # statuses of the store's next answers
    ranges: bool = True  # the store goes on where it is asked to
    asked: list[tuple[str, int]] = field(default_factory=list)  # file and first byte of each answer of the store
    url: str = ""
    store: str = ""  # by another name, for a hub sends to another host

    def text(self, file: str) -> bool:
        """Whether git holds it itself."""
        return file.endswith(".json")

    def digest(self, file: str) -> str:
        data = self.files[file]
        if self.text(file):
            return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        return hashlib.sha256(data).hexdigest()


class _Answer(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing on standard error: tests read it."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path, query = unquote(urlsplit(self.path).path), parse_qs(urlsplit(self.path).query)
        if path == f"/api/models/{official.REPOSITORY}":
            return self._json({"id": official.REPOSITORY, "sha": COMMIT, "siblings": list(self._siblings())})
        if path == f"/api/v1/models/{official.MIRRORED}/repo/files":
            return self._json({"Code": 200, "Success": True, "Data": {"Files": list(self._listed())}})
        if path == f"/api/v1/models/{official.MIRRORED}/repo":
            return self._resolved(query["FilePath"][0])
        if found := re.fullmatch(rf"/{official.REPOSITORY}/resolve/(?:main|{COMMIT})/(.+)", path):
            return self._resolved(found[1])
        if path.startswith("/store/"):
            return self._stored(path.removeprefix("/store/"))
        self._empty(404)

    def _siblings(self) -> Iterator[dict[str, Any]]:
        for file, data in self.hub.files.items():
            of = {"rfilename": file, "size": self.hub.sizes.get(file, len(data)), "blobId": self.hub.digest(file)}
            if not self.hub.text(file):
                sha256 = self.hub.digest(file)
                of |= {"blobId": "0" * 40, "lfs": {"sha256": sha256, "size": len(data), "pointerSize": 134}}
            yield of

    def _listed(self) -> Iterator[dict[str, Any]]:
        yield {"Path": "sv", "Type": "tree", "Size": 0, "Sha256": ""}
        for file, data in self.hub.files.items():
            yield {"Path": file, "Type": "blob", "Size": len(data), "Sha256": hashlib.sha256(data).hexdigest()}

    def _resolved(self, file: str) -> None:
        if file not in self.hub.files:
            return self._empty(404)
        headers = {"X-Repo-Commit": COMMIT, "X-Linked-Size": str(len(self.hub.files[file]))}
        headers |= {"X-Linked-Etag": f'"{self.hub.digest(file)}"', "ETag": f'"{self.hub.digest(file)}"'}
        self._empty(302, headers | {"Location": f"{self.hub.store}/store/{file}"})

    def _stored(self, file: str) -> None:
        hub = self.hub
        if hub.busy:
            return self._empty(hub.busy.pop(0))
        if file in hub.gone:
            return self._empty(404)
        data = hub.swaps.get(file, hub.files[file])
        start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-")) if "Range" in self.headers else 0
        start = start if hub.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if self.command == "HEAD":
            return
        hub.asked.append((file, start))
        cuts = hub.cuts.get(file)
        self.wfile.write(data[start : start + cuts.pop(0)] if cuts else data[start:])
        self.close_connection = True

    def _json(self, content: Any) -> None:
        data = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _empty(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def served(hub: Hub) -> Iterator[Hub]:
    """The hub at `hub.url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answer", (_Answer,), {"hub": hub}))
    hub.url, hub.store = (f"http://{host}:{server.server_address[1]}" for host in ("127.0.0.1", "localhost"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""One question over HTTP, bounded in time and size whatever the other side does."""

from __future__ import annotations

import socket
import time
from typing import NamedTuple

MOST = 256 << 10
# Once its head is there, an answer has so long to end.
BODY_SECONDS = 2.0
_CHUNK = 1 << 16


class Reply(NamedTuple):
    """What came back: the head as text, the body as far as it was read; `error` where no HTTP answer came.

    `at` is when the head had come, by the monotonic clock; 0 where none did.
    """

    head: str = ""
    body: bytes = b""
    seconds: float = 0.0
    error: str = ""
    endless: bool = False
    at: float = 0.0

    @property
    def status(self) -> int:
        """The status; 0 where no HTTP answer came."""
        word = self.head[:20].split(" ")[1:2]
        return int(word[0]) if word and self.head.startswith("HTTP/") and word[0][:3].isdigit() else 0

    def header(self, name: str) -> str:
        """A header's value; empty where it is not there."""
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.strip().lower() == name:
                return value.strip()
        return ""


class Target(NamedTuple):
    """Where to ask."""

    host: str
    port: int
    name: str = "localhost"
    scheme: str = ""


ANYTHING = "*/*"
# Some servers show a page with their debug details to browsers, and a word of text to others.
PAGES = "text/html,application/xhtml+xml,*/*;q=0.8"


def get(target: Target, path: str, *, seconds: float, host: str = "", accept: str = ANYTHING) -> Reply:
    """GET a path."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host or target.name}", "User-Agent: shipcheck", f"Accept: {accept}"]
    if target.scheme:
        lines.append(f"X-Forwarded-Proto: {target.scheme}")
    return send(target, "\r\n".join([*lines, "Connection: close", "", ""]).encode(), seconds=seconds)


def send(target: Target, request: bytes, *, seconds: float) -> Reply:
    """Send bytes, read one answer; never raises for what the network does."""
    began = time.monotonic()
    answer, error, endless = _Answer(), "", False
    try:
        with socket.create_connection((target.host, target.port), timeout=seconds) as connection:
            connection.sendall(request)
            _receive(connection, answer, began + seconds)
    except TimeoutError:
        endless = bool(answer.at)
        error = "" if endless else "timeout"
    except ConnectionRefusedError:
        error = "refused"
    except OSError:
        error = "" if answer.data else "closed"
    head, _, body = bytes(answer.data).partition(_END)
    error = error or ("" if answer.data else "closed")
    return Reply(head.decode("latin-1"), body[:MOST], time.monotonic() - began, error, endless, answer.at)


def _receive(connection: socket.socket, answer: _Answer, end: float) -> None:
    """Read until it is whole or closed; raises `TimeoutError` for what would go on."""
    while not answer.whole:
        left = min(end, answer.at + BODY_SECONDS if answer.at else end) - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        chunk = connection.recv(_CHUNK)
        if not chunk:
            return
        answer.add(chunk)


_END = b"\r\n\r\n"
_LAST = b"0\r\n\r\n"


class _Answer:
    """An answer as it comes: its beginning is kept, of the rest only how much it was and how it ends."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.at = 0.0
        self._size = 0
        self._tail = b""
        self._length: int | None = None
        self._chunked = False

    def add(self, chunk: bytes) -> None:
        """More of it."""
        self._size += len(chunk)
        self._tail = (self._tail + chunk)[-len(_LAST) :]
        if len(self.data) <= MOST:
            self.data += chunk
        if not self.at and (at := self.data.find(_END)) >= 0:
            self.at = time.monotonic()
            self._tail = bytes(self.data[at + len(_END) :][-len(_LAST) :])
            self._head(bytes(self.data[:at]).decode("latin-1").lower(), at + len(_END))

    def _head(self, head: str, size: int) -> None:
        if head[9:12] in {"204", "304"}:
            self._length = size
        for line in head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key == "content-length" and value.strip().isdigit():
                self._length = size + int(value.strip()[:15])
            elif key == "transfer-encoding" and "chunked" in value:
                self._chunked = True

    @property
    def whole(self) -> bool:
        """Whether an answer that says how long it is has come in full."""
        if self._chunked:
            return self._tail == _LAST
        return self._length is not None and self._size >= self._length

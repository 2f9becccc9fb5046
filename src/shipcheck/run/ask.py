"""One question over HTTP, bounded in time and size whatever the other side does."""

from __future__ import annotations

import socket
import time
from typing import NamedTuple

MOST = 256 << 10
_CHUNK = 1 << 16


class Reply(NamedTuple):
    """What came back: the head as text, the body as far as it was read; `error` where no HTTP answer came."""

    head: str = ""
    body: bytes = b""
    seconds: float = 0.0
    error: str = ""
    endless: bool = False

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


def get(target: Target, path: str, *, seconds: float, host: str = "") -> Reply:
    """GET a path."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host or target.name}", "User-Agent: shipcheck", "Accept: */*"]
    if target.scheme:
        lines.append(f"X-Forwarded-Proto: {target.scheme}")
    return send(target, "\r\n".join([*lines, "Connection: close", "", ""]).encode(), seconds=seconds)


def send(target: Target, request: bytes, *, seconds: float) -> Reply:
    """Send bytes, read one answer; never raises for what the network does."""
    began = time.monotonic()
    end = began + seconds
    data, error, endless = bytearray(), "", False
    try:
        with socket.create_connection((target.host, target.port), timeout=seconds) as connection:
            connection.sendall(request)
            while not _whole(data):
                left = end - time.monotonic()
                if left <= 0 or len(data) > MOST:
                    endless = b"\r\n\r\n" in data
                    break
                connection.settimeout(left)
                chunk = connection.recv(_CHUNK)
                if not chunk:
                    break
                data += chunk
    except TimeoutError:
        endless = b"\r\n\r\n" in data
        error = "" if endless else "timeout"
    except ConnectionRefusedError:
        error = "refused"
    except OSError:
        error = "" if data else "closed"
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    error = error or ("" if data else "closed" if time.monotonic() < end else "timeout")
    return Reply(head.decode("latin-1"), body[:MOST], time.monotonic() - began, error, endless)


def _whole(data: bytearray) -> bool:
    """Whether an answer that says how long it is has come in full."""
    at = data.find(b"\r\n\r\n")
    if at < 0:
        return False
    head = bytes(data[:at]).decode("latin-1").lower()
    if head[9:12] in {"204", "304"}:
        return True
    for line in head.split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key == "content-length" and value.strip().isdigit():
            return len(data) >= at + 4 + int(value.strip()[:15])
        if key == "transfer-encoding" and "chunked" in value:
            return data.endswith(b"0\r\n\r\n")
    return False

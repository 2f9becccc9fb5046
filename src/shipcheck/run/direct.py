"""Questions asked of Docker's own socket: what the command line would only pass on, without the thirtieth of a second it takes.

Only what changes nothing, and only where the socket is certain: else the command line is asked, with the same answers.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

USUAL = "/var/run/docker.sock"
MOST = 64 << 20
# What a listing by the command line is called, where its answer has names, and under which key.
_LISTS = {
    ("ps", "-aq"): ("/containers/json?all=1&", "Id"),
    ("network", "ls", "-q"): ("/networks?", "Id"),
    ("volume", "ls", "-q"): ("/volumes?", "Name"),
    ("image", "ls", "-q"): ("/images/json?", "Id"),
}
_INSPECTED = {"container": "/containers/{}/json", "image": "/images/{}/json"}
_OK, _NOT_THERE = 200, 404


class Answer(NamedTuple):
    """An answer: what the engine says, or the sentence with which it refuses."""

    said: Any = None
    refused: str = ""


def socket_of(environment: Mapping[str, str], home: str) -> str:
    """The engine's socket on this machine as the command line would find it; empty where that is not certain."""
    host = environment.get("DOCKER_HOST", "")
    if host:
        path = host.removeprefix("unix://") if host.startswith("unix://") else ""
    elif environment.get("DOCKER_CONTEXT", "default") != "default" or _context(environment, home) != "default":
        path = ""
    else:
        path = USUAL
    return path if path and os.access(path, os.R_OK | os.W_OK) else ""


def _context(environment: Mapping[str, str], home: str) -> str:
    folder = environment.get("DOCKER_CONFIG") or os.path.join(home, ".docker")
    try:
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
            return str(json.load(file).get("currentContext") or "default")
    except FileNotFoundError:
        return "default"
    except (OSError, ValueError, AttributeError):
        return ""


class Direct:
    """Asks the engine's socket. None stands for "ask the command line instead"."""

    def __init__(self, path: str) -> None:
        self._path = path

    def inspect(self, kind: str, name: str, seconds: float) -> Answer | None:
        """One container or image."""
        found = self._get(_INSPECTED[kind].format(quote(name, safe="/:@.")), seconds) if kind in _INSPECTED else None
        if found is None:
            return None
        status, said = found
        if status == _OK:
            return Answer([said])
        if status == _NOT_THERE and isinstance(said, dict):
            return Answer(refused=str(said.get("message") or "no such thing"))
        return None

    def names(self, listing: tuple[str, ...], label: str, seconds: float) -> list[str] | None:
        """The names of what has a label."""
        if listing not in _LISTS:
            return None
        path, key = _LISTS[listing]
        found = self._get(f"{path}filters={quote(json.dumps({'label': [label]}))}", seconds)
        if found is None or found[0] != _OK:
            return None
        said = found[1].get("Volumes") if isinstance(found[1], dict) else found[1]
        return [str(one[key]).removeprefix("sha256:") for one in said or () if isinstance(one, dict) and one.get(key)]

    def _get(self, path: str, seconds: float) -> tuple[int, Any] | None:
        data = bytearray()
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(seconds)
                connection.connect(self._path)
                connection.sendall(f"GET {path} HTTP/1.0\r\nHost: docker\r\n\r\n".encode())
                while len(data) <= MOST and (chunk := connection.recv(1 << 16)):
                    data += chunk
            head, _, body = bytes(data).partition(b"\r\n\r\n")
            return int(head.split(b" ", 2)[1]), json.loads(body)
        except (OSError, ValueError, IndexError, RecursionError):
            return None

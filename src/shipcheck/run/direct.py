"""Docker's own socket: what the command line would only pass on, without the thirtieth of a second that it takes.

What is there is asked, watched, stopped and removed here; what is new is made by the command line, which knows the options,
contexts, credentials and builders. Only where the socket is certain: else the command line does all, with the same answers.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from shipcheck.collect.process import OUTPUT_LIMIT, Outcome
from shipcheck.run.waiting import Answered

USUAL = "/var/run/docker.sock"
MOST = OUTPUT_LIMIT


class _Kind(NamedTuple):
    """Where things are listed, under which key their names are, and where one is removed."""

    list: str
    key: str
    removal: str


# By the words of the command line that list them.
_KINDS = {
    ("ps", "-aq"): _Kind("/containers/json?all=1&", "Id", "/containers/{}?force=1&v=1"),
    ("network", "ls", "-q"): _Kind("/networks?", "Id", "/networks/{}"),
    ("volume", "ls", "-q"): _Kind("/volumes?", "Name", "/volumes/{}?force=1"),
    ("image", "ls", "-aq"): _Kind("/images/json?all=1&", "Id", "/images/{}?force=1&noprune=1"),
}
_INSPECTED = {"container": "/containers/{}/json", "image": "/images/{}/json"}
_END = b"\r\n\r\n"
_FRAME = 8
_OK, _MADE, _DONE, _NOT_NEEDED, _NOT_THERE, _CONFLICT = 200, 201, 204, 304, 404, 409


class Answer(NamedTuple):
    """An answer: what the engine says, or the sentence with which it refuses."""

    said: Any = None
    refused: str = ""


class Listed(NamedTuple):
    """One thing of a listing."""

    name: str
    labels: Mapping[str, str]


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
    """Talks to the engine's socket. None stands for "ask the command line instead"."""

    def __init__(self, path: str) -> None:
        self._path = path

    def inspect(self, kind: str, name: str, seconds: float) -> Answer | None:
        """One container or image, in a list."""
        found = self._said("GET", _INSPECTED[kind].format(_plain(name)), seconds) if kind in _INSPECTED else None
        return found if found is None or found.refused else Answer([found.said])

    def listed(self, listing: tuple[str, ...], label: str, seconds: float) -> list[Listed] | None:
        """What has a label; `listing` are the command line's words."""
        path, key, _ = _KINDS[listing]
        found = self._said("GET", f"{path}{_filters(label=label)}", seconds)
        if found is None or found.refused:
            return None
        said = found.said.get("Volumes") if isinstance(found.said, dict) else found.said
        return [
            Listed(str(one[key]).removeprefix("sha256:"), one.get("Labels") or {})
            for one in said or ()
            if isinstance(one, dict) and one.get(key)
        ]

    def history(self, image: str, seconds: float) -> Answer | None:
        """What made an image, newest first."""
        return self._said("GET", f"/images/{_plain(image)}/history", seconds)

    def top(self, container: str, options: str, seconds: float) -> Answer | None:
        """The processes, as `ps` lists them with these options."""
        query = urlencode({"ps_args": options} if options else {})
        found = self._said("GET", f"/containers/{_plain(container)}/top?{query}", seconds)
        return found._replace(said=found.said.get("Processes")) if found and isinstance(found.said, dict) else found

    def events(self, container: str, event: str, since: str, until: str, seconds: float) -> list[Any] | None:
        """What happened to a container between two times."""
        times = urlencode({"since": since, "until": until})
        found = self._send("GET", f"/events?{times}&{_filters(container=container, event=event)}", seconds)
        try:
            return [json.loads(line) for line in found[1].splitlines()] if found and found[0] == _OK else None
        except (ValueError, RecursionError):
            return None

    def logs(self, container: str, most: int, seconds: float) -> tuple[bytes, bytes] | None:
        """The last lines of both streams, each with its time."""
        query = urlencode({"stdout": 1, "stderr": 1, "timestamps": 1, "tail": most})
        found = self._send("GET", f"/containers/{_plain(container)}/logs?{query}", seconds)
        return streams(found[1]) if found and found[0] == _OK else None

    def saved(self, image: str, seconds: float) -> bytes | None:
        """An image as the archive that can be loaded again."""
        found = self._send("GET", f"/images/{_plain(image)}/get", seconds)
        return bytes(found[1]) if found and found[0] == _OK else None

    def run(self, container: str, words: Sequence[str], seconds: float) -> Outcome | Answer | None:
        """A command in a container: its outcome, or the sentence of why it was not begun; raises `TimeoutError`."""
        end = time.monotonic() + seconds
        wish = {"AttachStdout": True, "AttachStderr": True, "Cmd": list(words)}
        made = self._said("POST", f"/containers/{_plain(container)}/exec", seconds, wish)
        if made is None or made.refused:
            return made
        path = f"/exec/{_plain(str(made.said.get('Id')))}"
        found = self._send("POST", f"{path}/start", seconds, {"Detach": False, "Tty": False}, late=True)
        if found is None or found[0] != _OK:
            return None if found is None else Answer(refused=_sentence(found[1]))
        written = streams(found[1])
        # What it wrote is over a moment before it is.
        while written is not None and (said := self._said("GET", f"{path}/json", seconds)) is not None:
            if not said.said.get("Running") and said.said.get("ExitCode") is not None:
                return Outcome(int(said.said["ExitCode"]), *written)
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.005)
        return None

    def stop(self, container: str, grace: int, seconds: float) -> bool:
        """Ask a container to end, and wait until it has."""
        found = self._send("POST", f"/containers/{_plain(container)}/stop?t={grace}", seconds)
        return found is not None and found[0] in {_DONE, _NOT_NEEDED}

    def wait(self, container: str, seconds: float) -> Answered | None:
        """A connection on which it is said when a container has ended."""
        try:
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(seconds)
            connection.connect(self._path)
            connection.sendall(_request("POST", f"/containers/{_plain(container)}/wait", None))
        except OSError:
            return None
        return Answered(connection)

    def remove(self, listing: tuple[str, ...], name: str, seconds: float) -> bool:
        """Remove one of what this lists, whether or not it is in use; also true where it is not there."""
        found = self._send("DELETE", _KINDS[listing].removal.format(_plain(name)), seconds)
        return found is not None and found[0] in {_OK, _DONE, _NOT_THERE}

    def _said(self, method: str, path: str, seconds: float, wish: object = None) -> Answer | None:
        """An answer in JSON."""
        found = self._send(method, path, seconds, wish)
        try:
            said = json.loads(found[1]) if found is not None else None
        except (ValueError, RecursionError):
            return None
        if found is not None and found[0] in {_OK, _MADE}:
            return Answer(said)
        return Answer(refused=_sentence(found[1])) if found and found[0] in {_NOT_THERE, _CONFLICT} else None

    def _send(
        self, method: str, path: str, seconds: float, wish: object = None, *, late: bool = False
    ) -> tuple[int, bytearray] | None:
        """Status and body; `late` tells, by `TimeoutError`, what took too long from what was not said."""
        end = time.monotonic() + seconds
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(seconds)
                connection.connect(self._path)
                connection.sendall(_request(method, path, wish))
                data = _received(connection, end)
            at = data.index(_END)
            status = int(data[:at].split(b" ", 2)[1])
        except TimeoutError:
            if late:
                raise
            return None
        except (OSError, ValueError, IndexError):
            return None
        del data[: at + len(_END)]  # not copied: it may be large
        return status, data


def _received(connection: socket.socket, end: float) -> bytearray:
    """All that comes until the connection is closed, as much of it as is kept; raises `TimeoutError` after `end`."""
    data = bytearray()
    while chunk := connection.recv(1 << 16):
        data += chunk if len(data) <= MOST else b""
        left = end - time.monotonic()
        if left <= 0:  # of what never pauses no part would ever be late
            raise TimeoutError
        connection.settimeout(left)
    return data


def _request(method: str, path: str, wish: object) -> bytes:
    body = b"" if wish is None else json.dumps(wish).encode()
    more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if method == "POST" else ""
    return f"{method} {path} HTTP/1.0\r\nHost: docker\r\n{more}\r\n".encode() + body


def _plain(name: str) -> str:
    return quote(name, safe="/:@.")


def _filters(**every: str) -> str:
    return f"filters={quote(json.dumps({name: [value] for name, value in every.items()}))}"


def _sentence(body: bytearray) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "it would not"


def streams(data: bytes | bytearray) -> tuple[bytes, bytes] | None:
    """Standard output and error of what the engine sends in frames; None where it sends none, as from a terminal."""
    parts: tuple[list[memoryview], list[memoryview]] = ([], [])
    view = memoryview(data)
    at = 0
    while at + _FRAME <= len(data):
        kind, size = data[at], int.from_bytes(data[at + 4 : at + _FRAME], "big")
        if kind not in {0, 1, 2} or any(data[at + 1 : at + 4]):
            return None
        parts[kind == 2].append(view[at + _FRAME : at + _FRAME + size])  # noqa: PLR2004
        at += _FRAME + size
    return None if data and not at else (b"".join(parts[0]), b"".join(parts[1]))

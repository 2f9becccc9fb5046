"""A socket before the engine's: closed, it is an engine that stopped, and the real one goes on for everybody else."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
from pathlib import Path
from typing import Self


class Proxy:
    """Passes on what comes to a socket of its own, until it is closed; it can be opened again."""

    def __init__(self, path: Path) -> None:
        # A socket's name must be short.
        self._path = os.path.relpath(path) if len(str(path)) > 100 else str(path)
        self.address = f"unix://{self._path}"
        self._to = _engine()
        self._server: socket.socket | None = None
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Begin."""
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(self._path)
        self._server.listen(64)
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def close(self) -> None:
        """End all that is under way."""
        if self._server is not None:
            os.unlink(self._path)
            for one in (self._server, *self._open):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
        self._server, self._open = None, []

    def _serve(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._to)
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(1 << 16):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def _engine() -> str:
    host = os.environ.get("DOCKER_HOST", "")
    if not host:
        words = ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]
        host = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    return host.removeprefix("unix://")

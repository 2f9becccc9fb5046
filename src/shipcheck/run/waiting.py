"""Waiting for a container's end: whoever asks is answered at once."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol


class Waiting(Protocol):
    """Knows whether a container has ended."""

    def ended(self) -> bool:
        """Whether it has; also where nobody will ever say so, as the engine is gone."""
        ...

    def close(self) -> None:
        """Wait no longer."""
        ...


class Called(Waiting):
    """The command line waits."""

    def __init__(self, words: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def ended(self) -> bool:
        """Whether the command has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End the command."""
        self._process.kill()
        self._process.communicate()


class Answered(Waiting):
    """The engine answers on a connection of its own: the head at once, the rest when it is over."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._connection.setblocking(False)
        self._data = b""
        self._over = False

    def ended(self) -> bool:
        """Whether the answer is there, or none will come."""
        with suppress(BlockingIOError):
            while not self._over:
                chunk = self._read()
                self._data += chunk
                self._over = not chunk or bool(self._data.partition(b"\r\n\r\n")[2])
        return self._over

    def _read(self) -> bytes:
        try:
            return self._connection.recv(1 << 12)
        except BlockingIOError:
            raise
        except OSError:
            return b""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

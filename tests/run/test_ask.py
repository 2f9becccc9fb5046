"""One question, whatever the other side does: bounded, and its end known."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from shipcheck.run.ask import MOST, Reply, Target, get


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[Target]:
    """A server that answers everybody in this way."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            try:
                while True:
                    connection, _ = listening.accept()
                    with connection:
                        connection.recv(4096)
                        answer(connection)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield Target("127.0.0.1", listening.getsockname()[1])


def asked(*parts: bytes, hold: bool = False) -> Reply:
    """The reply to such an answer; `hold` keeps the connection open behind it."""

    def answer(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(0.01)
        if hold:
            connection.recv(1)

    with server(answer) as target:
        return get(target, "/", seconds=20)


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("parts", "body"),
    [
        ((OK + b"Content-Length: 5\r\n\r\nbread",), b"bread"),
        ((OK + b"Content-Le", b"ngth: 5\r\n\r", b"\nbr", b"ead"), b"bread"),
        ((OK + b"Transfer-Encoding: chunked\r\nAge: 0\r\n\r\n", b"5\r\nbread\r\n", b"0\r\n\r\n"), None),
        ((b"HTTP/1.1 204 No Content\r\n\r\n",), b""),
    ],
    ids=["at-once", "in-pieces", "chunked-behind-a-zero", "no-content"],
)
def test_the_end_of_an_answer_is_known(parts: tuple[bytes, ...], body: bytes | None) -> None:
    reply = asked(*parts, hold=True)
    assert reply.status in {200, 204}
    assert (reply.error, reply.endless) == ("", False)
    assert reply.at
    assert reply.body == body if body is not None else reply.body.endswith(b"0\r\n\r\n")


def test_a_large_answer_is_read_to_its_end_and_kept_in_part() -> None:
    reply = asked(OK + b"Content-Length: 3000000\r\n\r\n", b"x" * 3_000_000, hold=True)
    assert (reply.status, reply.endless, reply.error, len(reply.body)) == (200, False, "", MOST)


def test_an_answer_that_never_ends_is_left() -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(OK + b"\r\n")
        while True:
            connection.sendall(b"bread " * 1000)

    with server(answer) as target:
        reply = get(target, "/", seconds=20)
    assert (reply.status, reply.endless, len(reply.body)) == (200, True, MOST)


def test_no_answer_is_told_from_a_closed_door() -> None:
    assert asked().error == "closed"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert get(Target("127.0.0.1", port), "/", seconds=0.2).error == "timeout"
    assert get(Target("127.0.0.1", port), "/", seconds=5).error == "refused"

"""What never pauses is left when its time is over."""

from __future__ import annotations

import time
from typing import Any

import pytest

from shipcheck.run import direct


class Endless:
    """A connection on which there is always more."""

    def recv(self, size: int) -> bytes:
        return b"\1\0\0\0\0\0\0\4yes\n"[:size]

    def settimeout(self, seconds: float) -> None:
        assert seconds > 0


def test_no_part_of_an_answer_is_late_but_the_answer_is() -> None:
    connection: Any = Endless()
    with pytest.raises(TimeoutError):
        direct._received(connection, time.monotonic() + 0.2)
